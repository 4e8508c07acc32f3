"""From a source to its plan, as the configuration says: which dialect, which state, and whether it has to be one."""

from __future__ import annotations

from execplan_hooks.config import Config
from execplan_hooks.document import places, recognition, source
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.plan import Plan
from execplan_hooks.located import unknown


def load(config: Config, catalogue: Catalogue, text: source.Source) -> Plan | None:
    """The plan that a source is, None for another document.

    Raises `UnreadableError`, `MarkdownLimitError`, and `ConfigError` for a dialect that is not known.
    """
    settings = places.settings_of(config, text.path)
    if settings.dialect is not None and settings.dialect not in catalogue.names and settings.dialect_at:
        problem = unknown(f'dialect "{settings.dialect}"', settings.dialect, catalogue.names)
        raise settings.dialect_at.error(problem)
    return recognition.load(text, catalogue, settings.dialect, settings.state)


def load_meant(config: Config, catalogue: Catalogue, text: source.Source) -> Plan | None:
    """As `load`; raises `UnreadableError` also where the configuration says that it is a plan and no dialect fits."""
    plan = load(config, catalogue, text)
    if plan is None and config.plans and places.may_be_plan(config, text.path):
        raise source.UnreadableError(
            "not checked: the configuration says that this is a plan, but no dialect fits its headings",
            "name the dialect of these plans in the configuration, under plans",
            1,
        )
    return plan
