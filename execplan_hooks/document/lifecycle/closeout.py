"""What a plan's closeout says, and whether an index of plans lists a plan."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from urllib.parse import unquote

from execplan_hooks.document import markdown
from execplan_hooks.document.fields.field_values import FieldReader
from execplan_hooks.document.fields.texts import Text
from execplan_hooks.document.fields.vocabulary import said
from execplan_hooks.document.inline import scan, stretches
from execplan_hooks.document.linking.links import links
from execplan_hooks.document.markdown import BlockKind
from execplan_hooks.document.placeholders.unfilled import is_unfilled
from execplan_hooks.document.plan import FieldValue, Plan
from execplan_hooks.document.revision.records import is_placeholder
from execplan_hooks.document.source import Source

_YES = ("yes", "true", "y")
_YES_NO = (*_YES, "no", "false", "n")
# "None", "nothing left", "暂无"; "none of the tests pass" and "nothing, except the deployment" name a blocker.
_NONE = re.compile(
    r"\W*(?:(?:there (?:are|is) )?(?:none|nothing)"
    r"|no (?:open |known |further |remaining )?(?:blockers?|points?|issues?)"
    r"|n/?a|nil|not applicable|all (?:are )?(?:resolved|cleared|done)|keine|ninguno|aucun"
    r"|暂无|无|無し?|没有|なし|特になし|없음|нет)"
    r"(?: (?:known|open|left|remaining|remain|so far|now|at this time))*(?:\W*\Z|\s*[.,;:(\u2013\u2014-])"
    r"|\W*(?:no|0)\W*\Z",  # alone: "no, CI is red" names one
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:except|but|besides|apart from|until|unless|still)\b", re.IGNORECASE)
_CLEARED = re.compile(
    r"\A\W*~~|\A\[[xX]\]\s|[(\[\u2013\u2014-]\s*(?:resolved|cleared|fixed|done|closed)\b|\A\W*(?:resolved|cleared)\b\s*[:\u2013\u2014-]",
    re.IGNORECASE,
)
_PATHS = re.compile(
    r"`[^`\n]+`|\[[^\[\]\n]{0,200}\]\([^()\n]{1,500}\)|(?<![^\s`()\[\],;])[^\s`()\[\],;]*\.(?:md|markdown)\b",
    re.IGNORECASE,
)
_OLD = re.compile(r"\b(?:from|was|formerly|previously|originally|instead of|not)[\s*_:(]{0,6}\Z", re.IGNORECASE)
_WIKI = re.compile(r"\[\[([^\[\]|#\n]{1,300})")
_LINKED = re.compile(r"\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,500}\)|\[[^\[\]\n]{0,300}\])")
_BETWEEN = re.compile(r"[\s|<>()\[\]\"',;:*\u2013\u2014]+")
_MAX_VALUE = 2000  # characters
_BOX = re.compile(r"\[[ xX~/-]\]\s+")


def answer(values: list[FieldValue]) -> tuple[bool, FieldValue] | None:
    """The last yes or no among the values of a field, with its place; None where nobody has chosen."""
    for value in reversed(values):
        word = said(value.value, _YES_NO)
        if word is not None and not is_unfilled(value.value):
            return word in _YES, value
    return None


def listed(plan: Plan, name: str) -> list[Text]:
    """What stands behind the labels of a field and below them, without what is not filled in."""
    reader = FieldReader(plan)
    values = (value for value in plan.field(name) if value.place != "front-matter")
    return [text for value in values for text in reader.texts(value) if not is_unfilled(text.text)]


def blockers(plan: Plan) -> list[Text]:
    """What still stands in the way of closing the plan; "none" and what is struck out or resolved does not."""
    return [text for text in listed(plan, "closeout-blockers") if not _is_no_blocker(text.text)]


def _is_no_blocker(text: str) -> bool:
    none = _NONE.match(text) is not None and _BUT.search(text) is None
    return none or is_placeholder(text) or _CLEARED.search(text) is not None


def path_in(text: str) -> str | None:
    """The path that a value names: its first code span, else its first link's target, else its first word."""
    text = _BOX.sub("", text, count=1)
    spans = [text[start:end].strip("` ") for start, end, kind in scan(text) if kind == "code"]
    target = re.search(r"\]\(<?([^()<>\s]+)", text)
    words = text.split()
    found = spans[0] if spans else target[1] if target else words[0].rstrip(".,;") if words else ""
    found = posixpath.normpath(found.removeprefix("./")) if found else ""
    return found if "." in posixpath.basename(found) and not found.startswith(("..", "/")) else None


def moved_to(text: str) -> str | None:
    """The path that a value says something was moved to: of several the last one that it does not call the old one."""
    text = _BOX.sub("", re.split(r"\u2192|->|=>", text[:_MAX_VALUE])[-1], count=1)
    found = [match for match in _PATHS.finditer(text) if path_in(match[0])]
    current = [match for match in found if not _OLD.search(text[max(match.start() - 40, 0) : match.start()])]
    return path_in((current or found)[-1][0]) if found else None


def index_claims(plan: Plan) -> dict[str, Text]:
    """The index files that the closeout says were updated, with where it says so; those with "no" are left out."""
    found = {}
    for line in listed(plan, "indexes-updated"):
        path, value = path_in(line.text), line.text.rpartition(":")[2]
        if path and not is_unfilled(value) and said(value, (*_YES, "done")) is not None:
            found[path] = line
    return found


def mention(index: Source, path: str) -> str | None:
    """How an index names the plan at `path`: `"link"`, `"code"` (path or file name in a code span), `"text"` (either as
    plain text, or a wiki link), or None.

    Of a link its target counts, so that one to a plan of the same name in another folder is none.
    """
    document = markdown.parse(index.lines[index.front_matter_end :], index.front_matter_end + 1)
    folder, name = posixpath.split(index.path)[0], posixpath.basename(path)
    stem = posixpath.splitext(name)[0]

    def leads_there(target: str) -> bool:
        return target != "" and path in (posixpath.normpath(posixpath.join(folder, target)), target.lstrip("/"))

    for link in links(document):
        if leads_there(unquote(link.url.split("#")[0].split("?")[0])):
            return "link"
    kinds: set[str] = set()
    for block in document.walk():
        if stem in block.text:
            for stretch in stretches(block):
                text = stretch.text
                opaque = scan(text, block=block.kind is BlockKind.HTML)
                codes = (text[start:end].strip("` ") for start, end, kind in opaque if kind == "code")
                if any(code == name or leads_there(code) for code in codes):
                    kinds.add("code")
                plain = _without(text, [(start, end) for start, end, _ in opaque])
                wiki = (match[1].rpartition("/")[2] for match in _WIKI.finditer(plain))
                words = (word.rstrip(".").replace("\\", "") for word in _BETWEEN.split(_LINKED.sub(" ", plain)))
                if any(link in (name, stem) for link in wiki) or any(
                    word == name or leads_there(word) for word in words
                ):
                    kinds.add("text")
    return min(kinds, default=None)


def _without(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    """The text with blanks instead of the ranges."""
    parts, at = [], 0
    for start, end in ranges:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join((*parts, text[at:]))
