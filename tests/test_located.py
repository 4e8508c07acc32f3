from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.located import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_VALUES,
    ConfigError,
    KeyPath,
    Located,
    nearest,
    shown,
)
from execplan_hooks.toml_reader import load_toml
from execplan_hooks.yaml_reader import load_yaml

YAML = """\
# a comment
version: 1
plans:
  - files: "a/*.md"
    state:
      done
  - b.md
rules:
  section-order: off
  "quoted key": {severity: error}
text: |
  not: a key
last: 'x'
"""

TOML = '''\
[project]
name = "x"

[tool.execplan]
version = 1 # one
"default-branch" = "main"
exclude = [
  "a",
  "b",
]
text = """
version = 2
[tool.other]
"""

[[tool.execplan.plans]]
files = "a/*.md"

[[ tool . execplan . plans ]]
files = "b/*.md"
[tool.execplan.plans.more]
x = 1

[tool.execplan.rules]
section-order.severity = "off"
timestamps = { severity = "error", format = "rfc3339" }
'''


def at(top: Located, *path: str | int) -> Located:
    for key in path:
        top = top.sequence()[key] if isinstance(key, int) else top.mapping()[key]
    return top


def message(call: Callable[[], object]) -> str:
    with pytest.raises(ConfigError) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "line", "value"),
    [
        (("version",), 2, 1),
        (("plans",), 3, [{"files": "a/*.md", "state": "done"}, "b.md"]),
        (("plans", 0), 4, {"files": "a/*.md", "state": "done"}),
        (("plans", 0, "files"), 4, "a/*.md"),
        (("plans", 0, "state"), 5, "done"),
        (("plans", 1), 7, "b.md"),
        (("rules", "section-order"), 9, "off"),
        (("rules", "quoted key", "severity"), 10, "error"),
        (("text",), 11, "not: a key\n"),
        (("last",), 13, "x"),
    ],
)
def test_yaml_positions(path: KeyPath, line: int, value: object) -> None:
    for text in (YAML, YAML.replace("\n", "\r\n"), "\ufeff" + YAML):
        found = at(load_yaml(text, "f"), *path)
        assert (found.line, found.value) == (line, value)


@pytest.mark.parametrize(
    ("path", "line", "value"),
    [
        (("version",), 5, 1),
        (("default-branch",), 6, "main"),
        (("exclude",), 7, ["a", "b"]),
        (("exclude", 1), 7, "b"),
        (("text",), 11, "version = 2\n[tool.other]\n"),
        (("plans",), 16, [{"files": "a/*.md"}, {"files": "b/*.md", "more": {"x": 1}}]),
        (("plans", 0, "files"), 17, "a/*.md"),
        (("plans", 1), 19, {"files": "b/*.md", "more": {"x": 1}}),
        (("plans", 1, "files"), 20, "b/*.md"),
        (("plans", 1, "more", "x"), 22, 1),
        (("rules", "section-order", "severity"), 25, "off"),
        (("rules", "timestamps", "format"), 26, "rfc3339"),
    ],
)
def test_toml_positions(path: KeyPath, line: int, value: object) -> None:
    for text in (TOML, TOML.replace("\n", "\r\n"), "\ufeff" + TOML):
        found = at(load_toml(text, "f", ("tool", "execplan")), *path)
        assert (found.line, found.value) == (line, value)


def test_toml_lists_in_lists_are_no_tables() -> None:
    top = load_toml('a = [\n  ["b"],\n  ["c", "d"]\n]\nb = 1\n', "f")
    assert at(top, "b").line == 5
    assert at(top, "a", 1, 0).line == 1


def test_toml_without_the_table() -> None:
    assert load_toml("[tool]\nx = 1\n", "f", ("tool", "execplan")).value is None
    assert load_toml("tool = 1\n", "f", ("tool", "execplan")).value is None
    assert load_toml("[tool.execplan]\n", "f", ("tool", "execplan")).value == {}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        # PITFALLS: 1.10, dates and yes change type
        ("1.10", "1.10"),
        ("2026-01-02", "2026-01-02"),
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("12:30:00", "12:30:00"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("007", "007"),
        ("+1", "+1"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("9" * 30, "9" * 30),
        ("0", 0),
        ("-12", -12),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"true"', "true"),
        ("'1'", "1"),
        ("''", ""),
        ("{}", {}),
        ("[]", []),
    ],
)
def test_pitfall_ruamel_scalars_keep_their_text(written: str, value: object) -> None:
    found = at(load_yaml(f"a: {written}\n", "f"), "a").value
    assert (found, type(found)) == (value, type(value))
    assert at(load_yaml(f"a:\n- {written}\n", "f"), "a", 0).value == value


def test_toml_dates_and_fractions_are_text() -> None:
    top = load_toml("a = 1.10\nb = 2026-01-02\nc = 2026-01-02 03:04:05\nd = 03:04:05\ne = [1e5]\n", "f")
    assert top.value == {
        "a": "1.10",
        "b": "2026-01-02",
        "c": "2026-01-02T03:04:05",
        "d": "03:04:05",
        "e": ["1e5"],
    }


def test_keys_are_text() -> None:
    assert load_yaml("1.10: a\ntrue: b\n2026-01-02: c\n1: d\n", "f").value == {
        "1.10": "a",
        "true": "b",
        "2026-01-02": "c",
        "1": "d",
    }


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "\ufeff", "   "])
def test_an_empty_yaml_file_is_an_empty_mapping(text: str) -> None:
    assert load_yaml(text, "f").mapping() == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # PITFALLS: a document that is a list or a string loads fine
        ("- a\n", "f:1: expected a mapping, found a list"),
        ("# c\njust text\n", "f:2: expected a mapping, found a string"),
        ("null\n", "f:1: expected a mapping, found nothing"),
        ("12\n", "f:1: expected a mapping, found the number 12"),
    ],
)
def test_pitfall_ruamel_document_that_is_no_mapping(text: str, expected: str) -> None:
    assert message(load_yaml(text, "f").mapping) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # PITFALLS: duplicate keys raise: report key and line
        ("a: 1\nb: 2\na: 3\n", 'f:3: key "a": given twice, first in line 1'),
        ("a:\n  - b: 1\n    b: 2\n", 'f:3: key "a[0].b": given twice, first in line 2'),
        ("a: b: c\n", "f:1: not valid YAML: mapping values are not allowed here"),
        ("a: 1\nb:\n\t- c\n", "f:3: not valid YAML: a tab where a value may start; indent with spaces"),
        (
            "a: 1\nb: 'x\nc: 2\n",
            "f:2: not valid YAML: while scanning a quoted scalar: found unexpected end of stream",
        ),
        ("a: 1\nb: \0\n", "f:2: not valid YAML: the character U+0000 is not allowed"),
        ("a: 1\n---\nb: 2\n", "f:2: a second YAML document; write one"),
        ("a: &x [1]\nb: *x\n", "f:2: a YAML alias (*name); write the value out"),
        ("a: 1\n<<: {b: 2}\n", "f:2: a YAML merge key (<<); write the values out"),
        ("a: !!int 1\n", "f:1: a YAML tag (!name); write the plain value, in quotes where it is text"),
        (
            "a: !!python/object:os.system {}\n",
            "f:1: a YAML tag (!name); write the plain value, in quotes where it is text",
        ),
        ("\n[a]: 1\n", "f:2: a key that is a list or a mapping; keys are text"),
        ('a: 1\nb: "\\UFFFFFFFF"\n', "f:2: not valid YAML: an escape or a version number out of range"),
        ("%YAML 1.3\n---\na: 1\n", "f:1: not valid YAML: an escape or a version number out of range"),
        ("%YAML 1." + "1" * 5000, "f:1: not valid YAML: an escape or a version number out of range"),
        ("a: " + "[" * 100, f"f:1: nested more than {MAX_DEPTH} levels deep"),
        ("- " * 5000, f"f:1: nested more than {MAX_DEPTH} levels deep"),
        ("- a\n" * MAX_VALUES, f"f:{MAX_VALUES}: too large: more than 50,000 values"),
        ("a: " + "b" * MAX_CHARACTERS, "f:1: too large: more than 1,000,000 characters"),
    ],
    ids=range(19),
)
def test_yaml_errors(text: str, expected: str) -> None:
    assert message(lambda: load_yaml(text, "f")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\nb\n", "f:2: not valid TOML: Expected '=' after a key in a key/value pair"),
        ("a = 1\na = 2\n", "f:2: not valid TOML: Cannot overwrite a value"),
        ("a = 1\nb = '''", "f:2: not valid TOML: Expected \"'''\""),
        ("a = 1\nb = " + "[" * 5000, "f: not valid TOML: nested too deeply, or a number too long"),
        ("a = " + "1" * 5000, "f: not valid TOML: nested too deeply, or a number too long"),
        ("a = 1\n" + "b." * 50_000 + "c = 1", f"f:2: nested more than {MAX_DEPTH} levels deep"),
        ("a = " + "[" * 60 + "]" * 60, f"f:1: nested more than {MAX_DEPTH} levels deep"),
        ("a = '" + "b" * MAX_CHARACTERS + "'", "f: too large: more than 1,000,000 characters"),
    ],
    ids=range(8),
)
def test_toml_errors(text: str, expected: str) -> None:
    assert message(lambda: load_toml(text, "f")) == expected


def test_depth_within_the_bound_is_read() -> None:
    assert load_yaml("[" * 40 + "]" * 40, "f").sequence()
    assert load_toml("a = " + "[" * 38 + "]" * 38, "f").mapping()


def test_billion_laughs_is_refused_at_once() -> None:
    text = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 60))
    start = time.monotonic()
    assert message(lambda: load_yaml(text, "f")) == "f:2: a YAML alias (*name); write the value out"
    assert time.monotonic() - start < 1


@pytest.mark.parametrize(
    "text",
    ["[" * 999_999, "{" * 999_999, "a\n" * 499_999, "[" + "a," * 499_999, "? " * 499_999, "%a b\n" * 199_999],
    ids=range(6),
)
def test_a_megabyte_of_hostile_yaml_does_not_hang(text: str) -> None:
    start = time.monotonic()
    with contextlib.suppress(ConfigError):
        load_yaml(text, "f")
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    "text",
    ["a." * 499_999, '"a".' * 249_999, "x=" + "{a=" * 300_000, "[[a]]\n[a.b]\n" * 80_000, "a" * 999_999],
    ids=range(5),
)
def test_a_megabyte_of_hostile_toml_does_not_hang(text: str) -> None:
    start = time.monotonic()
    with contextlib.suppress(ConfigError):
        load_toml(text, "f")
    assert time.monotonic() - start < 20


VALUES = load_yaml("m: {ab: 1}\nl: [x, 2]\ns: x\nb: true\ni: 5\nn:\nt: 'multi\\nline'\n", "f").mapping()


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: VALUES["l"].mapping(), 'f:2: key "l": expected a mapping, found a list'),
        (lambda: VALUES["n"].mapping(), 'f:6: key "n": expected a mapping, found nothing'),
        (
            lambda: VALUES["m"].mapping(("abc", "x")),
            'f:1: key "m.ab": unknown key; did you mean "abc"? (allowed: abc, x)',
        ),
        (lambda: VALUES["m"].mapping(("x",), "rule"), 'f:1: key "m.ab": unknown rule (allowed: x)'),
        (lambda: VALUES["m"].mapping(()), 'f:1: key "m.ab": unknown key (allowed: none)'),
        (lambda: VALUES["s"].sequence(), 'f:3: key "s": expected a list, found a string'),
        (
            lambda: VALUES["i"].string(),
            'f:5: key "i": expected a string, found the number 5; write it in quotes',
        ),
        (
            lambda: VALUES["b"].string(),
            'f:4: key "b": expected a string, found the boolean true; write it in quotes',
        ),
        (lambda: VALUES["m"].string(), 'f:1: key "m": expected a string, found a mapping'),
        (
            lambda: VALUES["b"].string(("x", "y")),
            'f:4: key "b": expected one of x, y, found the boolean true',
        ),
        (
            lambda: VALUES["s"].string(("xy", "z"), "state"),
            'f:3: key "s": unknown state "x"; did you mean "xy"? (allowed: xy, z)',
        ),
        (lambda: VALUES["i"].strings(), 'f:5: key "i": expected a list of strings, found the number 5'),
        (
            lambda: VALUES["l"].strings(),
            'f:2: key "l[1]": expected a string, found the number 2; write it in quotes',
        ),
        (lambda: VALUES["i"].boolean(), 'f:5: key "i": expected true or false, found the number 5'),
        (lambda: VALUES["s"].boolean(), 'f:3: key "s": expected true or false, found a string'),
        (lambda: VALUES["b"].integer(), 'f:4: key "b": expected a whole number, found the boolean true'),
        (lambda: VALUES["s"].integer(), 'f:3: key "s": expected a whole number, found a string'),
        (
            lambda: VALUES["i"].integer(6),
            'f:5: key "i": expected a whole number of at least 6, found the number 5',
        ),
    ],
    ids=range(18),
)
def test_reader_errors(call: Callable[[], object], expected: str) -> None:
    assert message(call) == expected


def test_readers_return_plain_values() -> None:
    assert VALUES["m"].mapping(("ab",))["ab"].integer(1) == 1
    assert [item.value for item in VALUES["l"].sequence()] == ["x", 2]
    assert VALUES["s"].string(("x",)) == "x"
    assert VALUES["s"].strings() == ["x"]
    assert load_yaml("[a, b]", "f").strings(("a", "b")) == ["a", "b"]
    assert VALUES["b"].boolean() is True


def test_error_is_returned_not_raised() -> None:
    error = VALUES["l"].sequence()[1].error("is wrong")
    assert (error.file, error.line, error.message) == ("f", 2, 'key "l[1]": is wrong')
    assert str(Located(1, "f").error("is wrong")) == "f: is wrong"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("section-ordr", "section-order"),
        ("Section_Order", "section-order"),
        ("timestamp", "timestamps"),
        ("zzz", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_nearest(word: str, expected: str | None) -> None:
    assert nearest(word, ("section-order", "timestamps")) == expected


def test_keys_cannot_break_the_line_of_a_message() -> None:
    top = load_yaml('"a\\n::error::b\\e[1m": 1\n', "f")
    assert message(lambda: top.mapping(())) == (r'f:1: key "a\n::error::b\x1b[1m": unknown key (allowed: none)')
    assert shown("x" * 100) == "x" * 60 + "…"
    assert shown("\ud800é") == r"\ud800é"


def test_a_string_of_the_wrong_type_is_not_echoed() -> None:
    text = "a: ghp_0123456789\n"
    for call in (VALUES["s"].boolean, load_yaml(text, "f").mapping()["a"].mapping):
        assert "ghp_" not in message(call)


# --- nothing but ConfigError, whatever the input ----------------------------------------------------


def only_config_errors(text: str) -> None:
    loads: tuple[Callable[[], Located], ...] = (
        lambda: load_yaml(text, "f"),
        lambda: load_toml(text, "f", ("tool", "execplan")),
    )
    for load in loads:
        outcome: Located | ConfigError
        try:
            outcome = load()
        except ConfigError as error:
            outcome = error
        assert outcome.line is None or 1 <= outcome.line <= text.count("\n") + 1
        assert "\n" not in str(outcome) or isinstance(outcome, Located)


@given(st.one_of(st.text(), st.text("abc:-?[]{},#&*!|>'\"%@`~ \n\t\r.=\\0159\x85\u2028\ufeff")))
def test_any_text(text: str) -> None:
    only_config_errors(text)


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    only_config_errors(data.decode("utf-8", "surrogateescape"))
    only_config_errors(data.decode("latin-1"))


@given(st.sampled_from((YAML, TOML)), st.randoms(use_true_random=False))
def test_mutated_configurations(text: str, source: random.Random) -> None:
    pieces = (
        *"abc:-?[]{},#&*!|>'\"%@`~ \n\t\r.=\\09",
        "---\n",
        "%YAML 1.",
        "%TAG ",
        "\\U",
        "'''",
        '"""',
        "[[",
    )
    for _ in range(source.randint(1, 8)):
        place = source.randrange(len(text) + 1)
        match source.randrange(3):
            case 0:
                text = text[:place] + source.choice(pieces) + text[place:]
            case 1:
                text = text[:place] + text[place + source.randint(1, 4) :]
            case _:
                other = source.randrange(len(text) + 1)
                text = text[:place] + text[other : other + source.randint(1, 20)] + text[place:]
    only_config_errors(text)
