"""A template as a schema: the dialect derived from each known template is the packaged one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.dialect.dialect import SectionSpec
from execplan_hooks.located import ConfigError, Located
from execplan_hooks.yaml_reader import load_yaml
from tests.fixtures import FIXTURES, brief, conforming, lint, plan_of

NAMES = ("session", "quality-gates", "wbs", "ssot")

ONLY_PACKAGED = {
    ("ssot", ("plan revision history",)): "the specification asks for it outside of its schema",
    ("ssot", ("see also",)): "the specification has two names for references; derived dialects know them as one",
}
"""Sections that the packaged dialect knows and its template does not show, each with the reason."""


def _catalogue(config: str, root: Path = FIXTURES) -> Catalogue:
    own = load_yaml(f"dialects:\n  ours: {config}\n", ".execplan.yaml").mapping()["dialects"].mapping()
    return Catalogue(own, root)


@cache
def derived(name: str) -> Catalogue:
    return _catalogue(f"{{template: templates/{name}.md}}")


def _outline(specs: Sequence[SectionSpec], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """Each section with its place in the tree, when it is required, and whether it is recommended."""
    for spec in specs:
        here = (*path, spec.key)
        yield here, spec.required, spec.recommended
        yield from _outline(spec.sections, here)


@pytest.mark.parametrize("name", NAMES)
def test_derived_dialect_has_the_sections_of_the_packaged_one(name: str) -> None:
    packaged = list(_outline(derived(name).get(name).sections))
    expected = [entry for entry in packaged if (name, entry[0]) not in ONLY_PACKAGED]
    assert list(_outline(derived(name).get("ours").sections)) == expected


def test_the_list_of_differences_is_short_and_true() -> None:
    for name, path in ONLY_PACKAGED:
        assert path in [entry[0] for entry in _outline(Catalogue().get(name).sections)]
        assert path not in [entry[0] for entry in _outline(derived(name).get("ours").sections)]


@pytest.mark.parametrize("name", NAMES)
def test_derived_dialect_has_the_contract_of_the_packaged_one(name: str) -> None:
    ours, packaged = derived(name).get("ours").scope, Catalogue().get(name).scope
    assert (ours.within, ours.required) == (packaged.within, packaged.required)
    assert set(ours.include) <= set(packaged.include)
    assert set(ours.exclude) <= set(packaged.exclude)
    assert bool(ours.include) == bool(packaged.include)


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("session", ("zoned", "date")),  # it shows no stamp but that of the validation
        ("quality-gates", ("rfc3339", "minutes", "date")),
        ("wbs", ("zoned", "date")),
        ("ssot", ("rfc3339",)),
    ],
)
def test_stamps_in_the_template_say_which_form_stamps_have_at_least(name: str, forms: tuple[str, ...]) -> None:
    assert derived(name).get("ours").timestamps == forms


@pytest.mark.parametrize("name", NAMES)
def test_template_is_a_clean_draft_in_both_dialects(name: str) -> None:
    text = (FIXTURES / "templates" / f"{name}.md").read_text(encoding="utf-8")
    plan = plan_of(text)
    assert plan is not None
    assert plan.dialect.name == name
    assert plan.state in ("draft", None)
    assert brief(lint(text)) == []
    assert brief(lint(text, "ours", derived(name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_conforming_plan_is_recognised_by_the_template_and_clean(name: str) -> None:
    plan = plan_of(conforming(name), catalogue=derived(name))
    assert plan is not None
    assert plan.dialect.name == "ours"
    assert brief(lint(conforming(name), catalogue=derived(name))) == []


def test_of_several_templates_the_one_that_fits_best_is_recognised() -> None:
    """The headings that all templates share are enough for the first one: that one took all plans."""
    config = "".join(f"  {name}-t: {{template: templates/{name}.md}}\n" for name in reversed(NAMES))
    own = load_yaml(f"dialects:\n{config}", ".execplan.yaml").mapping()["dialects"].mapping()
    catalogue = Catalogue(own, FIXTURES)
    for name in NAMES:
        plan = plan_of(conforming(name), catalogue=catalogue)
        assert plan is not None
        assert plan.dialect.name == f"{name}-t"


TEMPLATE = """# Plan: <title>

**Owner:** <name>

## Goal (Required)
## Context (SHOULD)
## Notes (Optional)
## Rollout (if it is deployed)
## Review (Reviewer Output)
## Lessons (fill when done)
## Messages (MUST if multi-agent)
## Handover (MUST on handoff; SHOULD otherwise)
## Steps
- [ ] <step>
### Checks
### Extras (MAY)
## Log
- YYYY-MM-DDThh:mmZ <what happened>
"""


def test_markers_decide(tmp_path: Path) -> None:
    (tmp_path / "template.md").write_text(TEMPLATE, encoding="utf-8")
    dialect = _catalogue("{template: template.md}", tmp_path).get("ours")
    assert list(_outline(dialect.sections)) == [
        (("goal",), "always", False),
        (("context",), "never", True),
        (("notes",), "never", False),
        (("rollout",), "never", False),
        (("review",), "done", False),
        (("lessons",), "done", False),
        (("messages",), "several-agents", False),
        (("handover",), "handoff", True),
        (("steps",), "always", False),
        (("steps", "checks"), "always", False),
        (("steps", "extras"), "never", False),
        (("log",), "always", False),
        (("references",), "never", False),
    ]
    kinds = {spec.key: spec.entries for spec in dialect.sections if spec.entries}
    assert kinds == {"steps": "tasks", "log": "log"}
    assert dialect.timestamps == ("rfc3339", "minutes")
    assert dialect.fields["owner"].places == ("header",)


def test_template_may_be_changed_by_the_rest_of_the_entry(tmp_path: Path) -> None:
    (tmp_path / "template.md").write_text(TEMPLATE, encoding="utf-8")
    config = "{template: template.md, timestamps: date, sections: {Notes: {required: true}}}"
    dialect = _catalogue(config, tmp_path).get("ours")
    assert dialect.timestamps == ("date",)
    assert {spec.key: spec.required for spec in dialect.sections}["notes"] == "always"


def test_common_front_matter_of_a_template_is_no_fingerprint(tmp_path: Path) -> None:
    """A template whose front matter has a title took every file with a title for its plan."""
    template = "---\ntitle: <title>\n---\n\n# Plan\n\n## Goal\n\nx\n\n## Steps\n\nx\n\n## Checks\n\nx\n"
    (tmp_path / "template.md").write_text(template, encoding="utf-8")
    catalogue = _catalogue("{template: template.md}", tmp_path)
    assert plan_of("---\ntitle: A note\n---\n\n# Note\n\n## Anything\n\nx\n", catalogue=catalogue) is None
    assert plan_of(template, catalogue=catalogue) is not None


def test_living_sections_of_a_template_may_be_empty_at_first(tmp_path: Path) -> None:
    template = "# Plan\n\n## Goal\n\nx\n\n## Decision Log\n\n- <decision>\n\n## Outcomes & Retrospective\n\nx\n"
    (tmp_path / "template.md").write_text(template, encoding="utf-8")
    dialect = _catalogue("{template: template.md}", tmp_path).get("ours")
    assert {spec.key: (spec.living, spec.empty) for spec in dialect.sections[:3]} == {
        "goal": (False, "never"),
        "decision log": (True, "always"),
        "outcomes and retrospective": (True, "until-done"),
    }


def test_a_plan_that_fits_a_packaged_dialect_better_is_not_the_templates() -> None:
    """A codex plan has most headings of the ssot template; beside one it was read as that template's."""
    plan = plan_of(conforming("codex"), catalogue=derived("ssot"))
    assert plan is not None
    assert plan.dialect.name == "codex"


def test_profile_in_the_front_matter_is_enough() -> None:
    plan = plan_of("---\nprofile: codex-strict\n---\n\n# PLAN: x\n\n## Anything\n\nx\n")
    assert plan is not None
    assert plan.dialect.name == "ssot-minimal"
    assert plan_of("---\nprofile: default\n---\n\n# PLAN: x\n\n## Anything\n\nx\n") is None


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("../outside.md", "lies outside the repository"),
        ("link.md", "lies outside the repository"),
        ("loop.md", "cannot be read: "),
        ("gone.md", "cannot be read: "),
        ("folder", "cannot be read: not a regular file"),
        ("a\0b", "cannot be read: not a file name"),
    ],
)
def test_a_template_that_cannot_be_one(tmp_path: Path, path: str, problem: str) -> None:
    (tmp_path / "outside.md").write_text("# T\n\n## One\n", encoding="utf-8")
    root = tmp_path / "repo"
    (root / "folder").mkdir(parents=True)
    (root / "link.md").symlink_to("../outside.md")
    (root / "loop.md").symlink_to("loop.md")
    catalogue = Catalogue({"ours": Located({"template": path}, ".execplan.yaml")}, root)
    for read in (catalogue.get, catalogue.template_of):
        with pytest.raises(ConfigError, match=problem):
            read("ours")
