"""Settings as YAML, with where each comes from in a comment, or as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from execplan_hooks.configuring.settings import SEVERITY, Setting
from execplan_hooks.escape import plain
from execplan_hooks.frozen import frozen

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
# What YAML 1.1 or 1.2 reads as something else than text.
_NOT_TEXT = frozenset(("true", "false", "yes", "no", "on", "off", "y", "n", "null"))
_WIDTH = 90
_COLUMN = 48

Tree = dict[str | int, "Tree | Setting"]


@frozen
class _Line:
    indent: int
    text: str
    origin: str
    is_comment: bool

    def __str__(self) -> str:
        line = " " * self.indent + ("# " if self.is_comment else "") + self.text
        return f"{line:<{_COLUMN}}  # {plain(self.origin)}" if self.origin else line


def as_yaml(settings: Iterable[Setting], comment_defaults: bool) -> str:
    """The settings as YAML that loads as what they were read from.

    With `comment_defaults` a default is a comment: written down it would outweigh what a dialect says, and switch
    rules on that are off by default.
    """
    return "".join(f"{line}\n" for line in _lines(_tree(list(settings), 0), 0, comment_defaults))


def _tree(settings: list[Setting], depth: int) -> Tree:
    """Settings by the key at a depth of their paths; a rule that has nothing but a severity is that severity."""
    tree: Tree = {}
    for key, members in groupby(settings, lambda one: one.path[depth]):
        inner = list(members)
        is_leaf = len(inner[0].path) == depth + 1 or (len(inner) == 1 and inner[0].path[depth + 1 :] == (SEVERITY,))
        tree[key] = inner[0] if is_leaf else _tree(inner, depth + 1)
    return tree


def _lines(tree: Tree, indent: int, comment_defaults: bool) -> Iterator[_Line]:
    for key, child in tree.items():
        head = "-" if isinstance(key, int) else f"{quoted(key)}:"
        if isinstance(child, Setting):
            yield from _leaf(head, child, indent, comment_defaults and not child.is_given)
            continue
        inner = list(_lines(child, indent + 2, comment_defaults))
        if isinstance(key, int):  # the first key stands behind the hyphen
            first = inner.pop(0)
            yield _Line(indent, f"{head} {first.text}", first.origin, first.is_comment)
        else:
            yield _Line(indent, head, "", all(line.is_comment for line in inner))
        yield from inner


def _leaf(head: str, setting: Setting, indent: int, is_comment: bool) -> Iterator[_Line]:
    text = f"{head} {setting.words or _flow(setting.value)}"
    if isinstance(setting.value, list) and len(text) > _WIDTH:
        yield _Line(indent, head, setting.origin, is_comment)
        yield from (_Line(indent, f"  - {_flow(item)}", "", is_comment) for item in setting.value)
    else:
        yield _Line(indent, text, setting.origin, is_comment)


def _flow(value: object) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quoted(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    return json.dumps(value)


def quoted(text: str) -> str:
    """Untrusted text as a scalar of YAML on one line, in double quotes unless it is a plain word."""
    if _WORD.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    escaped = json.dumps(text, ensure_ascii=False).replace("##[", "#\\x23[")
    return "".join(char if char.isprintable() else _escape(char) for char in escaped)


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def as_json(settings: Iterable[Setting]) -> list[dict[str, object]]:
    """The settings as a list for programs: `path` leads to the value, a number is the index of an entry."""
    return [{"path": list(one.path), "value": one.value, "from": one.origin} for one in settings]
