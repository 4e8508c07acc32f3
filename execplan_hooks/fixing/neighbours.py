"""Which fixes of one plan would bring findings into another, as a heading that another plan links to: `breaking`."""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from execplan_hooks import rules
from execplan_hooks.checking import Checker
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.source import Source, UnreadableError
from execplan_hooks.fixing.verifying import added
from execplan_hooks.model import Diagnostic
from execplan_hooks.tree import Tree


def breaking(checker: Checker, texts: Iterable[Source], changed: Sequence[Source]) -> set[str]:
    """The paths of those of the `changed` plans that must stay as they are on disk.

    `texts` are all plans of the run, as fixes leave them. One that names no changed file is not checked again.
    """
    if checker.tree is None:
        return set()
    tree = after = checker.tree
    for text in changed:
        after = after.with_source(text)
    found: set[str] = set()
    for text in texts:
        named = {one.path for one in changed if one.path != text.path and _names(text, one.path)}
        if named:
            old, new = (_findings(checker, side.with_source(text), text) for side in (tree, after))
            if added(old, new, lambda line: line):
                found |= named
    return found


def _names(text: Source, path: str) -> bool:
    name = posixpath.basename(path)
    return name in text.text or quote(name, errors="surrogatepass") in text.text


def _findings(checker: Checker, tree: Tree, text: Source) -> list[Diagnostic]:
    try:
        plan = checker.load(text)
    except (UnreadableError, MarkdownLimitError):
        return []
    return dataclasses.replace(checker, tree=tree).findings(plan, rules.DOCUMENT_RULES) if plan else []
