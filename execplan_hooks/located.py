"""Configuration values that know where they stand, so that every error can name file, line and key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field

from execplan_hooks.escape import plain
from execplan_hooks.frozen import frozen
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
    """Untrusted text for a message: one printable line, at most `limit` characters of it."""
    return plain(text[:limit]) + ("…" if len(text) > limit else "")


def nearest(word: str, allowed: Collection[str]) -> str | None:
    """The allowed word that `word` most likely was meant to be, or None."""
    import difflib  # only a mistake needs it

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


@frozen
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

    def named(self) -> dict[str, Located]:
        """The members by names of the team's own choice, none of them blank."""
        members = self.mapping()
        for name, member in members.items():
            if not name.strip():
                raise member.error("an empty name")
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

    def text(self) -> str:
        """A string that is not blank: a blank one, taken for a name or a prefix, would fit everything or nothing."""
        text = self.string()
        if not text.strip():
            raise self.error("an empty text")
        return text

    def texts(self) -> list[str]:
        """The texts of a list of strings, none of them blank; a single string counts as a list of one."""
        if not isinstance(self.value, list):
            self.strings()
            return [self.text()]
        return [item.text() for item in self.sequence()]

    def boolean(self) -> bool:
        """`true` or `false`."""
        if not isinstance(self.value, bool):
            raise self._expected("true or false")
        return self.value

    def integer(self, minimum: int | None = None, maximum: int | None = None) -> int:
        """A whole number, at least `minimum` and at most `maximum`."""
        wanted = "a whole number" if minimum is None else f"a whole number of at least {minimum}"
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self._expected(wanted)
        if minimum is not None and self.value < minimum:
            raise self._expected(wanted)
        if maximum is not None and self.value > maximum:
            raise self._expected(f"a whole number of at most {maximum:,}")
        return self.value

    def _child(self, key: str | int, value: object) -> Located:
        return Located(value, self.file, (*self.path, key), self.lines)

    def _expected(self, wanted: str, hint: str = "") -> ConfigError:
        return self.error(f"expected {wanted}, found {_kind(self.value)}{hint}")
