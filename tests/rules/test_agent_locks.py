"""The rule agent-locks: the lock file's state, locks that conflict, changed paths under somebody else's lock."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest

from execplan_hooks.clock import Clock
from execplan_hooks.config import Config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.dialect.dialect import FieldSpec
from execplan_hooks.document.recognition import load
from execplan_hooks.document.source import decode
from execplan_hooks.frozen import frozen
from execplan_hooks.gate.change import Change, Governing
from execplan_hooks.gate.snapshot import Snapshot
from execplan_hooks.locks.lock import NAME
from execplan_hooks.model import Context
from execplan_hooks.repository.changes import ChangeSet, PathChange
from execplan_hooks.rules import agent_locks
from tests.gating import NOW, PLAN, examined, planned, session_plan
from tests.gitrepo import GitRepo

CATALOGUE = Catalogue()
CONTEXT = Context({}, Clock(NOW))  # 2026-11-01T12:00:00Z


@frozen
class Side(Snapshot):
    """A side that has a lock file, or None, and the files that are named."""

    text: str | bytes | None = None
    others: tuple[str, ...] = ()

    def read(self, path: str) -> bytes | None:
        assert path == NAME
        return self.text.encode() if isinstance(self.text, str) else self.text

    def mode(self, path: str) -> str | None:
        assert path == NAME
        return None if self.text is None else "100644"

    def files(self) -> list[str]:
        return list(self.others)


def lock(owner: str, *paths: str, start: str = "11:30", end: str = "12:30", day: str = "2026-11-01") -> str:
    """Four lines of a lock file."""
    return (
        f"  - owner: {owner}\n    scope: {{paths: [{', '.join(repr(path) for path in paths)}]}}\n"
        f"    acquired_at: {day}T{start}:00Z\n    expires_at: {day}T{end}:00Z\n"
    )


def file_of(*locks: str, ttl: int = 3600) -> str:
    """A lock file; the first lock stands in line 5, the next in line 9."""
    head = f"version: 1\ngenerated_at: 2026-11-01T11:00:00Z\nttl_seconds: {ttl}\nlocks:"
    return f"{head}\n{''.join(locks)}" if locks else f"{head} []\n"


def owned(owner: str, path: str = PLAN) -> Governing:
    """A governing plan with an owner, in a dialect that has one."""
    plan = load(
        decode(path, session_plan().replace("**Status:**", f"**Owner:** {owner}\n**Status:**").encode()), CATALOGUE
    )
    assert plan is not None
    fields = {**plan.dialect.fields, "owner": FieldSpec(labels=("owner",), places=("header",))}
    plan = dataclasses.replace(plan, dialect=dataclasses.replace(plan.dialect, fields=fields))
    return Governing(plan, "the merge base", "declares this branch")


def change(
    paths: str,
    after: str | bytes | None,
    before: str | bytes | None,
    *governing: Governing,
    owner: str | None = None,
    files: tuple[str, ...] = (),
    merging: tuple[str, ...] = (),
) -> Change:
    """A change of `paths`, separated by spaces, and of the lock file where its sides differ."""
    touched = sorted([*paths.split(), *([NAME] if before != after and not merging else [])])
    listed = tuple(PathChange(path, "M", "100644", "100644") for path in touched)
    return Change(
        ChangeSet("staged", "b" * 40, "index", None, listed, merging),
        None,
        governing,
        (),
        lambda _: False,
        Config(),
        before=Side(text=before),
        after=Side(text=after, others=files),
        owner=owner,
    )


def check(given: Change) -> list[str]:
    return [
        f"{placed.finding.severity.label} {placed.path}:{placed.finding.line} {placed.finding.message}"
        for placed in agent_locks.check(given, CONTEXT)
    ]


def same(
    paths: str, text: str, *governing: Governing, owner: str | None = "me", files: tuple[str, ...] = ()
) -> list[str]:
    """What is said of a change that leaves the lock file as it is."""
    return check(change(paths, text, text, *governing, owner=owner, files=files))


def held(owner: str = "other", pattern: str = "src/**", line: int = 5, until: str = "12:30") -> str:
    return f'"{owner}" holds "{pattern}" until 2026-11-01T{until}:00Z (.agent-locks.yaml line {line})'


def cut(owner: str = "other", pattern: str = "src/**", line: int = 5, until: str = "12:30") -> str:
    return held(owner, pattern, line, until)[:-1] + " before the change, which takes it away or leaves less of it)"


def taken(owner: str = "other", pattern: str = "src/**", line: int = 5) -> str:
    return f"warning .agent-locks.yaml:0 only its owner ends a lock before its time: {cut(owner, pattern, line)}"


def by(maker: str, path: str = "src/a.py", what: str | None = None) -> str:
    return f"error {path}:0 changed under a lock: {what or held()}; the change is made by {maker}"


def future(start: str) -> str:
    when = f"begins in the future, at 2026-11-01T{start}:00Z: it does not count yet"
    return f'warning .agent-locks.yaml:5 the lock of "other" {when}'


BOTH = ": both can match the same path"
ABSOLUTE = "is absolute; write it relative to the repository root, without a leading slash"
TOO_LONG = (
    'warning .agent-locks.yaml:5 the lock of "other" lasts until 2026-11-01T12:31:00Z, '
    "but by ttl_seconds until 2026-11-01T12:30:00Z at most"
)
OTHERS = file_of(lock("other", "src/**"))


@pytest.mark.parametrize(
    ("paths", "locks", "expected"),
    [
        ("src/a.py", file_of(), []),
        ("src/a.py", file_of(lock("me", "src/**")), []),
        ("src/a.py", file_of(lock("'@Me '", "src/**")), []),
        ("src/a.py", OTHERS, [by("me")]),
        ("docs/a.md src-x/a.py Src/a.py", OTHERS, []),
        ("src/a.py src/b/c.py docs/x", OTHERS, [by("me"), by("me", "src/b/c.py")]),
        # a folder is itself, whatever stands there, and everything in it
        *[
            (path, file_of(lock("other", pattern)), [by("me", path, held(pattern=pattern))] if takes else [])
            for pattern, path, takes in [
                ("src", "src", True),
                ("src", "src/a/b", True),
                ("src/", "src", True),
                ("src/...", "src/a/b", True),
                ("src/*", "src/a/b", True),
                ("src/*.py", "src/a.py", True),
                ("src/*.py", "src/a/b.py", False),
                ("**/a.py", "src/a.py", True),
                ("app/[id]", "app/[id]/page.tsx", True),
                ("app/[id]", "app/i", False),
                ("{src,docs}/", "docs/a", True),
                ("caf\u00e9", "cafe\u0301/a", True),
            ]
        ],
        # the lock file may always be changed
        (NAME, file_of(lock("other", ".*x*", "**/*.yaml")), []),
        # of two that hold a path the one that holds it longer is named
        (
            "src/a.py",
            file_of(lock("a", "src/**", end="12:10"), lock("A", "src/a.py", end="12:20")),
            [by("me", what=held("A", "src/a.py", 9, "12:20"))],
        ),
    ],
)
def test_a_changed_path_under_somebody_elses_lock(paths: str, locks: str, expected: list[str]) -> None:
    assert same(paths, locks) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("11:30", "12:30", [by("me")]),
        ("12:00", "12:30", [by("me")]),
        (
            "11:00",
            "12:00",
            ['notice .agent-locks.yaml:5 the lock of "other" expired 0 min ago, at 2026-11-01T12:00:00Z'],
        ),
        (
            "08:00",
            "08:55",
            ['notice .agent-locks.yaml:5 the lock of "other" expired 3 h 5 min ago, at 2026-11-01T08:55:00Z'],
        ),
        (
            "12:01",
            "12:30",
            [future("12:01").replace("warning", "notice")],
        ),
        (
            "11:30",
            "12:31",
            [
                TOO_LONG.replace("warning", "notice"),
                by("me", what=held(until="12:31")),
            ],
        ),
    ],
)
def test_a_lock_counts_from_acquired_at_to_before_expires_at(start: str, end: str, expected: list[str]) -> None:
    assert same("src/a.py", file_of(lock("other", "src/**", start=start, end=end))) == expected


def test_a_lock_of_long_ago_is_told_in_days() -> None:
    (told,) = same("src/a.py", file_of(lock("other", "src/**", day="2026-10-20")))
    assert told == 'notice .agent-locks.yaml:5 the lock of "other" expired 11 days ago, at 2026-10-20T12:30:00Z'


@pytest.mark.parametrize(
    ("option", "plans", "expected"),
    [
        ("me", ["other"], [by("me")]),
        ("other", ["me"], []),
        ("`@Other`", [], []),
        (None, ["other"], []),
        (None, ["@Other"], []),
        (None, ["`other`"], []),
        (None, ["me, other"], []),
        (None, ["me", "other"], []),
        (None, ["me"], [by("me")]),
        (None, ["me", "you"], [by("me, you")]),
        ("", ["me"], [by("me")]),
        ("a\nb", [], [by(r"a\nb")]),
    ],
)
def test_who_makes_the_change(option: str | None, plans: list[str], expected: list[str]) -> None:
    governing = [owned(name, f"plans/{number}.md") for number, name in enumerate(plans)]
    assert same("src/a.py", OTHERS, *governing, owner=option) == expected


@pytest.mark.parametrize(
    ("option", "plans"),
    [
        (None, []),
        ("", []),
        ("@", []),
        (None, ["<owner>"]),
        (None, [""]),
        (None, ["TBD"]),
        (None, ["unassigned"]),
        (None, ["-"]),
    ],
)
def test_nobody_knows_who_makes_the_change(option: str | None, plans: list[str]) -> None:
    given = change("src/a.py", OTHERS, OTHERS, *[owned(name) for name in plans], owner=option)
    (placed,) = agent_locks.check(given, CONTEXT)
    assert placed.finding.severity.label == "warning"
    assert placed.finding.message == f"changed under a lock: {held()}; it is not known who makes the change"
    assert placed.finding.help.startswith("pass --owner NAME; ")


def test_a_dialect_without_an_owner_says_nothing_of_who_makes_the_change() -> None:
    plan = load(decode(PLAN, session_plan().encode()), CATALOGUE)
    assert plan is not None
    bare = dataclasses.replace(plan, dialect=dataclasses.replace(plan.dialect, fields={}))
    (told,) = same("src/a.py", OTHERS, Governing(bare, "HEAD", "named"), owner=None)
    assert told.startswith("warning ")


CUT_PATH = by("me", what=cut())


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        # the same lock, elsewhere in the file, or for longer, or for more
        ("# moved\n" + OTHERS, [by("me", what=held(line=6))]),
        (file_of(lock("Other", "src/**")), [by("me", what=held("Other"))]),
        (file_of(lock("other", "src/**", end="12:40"), ttl=9999), [by("me", what=held(until="12:40"))]),
        (file_of(lock("other", "docs/", "src/**")), [by("me")]),
        (file_of(lock("other", "docs/"), lock("other", "src/")), [by("me", what=held(pattern="src/", line=9))]),
        # gone
        (None, [taken(), CUT_PATH]),
        (file_of(), [taken(), CUT_PATH]),
        # shortened, to the past or not
        (file_of(lock("other", "src/**", end="12:10")), [taken(), CUT_PATH]),
        (
            file_of(lock("other", "src/**", end="11:50")),
            [
                'warning .agent-locks.yaml:5 the lock of "other" expired 10 min ago, at 2026-11-01T11:50:00Z',
                taken(),
                CUT_PATH,
            ],
        ),
        (
            file_of(lock("other", "src/**", start="12:10")),
            [
                future("12:10"),
                taken(),
                CUT_PATH,
            ],
        ),
        # narrowed
        (file_of(lock("other", "src/b/**")), [taken(), CUT_PATH]),
        (file_of(lock("other", "src/*.py")), [taken(), by("me", what=held(pattern="src/*.py"))]),
        # taken over
        (
            file_of(lock("me", "src/**")),
            [
                taken(),
                f"error .agent-locks.yaml:5 {held('me')} and {cut()}{BOTH}",
                CUT_PATH,
            ],
        ),
    ],
)
def test_a_lock_that_the_change_cuts_still_counts(after: str | None, expected: list[str]) -> None:
    assert check(change("src/a.py", after, OTHERS, owner="me")) == expected


@pytest.mark.parametrize("after", [None, file_of(), file_of(lock("other", "src/b/**")), file_of(lock("you", "src/**"))])
def test_the_owner_may_release_shorten_and_hand_over_a_lock(after: str | None) -> None:
    found = check(change("docs/a.md", after, OTHERS, owner="other"))
    assert found == []


def test_an_expired_lock_may_be_removed_by_anybody() -> None:
    old = file_of(lock("other", "src/**", end="11:50"))
    assert check(change("src/a.py", None, old, owner="me")) == []
    assert check(change("src/a.py", file_of(lock("me", "src/**")), old, owner="me")) == []


def test_a_hand_over_by_an_unknown_maker_is_a_warning() -> None:
    found = check(change("src/a.py", file_of(lock("new", "src/**")), OTHERS))
    assert [line.split(" ")[0] for line in found] == ["warning", "warning", "warning"]


def test_a_conflict_in_the_file_is_an_error_whoever_makes_the_change() -> None:
    (told,) = same("docs/a.md", file_of(lock("a", "src/"), lock("b", "src/")), owner=None)
    assert told.startswith("error .agent-locks.yaml:9 ")


def test_what_a_merge_in_progress_removes_is_not_the_changes_doing() -> None:
    assert check(change("src/a.py", None, OTHERS, owner="me", merging=("c" * 40,))) == []
    assert check(change("src/a.py", OTHERS, None, owner="me", merging=("c" * 40,))) == [by("me")]
    # unless it is neither's: then it was changed while merging
    assert check(change(f"src/a.py {NAME}", None, OTHERS, owner="me", merging=("c" * 40,))) == [taken(), CUT_PATH]


def test_a_lock_that_the_change_adds_for_somebody_else_counts() -> None:
    assert check(change("src/a.py", OTHERS, None, owner="me")) == [by("me")]


@pytest.mark.parametrize(
    ("locks", "files", "expected"),
    [
        ([lock("a", "src/**"), lock("b", "docs/**")], [], []),
        ([lock("a", "src/**"), lock("'@A'", "src/x")], [], []),
        (
            [lock("a", "docs/", "src/**"), lock("b", "lib/", "src/*.py")],
            [],
            [f"error .agent-locks.yaml:9 {held('b', 'src/*.py', 9)} and {held('a', 'src/**')}{BOTH}"],
        ),
        (
            [lock("a", "src/**", start="11:40"), lock("b", "src/")],
            [],
            [f"error .agent-locks.yaml:5 {held('a', 'src/**', 5)} and {held('b', 'src/', 9)}{BOTH}"],
        ),
        ([lock("a", "src/**"), lock("b", "src/", start="12:10")], [], ["future"]),
        ([lock("a", "src/**"), lock("b", "src/", end="11:40")], [], ["expired"]),
        ([lock("a", "Makefile"), lock("b", "**/*.md")], ["Makefile"], []),
        ([lock("a", "make"), lock("b", "**/*.md")], ["make/x"], ["both can match"]),
    ],
)
def test_live_locks_of_two_owners_that_can_match_the_same_path(
    locks: list[str], files: list[str], expected: list[str]
) -> None:
    found = same("other.txt", file_of(*locks), files=tuple(files))
    assert len(found) == len(expected)
    assert all(part in line for part, line in zip(expected, found, strict=True))


BROKEN = OTHERS.replace("src/**", "/src").replace("version: 1", "version: 2")


def test_every_problem_of_the_file_is_an_error_at_its_line() -> None:
    assert same("src/a.py", BROKEN) == [
        'error .agent-locks.yaml:1 key "version": must be 1, found 2',
        f'error .agent-locks.yaml:6 key "locks[0].scope.paths[0]": pattern "/src" {ABSOLUTE}',
    ]


UNREAD = (
    '.agent-locks.yaml:0 not checked: not all locks could be read as they were before the change: key "version": '
    "must be 1, found 2 (line 1)"
)


@pytest.mark.parametrize(
    ("paths", "after", "expected"),
    [
        ("src/a.py", OTHERS, [f"error {UNREAD}", by("me")]),
        ("docs/a.md", file_of(), [f"error {UNREAD}"]),
        ("docs/a.md", None, [f"error {UNREAD}"]),
        # in a change of its own it can be repaired
        ("", OTHERS, [f"warning {UNREAD}"]),
        ("", None, [f"warning {UNREAD}"]),
    ],
)
def test_locks_before_the_change_that_cannot_be_read_are_said_to_be_unchecked(
    paths: str, after: str | None, expected: list[str]
) -> None:
    assert check(change(paths, after, BROKEN, owner="me")) == expected


def test_a_fault_that_hides_no_lock_does_not_hinder_the_change_that_mends_it() -> None:
    old = OTHERS.replace("generated_at: 2026-11-01T11:00:00Z\n", "")
    assert check(change("docs/a.md", OTHERS, old, owner="me")) == []
    assert check(change("src/a.py", None, old, owner="me")) == [taken(line=4), by("me", what=cut(line=4))]


def test_without_a_lock_file_nothing_is_said() -> None:
    assert check(change("src/a.py", None, None, owner="me")) == []


def test_hostile_names_are_shown_on_one_line_and_cut_short() -> None:
    nasty = '"x\\n::error::y\\u202e' + "z" * 100 + '"'
    (told,) = same("src/a.py", file_of(lock(nasty, "src/**")))
    assert told.isprintable()
    assert "z" * 60 not in told


def test_a_hostile_number_of_conflicts_is_cut_off_and_that_is_told() -> None:
    text = file_of(*(lock(f"agent-{number}", "src/**", "*a*" * 100) for number in range(1000)))
    start = time.process_time()
    found = same("src/a.py docs/b.md", text)
    assert time.process_time() - start < 8
    assert found[100] == "error .agent-locks.yaml:0 more than 100 pairs of locks conflict; the others are not listed"
    assert [line.partition(" holds")[0] for line in found[101:]] == [
        "error .agent-locks.yaml:0 not checked: too many patterns and changed paths to find all paths that are locked",
        'error src/a.py:0 changed under a lock: "agent-0"',
    ]


def test_too_many_patterns_to_compare_are_said_not_to_be_checked() -> None:
    text = file_of(*(lock(f"agent-{number}", f"*{'a*' * 30}{number:04}.py") for number in range(1000)))
    start = time.process_time()
    found = same(" ".join("a" * 80 + str(number) for number in range(3000)), text)
    assert time.process_time() - start < 12
    assert found == [
        "error .agent-locks.yaml:0 not checked: too many patterns to find all locks that conflict",
        "error .agent-locks.yaml:0 not checked: too many patterns and changed paths to find all paths that are locked",
    ]


# --- with git -------------------------------------------------------------------------------------------


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """On `feat/a`, where `main` has the lock of another on `src/**`."""
    made = planned(tmp_path / "repo")
    made.checkout("main")
    made.commit("locks", {NAME: OTHERS})
    made.git("branch", "--force", "feat/a", "main")
    made.checkout("feat/a")
    return made


def judged(repo: GitRepo, owner: str | None = "me", **request: object) -> list[str]:
    return check(dataclasses.replace(examined(repo, **request), owner=owner))


def test_both_sides_of_a_rename_and_deletions_count(repo: GitRepo) -> None:
    repo.rename("src/a.py", "docs/a.py")
    repo.commit("moved")
    assert judged(repo) == [by("me")]
    assert judged(repo, owner="other") == []
    repo.rename("docs/b.md", "src/b.md")
    repo.commit("moved too")
    assert judged(repo) == [by("me"), by("me", "src/b.md")]


def test_staged_and_on_disk(repo: GitRepo) -> None:
    repo.write("src/new.py", "x\n")
    assert judged(repo, staged=True) == []
    assert judged(repo, worktree=True) == [by("me", "src/new.py")]
    repo.stage()
    assert judged(repo, staged=True) == [by("me", "src/new.py")]
    repo.delete(NAME)
    repo.stage()
    expected = [taken(), by("me", "src/new.py", cut())]
    assert judged(repo, staged=True) == expected
    assert judged(repo, worktree=True) == expected
    repo.commit_staged("both")
    assert judged(repo) == expected


def test_a_released_lock_frees_its_paths_once_the_base_has_it(repo: GitRepo) -> None:
    repo.commit("work", {"src/a.py": "a = 2\n"})
    repo.checkout("main")
    repo.delete(NAME)
    repo.commit("released")
    repo.checkout("feat/a")
    assert judged(repo) == [by("me")]
    repo.merge("main", commit=False)
    assert judged(repo, staged=True) == []
    repo.commit_staged("merge")
    assert judged(repo) == []


@pytest.mark.parametrize("owner", ["me", None])
def test_a_lock_file_that_is_no_regular_file_is_not_read_and_that_is_told(repo: GitRepo, owner: str | None) -> None:
    repo.write("docs/locks.yaml", OTHERS)
    repo.delete(NAME)
    repo.symlink(NAME, "docs/locks.yaml")
    repo.commit("link")
    first = judged(repo, owner)[0]
    assert first == (
        "error .agent-locks.yaml:0 not checked: it is no regular file; a lock file behind a link is not read"
    )


def test_a_first_commit_has_no_locks_before_it(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.write(NAME, OTHERS)
    repo.write("src/a.py", "x\n")
    repo.stage()
    assert judged(repo, staged=True) == [by("me")]
