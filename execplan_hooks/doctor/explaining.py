"""Why a document is a plan of its dialect, or what the nearest one misses in it."""

from __future__ import annotations

from collections.abc import Collection

from execplan_hooks.config import Config
from execplan_hooks.doctor.line import some
from execplan_hooks.document import markdown, sections
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.dialect.dialect import Dialect
from execplan_hooks.document.places import settings_of
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.recognition import is_titled
from execplan_hooks.document.source import Source
from execplan_hooks.frozen import frozen


def reason(plan: Plan, config: Config) -> str:
    """What a plan was recognised by, for `its dialect is codex, by …`."""
    entry = settings_of(config, plan.path)
    if entry.dialect is not None and entry.dialect_at is not None:
        return f"by {entry.dialect_at.key} in {_place(entry.dialect_at.file, entry.dialect_at.line)}"
    fields = {field.key: field.value for field in plan.front_matter.fields}
    if "dialect" in fields:
        return "by dialect in its front matter"
    wanted = plan.dialect.recognise
    if fields.get("profile") in wanted.profiles:
        return "by profile in its front matter"
    if wanted.front_matter and fields.keys() >= set(wanted.front_matter):
        return "by the keys of its front matter"
    return "by its headings"


def state_reason(plan: Plan, config: Config) -> str:
    """Where a plan's state comes from: the configuration, its folder or what it says itself."""
    entry = settings_of(config, plan.path)
    if entry.state != plan.state or plan.state is None:
        return "by what it says itself"
    declared = next((one for one in config.plans if one.files == entry.files and one.state is not None), None)
    return f"by the pattern {entry.files} in {config.file}" if declared else "by the name of its folder"


def beside(path: str) -> str:
    """What a file is that lies beside plans, by its name, for `its name says that it is …`."""
    name = path.rpartition("/")[2].lower()
    if "template" in name:
        return "a template"
    kinds = {"index": "an index", "readme": "a README"}
    return kinds.get(name.partition(".")[0], "a policy")


def _place(file: str, line: int | None) -> str:
    return f"{file}:{line}" if line else file


@frozen
class Miss:
    """How far a document is from a dialect: `present` of the headings by which that is recognised, at least `least`
    of which there have to be; `lacking` are the others; `foreign` those that no plan of the dialect has."""

    dialect: str
    present: int
    least: int
    lacking: tuple[str, ...]
    foreign: tuple[str, ...]
    titled: bool

    @property
    def is_near(self) -> bool:
        """Whether somebody may have meant to write a plan."""
        return self.titled or self.present > 0

    def told(self) -> str:
        """For a sentence that begins with the file's name."""
        if self.foreign:
            return f"nearest is {self.dialect}, none of whose plans has {_quoted(self.foreign)}"
        if self.present >= self.least:
            return f"nearest is {self.dialect}, of whose headings it shows in examples as many as it has itself"
        if not self.lacking:
            return f"nearest is {self.dialect}, by its title alone"
        has = f"it has {self.present} of the {self.least} headings that it takes"
        return f"nearest is {self.dialect}: {has}, and none of {_quoted(self.lacking)}"


def nearest(text: Source, catalogue: Catalogue) -> Miss | None:
    """The dialect that a document which is no plan comes nearest to; None where there are none.

    Raises `MarkdownLimitError` and `ConfigError`.
    """
    end = text.front_matter_end
    roots = sections.build(markdown.parse(text.lines[end:], end + 1))
    keys = {section.key for root in roots for section in root.walk()}
    title = next((section.key for section in roots if section.level == 1), "")
    misses = [_miss(catalogue.get(name), keys, title) for name in catalogue.names]
    return max(misses, key=lambda miss: (not miss.foreign, miss.titled + miss.present / miss.least), default=None)


def _miss(dialect: Dialect, keys: Collection[str], title: str) -> Miss:
    wanted = dialect.recognise
    lacking = tuple(_heading(dialect, key) for key in wanted.headings if key not in keys)
    return Miss(
        dialect.name,
        len(wanted.headings) - len(lacking),
        max(1, wanted.least),
        lacking,
        tuple(_heading(dialect, key) for key in wanted.without if key in keys),
        is_titled(title, wanted.titles),
    )


def _heading(dialect: Dialect, key: str) -> str:
    spec = dialect.section_of(key)
    return spec.heading if spec else key


def _quoted(names: Collection[str]) -> str:
    return some([f'"{name}"' for name in names])
