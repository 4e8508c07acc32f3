"""A file is replaced as a whole and stays what it is, or nothing is written."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from execplan_hooks.fixing import writing
from execplan_hooks.fixing.writing import NotWritten


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file `plans/a.md` that says "old"."""
    (tmp_path / "plans").mkdir()
    file = tmp_path / "plans/a.md"
    file.write_bytes(b"old\n")
    return file


def test_a_file_is_replaced_and_nothing_else_is_left(file: Path) -> None:
    writing.replace(file, b"old\n", b"new\n")
    assert file.read_bytes() == b"new\n"
    assert os.listdir(file.parent) == ["a.md"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755, 0o200, 0o4750])
def test_the_mode_stays(file: Path, mode: int) -> None:
    file.chmod(mode)
    writing.replace(file, b"old\n", b"new\n")
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_the_owner_stays_where_we_may_set_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    monkeypatch.setattr(os, "fchown", lambda _, uid, gid: told.append((uid, gid)))
    writing.replace(file, b"old\n", b"new\n")
    assert told == [(file.stat().st_uid, file.stat().st_gid)]


def refused(file: Path, before: bytes = b"old\n") -> str:
    """Why a file is not replaced. Asserts that it and its folder are as they were."""
    names = sorted(os.listdir(file.parent))
    content, status = file.read_bytes(), file.stat()
    with pytest.raises(NotWritten) as caught:
        writing.replace(file, before, b"new\n")
    assert sorted(os.listdir(file.parent)) == names
    assert (file.read_bytes(), file.stat().st_ino) == (content, status.st_ino)
    return str(caught.value)


def test_a_read_only_file_is_refused_for_root_as_well(file: Path) -> None:
    file.chmod(0o444)
    assert refused(file).startswith("is read-only, so nothing was written; ")


def test_a_file_that_others_alone_may_write_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != file)
    assert refused(file).startswith("is read-only, so nothing was written; ")


def test_a_read_only_folder_is_refused(file: Path) -> None:
    file.parent.chmod(0o555)
    assert refused(file).startswith("lies in a read-only folder, so nothing was written; ")
    file.parent.chmod(0o755)


def test_a_file_with_a_second_name_is_refused(file: Path) -> None:
    os.link(file, file.with_name("b.md"))
    assert refused(file).startswith("has a second name (a hard link), ")


def test_a_file_that_changed_in_between_is_left_alone(file: Path) -> None:
    assert refused(file, b"older\n") == "was changed while it was fixed, so nothing was written; run it again"


def test_a_file_that_has_gone_stays_gone(file: Path) -> None:
    file.unlink()
    with pytest.raises(NotWritten, match=r"cannot be written \(No such file or directory\)"):
        writing.replace(file, b"old\n", b"new\n")
    assert os.listdir(file.parent) == []


@pytest.mark.parametrize("step", ["fsync", "replace", "fchmod"])
def test_a_full_disk_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    assert refused(file) == "cannot be written (No space left on device); the file is as it was"


KILLED = """
import os, signal, sys
from pathlib import Path
from execplan_hooks.fixing import writing

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(os, sys.argv[2], kill)
writing.replace(Path(sys.argv[1]), b"old\\n", b"new\\n" * 100_000)
"""


@pytest.mark.parametrize("step", ["fchmod", "fsync", "replace"])
def test_killed_in_the_middle_the_file_is_whole_and_what_is_left_has_a_name_of_ours(file: Path, step: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(file), step], check=False)
    assert done.returncode == -9
    assert file.read_bytes() == b"old\n"
    left = [name for name in os.listdir(file.parent) if name != "a.md"]
    assert len(left) == 1
    assert left[0].startswith(".execplan-")
    assert left[0].endswith(".tmp")


def _link(name: Path, target: Path) -> Path:
    name.symlink_to(target)
    return name


@pytest.mark.parametrize(
    ("named", "allowed"),
    [
        (lambda root, _: root / "plans/a.md", True),
        (lambda root, _: _link(root / "b.md", root / "plans/a.md"), True),
        (lambda root, other: _link(root / "b.md", other / "a.md"), False),
        (lambda root, other: _link(root / "there", other) / "a.md", False),
        (lambda _, other: other / "a.md", True),
        (lambda root, other: _link(other / "b.md", root / "plans/a.md"), True),
        (lambda _, other: _link(other / "b.md", other / "a.md"), False),
    ],
)
def test_no_link_leads_out_of_the_repository(
    tmp_path: Path, named: Callable[[Path, Path], Path], allowed: bool
) -> None:
    root, other = tmp_path / "repo", tmp_path / "other"
    for folder in (root / "plans", other):
        folder.mkdir(parents=True)
        (folder / "a.md").write_text("old\n")
    file = named(root, other)
    real = Path(os.path.realpath(file))
    if allowed:
        writing.refuse_outside(real, file, root)
    else:
        with pytest.raises(NotWritten, match="a link that leads out of the repository"):
            writing.refuse_outside(real, file, root)
