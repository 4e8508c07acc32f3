"""Documents as large as a plan may be that consist of one construct: what a quadratic loop would show itself on.

A case is a conforming plan with a bulk of text below one of its headings. The bulk is one fragment of Markdown or of a
plan, as often as it fits, in one of several shapes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PLANS = Path(__file__).parent.parent / "fixtures" / "plans"
DIALECTS = ("codex", "ssot", "ssot-minimal", "session", "quality-gates", "wbs")

FRAGMENTS = (
    *"[]()<>`*_~|!#=-+&\\\"':;.,/@$%^{}?0xX\t\u00a0\u3000\u0301\u202e\u200b\u0130\u00df\ufeff\U0001f600\u4e00",
    *(
        "](",
        "[x](",
        "![",
        "[x]",
        "[x]: y ",
        "[[",
        "]]",
        "[](x)",
        "<a>",
        "<!--",
        "-->",
        "<!-- x -->",
        "<?",
        "<![CDATA[",
        "<!A",
    ),
    *(
        "<a href=x>",
        "<a x='",
        '<a b="',
        "</a",
        "<x:",
        "<x@y.z>",
        "<https://a.dev/x>",
        "<br/>",
        "<details>",
        "</details>",
        "<summary>",
    ),
    *(
        "``",
        "```",
        "`x`",
        "`` ` ``",
        "**",
        "**a**",
        "*a",
        "a*",
        "_a",
        "a_",
        "***",
        "~~",
        "&amp;",
        "&#1;",
        "\\`",
        "\\[",
        "$$",
    ),
    *(
        "| ",
        "|-",
        "| x | y ",
        "- ",
        "* ",
        "1. ",
        "+ ",
        "- [ ] ",
        "- [x] ",
        "[ ] ",
        "[x] ",
        "> ",
        ">",
        "    ",
        "# ",
        "## ",
        "--- ",
    ),
    *(
        "2025-01-01 ",
        "2025-01-01T09:00:00Z ",
        "(2025-01-01 09:00Z) ",
        "2025-99-99 ",
        "2025-01-01T09:00+99:99 ",
        "99999999999",
        "1-",
    ),
    *(
        "Decision: x ",
        "**Decision:** x ",
        "Rationale: ",
        "Date/Author: 2025-01-01, x ",
        "Observation: ",
        "Evidence: ",
        "Status: ",
    ),
    *(
        "Milestone 1: ",
        "Command: `x` ",
        "Expected: x ",
        "Next Action: ",
        "Timestamp: ",
        "- **A:** ",
        "A: ",
        "a: b: ",
        "Include: ",
    ),
    *(
        "https://a.dev/x ",
        "https://",
        "http://a.b:",
        "www.a.b ",
        "://",
        "file:///home/x ",
        "/home/user/x ",
        "/Users/a/b ",
        "C:\\x\\ ",
    ),
    *(
        "~/x ",
        "../",
        "./",
        "a/",
        "a/b.c ",
        "`src/a.py` ",
        "src/** ",
        "*/",
        "**/",
        "{a,b}",
        "{",
        "{a,",
        "!x ",
        "[a-z]",
        "src/a.py:1-2 ",
    ),
    *(
        "<name> ",
        "<TODO> ",
        "TODO ",
        "TBD ",
        "{{x}} ",
        "{x} ",
        "[your name] ",
        "YYYY-MM-DD ",
        "...",
        "xxx ",
        "___",
        "… ",
        "<X>",
        "[...] ",
    ),
    *(
        "password: ",
        "password=",
        'password = "abcdef12345" ',
        "api_key: x",
        "token ",
        "secret",
        "Bearer ",
        "AKIA",
        "ghp_",
        "eyJ",
        "eyJ.",
    ),
    *(
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----BEGIN ",
        "a.b.c",
        "AKIAIOSFODNN7EXAMPLE ",
        "xoxb-",
        "https://a:b@c ",
        "://a:",
        "a=b;",
    ),
    *(
        "execplan: allow ",
        "<!-- execplan: allow links -- x -->",
        "<!-- execplan: allow",
        "<!-- exec-plan disable -->",
        "-- ",
    ),
    *(
        "Owned files: ",
        "unless approved ",
        "except `a` ",
        "do not touch ",
        "not ",
        "None ",
        "n/a ",
        "should ",
        "must not ",
        "no, ",
        "e.g. ",
    ),
    *(
        "run `x` ",
        "$ x ",
        "expect ",
        "because ",
        "(",
        "()",
        "((",
        "a(",
        "a) ",
        "a, ",
        "a; ",
        "a. ",
        "a.b",
        "a-b",
        "a_b",
        "A ",
        "a",
        "word ",
    ),
    *(
        "a\u0301",
        "\u202ea",
        "é",
        "日",
        "決定: ",
        "：",
        "。",
        "（",
        "\x0b",
        "\x0c",
        "\x1b[31m",
        "\x7f",
        "\u2028",
        "\x85",
        "##[error]",
        "::error::",
    ),
    *(
        "100% ",
        "1/2 ",
        "3 of 5 ",
        "10ms ",
        "B03 ",
        "S14 ",
        "#1 ",
        "@x ",
        "abcdef0 ",
        "0123456789abcdef ",
        "v1.2.3 ",
        "a=",
        "--x ",
        "\\",
    ),
)
"""Special characters, and pieces of the languages that the rules read."""


def _repeated(fragment: str, size: int) -> str:
    return (fragment * (size // len(fragment.encode("utf-8", "replace")) + 1))[
        : max(1, size // max(1, len(fragment.encode()) // len(fragment)))
    ]


def _lines(fragment: str, size: int, before: str, after: str = "\n") -> str:
    line = before + fragment.rstrip() + after
    return line * (size // len(line.encode()))


def _numbered(fragment: str, size: int) -> str:
    """Lines that all differ: what is remembered by its text grows."""
    line = len(fragment.encode()) + 9
    return "".join(f"- {fragment}{number:06}\n" for number in range(size // line))


def _growing(fragment: str, size: int) -> str:
    """The fragment once, twice, and so on, with a letter between."""
    parts, used, count = [], 0, 1
    step = len(fragment.encode())
    while used < size:
        parts.append(fragment * count + "a ")
        used += step * count + 2
        count += 1
    return "".join(parts)


def _indented(fragment: str, size: int) -> str:
    """One line for each depth, again and again."""
    lines, used, depth = [], 0, 0
    while used < size:
        line = "  " * depth + "- " + fragment.rstrip() + "\n"
        lines.append(line)
        used += len(line.encode())
        depth = (depth + 1) % 40
    return "".join(lines)


SHAPES: dict[str, Callable[[str, int], str]] = {
    "one line": _repeated,
    "one item": lambda fragment, size: "- [x] 2025-01-01T09:00:00Z " + _repeated(fragment, size) + "\n",
    "one table row": lambda fragment, size: "| a | b |\n| - | - |\n| " + _repeated(fragment, size) + "\n",
    "one heading": lambda fragment, size: "### " + _repeated(fragment, size) + "\n",
    "one field": lambda fragment, size: "Decision: " + _repeated(fragment, size) + "\n",
    "one code span": lambda fragment, size: "`" + _repeated(fragment.replace("`", "'"), size) + "`\n",
    "one link": lambda fragment, size: (
        "[" + _repeated(fragment, size // 2) + "](" + _repeated(fragment, size // 2) + ")\n"
    ),
    "growing": _growing,
    "lines": lambda fragment, size: _lines(fragment, size, ""),
    "paragraphs": lambda fragment, size: _lines(fragment, size, "", "\n\n"),
    "items": lambda fragment, size: _lines(fragment, size, "- "),
    "boxes": lambda fragment, size: _lines(fragment, size, "- [ ] "),
    "numbered": _numbered,
    "quotes": lambda fragment, size: _lines(fragment, size, "> "),
    "headings": lambda fragment, size: _lines(fragment, size, "### "),
    "sections": lambda fragment, size: _lines(fragment, size, "## "),
    "rows": lambda fragment, size: "| a | b |\n| - | - |\n" + _lines(fragment, size, "| ", " | x |\n"),
    "fields": lambda fragment, size: _lines(fragment, size, "- Decision: ", "\n  Rationale: x\n"),
    "code": lambda fragment, size: "```\n" + _lines(fragment, size, "") + "```\n",
    "open code": lambda fragment, size: "````text\n" + _lines(fragment, size, ""),
    "code spans": lambda fragment, size: _lines(fragment.replace("`", "'"), size, "- `", "`\n"),
    "fences": lambda fragment, size: _lines(fragment, size, "```\n", "\n```\n"),
    "comment": lambda fragment, size: "<!--\n" + _lines(fragment, size, "") + "-->\n",
    "indented": _indented,
    "one line of different words": lambda fragment, size: "".join(
        f"{fragment}{number:05}" for number in range(size // (len(fragment.encode()) + 5))
    ),
}


@dataclass(frozen=True)
class Extreme:
    """A document of one construct; `name` says which."""

    name: str
    text: str


@cache
def _plan(dialect: str) -> tuple[str, ...]:
    stage = "done" if dialect == "ssot-minimal" else "active"
    return tuple((PLANS / dialect / f"{stage}.md").read_text(encoding="utf-8").splitlines())


@cache
def headings(dialect: str) -> tuple[str, ...]:
    """The headings of a dialect's conforming plan below which a bulk can stand; the first is its title."""
    return tuple(dict.fromkeys(line for line in _plan(dialect) if line.startswith("#")))


def document(dialect: str, heading: str, fragment: str, shape: str, size: int) -> Extreme:
    """A plan with a bulk of about `size` bytes below a heading."""
    lines = _plan(dialect)
    at = lines.index(heading) + 1
    bulk = SHAPES[shape](fragment, _room(size))
    text = "\n".join((*lines[:at], "", bulk, "", *lines[at:], ""))
    return Extreme(f"{dialect}, below {heading!r}: {fragment!r} as {shape}", text)


def _room(size: int) -> int:
    """What a conforming plan leaves of a size."""
    return max(300, size - 20_000)


FRONT: dict[str, Callable[[int], str]] = {
    "one huge value": lambda size: "a: " + "x" * size,
    "one huge quoted value": lambda size: 'a: "' + "x " * (size // 2) + '"',
    "one huge key": lambda size: "x" * size + ": a",
    "keys": lambda size: "".join(f"k{number:06}: x\n" for number in range(size // 11)),
    "the same key": lambda size: "status: x\n" * (size // 10),
    "deep flow": lambda size: "a: " + "[" * size,
    "closed deep flow": lambda size: "a: " + "[" * (size // 2) + "]" * (size // 2),
    "deep mappings": lambda size: "{a: " * (size // 4),
    "deep block": lambda size: "".join(" " * depth + "a:\n" for depth in range(int((2 * size) ** 0.5) - 3)),
    "deep dashes": lambda size: "- " * (size // 2),
    "question marks": lambda size: "? " * (size // 2),
    "a bomb": lambda _: (
        "a: &a [x, x]\n"
        + "".join(
            f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}, *{'a' if n == 0 else f'b{n - 1}'}]\n" for n in range(60)
        )
    ),
    "anchors": lambda size: "".join(f"a{number}: &x{number} 1\n" for number in range(size // 15)),
    "aliases": lambda size: "a: &a 1\n" + "".join(f"b{number}: *a\n" for number in range(size // 12)),
    "tags": lambda size: "".join(f"b{number}: !t x\n" for number in range(size // 14)),
    "list of scalars": lambda size: "a:\n" + "- x\n" * (size // 4),
    "list in flow": lambda size: "a: [" + "x," * (size // 2) + "]",
    "comments": lambda size: "a: b\n" + "# x\n" * (size // 4),
    "folded": lambda size: "a: >\n" + " x\n" * (size // 3),
    "literal": lambda size: "a: |\n" + " x\n" * (size // 3),
    "plain lines": lambda size: "a: x\n" + " x\n" * (size // 3),
    "quotes": lambda size: "a: '" + "''" * (size // 2) + "'",
    "escapes": lambda size: 'a: "' + "\\u0041" * (size // 6) + '"',
    "colons": lambda size: "a: " + "b: " * (size // 3),
    "hashes": lambda size: "a: " + " #" * (size // 2),
    "numbers": lambda size: "a: " + "9" * size,
    "directives": lambda size: "%YAML 1.2\n" * (size // 10),
    "tabs": lambda size: "a:\t" * (size // 3),
    "blank lines": lambda size: "a: b\n" + "\n" * size,
    "dates": lambda size: "".join(f"updated{number}: 2025-01-01\n" for number in range(size // 20)),
    "unclosed": lambda size: "a: b\n" * (size // 5),
}
"""Front matter of one construct, by its name, in a size."""


def front_matters(size: int) -> Iterator[Extreme]:
    """Plans whose front matter is of one construct."""
    for name, build in FRONT.items():
        body = "\n".join(_plan("codex"))
        closing = "" if name == "unclosed" else "---\n"
        text = "---\n" + build(_room(size)) + "\n" + closing + body
        yield Extreme(f"front matter: {name}", text)


SPECIAL: dict[str, Callable[[int], str]] = {
    "nested quotes, each deeper": lambda size: "\n".join(">" * depth + " x" for depth in range(int((2 * size) ** 0.5))),
    "nested items, each deeper": lambda size: "\n".join("  " * depth + "- x" for depth in range(int(size**0.5))),
    "nested numbers in a line": lambda size: "1. " * (size // 3),
    "one line of tabs": lambda size: "\t" * size,
    "blank lines": lambda size: "\n" * size,
    "lines with a space": lambda size: " \n" * (size // 2),
    "setext": lambda size: "x\n===\n" * (size // 6),
    "setext of many lines": lambda size: "x\n" * (size // 2) + "---\n",
    "definitions": lambda size: "".join(f"[a{number}]: https://a.dev/{number}\n" for number in range(size // 30)),
    "references": lambda size: "".join(f"[a{number}][b{number}] " for number in range(size // 16)),
    "definition over lines": lambda size: "[a]:\n" * (size // 5),
    "open definition titles": lambda size: '[a]: b "\n' * (size // 9),
    "code spans, each longer": lambda size: " ".join("`" * length for length in range(1, int((2 * size) ** 0.5))),
    "code spans, each shorter": lambda size: " ".join("`" * length for length in range(int((2 * size) ** 0.5), 0, -1)),
    "columns": lambda size: "|a" * (size // 4) + "|\n" + "|-" * (size // 4) + "|\n" + "|b" * (size // 4) + "|\n",
    "rows of wide tables": lambda size: "|a" * 1000 + "|\n" + "|-" * 1000 + "|\n" + "|\n" * (size - 5000),
    "fences of growing length": lambda size: "\n".join("`" * length for length in range(3, int((2 * size) ** 0.5))),
    "html blocks": lambda size: "<div>\n\n" * (size // 7),
    "html open tags over lines": lambda size: "<a\n" * (size // 3),
    "details": lambda size: "<details>\n\nx\n\n" * (size // 14),
    "details closed": lambda size: "<details>\n\nx\n\n</details>\n\n" * (size // 26),
    "decisions": lambda size: "- Decision: x\n  Rationale: y\n  Date/Author: 2025-01-01, z\n" * (size // 59),
    "headings with dates": lambda size: "".join(
        f"### 2025-01-01 Decision {number}\n\nx\n\n" for number in range(size // 35)
    ),
    "headings of growing depth": lambda size: "".join(
        "#" * (2 + number % 5) + f" S{number}\n" for number in range(size // 12)
    ),
    "headings of six": lambda size: "###### x\n" * (size // 9),
    "suppressions": lambda size: "<!-- execplan: allow links -- x -->\n\n[a](b.md)\n\n" * (size // 50),
    "suppressions of nothing": lambda size: "<!-- execplan: allow-file nothing -- x -->\n\n" * (size // 45),
    "suppression of many rules": lambda size: "<!-- execplan: allow " + "links, " * (size // 7) + "-- x -->\n",
    "scope entries": lambda size: (
        "Owned files:\n\n" + "".join(f"- `src/a{number}/**`\n" for number in range(size // 18))
    ),
    "scope lists": lambda size: "Owned files:\n\n- `src/a`\n\n" * (size // 27),
    "one scope entry": lambda size: "Owned files:\n\n- `" + "a/" * (size // 2) + "`\n",
    "one entry of many": lambda size: "Owned files:\n\n- " + "`a/b`, " * (size // 7) + "\n",
    "braces": lambda size: "Owned files:\n\n- `" + "{a,b}" * (size // 5) + "`\n",
    "stars": lambda size: "Owned files:\n\n- `" + "*a" * (size // 2) + "`\n",
    "scope table": lambda size: "Owned files:\n\n| a | b |\n| - | - |\n" + "| `a/b` | x |\n" * (size // 14),
    "steps": lambda size: "".join(
        f"{number}. Run `make {number}`, expect {number} lines\n" for number in range(size // 35)
    ),
    "boxes of dates": lambda size: "- [x] 2025-01-01T09:00:00Z x\n" * (size // 29),
    "links to files": lambda size: "".join(f"[a{number}](docs/b{number}.md#c)\n" for number in range(size // 26)),
    "links to anchors": lambda size: "".join(f"[a{number}](#c{number})\n" for number in range(size // 18)),
    "secrets": lambda size: "".join(f'password = "q9Zt{number:06}Lm4x"\n' for number in range(size // 30)),
    "tokens": lambda size: "".join(f"ghp_{number:036}\n" for number in range(size // 41)),
    "keys": lambda size: "-----BEGIN RSA PRIVATE KEY-----\nabc\n" * (size // 36),
    "addresses": lambda size: "".join(f"https://a{number}.dev/x " for number in range(size // 22)),
    "machine paths": lambda size: "".join(f"/home/user{number}/x " for number in range(size // 20)),
    "carriage returns": lambda size: "x\r" * (size // 2),
    "headings alike": lambda size: "".join(f"## Decislon Lag{number}\n" for number in range(size // 21)),
    "a title again and again": lambda size: "# Plan\n" * (size // 7),
    "statuses": lambda size: "Status: IN_PROGRESS\n" * (size // 20),
    "fields of many kinds": lambda size: "".join(f"Key{number}: value\n" for number in range(size // 16)),
    "nested boxes": lambda size: "- [ ] a\n  - [x] b\n    - [ ] c\n" * (size // 32),
}
"""Bulks that are no repetition of one fragment, by name, in a size."""


def specials(size: int, chance: random.Random) -> Iterator[Extreme]:
    """Plans with a special bulk below each kind of section, in random order."""
    cases = [(dialect, heading, name) for dialect in DIALECTS for heading in headings(dialect) for name in SPECIAL]
    chance.shuffle(cases)
    for dialect, heading, name in cases:
        lines = _plan(dialect)
        at = lines.index(heading) + 1
        text = "\n".join((*lines[:at], "", SPECIAL[name](_room(size)), "", *lines[at:], ""))
        yield Extreme(f"{dialect}, below {heading!r}: {name}", text)


def at_random(size: int, seed: int) -> Iterator[Extreme]:
    """Plans with a random bulk, without end; some of two fragments together."""
    chance = random.Random(seed)
    while True:
        dialect = chance.choice(DIALECTS)
        fragment = "".join(chance.choices(FRAGMENTS, k=chance.choice((1, 1, 1, 2, 2, 3))))
        yield document(dialect, chance.choice(headings(dialect)), fragment, chance.choice(list(SHAPES)), size)
