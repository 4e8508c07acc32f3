"""How untrusted text and what is still to be written stand in a draft, so that neither breaks its Markdown or YAML."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata

from execplan_hooks.document.markdown import BlockKind, parse
from execplan_hooks.document.placeholders.unfilled import is_unfilled
from execplan_hooks.escape import plain
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy

_MAX_SLUG = 60
_MAX_SLUG_BYTES = 200  # of the 255 that a file's name may have
_MAX_HINT = 300
_FORMATS = {
    "rfc3339": "%Y-%m-%dT%H:%M:%SZ",
    "minutes": "%Y-%m-%dT%H:%MZ",
    "zoned": "%Y-%m-%d %H:%MZ",
    "date": "%Y-%m-%d",
}
# What CommonMark takes for a tag in angle brackets, which no reader would see.
_TAG = lazy(r"[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=`]+))?)*\s*/?")
_WORD = lazy(
    r"[A-Za-z][\w./-]*(?: [A-Za-z][\w./-]*)*|<[A-Za-z][\w ,/-]*\u2026?>|\d{4}-\d\d-\d\d(?:[T ][\d:]+Z)?", re.ASCII
)
# YAML 1.1 and 1.2 read these as something else than text.
_NOT_TEXT = frozenset(("true", "false", "yes", "no", "on", "off", "y", "n", "null"))
_BRACKETS = str.maketrans("<>`", "()'")


@frozen
class Facts:
    """What is known of a new plan; empty where nobody knows, which leaves a placeholder.

    `now` has a time zone; `slug` is made from the title, `repository` is the name of the repository's folder.
    """

    now: dt.datetime
    title: str = ""
    owner: str = ""
    branch: str = ""
    base_branch: str = ""
    repository: str = ""
    slug: str = ""


def one_line(text: str) -> str:
    """Untrusted text on one line, without control characters."""
    return plain(" ".join(text.split()))


def stamp(now: dt.datetime, form: str) -> str:
    """A moment in one of `stamps.FORMS`, in UTC."""
    return now.astimezone(dt.UTC).strftime(_FORMATS[form])


def slug(text: str) -> str:
    """Words of a text joined by hyphens, for a file's name; empty where it has no letter or digit.

    Letters of any script stay; those of ASCII lose their accents.
    """
    plain_text = unicodedata.normalize("NFKC", text).lower().replace("\u00df", "ss")
    found = "-".join(re.findall(r"[^\W_]+", "".join(map(_bare, plain_text))))
    if len(found) > _MAX_SLUG:
        found = found[: _MAX_SLUG + 1].rpartition("-")[0] or found[:_MAX_SLUG]
    return found.encode()[:_MAX_SLUG_BYTES].decode(errors="ignore").rstrip("-")


def _bare(char: str) -> str:
    """A character without its accent, where that leaves one of ASCII; nothing for a mark that a name may not have."""
    if unicodedata.category(char).startswith("M"):
        return ""
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() else char


def placeholder(text: str) -> str:
    """What somebody still has to write, in angle brackets that Markdown shows."""
    words = one_line(text).translate(_BRACKETS)[:_MAX_HINT].rstrip(". ") or "\u2026"
    if _TAG.fullmatch(words):
        words = f"{words}\u2026"
    # At the beginning of a line "<Summary of ...>" and "<!-- ...>" begin a block of HTML; "<a@b>" is an address.
    is_html = any(block.kind is BlockKind.HTML for block in parse([f"<{words}>"]).blocks)
    return f"<\u2026 {words}>" if is_html or not is_unfilled(f"<{words}>") else f"<{words}>"


def code(text: str) -> str:
    """Untrusted text as a code span."""
    shown = one_line(text)
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    pad = " " if "`" in (shown[:1], shown[-1:]) else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def heading(text: str) -> str:
    """Untrusted text as the text of a heading: what begins a tag or a placeholder, or closes the heading, is shown."""
    shown = one_line(text).replace("<", "\\<")
    return re.sub(r"(?:^|(?<=\s))#+$", lambda match: "\\" + match[0], shown)


def inline(text: str) -> str:
    """Untrusted text within a line of Markdown, where no character of it means anything."""
    return re.sub(r"([\\`*_\[\]<>|~&])", r"\\\1", one_line(text))


def yaml_text(text: str) -> str:
    """Untrusted text as a scalar of YAML, in double quotes unless it is plain words."""
    shown = one_line(text)
    if _WORD.fullmatch(shown) and shown.lower() not in _NOT_TEXT:
        return shown
    return json.dumps(shown, ensure_ascii=False)


def comment(lines: list[str]) -> str:
    """Guidance that stays invisible in the rendered plan."""
    text = "\n".join(lines).replace("-->", "-- >")
    return f"<!-- {text}\n-->" if len(lines) > 1 else f"<!-- {text} -->"
