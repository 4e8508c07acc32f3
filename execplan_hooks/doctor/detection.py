"""Does a secret get found: one is planted in the text of a plan, in memory, and the real rule is run on it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

from execplan_hooks.checking import check_plan
from execplan_hooks.doctor.line import Line
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.document import recognition
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.source import Source

_PLACE = "plans/doctor.md"


def check(here: Situation) -> Iterator[Line]:
    if here.no_config is not None:
        yield Line("secret", "skip", "not tried: the configuration cannot be used")
        return
    plan = recognition.load(Source(_PLACE, f"# Plan\n\nThe server answered {_token()}.\n"), Catalogue(), "codex")
    found = [] if plan is None else check_plan(plan, here.config, ("secrets",), dt.datetime.now(dt.UTC))
    if any(diagnostic.rule == "secrets" for diagnostic in found):
        yield Line("secret", "ok", "a secret that was planted in a plan is found")
        return
    setting = here.config.at(_PLACE).rules.get("secrets")
    if setting is not None and setting.severity is not None:
        found_out = (
            f"a planted secret is not found: {here.config.file} sets the rule secrets to {setting.severity.label}"
        )
        yield Line("secret", "fail", found_out, f"take secrets: {setting.severity.label} out of {here.config.file}")
    else:
        todo = "pip install --force-reinstall execplan-hooks detect-secrets"
        yield Line("secret", "fail", "a planted secret is not found: the detectors do not work here", todo)


def _token() -> str:
    """What looks like a token of GitHub and is none. Made here, so that no scanner finds one in this file."""
    letters = hashlib.sha256(b"no secret").hexdigest() * 2
    return "_".join(("ghp", letters[:36]))
