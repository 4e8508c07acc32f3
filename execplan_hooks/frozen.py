"""Values with named fields that never change: `@frozen` is `@dataclass(frozen=True)`, made in a third of the time.

A run declares a hundred of them before it looks at the first plan, and `dataclass` writes and compiles the source of
six methods for each. Here it writes only `__init__`; equality, hash and representation are functions that know the
names of the fields. That nobody assigns to a field is for the type checker to hold, not for a method that every
`__init__` would have to get around.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[_T]) -> type[_T]:
    """The class with `__init__`, `__eq__`, `__hash__` and `__repr__` by its fields, where it has none of its own.

    It is a dataclass: `field`, `fields`, `replace` and `asdict` do with it what they do with others.
    """
    if not cls.__doc__:
        cls.__doc__ = cls.__name__  # or `dataclass` makes one of the signature, which takes longer than all the rest
    own = vars(cls)
    made: Any = dataclass(eq=False, repr=False)(cls)
    declared = fields(made)
    if "__eq__" not in own:
        compared = [one.name for one in declared if one.compare]
        made.__eq__ = _equality(compared)
        made.__hash__ = own.get("__hash__") or _hash(
            [one.name for one in declared if (one.compare if one.hash is None else one.hash)]
        )
    if "__repr__" not in own:
        made.__repr__ = _representation([one.name for one in declared if one.repr])
    return cls


def _values(names: list[str]) -> Any:
    return attrgetter(*names) if names else lambda _: ()


def _equality(names: list[str]) -> Any:
    values = _values(names)

    def __eq__(self: object, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _hash(names: list[str]) -> Any:
    values = _values(names)

    def __hash__(self: object) -> int:
        return hash(values(self))

    return __hash__


def _representation(names: list[str]) -> Any:
    def __repr__(self: object) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({shown})"

    return __repr__
