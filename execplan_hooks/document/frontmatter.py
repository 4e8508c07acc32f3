"""The YAML front matter of a plan: its top-level fields as text, each with its place in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execplan_hooks.document.source import Source
from execplan_hooks.frozen import frozen
from execplan_hooks.located import ConfigError, shown

if TYPE_CHECKING:
    from execplan_hooks.yaml_reader import YamlNode


@frozen
class FrontField:
    """One field; `value` is its text without quotes (`1.10`, `2026-01-02` and `yes` stay as they are).

    `line` and `column` are those of the value in the file, 1-based; an empty value stands after its colon.
    The value of a list or mapping is empty text and `nested` is true.
    """

    key: str
    value: str
    line: int
    column: int
    nested: bool = False


@frozen
class FrontMatter:
    """The fields in file order, and the first problem as (line, message) where the YAML cannot be relied on.

    Of a key that is given twice the first value is in `fields`; after another problem there are no fields.
    """

    fields: tuple[FrontField, ...] = ()
    problem: tuple[int, str] | None = None


def parse(source: Source) -> FrontMatter:
    """The front matter of a plan; without fields and problem where there is none. Never raises."""
    if not source.front_matter_end:
        return FrontMatter()
    from execplan_hooks.yaml_reader import parse_yaml  # most plans have none

    text = "\n".join(source.lines[1 : source.front_matter_end - 1])
    try:
        node = parse_yaml(text, source.path, first_line=2)
    except ConfigError as error:
        return FrontMatter((), (error.line or 1, f"front matter: {error.message}"))
    if node is None:
        return FrontMatter()
    if not isinstance(node.content, tuple):
        found = "a list" if isinstance(node.content, list) else "text"
        message = f"front matter: expected fields (key: value), found {found}"
        return FrontMatter((), (node.line, message))
    return _fields(node.content)


def _fields(pairs: tuple[tuple[YamlNode, YamlNode], ...]) -> FrontMatter:
    fields: dict[str, FrontField] = {}
    problem: tuple[int, str] | None = None
    first_lines: dict[str, int] = {}
    for key, value in pairs:
        name = key.content
        if not isinstance(name, str):
            problem = problem or (key.line, "front matter: a key that is a list or a mapping")
        elif name in fields:
            message = f'front matter: key "{shown(name)}" is given twice, first in line {first_lines[name]}'
            problem = problem or (key.line, message)
        else:
            nested = not isinstance(value.content, str)
            text = value.content if isinstance(value.content, str) else ""
            first_lines[name] = key.line
            fields[name] = FrontField(name, text, value.line, value.column, nested)
    return FrontMatter(tuple(fields.values()), problem)
