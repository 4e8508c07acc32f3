"""The difference is one that git and patch apply, and shows neither secrets nor commands."""

from __future__ import annotations

import random
import string
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execplan_hooks.document.source import decode
from execplan_hooks.fixing.difference import for_terminal, hidden, unified
from tests.gitrepo import environment

SECRET = "ghp_" + "".join(random.Random(3).choices(string.ascii_letters + string.digits, k=36))


def difference(path: str, before: bytes, after: bytes) -> bytes:
    return unified(path, decode(path, before), decode(path, after))


def applied(folder: Path, tool: str, path: str, before: bytes, shown: bytes) -> bytes:
    """What a file is after a tool applied a difference to it, at the root."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(before)
    command = {"git": ["git", "apply", "-"], "patch": ["patch", "-p1", "--binary", "--quiet"]}[tool]
    done = subprocess.run(command, cwd=folder, input=shown, capture_output=True, check=False, env=environment())
    assert done.returncode == 0, (done.stderr, done.stdout, shown)
    return file.read_bytes()


NAMES = [
    "plans/a.md",
    "plans/a b.md",
    " lead and trail /x .md",
    "пла́ны/ü 計.md",
    'a"b.md',
    "a\\b.md",
    "a\tb.md",
    "-x.md",
]
CONTENTS = [
    (b"a\nb\nc\n", b"a\nB\nc\n"),
    (b"a\r\nb\r\nc\r\n", b"a\r\nB\r\nx\r\nc\r\n"),
    (b"a\rb\rc\r", b"a\rB\rc\r"),
    (b"a\nb", b"a\nB"),
    (b"a\nb\nc", b"a\nx\nb\nc"),
    (b"a\r\nb", b"A\r\nb"),
    (b"\xef\xbb\xbfa\nb\n", b"\xef\xbb\xbfA\nb\n"),
    ("é\u2028\x0c\n".encode() * 30, "é\u2028\x0c\n".encode() * 15 + b"x\n" + "é\u2028\x0c\n".encode() * 15),
    (b"--- a\n+++ b\n@@ x\n", b"--- a\n+++ c\n@@ x\n"),
]


@pytest.mark.parametrize("tool", ["git", "patch"])
@pytest.mark.parametrize("name", NAMES)
def test_names(tmp_path: Path, tool: str, name: str) -> None:
    before, after = CONTENTS[0]
    assert applied(tmp_path, tool, name, before, difference(name, before, after)) == after


@pytest.mark.parametrize("tool", ["git", "patch"])
@pytest.mark.parametrize(("before", "after"), CONTENTS)
def test_contents(tmp_path: Path, tool: str, before: bytes, after: bytes) -> None:
    assert applied(tmp_path, tool, "plans/a.md", before, difference("plans/a.md", before, after)) == after


def test_several_files_are_one_difference(tmp_path: Path) -> None:
    shown = b"".join(difference(f"{number}.md", *pair) for number, pair in enumerate(CONTENTS))
    for number, (before, _) in enumerate(CONTENTS):
        (tmp_path / f"{number}.md").write_bytes(before)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=shown, check=True, env=environment())
    assert [(tmp_path / f"{number}.md").read_bytes() for number in range(len(CONTENTS))] == [
        pair[1] for pair in CONTENTS
    ]


def test_no_change_is_no_difference() -> None:
    assert difference("a.md", b"a\n", b"a\n") == b""


LINES = st.lists(st.sampled_from(["a", "b", "", "- x", "é", "+", "@@ -1 +1 @@"]), min_size=1, max_size=30)


@settings(max_examples=25)
@given(LINES, LINES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_git_applies_any_difference(
    tmp_path_factory: pytest.TempPathFactory, old: list[str], new: list[str], newline: str, final: bool
) -> None:
    before, after = ((newline.join(["#", *lines, "."]) + newline * final).encode() for lines in (old, new))
    shown = difference("a.md", before, after)
    if before != after:
        assert applied(tmp_path_factory.mktemp("repo"), "git", "a.md", before, shown) == after


@pytest.mark.parametrize(
    ("line", "in_workflow", "reason"),
    [
        ("harmless :: text", True, None),
        (f"token {SECRET}", False, "what looks like a secret"),
        (f"token {SECRET}", True, "what looks like a secret"),
        ("::set-env name=x::y", True, "for a command"),
        ("  ::error::x", True, "for a command"),
        ("x ##[group]y", True, "for a command"),
        ("::set-env name=x::y", False, None),
    ],
)
def test_what_must_not_be_printed_is_hidden(line: str, in_workflow: bool, reason: str | None) -> None:
    for before, after in ((f"{line}\na\n", f"{line}\nb\n"), (f"{line}\n", "b\n"), ("a\n", f"{line}\n")):
        sources = decode("a.md", before.encode()), decode("a.md", after.encode())
        told = hidden(unified("a.md", *sources), *sources, in_workflow)
        assert (reason in told) if reason and told else told is reason
        assert told is None or SECRET not in told


@pytest.mark.parametrize(
    ("line", "in_workflow", "reason"),
    [
        ("::error::x", True, "for a command"),
        (" \t::error::x", True, "for a command"),
        ("b ::error::x", True, None),
        ("::error::x", False, None),
    ],
)
def test_a_carriage_return_ends_a_line_for_the_runner(line: str, in_workflow: bool, reason: str | None) -> None:
    sources = decode("a.md", f"# A\r{line}\ra\r".encode()), decode("a.md", f"# A\r{line}\rb\r".encode())
    told = hidden(unified("a.md", *sources), *sources, in_workflow)
    assert (reason in told) if reason and told else told is reason


def test_a_secret_far_from_the_change_hides_nothing() -> None:
    far = "x\n" * 9
    before, after = (decode("a.md", f"{SECRET}\n{far}{last}\n".encode()) for last in "ab")
    assert hidden(unified("a.md", before, after), before, after, False) is None


def test_nothing_acts_on_a_terminal() -> None:
    shown = difference("a.md", b"a\n", "\x1b[2Ja\tb\u202e\x07\r\n".encode())
    lines = list(for_terminal(shown))
    assert lines[-1] == "+\\x1b[2Ja\tb\\u202e\\x07"
    assert all(part.isprintable() for line in lines for part in line.split("\t"))
