"""The rule `local-paths`: which absolute paths are of one machine, and what is said of them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from execplan_hooks.clock import Clock
from execplan_hooks.config import Config
from execplan_hooks.document.linking.machine_paths import machine_paths
from execplan_hooks.model import Context, Finding, Severity
from execplan_hooks.rules.local_paths import RULE
from execplan_hooks.tree import Tree
from tests.fixtures import NOW, plan_of

PLAN = "# Plan\n\n## Progress\n\n{record}\n\n## Decision Log\n\n## Context and Orientation\n\n{text}\n"


def found(line: str) -> list[tuple[str, str]]:
    return [(path.root, path.text) for path in machine_paths(line)]


@pytest.mark.parametrize(
    ("line", "root", "text"),
    [
        ("cd /Users/ana/shop", "/Users/ana", "/Users/ana/shop"),
        ("Work from `/home/ana/code/shop`.", "/home/ana", "/home/ana/code/shop"),
        ("from /home/ana/code/shop.", "/home/ana", "/home/ana/code/shop"),
        ("root:/Users/ana/shop", "/Users/ana", "/Users/ana/shop"),
        ("X=/home/a.na-2/x", "/home/a.na-2", "/home/a.na-2/x"),
        ("\u5728/home/ana/x\u3002", "/home/ana", "/home/ana/x"),
        ("`/var/home/ana/shop`", "/var/home/ana", "/var/home/ana/shop"),
        ("/home/j\u00f6rg/x", "/home/j\u00f6rg", "/home/j\u00f6rg/x"),
        ("gcc -I/home/ana/include x.c", "/home/ana", "/home/ana/include"),
        ("cat /root/shop/log", "/root", "/root/shop/log"),
        ("file:///Users/ana/a.html", "/Users/ana", "file:///Users/ana/a.html"),
        ("file:///C:/Users/ana/a", r"C:\Users\ana", "file:///C:/Users/ana/a"),
        (r"cd C:\Users\ana\shop", r"C:\Users\ana", r"C:\Users\ana\shop"),
        (r'"C:\\Users\\ana\\shop"', r"C:\Users\ana", r"C:\\Users\\ana\\shop"),
        ("c:/Users/ana/shop", r"C:\Users\ana", "c:/Users/ana/shop"),
        ("/mnt/c/Users/ana/shop", r"C:\Users\ana", "/mnt/c/Users/ana/shop"),
        ("/c/Users/ana/shop", r"C:\Users\ana", "/c/Users/ana/shop"),
        ("/mnt/d/work/shop", r"D:\work", "/mnt/d/work/shop"),
        (r"d:\work\shop", r"D:\work", r"d:\work\shop"),
        ("D:/work/shop", r"D:\work", "D:/work/shop"),
        (r"C:\repo", r"C:\repo", r"C:\repo"),
        ("/Volumes/Work/shop", "/Volumes/Work", "/Volumes/Work/shop"),
        (r"see \\nas01\plans\shop.md", r"\\nas01\plans", r"\\nas01\plans\shop.md"),
    ],
)
def test_a_path_of_one_machine_is_found(line: str, root: str, text: str) -> None:
    assert found(line) == [(root, text)]


@pytest.mark.parametrize(
    "line",
    [
        "/etc/hosts /usr/bin/env /tmp/x /var/log/x /opt/x /data/x /workspace/x /dev/null /srv/x",
        "~/code/shop and $HOME/code and ${HOME}/home/x/y and %USERPROFILE%\\shop",
        "/home/runner/work/shop /home/node/app /home/vscode/x /Users/runner/x /Users/Shared/x",
        "/home/app1/.app1/data",
        "/root/.cache/pip",
        "/Users/<name>/shop /home/$USER/shop /home/{user}/shop /Users/.../shop /home/*/shop /Users/you/shop",
        "/home/username/shop /Users/your-name/shop /home/USER_NAME/shop",
        "https://acme.dev/home/ana/x http://localhost:3000/home/ana/x //cdn/home/ana/x",
        "src/home/ana/x ./home/ana/x @/home/ana/x <root>/home/ana/x",
        "open the page /home or /home/feed, then GET /home/ana/x and POST /Users/42/groups",
        r"C:\Windows\System32 and C:\Program Files\Git and C:\ and C:\... and c:\<x>\y and x:\Users",
        r"C:\Users\Public\x C:\Users\runneradmin\x C:\Users\<you>\x C:\Users",
        r"rg '\\.services\\.' and \\d+\\s and \\n\t and \\?\C:\x and \\.\pipe\x and \alpha\beta",
        "s3://x/y a://b v:/data p:/q http://x/y ab:/c",
        "/Volumes and /mnt/data/x and /mnt/c",
    ],
)
def test_what_many_machines_have_is_none(line: str) -> None:
    assert found(line) == []


def check(
    text: str, record: str = "- [ ] x", tree: Tree | None = None, options: Mapping[str, object] | None = None
) -> list[Finding]:
    plan = plan_of(PLAN.format(text=text, record=record))
    assert plan is not None
    assert RULE.document is not None
    defaults = {option.name: option.default for option in RULE.options}
    return list(RULE.document(plan, Context(defaults | dict(options or {}), Clock(NOW), tree)))


def test_a_home_is_reported_once_with_all_its_lines() -> None:
    (one,) = check("/home/ana/a\n/home/ana/b /home/ana/c\n\n    cd /home/ana/d\n\n<!-- /home/ana/e -->")
    assert (one.line, one.column, one.end_column, one.severity) == (11, 1, 12, Severity.WARNING)
    assert one.message.endswith("3 more lines have such paths: 12, 14, 16")


def test_what_is_to_be_executed_is_shown_before_what_is_recorded() -> None:
    (one,) = check("cd /home/ana/b", record="- [x] Looked into /home/ana/log.")
    assert (one.line, one.severity) == (11, Severity.WARNING)
    assert one.message.endswith("1 more line has such paths: 5")


def test_what_stands_in_records_only_is_a_notice() -> None:
    (one,) = check("cd src", record="- [x] Looked into /home/ana/log.")
    assert (one.line, one.severity) == (5, Severity.NOTICE)


def test_an_allowed_prefix_is_not_reported() -> None:
    assert check("/home/shop/data", options={"allow": ("/home/shop/",)}) == []
    assert len(check("/home/shop/data and /home/shopper/x", options={"allow": ("/home/shop/",)})) == 1


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    for name in ("src/shop/cart.py", "plans/plan.md", "plans/notes/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x\n", encoding="utf-8")
    (tmp_path / "vendor").mkdir()
    return Tree(tmp_path, Config())


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("`src/shop/cart.py`", None),
        ("`src/shop/cart.py:12`", None),
        ("`src/shop/cart.py:12-20`", None),
        ("`src/shop/cart.py#L3`", None),
        ("`src/shop/cart.py::Cart.total`", None),
        ("`src/shop/cart.py:total()`", None),
        ("`./src/shop/`", None),
        ("`notes/a.txt`", None),
        ("`src/shop/basket.py`", "src/shop/basket.py"),
        ("`src/shop/basket.py:12`", "src/shop/basket.py"),
        ("`src/shop/basket.py:total`", "src/shop/basket.py"),
        ("`src/Shop/cart.py`", "src/Shop/cart.py"),
        ("`notes/b.txt`", "notes/b.txt"),
        ("`feature/cart`", None),
        ("`application/json`", None),
        ("`src/shop/*.py`", None),
        ("`src/<name>/x.py`", None),
        ("`src/shop/basket.py --fast`", None),
        ("`vendor/lib/x.c`", None),
        ("src/shop/basket.py", None),
    ],
)
def test_named_paths_that_do_not_exist_are_notices_if_wanted(text: str, missing: str | None, tree: Tree) -> None:
    assert check(text, tree=tree) == []
    assert check(text, options={"check-existence": True}) == []
    findings = check(text, tree=tree, options={"check-existence": True})
    assert [one.message for one in findings] == (
        [f'path "{missing}" does not exist in the repository'] if missing else []
    )
    assert all(one.severity is Severity.NOTICE for one in findings)


@pytest.mark.parametrize(
    "unit",
    [
        *("/home/", "/home/a", "/Users/a/", "/home/a/b ", "/Volumes/a", "/mnt/c/", "/root/", "/", ".", "\u00e9"),
        *("C:\\", "C:\\a\\b ", "\\\\ab\\cd", "\\\\a", "\\", "a:"),
        *("file://", "file:///home/a/b ", "GET /home/a/b ", " -I/home/a/b"),
    ],
)
def test_a_long_line_is_bounded(unit: str) -> None:
    line = (unit * (1_000_000 // len(unit)))[:1_000_000]
    began = time.process_time()
    for _ in machine_paths(line):
        pass
    assert time.process_time() - began < 3


def test_a_plan_of_many_homes_is_bounded() -> None:
    text = "\n".join(f"/home/u{number}/x /home/ana/{number}" for number in range(20_000))
    began = time.process_time()
    assert len(check(text)) == 20_001
    assert time.process_time() - began < 5
