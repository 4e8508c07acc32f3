from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bench import inputs


def _source(folder: Path) -> Path:
    for name, text in {"a.md": "# A\n", "b/C.MD": "# C", "b/note.txt": "no", "node_modules/x/README.md": "no"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_files_of_a_folder_are_repeated_and_no_copy_equals_another(tmp_path: Path) -> None:
    corpus = inputs.copied(_source(tmp_path / "source"), tmp_path / "corpus", 5)
    assert corpus.files == ("plans/c0/a.md", "plans/c0/b/C.MD", "plans/c1/a.md", "plans/c1/b/C.MD", "plans/c2/a.md")
    contents = [(corpus.root / name).read_bytes() for name in corpus.files]
    assert contents[0] == b"# A\n\n<!-- copy 0 -->\n"
    assert len(set(contents)) == 5
    assert corpus.size == sum(map(len, contents))


def test_a_corpus_is_committed(tmp_path: Path) -> None:
    corpus = inputs.generated(tmp_path / "corpus", 3)
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "HEAD"], cwd=corpus.root, capture_output=True, text=True, check=True
    ).stdout
    assert tuple(listed.split()) == corpus.files
    assert inputs.part(corpus, tmp_path / "part", 2).files == corpus.files[::2]


def test_a_folder_without_markdown_is_refused(tmp_path: Path) -> None:
    with pytest.raises(inputs.NoPlans, match=r"holds no \*\.md file"):
        inputs.copied(tmp_path, tmp_path / "corpus", 5)


def test_the_file_nearest_to_a_size_is_found(tmp_path: Path) -> None:
    corpus = inputs.sized(tmp_path / "corpus", 3, 5_000)
    large = inputs.sized(tmp_path / "large", 1, 30_000)
    both = inputs.Corpus(Path("/"), tuple(str(one.root / name) for one in (corpus, large) for name in one.files), 0)
    assert both.nearest(29_000) == str(large.root / large.files[0])


def test_what_is_measured_hears_nothing_of_the_callers_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("EXECPLAN_OWNER", "somebody")
    environ = inputs.environment({"EXECPLAN_CACHE_DIR": "x"})
    assert "GIT_DIR" not in environ
    assert "EXECPLAN_OWNER" not in environ
    assert environ["EXECPLAN_CACHE_DIR"] == "x"
