"""What is wrong with the target of a link, in words: no file, a file elsewhere, no such anchor."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from execplan_hooks.document.linking import anchors, targets
from execplan_hooks.lazy import lazy
from execplan_hooks.tree import Tree

_SHOWN = 80
# A line, a stretch of text, a footnote, the page itself, or a setting of what shows the file (`page=2`).
_OTHER_ANCHOR = lazy(r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?|(?::~:|fn-|fnref-|[^=]{0,20}=).*|top|", re.DOTALL)
_MARKDOWN = (".md", ".markdown")
CORRECT = (
    "name the file that is meant; if it is gone, get what execution needs from it out of the history, or stop and "
    "escalate to planning"
)
"""The help where nothing is known but that a file is missing."""

Problem = tuple[str, str]
"""What is said behind the name of a link, and the help."""


def file_problem(tree: Tree, url: str, path: str | None) -> Problem | None:
    """What is wrong with the file at `path`, to which the link `url` leads (None: out of the repository)."""
    if path is None:
        return "leaves the repository", "link to a file of the repository, or write what execution needs into the plan"
    if tree.kind(path):
        return None
    spelled = tree.spelled(path)
    if spelled is not None:
        if unicodedata.normalize("NFC", spelled) == unicodedata.normalize("NFC", path):
            return None
        return f'differs in upper and lower case from "{shortened(spelled)}"', "write the name as the file has it"
    missing = f'leads nowhere: there is no "{shortened(path)}" in the repository'
    place = targets.moved(tree, path)
    if place:
        return f'leads nowhere: the file lies at "{shortened(place)}"', "link to where it is now"
    if targets.is_unknown(tree, path):
        return None
    from_root = targets.joined("", unquote(url.partition("#")[0].partition("?")[0]))
    if from_root and from_root != path and tree.kind(from_root):
        return (
            f"{missing}; links are relative to the plan's folder, not to the root",
            "write the link from the plan's folder",
        )
    if tree.kind(f"{path}.md"):
        return f'{missing}, but there is "{shortened(path)}.md"', "write the name as the file has it"
    return missing, CORRECT


def anchors_there(tree: Tree | None, path: str | None) -> frozenset[str] | None:
    """The anchors of the file at `path`; None where it is no Markdown file that can be read."""
    source = tree.source(path) if tree and path and path.lower().endswith(_MARKDOWN) else None
    return anchors.anchors_of(source) if source else None


def anchor_problem(found: frozenset[str] | None, fragment: str, where: str) -> Problem | None:
    """What is wrong with the anchor `fragment` in a document, called `where`, that has the anchors `found`."""
    fragment = fragment.removeprefix("user-content-")
    name = anchors.comparable(fragment)
    if found is None or name in found or _OTHER_ANCHOR.fullmatch(fragment):
        return None
    help_text = "write the anchor of the heading that is meant: its words in lower case, joined by hyphens"
    if name.lower() in found:
        return f'has upper-case letters, the anchor in {where} is "#{shortened(fragment.lower())}"', help_text
    return f'names an anchor that no heading in {where} has: "#{shortened(fragment)}"', help_text


def shortened(path: str) -> str:
    """A path without its middle where it is too long for a message."""
    half = _SHOWN // 2
    return path if len(path) <= _SHOWN else f"{path[: half - 1]}…{path[-half:]}"
