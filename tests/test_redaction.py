"""No message of any rule repeats a secret of the plan that it quotes."""

from __future__ import annotations

import json
import random
import string
import time
from pathlib import Path

import pytest

from execplan_hooks.document.secrets.credentials import Redactor
from execplan_hooks.output import github, summary, text
from execplan_hooks.output import json as output_json
from execplan_hooks.result import Result
from tests import gating
from tests.fixtures import brief, conforming, lint
from tests.gating import PLAN, SECOND, planned, session_plan
from tests.gitrepo import isolate


def _token(seed: int) -> str:
    letters = random.Random(seed).choices(string.ascii_letters + string.digits, k=36)
    return "ghp" + "_" + "".join(letters)


PLACES = {
    "contract entry": ("- `docs/n", "- everything in {token} and its neighbours\n- `docs/n"),
    "contract path": ("- `docs/n", "- `/home/{token}/src`\n- `docs/n"),
    "long contract entry": ("- `docs/n", "- {padding} {token} and more that is cut off\n- `docs/n"),
    "heading": (
        "## 2. Objective Lock",
        "## 2. Objective Lock\n\nx\n\n## 2. Objective Lock ({token})\n\nx\n\n## 2. Objective Lock",
    ),
    "nested heading": ("### Exclude (Must Not Modify)", "### Excluude (Must {token})"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("seed", range(5))
def test_messages_do_not_repeat_a_secret(place: str, seed: int) -> None:
    token = _token(seed)
    old, new = PLACES[place]
    text = conforming("session")
    assert old in text
    hostile = text.replace(old, new.format(token=token, padding="p" * (20 + seed * 7)), 1)
    found = brief(lint(hostile))
    assert any("secrets:" in message for message in found)
    assert len(found) > 1, "nothing quotes the place"
    for message in found:
        assert not any(token[start : start + 8] in message for start in range(len(token) - 7)), "echoed"


@pytest.mark.parametrize("before", ["password: ", "Authorization: Bearer ", "X-Api-Key: ", "_", "redis://:"])
@pytest.mark.parametrize("seed", range(5))
def test_messages_do_not_repeat_a_value_that_only_its_name_tells(before: str, seed: int) -> None:
    token = _token(seed) if before == "_" else _token(seed)[4:]
    shown = {"_": "_", "redis://:": "@cache.acme.io:1"}.get(before, "")
    hostile = conforming("session").replace("- `docs/n", f"- all of {before}{token}{shown} and more\n- `docs/n", 1)
    found = brief(lint(hostile))
    assert any("secrets:" in message for message in found)
    assert len(found) > 1, "nothing quotes the place"
    for message in found:
        assert not any(token[start : start + 8] in message for start in range(len(token) - 7)), "echoed"


@pytest.mark.parametrize("end", ["", "...", "…", '"', " and more", "`", "\n"])
@pytest.mark.parametrize("seed", range(3))
def test_a_piece_of_a_secret_is_taken_out_however_it_was_cut(end: str, seed: int) -> None:
    token = _token(seed)
    redactor = Redactor([f"token {token}"])
    for start, stop in ((0, 8), (0, 25), (5, 30), (10, len(token)), (0, len(token))):
        assert redactor(f'entry "say {token[start:stop]}{end} lacks') == f'entry "say <REDACTED>{end} lacks'
    halves = redactor(f"{token[:12]}…{token[-12:]}")
    assert halves == "<REDACTED>…<REDACTED>"


def test_pieces_are_found_in_linear_time() -> None:
    redactor = Redactor([f"token {_token(1)}"])
    started = time.process_time()
    assert redactor("ghp_ " * 20_000) == "ghp_ " * 20_000
    assert time.process_time() - started < 1


def test_text_without_the_secret_stays_as_it_is() -> None:
    redactor = Redactor([f"token {_token(1)}"])
    assert redactor("ghp_ is a prefix; a plan") == "ghp_ is a prefix; a plan"
    assert Redactor([])("anything") == "anything"


def _rows(seed: int) -> list[str]:
    chars = string.ascii_letters + string.digits + "+/"
    return ["".join(random.Random(seed * 100 + number).choices(chars, k=64)) for number in range(5)]


KEYS = {
    "plain": "{}",
    "in a quote": "> {}",
    "numbered": "12: {}",
    "of a log": "[ci] 12:00:01 {}",
    "a difference": "+{}",
    "strings": '  "{}\\n",',
}


@pytest.mark.parametrize("form", KEYS)
@pytest.mark.parametrize("end", ["-----END RSA PRIVATE KEY-----", None])
@pytest.mark.parametrize("closed", [True, False])
def test_no_part_of_a_private_key_is_repeated(form: str, end: str | None, closed: bool) -> None:
    rows = _rows(1)
    block = ["-----BEGIN RSA PRIVATE KEY-----", *rows, *([end] if end else [])]
    lines = ["text", "```", *map(KEYS[form].format, block), *(["```", "", "Prose follows."] if closed else [])]
    redactor = Redactor(lines)
    for row in rows:
        for start in (0, 10, 50):
            assert redactor(f"a {row[start:]} b") == "a <REDACTED> b"
            assert redactor(f"a {row[start : start + 12]}... b") == "a <REDACTED>... b"
    assert redactor("Prose follows.") == "Prose follows."


def test_in_one_line_no_part_of_a_private_key_is_repeated_either() -> None:
    rows = _rows(2)
    for end in ("-----END PRIVATE KEY-----\\n", ""):
        redactor = Redactor(['{"key": "-----BEGIN PRIVATE KEY-----\\n' + "\\n".join([*rows, end]) + '", "x": 1}'])
        assert [redactor(row) for row in rows] == ["<REDACTED>"] * 5
        assert redactor('"x": 1') == '"x": 1'


HUGE = {
    "one key": ["-----BEGIN PRIVATE KEY-----", *(_rows(3) * 3000)],
    "keys without an end": ["-----BEGIN PRIVATE KEY-----", *_rows(3)] * 2500,
    "keys in one line": ["-----BEGIN PRIVATE KEY-----\\n".join([_rows(3)[0]] * 10_000)],
    "a line that begins and is never a key": ["-----BEGIN PRIVATE KEY-----", _rows(3)[0], "A" * 900_000],
    "names of an end": ["-----BEGIN PRIVATE KEY-----", _rows(3)[0], "END AAAA " * 100_000],
    "beginnings of an end": ["-----BEGIN PRIVATE KEY-----", _rows(3)[0], "-" * 900_000],
}


@pytest.mark.parametrize("name", HUGE)
def test_a_file_full_of_keys_takes_no_long_time(name: str) -> None:
    started = time.process_time()
    redactor = Redactor(HUGE[name])
    assert redactor(_rows(3)[0]) == "<REDACTED>"
    assert time.process_time() - started < 10


def _outputs(result: Result) -> str:
    return "".join((text.render(result), github.render(result), output_json.render(result), summary.render(result, 1)))


@pytest.mark.parametrize("seed", range(3))
def test_no_output_repeats_a_secret_that_the_change_writes_into_a_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    isolate(monkeypatch)
    token = _token(seed)
    repo = planned(tmp_path / "repo")
    repo.commit("widened", {PLAN: session_plan(include=["`src/...`", f"`docs/{token}/...`"])})
    result = gating.gate(repo)
    assert gating.told(result, "scope-widening") != []
    (widened,) = json.loads(output_json.render(result))["comparison"]["widened"]
    assert "<REDACTED>" in widened["entry"]
    assert "docs/" in widened["entry"]
    assert token[:12] not in _outputs(result)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("is_added", [True, False])
def test_no_output_repeats_a_secret_of_a_touched_plan_that_does_not_govern(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, is_added: bool
) -> None:
    isolate(monkeypatch)
    token = _token(seed)
    without = session_plan(branch="feat/b") + "\n## Progress Checkpoints\n\n- [x] another\n"
    with_it = without + f"- [x] token {token} used\n"
    repo = planned(tmp_path / "repo")
    repo.checkout("main")
    repo.commit("second", {SECOND: without if is_added else with_it})
    repo.git("branch", "-f", "feat/a", "main")
    repo.checkout("feat/a")
    repo.commit("touched", {SECOND: with_it if is_added else without})
    result = gating.gate(repo)
    assert SECOND not in result.plans
    assert is_added or any("token <REDACTED>" in found.message for found in result.diagnostics)
    assert token[:12] not in _outputs(result)
