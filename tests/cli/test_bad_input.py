"""Hostile and broken input through the command line: one clear message, no traceback, no hang, and the plan
that is named beside it is checked all the same. `execplan` asserts the absence of tracebacks and the time.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures import conforming, plan_folder
from tests.gating import Done, execplan

GOOD = conforming("codex")
BAD = GOOD.replace("## Decision Log", "## Decided")
PLACE = "## Artifacts and Notes\n"
NOT_CHECKED = "not-checked"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository's root (no git needed) with a good and a bad plan in `plans/`."""
    return plan_folder(tmp_path / "repo", {"good.md": GOOD, "bad.md": BAD})


def hostile(block: str) -> str:
    """A plan with a hostile block, so that the rules really run on it."""
    assert PLACE in GOOD
    return GOOD.replace(PLACE, f"{PLACE}\n{block}\n\n")


def report(done: Done) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(done.out)
    return loaded


def findings(done: Done, path: str) -> list[tuple[str, int | None, str]]:
    return [
        (found["rule"], found["line"], found["message"])
        for found in report(done)["diagnostics"]
        if found["path"] == path and found["severity"] == "error"
    ]


def lint_beside(folder: Path, name: str, *, code: int = 1) -> Done:
    """Lint a plan together with the good and the bad one, which must be checked as ever."""
    done = execplan(folder, "lint", "--format", "json", f"plans/{name}", "plans/good.md", "plans/bad.md")
    assert done.code == code, done
    assert findings(done, "plans/good.md") == []
    assert [rule for rule, _, _ in findings(done, "plans/bad.md")] == ["required-sections"]
    return done


def assert_not_checked(folder: Path, data: bytes, line: int | None, message: str, *, plans: int) -> None:
    """Lint the bytes as a plan; the one finding says what was not checked, and `plans` counts as plans."""
    (folder / "plans/hostile.md").write_bytes(data)
    done = lint_beside(folder, "hostile.md")
    ((rule, at, told),) = findings(done, "plans/hostile.md")
    assert rule == NOT_CHECKED
    assert told.startswith(message)
    assert line is None or at == line
    assert report(done)["summary"]["plans"] == plans


def test_the_neighbours_are_what_they_claim(folder: Path) -> None:
    done = execplan(folder, "lint", "plans/good.md")
    assert done.code == 0, done.out
    assert lint_beside(folder, "good.md")


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"\xff\xfe" + GOOD.encode(), 1, "not checked: not UTF-8 text (byte 1 is 0xff)"),
        (GOOD.encode() + b"caf\xe9\n", GOOD.count("\n") + 1, "not checked: not UTF-8 text"),
        (GOOD.encode("utf-16"), 1, "not checked: not UTF-8 text"),
        (b"", 1, "not checked: the file is empty"),
        (b" \n\t\n", 1, "not checked: the file is empty"),
        (b"\xef\xbb\xbf", 1, "not checked: the file is empty"),
        (hostile("x" * 10_000_000).encode(), None, "not checked: the file has more than 1,000,000 bytes"),
        (b"x" * 10_000_000, None, "not checked: the file has more than 1,000,000 bytes"),
        (hostile("a\0b").encode(), None, "not checked: the file holds a NUL byte"),
        (hostile("> " * 2000 + "x").encode(), None, "not checked: "),
        (hostile("- " * 500 + "x").encode(), None, "not checked: "),
        (hostile("".join("  " * depth + "- x\n" for depth in range(500))).encode(), None, "not checked: "),
        (
            b"---\ndialect: codx\n---\n" + GOOD.encode(),
            2,
            'not checked: unknown dialect "codx"; did you mean "codex"?',
        ),
    ],
    ids=lambda value: repr(value[:20]) if isinstance(value, bytes) else "",
)
def test_what_cannot_be_checked_is_one_error(folder: Path, data: bytes, line: int | None, message: str) -> None:
    assert_not_checked(folder, data, line, message, plans=2)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "---\nstatus: a\nstatus: b\n---\n" + GOOD,
            3,
            'front matter: key "status" is given twice, first in line 2',
        ),
        ("---\n- a\n- b\n---\n" + GOOD, 2, "front matter: "),
        ("---\njust text\n---\n" + GOOD, 2, "front matter: "),
        ("---\na: [x\n---\n" + GOOD, None, "front matter: "),
        ("---\na: " + "[" * 5000 + "\n---\n" + GOOD, 2, "front matter: "),
        ("---\na: !!python/object/apply:os.system [touch x]\n---\n" + GOOD, 2, "front matter: "),
        (
            "---\na: &a [x, x, x, x]\n"
            + "".join(f"{n}: &{n} [*{p}, *{p}, *{p}]\n" for p, n in zip("abcdefghijkl", "bcdefghijklm", strict=True))
            + "---\n"
            + GOOD,
            None,
            "front matter: ",
        ),
    ],
    ids=["duplicate", "list", "scalar", "unclosed", "deep", "tag", "bomb"],
)
def test_front_matter_that_cannot_be_read(folder: Path, text: str, line: int | None, message: str) -> None:
    """The plan below it is checked all the same."""
    assert_not_checked(folder, text.encode(), line, message, plans=3)
    assert not (folder / "x").exists()


@pytest.mark.parametrize(
    "block",
    [
        "[a](" * 20_000,
        "![" * 20_000,
        "[a\n" * 4000,
        "`" * 200_000,
        "".join("`" * n + " " for n in range(1, 700)),
        "*a **b " * 20_000,
        "<a " * 20_000,
        "<!--" * 20_000,
        "&#" * 20_000,
        "https://" * 20_000,
        "- [ ] (" * 20_000,
        "|" * 50_000 + "\n|" + "-|" * 20_000,
        "\\" * 100_000,
        "2026-01-01T" * 10_000,
        "x" * 1_500_000,
        "**Owner:** " * 20_000,
        "- Allowed files: " + "`" * 300_000,
        "**Allowed files:** `" + "{a,b}" * 50_000 + "`",
        "**Allowed files:** `src/" + "*a" * 300 + "b`",
        "Allowed files: `a`\n" * 50_000,
        "- Allowed files: `a`\n" * 20_000,
        "Allowed files:\n\n" * 20_000,
        "**Forbidden files:** x\n\n- `a`\n\n" * 10_000,
        "".join(f"Allowed files: `a{n}`\n\nForbidden files: `b{n}`\n\n" for n in range(10_000)),
        "- `a`: Allowed files: x\n" * 20_000,
        "\u202e\u2028\x85\x0c\x1b[31m" * 2000,
    ],
    ids=lambda block: repr(block[:16]),
)
def test_hostile_blocks_cost_little(folder: Path, block: str) -> None:
    (folder / "plans/hostile.md").write_text(hostile(block), encoding="utf-8")
    done = lint_beside(folder, "hostile.md")
    # Either the plan is checked, or it is said that it was not.
    checked = report(done)["summary"]["plans"] == 3
    told = [rule for rule, _, _ in findings(done, "plans/hostile.md") if rule != "scope-contract"]
    assert checked or told == [NOT_CHECKED]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda _: None, "no such file"),
        (lambda path: path.symlink_to("nowhere.md"), "cannot be read"),
        (lambda path: path.symlink_to(path.name), "cannot be read"),
        (lambda path: path.mkdir(), "no Markdown file in this folder"),
    ],
    ids=["missing", "dangling link", "link to itself", "folder without plans"],
)
def test_a_named_path_that_cannot_be_looked_at(folder: Path, make: Any, problem: str) -> None:
    make(folder / "plans/hostile.md")
    done = lint_beside(folder, "hostile.md", code=2)
    (told,) = report(done)["problems"]
    assert told.startswith(f"plans/hostile.md: {problem}")


def test_a_named_pipe_is_not_opened(folder: Path) -> None:
    os.mkfifo(folder / "plans/hostile.md")
    done = lint_beside(folder, "hostile.md")
    assert findings(done, "plans/hostile.md") == [(NOT_CHECKED, None, "not checked: not a regular file")]


def test_a_device_is_not_read(folder: Path) -> None:
    (folder / "plans/hostile.md").symlink_to("/dev/zero")
    done = lint_beside(folder, "hostile.md")
    assert findings(done, "plans/hostile.md") == [(NOT_CHECKED, None, "not checked: not a regular file")]


def test_a_folder_is_searched(folder: Path) -> None:
    done = execplan(folder, "lint", "--format", "json", "plans")
    assert (done.code, report(done)["summary"]["plans"]) == (1, 2)


def test_a_folder_that_links_to_itself(folder: Path) -> None:
    (folder / "plans/again").symlink_to(".")
    done = execplan(folder, "lint", "--format", "json", "plans")
    assert (done.code, report(done)["summary"]["plans"]) == (1, 2)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("new\nline.md", "plans/new\\nline.md"),
        ("\x1b[31mred.md", "plans/\\x1b[31mred.md"),
        ("bytes-\udcff.md", "plans/bytes-\\xff.md"),
        ("\u202etxt.md", "plans/\\u202etxt.md"),
        ("::error file=x::b.md", "plans/::error file=x::b.md"),
        ("-leading.md", "plans/-leading.md"),
        ("$(touch x)`touch y`;z.md", "plans/$(touch x)`touch y`;z.md"),
        ("caf\u00e9 \U0001f600.md", "plans/caf\u00e9 \U0001f600.md"),
    ],
)
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_odd_file_names(folder: Path, name: str, shown: str, locale: str) -> None:
    (folder / "plans" / name).write_text(BAD, encoding="utf-8")
    env = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for arguments in (["plans/" + name], []):
        done = execplan(folder, "lint", *arguments, env=env)
        assert done.code == 1
        if locale == "C.UTF-8":
            assert [line for line in done.out.splitlines() if line.startswith(f"{shown}:")]
        assert not {"\x1b", "\u202e", "\udcff"} & set(done.out)
    loaded = report(execplan(folder, "lint", "--format", "json", "plans/" + name, env=env))
    # Without UTF-8 mode the C locale decodes no name; its bytes stay what they are.
    shown_paths = {found["path"].encode("utf-8", "surrogateescape") for found in loaded["diagnostics"]}
    assert shown_paths == {f"plans/{name}".encode("utf-8", "surrogateescape")}
    assert not (folder / "x").exists()
    assert not (folder / "y").exists()


# --- configuration ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            "rules:\n  section-ordr: error\n",
            '.execplan.yaml:2: key "rules.section-ordr": unknown rule; did you mean "section-order"?',
        ),
        ("plan:\n  - x.md\n", '.execplan.yaml:1: key "plan": unknown key; did you mean "plans"?'),
        ("fail-on: never\n", '.execplan.yaml:1: key "fail-on": unknown severity "never" (allowed: '),
        ("version: 1\nversion: 1\n", ".execplan.yaml:2: "),
        ("- a\n", ".execplan.yaml:1: "),
        (
            "plans: [{files: 'plans/*.md', dialect: codx}]\n",
            '.execplan.yaml:1: key "plans[0].dialect": unknown dialect "codx"; did you mean "codex"?',
        ),
        ("plans: ['../x/*.md']\n", '.execplan.yaml:1: key "plans[0]": '),
        ("a: [\n", ".execplan.yaml:"),
        ("a: \udcff\n", ".execplan.yaml:1: not UTF-8 text"),
    ],
)
def test_a_configuration_that_cannot_be_used(folder: Path, config: str, message: str) -> None:
    (folder / ".execplan.yaml").write_bytes(os.fsencode(config))
    done = execplan(folder, "lint")
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith(f"execplan: {message}"), done.err
    assert done.err.count("\n") == 1


def test_a_configured_place_without_plans(folder: Path) -> None:
    (folder / ".execplan.yaml").write_text("plans: ['nowhere/*.md']\n", encoding="utf-8")
    done = execplan(folder, "lint")
    assert done.code == 2
    assert "cannot check: no plan was found" in done.out
    assert execplan(folder, "lint", "--allow-empty").code == 0


def test_a_configured_plan_that_no_dialect_fits(folder: Path) -> None:
    (folder / ".execplan.yaml").write_text("plans: ['plans/*.md']\n", encoding="utf-8")
    (folder / "plans/hostile.md").write_text("# Shopping\n\n## Milk\n\nx\n", encoding="utf-8")
    done = lint_beside(folder, "hostile.md")
    assert findings(done, "plans/hostile.md") == [
        (
            NOT_CHECKED,
            1,
            "not checked: the configuration says that this is a plan, but no dialect fits its headings",
        )
    ]


def test_the_same_file_is_no_plan_where_nothing_says_so(folder: Path) -> None:
    (folder / "plans/hostile.md").write_text("# Shopping\n\n## Milk\n\nx\n", encoding="utf-8")
    assert report(lint_beside(folder, "hostile.md"))["summary"]["others"] == 1
