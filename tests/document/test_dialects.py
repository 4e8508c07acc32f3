"""Reading dialects: the packaged ones, a team's own, and the errors of faulty ones with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks.document.dialect.catalogue import PACKAGED, Catalogue
from execplan_hooks.located import ConfigError
from execplan_hooks.model import Severity
from execplan_hooks.yaml_reader import load_yaml
from tests.fixtures import DIALECTS


def catalogue(text: str, root: Path = Path()) -> Catalogue:
    """The catalogue of a configuration with these lines under `dialects:`, which is its line 1."""
    data = load_yaml("dialects:\n" + text, ".execplan.yaml")
    return Catalogue(data.mapping()["dialects"].mapping(), root)


def test_the_packaged_dialects_are_those_with_a_plan() -> None:
    assert set(PACKAGED) == set(DIALECTS) == set(Catalogue().names)


@pytest.mark.parametrize("name", DIALECTS)
def test_packaged_dialect_is_consistent(name: str) -> None:
    dialect = Catalogue().get(name)
    keys = [key for spec in dialect.sections for key in spec.keys]
    assert len(keys) == len(set(keys)), "two sections answer to one name"
    assert all(spec.level == 2 and all(inner.level == 3 for inner in spec.sections) for spec in dialect.sections)
    nested = {inner.key for spec in dialect.sections for inner in spec.sections}
    known = set(keys) | nested
    assert set(dialect.recognise.headings) <= known
    places = {place for field in dialect.fields.values() for place in field.places}
    assert places - {"front-matter", "header", "*"} <= known
    assert {key for entry in dialect.entries.values() for key in entry.within} <= known
    assert not dialect.scope.within or dialect.scope.within in known
    assert dialect.summary
    assert any(spec.urls for spec in dialect.sections)


_SECTION = "  ours:\n    sections:\n      A:\n        "
_MINE = "  ours:\n    extends: codex\n    sections:\n      Mine: {after: Nothing}\n"
_CODEX = "  ours:\n    extends: codex\n    "
_TICKET = _CODEX + "fields: {ticket: {labels: [Ticket], places: "


@pytest.mark.parametrize(
    ("text", "line", "key", "message"),
    [
        ("  ours: 1\n", 2, "", "expected a mapping"),
        ("  ours: {extend: codex}\n", 2, "extend", 'unknown key; did you mean "extends"?'),
        ("  ours: {extends: codx}\n", 2, "extends", 'unknown dialect "codx"; did you mean "codex"?'),
        ("  ours:\n    sections: [A]\n", 3, "sections", "expected a mapping, found a list"),
        (_SECTION + "requird: true\n", 5, "sections.A.requird", 'unknown key; did you mean "required"?'),
        (_SECTION + "required: often\n", 5, "sections.A.required", 'unknown value "often" (allowed: true, false, done'),
        (_SECTION + "living: 1\n", 5, "sections.A.living", "expected true or false"),
        (_SECTION + "empty: sometimes\n", 5, "sections.A.empty", "(allowed: never, until-done, always)"),
        (_SECTION + "order: first\n", 5, "sections.A.order", "(allowed: fixed, last, anywhere)"),
        (_SECTION + "level: 0\n", 5, "sections.A.level", "expected a whole number of at least 1"),
        (_SECTION + "entries: table\n", 5, "sections.A.entries", "(allowed: log, tasks, none)"),
        (_SECTION + "sections: {B: {x: 1}}\n", 5, "sections.A.sections.B.x", "unknown key"),
        (_MINE, 5, "sections.Mine.after", 'unknown section "Nothing" (allowed: Purpose / Big'),
        ("  ours: {timestamps: iso}\n", 2, "timestamps", "(allowed: rfc3339, minutes, zoned, date)"),
        ("  ours: {timestamps: [date, iso]}\n", 2, "timestamps[1]", 'unknown value "iso"'),
        ("  ours: {statuses: {started: [go]}}\n", 2, "statuses.started", "(allowed: draft, active, blocked, done"),
        ("  ours: {fields: {x: {labels: [X]}}}\n", 2, "fields.x", '"places" is missing'),
        ("  ours: {fields: {x: {places: [header]}}}\n", 2, "fields.x", '"labels" is missing'),
        ("  ours: {rules: {section-ordr: error}}\n", 2, "rules.section-ordr", 'did you mean "section-order"?'),
        (
            "  ours: {rules: {section-order: loud}}\n",
            2,
            "rules.section-order",
            "(allowed: off, notice, warning, error)",
        ),
        ("  ours: {scope: {includes: [A]}}\n", 2, "scope.includes", 'did you mean "include"?'),
        (
            _CODEX + "entries: {decision: {in: [Decison Log]}}\n",
            4,
            "entries.decision.in[0]",
            'unknown section "Decison Log"; did you mean "Decision Log"?',
        ),
        (_CODEX + "entries: {risk: {in: Wobbles}}\n", 4, "entries.risk.in", 'your own is added under "sections"'),
        (_TICKET + "[Progres]}}\n", 4, "fields.ticket.places[0]", 'unknown place "Progres"; did you mean "Progress"?'),
        (_TICKET + "[headr]}}\n", 4, "fields.ticket.places[0]", 'unknown place "headr"; did you mean "header"?'),
        (_TICKET + "['*'], required: true}}\n", 4, "fields.ticket.required", "name the place where it must stand"),
        (_TICKET + "['*'], required: done}}\n", 4, "fields.ticket.required", "name the place where it must stand"),
        (_TICKET + "['*'], recommended: true}}\n", 4, "fields.ticket.recommended", "name the place where it must"),
        (_CODEX + "fields: {stamp: {required: true}}\n", 4, "fields.stamp.required", "name the place where it must"),
        (_CODEX + "fields: {branch: {labels: []}}\n", 4, "fields.branch.labels", "expected at least one"),
        (_CODEX + "fields: {branch: {places: []}}\n", 4, "fields.branch.places", "expected at least one"),
        (_CODEX + "acceptance: {sections: [Validaton]}\n", 4, "acceptance.sections[0]", 'did you mean "Validation"?'),
        (_CODEX + "acceptance: {fields: [brnch]}\n", 4, "acceptance.fields[0]", 'did you mean "branch"?'),
        (_CODEX + "profiles: {p: {boxes: [Progres]}}\n", 4, "profiles.p.boxes[0]", 'did you mean "Progress"?'),
        (_CODEX + "scope: {within: Scop}\n", 4, "scope.within", 'unknown section "Scop" (allowed: '),
        (_CODEX + "naming: {index: a/index.md}\n", 4, "naming.index", "without a /"),
        ("  ours: {recognise: {title: 1}}\n", 2, "recognise.title", "expected a list"),
        ("  ours: {recognise: {at-least: 0}}\n", 2, "recognise.at-least", "expected a whole number of at least 1"),
    ],
)
def test_error_names_file_line_and_key(text: str, line: int, key: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        catalogue(text).get("ours")
    path = f"dialects.ours.{key}" if key else "dialects.ours"
    assert str(error.value).startswith(f'.execplan.yaml:{line}: key "{path}": ')
    assert message in str(error.value)


def test_extends_adds_and_changes() -> None:
    dialect = catalogue(
        "  ours:\n"
        "    extends: codex\n"
        "    sections:\n"
        '      Milestones: {required: true, after: "Plan of Work"}\n'
        "      Risks: {after: progress, aliases: [Dangers]}\n"
        "      Purpose: {required: true}\n"
        "    rules: {section-order: error}\n"
        "    statuses: {done: [Fertig]}\n"
    ).get("ours")
    codex = Catalogue().get("codex")
    names = [spec.heading for spec in dialect.sections]
    assert names[names.index("Plan of Work") + 1] == "Milestones"
    assert names[names.index("Progress") + 1] == "Risks"
    assert set(names) == {spec.heading for spec in codex.sections} | {"Risks"}
    by_name = {spec.heading: spec for spec in dialect.sections}
    assert by_name["Milestones"].required == "always"
    assert by_name["Purpose / Big Picture"].required == "always", "an alias names the section that it is one of"
    assert by_name["Risks"].keys == {"risks", "dangers"}
    assert dialect.severities["section-order"] is Severity.ERROR
    assert {**codex.severities, "section-order": Severity.ERROR} == dialect.severities
    assert dialect.statuses["fertig"] == "done"
    assert dialect.statuses["shipped"] == "done"
    assert dialect.recognise == codex.recognise


def test_parts_are_named_by_any_name_of_a_section_at_any_level() -> None:
    dialect = catalogue(
        "  ours:\n"
        "    extends: codex\n"
        "    sections: {Scope: {sections: {Files: {aliases: [Owned]}}}}\n"
        "    entries: {decision: {in: [Decisions, files]}}\n"
        "    fields: {ticket: {labels: [Ticket], places: [Header, owned, Progress Log, '*'], required: true}}\n"
        "    acceptance: {sections: [Acceptance], fields: [ticket]}\n"
        "    profiles: {strict: {boxes: [progress checklist]}}\n"
        "    scope: {within: scope, include: [Files]}\n"
    ).get("ours")
    assert dialect.entries["decision"].within == ("decision log", "files")
    assert dialect.fields["ticket"].places == ("header", "files", "progress", "*")
    assert dialect.acceptance.sections == ("validation and acceptance",)
    assert dialect.profiles["strict"].boxes == ("progress",)
    assert dialect.scope.within == "scope"


def test_an_alias_does_not_take_the_name_of_another_section() -> None:
    dialect = catalogue(
        "  ours:\n"
        "    sections: {B: {}, A: {aliases: [B]}, C: {sections: {A: {}}}}\n"
        "    entries: {x: {in: [B]}, y: {in: [A]}}\n"
    ).get("ours")
    assert (dialect.entries["x"].within, dialect.entries["y"].within) == (("b",), ("a",))


def test_what_a_base_names_is_not_asked_of_the_template_that_replaced_its_sections(tmp_path: Path) -> None:
    (tmp_path / "template.md").write_text("# P\n\n## Goal\n\n## Log\n", encoding="utf-8")
    ours = "  ours: {extends: ssot, template: template.md, entries: {note: {in: [%s]}}}\n"
    dialect = catalogue(ours % "Log", tmp_path).get("ours")
    assert dialect.entries["note"].within == ("log",)
    assert dialect.entries["decision"].within == ("decision log",)
    with pytest.raises(ConfigError, match='unknown section "Decision Log"'):
        catalogue(ours % "Decision Log", tmp_path).get("ours")


def test_titles_of_plans_are_compared_as_headings_are() -> None:
    dialect = catalogue('  ours: {extends: codex, recognise: {headings: [A], title: ["Work Order:"]}}\n').get("ours")
    assert (dialect.recognise.headings, dialect.recognise.titles) == (("a",), ("work order",))
    assert Catalogue().get("ssot").recognise.titles == ()


def test_after_moves_a_section_that_is_there() -> None:
    dialect = catalogue("  ours: {extends: codex, sections: {Decision Log: {after: Progress}}}\n").get("ours")
    names = [spec.heading for spec in dialect.sections]
    assert names.index("Decision Log") == names.index("Progress") + 1
    assert names.count("Decision Log") == 1


def test_own_dialect_may_replace_a_packaged_one_of_its_name() -> None:
    dialects = catalogue("  codex: {extends: codex, sections: {Milestones: {required: true}}}\n")
    assert dialects.names.count("codex") == 1
    assert next(spec for spec in dialects.get("codex").sections if spec.heading == "Milestones").required == "always"


def test_chain_of_own_dialects() -> None:
    dialects = catalogue(
        "  a: {extends: b, sections: {Alpha: {required: true}}}\n"
        "  b: {extends: wbs, sections: {Beta: {required: true}}}\n"
    )
    assert {"Alpha", "Beta", "Milestones"} <= {spec.heading for spec in dialects.get("a").sections}


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("  ours: {extends: ours}\n", "ours -> ours"),
        ("  ours: {extends: b}\n  b: {extends: ours}\n", "ours -> b -> ours"),
        ("  ours: {extends: b}\n  b: {extends: c}\n  c: {extends: b}\n", "b -> c -> b"),
    ],
)
def test_cycle_is_an_error_that_shows_it(text: str, chain: str) -> None:
    with pytest.raises(ConfigError, match="extends itself") as error:
        catalogue(text).get("ours")
    assert chain in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file"),
        (b"", "cannot be read: the file is empty"),
        (b"\xff\xfe", "not UTF-8"),
        (b"only prose\n", "has no headings"),
    ],
)
def test_template_that_is_none(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "template.md").write_bytes(content)
    with pytest.raises(ConfigError) as error:
        catalogue("  ours:\n    template: template.md\n", tmp_path).get("ours")
    assert str(error.value).startswith('.execplan.yaml:3: key "dialects.ours.template": the template ')
    assert message in str(error.value)


@pytest.mark.parametrize("where", ["../outside.md", "{}/outside.md", "link.md", "folder/../../outside.md"])
def test_template_outside_the_repository_is_refused(tmp_path: Path, where: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    outside = tmp_path / "outside.md"
    outside.write_text("# Plan\n\n## A\n\n## B\n", encoding="utf-8")
    (root / "link.md").symlink_to(outside)
    with pytest.raises(ConfigError, match="lies outside the repository"):
        catalogue(f"  ours: {{template: {where.format(tmp_path)}}}\n", root).get("ours")


def test_template_that_is_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "template.md").mkdir()
    with pytest.raises(ConfigError, match=r"dialects\.ours\.template"):
        catalogue("  ours: {template: template.md}\n", tmp_path).get("ours")


def test_template_nested_too_deeply_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "template.md").write_text("# P\n\n## A\n\n" + ">" * 5000 + " x\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"dialects\.ours\.template"):
        catalogue("  ours: {template: template.md}\n", tmp_path).get("ours")


def test_unknown_name_is_an_error() -> None:
    with pytest.raises(ConfigError, match="codx"):
        Catalogue().get("codx")
