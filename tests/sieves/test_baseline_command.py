"""`execplan baseline` and what `execplan lint` makes of its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures import conforming, plan_folder
from tests.gating import Done, execplan
from tests.gitrepo import GitRepo

NAME = ".execplan-baseline.json"
GOOD = conforming("codex")
ONE = GOOD.replace("## Decision Log", "## Decided")  # an error
TWO = ONE.replace("## Concrete Steps", "## Details")  # and a warning

_PLAN = conforming("codex", "done")
_LACKING = _PLAN[: _PLAN.index("## Decision Log")] + _PLAN[_PLAN.index("## Outcomes & Retrospective") :]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository (no git needed) with two plans that have findings, three in all."""
    return plan_folder(tmp_path / "repo", {"a.md": TWO, "b.md": ONE, "c.md": GOOD})


def entries(root: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((root / NAME).read_text(encoding="utf-8"))["findings"]
    return found


def lint(root: Path, *arguments: str) -> Done:
    return execplan(root, "lint", "--format", "json", *arguments)


def counts(done: Done) -> tuple[int, int]:
    """Errors and warnings that count, and findings of the baseline."""
    summary = json.loads(done.out)["summary"]
    return summary["errors"] + summary["warnings"], summary["baselined"]


def test_only_new_findings_count_afterwards(root: Path) -> None:
    assert counts(lint(root)) == (3, 0)
    done = execplan(root, "baseline")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{NAME}: 3 entries for 3 findings in 2 plans\n"
    done = lint(root)
    assert (done.code, counts(done)) == (0, (0, 3))
    (root / "plans/b.md").write_text(TWO, encoding="utf-8")
    done = lint(root)
    assert (done.code, counts(done)) == (0, (1, 3))
    assert "Concrete Steps" in done.out
    assert counts(lint(root, "--no-baseline")) == (4, 0)


def test_the_file_is_sorted_one_entry_a_line_and_holds_no_text_of_a_plan(root: Path) -> None:
    token = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"
    (root / "plans/c.md").write_text(f"{GOOD}\n{token} and {token}\n", encoding="utf-8")
    execplan(root, "baseline")
    text = (root / NAME).read_text(encoding="utf-8")
    assert token[:8] not in text
    assert "Decision" not in text
    lines = [line.strip().rstrip(",") for line in text.split("\n") if "path" in line]
    assert [json.loads(line) for line in lines] == entries(root)
    assert lines == sorted(lines)
    assert {key for entry in entries(root) for key in entry} == {"path", "rule", "fingerprint", "count"}
    assert [entry["count"] for entry in entries(root) if entry["rule"] == "secrets"] == [2]


def test_a_finding_may_have_several_entries(tmp_path: Path) -> None:
    paths = "".join(f"\nSee `/home/ada/{name}`.\n" for name in "abc")
    root = plan_folder(tmp_path / "repo", {"a.md": GOOD + paths, "b.md": ONE})
    done = execplan(root, "baseline")
    assert done.out == f"{NAME}: 4 entries for 2 findings in 2 plans\n"
    assert counts(lint(root)) == (0, 2)
    # Of what was not looked at, only the entries are known.
    assert execplan(root, "baseline", "plans/b.md").out == f"{NAME}: 4 entries in 2 plans (0 added, 0 removed)\n"
    done = execplan(root, "baseline", "--prune")
    assert done.out == f"{NAME}: 4 entries for 2 findings in 2 plans (0 added, 0 removed)\n"
    assert "4 entries for 2 plans" in execplan(root, "doctor").out


@pytest.mark.parametrize("name", ["::error::x", "  ::error::x", "##[error]x"])
def test_the_name_of_a_baseline_is_no_command_to_a_workflow(root: Path, name: str) -> None:
    (root / ".execplan.yaml").write_text(f'baseline: "{name}"\n', encoding="utf-8")
    for arguments in (("baseline",), ("baseline", "--prune"), ("lint",), ("doctor",)):
        done = execplan(root, *arguments)
        lines = (done.out + done.err).split("\n")
        assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line]


def test_twice_is_the_same(root: Path) -> None:
    execplan(root, "baseline")
    before = (root / NAME).read_bytes()
    done = execplan(root, "baseline")
    assert done.out == f"{NAME}: 3 entries for 3 findings in 2 plans (0 added, 0 removed)\n"
    assert (root / NAME).read_bytes() == before
    assert execplan(root, "baseline", "--update").code == 0
    assert (root / NAME).read_bytes() == before


def test_a_baseline_does_not_grow_unless_it_is_asked_to(root: Path) -> None:
    execplan(root, "baseline")
    before = (root / NAME).read_bytes()
    (root / "plans/b.md").write_text(TWO, encoding="utf-8")
    done = execplan(root, "baseline")
    assert (done.code, done.out) == (2, "")
    assert f"1 finding is not in {NAME}, and nothing was written" in done.err
    assert (root / NAME).read_bytes() == before
    done = execplan(root, "baseline", "--update")
    assert (done.code, done.out) == (0, f"{NAME}: 4 entries for 4 findings in 2 plans (1 added, 0 removed)\n")


def test_entries_that_do_not_occur_are_noted_and_pruned(root: Path) -> None:
    execplan(root, "baseline")
    (root / "plans/a.md").write_text(ONE, encoding="utf-8")
    (root / "plans/b.md").unlink()
    note = "2 entries of the baseline do not occur any more; `execplan baseline --prune` removes what is gone"
    assert json.loads(lint(root).out)["notes"] == [note]
    # Of plans that were not looked at, and of rules that did not run, nothing is said.
    assert json.loads(lint(root, "plans/c.md").out)["notes"] == []
    assert json.loads(lint(root, "plans/a.md").out)["notes"] == [
        "1 entry of the baseline does not occur any more; `execplan baseline --prune` removes what is gone"
    ]
    assert json.loads(lint(root, "plans/a.md", "--rule", "links").out)["notes"] == []
    (root / "plans/c.md").write_text(ONE, encoding="utf-8")
    done = execplan(root, "baseline", "--prune")
    assert done.out == f"{NAME}: 1 entry for 1 finding in 1 plan (0 added, 2 removed)\n"
    assert [entry["path"] for entry in entries(root)] == ["plans/a.md"]
    assert counts(lint(root)) == (1, 1)


def test_a_part_of_the_plans_keeps_the_other_entries(root: Path) -> None:
    execplan(root, "baseline", "plans/a.md")
    execplan(root, "baseline", "plans/b.md", "--update")
    assert [entry["path"] for entry in entries(root)] == ["plans/a.md", "plans/a.md", "plans/b.md"]
    (root / "plans/a.md").write_text(GOOD, encoding="utf-8")
    execplan(root, "baseline", "--prune", "plans/b.md")
    assert len(entries(root)) == 3
    execplan(root, "baseline", "--prune", "plans/a.md")
    assert [entry["path"] for entry in entries(root)] == ["plans/b.md"]


LINK = "\n[there](#nowhere)\n\n[and there](#no-place)\n"
THREE = TWO + LINK  # with two broken links


def test_a_plan_that_was_moved_keeps_its_entries(root: Path) -> None:
    (root / "plans/a.md").write_text(THREE, encoding="utf-8")
    execplan(root, "baseline")
    (root / "plans/later").mkdir()
    (root / "plans/a.md").rename(root / "plans/later/a.md")
    assert counts(lint(root)) == (0, 5)
    # Whichever rule runs, and whatever is looked at.
    assert counts(lint(root, "--rule", "required-sections")) == (0, 3)
    assert counts(lint(root, "plans/later/a.md")) == (0, 4)
    execplan(root, "baseline")
    assert [entry["path"] for entry in entries(root)] == ["plans/b.md", *["plans/later/a.md"] * 4]
    # A copy is no move.
    (root / "plans/copy").mkdir()
    (root / "plans/copy/a.md").write_text(THREE, encoding="utf-8")
    assert counts(lint(root)) == (4, 5)


@pytest.mark.parametrize(
    ("old", "new", "known"),
    [
        ("active", "completed", 1),
        ("active", "archive", 1),
        ("2025", "2026", 0),
        ("active", "2026", 0),
        ("active", "active/completed", 0),
    ],
)
def test_what_a_plan_lacks_is_known_when_it_goes_a_step_further(tmp_path: Path, old: str, new: str, known: int) -> None:
    """In any other move it could be another plan, which lacks the same."""
    root = plan_folder(tmp_path, {})
    (root / "plans" / old).mkdir()
    (root / "plans" / old / "a.md").write_text(_LACKING, encoding="utf-8")
    execplan(root, "baseline")
    (root / "plans" / new).mkdir(parents=True)
    (root / "plans" / old / "a.md").rename(root / "plans" / new / "a.md")
    assert counts(lint(root, "--rule", "required-sections")) == (1 - known, known)


def test_of_two_plans_that_may_be_the_one_that_is_gone_none_takes_its_entries(root: Path) -> None:
    (root / "plans/a.md").write_text(THREE, encoding="utf-8")
    execplan(root, "baseline")
    (root / "plans/a.md").unlink()
    for folder in ("one", "two"):
        (root / f"plans/{folder}").mkdir()
        (root / f"plans/{folder}/a.md").write_text(THREE, encoding="utf-8")
    assert counts(lint(root)) == (8, 1)
    for folder in ("one", "two"):  # nor where only one of them is looked at
        assert counts(lint(root, f"plans/{folder}/a.md")) == (4, 0)


def test_of_two_plans_of_one_name_that_are_gone_a_third_takes_no_entries(root: Path) -> None:
    for folder in ("one", "two"):
        (root / f"plans/{folder}").mkdir()
        (root / f"plans/{folder}/d.md").write_text(THREE, encoding="utf-8")
    execplan(root, "baseline")
    (root / "plans/one/d.md").rename(root / "plans/d.md")
    (root / "plans/two/d.md").unlink()
    assert counts(lint(root)) == (4, 3)


OTHER_PLANS = {
    "without the same sections": (TWO, 2),
    "with one of five in common": (GOOD + "\n[there](#nowhere)\n", 1),
    "with the links alone": (GOOD + LINK, 0),
    "with one of the links and both sections": (TWO + "\n[there](#nowhere)\n\n[x](#other)\n", 1),
    "with other links": (TWO + "\n[x](#other)\n", 3),
}


@pytest.mark.parametrize("name", OTHER_PLANS)
def test_another_plan_under_the_name_of_one_that_is_gone_does_not_take_its_entries(root: Path, name: str) -> None:
    text, count = OTHER_PLANS[name]
    (root / "plans/a.md").write_text(THREE, encoding="utf-8")
    execplan(root, "baseline", "plans/a.md")
    (root / "plans/a.md").unlink()
    (root / "plans/later").mkdir()
    (root / "plans/later/a.md").write_text(text, encoding="utf-8")
    assert counts(lint(root, "plans/later/a.md"))[0] == count


@pytest.mark.parametrize("option", ["--prune", None])
def test_copies_of_a_plan_that_is_gone_add_nothing(root: Path, option: str | None) -> None:
    (root / "plans/a.md").write_text(THREE, encoding="utf-8")
    execplan(root, "baseline")
    (root / "plans/a.md").unlink()
    for folder in ("one", "two", "three"):
        (root / f"plans/{folder}").mkdir()
        (root / f"plans/{folder}/a.md").write_text(THREE, encoding="utf-8")
    assert json.loads(lint(root).out)["notes"] == [
        "4 entries of the baseline do not occur any more; `execplan baseline --prune` removes what is gone"
    ]
    done = execplan(root, "baseline", *([option] if option else []))
    if option:
        assert "(0 added, 4 removed)" in done.out
        assert [entry["path"] for entry in entries(root)] == ["plans/b.md"]
    else:
        assert (done.code, "12 findings are not in" in done.err) == (2, True), done.err
    assert counts(lint(root)) == (12, 1)


def test_plans_that_are_all_called_the_same_are_moved_with_their_folder(tmp_path: Path) -> None:
    root = plan_folder(tmp_path / "repo", {"c.md": GOOD})
    (root / "plans/one").mkdir()
    (root / "plans/one/PLAN.md").write_text(ONE + LINK, encoding="utf-8")
    execplan(root, "baseline")
    (root / "plans/one").rename(root / "plans/two")
    assert counts(lint(root)) == (3, 0), "another plan"
    (root / "plans/done").mkdir()
    (root / "plans/two").rename(root / "plans/done/one")
    assert counts(lint(root, "--rule", "required-sections")) == (0, 1)


def test_suppressions_that_are_wrong_and_what_was_not_checked_always_count(root: Path) -> None:
    (root / "plans/c.md").write_text(f"{GOOD}\n<!-- execplan: allow file-scope -- x -->\n", encoding="utf-8")
    (root / "plans/d.md").write_bytes(b"# \xff\n")
    done = execplan(root, "baseline")
    assert done.code == 0
    assert "not in it, since they always count: 2 findings" in done.out
    assert {entry["path"] for entry in entries(root)} == {"plans/a.md", "plans/b.md"}
    found = json.loads(lint(root).out)["diagnostics"]
    assert sorted(one["rule"] for one in found) == ["not-checked", "suppression"]


@pytest.mark.parametrize("now", [b"# \xff\n", f"---\nowner: [\n---\n\n{GOOD}".encode()])
def test_the_entries_of_a_plan_that_is_not_checked_any_more_stay(root: Path, now: bytes) -> None:
    execplan(root, "baseline")
    before = (root / NAME).read_bytes()
    (root / "plans/a.md").write_bytes(now)
    assert [one["rule"] for one in json.loads(lint(root).out)["diagnostics"]] == ["not-checked"]
    assert "do not occur" not in lint(root).out
    done = execplan(root, "baseline", "--prune")
    assert (done.code, "(0 added, 0 removed)" in done.out) == (0, True), done.out + done.err
    assert (root / NAME).read_bytes() == before


def test_the_entries_of_a_file_that_is_there_but_no_plan_stay(root: Path) -> None:
    """Also where all is looked at: its heading may be back tomorrow."""
    execplan(root, "baseline")
    before = (root / NAME).read_bytes()
    (root / "plans/a.md").write_text("# Notes\n", encoding="utf-8")
    assert json.loads(lint(root).out)["notes"] == []
    assert "(0 added, 0 removed)" in execplan(root, "baseline", "--prune").out
    assert (root / NAME).read_bytes() == before


def test_the_entries_of_a_rule_that_is_switched_off_stay(root: Path) -> None:
    execplan(root, "baseline")
    before = (root / NAME).read_bytes()
    (root / ".execplan.yaml").write_text("rules:\n  required-sections: off\n", encoding="utf-8")
    assert json.loads(lint(root).out)["notes"] == []
    assert "(0 added, 0 removed)" in execplan(root, "baseline", "--prune").out
    assert (root / NAME).read_bytes() == before


def test_what_is_suppressed_is_not_written_down(root: Path) -> None:
    comment = "<!-- execplan: allow-file required-sections -- kept elsewhere -->"
    (root / "plans/b.md").write_text(f"{ONE}\n{comment}\n", encoding="utf-8")
    execplan(root, "baseline")
    assert {entry["path"] for entry in entries(root)} == {"plans/a.md"}
    summary = json.loads(lint(root).out)["summary"]
    assert (summary["suppressed"], summary["baselined"], summary["errors"]) == (1, 2, 0)


def test_another_file_is_configured_or_named(root: Path) -> None:
    (root / ".execplan.yaml").write_text("baseline: ci/known.json\n", encoding="utf-8")
    done = lint(root)
    assert done.code == 2
    assert "ci/known.json, which the key" in done.err
    (root / "ci").mkdir()
    assert execplan(root, "baseline").out.startswith("ci/known.json: 3 entries")
    assert counts(lint(root)) == (0, 3)
    assert counts(lint(root, "--no-baseline")) == (3, 0)
    assert execplan(root, "baseline", "--baseline", "mine.json", "plans/b.md").code == 0
    assert counts(lint(root, "--baseline", "mine.json")) == (2, 1)
    done = lint(root, "--baseline", "none.json")
    assert (done.code, "none.json, which --baseline names, does not exist" in done.err) == (2, True)


def test_an_empty_baseline_is_written_too(tmp_path: Path) -> None:
    root = plan_folder(tmp_path / "repo", {"a.md": GOOD})
    assert execplan(root, "baseline").out == f"{NAME}: 0 entries for 0 findings in 0 plans\n"
    assert execplan(root, "lint").code == 0
    assert execplan(root, "baseline").code == 0


ENTRY = '{"path": "plans/a.md", "rule": "links", "fingerprint": "0123456789abcdef"}'
BROKEN = {
    "empty": ("", "is not JSON"),
    "cut": ('{\n  "version": 1,\n  "findings": [\n', "is not JSON"),
    "another version": ('{"version": 2, "findings": []}', "version that is not known"),
    "true": ('{"version": true, "findings": []}', "version that is not known"),
    "no list": ('{"version": 1, "findings": {}}', "version and findings"),
    "another key": ('{"version": 1, "findings": [], "x": 1}', "and no others"),
    "a key twice": ('{"version": 1, "version": 1, "findings": []}', "names a key twice"),
    "a number": ('{"version": 1, "findings": [1]}', "entry 1 has to have"),
    "no fingerprint": ('{"version": 1, "findings": [{"path": "a", "rule": "links"}]}', "entry 1 has to have"),
    "a short one": (f'{{"version": 1, "findings": [{ENTRY.replace("0123", "")}]}}', "a fingerprint that is none"),
    "out of the repository": (f'{{"version": 1, "findings": [{ENTRY.replace("plans", "..")}]}}', "entry 1 has a path"),
    "absolute": (f'{{"version": 1, "findings": [{ENTRY.replace("plans", "/etc")}]}}', "entry 1 has a path"),
    "a NUL": (f'{{"version": 1, "findings": [{ENTRY.replace("plans", chr(92) + "u0000")}]}}', "entry 1 has a path"),
    "twice": (f'{{"version": 1, "findings": [{ENTRY}, {ENTRY}]}}', "entry 2 stands there a second time"),
    "no count": (f'{{"version": 1, "findings": [{ENTRY[:-1]}, "count": 0}}]}}', "entry 1 has a count"),
    "NaN": (f'{{"version": 1, "findings": [{ENTRY[:-1]}, "count": NaN}}]}}', "is not JSON"),
    "deep": ('{"version": 1, "findings": ' + "[" * 100_000, "is not JSON"),
    "many digits": ('{"findings": [], "version": ' + "9" * 10_000 + "}", "is not JSON"),
    "conflict": (
        f'{{"version": 1, "findings": [\n<<<<<<< HEAD\n{ENTRY}\n=======\n>>>>>>> x\n]}}',
        "resolve the conflict",
    ),
    "conflict from the start": (
        f'<<<<<<< HEAD\n{{"version": 1, "findings": [\n{ENTRY}\n=======\n>>>>>>> x\n]}}',
        "resolve the conflict",
    ),
    "hostile": ('{"version": "\\u001b[31m::error::x", "findings": []}', "version that is not known"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_baseline_is_an_error_that_says_what_to_do(root: Path, name: str) -> None:
    content, message = BROKEN[name]
    (root / NAME).write_text(content, encoding="utf-8")
    for command in ("lint", "baseline"):
        done = execplan(root, command)
        assert (done.code, done.out) == (2, ""), done.out
        assert message in done.err
        assert "; " in done.err, "says what to do"
    assert (root / NAME).read_text(encoding="utf-8") == content
    assert execplan(root, "lint", "--no-baseline").code == 1
    assert execplan(root, "baseline", "--update").code == 0
    assert execplan(root, "lint").code == 0


def test_a_broken_baseline_is_restored_first(root: Path) -> None:
    (root / NAME).write_text(BROKEN["cut"][0], encoding="utf-8")
    help_text = "restore it from git, else `execplan baseline --update` writes it anew with all that is found now"
    assert execplan(root, "lint").err.strip().endswith(help_text)


FOREIGN = {
    "a word": "notes",
    "a brace": "{",
    "a list": "[]",
    "a list of findings": '["version", "findings"]',
    "no findings": '{"version": 1}',
    "a package": '{"name": "x", "version": "1.0.0"}',
    "findings of another tool": '{"findings": []}',
    "a report": '{"version": 1, "diagnostics": [{"fingerprint": "x", "text": "findings"}]}',
    "a script": 'print({"version": 1, "findings": []})\n',
    "conflict markers of another file": "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n",
    "only NUL": "\0" * 100,
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_that_never_was_a_baseline_is_not_replaced(root: Path, name: str) -> None:
    (root / "other.json").write_text(FOREIGN[name], encoding="utf-8")
    for arguments in (("lint",), ("baseline",), ("baseline", "--prune"), ("baseline", "--update")):
        done = execplan(root, *arguments, "--baseline", "other.json")
        assert (done.code, done.out) == (2, ""), done.out
        assert "other.json: " in done.err
        assert "--update" not in done.err, "that would replace the file"
    assert (root / "other.json").read_text(encoding="utf-8") == FOREIGN[name]


PLACES = {
    "plans/a.md": "a Markdown file is no baseline",
    "plans/A.MARKDOWN": "a Markdown file is no baseline",
    "new.md": "a Markdown file is no baseline",
    "link.json": "a Markdown file is no baseline",
    "nowhere.json": "a Markdown file is no baseline",
    ".execplan.yaml": "the configuration is no baseline",
    "pyproject.toml": "the configuration is no baseline",
    ".git/config": "what lies in the folder .git is no baseline",
    ".git/known.json": "what lies in the folder .git is no baseline",
    "git.json": "what lies in the folder .git is no baseline",
}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("configured", [False, True])
def test_plans_the_configuration_and_what_git_keeps_are_never_replaced(root: Path, name: str, configured: bool) -> None:
    (root / ".git").mkdir(exist_ok=True)
    (root / ".git/config").write_text("[core]\n", encoding="utf-8")
    (root / "link.json").symlink_to("plans/a.md")
    (root / "nowhere.json").symlink_to("plans/none.md")
    (root / "git.json").symlink_to(".git/config")
    (root / ".execplan.yaml").write_text(f"baseline: {name}\n" if configured else "rules: {}\n", encoding="utf-8")
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    named = () if configured else ("--baseline", name)
    for arguments in (("lint",), ("baseline",), ("baseline", "--update")):
        done = execplan(root, *arguments, *named)
        assert (done.code, done.out) == (2, ""), done.out
        assert "--update" not in done.err, "that would replace the file"
        if not configured and arguments != ("lint",):
            assert PLACES[name] in done.err
    assert {file: file.read_bytes() for file in root.rglob("*") if file.is_file()} == before


def test_what_is_no_file_of_the_repository_is_no_baseline(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text('{"version": 1, "findings": []}', encoding="utf-8")
    (root / NAME).symlink_to(tmp_path / "outside.json")
    for arguments in (("lint",), ("baseline",), ("baseline", "--update")):
        done = execplan(root, *arguments)
        assert (done.code, "a link that leads out of the repository" in done.err) == (2, True)
    (root / NAME).unlink()
    (root / NAME).mkdir()
    for arguments in (("lint",), ("baseline", "--update")):
        done = execplan(root, *arguments)
        assert (done.code, "is a folder" in done.err) == (2, True)
    (root / NAME).rmdir()
    (root / NAME).symlink_to(root / "nowhere.json")
    assert execplan(root, "lint").code == 2


def test_too_large_a_baseline_is_an_error(root: Path) -> None:
    with (root / NAME).open("wb") as stream:
        stream.truncate(20_000_001)
    done = execplan(root, "lint")
    assert (done.code, "more than 20,000,000 bytes" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("baseline", "plans/none.md"), "no such file"),
        (("baseline", "--prune"), "does not exist, so there is nothing to prune"),
        (("baseline", "../x.md"), "lies outside the repository"),
        (("baseline", "--prune", "--update"), "not allowed with"),
        (("baseline", "notes.md"), "no plan was found"),
    ],
)
def test_what_cannot_be_done_writes_nothing(root: Path, arguments: tuple[str, ...], message: str) -> None:
    (root / "notes.md").write_text("# Notes\n", encoding="utf-8")
    (root.parent / "x.md").write_text(ONE, encoding="utf-8")
    done = execplan(root, *arguments)
    assert (done.code, message in done.err) == (2, True), done.err
    assert not (root / NAME).exists()


def test_a_folder_that_is_missing_is_said_to_be(root: Path) -> None:
    (root / ".execplan.yaml").write_text("baseline: ci/bl.json\n", encoding="utf-8")
    reason = "its folder does not exist; create it, or name another file"
    done = execplan(root, "baseline")
    assert (done.code, done.err) == (2, f"execplan: ci/bl.json: the baseline cannot be written ({reason})\n")
    (root / "ci").mkdir()
    assert execplan(root, "baseline").code == 0


def test_ten_thousand_entries_and_odd_names(tmp_path: Path) -> None:
    links = "".join(f"[x](#a{number})\n\n" for number in range(2_000))
    files = {f"{number}.md": f"{GOOD}\n{links}" for number in range(5)}
    root = plan_folder(tmp_path / "repo", {**files, "a\u202e::error::\n.md": ONE})
    done = execplan(root, "baseline", seconds=40)
    assert (done.code, done.out) == (0, f"{NAME}: 10,001 entries for 10,001 findings in 6 plans\n")
    assert counts(execplan(root, "lint", "--format", "json", seconds=40)) == (0, 10_001)


def test_in_a_repository_the_rules_of_the_run_are_those_of_the_path(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    config = "overrides:\n  - files: plans/old/*.md\n    rules:\n      required-sections: off\n"
    repo.commit("plans", {"plans/old/a.md": ONE, "plans/b.md": ONE, ".execplan.yaml": config})
    assert execplan(repo.path, "baseline").out == f"{NAME}: 1 entry for 1 finding in 1 plan\n"
