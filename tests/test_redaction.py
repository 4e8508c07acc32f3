"""No message of any rule repeats a secret of the plan that it quotes."""

from __future__ import annotations

import random
import string

import pytest

from execplan_hooks.document.credentials import Redactor
from tests.fixtures import brief, conforming, lint


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


def test_text_without_the_secret_stays_as_it_is() -> None:
    redactor = Redactor([f"token {_token(1)}"])
    assert redactor("ghp_ is a prefix; a plan") == "ghp_ is a prefix; a plan"
    assert Redactor([])("anything") == "anything"
