"""YAML to located values. Only this module and foreign_yaml.py, for files of other programs, import ruamel.yaml.

YAML is read from the parser's events, not through a constructor: events have exact positions and the scalars' own
text (a constructor turns `1.10` into 1.1 and an unquoted date into an object), and a hostile document is bounded
while it is read (depth, number of values, no aliases).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
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

from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy
from execplan_hooks.located import MAX_CHARACTERS, MAX_DEPTH, MAX_VALUES, ConfigError, KeyPath, Located, shown


@frozen
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
    return YamlReader(text, file, first_line).read()


_COLON = lazy(r"\s*:")


class YamlReader:
    """Reads one text; what it makes of aliases, tags and merge keys is for a subclass to say."""

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
        self.bound(index, depth)
        if isinstance(event, AliasEvent):
            return self.alias(event, depth)
        self.check_tag(event)
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
            return YamlNode(self.pairs(list(zip(children[::2], children[1::2], strict=True))), line, column)
        return YamlNode(children, line, column)

    def bound(self, index: int, depth: int) -> None:
        """Raise the error of a text that holds too much, or too deeply."""
        if self.values > MAX_VALUES:
            raise self.error(index, f"too large: more than {MAX_VALUES:,} values")
        if depth > MAX_DEPTH:
            raise self.error(index, f"nested more than {MAX_DEPTH} levels deep")

    def alias(self, event: Any, depth: int) -> YamlNode:  # noqa: ARG002  (for those who resolve it)
        """What an alias stands for: here an error, since a few lines of aliases of aliases expand to gigabytes."""
        raise self.error(event.start_mark.index, "a YAML alias (*name); write the value out")

    def check_tag(self, event: Any) -> None:
        """Raise the error of a tag that may not be there."""
        if event.tag is not None:
            message = "a YAML tag (!name); write the plain value, in quotes where it is text"
            raise self.error(event.start_mark.index, message)

    def pairs(self, pairs: list[tuple[YamlNode, YamlNode]]) -> tuple[tuple[YamlNode, YamlNode], ...]:
        """The members of a mapping, of those that stand there."""
        return tuple(pairs)


_INTEGER = lazy(r"-?(0|[1-9][0-9]{0,17})")
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
    return located(parse_yaml(text, file), file)


def located(node: YamlNode | None, file: str) -> Located:
    """The values of a document that was read, an empty mapping where there is none. Raises `ConfigError`."""
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
