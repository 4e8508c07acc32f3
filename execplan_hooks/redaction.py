"""No secret of a plan in what is reported of it, whichever rule wrote the message."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable

from execplan_hooks.document.plan import Plan
from execplan_hooks.document.secrets.credentials import Redactor, values_in
from execplan_hooks.model import Diagnostic


def redactor(quoted: Iterable[Plan]) -> Callable[[str], str]:
    """What takes the secrets of plans out of a text that may quote them; each version of a plan is searched once."""
    versions = {plan.source.text: plan for plan in quoted}.values()
    known = {value for plan in versions for value in values_in(plan.source.lines, plan.secrets)}
    return functools.cache(Redactor(known=known))


def redacted(diagnostics: Iterable[tuple[Diagnostic, str]], redact: Callable[[str], str]) -> list[Diagnostic]:
    """The diagnostics, each with the text of its line that it is given with; without secrets in what is shown."""
    return [
        dataclasses.replace(
            diagnostic,
            message=redact(diagnostic.message),
            help=redact(diagnostic.help),
            text=redact(text),
        )
        for diagnostic, text in diagnostics
    ]
