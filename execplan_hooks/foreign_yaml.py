"""YAML that other programs read, to located values: nothing is refused that is right for them.

Aliases and merge keys are resolved, tags (GitLab's `!reference`) passed over, of keys that are given twice the last one
counts. Nothing is constructed and nothing runs. What a document holds with its aliases expanded is bounded before
anything is expanded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml.events import AliasEvent, DocumentStartEvent

from execplan_hooks.frozen import frozen
from execplan_hooks.located import MAX_CHARACTERS, ConfigError, Located, shown
from execplan_hooks.yaml_reader import YamlNode, YamlReader, located


class Unread(ConfigError):
    """A file that is too large or too deep to be read here, and may be fine for the program that it is meant for."""


def load_foreign_yaml(text: str, file: str) -> Located:
    """The values of a file's last YAML document (GitLab puts a head before the other one), as `load_yaml` reads them.

    Raises `ConfigError` for what is no YAML, `Unread` for what is too much of it.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        raise Unread(file, 1, f"too large: more than {MAX_CHARACTERS:,} characters")
    return located(_ForeignReader(text, file, 1).read(), file)


@frozen
class _Anchored:
    """What an anchor (`&name`) names, with how many values and levels it has."""

    node: YamlNode
    values: int
    levels: int


class _ForeignReader(YamlReader):
    def __init__(self, text: str, file: str, first_line: int) -> None:
        super().__init__(text, file, first_line)
        self.anchors: dict[str, _Anchored | None] = {}
        self.deepest = 0

    def document(self, events: Iterator[Any]) -> YamlNode | None:
        next(events)  # the start of the stream
        node = None
        while isinstance(next(events), DocumentStartEvent):
            self.anchors.clear()
            node = self.node(events, next(events), 1)
            next(events)  # the end of the document
        return node

    def node(self, events: Iterator[Any], event: Any, depth: int) -> YamlNode:
        if isinstance(event, AliasEvent) or event.anchor is None:
            return super().node(events, event, depth)
        before, outside, self.deepest = self.values, self.deepest, depth
        self.anchors[event.anchor] = None  # as long as it is being read
        node = super().node(events, event, depth)
        self.anchors[event.anchor] = _Anchored(node, self.values - before, self.deepest - depth + 1)
        self.deepest = max(self.deepest, outside)
        return node

    def alias(self, event: Any, depth: int) -> YamlNode:
        index = event.start_mark.index
        if event.anchor not in self.anchors:
            raise self.error(index, f"not valid YAML: the alias *{shown(event.anchor)} of an anchor that is not there")
        meant = self.anchors[event.anchor]
        if meant is None:
            raise self.unread(self.error(index, "a value that contains itself"))
        self.values += meant.values - 1  # the alias itself has been counted
        self.bound(index, depth + meant.levels - 1)
        return meant.node

    def bound(self, index: int, depth: int) -> None:
        self.deepest = max(self.deepest, depth)
        try:
            super().bound(index, depth)
        except ConfigError as error:
            raise self.unread(error) from None

    def check_tag(self, event: Any) -> None:
        """What a tag does to a value is its program's business."""

    def pairs(self, pairs: list[tuple[YamlNode, YamlNode]]) -> tuple[tuple[YamlNode, YamlNode], ...]:
        # Of a key that is given twice the last one counts, and each before those that are merged in.
        own: list[tuple[YamlNode, YamlNode]] = []
        merged: list[tuple[YamlNode, YamlNode]] = []
        for key, value in pairs:
            if key.plain and key.content == "<<":
                for one in value.content if isinstance(value.content, list) else [value]:
                    merged += one.content if isinstance(one.content, tuple) else ()
            else:
                own.append((key, value))
        found: dict[object, tuple[YamlNode, YamlNode]] = {}
        for key, value in (*reversed(merged), *own):
            found[key.content if isinstance(key.content, str) else id(key)] = key, value
        return tuple(found.values())

    @staticmethod
    def unread(error: ConfigError) -> Unread:
        return Unread(error.file, error.line, error.message)
