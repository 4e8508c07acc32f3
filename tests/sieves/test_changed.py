"""`execplan lint --changed-only` and `--changed-lines`: what a change does not touch does not count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fixtures import conforming
from tests.gating import Done, execplan
from tests.gitrepo import GitRepo
from tests.rules.secret_samples import MIXED, random_text

GOOD = conforming("codex")
ONE = GOOD.replace("## Decision Log", "## Decided")
BAD = f"{ONE.rstrip()}\n\nThe end [x](#nowhere).\n"  # two findings


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """On a branch off `main`, where two plans have two findings each."""
    repo = GitRepo(tmp_path / "repo")
    repo.commit("plans", {"plans/a.md": BAD, "plans/b.md": BAD, "docs/x.md": "# X\n"})
    repo.branch("work")
    return repo


def lint(repo: GitRepo, *arguments: str, folder: str = "") -> Done:
    return execplan(repo.path / folder, "lint", "--format", "json", *arguments)


def places(done: Done) -> list[tuple[str, str]]:
    return [(one["path"], one["rule"]) for one in json.loads(done.out)["diagnostics"]]


def notes(done: Done) -> list[str]:
    found: list[str] = json.loads(done.out)["notes"]
    return found


def test_no_plan_changed(repo: GitRepo) -> None:
    repo.commit("other", {"docs/x.md": "# Y\n"})
    for option in ("--changed-only", "--changed-lines"):
        done = lint(repo, option, "main")
        assert (done.code, places(done), notes(done)) == (0, [], ["no plan changed since main"])
    assert lint(repo).code == 1


def test_a_search_that_finds_no_plan_at_all_is_no_pass(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.commit("none", {"x.md": "# X\n"})
    assert lint(repo, "--changed-only", "main").code == 2


STATES = ("committed", "staged", "unstaged")


@pytest.mark.parametrize("state", STATES)
def test_a_plan_that_differs_is_looked_at(repo: GitRepo, state: str) -> None:
    repo.write("plans/a.md", BAD + "\nMore.\n")
    if state == "committed":
        repo.commit()
    elif state == "staged":
        repo.stage()
    done = lint(repo, "--changed-only", "main")
    assert places(done) == [("plans/a.md", "required-sections"), ("plans/a.md", "links")]
    assert notes(done) == ["1 file was not looked at: unchanged since main"]
    done = lint(repo, "--changed-lines", "main")
    assert (done.code, places(done)) == (0, [])
    assert json.loads(done.out)["summary"]["untouched"] == 2


def test_a_new_plan_counts_as_a_whole(repo: GitRepo) -> None:
    repo.write("plans/c.md", BAD)
    for option in ("--changed-only", "--changed-lines"):
        done = lint(repo, option, "main")
        assert places(done) == [("plans/c.md", "required-sections"), ("plans/c.md", "links")]


def test_what_is_again_as_it_was_is_unchanged(repo: GitRepo) -> None:
    repo.commit("there", {"plans/a.md": GOOD})
    repo.write("plans/a.md", BAD)
    assert notes(lint(repo, "--changed-only", "main")) == ["no plan changed since main"]


def test_what_happened_on_the_other_branch_is_no_change(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.commit("there", {"plans/b.md": GOOD})
    repo.checkout("work")
    assert notes(lint(repo, "--changed-only", "main")) == ["no plan changed since main"]


LINES = {
    "a touched line": (BAD.replace("The end", "An end"), ["links"]),
    "another line": (BAD.replace("# ", "# A ", 1), []),
    "a section taken away": (BAD.replace("## Progress", "## Done"), ["required-sections"]),
    "the text of a section taken away": (
        BAD[: BAD.index("## Progress") + 12] + "\n" + BAD[BAD.index("## Surprises") :],
        ["required-sections"],
    ),
    "the same finding once more": (BAD + "\nAgain [x](#nowhere).\n", ["links"]),
    "above, moved": (BAD.replace("## Progress", "A line.\n\n## Progress"), None),
    "windows line ends": (BAD.replace("\n", "\r\n"), []),
    "one put right": (BAD.replace("## Decided", "## Decision Log"), []),
}


@pytest.mark.parametrize("name", LINES)
def test_within_a_plan_only_what_the_change_does_counts(repo: GitRepo, name: str) -> None:
    text, rules = LINES[name]
    repo.commit("change", {"plans/a.md": text})
    done = lint(repo, "--changed-lines", "main")
    assert places(done) == [("plans/a.md", rule) for rule in rules or []]
    assert done.code == (1 if "required-sections" in (rules or []) else 0)


def test_a_suppression_that_is_taken_away_makes_its_finding_the_changes_own(repo: GitRepo) -> None:
    comment = "<!-- execplan: allow links -- the anchor is written by a tool -->"
    allowed = BAD.replace("The end", f"{comment}\nThe end")
    repo.checkout("main")
    repo.commit("allowed", {"plans/a.md": allowed})
    repo.branch("other")
    repo.commit("not allowed", {"plans/a.md": BAD})
    assert places(lint(repo, "--changed-lines", "main")) == [("plans/a.md", "links")]


def test_an_unused_suppression_counts_where_the_change_makes_it_so(repo: GitRepo) -> None:
    comment = "<!-- execplan: allow links -- the anchor is written by a tool -->"
    repo.checkout("main")
    repo.commit("allowed", {"plans/a.md": BAD.replace("The end", f"{comment}\nThe end")})
    repo.branch("other")
    repo.commit("put right", {"plans/a.md": BAD.replace("The end [x](#nowhere)", f"{comment}\nThe end")})
    assert places(lint(repo, "--changed-lines", "main")) == [("plans/a.md", "suppression")]
    repo.commit("more", {"plans/a.md": BAD.replace("The end [x](#nowhere)", f"{comment}\nThe end") + "\nMore.\n"})
    assert places(lint(repo, "--changed-lines", "HEAD~1")) == []


def test_a_file_that_the_change_deletes_breaks_links(repo: GitRepo) -> None:
    repo.checkout("main")
    text = f"{BAD}\nSee [x](../docs/x.md) and [y](../docs/y.md).\n"
    repo.commit("links", {"plans/a.md": text, "docs/z.md": "# Z\n"})
    repo.branch("other")
    repo.delete("docs/x.md")
    repo.commit("gone", {"plans/a.md": text + "\nMore.\n"})
    done = lint(repo, "--changed-lines", "main")
    assert places(done) == [("plans/a.md", "links")]
    assert "docs/x.md" in json.loads(done.out)["diagnostics"][0]["message"]


@pytest.mark.parametrize("new", ["plans/later/a.md", "plans/renamed.md"])
def test_a_plan_that_was_moved_is_compared_with_its_old_version(repo: GitRepo, new: str) -> None:
    repo.rename("plans/a.md", new)
    repo.write(new, BAD + "\nNew [y](#no).\n")
    assert places(lint(repo, "--changed-lines", "main")) == [(new, "links")]
    assert len(places(lint(repo, "--changed-only", "main"))) == 3


def test_another_plan_in_the_place_of_a_deleted_one_counts_as_a_whole(repo: GitRepo) -> None:
    repo.delete("plans/a.md")
    other = "\n".join(f"{line} other" if line and line[0] not in "#-" else line for line in BAD.split("\n"))
    repo.write("plans/z.md", other.replace("- ", "- other "))
    assert ("plans/z.md", "required-sections") in places(lint(repo, "--changed-lines", "main"))


def test_a_link_to_a_plan_that_changed(repo: GitRepo) -> None:
    repo.symlink("plans/link.md", "../elsewhere/p.md")
    repo.commit("link", {"elsewhere/p.md": BAD})
    repo.branch("other")
    repo.commit("change", {"elsewhere/p.md": BAD + "\nNew [y](#no).\n"})
    assert {path for path, _ in places(lint(repo, "--changed-only", "work"))} == {"plans/link.md"}


@pytest.mark.parametrize("link", ["l/b.md", "l"])
def test_each_link_on_the_way_to_a_plan_counts(repo: GitRepo, link: str) -> None:
    targets = {"l/b.md": ("../docs/c1/b.md", "../docs/c2/b.md"), "l": ("docs/c1", "docs/c2")}[link]
    repo.symlink("plans/link.md", "../l/b.md")
    repo.symlink(link, targets[0])
    repo.commit("links", {"docs/c1/b.md": GOOD, "docs/c2/b.md": BAD})
    assert notes(lint(repo, "--changed-only", "HEAD")) == ["no plan changed since HEAD"]
    repo.delete(link)
    repo.symlink(link, targets[1])
    for option in ("--changed-only", "--changed-lines"):
        found = {place for place in places(lint(repo, option, "HEAD")) if place[0] == "plans/link.md"}
        assert found == {("plans/link.md", "required-sections"), ("plans/link.md", "links")}


def test_within_a_plan_behind_a_link_only_what_the_change_does_counts(repo: GitRepo) -> None:
    repo.symlink("plans/link.md", "../elsewhere/p.md")
    repo.commit("link", {"elsewhere/p.md": BAD})
    repo.write("elsewhere/p.md", BAD + "\nNew [y](#no).\n")
    assert places(lint(repo, "--changed-lines", "HEAD")) == [("plans/link.md", "links")]


def test_what_a_merge_in_progress_brings_in_is_a_change(repo: GitRepo) -> None:
    repo.commit("new", {"plans/c.md": BAD})
    repo.checkout("main")
    repo.commit("main goes on", {"docs/x.md": "# Y\n"})
    repo.git("merge", "--no-commit", "--no-ff", "work")
    for option in ("--changed-only", "--changed-lines"):
        done = lint(repo, option, "main")
        assert places(done) == [("plans/c.md", "required-sections"), ("plans/c.md", "links")]


def test_a_plan_that_git_ignores_is_looked_at(repo: GitRepo) -> None:
    repo.commit("ignored", {".gitignore": "plans/c.md\n"})
    repo.write("plans/c.md", BAD)
    for option in ("--changed-only", "--changed-lines"):
        assert len(places(lint(repo, option, "HEAD", "plans/c.md"))) == 2
        assert len(places(lint(repo, option, "HEAD"))) == 2


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_plan_that_git_is_told_to_overlook_is_looked_at(repo: GitRepo, flag: str) -> None:
    repo.git("update-index", flag, "plans/a.md")
    assert notes(lint(repo, "--changed-only", "HEAD", "plans/a.md")) == ["no plan changed since HEAD"]
    repo.write("plans/a.md", BAD + "\nNew [y](#no).\n")
    assert places(lint(repo, "--changed-lines", "HEAD", "plans/a.md")) == [("plans/a.md", "links")]


def test_a_plan_outside_the_repository_is_looked_at(repo: GitRepo) -> None:
    (repo.path.parent / "c.md").write_text(BAD, encoding="utf-8")
    assert len(places(lint(repo, "--changed-only", "HEAD", "../c.md"))) == 2


def test_what_a_checkout_rewrites_is_no_change(repo: GitRepo) -> None:
    repo.commit("attributes", {".gitattributes": "*.md text eol=crlf\n", 'plans/"q"\n\\.md': BAD})
    for name in ("a.md", "b.md", '"q"\n\\.md'):
        repo.write(f"plans/{name}", BAD.replace("\n", "\r\n"))
    assert notes(lint(repo, "--changed-only", "HEAD")) == ["no plan changed since HEAD"]
    repo.write("plans/a.md", BAD.replace("\n", "\r\n").replace("The end", "An end"))
    assert places(lint(repo, "--changed-lines", "HEAD")) == [("plans/a.md", "links")]


def test_a_plan_in_a_submodule_is_touched_with_its_commit(repo: GitRepo, tmp_path: Path) -> None:
    inner = GitRepo(tmp_path / "inner")
    inner.commit("plans", {"plans/p.md": BAD})
    sub = repo.submodule("sub", inner)
    repo.commit("sub")
    assert notes(lint(repo, "--changed-only", "HEAD", "sub/plans/p.md")) == ["no plan changed since HEAD"]
    sub.commit("more", {"plans/p.md": BAD + "\nMore.\n"})
    assert len(places(lint(repo, "--changed-only", "HEAD", "sub/plans/p.md"))) == 2


def test_of_two_copies_of_a_deleted_plan_one_is_new(repo: GitRepo) -> None:
    repo.delete("plans/a.md")
    for name in ("c.md", "d.md"):
        repo.write(f"plans/{name}", BAD)
    assert {path for path, _ in places(lint(repo, "--changed-lines", "main"))} == {"plans/d.md"}


def test_a_plan_that_was_moved_under_its_name_has_its_old_version_before_copies_have(repo: GitRepo) -> None:
    repo.rename("plans/b.md", "plans/later/b.md")
    repo.write("plans/c.md", BAD)
    assert {path for path, _ in places(lint(repo, "--changed-lines", "main"))} == {"plans/c.md"}


def test_a_plan_that_a_sparse_checkout_leaves_out_is_not_deleted(repo: GitRepo) -> None:
    repo.git("update-index", "--skip-worktree", "plans/b.md")
    repo.delete("plans/b.md")
    repo.write("plans/c.md", BAD)
    assert len(places(lint(repo, "--changed-lines", "main"))) == 2


def test_in_a_folder_with_a_configuration_of_its_own(repo: GitRepo) -> None:
    repo.commit("package", {"pkg/.execplan.yaml": "version: 1\n", "pkg/plans/p.md": BAD, "pkg/plans/q.md": BAD})
    repo.branch("other")
    repo.commit("change", {"pkg/plans/p.md": BAD + "\nNew [y](#no).\n"})
    assert places(lint(repo, "--changed-lines", "work", folder="pkg")) == [("plans/p.md", "links")]
    assert notes(lint(repo, "--changed-only", "work", folder="pkg")) == [
        "1 file was not looked at: unchanged since work"
    ]


def test_with_a_baseline_and_suppressions(repo: GitRepo) -> None:
    execplan(repo.path, "baseline")
    repo.commit("baseline")
    repo.branch("other")
    comment = "<!-- execplan: allow links -- the anchor is written by a tool -->"
    repo.commit("change", {"plans/a.md": f"{BAD}\nNew [y](#no).\n\n{comment}\nNew [z](#no).\n"})
    done = lint(repo, "--changed-lines", "work")
    assert places(done) == [("plans/a.md", "links")]
    summary = json.loads(done.out)["summary"]
    assert (summary["suppressed"], summary["untouched"], summary["baselined"]) == (1, 2, 0)
    assert "[y]" not in done.out
    summary = json.loads(lint(repo, "--changed-only", "work").out)["summary"]
    assert (summary["suppressed"], summary["baselined"], summary["warnings"]) == (1, 2, 1)
    # What is left out before the baseline is not gone from it.
    assert notes(done) == ["1 file was not looked at: unchanged since work"]
    repo.commit("put right", {"plans/a.md": GOOD})
    assert notes(lint(repo, "--changed-only", "work"))[1].startswith("2 entries of the baseline do not occur")


LOG = conforming("ssot")
HEADING = "## Surprises & Discoveries\n"


def log(*days: str) -> str:
    """The conforming plan with these entries in a log, each as (day, text)."""
    start = LOG.index(HEADING) + len(HEADING)
    entries = "".join(f"- 2025-10-{day[:2]}T10:00:00Z Found {day[3:] or 'it'}.\n" for day in days)
    return f"{LOG[:start]}\n{entries}\n{LOG[LOG.index(chr(10) + '## ', start) + 1 :]}"


def test_one_log_entry_put_right_does_not_hide_another_that_is_wrong(repo: GitRepo) -> None:
    before = log("01", "02", "04", "03", "06", "08", "10")
    repo.commit("log", {"plans/l-PLAN.md": before})
    assert places(lint(repo, "--rule", "timestamps")) == [("plans/l-PLAN.md", "timestamps")]
    repo.write("plans/l-PLAN.md", before.replace("# ", "# A ", 1))
    assert places(lint(repo, "--changed-lines", "HEAD", "--rule", "timestamps")) == []
    for days in (("01", "02", "03", "04", "06", "10 more", "08", "10"), ("01", "02", "03", "04", "08", "06 m", "10")):
        repo.write("plans/l-PLAN.md", log(*days))
        assert places(lint(repo, "--changed-lines", "HEAD", "--rule", "timestamps")) == [
            ("plans/l-PLAN.md", "timestamps")
        ]


def test_a_log_without_direction_counts_where_the_change_touches_what_stands_wrongly(repo: GitRepo) -> None:
    before = ("01", "05", "03", "08", "06", "11", "09", "12", "13", "14", "15")
    repo.commit("log", {"plans/l-PLAN.md": log(*before)})
    repo.write("plans/l-PLAN.md", log(*before, "16"))
    assert places(lint(repo, "--changed-lines", "HEAD", "--rule", "timestamps")) == []
    repo.write("plans/l-PLAN.md", log("01", "03", "05", *before[3:], "02"))
    assert places(lint(repo, "--changed-lines", "HEAD", "--rule", "timestamps")) == [("plans/l-PLAN.md", "timestamps")]


def test_a_finding_in_several_places_is_touched_in_each(repo: GitRepo) -> None:
    text = GOOD.rstrip() + "\n\nin /home/mira/a.py\n\nand /home/mira/b.py\n"
    repo.commit("paths", {"plans/m.md": text})
    repo.write("plans/m.md", text.replace("and /home", "or /home"))
    assert places(lint(repo, "--changed-lines", "HEAD")) == [("plans/m.md", "local-paths")]
    repo.write("plans/m.md", text + "\nMore.\n")
    assert places(lint(repo, "--changed-lines", "HEAD")) == []


ERRORS = {
    "unknown": (("--changed-only", "nowhere"), "no commit here is called `nowhere`"),
    "an option": (("--changed-only=--output=x",), "no commit here is called"),
    "empty": (("--changed-lines", ""), "no commit here is called"),
    "both": (("--changed-lines", "main", "--changed-only", "main"), "not allowed with"),
    "stdin": (("-", "--changed-only", "main"), "stdin"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_what_cannot_be_compared_is_an_error(repo: GitRepo, name: str) -> None:
    arguments, message = ERRORS[name]
    done = lint(repo, *arguments)
    assert (done.code, done.out, message in done.err) == (2, "", True), done.err


def test_without_a_merge_base_and_without_a_repository(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit("more", {"x": "x"})
    shallow = repo.clone(tmp_path / "shallow", "--depth=1", "--no-single-branch")
    done = lint(shallow, "--changed-only", "origin/main")
    assert (done.code, "the clone is shallow" in done.err) == (2, True), done.err
    (tmp_path / "none/plans").mkdir(parents=True)
    (tmp_path / "none/.execplan.yaml").write_text("version: 1\n", encoding="utf-8")
    (tmp_path / "none/plans/a.md").write_text(BAD, encoding="utf-8")
    done = execplan(tmp_path / "none", "lint", "--changed-lines", "main")
    assert (done.code, "does not lie in a git repository" in done.err) == (2, True), done.err


@pytest.mark.parametrize("end", ["-----END RSA PRIVATE KEY-----\n", ""])
def test_another_private_key_counts_though_its_first_line_is_untouched(repo: GitRepo, end: str) -> None:
    rows = [random_text(MIXED + "+/", 64, seed) for seed in range(6)]
    one, other = (
        f"\n```\n-----BEGIN RSA PRIVATE KEY-----\n{chr(10).join(part)}\n{end}```\n" for part in (rows[:3], rows[3:])
    )
    plan = conforming("codex")
    repo.commit("key", {"plans/key.md": plan + one})
    repo.git("branch", "--force", "before-key")
    assert places(lint(repo, "--changed-lines", "before-key", "--rule", "secrets")) == []
    repo.write("plans/key.md", plan + other)
    done = lint(repo, "--changed-lines", "before-key", "--rule", "secrets")
    assert [path for path, _ in places(done)] == ["plans/key.md"]
    assert not [row for row in rows if row[:12] in done.out]
