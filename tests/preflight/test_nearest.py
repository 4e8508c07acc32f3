"""The existing path that a pattern without a match was meant for."""

from __future__ import annotations

import pytest

from execplan_hooks.contract.contract import compile_entry
from execplan_hooks.document.scope.scope_entry import read_entry
from execplan_hooks.preflight.coverage import cover
from execplan_hooks.preflight.nearest import nearest
from execplan_hooks.preflight.tracked import Tracked

FILES = [
    "README.md",
    "apps/api/src/notify/send.ts",
    "apps/api/test/notify.test.ts",
    "apps/web/src/page.ts",
    "src/core/parser.py",
    "src/core/utils.py",
    "docs/guide.md",
]
TRACKED = Tracked(FILES)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        # the repository's own name, or a path of somebody's machine, in front
        ("/repo-name/src/...", "src/"),
        ("repo-name/src/core/**", "src/core/"),
        ("/repo-name/src/core/parser.py", "src/core/parser.py"),
        ("/home/me/repo-name/docs/", "docs/"),
        ("C:\\work\\docs\\guide.md", "docs/guide.md"),
        ("../repo-name/docs/guide.md", "docs/guide.md"),
        ("/src/core", "src/core/"),
        # relative to a package
        ("api/src/notify/...", "apps/api/src/notify/"),
        ("notify/send.ts", "apps/api/src/notify/send.ts"),
        # misspelt
        ("apps/api/src/notfy/...", "apps/api/src/notify/"),
        ("aps/apii/src/notify/send.ts", "apps/api/src/notify/send.ts"),
        ("src/core/utlis.py", "src/core/utils.py"),
        # the folder is there, what should lie in it is not
        ("docs/*.rst", "docs/"),
        ("src/core/new_thing.py", "src/core/"),
        # nothing is near
        ("infra/...", ""),
        ("infra/prod/main.tf", ""),
        ("apps/mobile/android/app/...", ""),
        ("*.rst", ""),
        ("**/x", ""),
        ("...", ""),
        ("", ""),
        ("/", ""),
        ("/".join(["deep"] * 500), ""),
    ],
)
def test_nearest_path(pattern: str, expected: str) -> None:
    assert nearest(pattern, TRACKED) == expected


def test_of_several_places_none_is_suggested() -> None:
    tracked = Tracked(["a/lib/x.py", "b/lib/x.py"])
    assert nearest("lib/x.py", tracked) == ""
    assert nearest("lib/x.py", Tracked(["a/lib/x.py"])) == "a/lib/x.py"


def test_a_long_name_and_a_folder_of_data_cost_no_comparison() -> None:
    tracked = Tracked([f"data/{i:05}.csv" for i in range(2000)] + ["docs/guide.md"])
    assert nearest("data/0001x.csv", tracked) == "data/"
    assert nearest("x" * 5000, tracked) == ""


@pytest.mark.parametrize(
    ("entry", "names_file", "is_new", "near"),
    [
        ("`src/core/new_thing.py`", True, True, ""),
        ("`CHANGES.md`", True, True, ""),
        ("`src/core/utlis.py`", True, False, "src/core/utils.py"),
        ("`core/new/a.py`", True, False, ""),
        ("`src/core/new_thing/`", False, False, "src/core/"),
        ("`src/core/*.ts`", False, False, "src/core/"),
        ("`infra/...`", False, False, ""),
    ],
)
def test_a_new_file_is_told_from_a_wrong_path(entry: str, names_file: bool, is_new: bool, near: str) -> None:
    covered = cover([compile_entry(read_entry(entry))], TRACKED)[0]
    pattern = covered.patterns[0]
    assert (covered.matched, pattern.matched) == (0, 0)
    assert (pattern.names_file, pattern.is_new, pattern.nearest) == (names_file, is_new, near)


@pytest.mark.parametrize(
    ("entry", "near"),
    [
        ("`/repo-name/src/...`", "src/"),
        ("`../repo-name/docs/`", "docs/"),
        ("`src\\core\\utils.py`", "src/core/utils.py"),
        ("`/nowhere/at/all/...`", ""),
        ("everything that the API needs", ""),
    ],
)
def test_what_is_refused_as_a_pattern_has_a_nearest_path_too(entry: str, near: str) -> None:
    covered = cover([compile_entry(read_entry(entry))], TRACKED)[0]
    assert covered.patterns == ()
    assert covered.nearest == near
