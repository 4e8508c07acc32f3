"""Where the configuration stands: `.execplan.yaml` or `[tool.execplan]` in `pyproject.toml`, on disk or in a commit."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from execplan_hooks.config import Config, config_of
from execplan_hooks.escape import plain
from execplan_hooks.located import ConfigError, Located
from execplan_hooks.repository.changes import LINK

MAX_BYTES = 1_000_000
YAML_NAMES = (".execplan.yaml", ".execplan.yml")
FILES = (*YAML_NAMES, "pyproject.toml")
TABLE = ("tool", "execplan")
_WRONG_TABLES = ("execplan-hooks", "execplan_hooks")


def load_config(root: Path, explicit: Path | None = None) -> Config:
    """The configuration of the repository at `root`, or of the file `explicit`; defaults where there is none.

    Raises `ConfigError`: a file that cannot be read or used, two configurations at once, `explicit` missing.
    """
    top = read_config(root, explicit)
    return Config() if top is None else config_of(top)


def read_config(root: Path, explicit: Path | None = None) -> Located | None:
    """The values that `load_config` goes by, not validated; None where there is no configuration."""
    if explicit is not None:
        top = _read(explicit, _display(root, explicit))
        if top is None:
            raise ConfigError(_display(root, explicit), None, f"there is no table [{'.'.join(TABLE)}]")
        return top
    # lexists: a link that leads nowhere is an error, not a repository without a configuration.
    names = [name for name in FILES if os.path.lexists(root / name)]
    return _only([top for name in names if (top := _read(root / name, name)) is not None])


Read = Callable[[str], bytes | None]
Mode = Callable[[str], str | None]


def config_at(read: Read, mode: Mode) -> Config:
    """The configuration of another state of the repository: `read` gives a regular file's bytes, None where there is
    none; `mode` git's mode of a path, None where nothing is there.

    Raises `ConfigError`, also for a symbolic link: what it leads to is not followed.
    """
    found: list[Located] = []
    for name in FILES:
        if name in YAML_NAMES or not found:  # beside another configuration it is somebody else's
            _check_regular(name, mode)
        data = read(name)
        if data is not None and (top := _parse(name, data)) is not None:
            found.append(top)
    top = _only(found)
    return Config() if top is None else config_of(top)


def config_before(read: Read, mode: Mode, root: Path, explicit: Path | None, on_disk: Config) -> Config:
    """The configuration as another state of the repository has it, see `config_at`.

    A file that somebody named (`explicit`) counts as it is there too, where it lies in the repository at `root` and was
    there: a change must not be judged by what it writes into it. Else it counts as it is (`on_disk`).
    """
    if explicit is None:
        return config_at(read, mode)
    name = _inside(root, explicit)
    if name is None:
        return on_disk
    _check_regular(name, mode)
    data = read(name)
    if data is None:
        return on_disk
    top = _parse(name, data)
    return on_disk if top is None else config_of(top)


def _check_regular(name: str, mode: Mode) -> None:
    """Raises `ConfigError` for what is there and no regular file, or lies behind a link: it cannot be read there."""
    parts = name.split("/")
    for depth in range(1, len(parts) + 1):
        path = "/".join(parts[:depth])
        found = mode(path)
        if found is not None and not (found.startswith("100") and path == name):
            kind = "a symbolic link" if found == LINK else "no regular file"
            what = "it is" if path == name else f"{plain(path)} is"
            raise ConfigError(
                name,
                None,
                f"cannot be read at the start of the change: {what} {kind} there; put a regular file in its place",
            )


def _inside(root: Path, file: Path) -> str | None:
    """The path of a file from the top level of the repository, by whichever links it was named; None outside of it."""
    named, top = file.absolute(), os.path.realpath(root)
    if ".." in named.parts:  # after a link it leads elsewhere than the path tells
        named = Path(os.path.realpath(named.parent), named.name)
    # Links inside the repository stay in the path: a change may lead them elsewhere.
    for folder in reversed(named.parents):
        if os.path.realpath(folder) == top:
            return named.relative_to(folder).as_posix()
    real = Path(os.path.realpath(named.parent), named.name)
    return real.relative_to(top).as_posix() if real.is_relative_to(top) else None


def _only(found: list[Located]) -> Located | None:
    if len(found) > 1:
        first, second = found[:2]
        message = f"{first.file} configures execplan too; keep one of the two"
        raise ConfigError(second.file, second.line, message)
    return found[0] if found else None


def _display(root: Path, file: Path) -> str:
    try:
        return Path(os.path.normpath(file.absolute())).relative_to(root.absolute()).as_posix()
    except ValueError:
        return str(file)


def _read(file: Path, name: str) -> Located | None:
    """The values of a configuration file; None for TOML without our table. Raises `ConfigError`."""
    try:
        # Not open() first: opening a named pipe would wait for ever.
        if not stat.S_ISREG(mode := file.stat().st_mode):
            kind = "a directory" if stat.S_ISDIR(mode) else "not a regular file"
            raise ConfigError(name, None, f"cannot be read: it is {kind}")
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else None
        raise ConfigError(name, None, f"cannot be read: {reason or 'not a file name'}") from None
    return _parse(name, data)


def _parse(name: str, data: bytes) -> Located | None:
    if len(data) > MAX_BYTES:
        raise ConfigError(name, None, f"cannot be read: more than {MAX_BYTES:,} bytes")
    toml = name.endswith(".toml")
    if toml and b"execplan" not in data:
        return None  # somebody else's file: whether it is valid is not our business
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(name, line, "not UTF-8 text; save the file as UTF-8") from None
    if not toml:
        from execplan_hooks.yaml_reader import load_yaml  # most repositories have no configuration

        return load_yaml(text, name)
    from execplan_hooks.toml_reader import load_toml

    top = load_toml(text, name, TABLE)
    _check_tables(text, name)
    return None if top.value is None else top


def _check_tables(text: str, name: str) -> None:
    """Raises `ConfigError` for our table under a name that it does not have: it would be passed over in silence."""
    from execplan_hooks.toml_reader import load_toml

    for wrong in _WRONG_TABLES:
        table = ("tool", wrong)
        if wrong in text and (found := load_toml(text, name, table)).value is not None:
            raise ConfigError(name, found.line, f"the table is called [{'.'.join(TABLE)}], not [{'.'.join(table)}]")
