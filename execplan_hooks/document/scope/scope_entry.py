"""An entry of a scope list: the paths it names, and what its other words take back.

An entry that is not fully understood must not allow more than it says. So a negating word either has paths
behind it, or makes the entry unclear; what follows from that is for `contract/contract.py` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPAN = re.compile(r"(?P<ticks>`{1,64}+)(?P<code>(?!`).+?(?<!`))(?P=ticks)(?!`)")
_LINK = re.compile(r"\[`?(?P<text>[^\]`]+)`?\]\((?![A-Za-z][A-Za-z0-9+.-]*:)(?P<target>[^()\s`]*)\)")  # a local one
_ARROW = r"(?:\u2192|\u21d2|->|=>)"
_VERBS = r"add|create|update|modify|change|edit|extend|delete|remove|move|rename|new"
# Between two paths. A move (`a` to `b`) takes both.
_GLUE = re.compile(rf"(?:[\s,;+&、，]|/(?=\s)|{_ARROW}|\b(?:and|or|to|into|{_VERBS})\b:?)*", re.IGNORECASE)
_BARE_MOVE = re.compile(rf"\s(?:{_ARROW}|to)\s+(?=[^\s,;]*[^\s,;.]/|[^\s,;/]*\w\.\w)", re.IGNORECASE)
_BARE = re.compile(r"[^\s`<>|\"']+")
_CONDITIONAL = r"only|if|when|unless|until|after|with approval"
# "Not `x`" and "but `x`" take out what stands right behind them.
_EXCEPTING = (
    r"except(?:ing)?(?: for)?|excluding|(?:but )?not including|but not|(?:not|but|save|bar)(?=\s+`)|save for|"
    r"other than|apart from|aside from|without|minus|(?:all|everything|anything) but|außer|ausgenommen|sauf|excepto"
)
# "Not yet there" and "does not exist" say something of the file, not of the permission.
_REFUSING = (
    r"(?:not|\w{1,40}n['\u2019]t)(?!\s+(?:yet|only|just|exist))|never|cannot|nothing|none|neither|nor|avoid|skip|omit|"
    r"no(?:\s+further)?\s+(?:code\s+)?(?:changes?|edits?|modifications?|touch\w*|writes?|deletions?)|"
    r"leave|leaving|exclude[sd]?|hands[ -]off|keep (?:out|off|away)|stay (?:out|off|away)|"
    r"out[ -]of[ -](?:scope|bounds)|off[ -]limits|forbidden|prohibited|untouched|read[ -]only|frozen|locked|"
    r"nicht|kein\w*|ohne|interdit"
)
_SIGNS = r"除く|除き|除い|除外|除了|以外|禁止|対象外|しない|不可|不得|不要|不改|不动|勿|[\u274c\u26d4\U0001f6ab]"
_WORD = r"(?<![^\W_])(?<![/.])(?<!\w-)(?:{})(?![^\W_])(?![/-])"  # also between underscores: _never_
_NEGATING = re.compile(
    rf"(?P<excepting>{_WORD.format(_EXCEPTING)})|(?P<only>\b(?:only|just)\s+(?:in\s+)?(?=`))|"
    rf"{_WORD.format(_REFUSING)}|{_SIGNS}",
    re.IGNORECASE,
)
_CONDITION = re.compile(rf"{_WORD.format(_CONDITIONAL)}|{_WORD.format(_EXCEPTING)}", re.IGNORECASE)
# Between a negating word and its paths.
_FILLER = re.compile(
    r"(?:[\s,:(]|\*\*?(?=[\s`])|_(?=\s)|\b(?:for|the|any|anything|everything|in|inside|under|below|within|of|to|be|touch(?:ing)?|edit|"
    r"change|changes|modify|include|including|files?|folders?|director(?:y|ies)|paths?|not|never|do)\b)*",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    rf"`,?\s+(?:and|or|nor|plus|as well as|&|\+)\s+(?!`|(?:{_CONDITIONAL})\b)\w", re.IGNORECASE
)  # "except `a` and the tests"
_NOTE = re.compile(
    r"\s[(\uff08]|\s[-\u2013\u2014:#]+\s|\s->\s|:\s|\s//"
    rf"|\s(?=(?:{_CONDITIONAL}|{_EXCEPTING}|{_REFUSING})\b)|(?=[\uff08])",
    re.IGNORECASE,
)
# A remark between two paths: "`src/a.py` (new), `src/b.py`".
_ASIDE = re.compile(r"\s*\([^()`]*\)(?=(?:[\s,;+&、，]|\b(?:and|or)\b)+`)", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?P<mark>\*\*?)(?=[`\w.])(?P<text>[^*]*[^\s*/])(?P=mark)(?=[\s:,;(]|$)")
_STRUCK = re.compile(r"(?<![\w`~/])~~(?=[^\s~])(?P<text>[^~]*)~~(?!~)")
# What the reader is sent to, not what is changed: "see `docs/x.md`".
_REFERENCE = re.compile(
    r"\b(?:see|cf\.?|per|like|via|(?:as|described|defined|documented|used) (?:in|by))(?: also)?:? "
    r"`+[^`]*`+(?:(?:,| and| or) `+[^`]*`+)*",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\.(?:git\w+|env[\w.]*|\w*(?:rc|ignore|config))|[\w.\[\]*-]+\.(?:md|mdx|txt|rst|py|pyi|ipynb|[cm]?[jt]sx?|vue|svelte|json|ya?ml|toml|lock|ini|cfg|"
    r"env|xml|html?|s?css|sql|proto|graphql|rs|go|java|kts?|rb|php|c|cc|cpp|h|hpp|cs|swift|sh|ps1|tf|csv)"
)
_NO_PATH = re.compile(r"[/@]|(?:application|text|image|audio|video|multipart)/|.*(?://|[\s()<>=\"'|;])")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_TAG = re.compile(r"<(?P<code>/?code)?[^<>]*>", re.IGNORECASE)
_DRAWN = re.compile(r"[\s|*+\-\u2500-\u257f]*")  # what stands before a name in a list or tree drawn in code
_PLAIN_WORDS = re.compile(r"\w[\w-]*(?:(?:\s*[,&]\s*|\s+and\s+)\w[\w-]*)*\.?")
_INTRODUCING = re.compile(
    r"(?:see\s+)?(?:(?:the\s+)?(?:following|these|those|list|files|paths)|below|yes|here)\.?", re.IGNORECASE
)
_MAX_LENGTH = 2000  # characters of an entry; what is longer is prose, and costs no quadratic search
_LONGEST_NAME = 25
_STRIP = " \t,;.()\uff08\uff09-\u2013\u2014:*"


@dataclass(frozen=True)
class ScopeEntry:
    """One entry of a list. `paths` are as written; empty where the entry is prose. `exceptions` are paths
    after "except", `refused` those after "never", "do not touch" and the like; `further` look like paths, but
    nothing says what they are there for. `condition` is text such as `unless explicitly approved`, for a
    reader to judge; `unclear` is text that takes something back, nobody knows what."""

    text: str
    line: int
    column: int
    paths: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    condition: str = ""
    refused: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    unclear: str = ""


def _linked_path(link: re.Match[str]) -> str:
    """The path that a local link names, as a code span: its text where that is a path, else where it leads."""
    text = link["text"] if re.search(r"[/.*]", link["text"]) else link["target"]
    return f"`{text}`"


def read_entry(text: str, line: int = 1, column: int = 1) -> ScopeEntry:
    """The entry that a list item's text means; prose where it does not begin with a path."""
    shown = text.strip()
    if len(shown) > _MAX_LENGTH:
        return ScopeEntry(shown, line, column)
    linked = _LINK.sub(_linked_path, re.sub(r"^\[[ xX]\]\s+", "", shown))
    body = _STRUCK.sub(lambda match: match["text"], linked)
    emphasis = _EMPHASIS.match(body)  # not strip("*"): `**/x.py` and `*.md` begin with one too
    if emphasis:
        body = emphasis["text"] + body[emphasis.end() :]
    verb = _GLUE.match(body)
    if verb and body.startswith("`", verb.end()):
        body = body[verb.end() :]  # "update `src/a.py`" names the path all the same
    paths, rest = _quoted_paths(body) if body.startswith("`") else _bare_paths(body)
    if not paths:
        if not _NEGATING.match(_masked(body)):
            return ScopeEntry(shown, line, column)
        return ScopeEntry(shown, line, column, refused=_read_note(body).refused, unclear=shown)
    note = _read_note(rest)
    unclear = shown if _STRUCK.search(linked) else note.unclear
    condition = note.rest.strip(_STRIP) if _CONDITION.search(_masked(note.rest)) else ""
    return ScopeEntry(
        shown, line, column, paths, note.exceptions, condition, note.refused, _further(note.rest), unclear
    )


def read_remark(text: str, line: int, column: int) -> tuple[ScopeEntry | None, bool]:
    """What a text beside the entries of an exclude list says: an entry with the paths that it plainly refuses
    ("never touch `a/`", or nothing but paths), and whether it names paths of which that is not plain."""
    shown = without_comments(text).strip()
    if len(shown) > _MAX_LENGTH:
        return None, "/" in shown
    linked = _LINK.sub(_linked_path, shown)
    spans = tuple(match["code"].strip() for match in _SPAN.finditer(linked))
    if spans and all(map(_looks_like_path, spans)) and not _GLUE.sub("", _SPAN.sub(" ", linked)).strip(_STRIP):
        return ScopeEntry(shown, line, column, spans), False
    note = _read_note(linked)
    refused = tuple(filter(_looks_like_path, note.refused))
    if not refused:
        return None, names_paths(shown)
    condition = note.rest.strip(_STRIP) if _CONDITION.search(_masked(note.rest)) else ""
    entry = ScopeEntry(shown, line, column, refused, note.exceptions, condition)
    return entry, len(refused) < len(note.refused) or bool(_further(note.rest))


def names_paths(text: str) -> bool:
    """Whether a text beside the entries of a list names paths: in code, at its beginning, or as what it refuses. What
    is only referred to ("see `docs/x.md`") does not count."""
    shown = without_comments(text).strip()
    if len(shown) > _MAX_LENGTH:
        return "/" in shown
    linked = _LINK.sub(_linked_path, shown)
    note = _read_note(linked)
    if any(_looks_like_path(path) or f"`{path}`" in linked for path in note.refused) or _further(linked):
        return True
    return any(map(_looks_like_path, read_entry(shown).paths))


def code_names_paths(line: str) -> bool:
    """Whether a line in a code block is a path (with a remark), or takes one back; a command is neither."""
    if len(line) > _MAX_LENGTH:
        return "/" in line
    text = line[end.end() :] if (end := _DRAWN.match(line)) else line
    if any(map(_looks_like_path, read_entry(text).paths)):
        return True
    return _NEGATING.search(text) is not None and any(map(_looks_like_path, text.split()))


def names_words(text: str) -> bool:
    """Whether the text behind a label is names that may be meant as paths (`infra, Makefile`), no introduction."""
    if any(len(word) > _LONGEST_NAME for word in text.split()):
        return False  # a token, not the name of a folder
    return _PLAIN_WORDS.fullmatch(text) is not None and len(text) <= 60 and not _INTRODUCING.fullmatch(text)


def without_comments(text: str) -> str:
    """The text of HTML or Markdown without comments, in as many lines."""
    return _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text) if "<!--" in text else text


def without_tags(text: str) -> str:
    """The text of HTML, with what stands in `<code>` in backticks."""
    return _TAG.sub(lambda match: "`" if match["code"] else " ", text)


@dataclass(frozen=True)
class _Note:
    """What the words behind the paths say; `rest` is what they say of no path."""

    exceptions: tuple[str, ...]
    refused: tuple[str, ...]
    unclear: str
    rest: str


def _read_note(text: str) -> _Note:
    exceptions: list[str] = []
    refused: list[str] = []
    before = ""
    while match := _NEGATING.search(masked := _masked(text)):
        filler = _FILLER.match(masked, match.end())
        start = filler.end() if filler else match.end()
        quoted = text.startswith("`", start)
        paths, rest = _quoted_paths(text[start:]) if quoted else _bare_paths(text[start:].rstrip(" \t,;."))
        if match["only"] and not any(map(_looks_like_path, paths)):  # "has only `list`"
            before += text[:start]
            text = text[start:]
            continue
        if not paths or match["only"] or (quoted and _GOES_ON.search(masked, start)):
            return _Note(tuple(exceptions), tuple(refused), text[match.start() :].strip(_STRIP), before + text)
        (exceptions if match["excepting"] else refused).extend(paths)
        before += text[: match.start()]
        text = rest
    return _Note(tuple(exceptions), tuple(refused), "", before + text)


def _masked(text: str) -> str:
    """The text with its code blackened, in the same length: `src/not/a.py` negates nothing."""
    return _SPAN.sub(lambda match: "`" + "x" * (len(match[0]) - 2) + "`", text)


def _further(text: str) -> tuple[str, ...]:
    """The code spans that look like paths, each once."""
    spans = (match["code"].strip() for match in _SPAN.finditer(_REFERENCE.sub(" ", text)))
    return tuple(dict.fromkeys(filter(_looks_like_path, spans)))


def _looks_like_path(code: str) -> bool:
    """Not `foo()`, `npm test`, `/api/users` or `Retry`."""
    return not _NO_PATH.match(code) and ("/" in code or _FILE_NAME.fullmatch(code) is not None)


def _quoted_paths(text: str) -> tuple[tuple[str, ...], str]:
    """The run of code spans at the start of an entry, and the rest of it with the remarks in between."""
    paths: list[str] = []
    asides = ""
    position = 0
    while match := _SPAN.match(text, position):
        paths.append(match["code"].strip())
        position = match.end()
        if aside := _ASIDE.match(text, position):
            asides += aside[0]
            position = aside.end()
        if glue := _GLUE.match(text, position):
            position = glue.end()
    return tuple(paths), asides + text[position:]


def _bare_paths(text: str) -> tuple[tuple[str, ...], str]:
    """The unquoted paths at the start of an entry; a word without `/`, `.` or `*` is prose, not a path."""
    text = _BARE_MOVE.sub(" ", text)
    note = _NOTE.search(text)
    head, rest = (text[: note.start()], text[note.start() :]) if note else (text, "")
    words = [
        word.rstrip(".") if word.endswith(".") and "/" not in word[-2:] else word
        for word in map(_without_bracket, re.split(r"[,;]\s*|\s+", head))
        if word
    ]
    if words and all(_is_path(word) for word in words):
        return tuple(words), rest
    return (), text


def _without_bracket(word: str) -> str:
    """Without a closing bracket that is the sentence's; `app/(group)` keeps its own."""
    return word.rstrip(")\uff09") if word.count(")") + word.count("\uff09") > word.count("(") else word


def _is_path(word: str) -> bool:
    plain = _BARE.fullmatch(word) is not None and "://" not in word
    return plain and re.search(r"[/*]|\w\.\w|^\.\w", word) is not None
