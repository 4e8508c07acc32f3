"""A plan that is replaced, cut, deleted, or made something else while it is read: the verdict is about one of the
contents that there were, or says why there is none."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from execplan_hooks.document import source
from execplan_hooks.document.source import UnreadableError
from tests.faults.running import FIX, GOOD, MISSPELT, contents, execute, many
from tests.fixtures import plan_folder
from tests.gating import Done, execplan

OTHER = GOOD.replace("## Decision Log", "## Decided")
# Once, when the run opens the plan `p0.md`, before it has it, something is done to it.
_SWAPPED = """\
def at_the_opening(event, arguments):
    if event == "open" and str(arguments[0]).endswith("p0.md"):
        global at_the_opening_done
        if not at_the_opening_done:
            at_the_opening_done = True
            {}
at_the_opening_done = False
sys.addaudithook(at_the_opening)
"""


def findings(done: Done) -> list[tuple[str, str, int | None]]:
    return [(one["rule"], one["message"], one["line"]) for one in json.loads(done.out)["diagnostics"]]


@contextmanager
def again_and_again(change: Callable[[int], None]) -> Iterator[None]:
    """Somebody who changes something, as often as that goes."""
    over = threading.Event()

    def work() -> None:
        number = 0
        while not over.is_set():
            change(number)
            number += 1

    other = threading.Thread(target=work)
    other.start()
    try:
        yield
    finally:
        over.set()
        other.join()


def test_replaced_again_and_again(tmp_path: Path) -> None:
    folder = plan_folder(tmp_path / "repo", {"p0.md": GOOD})
    verdicts = [findings(execplan(folder, "lint", "--format", "json"))]
    (folder / "plans/p0.md").write_text(OTHER, encoding="utf-8")
    verdicts.append(findings(execplan(folder, "lint", "--format", "json")))
    assert verdicts[0] != verdicts[1]

    def change(number: int) -> None:
        (folder / "new").write_text((GOOD, OTHER)[number % 2], encoding="utf-8")
        os.replace(folder / "new", folder / "plans/p0.md")

    with again_and_again(change):
        seen = [execplan(folder, "lint", "--format", "json") for _ in range(10)]
    for done in seen:
        assert findings(done) in verdicts
        assert done.code == verdicts.index(findings(done))


def test_replaced_again_and_again_in_a_run_with_a_cache_and_workers(tmp_path: Path) -> None:
    """A verdict that is kept under another content would be found again when that content is back."""
    folder = many(tmp_path / "repo")
    options = ("lint", "--format", "json", "--cache-dir", str(tmp_path / "cache"), "--jobs", "2")
    expected = execplan(folder, *options[:3], "--no-cache")

    def change(number: int) -> None:
        (folder / "new").write_text((GOOD, OTHER)[number % 2], encoding="utf-8")
        os.replace(folder / "new", folder / f"plans/p{number % 200:03}.md")

    with again_and_again(change):
        for _ in range(3):
            assert execplan(folder, *options).code == 1
    for file in (folder / "plans").iterdir():
        file.write_text(OTHER if file.name == "p100.md" else GOOD, encoding="utf-8")
    assert execplan(folder, *options) == expected


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ('os.unlink("plans/p0.md")', 2, "cannot check: plans/p0.md: cannot be read (No such file or directory)"),
        ('os.unlink("plans/p0.md"); os.mkfifo("plans/p0.md")', 1, "not checked: not a regular file"),
        ('os.unlink("plans/p0.md"); os.mkdir("plans/p0.md")', 2, "plans/p0.md: cannot be read (Is a directory)"),
        ('os.unlink("plans/p0.md"); os.symlink("p0.md", "plans/p0.md")', 2, "cannot be read (Too many levels of symb"),
        ('os.truncate("plans/p0.md", 0)', 1, "plans/p0.md:1:1: error: not checked: the file is empty"),
        ('os.rename("plans", "gone")', 2, "cannot check: plans/p0.md: cannot be read (No such file or directory)"),
        ('os.replace("other.md", "plans/p0.md")', 1, "Decision Log"),
    ],
)
def test_changed_when_it_is_opened(tmp_path: Path, change: str, code: int, message: str) -> None:
    folder = plan_folder(tmp_path / "repo", {"p0.md": GOOD})
    (folder / "other.md").write_text(OTHER, encoding="utf-8")
    done = execute(folder, "lint", first=_SWAPPED.format(change))
    assert (done.code, message in done.out) == (code, True), done


@pytest.mark.parametrize(
    "change", ['os.unlink("plans/p0.md")', 'os.unlink("plans/p0.md"); os.mkfifo("plans/p0.md")', "os.rmdir('none')"]
)
def test_changed_when_its_fix_is_written(tmp_path: Path, change: str) -> None:
    folder = plan_folder(tmp_path / "repo", {"p0.md": MISSPELT})
    first = _SWAPPED.replace('event == "open" and str(arguments[0]).endswith("p0.md")', 'event == "os.mkdir"')
    change = change if "none" not in change else 'os.truncate("plans/p0.md", 100)'
    done = execute(folder, *FIX, first=first.format(change))
    assert done.code == 2
    assert "plans/p0.md: " in done.out
    assert [path.name for path in (folder / "plans").iterdir()] == (
        [] if change.endswith('unlink("plans/p0.md")') else ["p0.md"]
    )
    assert not (folder / "plans/p0.md").is_file() or (folder / "plans/p0.md").stat().st_size == 100


def test_a_pipe_that_takes_the_place_of_a_plan_is_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "plan.md"

    class Swapped(type(file)):  # type: ignore[misc]
        def stat(self, **_: object) -> os.stat_result:
            file.write_text(GOOD, encoding="utf-8")
            status = os.stat(file)
            file.unlink()
            os.mkfifo(file)
            return status

    with pytest.raises(UnreadableError, match="not a regular file"):
        source.read_bytes(Swapped(file))


def test_a_template_that_is_no_file_is_not_read(tmp_path: Path) -> None:
    """Neither for the rules nor for the name of what the cache keeps."""
    folder = plan_folder(tmp_path / "repo", {f"p{number}.md": GOOD for number in range(10)})
    (folder / "t.md").symlink_to("/dev/zero")
    (folder / "plans/own.md").write_text(GOOD, encoding="utf-8")
    (folder / ".execplan.yaml").write_text("version: 1\ndialects:\n  team:\n    template: t.md\n", encoding="utf-8")
    done = execute(
        folder,
        "lint",
        "--cache-dir",
        str(tmp_path / "cache"),
        first="resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))\n",
    )
    assert done.code in (0, 2)
    assert "memory" not in done.err
    shutil.rmtree(folder)
    assert contents(folder) == {}
