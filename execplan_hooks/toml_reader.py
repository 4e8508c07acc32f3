"""TOML to located values; `tomllib` gives no positions, so the lines of keys are found beside it."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from typing import Any

from execplan_hooks.located import MAX_CHARACTERS, MAX_DEPTH, ConfigError, KeyPath, Located

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\\\n]*"|'[^'\n]*')"""
_KEY = re.compile(rf"[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART}){{0,{MAX_DEPTH}}})[ \t]*")
_LONG_KEY = re.compile(rf"(?<![\w-])(?:{_PART}[ \t]*\.[ \t]*){{{MAX_DEPTH}}}")


def load_toml(text: str, file: str, table: tuple[str, ...] = ()) -> Located:
    """The values of a TOML document, or of one `table` in it: its value is None where there is no such table.

    Dates and fractions are their text. Raises `ConfigError`. Lines are exact for tables and for keys at the
    start of a line; values inside a list or an inline table have the line of the key that holds it.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        raise ConfigError(file, None, f"too large: more than {MAX_CHARACTERS:,} characters")
    if match := _LONG_KEY.search(text):  # tomllib takes quadratic time and memory for a dotted key
        line = text.count("\n", 0, match.start()) + 1
        raise ConfigError(file, line, f"nested more than {MAX_DEPTH} levels deep")
    try:
        document = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        reason = re.sub(r" \(at .*", "", str(error))
        last = text.rstrip().count("\n") + 1
        raise ConfigError(file, int(found[1]) if found else last, f"not valid TOML: {reason}") from None
    except (RecursionError, ValueError):
        # tomllib recurses for each bracket; int() refuses numbers of more than 4,300 digits.
        raise ConfigError(file, None, "not valid TOML: nested too deeply, or a number too long") from None
    lines = _toml_lines(text, document)
    value: object = document
    for key in table:
        value = value.get(key) if isinstance(value, dict) else None
    top = Located(value, file, table, lines)
    return Located(_toml_value(top, 1), file, table, lines)


def _toml_value(at: Located, depth: int) -> object:
    if depth > MAX_DEPTH:
        raise ConfigError(at.file, at.line, f"nested more than {MAX_DEPTH} levels deep")
    if isinstance(at.value, dict):
        return {key: _toml_value(member, depth + 1) for key, member in at.mapping().items()}
    if isinstance(at.value, list):
        return [_toml_value(item, depth + 1) for item in at.sequence()]
    if isinstance(at.value, (dt.date, dt.time)):
        return at.value.isoformat()
    return at.value


def _toml_lines(text: str, document: dict[str, Any]) -> dict[KeyPath, int]:
    """The line of each table header and of each key at the start of a line: tomllib keeps no positions."""
    lines: dict[KeyPath, int] = {(): 1}
    counts: dict[KeyPath, int] = {}  # how often each [[array of tables]] has begun
    table: KeyPath = ()
    open_quote = ""  # of the multi-line string that the line stands in

    def record(base: KeyPath, keys: list[str], number: int) -> KeyPath:
        for key in keys:
            base = (*base, key)
            lines.setdefault(base, number)
            if base in counts:
                base = (*base, counts[base] - 1)
        return base

    for number, line in enumerate(text.split("\n"), start=1):
        if open_quote:
            open_quote = "" if open_quote in line else open_quote
            continue
        header = re.match(r"[ \t]*(\[\[?)", line)
        if match := _KEY.match(line, header.end() if header else 0):
            keys = [part.strip("\"'") for part in re.findall(_PART, match[1])]
            close = header[1].replace("[", "]") if header else "="
            if not line.startswith(close, match.end()):
                pass  # an item of a list over several lines
            elif not header:
                record(table, keys, number)
            elif not _holds_table(document, keys):
                pass  # a list in a list
            elif close == "]":
                table = record((), keys, number)
            else:
                array = (*record((), keys[:-1], number), keys[-1])
                lines.setdefault(array, number)
                table = (*array, counts.get(array, 0))
                counts[array] = counts.get(array, 0) + 1
                lines[table] = number
        open_quote = next((quote for quote in ('"""', "'''") if line.count(quote) % 2), "")
    return lines


def _holds_table(value: object, keys: list[str]) -> bool:
    for key in keys:
        value = value[-1] if isinstance(value, list) and value else value
        value = value.get(key) if isinstance(value, dict) else None
    return isinstance(value, (dict, list))
