"""Pieces of a JSON Schema (draft-07): the shapes that values of the configuration have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Shape = dict[str, Any]
"""A JSON Schema, or some of its keywords."""

FILLED = r"\S"
"""A text that is not blank."""


def key(description: str, shape: Shape, **annotations: Any) -> Shape:
    """A value with what is said of it; `annotations` are `default` and `examples`."""
    return {"description": description, **shape, **annotations}


def text(pattern: str = FILLED, wanted: str = "a text that is not empty", **keywords: Any) -> Shape:
    """A string that the pattern finds something in; editors say what is `wanted` where it does not."""
    return {"type": "string", "pattern": pattern, "patternErrorMessage": f"expected {wanted}", **keywords}


def one_or_more(item: Shape, least: int = 0) -> Shape:
    """One such value, or a list of at least `least` of them."""
    many: Shape = {"type": "array", "items": item}
    return {"anyOf": [item, {**many, "minItems": least} if least else many]}


def one_of(words: Sequence[str | bool]) -> Shape:
    return {"enum": list(words)}


def boolean() -> Shape:
    return {"type": "boolean"}


def integer(minimum: int, maximum: int) -> Shape:
    return {"type": "integer", "minimum": minimum, "maximum": maximum}


def ref(name: str) -> Shape:
    """The definition of that name. Draft-07 takes no notice of keywords beside it."""
    return {"$ref": f"#/definitions/{name}"}


def table(properties: Mapping[str, Shape], required: Sequence[str] = ()) -> Shape:
    """A mapping with these keys and no others."""
    shape: Shape = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**shape, "required": list(required)} if required else shape


def named(value: Shape, pattern: str = FILLED) -> Shape:
    """A mapping from names of the team's own choice to such values."""
    return {"type": "object", "propertyNames": {"pattern": pattern}, "additionalProperties": value}


TEXT: Shape = {"type": "string"}
TEXTS = one_or_more(text())
FLAG: Shape = {**boolean(), "default": False}
"""`true` or `false`, which is the default."""
