"""The words by which a plan sets a task aside; where none of them stands, no pattern looks for their places."""

from __future__ import annotations

import pytest

from execplan_hooks.document.lifecycle.verdicts import note_sets_aside, sets_aside, title_sets_aside

WORDS = [
    *("deferred", "postponed", "descoped", "de-scoped", "skipped", "dropped", "cancelled", "canceled", "abandoned"),
    *("superseded", "replaced", "rejected", "wontfix", "won't do", "won\u2019t fix", "will not do", "will not be done"),
    *("given up", "gave up", "unnecessary", "made obsolete", "became superfluous", "not pursued", "not doing"),
    *("not needed", "not required", "not applicable", "not planned", "no longer needed", "no longer relevant"),
    *("out of scope", "removed from scope", "n/a", "not done because of the freeze", "not implemented: no time"),
    *("not built since nobody asked", "superseded by the new parser", "taken over by Kim", "moved to v2", "moved out"),
    *("left for v2", "left to Kim", "handed to Kim", "handed over", "tracked separately", "tracked in #12"),
    *("continues in the next phase", "continued in plan.md", "will be done in v2", "now in phase 2", "now part of #12"),
    *("\u6682\u7f13", "\u63a8\u8fdf", "\u5ef6\u671f", "\u4e0d\u505a", "\u5df2\u8df3\u8fc7", "\u5df2\u53d6\u6d88"),
    *("\u5df2\u4e2d\u6b62", "\u898b\u9001\u308a", "\u4fdd\u7559", "\ubcf4\ub958", "\uc5f0\uae30", "\ucde8\uc18c"),
    *("\u043e\u0442\u043b\u043e\u0436\u0435\u043d\u043e", "\u043f\u0440\u043e\u043f\u0443\u0449\u0435\u043d\u0430"),
    *("\u043e\u0442\u043c\u0435\u043d\u0451\u043d", "\u043e\u0442\u043c\u0435\u043d\u0435\u043d\u044b"),
]
MILD = ["optional", "follow-up", "follow ups", "future", "later", "stretch", "nice to have", "backlog", "post-merge"]


@pytest.mark.parametrize("word", WORDS)
def test_each_word_sets_a_task_aside_in_whatever_case(word: str) -> None:
    for spelt in (word, word.upper(), word.replace("s", "\u017f").replace("i", "\u0131")):
        assert sets_aside(f"Add the parser ({spelt})")
        assert note_sets_aside(spelt, alone=True)
        assert title_sets_aside(spelt)


@pytest.mark.parametrize("word", [*MILD, "if time"])
def test_what_is_only_wished_for_is_set_aside_by_a_title_and_in_brackets(word: str) -> None:
    for spelt in (word, word.upper()):
        assert sets_aside(f"Add the parser ({spelt})")
        assert title_sets_aside(spelt)
        assert not note_sets_aside(spelt, alone=True)


@pytest.mark.parametrize(
    "text", ["~~Add the parser~~", "Add the parser \u2192 deferred to v2", "Add it -> #12", "Add it => moved to v2"]
)
def test_a_struck_task_and_one_that_was_sent_elsewhere_are_set_aside(text: str) -> None:
    assert sets_aside(text)
