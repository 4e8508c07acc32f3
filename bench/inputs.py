"""The plans that are read: files of a folder, or generated ones, in a git repository of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench import generator

FOLDER = "plans"
SEED = 6
_PASSED_OVER = frozenset((".git", ".hg", ".venv", "node_modules"))


class NoPlans(Exception):
    """The folder holds no Markdown."""


@dataclass(frozen=True)
class Corpus:
    """A git repository at `root` whose `files` (relative to it, all below `FOLDER`) have `size` bytes together."""

    root: Path
    files: tuple[str, ...]
    size: int

    def nearest(self, size: int) -> str:
        """The file whose size is nearest to `size` bytes."""
        return min(self.files, key=lambda name: abs((self.root / name).stat().st_size - size))


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of all that is measured: this process's own, without what leads git or a tool elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "EXECPLAN_", "RUMDL_"))}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull} | dict(extra or {})


def git(root: Path, *arguments: str) -> None:
    """Run git in a repository of the bench."""
    person = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")
    subprocess.run(["git", *person, *arguments], cwd=root, env=environment(), check=True, capture_output=True)


def copied(source: Path, root: Path, count: int) -> Corpus:
    """A corpus of `count` files: all the Markdown below `source`, over and over.

    The copies of a file differ in their last line, so that nobody gains by knowing a content already. Raises `NoPlans`.
    """
    found = sorted(_markdown(source))
    if not found:
        raise NoPlans(f"{source} holds no *.md file")

    def texts() -> Iterator[tuple[str, bytes]]:
        number = 0
        while True:
            for path in found:
                name = f"c{number}/{path.relative_to(source).as_posix()}"
                yield name, _numbered(path, "copy", number)
            number += 1

    return _made(root, islice(texts(), count))


def generated(root: Path, count: int, seed: int = SEED) -> Corpus:
    """A corpus of `count` generated plans of many sizes and dialects."""
    made = enumerate(generator.recipes(count, seed))
    return _made(root, ((f"{number:05}-{one.dialect}-plan.md", generator.plan(one).encode()) for number, one in made))


def sized(root: Path, count: int, size: int, seed: int = SEED) -> Corpus:
    """A corpus of `count` generated plans of about `size` bytes each; at each size the same dialects."""
    chosen = [one.dialect for one in generator.recipes(count, seed)]
    recipes = (generator.Recipe(f"{seed}/{number}", dialect, size) for number, dialect in enumerate(chosen))
    return _made(root, ((f"{number:05}-plan.md", generator.plan(one).encode()) for number, one in enumerate(recipes)))


def part(corpus: Corpus, root: Path, step: int) -> Corpus:
    """A corpus of every `step`-th file of another."""
    return of_files(corpus, root, corpus.files[::step])


def repeated(corpus: Corpus, root: Path, times: int) -> Corpus:
    """A corpus with each file of another `times` times, no two of them alike."""
    texts = (
        (f"r{number}/{name.removeprefix(f'{FOLDER}/')}", _numbered(corpus.root / name, "repetition", number))
        for number in range(times)
        for name in corpus.files
    )
    return _made(root, texts)


def of_files(corpus: Corpus, root: Path, files: Sequence[str]) -> Corpus:
    """A corpus of some files of another, under the same names."""
    texts = ((name.removeprefix(f"{FOLDER}/"), (corpus.root / name).read_bytes()) for name in files)
    return _made(root, texts)


def _numbered(path: Path, word: str, number: int) -> bytes:
    """A file's content with a comment as its last line."""
    return path.read_bytes().rstrip(b"\n") + f"\n\n<!-- {word} {number} -->\n".encode()


def emptied(folder: Path) -> None:
    """Make a folder that is there and empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _markdown(source: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(source):
        folders[:] = [name for name in folders if name not in _PASSED_OVER]
        for name in names:
            path = Path(folder) / name
            if name.lower().endswith(".md") and path.is_file():
                yield path


def _made(root: Path, texts: Iterator[tuple[str, bytes]]) -> Corpus:
    files, size = [], 0
    for name, content in texts:
        path = root / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        files.append(f"{FOLDER}/{name}")
        size += len(content)
    git(root, "init", "--quiet", "-b", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", "plans")
    return Corpus(root, tuple(files), size)
