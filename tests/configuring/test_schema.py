"""The JSON Schema accepts what the loader accepts, and rejects what the loader rejects for its shape."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from execplan_hooks import config, rules
from execplan_hooks.config import config_of
from execplan_hooks.configuring import rule_settings, schema, values
from execplan_hooks.document.dialect import (
    acceptance_spec,
    dialect_reader,
    entry_spec,
    naming_spec,
    profile_spec,
)
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.dialect.dialect import STATES
from execplan_hooks.located import ConfigError, Located
from execplan_hooks.yaml_reader import load_yaml
from tests import test_config
from tests.document import test_dialects
from tests.test_documentation import CONFIGURATIONS

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "execplan_hooks" / schema.FILE
SCHEMA: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
VALIDATOR = Draft7Validator(SCHEMA)

KNOWN_BY_THE_LOADER_ONLY = (
    "cannot be printed",  # of all scripts
    "unknown dialect",
    "unknown section",
    "unknown place",
    "unknown field",
    '"in" is missing',  # a new kind of entry, not one of the dialect that is extended
    '"labels" is missing',
    '"places" is missing',
    "more than there are headings",
    "is more than at-most",
    " already",  # one word for two states
    "extends itself",
    "the template ",
    'a field whose only place is "*"',
)
"""What the messages say where a configuration of the right shape is an error: of names that lie elsewhere, and of two
values that do not go together."""


OF_OTHER_RULES = ("timestamps: {f", "external-urls: {max", "secrets: {mark")
"""Options of rules that only tests/test_config.py has."""


def problem(value: object) -> str:
    """What the loader says against a configuration; empty where it takes it."""
    top = Located(value, ".execplan.yaml")
    try:
        catalogue = Catalogue(config_of(top).dialects, ROOT)
        for name in catalogue.own:
            catalogue.get(name)
    except ConfigError as error:
        return error.message
    return ""


def is_known_by_the_loader_only(message: str) -> bool:
    return any(known in message for known in KNOWN_BY_THE_LOADER_ONLY)


def test_the_shipped_schema_is_up_to_date_and_valid() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == schema.text_of_schema(), "run python scripts/render_configuration.py"
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("where", "keys"),
    [
        ("", config.KEYS),
        ("plan-entry", config.PLAN_KEYS),
        ("override", rule_settings.OVERRIDE_KEYS),
        ("dialect", dialect_reader.DIALECT_KEYS),
        ("section", dialect_reader.SECTION_KEYS),
        ("field", dialect_reader.FIELD_KEYS),
        ("recognise", dialect_reader.RECOGNISE_KEYS),
        ("scope", dialect_reader.SCOPE_KEYS),
        ("revision", dialect_reader.REVISION_KEYS),
        ("entry", entry_spec.ENTRY_KEYS),
        ("label", entry_spec.LABEL_KEYS),
        ("acceptance", acceptance_spec.ACCEPTANCE_KEYS),
        ("profile", profile_spec.PROFILE_KEYS),
        ("naming", naming_spec.NAMING_KEYS),
    ],
)
def test_the_schema_has_the_keys_that_the_loader_knows(where: str, keys: tuple[str, ...]) -> None:
    described = SCHEMA["definitions"][where] if where else SCHEMA
    assert set(described["properties"]) == set(keys)
    assert described["additionalProperties"] is False


def test_every_key_is_described_and_its_default_and_examples_are_valid() -> None:
    seen = 0
    for place, node in _nodes(SCHEMA, ()):
        if len(place) > 1 and place[-2] == "properties":
            seen += 1
            assert node.get("description") or "$ref" in node, place
        for value in [*([node["default"]] if "default" in node else []), *node.get("examples", ())]:
            shape = {"definitions": SCHEMA["definitions"], "allOf": [node]}
            assert Draft7Validator(shape).is_valid(value), (place, value)
    assert seen > 150


def _nodes(value: object, place: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        if place and place[-1] not in ("properties", "definitions"):
            yield place, value
        for name, inner in value.items():
            if name not in ("default", "examples", "enum"):
                yield from _nodes(inner, (*place, name))
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner, place)


# --- configurations that there are --------------------------------------------------------------------------


def _configurations() -> list[tuple[str, str]]:
    found = [(f"{page} {number}", text) for page, number, text in CONFIGURATIONS]
    found += [(str(path.relative_to(ROOT)), path.read_text()) for path in ROOT.glob("fixtures/**/.execplan.yaml")]
    found += [(str(path.relative_to(ROOT)), path.read_text()) for path in ROOT.glob("tests/**/.execplan.yaml")]
    return found


@pytest.mark.parametrize(("where", "text"), _configurations(), ids=lambda item: item[:40].replace("\n", " "))
def test_configurations_that_load_are_valid(where: str, text: str) -> None:
    value = load_yaml(text, where).value
    assert problem(value) == "" or "the template" in problem(value)
    assert [error.message for error in VALIDATOR.iter_errors(value)] == []


def _texts_in_tests() -> list[str]:
    """The texts in the code of the tests that begin as a configuration does."""
    begins = re.compile(rf"(?:#.*\n)*(?:{'|'.join(config.KEYS)}):")
    found = set()
    for file in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and begins.match(node.value):
                found.add(node.value)
    return sorted(found)


def test_of_the_configurations_in_the_tests_both_say_the_same() -> None:
    loading = 0
    for text in filter(_is_yaml, _texts_in_tests()):
        if not any(part in text for part in OF_OTHER_RULES):
            value = load_yaml(text, ".execplan.yaml").value
            agree(value)
            loading += not problem(value)
    assert loading > 50


def test_the_packaged_dialects_are_valid_as_dialects_of_a_team() -> None:
    from execplan_hooks.toml_reader import load_toml

    for file in sorted((ROOT / "execplan_hooks/dialects").glob("*.toml")):
        dialect = load_toml(file.read_text(encoding="utf-8"), file.name).value
        assert [error.message for error in VALIDATOR.iter_errors({"dialects": {"x": dialect}})] == [], file.name


def _faulty() -> list[str]:
    tables = [
        *test_config.test_errors.pytestmark[0].args[1],  # type: ignore[attr-defined]
        *(
            ("dialects:\n" + case[0], case[1])
            for case in test_dialects.test_error_names_file_line_and_key.pytestmark[0].args[1]  # type: ignore[attr-defined]
        ),
    ]
    texts = [case[0] for case in tables if isinstance(case[0], str)]
    return [text for text in texts if _is_yaml(text)]


def _is_yaml(text: str) -> bool:
    try:
        load_yaml(text, "")
    except ConfigError:
        return False
    return True


@pytest.mark.parametrize("text", _faulty())
def test_configurations_that_the_loader_rejects_for_their_shape_are_not_valid(text: str) -> None:
    value = load_yaml(text, ".execplan.yaml").value
    if any(part in text for part in OF_OTHER_RULES):
        return
    message = problem(value)
    assert message
    assert VALIDATOR.is_valid(value) == is_known_by_the_loader_only(message), message


# --- configurations that nobody wrote -----------------------------------------------------------------------

WORDS = (
    "a.json",
    "x/.json",
    "*.json",
    *("", " ", "a", "a b", "A", "a-b", "é", "a\nb", "x\\y", "-x", "main", "off", "error", "warning", "true", "done"),
    *(".", "..", "/a", "../x", "a/../b", "a//b", "./a", "././a", "a/./b", "a/", "*", "**", "a**", "**/*.md", "a?/*"),
    *("codex", "common", "Progress", "Decision Log", "status", "header", "*", "{date}-{slug}.md", "{x}.md", "{{date}}"),
    *("rfc3339", "minutes", "log", "items", "never", "fixed", "text", "PLAN.md", "README.md", "\x7f", "a\n", "\u200b"),
)
TEXTS = st.one_of(st.sampled_from(WORDS), st.text(max_size=6))
JUNK = st.one_of(
    TEXTS,
    st.booleans(),
    st.none(),
    st.sampled_from((-1, 0, 1, 2, 6, 7, 100, 101, 1_000_000, 1_000_001)),
    st.lists(TEXTS, max_size=2),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
)


def valid(shape: dict[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Values that a schema allows; deep ones are small."""
    if "$ref" in shape:
        return valid(SCHEMA["definitions"][shape["$ref"].rpartition("/")[2]], depth)
    if "const" in shape:
        return st.just(shape["const"])
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    if "anyOf" in shape:
        return st.one_of(*(valid(one, depth) for one in shape["anyOf"]))
    match shape["type"]:
        case "boolean":
            return st.booleans()
        case "integer":
            edges = (shape["minimum"], shape["maximum"])
            return st.one_of(st.sampled_from(edges), st.integers(*edges))
        case "string":
            pattern = re.compile(shape.get("pattern", ""))
            fitting = [word for word in WORDS if pattern.search(word)]
            return st.one_of(st.sampled_from(fitting), TEXTS.filter(lambda text: bool(pattern.search(text))))
        case "array":
            least = shape.get("minItems", 0)
            return st.lists(valid(shape["items"], depth + 1), min_size=least, max_size=least + 1)
    return st.deferred(lambda: _mapping(shape, depth))


def _mapping(shape: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    if "properties" not in shape:
        names = valid({"type": "string", **shape["propertyNames"]}, depth)
        return st.dictionaries(names, valid(shape["additionalProperties"], depth + 1), max_size=2 if depth < 4 else 0)
    needed = shape.get("required", [])
    several = st.lists(st.sampled_from(sorted(shape["properties"])), max_size=3 if depth < 5 else 1, unique=True)
    return several.flatmap(
        lambda names: st.fixed_dictionaries(
            {name: valid(shape["properties"][name], depth + 1) for name in dict.fromkeys([*needed, *names])}
        )
    )


def places(value: object) -> list[tuple[str | int, ...]]:
    """The places of all values inside a value, its own first."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(), *((key, *rest) for key, one in inner for rest in places(one))]


def replaced(value: Any, place: tuple[str | int, ...], new: object) -> Any:
    if not place:
        return new
    changed: Any = dict(value) if isinstance(value, dict) else list(value)
    changed[place[0]] = replaced(value[place[0]], place[1:], new)
    return changed


def agree(value: object) -> None:
    """The loader takes what the schema takes, but for what only the loader knows; and nothing else."""
    message = problem(value)
    if VALIDATOR.is_valid(value):
        assert message == "" or is_known_by_the_loader_only(message), value
    else:
        assert message, value


SLOW = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(valid(SCHEMA))
def test_what_the_schema_describes_the_loader_takes(value: dict[str, object]) -> None:
    assert VALIDATOR.is_valid(value)
    agree(value)


@SLOW
@given(st.data())
def test_with_one_value_changed_both_say_the_same(data: st.DataObject) -> None:
    value = data.draw(valid(SCHEMA))
    place = data.draw(st.sampled_from(places(value)))
    agree(replaced(value, place, data.draw(JUNK)))


@SLOW
@given(st.data())
def test_with_one_more_key_both_say_the_same(data: st.DataObject) -> None:
    value = data.draw(valid(SCHEMA))
    holders = [place for place in places(value) if isinstance(_at(value, place), dict)]
    place = data.draw(st.sampled_from(holders))
    names = sorted(config.KEYS + dialect_reader.DIALECT_KEYS + dialect_reader.SECTION_KEYS + rules.RULE_IDS + STATES)
    name = data.draw(st.one_of(st.sampled_from(names), TEXTS))
    agree(replaced(value, place, {**_at(value, place), name: data.draw(JUNK)}))


def _at(value: Any, place: tuple[str | int, ...]) -> Any:
    for key in place:
        value = value[key]
    return value


@pytest.mark.parametrize(
    ("pattern", "read"),
    [
        (values.GLOB_PATTERN, values.glob),
        (values.FILE_PATTERN, values.file),
        (values.BRANCH_PATTERN, values.branch),
        (values.DIALECT_PATTERN, lambda at: values.dialect_name(at, at.string())),
    ],
    ids=["glob", "file", "branch", "dialect"],
)
@settings(max_examples=1500, deadline=None)
@given(text=st.text("a.-/*?\\ \n\tA0", max_size=7))
@example(text="./ ")
@example(text="././a")
@example(text="a\n")
def test_a_pattern_of_the_schema_says_what_the_reader_says(pattern: str, read: Any, text: str) -> None:
    try:
        read(Located(text, ""))
    except ConfigError:
        assert not re.search(pattern, text)
    else:
        assert re.search(pattern, text)


@pytest.mark.parametrize("pattern", [values.GLOB_PATTERN, values.FILE_PATTERN])
@pytest.mark.parametrize("text", ["*a" * 500, "a" * 1000, "a/" * 500, "**/" * 333 + "***", " " * 1000, "./" * 500])
def test_no_pattern_backtracks(pattern: str, text: str) -> None:
    re.search(pattern, text + "\\")  # a hang is a failure
