from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from execplan_hooks import checking, rules
from execplan_hooks.config import Config, Override, PlanGlob, RuleConfig, plan_entry
from execplan_hooks.config_files import load_config
from execplan_hooks.globs import glob_match
from execplan_hooks.located import ConfigError
from execplan_hooks.model import Option, Rule, Severity

OPTIONS = {
    "timestamps": (
        Option("format", "choice", "rfc3339", "", ("rfc3339", "minute")),
        Option("future", "boolean", True, ""),
    ),
    "external-urls": (Option("allow", "strings", (), ""), Option("maximum", "integer", 0, "")),
    "secrets": (Option("marker", "string", "", ""),),
}


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rules whose module was wanted; the rules themselves are not under test."""
    wanted: list[str] = []

    def load(rule_id: str) -> Rule:
        wanted.append(rule_id)
        return Rule(Severity.ERROR, options=OPTIONS.get(rule_id, ()))

    monkeypatch.setattr(rules, "load", load)
    return wanted


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str | bytes, name: str = ".execplan.yaml") -> Path:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return write


FULL = """\
version: 1
default-branch: main
plans:
  - {files: "docs/active/*.md", dialect: session}
  - {files: "docs/completed/*.md", dialect: session, state: done}
  - .agent/**/*.md
exclude: ["vendor/"]
dialects:
  ours: {extends: codex}
rules:
  section-order: off
  file-scope: {severity: warning}
  timestamps: {format: minute, future: false}
  external-urls: {severity: notice, allow: "https://example.com/", maximum: 3}
  secrets: {marker: "1.10"}
fail-on: warning
require-contract: true
baseline: .execplan-baseline.json
overrides:
  - {files: "docs/active/legacy-*.md", rules: {timestamps: {future: true}, section-order: notice}}
  - {files: ["a.md", "b.md"], rules: {timestamps: error}}
"""

FULL_TOML = """\
[project]
name = "x"
[tool.execplan]
version = 1
default-branch = "main"
plans = [
  {files = "docs/active/*.md", dialect = "session"},
  {files = "docs/completed/*.md", dialect = "session", state = "done"},
  ".agent/**/*.md",
]
exclude = "vendor/"
fail-on = "warning"
require-contract = true
baseline = ".execplan-baseline.json"
[[tool.execplan.overrides]]
files = "docs/active/legacy-*.md"
rules = {timestamps = {future = true}, section-order = "notice"}
[[tool.execplan.overrides]]
files = ["a.md", "b.md"]
rules.timestamps = "error"
[tool.execplan.dialects.ours]
extends = "codex"
[tool.execplan.rules]
section-order = "off"
file-scope.severity = "warning"
timestamps = {format = "minute", future = false}
external-urls = {severity = "notice", allow = ["https://example.com/"], maximum = 3}
secrets = {marker = "1.10"}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".execplan.yaml", FULL),
        (".execplan.yml", FULL),
        (".execplan.yaml", "\ufeff" + FULL.replace("\n", "\r\n")),
        ("pyproject.toml", FULL_TOML),
        ("pyproject.toml", FULL_TOML.replace("\n", "\r\n")),
    ],
)
def test_everything(write: Write, name: str, text: str, loaded: list[str]) -> None:
    config = load_config(write(text, name))
    assert config.file == name
    assert config.default_branch == "main"
    assert config.plans == (
        PlanGlob("docs/active/*.md", "session"),
        PlanGlob("docs/completed/*.md", "session", "done"),
        PlanGlob(".agent/**/*.md"),
    )
    assert config.exclude == ("vendor/",)
    assert {name: at.value for name, at in config.dialects.items()} == {"ours": {"extends": "codex"}}
    assert config.rules == {
        "section-order": RuleConfig(Severity.OFF),
        "file-scope": RuleConfig(Severity.WARNING),
        "timestamps": RuleConfig(None, {"format": "minute", "future": False}),
        "external-urls": RuleConfig(Severity.NOTICE, {"allow": ("https://example.com/",), "maximum": 3}),
        "secrets": RuleConfig(None, {"marker": "1.10"}),
    }
    assert config.fail_on is Severity.WARNING
    assert config.require_contract
    assert config.baseline == ".execplan-baseline.json"
    assert config.overrides == (
        Override(
            ("docs/active/legacy-*.md",),
            {"timestamps": RuleConfig(None, {"future": True}), "section-order": RuleConfig(Severity.NOTICE)},
        ),
        Override(("a.md", "b.md"), {"timestamps": RuleConfig(Severity.ERROR)}),
    )
    assert loaded == ["timestamps", "external-urls", "secrets", "timestamps"]  # only where options are mentioned


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "x"),
        ("pyproject.toml", "[project]\nname = 'x'\n"),
        ("pyproject.toml", "[tool.other]\ndescription = 'execplan'\n"),
        ("pyproject.toml", "{{ not = toml, not ours }}"),
        ("pyproject.toml", b"\xff\xfe"),
        ("pyproject.toml", "tool = 'execplan'\n"),
    ],
)
def test_defaults_without_a_configuration(write: Write, name: str, text: str | bytes) -> None:
    assert load_config(write(text, name)) == Config()


def test_defaults() -> None:
    assert Config() == Config(None, None, (), (), (), {}, {}, Severity.ERROR, require_contract=False)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "version: 1\n", "{}"])
def test_an_empty_configuration_is_the_defaults(write: Write, text: str) -> None:
    assert load_config(write(text)) == Config(file=".execplan.yaml")


KEYS = (
    "(allowed: version, default-branch, integration-branches, plans, exclude, dialects, rules, overrides, "
    "fail-on, require-contract, baseline)"
)
STATES = "(allowed: active, done, draft, blocked, abandoned)"
RULES = f"(allowed: {', '.join(rules.RULE_IDS)})"
SEVERITIES = "off, notice, warning, error"
FOUND_FALSE = f'expected one of {SEVERITIES}, found the boolean false; did you mean "off"?'
PATTERN = "expected a pattern of 1 to 1,000 characters, such as docs/exec-plans/active/*.md"
RELATIVE = 'a pattern is relative to the repository root, without a leading "/" and without ".."'
FILES = "files is missing: which files are plans, such as docs/exec-plans/active/*.md"
ONE_FILE = "expected the path of one .json file, without wildcards, such as .execplan-baseline.json"
CHANGE_RULE = 'file-scope judges a change, not a file; set it under "rules", for the whole repository'
SYNTAX = "not valid YAML: while parsing a flow node: expected the node content, but found '<stream end>'"
OPTIONAL = "(allowed: severity, format, future)"
FORMATS = "(allowed: rfc3339, minute)"
IN_QUOTES = "expected a string, found the number 1; write it in quotes"
DIALECT = "expected the name of a dialect: lower case letters, digits and single hyphens"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "version: 1\nrule: {}\n",
            f'2: key "rule": unknown key; did you mean "rules"? {KEYS}',
        ),
        (
            "fail_on: error\n",
            f'1: key "fail_on": unknown key; did you mean "fail-on"? {KEYS}',
        ),
        ("- a\n", "1: expected a mapping, found a list"),
        ("rules:\nrules:\n", '2: key "rules": given twice, first in line 1'),
        (
            "a: [\n",
            f"1: {SYNTAX}",
        ),
        ("version: 2\n", '1: key "version": must be 1, found 2'),
        ("version: '1'\n", '1: key "version": expected a whole number, found a string'),
        ("version: 1.0\n", '1: key "version": expected a whole number, found a string'),
        ("default-branch: [main]\n", '1: key "default-branch": expected a string, found a list'),
        (
            "default-branch: --upload-pack=x\n",
            '1: key "default-branch": expected the name of a branch, such as main',
        ),
        ("default-branch: ''\n", '1: key "default-branch": expected the name of a branch, such as main'),
        ("plans: docs/*.md\n", '1: key "plans": expected a list, found a string'),
        ("plans:\n", '1: key "plans": expected a list, found nothing'),
        ("plans:\n  - 12\n", '2: key "plans[0]": expected a mapping, found the number 12'),
        (
            "plans:\n  - a\n  - {dialect: codex}\n",
            f'3: key "plans[1]": {FILES}',
        ),
        (
            "plans:\n  - files: a\n    stat: done\n",
            '3: key "plans[0].stat": unknown key; did you mean "state"? (allowed: files, dialect, state)',
        ),
        (
            "plans:\n  - files: a\n    state: Done\n",
            f'3: key "plans[0].state": unknown state "Done"; did you mean "done"? {STATES}',
        ),
        (
            "plans:\n  - {files: a, dialect: My Plans}\n",
            f'2: key "plans[0].dialect": {DIALECT}',
        ),
        (
            "plans: ['']\n",
            f'1: key "plans[0]": {PATTERN}',
        ),
        ("plans: ['a\\b']\n", '1: key "plans[0]": the separator in a pattern is /, not \\'),
        (
            "plans: [/a]\n",
            f'1: key "plans[0]": {RELATIVE}',
        ),
        (
            "exclude: [x, a/../b]\n",
            f'1: key "exclude[1]": {RELATIVE}',
        ),
        (
            "exclude: a//b\n",
            '1: key "exclude": a pattern has no empty name and no "." between its separators',
        ),
        (
            "exclude: a/**.md\n",
            '1: key "exclude": "**" stands for whole folders, as in docs/**/*.md; within a name write "*"',
        ),
        ("exclude: {a: b}\n", '1: key "exclude": expected a list, found a mapping'),
        ("dialects: [ours]\n", '1: key "dialects": expected a mapping, found a list'),
        (
            "dialects:\n  Ours: {}\n",
            f'2: key "dialects.Ours": {DIALECT}',
        ),
        ("dialects:\n  ours:\n", '2: key "dialects.ours": expected a mapping, found nothing'),
        (
            "rules:\n  section-ordr: off\n",
            f'2: key "rules.section-ordr": unknown rule; did you mean "section-order"? {RULES}',
        ),
        ("rules:\n  zzz: off\n", f'2: key "rules.zzz": unknown rule {RULES}'),
        (
            "rules:\n  secrets: fatal\n",
            f'2: key "rules.secrets": unknown severity "fatal" (allowed: {SEVERITIES})',
        ),
        (
            "rules:\n  secrets: eror\n",
            f'2: key "rules.secrets": unknown severity "eror"; did you mean "error"? (allowed: {SEVERITIES})',
        ),
        (
            "rules:\n  secrets: false\n",
            f'2: key "rules.secrets": {FOUND_FALSE}',
        ),
        (
            "rules:\n  secrets:\n    severity: false\n",
            f'3: key "rules.secrets.severity": {FOUND_FALSE}',
        ),
        (
            "rules:\n  secrets: {severity: true}\n",
            f'2: key "rules.secrets.severity": expected one of {SEVERITIES}, found the boolean true',
        ),
        (
            "rules:\n  secrets: [error]\n",
            '2: key "rules.secrets": expected a severity, or a mapping with severity and the rule\'s options',
        ),
        (
            "rules:\n  timestamps: {futur: true}\n",
            f'2: key "rules.timestamps.futur": unknown option; did you mean "future"? {OPTIONAL}',
        ),
        (
            "rules:\n  file-scope:\n    allow: x\n",
            '3: key "rules.file-scope.allow": unknown option (allowed: severity)',
        ),
        (
            "rules:\n  timestamps: {format: minutes}\n",
            f'2: key "rules.timestamps.format": unknown value "minutes"; did you mean "minute"? {FORMATS}',
        ),
        (
            "rules:\n  timestamps: {future: yes}\n",
            '2: key "rules.timestamps.future": expected true or false, found a string',
        ),
        (
            "rules:\n  external-urls: {maximum: many}\n",
            '2: key "rules.external-urls.maximum": expected a whole number of at least 0, found a string',
        ),
        (
            "rules:\n  external-urls:\n    allow:\n      - a\n      - 1\n",
            f'5: key "rules.external-urls.allow[1]": {IN_QUOTES}',
        ),
        (
            "rules:\n  external-urls: {allow: ['https://a.example/', ' ']}\n",
            '2: key "rules.external-urls.allow[1]": an empty text',
        ),
        (
            "rules:\n  secrets: {marker: 1}\n",
            f'2: key "rules.secrets.marker": {IN_QUOTES}',
        ),
        ("fail-on: off\n", '1: key "fail-on": unknown severity "off" (allowed: error, warning, notice)'),
        (
            "fail-on: false\n",
            '1: key "fail-on": expected one of error, warning, notice, found the boolean false',
        ),
        ("require-contract: yes\n", '1: key "require-contract": expected true or false, found a string'),
        (
            "overrides:\n  - files: a.md\n",
            '2: key "overrides[0]": rules is missing: a rule id to a severity, or to options',
        ),
        ("overrides:\n  - rules: {}\n", '2: key "overrides[0]": files is missing: a glob, or a list of them'),
        ("overrides: {files: a.md}\n", '1: key "overrides": expected a list, found a mapping'),
        (
            "overrides: [{files: [], rules: {}}]\n",
            '1: key "overrides[0].files": expected at least one pattern, such as docs/exec-plans/active/*.md',
        ),
        ("overrides: [{files: /a, rules: {}}]\n", f'1: key "overrides[0].files": {RELATIVE}'),
        (
            "overrides:\n  - files: a.md\n    rules:\n      file-scope: off\n",
            f'4: key "overrides[0].rules.file-scope": {CHANGE_RULE}',
        ),
        ("baseline: a/*.json\n", f'1: key "baseline": {ONE_FILE}'),
        ("baseline: a/\n", f'1: key "baseline": {ONE_FILE}'),
        ("baseline: src/app.py\n", f'1: key "baseline": {ONE_FILE}'),
        ("baseline: ../a.json\n", f'1: key "baseline": {RELATIVE}'),
        ("baseline: [a]\n", '1: key "baseline": expected a string, found a list'),
        (b"version: 1\n# \xff\n", "2: not UTF-8 text; save the file as UTF-8"),
        ("version: 1\n".encode("utf-16"), "1: not UTF-8 text; save the file as UTF-8"),
    ],
)
def test_errors(write: Write, text: str | bytes, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(text))
    assert str(caught.value) == f".execplan.yaml:{expected}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[tool.execplan]\nversion = 1\n\n[tool.execplan.rules]\nsection-ordr = 'off'\n",
            f'5: key "tool.execplan.rules.section-ordr": unknown rule; did you mean "section-order"? {RULES}',
        ),
        (
            "[[tool.execplan.plans]]\nfiles = 'a'\n[[tool.execplan.plans]]\nfiles = 'b'\nstate = 'x'\n",
            f'5: key "tool.execplan.plans[1].state": unknown state "x" {STATES}',
        ),
        (
            "[tool]\nexecplan.rules.secrets = false\n",
            f'2: key "tool.execplan.rules.secrets": {FOUND_FALSE}',
        ),
        (
            "[tool]\nexecplan = 1\n",
            '2: key "tool.execplan": expected a mapping, found the number 1',
        ),
        ("[tool.execplan\n", "1: not valid TOML: Expected ']' at the end of a table declaration"),
    ],
)
def test_errors_in_pyproject(write: Write, text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(text, "pyproject.toml"))
    assert str(caught.value) == f"pyproject.toml:{expected}"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (
            ".execplan.yaml",
            "pyproject.toml",
            "pyproject.toml:3: .execplan.yaml configures execplan too; keep one of the two",
        ),
        (
            ".execplan.yml",
            "pyproject.toml",
            "pyproject.toml:3: .execplan.yml configures execplan too; keep one of the two",
        ),
        (
            ".execplan.yaml",
            ".execplan.yml",
            ".execplan.yml:1: .execplan.yaml configures execplan too; keep one of the two",
        ),
    ],
)
def test_two_configurations_are_an_error(write: Write, first: str, second: str, expected: str) -> None:
    write("version: 1\n", first)
    root = write("[project]\n\n[tool.execplan]\n" if second.endswith("toml") else "version: 1\n", second)
    with pytest.raises(ConfigError) as caught:
        load_config(root)
    assert str(caught.value) == expected
    assert load_config(root, root / first).file == first


def test_a_pyproject_without_the_table_is_no_second_configuration(write: Write) -> None:
    write("[project]\nname = 'execplan'\n", "pyproject.toml")
    assert load_config(write("fail-on: notice\n")).fail_on is Severity.NOTICE


def test_explicit(write: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = write("fail-on: notice\n", "other.yaml")
    write("fail-on: wrong\n")
    assert load_config(root, root / "other.yaml") == Config(file="other.yaml", fail_on=Severity.NOTICE)
    outside = tmp_path_factory.mktemp("outside") / "x.yaml"
    outside.write_text("")
    assert load_config(root, outside).file == str(outside)
    write("[tool.execplan]\nfail-on = 'warning'\n", "shared.toml")
    assert load_config(root, root / "shared.toml").fail_on is Severity.WARNING


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing.yaml", "missing.yaml: cannot be read: No such file or directory"),
        ("pyproject.toml", "pyproject.toml: there is no table [tool.execplan]"),
        ("folder", "folder: cannot be read: it is a directory"),
        ("pipe.yaml", "pipe.yaml: cannot be read: it is not a regular file"),
        ("a\0b", "a\0b: cannot be read: not a file name"),
        ("large.yaml", "large.yaml: cannot be read: more than 1,000,000 bytes"),
        ("large.toml", "large.toml: cannot be read: more than 1,000,000 bytes"),
    ],
)
def test_explicit_file_that_cannot_be_used(write: Write, name: str, expected: str) -> None:
    root = write("[project]\n", "pyproject.toml")
    (root / "folder").mkdir()
    os.mkfifo(root / "pipe.yaml")
    write("#" * 1_000_001, "large.yaml")
    write("#" * 1_000_001, "large.toml")
    with pytest.raises(ConfigError) as caught:
        load_config(root, root / name)
    assert str(caught.value) == expected


def test_a_directory_or_a_dangling_link_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".execplan.yaml").mkdir()
    with pytest.raises(ConfigError, match=r"^\.execplan\.yaml: cannot be read: it is a directory$"):
        load_config(tmp_path)
    (tmp_path / ".execplan.yaml").rmdir()
    (tmp_path / ".execplan.yml").symlink_to("nowhere")
    with pytest.raises(ConfigError, match=r"^\.execplan\.yml: cannot be read: No such file or directory$"):
        load_config(tmp_path)


def test_an_unreadable_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write("version: 1\n")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # not chmod: the superuser may read everything
    with pytest.raises(ConfigError, match=r"^\.execplan\.yaml: cannot be read: Permission denied$"):
        load_config(root)


def test_the_place_of_a_dialect_name_is_kept(write: Write) -> None:
    config = load_config(write("plans:\n  - files: a\n    dialect: nope\n"))
    at = config.plans[0].dialect_at
    assert at is not None
    assert str(at.error("unknown")) == '.execplan.yaml:3: key "plans[0].dialect": unknown'


@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    root = tmp_path_factory.getbasetemp()
    for name in ("any.yaml", "any.toml"):
        file = root / name
        file.write_bytes(data + b"\n#execplan")
        try:
            config = load_config(root, file)
        except ConfigError:
            continue
        assert config == Config(file=name)


# --- globs ------------------------------------------------------------------------------------------


def test_the_first_plan_entry_wins() -> None:
    first, second = PlanGlob("a/*.md", state="done"), PlanGlob("**/*.md")
    config = Config(plans=(first, second))
    assert plan_entry(config, "a/x.md") is first
    assert plan_entry(config, "a/b/x.md") is second
    assert plan_entry(config, "a/x.txt") is None


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("docs/x.md", ["docs/x.md"], ["x.md", "a/docs/x.md", "docs/x.md/y", "docs/x_md", "Docs/x.md"]),
        ("./docs/x.md", ["docs/x.md"], ["./docs/x.md"]),
        ("*.md", ["x.md", ".md", ".x.md"], ["a/x.md", "x.md\n", "x.mdx"]),
        ("docs/*.md", ["docs/x.md", "docs/.x.md"], ["docs/a/x.md", "docs/x.md/y.md"]),
        # fnmatch and PurePath.match do not understand `**`
        (
            "docs/**/x.md",
            ["docs/x.md", "docs/a/x.md", "docs/a/b/x.md"],
            ["x.md", "docs/ax.md", "docs/x.md/y"],
        ),
        ("**/x.md", ["x.md", "a/x.md", ".a/.b/x.md"], ["ax.md", "x.md/y"]),
        ("docs/**", ["docs/x", "docs/a/x.md", "docs/.x"], ["docs", "docsx/y", "a/docs/x"]),
        ("docs/", ["docs/x", "docs/a/x.md"], ["docs", "a/docs/x"]),
        ("**", ["x", "a/b"], []),
        ("**/**/x", ["x", "a/x", "a/b/c/x"], ["ax"]),
        ("**/a/**/b/*.md", ["a/b/x.md", "c/a/d/b/x.md", "a/b/b/x.md"], ["b/a/x.md", "a/b/c/x.md"]),
        ("a/**/b/**/b/c", ["a/b/b/c", "a/b/x/b/c", "a/b/b/b/c"], ["a/b/c", "a/x/b/c"]),
        ("?.md", ["x.md", "é.md", "..md"], [".md", "xy.md", "/.md"]),
        ("a?b", ["axb"], ["a/b", "ab"]),
        # Next.js paths contain [id]
        ("app/[id]/*.tsx", ["app/[id]/page.tsx"], ["app/i/page.tsx", "app/d/page.tsx"]),
        ("a{b,c}+(d).md", ["a{b,c}+(d).md"], ["ab.md", "ac+(d).md"]),
        ("*a*b*", ["ab", "xaxbx", "aab"], ["ba", "a/b"]),
        ("*ab", ["ab", "abab"], ["aba"]),
        ("*a?*?b", ["axyb", "aaab"], ["aab"]),
        # names compare exactly after NFC
        ("caf\u00e9/*.md", ["caf\u00e9/x.md", "cafe\u0301/x.md"], ["cafe/x.md"]),
        ("cafe\u0301.md", ["caf\u00e9.md"], []),
        ("*.md", ["a\nb.md", "\udce9.md"], []),
    ],
)
def test_pitfall_fnmatch_does_not_understand_globstar(pattern: str, matching: list[str], others: list[str]) -> None:
    assert {path: glob_match(pattern, path) for path in (*matching, *others)} == {
        **dict.fromkeys(matching, True),
        **dict.fromkeys(others, False),
    }


def oracle(pattern: str, path: str) -> bool:
    """The same meaning said naively: a regular expression that tries everything."""
    pattern = pattern.removeprefix("./")
    if not pattern or pattern.endswith("/"):
        pattern += "**"
    if pattern == "**" or pattern.endswith("/**"):
        pattern += "/*"
    regex = ""
    while pattern:
        if pattern.startswith("**/"):
            regex, pattern = regex + "(?:[^/]+/)*", pattern[3:]
        elif pattern[0] == "*":
            regex, pattern = regex + "[^/]*", pattern[1:]
        else:
            regex, pattern = regex + ("[^/]" if pattern[0] == "?" else re.escape(pattern[0])), pattern[1:]
    return re.fullmatch(regex, path) is not None


NAMES = st.one_of(st.just("**"), st.text("ab.*?", min_size=1, max_size=4).filter(lambda name: "**" not in name))


@given(
    st.lists(NAMES, min_size=1, max_size=5).map("/".join),
    st.lists(st.text("ab.", min_size=1, max_size=4), min_size=1, max_size=5).map("/".join),
)
@example("**/a/**/a/b", "a/a/a/b")
@example("a/", "a/b")
@example("./**", "a")
def test_globs_mean_what_the_naive_expression_means(pattern: str, path: str) -> None:
    assert glob_match(pattern, path) == oracle(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 400 + "b", "a" * 4000),
        ("*?" * 400 + "b", "a" * 4000),
        ("**/a/" * 150 + "b", "a/" * 1500 + "c"),
        ("**/*/" * 200 + "x", "a/" * 2000 + "y"),
        ("**/*a*a*a/" * 90 + "b", "aaa/" * 1000 + "c"),
        ("**/" + "*a" * 100 + "/**/x", ("a" * 255 + "/") * 16 + "y"),
        ("*" * 1000 + "b", "a" * 4000),
    ],
    ids=range(7),
)
def test_no_catastrophic_backtracking(pattern: str, path: str) -> None:
    start = time.monotonic()
    assert not glob_match(pattern, path)
    assert time.monotonic() - start < 1


# --- overrides --------------------------------------------------------------------------------------


OVERRIDDEN = Config(
    rules={
        "timestamps": RuleConfig(Severity.WARNING, {"format": ("date",), "future-tolerance": 5}),
        "secrets": RuleConfig(Severity.OFF),
    },
    overrides=(
        Override(("old/**",), {"timestamps": RuleConfig(Severity.NOTICE), "links": RuleConfig(Severity.ERROR)}),
        Override(("old/a.md", "new/*"), {"timestamps": RuleConfig(None, {"future-tolerance": 60})}),
        Override(("old/a.md",), {"timestamps": RuleConfig(Severity.ERROR), "secrets": RuleConfig(None, {"x": 1})}),
    ),
)


@pytest.mark.parametrize(
    ("path", "timestamps", "secrets", "links"),
    [
        ("elsewhere.md", RuleConfig(Severity.WARNING, {"format": ("date",), "future-tolerance": 5}), None, None),
        (
            "old/b.md",
            RuleConfig(Severity.NOTICE, {"format": ("date",), "future-tolerance": 5}),
            None,
            RuleConfig(Severity.ERROR),
        ),
        ("new/a.md", RuleConfig(Severity.WARNING, {"format": ("date",), "future-tolerance": 60}), None, None),
        (
            "old/a.md",
            RuleConfig(Severity.ERROR, {"format": ("date",), "future-tolerance": 60}),
            RuleConfig(Severity.OFF, {"x": 1}),
            RuleConfig(Severity.ERROR),
        ),
    ],
)
def test_severity_and_each_option_are_overridden_by_themselves_and_the_last_entry_counts(
    path: str, timestamps: RuleConfig, secrets: RuleConfig | None, links: RuleConfig | None
) -> None:
    found = OVERRIDDEN.at(path).rules
    assert found["timestamps"] == timestamps
    assert found["secrets"] == (secrets or RuleConfig(Severity.OFF))
    assert found.get("links") == links


def test_a_rule_that_is_off_by_default_is_on_where_an_override_sets_it() -> None:
    rule = Rule(Severity.OFF)
    config = Config(overrides=(Override(("a.md",), {"secrets": RuleConfig(None, {"x": 1})}),))
    found = {path: checking.severity_of("secrets", rule, config.at(path), {}) for path in ("a.md", "b.md")}
    assert found == {"a.md": Severity.ERROR, "b.md": Severity.OFF}
