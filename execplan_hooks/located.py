"""Configuration values that know where they stand, so that every error can name file, line and key.

The only importer of ruamel.yaml. YAML is read from the parser's events, not through a constructor: events
have exact positions and the scalars' own text (a constructor turns `1.10` into 1.1 and an unquoted date into
an object), and a hostile document is bounded while it is read (depth, number of values, no aliases).
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    StreamEndEvent,
)
from ruamel.yaml.reader import ReaderError

from execplan_hooks.model import ExecplanError

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 40
MAX_VALUES = 50_000
"""About 1.5 s of ruamel.yaml's pure Python scanner."""

KeyPath = tuple[str | int, ...]


class ConfigError(ExecplanError):
    """A configuration that cannot be used: `file:line: key "a.b": what is wrong`; `line` may be unknown."""

    def __init__(self, file: str, line: int | None, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}" if line else f"{file}: {message}")
        self.file = file
        self.line = line
        self.message = message


def shown(text: str, limit: int = 60) -> str:
    """Untrusted text for a message: one line without control characters, at most `limit` characters of it."""
    printable = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[:limit])
    return f"{printable}…" if len(text) > limit else printable


def nearest(word: str, allowed: Collection[str]) -> str | None:
    """The allowed word that `word` most likely was meant to be, or None."""
    plain = {name.lower().replace("_", "-"): name for name in allowed}
    close = difflib.get_close_matches(word[:60].lower().replace("_", "-"), plain, n=1)
    return plain[close[0]] if close else None


def unknown(what: str, word: str, allowed: Collection[str]) -> str:
    """`unknown rule; did you mean "section-order"? (allowed: …)`, for a message about `word`."""
    close = nearest(word, allowed)
    guess = f'; did you mean "{close}"?' if close else ""
    return f"unknown {what}{guess} (allowed: {', '.join(allowed) or 'none'})"


def _kind(value: object) -> str:
    """What a value is, for `expected …, found …`; never the value of a string, which may be a secret."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, int):
        return f"the number {value}" if abs(value) < 10**18 else "a number"
    return "a string" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"


@dataclass(frozen=True)
class Located:
    """A plain value (dict, list, str, int, bool, None) of a configuration file, with its place.

    `path` leads from the top of the file to the value: `("plans", 0, "files")`. The readers below return the
    value in the wanted type and raise `ConfigError` for another one.
    """

    value: object
    file: str
    path: KeyPath = ()
    lines: Mapping[KeyPath, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def line(self) -> int | None:
        """The line of the value's key, 1-based; that of the nearest enclosing value where it is unknown."""
        for length in range(len(self.path), -1, -1):
            if (line := self.lines.get(self.path[:length])) is not None:
                return line
        return None

    @property
    def key(self) -> str:
        """The dotted key, for messages: `plans[0].files`; empty for the whole file."""
        parts = (f"[{p}]" if isinstance(p, int) else f".{shown(p)}" for p in self.path)
        return "".join(parts).removeprefix(".")

    def error(self, message: str) -> ConfigError:
        """The error to raise about this value; `message` says what is wrong, not where."""
        return ConfigError(self.file, self.line, f'key "{self.key}": {message}' if self.path else message)

    def mapping(self, allowed: Collection[str] | None = None, what: str = "key") -> dict[str, Located]:
        """The members by key. A key not in `allowed` (None: any) is an error about an unknown `what`."""
        if not isinstance(self.value, dict):
            raise self._expected("a mapping")
        members = {key: self._child(key, value) for key, value in self.value.items()}
        for key, member in members.items():
            if allowed is not None and key not in allowed:
                raise member.error(unknown(what, key, allowed))
        return members

    def sequence(self) -> list[Located]:
        """The items of a list."""
        if not isinstance(self.value, list):
            raise self._expected("a list")
        return [self._child(index, value) for index, value in enumerate(self.value)]

    def string(self, choices: Collection[str] | None = None, what: str = "value") -> str:
        """A string's text. One not in `choices` (None: any) is an error about an unknown `what`."""
        if isinstance(self.value, str):
            if choices is not None and self.value not in choices:
                raise self.error(unknown(f'{what} "{shown(self.value)}"', self.value, choices))
            return self.value
        hint = "; write it in quotes" if isinstance(self.value, int) and choices is None else ""
        raise self._expected(f"one of {', '.join(choices)}" if choices else "a string", hint)

    def strings(self, choices: Collection[str] | None = None) -> list[str]:
        """The texts of a list of strings; a single string counts as a list of one."""
        if isinstance(self.value, str):
            return [self.string(choices)]
        if not isinstance(self.value, list):
            raise self._expected("a list of strings")
        return [item.string(choices) for item in self.sequence()]

    def boolean(self) -> bool:
        """`true` or `false`."""
        if not isinstance(self.value, bool):
            raise self._expected("true or false")
        return self.value

    def integer(self, minimum: int | None = None) -> int:
        """A whole number, at least `minimum`."""
        wanted = "a whole number" if minimum is None else f"a whole number of at least {minimum}"
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self._expected(wanted)
        if minimum is not None and self.value < minimum:
            raise self._expected(wanted)
        return self.value

    def _child(self, key: str | int, value: object) -> Located:
        return Located(value, self.file, (*self.path, key), self.lines)

    def _expected(self, wanted: str, hint: str = "") -> ConfigError:
        return self.error(f"expected {wanted}, found {_kind(self.value)}{hint}")


# --- YAML ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YamlNode:
    """A YAML value with the place of its first character, 1-based, in lines split at `\\n` only.

    `content` is the text of a scalar, the list of a sequence's items, or the tuple of a mapping's (key,
    value) pairs in file order, duplicate keys included. `plain` tells a scalar without quotes.
    """

    content: str | list[YamlNode] | tuple[tuple[YamlNode, YamlNode], ...]
    line: int
    column: int
    plain: bool = False


def parse_yaml(text: str, file: str, first_line: int = 1) -> YamlNode | None:
    """The one document of a YAML text; None where there is none. Raises `ConfigError`.

    `first_line` is the number of the text's first line in its file.
    """
    if len(text) > MAX_CHARACTERS:
        raise ConfigError(file, first_line, f"too large: more than {MAX_CHARACTERS:,} characters")
    return _YamlReader(text, file, first_line).read()


_COLON = re.compile(r"\s*:")


class _YamlReader:
    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.text, self.file, self.first_line = text, file, first_line
        self.newlines = [match.start() for match in re.finditer("\n", text)]
        self.values = 0
        self.reached = 0  # the index of the last value

    def read(self) -> YamlNode | None:
        try:
            # A new YAML() per load: it keeps state. Pure, because the C parser's marks have no index.
            return self.document(iter(YAML(typ="safe", pure=True).parse(self.text)))
        except ReaderError as error:
            message = f"not valid YAML: the character U+{error.character:04X} is not allowed"
            raise self.error(error.position, message) from None
        except MarkedYAMLError as error:
            mark, problem = error.problem_mark or error.context_mark, error.problem or ""
            if error.context_mark and mark.index >= len(self.text.rstrip()):
                # A quote or bracket that is not closed: say where it opens, not where the file ends.
                mark, problem = error.context_mark, f"{error.context}: {problem}"
            raise self.error(mark.index if mark else 0, self.reason(problem)) from None
        except YAMLError as error:
            raise self.error(0, self.reason(str(error))) from None
        except (ValueError, OverflowError, AssertionError):
            # ruamel.yaml gives chr() any `\U` escape and int() any `%YAML` version, and asserts 1.1 or 1.2.
            problem = "an escape or a version number out of range"
            raise self.error(self.reached, self.reason(problem)) from None

    @staticmethod
    def reason(problem: str) -> str:
        if r"'\t'" in problem:
            return "not valid YAML: a tab where a value may start; indent with spaces"
        return f"not valid YAML: {shown(problem, 200)}"

    def place(self, index: int) -> tuple[int, int]:
        # Not the mark's own line: ruamel.yaml also ends a line at a lone carriage return.
        before = bisect_left(self.newlines, index)
        return self.first_line + before, index - (self.newlines[before - 1] if before else -1)

    def error(self, index: int, message: str) -> ConfigError:
        # An error at the end of the file is shown at its last text, not in the empty line after it.
        return ConfigError(self.file, self.place(min(index, len(self.text.rstrip())))[0], message)

    def document(self, events: Iterator[Any]) -> YamlNode | None:
        next(events)  # the start of the stream
        if not isinstance(next(events), DocumentStartEvent):
            return None
        node = self.node(events, next(events), 1)
        next(events)  # the end of the document
        if not isinstance(after := next(events), StreamEndEvent):
            raise self.error(after.start_mark.index, "a second YAML document; write one")
        return node

    def node(self, events: Iterator[Any], event: Any, depth: int) -> YamlNode:
        self.reached = index = event.start_mark.index
        self.values += 1
        if self.values > MAX_VALUES:
            raise self.error(index, f"too large: more than {MAX_VALUES:,} values")
        if depth > MAX_DEPTH:
            raise self.error(index, f"nested more than {MAX_DEPTH} levels deep")
        if isinstance(event, AliasEvent):  # a few lines of aliases of aliases expand to gigabytes
            raise self.error(index, "a YAML alias (*name); write the value out")
        if event.tag is not None:
            raise self.error(index, "a YAML tag (!name); write the plain value, in quotes where it is text")
        line, column = self.place(index)
        if isinstance(event, ScalarEvent):
            return YamlNode(event.value, line, column, event.style is None)
        mapping = isinstance(event, MappingStartEvent)
        children: list[YamlNode] = []
        key_end = 0
        while not isinstance(child := next(events), CollectionEndEvent):
            node = self.node(events, child, depth + 1)
            if mapping and len(children) % 2 and node.plain and not node.content:
                # ruamel.yaml places a value that is absent at the next token, after comments and lines.
                colon = _COLON.match(self.text, key_end)
                node = YamlNode("", *self.place(colon.end() if colon else key_end), plain=True)
            children.append(node)
            key_end = child.end_mark.index
        if mapping:
            return YamlNode(tuple(zip(children[::2], children[1::2], strict=True)), line, column)
        return YamlNode(children, line, column)


_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def load_yaml(text: str, file: str) -> Located:
    """The values of a YAML document, an empty mapping where it is empty. Raises `ConfigError`.

    Keys are always text. An unquoted value is a number where it is a plain decimal integer, a boolean where
    it is `true` or `false`, nothing where it is `null`, `~` or absent, and its own text otherwise: `1.10`,
    `2026-01-02`, `yes` and `off` are strings.
    """
    text = text.removeprefix("\ufeff")
    node = parse_yaml(text, file)
    lines: dict[KeyPath, int] = {(): node.line if node else 1}
    return Located({} if node is None else _yaml_value(node, file, (), lines), file, (), lines)


def _yaml_value(node: YamlNode, file: str, path: KeyPath, lines: dict[KeyPath, int]) -> object:
    if isinstance(node.content, str):
        if node.plain and node.content in _WORDS:
            return _WORDS[node.content]
        return int(node.content) if node.plain and _INTEGER.fullmatch(node.content) else node.content
    if isinstance(node.content, list):
        for index, item in enumerate(node.content):
            lines[*path, index] = item.line
        return [_yaml_value(item, file, (*path, i), lines) for i, item in enumerate(node.content)]
    members: dict[str, object] = {}
    for key, value in node.content:
        if not isinstance(key.content, str):
            raise ConfigError(file, key.line, "a key that is a list or a mapping; keys are text")
        place = (*path, key.content)
        if key.content in members:
            problem = Located(None, file, place).error(f"given twice, first in line {lines[place]}").message
            raise ConfigError(file, key.line, problem)
        if key.plain and key.content == "<<":
            raise ConfigError(file, key.line, "a YAML merge key (<<); write the values out")
        lines[place] = key.line
        members[key.content] = _yaml_value(value, file, place, lines)
    return members


# --- TOML ---------------------------------------------------------------------------------------------

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\\\n]*"|'[^'\n]*')"""
_KEY = re.compile(rf"[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART}){{0,{MAX_DEPTH}}})[ \t]*")
_LONG_KEY = re.compile(rf"(?<![\w-])(?:{_PART}[ \t]*\.[ \t]*){{{MAX_DEPTH}}}")


def load_toml(text: str, file: str, table: tuple[str, ...] = ()) -> Located:
    """The values of a TOML document, or of one `table` in it: its value is None where there is no such table.

    Dates and fractions are their text. Raises `ConfigError`. Lines are exact for tables and for keys at the
    start of a line; values inside a list or an inline table have the line of the key that holds it.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        raise ConfigError(file, None, f"too large: more than {MAX_CHARACTERS:,} characters")
    if match := _LONG_KEY.search(text):  # tomllib takes quadratic time and memory for a dotted key
        line = text.count("\n", 0, match.start()) + 1
        raise ConfigError(file, line, f"nested more than {MAX_DEPTH} levels deep")
    try:
        document = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        reason = re.sub(r" \(at .*", "", str(error))
        last = text.rstrip().count("\n") + 1
        raise ConfigError(file, int(found[1]) if found else last, f"not valid TOML: {reason}") from None
    except (RecursionError, ValueError):
        # tomllib recurses for each bracket; int() refuses numbers of more than 4,300 digits.
        raise ConfigError(file, None, "not valid TOML: nested too deeply, or a number too long") from None
    lines = _toml_lines(text, document)
    value: object = document
    for key in table:
        value = value.get(key) if isinstance(value, dict) else None
    top = Located(value, file, table, lines)
    return Located(_toml_value(top, 1), file, table, lines)


def _toml_value(at: Located, depth: int) -> object:
    if depth > MAX_DEPTH:
        raise ConfigError(at.file, at.line, f"nested more than {MAX_DEPTH} levels deep")
    if isinstance(at.value, dict):
        return {key: _toml_value(member, depth + 1) for key, member in at.mapping().items()}
    if isinstance(at.value, list):
        return [_toml_value(item, depth + 1) for item in at.sequence()]
    if isinstance(at.value, (dt.date, dt.time)):
        return at.value.isoformat()
    return at.value


def _toml_lines(text: str, document: dict[str, Any]) -> dict[KeyPath, int]:
    """The line of each table header and of each key at the start of a line: tomllib keeps no positions."""
    lines: dict[KeyPath, int] = {(): 1}
    counts: dict[KeyPath, int] = {}  # how often each [[array of tables]] has begun
    table: KeyPath = ()
    open_quote = ""  # of the multi-line string that the line stands in

    def record(base: KeyPath, keys: list[str], number: int) -> KeyPath:
        for key in keys:
            base = (*base, key)
            lines.setdefault(base, number)
            if base in counts:
                base = (*base, counts[base] - 1)
        return base

    for number, line in enumerate(text.split("\n"), start=1):
        if open_quote:
            open_quote = "" if open_quote in line else open_quote
            continue
        header = re.match(r"[ \t]*(\[\[?)", line)
        if match := _KEY.match(line, header.end() if header else 0):
            keys = [part.strip("\"'") for part in re.findall(_PART, match[1])]
            close = header[1].replace("[", "]") if header else "="
            if not line.startswith(close, match.end()):
                pass  # an item of a list over several lines
            elif not header:
                record(table, keys, number)
            elif not _holds_table(document, keys):
                pass  # a list in a list
            elif close == "]":
                table = record((), keys, number)
            else:
                array = (*record((), keys[:-1], number), keys[-1])
                lines.setdefault(array, number)
                table = (*array, counts.get(array, 0))
                counts[array] = counts.get(array, 0) + 1
                lines[table] = number
        open_quote = next((quote for quote in ('"""', "'''") if line.count(quote) % 2), "")
    return lines


def _holds_table(value: object, keys: list[str]) -> bool:
    for key in keys:
        value = value[-1] if isinstance(value, list) and value else value
        value = value.get(key) if isinstance(value, dict) else None
    return isinstance(value, (dict, list))
