"""Fingerprints on the command line: the same when lines move, another one for another secret."""

from __future__ import annotations

import json
from pathlib import Path

from tests.fixtures import conforming
from tests.gating import execplan
from tests.gitrepo import GitRepo

SECRET = "password = 'aB3dE5gH7jK9lM1nP3qR'\n"
OTHER = "password = 'zY8xW6vU4tS2rQ9pO7nM'\n"
PLAN = conforming("codex").replace("## Decision Log", "## Decisions, all of them", 1)
PROSE = "\nA link to [nowhere](missing.md) stands here.\n"


def names(repo: GitRepo, text: str) -> dict[str, int]:
    """The fingerprints of a plan's findings, each with its line, as SARIF and JSON have them."""
    repo.write("plans/a.md", text)
    done = execplan(repo.path, "lint", "--format", "sarif=out.sarif", "--format", "json")
    (run,) = json.loads((repo.path / "out.sarif").read_text())["runs"]
    found = {
        it["partialFingerprints"]["execplanFingerprint/v1"]: it["locations"][0]["physicalLocation"]["region"][
            "startLine"
        ]
        for it in run["results"]
    }
    assert list(found) == [it["fingerprint"] for it in json.loads(done.out)["diagnostics"]]
    return found


def test_fingerprints_survive_what_moves_lines(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    text = PLAN + PROSE + "\n" + SECRET
    before = names(repo, text)
    assert len(before) >= 3
    title, _, rest = text.partition("\n")
    inserted = names(repo, f"{title}\n\nA paragraph more.\n\nAnd one more.\n{rest}")
    assert list(inserted) == list(before)
    assert list(inserted.values()) != list(before.values())
    head, heading, section = text.partition("## Surprises & Discoveries")
    body, following, after = section.partition("\n## ")
    assert heading
    assert following
    moved = names(repo, head + PROSE.replace("nowhere", "a place") + heading + body + following + after)
    assert set(before) < set(moved)
    elsewhere = names(repo, PLAN + "\n" + SECRET + PROSE)
    assert set(elsewhere) == set(before)


def test_another_secret_at_the_same_place_is_another_finding(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    first, second = names(repo, PLAN + "\n" + SECRET), names(repo, PLAN + "\n" + OTHER)
    assert len(set(first) ^ set(second)) == 2
    assert list(first.values()) == list(second.values())
