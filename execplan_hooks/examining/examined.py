"""One file through the checker: what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import field

from execplan_hooks.checking import SIMPLER, Checker, not_checked
from execplan_hooks.document import places, recognition, source
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.frozen import frozen
from execplan_hooks.model import Diagnostic


@frozen
class Examined:
    """What came of one file, before late sieves.

    `dialect` is the plan's, None where the file is none or could not be checked; `left_out` counts findings by the
    reason. `is_other`: it is no plan; `is_unfit`: of these, one that claims to be a plan and fits no dialect. `problem`
    says why the file could not be read.
    """

    path: str
    dialect: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    left_out: Counter[str] = field(default_factory=Counter)
    is_other: bool = False
    is_unfit: bool = False
    problem: str | None = None


def examine(checker: Checker, path: str, content: bytes) -> Examined:
    """What comes of a file with this content. Raises `ConfigError` as `Checker.load` does."""
    try:
        text = source.decode(path, content)
        plan = checker.load(text)
    except source.UnreadableError as error:
        return unreadable(path, error)
    except MarkdownLimitError as error:
        return Examined(path, diagnostics=(not_checked(path, error.message, error.line, SIMPLER),))
    if plan is None:
        is_unfit = places.may_be_plan(checker.config, path) and recognition.claims_to_be_plan(text, checker.catalogue)
        return Examined(path, is_other=True, is_unfit=is_unfit)
    checked = checker.check(plan)
    return Examined(path, plan.dialect.name, tuple(checked.diagnostics), checked.left_out)


def unreadable(path: str, error: source.UnreadableError) -> Examined:
    """What comes of a file that is no text that can be checked."""
    return Examined(path, diagnostics=(not_checked(path, error.message, error.line, error.help),))
