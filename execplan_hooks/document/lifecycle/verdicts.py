"""Words by which a plan says that a task was deliberately set aside: "(deferred to v2)", "Dropped: nobody needs it".

Such a word is a verdict only where one stands: in brackets at an end, behind a dash or a full stop, or as the label at
the beginning. Elsewhere it is part of the work: "answer cancelled requests", "flush writes deferred until commit".
"""

from __future__ import annotations

import re
from functools import cache

from execplan_hooks.document import stamps
from execplan_hooks.document.folding import any_of, lowered
from execplan_hooks.lazy import lazy

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b"
_DATE = rf"(?:\d{{4}}[-/.\u5e74]\d|\d{{1,2}}[./]\d{{1,2}}[./]\d|{_MONTH}|\d{{1,2}}\.? {_MONTH})"
_LATER = (
    r"[`\"'(\[]{0,3}(?:#\d|[\w./-]{1,200}\.md\b|(?:a|an|the) (?:follow|next|separate|later|backlog)|follow[- ]?up"
    r"|next\b|later\b|another\b|separate|backlog\b|issue\b|ticket\b|phase\b|milestone\b|sprint\b|[mqv] ?\d|\d+\.\d"
    r"|[a-z]{2,10}-\d)"
)
_REASON = (
    rf"(?:(?:because|since|as|see|until|till|pending|due to|per|without)\b|(?:on )?{_DATE}|(?:to|for|beyond) {_LATER})"
)
# What may follow a word that sets aside: "dropped the cache" is what was done, "cancelled by the user" describes.
_BEHIND = (
    rf"(?=[\s*_]{{0,6}}(?:\Z|[.,;:!)\]\uff09\n\u2013\u2014-]|(?:to|for|beyond|any|anymore|here|now)\b|{_REASON}"
    r"|in (?:favou?r|this|agreement|review)\b|by (?:decision|agreement|request)\b"
    r"|from (?:scope|this|the (?:plan|scope))\b|after (?:the |a )?(?:review|discussion|release|launch)\b))"
)
_WORD = (
    r"(?:deferred|postponed|descoped|de-scoped|skipped|dropped|cancell?ed|abandoned|superseded|replaced|rejected"
    r"|wontfix|won['\u2019]t (?:do|fix)|will not (?:do|be done)|given up|gave up"
    r"|(?:became |made )?(?:unnecessary|obsolete|superfluous)|not (?:pursued|doing|needed|required|applicable|planned)"
    r"|no longer (?:needed|required|applicable|planned|relevant)|out of scope|removed from scope|n/a)"
)
# Of other languages; of these `_ENDING` are no names of what is worked on, so that they may end a sentence.
_ENDING = (
    r"(?:\u6682\u7f13|\u63a8\u8fdf|\u5ef6\u671f|\u4e0d\u505a|\u5df2(?:\u8df3\u8fc7|\u53d6\u6d88|\u4e2d\u6b62)|\u898b\u9001\u308a?|\u4fdd\u7559"
    r"|\ubcf4\ub958|\u043e\u0442\u043b\u043e\u0436\u0435\u043d[\u043e\u0430\u044b]?)"
)
_OTHER = (
    rf"(?:{_ENDING}|\u8df3\u8fc7|\u53d6\u6d88|\u4e2d\u6b62|\uc5f0\uae30|\ucde8\uc18c|\u043f\u0440\u043e\u043f\u0443\u0449\u0435\u043d[\u043e\u0430\u044b]?"
    r"|\u043e\u0442\u043c\u0435\u043d[\u0435\u0451]\u043d[\u043e\u0430\u044b]?)"
    r"(?=\Z|[\s.,;:!)\]\u3002\uff0c\uff1b\uff1a\uff09\u81f3\u5230\u56e0])"
)
_VERDICT = (
    r"(?:(?:now |explicitly |intentionally |deliberately )?"
    rf"(?:{_WORD}{_BEHIND}"
    # "Not done" alone says that the task is open; with a reason it says why it stays so.
    r"|not (?:done|implemented|built)"
    r"(?=[*_]{0,2}(?:[:;,]|\s[\u2013\u2014-])\s*(?!still\b|todo\b|yet\b|but\b)\w| because\b| since\b)"
    r"|(?:superseded|replaced|taken over) by\b"
    r"|moved (?:to|into|out)\b|left (?:for|to) (?!right\b)|handed (?:to|over)\b|tracked separately\b"
    rf"|(?:tracked|continue[ds]|will be done) (?:in|by|as|under) {_LATER}|now (?:in|part of) {_LATER}"
    rf"|{_OTHER}))"
)
_LABEL = (
    r"(?:(?:outcome|status|result|fate|resolution|decision|verdict|what became of it)[*_]{0,2}[:\uff1a][\s*_]{0,6})?"
)
_MILD = r"(?:optional|follow[- ]?ups?|future|later|stretch|nice[- ]to[- ]have|backlog|post[- ]merge|if time)"
_MILD_ALONE = (
    rf"{_MILD}(?: (?:work|goals?|items?|tasks?|steps?|improvements?|enhancements?|milestone|phase|release|version"
    r"|sprint|iteration|plan|pr|issue|permits|allows))?"
    r"(?=[\s*_]{0,6}(?:\Z|[.,;:()\]\uff09\n\u2013\u2014]|\s-\s)| (?:in|for|after|until|if|see|to be|unless|\d)\b)"
)
# Wherever one of the patterns below matches, one of these stands; most tasks have none. Of a Russian word they are the
# letters that no other character is taken for.
_WORDS = (
    "defer|postpon|scope|skipped|dropped|cancel|abandoned|superseded|replaced|rejected|wontfix|won't "
    "|will not |given up|gave up|unnecessary|obsolete|superfluous|no longer |n/a|taken over|moved |left "
    "|handed |tracked |continue|will be done|now in |now part |optional|follow|future|later|stretch|nice"
    "|backlog|post|if time|~~|->|=>"
)
_NOT = "pursued|doing|needed|required|applicable|planned|done|implemented|built|shipped"
_HINT = any_of([*_WORDS.split("|"), *(f"not {word}" for word in _NOT.split("|"))])
_FOREIGN_HINT = re.compile(
    "won\u2019t |\u2192|\u6682\u7f13|\u63a8\u8fdf|\u5ef6\u671f|\u4e0d\u505a|\u8df3\u8fc7|\u53d6\u6d88"
    "|\u4e2d\u6b62|\u898b\u9001|\u4fdd\u7559|\ubcf4\ub958|\uc5f0\uae30|\ucde8\uc18c|\u0436\u0435\u043d"
    "|\u0449\u0435\u043d|\u043c\u0435\u043d"
)
_OPENING = rf"[\s*_]{{0,6}}(?:{_LABEL}{_VERDICT}|{_MILD_ALONE})"
_BRACKET = lazy(r"[(\[\uff08]")
_BEHIND_BRACKET = lazy(r"[\s*_]{0,6}(?:\Z|[.,;:!\n\u2013\u2014\u3002\uff0c\uff1b\uff1a]|- |\u2192|->|(?<=\s)\()")
_SET_ASIDE = (
    rf"\A[\s*_]{{0,6}}~~"
    rf"|(?:(?:\s[\u2013\u2014-]{{1,2}}\s?|[.;!]\s|[\u3002\uff1b\uff0c\u2014])[\s*_]{{0,6}}"
    rf"|\n[\s*_]{{0,6}}(?-i:(?=[A-Z]))){_LABEL}{_VERDICT}"
    rf"|[:,]\s[\s*_]{{0,6}}{_WORD}(?= {_REASON})"
    rf"|\A[^,\n]*,\s[\s*_]{{0,6}}{_WORD}(?=[\s.*_]{{0,6}}\Z)"
    rf"|\A[\s*_]{{0,6}}(?:{_WORD}|{_OTHER}|{_MILD}(?![^\W_]))[\s*_]{{0,6}}"
    rf"(?:\([^()]{{0,60}}\)\s*|(?:on )?{_DATE}[\w.:+/-]{{0,30}}[\s*_]{{0,6}}"
    rf"|(?:to|until|till|for) {_LATER}[^:\n]{{0,30}})?[:\uff1a\u2013\u2014]"
    rf"|\b(?:remains?|stays?) (?:deferred|postponed) (?:to|until|till)\b"
    rf"|{_ENDING}[\s.!\u3002]{{0,6}}\Z"
)
# An arrow shows a change of state as well: "queued -> cancelled"; only one to where the task went is a verdict.
_SENT = (
    rf"(?:\u2192|->|=>)[\s*_]{{0,6}}(?:(?:deferred|postponed|moved) (?:to|until|till) (?:{_LATER}|{_DATE})"
    r"|[`\[]{0,2}(?:#\d|[\w./-]{0,100}plan[\w./-]{0,100}\.md\b))"
)
_NOTE = rf"[\s*_]{{0,6}}{_LABEL}{_VERDICT}(?P<colon>[*_]{{0,2}}[:\uff1a])?"
_TITLE = (
    r"(?:\W*(?:milestone|phase|part|stage|step|\d[\d.)]*|[a-z]\b)[\s\d.:\u2013\u2014-]{0,8})?[\s*_]{0,6}"
    rf"(?:{_LABEL}{_VERDICT}|{_WORD} (?:work|items?|tasks?|steps?)\b|{_MILD}s? ?\d|{_MILD_ALONE}"
    r"|(?:not shipped|deliberately out of scope)\b)"
)
_MAX_TITLE = 300  # characters
_CODE = lazy(r"`[^`\n]*`")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # On first use: together they take longer to compile than a plan takes to be checked, and most plans need none.
    return re.compile(pattern, re.IGNORECASE)


def _may_tell(text: str) -> bool:
    shown = lowered(text)
    return _HINT.search(shown) is not None or (not shown.isascii() and _FOREIGN_HINT.search(shown) is not None)


def sets_aside(text: str) -> bool:
    """Whether the text of a task, without its box, says that it was set aside."""
    if not _may_tell(text):
        return False
    text = _CODE.sub(lambda code: code[0] if code[0].endswith(".md`") else "`" + "." * (len(code[0]) - 2) + "`", text)
    text = _behind_stamp(text)
    if _compiled(_SET_ASIDE).search(text) or _in_brackets(text):
        return True
    sent = _compiled(_SENT).search(text)
    # "Rename `a.md` -> `b-plan.md`" is work.
    return sent is not None and not text[: sent.start()].rstrip().endswith(("`", ".md"))


def note_sets_aside(text: str, *, alone: bool) -> bool:
    """Whether a note below a task begins with what became of it. `alone`: it is the only one; of several that begin
    with a label each ("Skipped: ...", "Dropped: ...") the work is told."""
    match = _compiled(_NOTE).match(_behind_stamp(text)) if _may_tell(text) else None
    return match is not None and (alone or not match["colon"])


def title_sets_aside(text: str) -> bool:
    """Whether a heading, or a line that stands as one above a list, sets aside what stands below it."""
    text = text.strip()[:_MAX_TITLE]
    return _may_tell(text) and (_compiled(_TITLE).match(text) is not None or _in_brackets(text))


def _in_brackets(text: str) -> bool:
    """Whether a bracket that is in no other one begins with a verdict, and stands at an end of what is said."""
    bracket = _BRACKET.search(text)
    while bracket:
        end = _closing(text, bracket.start())
        if _compiled(_OPENING).match(text, bracket.end()):
            before = text[: bracket.start()].rstrip(" *_")
            is_link = text[end - 1 : end + 1] == "]("
            begins = not before or before.endswith((":", "\u2014", "\u2013", " -"))
            if begins or (_BEHIND_BRACKET.match(text, end) and not is_link):
                return True
        bracket = _BRACKET.search(text, end)
    return False


def _closing(text: str, start: int) -> int:
    """Where the bracket that opens at `start` ends; the end of the text where it does not."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in "([\uff08") - (text[at] in ")]\uff09")
        if depth == 0:
            return at + 1
    return len(text)


def _behind_stamp(text: str) -> str:
    stamp = stamps.leading(text)
    return text[stamp.end :].lstrip(" )]\uff09:*_\u2013\u2014-") if stamp else text
