"""Which dialects there are.

Packaged dialects are read when they are first wanted; a team's own come from the configuration's
`dialects:`, each on top of another (`extends:`) or of the team's template (`template:`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import execplan_hooks
from execplan_hooks.document.dialect import named_parts
from execplan_hooks.document.dialect.dialect import Dialect, Recognition
from execplan_hooks.document.dialect.dialect_reader import read, read_recognition
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.source import Source, UnreadableError
from execplan_hooks.document.source import read as read_source
from execplan_hooks.located import ConfigError, Located, unknown
from execplan_hooks.toml_reader import load_toml

PACKAGED = ("session", "quality-gates", "wbs", "ssot-minimal", "ssot", "codex")
"""In the order of recognition: the more particular first, the common shape last."""

_BASE = "common"
_FOLDER = os.path.join(os.path.dirname(execplan_hooks.__file__), "dialects")


class Catalogue:
    """The dialects of one run. `own` are the configuration's raw entries; `root` is where templates lie."""

    def __init__(self, own: Mapping[str, Located] | None = None, root: Path = Path()) -> None:
        self._own = dict(own or {})
        self._root = root
        self._read: dict[str, Dialect] = {}
        self._recognitions: dict[str, Recognition] = {}
        self._templates: dict[str, Source] = {}

    @property
    def own(self) -> tuple[str, ...]:
        """The names of the team's own dialects."""
        return tuple(self._own)

    @property
    def names(self) -> tuple[str, ...]:
        """The team's own dialects, then the packaged ones that they do not replace."""
        return (*self._own, *(name for name in PACKAGED if name not in self._own))

    def template_of(self, name: str) -> Source | None:
        """The template that the team's own dialect of that name is derived from; None where it is from none. Raises
        `ConfigError`."""
        where = self._own[name].mapping().get("template")
        return None if where is None else self._template(where)

    def get(self, name: str, _open: tuple[str, ...] = ()) -> Dialect:
        """The dialect of that name. Raises `ConfigError` for an unknown name or a faulty description."""
        if name not in self._read:
            self._read[name] = self._own_dialect(name, _open) if name in self._own else self._packaged(name, _open)
        return self._read[name]

    def recognition(self, name: str) -> Recognition:
        """What plans in the dialect of that name are recognised by: `get(name).recognise`, with the same errors.

        Of a packaged dialect only that table is read: a run has one dialect for each plan, and asks of all whether it
        is theirs.
        """
        if name in self._read or name in self._own or name not in PACKAGED:
            return self.get(name).recognise
        if name not in self._recognitions:
            lines = _text(name).splitlines(keepends=True)
            start = lines.index("[recognise]\n")
            end = next(index for index in range(start + 1, len(lines)) if lines[index].startswith("["))
            table = load_toml("".join(lines[start:end]), f"{name}.toml").mapping()
            self._recognitions[name] = read_recognition(table["recognise"])
        return self._recognitions[name]

    def _packaged(self, name: str, chain: tuple[str, ...]) -> Dialect:
        if name != _BASE and name not in PACKAGED:
            raise ConfigError("dialects", None, unknown(f'dialect "{name}"', name, self.names))
        return self._build(name, load_toml(_text(name), f"{name}.toml"), chain)

    def _own_dialect(self, name: str, chain: tuple[str, ...]) -> Dialect:
        if name in chain:
            raise self._own[name].error(f"extends itself: {' -> '.join((*chain, name))}")
        dialect = self._build(name, self._own[name], chain)
        # Packaged dialects also name sections that plans of their family often have besides those of the dialect.
        named_parts.check(self._own[name], dialect)
        return dialect

    def _build(self, name: str, data: Located, chain: tuple[str, ...]) -> Dialect:
        entries = data.mapping()
        base: Dialect | None = None
        if "extends" in entries:
            parent = entries["extends"].string((*self.names, _BASE), "dialect")
            base = self._parent(name, parent, (*chain, name))
        elif data is self._own.get(name):
            base = self._parent(name, _BASE, (*chain, name))
        if "template" in entries:
            base = self._from_template(name, entries["template"], base or self.get(_BASE))
        return named_parts.resolved(read(name, data, base))

    def _parent(self, name: str, parent: str, chain: tuple[str, ...]) -> Dialect:
        # A team's `codex` that extends `codex` means the packaged one.
        if parent == name and name in (*PACKAGED, _BASE):
            return self._packaged(parent, chain)
        return self.get(parent, chain)

    def _from_template(self, name: str, where: Located, base: Dialect) -> Dialect:
        from execplan_hooks.document.dialect import template

        try:
            dialect = template.derive(name, self._template(where), base)
        except MarkdownLimitError as error:
            raise where.error(f"the template cannot be read: {error.message.removeprefix('not checked: ')}") from None
        if not dialect.sections:
            raise where.error("the template has no headings that could be sections")
        return dialect

    def _template(self, where: Located) -> Source:
        """A template as it is when it is first wanted."""
        path = where.string()
        if path not in self._templates:
            if "\0" in path:
                raise where.error("the template cannot be read: not a file name")
            file = Path(os.path.realpath(self._root / path))
            if not file.is_relative_to(os.path.realpath(self._root)):
                raise where.error("the template lies outside the repository")
            try:
                self._templates[path] = read_source(file, path)
            except OSError as error:
                raise where.error(f"the template cannot be read: {error.strerror}") from None
            except UnreadableError as error:
                reason = error.message.removeprefix("not checked: ")
                raise where.error(f"the template cannot be read: {reason}") from None
        return self._templates[path]


def _text(name: str) -> str:
    """The description of a packaged dialect."""
    # Not importlib.resources, which costs a run as much as reading a dialect; a program in an archive has a loader too.
    loader: Any = execplan_hooks.__loader__
    data: bytes = loader.get_data(os.path.join(_FOLDER, f"{name}.toml"))
    return data.decode()
