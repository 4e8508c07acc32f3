"""The lock file: what is read of it, everything that is wrong with it, each with its line."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from execplan_hooks.contract.patterns import problem_of
from execplan_hooks.locks.file import MAX_LOCKS, MAX_PATTERNS, MAX_PROBLEMS, read_locks
from execplan_hooks.locks.lock import Lock, LockFile, identity

HEAD = """\
version: 1
generated_at: 2025-11-19T10:30:00Z
ttl_seconds: 3600
locks:
"""
LOCK = """\
  - owner: frontend-agent-01
    scope:
      paths:
        - "src/components/**"
        - "styles/**"
    acquired_at: 2025-11-19T10:30:00Z
    expires_at: 2025-11-19T11:30:00Z
    notes: "Editing UI components for notifications"
"""
GOOD = HEAD + LOCK
TOP_KEYS = "(allowed: version, generated_at, ttl_seconds, locks)"
LOCK_KEYS = "(allowed: owner, scope, acquired_at, expires_at, notes)"
TIME = "expected an RFC 3339 time (YYYY-MM-DDThh:mm:ssZ)"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2025-11-19T{text}+00:00")


def problems(file: LockFile) -> list[str]:
    return [f"{problem.line}: {problem.message}" for problem in file.problems]


def read(text: str) -> LockFile:
    return read_locks(text.encode())


def with_pattern(pattern: str) -> LockFile:
    return read(GOOD.replace('"src/components/**"', pattern))


def the_lock(text: str) -> Lock:
    file = read(text)
    assert problems(file) == []
    assert file.is_complete
    (found,) = file.locks
    return found


def test_the_example_of_the_specification_is_read() -> None:
    found = the_lock(GOOD)
    assert (found.owner, found.holder, found.line) == ("frontend-agent-01", "frontend-agent-01", 5)
    assert [(pattern.text, pattern.glob) for pattern in found.patterns] == [
        ("src/components/**", "src/components"),
        ("styles/**", "styles"),
    ]
    assert (found.acquired, found.expires, found.due) == (at("10:30:00"), at("11:30:00"), at("11:30:00"))
    assert [found.is_live(at(text)) for text in ("10:29:59", "10:30:00", "11:29:59", "11:30:00")] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace("locks:", "locks: []"),
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        "# locks\n---\n" + GOOD,
        GOOD.replace("2025-11-19T10:30:00Z", '"2025-11-19T11:30:00+01:00"'),
        GOOD.replace('    notes: "Editing UI components for notifications"\n', ""),
        GOOD.replace('notes: "Editing UI components for notifications"', "notes:"),
        GOOD.replace("expires_at: 2025-11-19T11:30:00Z", "expires_at: 2025-11-19T10:30:00Z"),
        HEAD + "  - {owner: a, scope: {paths: [src/]}, acquired_at: 2025-11-19T10:30:00Z}\n",
    ],
    ids=range(9),
)
def test_a_file_of_the_schema_has_no_problem(text: str) -> None:
    assert problems(read(text)) == []
    assert read(text).is_complete


@pytest.mark.parametrize(
    ("old", "new", "expected", "is_complete"),
    [
        # the head of the file
        ("version: 1\n", "", ["1: version is missing"], False),
        ("version: 1", "version: 2", ['1: key "version": must be 1, found 2'], False),
        ("version: 1", 'version: "1"', ['1: key "version": expected a whole number, found a string'], False),
        ("generated_at: 2025-11-19T10:30:00Z\n", "", ["1: generated_at is missing"], True),
        ("generated_at: 2025-11-19T10:30:00Z", "generated_at: today", [f'2: key "generated_at": {TIME}'], True),
        ("ttl_seconds: 3600\n", "", ["1: ttl_seconds is missing"], True),
        *[
            (
                "ttl_seconds: 3600",
                f"ttl_seconds: {value}",
                [f'3: key "ttl_seconds": expected a whole number of at least 1, found {found}'],
                True,
            )
            for value, found in (
                ("0", "the number 0"),
                ("-5", "the number -5"),
                ("1h", "a string"),
                ("true", "the boolean true"),
            )
        ],
        (
            "ttl_seconds: 3600",
            "ttl_second: 3600",
            [
                f'3: key "ttl_second": unknown key; did you mean "ttl_seconds"? {TOP_KEYS}',
                "1: ttl_seconds is missing",
            ],
            True,
        ),
        ("locks:\n" + LOCK, "", ["1: locks is missing"], False),
        (LOCK, "", ['4: key "locks": expected a list, found nothing'], False),
        (LOCK, "  owner: a\n", ['4: key "locks": expected a list, found a mapping'], False),
        (LOCK, "  - src\n", ['5: key "locks[0]": expected a mapping, found a string'], False),
        # a lock
        (
            "owner: frontend-agent-01",
            "notes2: x",
            [
                f'5: key "locks[0].notes2": unknown key; did you mean "notes"? {LOCK_KEYS}',
                '5: key "locks[0]": owner is missing',
            ],
            False,
        ),
        ("owner: frontend-agent-01", 'owner: " "', ['5: key "locks[0].owner": expected the name of the owner'], False),
        ("owner: frontend-agent-01", 'owner: "@"', ['5: key "locks[0].owner": expected the name of the owner'], False),
        (
            "owner: frontend-agent-01",
            "owner: 7",
            ['5: key "locks[0].owner": expected a string, found the number 7; write it in quotes'],
            False,
        ),
        (
            '    scope:\n      paths:\n        - "src/components/**"\n        - "styles/**"\n',
            "",
            ['5: key "locks[0]": scope is missing'],
            False,
        ),
        (
            '      paths:\n        - "src/components/**"\n        - "styles/**"\n',
            "      {}\n",
            ['6: key "locks[0].scope": paths is missing'],
            False,
        ),
        (
            '\n        - "src/components/**"\n        - "styles/**"\n',
            " []\n",
            ['7: key "locks[0].scope.paths": is empty; name the paths that are locked'],
            False,
        ),
        (
            '\n        - "src/components/**"\n        - "styles/**"\n',
            " src\n",
            ['7: key "locks[0].scope.paths": expected a list, found a string'],
            False,
        ),
        (
            '- "styles/**"',
            "- 5",
            ['9: key "locks[0].scope.paths[1]": expected a string, found the number 5; write it in quotes'],
            False,
        ),
        ("    acquired_at: 2025-11-19T10:30:00Z\n", "", ['5: key "locks[0]": acquired_at is missing'], False),
        *[
            (
                "expires_at: 2025-11-19T11:30:00Z",
                f"expires_at: {value}",
                [f'11: key "locks[0].expires_at": {TIME}'],
                False,
            )
            for value in (
                "2025-11-19",
                "2025-11-19 11:30:00Z",
                "2025-11-19T11:30Z",
                "2025-11-19T11:30:00",
                "20251119T113000Z",
                "2025-11-19T11:30:00Z (at most)",
            )
        ],
        (
            "expires_at: 2025-11-19T11:30:00Z",
            "expires_at: 2025-11-31T11:30:00Z",
            ['11: key "locks[0].expires_at": there is no such time: there is no day 31 in 2025-11'],
            False,
        ),
        (
            "expires_at: 2025-11-19T11:30:00Z",
            "expires_at: 2025-11-19T10:29:59Z",
            ['11: key "locks[0].expires_at": is before acquired_at'],
            False,
        ),
        ('notes: "Editing', 'notes: [1] # "', ['12: key "locks[0].notes": expected a string, found a list'], False),
        # the whole file
        (
            GOOD,
            "",
            ["1: version is missing", "1: generated_at is missing", "1: ttl_seconds is missing", "1: locks is missing"],
            False,
        ),
        (GOOD, "- a\n", ["1: expected a mapping, found a list"], False),
        ("ttl_seconds: 3600", "version: 1", ['3: key "version": given twice, first in line 1'], False),
    ],
)
def test_each_departure_from_the_schema_is_told(old: str, new: str, expected: list[str], is_complete: bool) -> None:
    assert old in GOOD
    file = read(GOOD.replace(old, new))
    assert problems(file) == expected
    assert file.is_complete == is_complete


def test_all_problems_are_told_at_once_and_sound_locks_are_kept() -> None:
    file = read(
        "version: 3\nttl_seconds: 9\nlock: 1\nlocks:\n"
        "  - {owner: a, scope: {paths: [/abs, src/]}, acquired_at: soon}\n"
        "  - {owner: b, scope: {paths: [src/, '*']}, acquired_at: 2025-11-19T10:30:00Z, notes: x}\n"
        "  - 7\n"
    )
    assert [line.split(":")[0] for line in problems(file)] == ["3", "1", "1", "5", "5", "6", "7"]
    assert [(lock.owner, [pattern.glob for pattern in lock.patterns]) for lock in file.locks] == [("b", ["src"])]
    assert not file.is_complete


@pytest.mark.parametrize(
    ("pattern", "globs"),
    [
        ("src/a.py", ["src/a.py"]),
        ("src", ["src"]),
        ("src/", ["src"]),
        ("src/...", ["src"]),
        ("./src/**", ["src"]),
        ("src/*.py", ["src/*.py"]),
        ("'**/test_*'", ["**/test_*"]),
        ("'src/{a,b}.py'", ["src/a.py", "src/b.py"]),
        ("'app/[id]/page.tsx'", ["app/[id]/page.tsx"]),
        ("'./My Files/x'", ["My Files/x"]),
        ("cafe\u0301/x", ["caf\u00e9/x"]),
    ],
)
def test_a_pattern_is_read_like_one_of_a_contract(pattern: str, globs: list[str]) -> None:
    file = with_pattern(pattern)
    assert problems(file) == []
    assert [found.glob for found in file.locks[0].patterns] == [*globs, "styles"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/src", '"/src" is absolute; write it relative'),
        ("'~/src'", '"~/src" is absolute'),
        ("../src", '"../src" leads out of the repository'),
        ("src/../..", '"src/../.." leads out'),
        ("'*'", '"*" names no file or folder'),
        ("'**'", '"**" names no file or folder'),
        ("'**/*'", '"**/*" names no file or folder'),
        ("'.'", '"." names no file or folder'),
        ("''", '"" names no file or folder'),
        ("'{src,*}'", '"{src,*}" names no file or folder'),
        ("'!src'", '"!src" is negated'),
        (r"'src\a'", r'"src\a" has backslashes'),
        ("'<path>'", '"<path>" is a placeholder'),
        ("all of it", '"all of it" cannot be read as a path'),
        (r'"src/\u202e"', r'"src/\u202e" cannot be read as a path'),
        ("a" * 1001, f'"{"a" * 60}\u2026" has more than 1,000 characters'),
        ("'" + "*" * 4000 + "'", f'"{"*" * 60}\u2026" has more than 1,000 characters'),
        ("'" + "{a,b}" * 20 + "'", f'"{"{a,b}" * 12}\u2026" cannot be read as a path'),
    ],
)
def test_a_pattern_that_means_nothing_is_told(pattern: str, expected: str) -> None:
    file = with_pattern(pattern)
    (told,) = problems(file)
    assert told.startswith(f'8: key "locks[0].scope.paths[0]": pattern {expected}')
    assert [found.glob for found in file.locks[0].patterns] == ["styles"]
    assert not file.is_complete


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("src", True),
        ("Makefile", True),
        (".github", True),
        ("docs/v1.2", True),
        ("app.d/", True),
        ("app.d/**", True),
        ("app.d/...", True),
        ("app.d/*", True),
        ("app.d", False),
        ("src/main.py", False),
        ("src/*.py", False),
        ("src/*", True),
    ],
)
def test_a_pattern_may_be_meant_for_a_folder(pattern: str, expected: bool) -> None:
    assert with_pattern(f"'{pattern}'").locks[0].patterns[0].may_be_folder == expected


def test_a_pattern_of_a_thousand_characters_is_one() -> None:
    assert problem_of("a" * 1000) == ""
    assert problems(with_pattern("a" * 1000)) == []


@pytest.mark.parametrize(
    ("ttl", "expires"),
    [
        ("3600", at("11:30:00")),
        ("1", at("10:30:01")),
        ("99999999999999999", dt.datetime.max.replace(tzinfo=dt.UTC)),
        ("300000000000", dt.datetime.max.replace(tzinfo=dt.UTC)),
    ],
)
def test_without_expires_at_a_lock_ends_by_the_ttl(ttl: str, expires: dt.datetime) -> None:
    text = GOOD.replace("    expires_at: 2025-11-19T11:30:00Z\n", "").replace("3600", ttl)
    assert the_lock(text).expires == the_lock(text).due == expires


def test_without_expires_at_and_ttl_nobody_knows_when_a_lock_ends() -> None:
    file = read(GOOD.replace("    expires_at: 2025-11-19T11:30:00Z\n", "").replace("3600", "long"))
    assert (len(file.locks), len(file.problems), file.is_complete) == (0, 1, False)


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("agent", "agent"),
        ("`@Agent`", "agent"),
        (' "agent"\n', "agent"),
        ("**agent**", "agent"),
        ("Stra\u00dfe", "strasse"),
        ("cafe\u0301", "caf\u00e9"),
        ("a\nb", "a\nb"),
        ("agent-1", "agent-1"),
        (" @ ", ""),
    ],
)
def test_names_are_compared_without_what_is_around_them(name: str, same: str) -> None:
    assert identity(name) == same


def test_the_line_of_a_lock_is_no_difference() -> None:
    assert read(GOOD) == read("# a comment\n" + GOOD)
    assert read(GOOD) != read(GOOD.replace("11:30:00", "11:30:01"))


SMALL = "  - {owner: a, scope: {paths: [src]}, acquired_at: 2025-11-19T10:30:00Z}\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (GOOD.encode("utf-16"), "1: not checked: not UTF-8 text; save the file as UTF-8"),
        (HEAD.encode() + b"# \xff\n" + LOCK.encode(), "5: not checked: not UTF-8 text; save the file as UTF-8"),
        (b"#" * 1_000_001, "None: not checked: more than 1,000,000 bytes"),
        (b"version: [1\n", "1: not valid YAML: while parsing a flow sequence: expected ',' or ']', but got"),
        (b"version: 1\n\tlocks: []\n", "2: not valid YAML"),
        (HEAD.encode() + b"  - &a [x]\n  - *a\n", "6: a YAML alias (*name); write the value out"),
        (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "2: a YAML alias"),
        (b"version: !!python/object 1\n", "1: a YAML tag"),
        (b"[" * 5000, "1: nested more than 40 levels deep"),
        (b"version: 1\n---\nversion: 1\n", "2: a second YAML document"),
        (b"version: \0\n", "1: not valid YAML: the character U+0000 is not allowed"),
        ((HEAD + SMALL * 100_000).encode(), "None: not checked: more than 1,000,000 bytes"),
        ((HEAD + "  - 1\n" * 100_000).encode(), "49996: too large: more than 50,000 values"),
        ((HEAD + SMALL * (MAX_LOCKS + 1)).encode(), '4: key "locks": not checked: 1,001 locks; at most 1,000 are read'),
    ],
    ids=range(14),
)
def test_a_file_that_cannot_be_used_is_one_problem_in_time(data: bytes, expected: str) -> None:
    start = time.process_time()
    file = read_locks(data)
    assert time.process_time() - start < 4
    (told,) = problems(file)
    assert told.startswith(expected)
    assert (file.locks, file.is_complete) == ((), False)


def test_a_thousand_locks_are_read() -> None:
    file = read(HEAD + SMALL * MAX_LOCKS)
    assert (len(file.locks), file.problems, file.is_complete) == (MAX_LOCKS, (), True)


def test_the_patterns_are_bounded() -> None:
    lock = SMALL.replace("src", "'src/{a,b,c,d}{a,b,c,d}'")  # 16 patterns
    file = read(HEAD + lock * (MAX_PATTERNS // 16))
    assert (len(file.locks), file.problems) == (MAX_PATTERNS // 16, ())
    file = read(HEAD + lock * 1000)
    number = MAX_PATTERNS // 16
    key = f'{5 + number}: key "locks[{number}].scope.paths[0]"'
    assert problems(file) == [f"{key}: more than 2,000 patterns in the file; from here on no lock is read"]
    assert not file.is_complete


def test_a_flood_of_problems_is_cut_off_and_that_is_told() -> None:
    start = time.process_time()
    file = read(HEAD + ("  - {" + ", ".join(f"ownr{number}: 1" for number in range(20)) + "}\n") * 1000)
    assert time.process_time() - start < 6
    assert len(file.problems) == MAX_PROBLEMS + 1
    assert problems(file)[-1] == "None: 22,800 more problems, not listed here"


def test_hostile_text_is_shown_on_one_line() -> None:
    file = read(GOOD.replace("version: 1", '"ver\\nsion\\e[31m": 1'))
    assert problems(file)[0].startswith(r'1: key "ver\nsion\x1b[31m": unknown key')
