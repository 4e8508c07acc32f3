"""Which dialects there are, and which one a document is written in.

Packaged dialects are read when they are first wanted; a team's own come from the configuration's
`dialects:`, each on top of another (`extends:`) or of the team's template (`template:`).
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from execplan_hooks.document import template
from execplan_hooks.document.dialect import Dialect, read
from execplan_hooks.document.source import UnreadableError
from execplan_hooks.document.source import read as read_source
from execplan_hooks.located import ConfigError, Located, unknown
from execplan_hooks.toml_reader import load_toml

PACKAGED = ("session", "quality-gates", "wbs", "ssot-minimal", "ssot", "codex")
"""In the order of recognition: the more particular first, the common shape last."""

_BASE = "common"
_MAX_FOREIGN = 3
_MIN_SHOWN = 3


@dataclass(frozen=True)
class Fingerprint:
    """What a document is recognised by: normalised headings and front matter keys.

    `visible` are its headings, `swallowed` those inside a fence that was never closed or that wraps the document,
    `shown` those inside other fences: examples.
    """

    visible: AbstractSet[str]
    front_matter: AbstractSet[str] = frozenset()
    swallowed: AbstractSet[str] = frozenset()
    shown: AbstractSet[str] = frozenset()


class Catalogue:
    """The dialects of one run. `own` are the configuration's raw entries; `root` is where templates lie."""

    def __init__(self, own: Mapping[str, Located] | None = None, root: Path = Path()) -> None:
        self._own = dict(own or {})
        self._root = root
        self._read: dict[str, Dialect] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The team's own dialects, then the packaged ones that they do not replace."""
        return (*self._own, *(name for name in PACKAGED if name not in self._own))

    def get(self, name: str, _open: tuple[str, ...] = ()) -> Dialect:
        """The dialect of that name. Raises `ConfigError` for an unknown name or a faulty description."""
        if name not in self._read:
            self._read[name] = self._own_dialect(name, _open) if name in self._own else self._packaged(name, _open)
        return self._read[name]

    def recognise(self, marks: Fingerprint) -> Dialect | None:
        """The first dialect whose fingerprint fits, or None.

        Swallowed headings count where few foreign ones are visible, and a document that shows at least as many of a
        dialect's headings in examples as it has is a guide: nobody executes it.
        """
        for name in self.names:
            dialect = self.get(name)
            wanted = dialect.recognise
            headings = frozenset(wanted.headings)
            known = marks.visible & headings
            foreign = sum(1 for key in marks.visible if dialect.section_of(key) is None)
            present = known | (marks.swallowed & headings) if foreign <= _MAX_FOREIGN + len(known) else known
            if (marks.visible | marks.swallowed) & set(wanted.without):
                continue
            if len(marks.shown & headings) >= max(len(present), _MIN_SHOWN):
                continue
            fits = bool(headings) and len(present) >= wanted.least
            if fits or (wanted.front_matter and marks.front_matter >= set(wanted.front_matter)):
                return dialect
        return None

    def _packaged(self, name: str, chain: tuple[str, ...]) -> Dialect:
        if name != _BASE and name not in PACKAGED:
            raise ConfigError("dialects", None, unknown(f'dialect "{name}"', name, self.names))
        file = resources.files("execplan_hooks") / "dialects" / f"{name}.toml"
        data = load_toml(file.read_text(encoding="utf-8"), f"{name}.toml")
        return self._build(name, data, chain)

    def _own_dialect(self, name: str, chain: tuple[str, ...]) -> Dialect:
        if name in chain:
            raise self._own[name].error(f"extends itself: {' -> '.join((*chain, name))}")
        return self._build(name, self._own[name], chain)

    def _build(self, name: str, data: Located, chain: tuple[str, ...]) -> Dialect:
        entries = data.mapping()
        base: Dialect | None = None
        if "extends" in entries:
            parent = entries["extends"].string((*self.names, _BASE), "dialect")
            # A team's `codex` that extends `codex` means the packaged one.
            chain = (*chain, name)
            base = self._packaged(parent, chain) if parent == name and name in PACKAGED else self.get(parent, chain)
        elif name in self._own:
            base = self.get(_BASE)
        if "template" in entries:
            base = self._from_template(name, entries["template"], base or self.get(_BASE))
        return read(name, data, base)

    def _from_template(self, name: str, where: Located, base: Dialect) -> Dialect:
        path = where.string()
        file = (self._root / path).resolve()
        if not file.is_relative_to(self._root.resolve()):
            raise where.error("the template lies outside the repository")
        try:
            source = read_source(file, path)
        except OSError as error:
            raise where.error(f"the template cannot be read: {error.strerror}") from None
        except UnreadableError as error:
            raise where.error(f"the template: {error.message}") from None
        dialect = template.derive(name, source, base)
        if not dialect.sections:
            raise where.error("the template has no headings that could be sections")
        return dialect
