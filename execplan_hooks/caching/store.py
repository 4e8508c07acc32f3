"""The file of the cache: a table of entries by name, in SQLite, which several runs may use at once.

Whatever is wrong with it costs time and nothing else: there is no cache then.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FILE = "lint-1.sqlite"
_MARK = 0x45584543
"""The number by which SQLite files tell whose they are: "EXEC"."""
_DAY = 86_400
_KEPT = 30
"""Days that an entry stays which no run asks for."""
_MOST = 50_000
"""Entries; about 200 MB: those of real plans have 3.5 KB."""
_PATIENCE = 1.0
"""Seconds that a run waits for another one that is writing."""


class Store:
    """The entries in a folder. Where they cannot be read there are none, and what cannot be written is not kept."""

    def __init__(self, folder: Path, now: float | None = None) -> None:
        self._file = folder / FILE
        self._today = int((time.time() if now is None else now) // _DAY)
        self._database: sqlite3.Connection | None = None
        with self._forgiving():
            self._make()
            self._open()

    def _make(self) -> None:
        """Make the file where it is missing, and for nobody else: SQLite would let others read it."""
        with contextlib.suppress(OSError):  # of which SQLite will say what there is to say
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))

    def _open(self) -> None:
        database = sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None)
        try:
            (mark,) = database.execute("PRAGMA application_id").fetchone()
            (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if mark != _MARK:
                if tables:
                    return  # somebody else's
                database.execute(f"PRAGMA application_id = {_MARK}")
            # A cache may be lost: no run has to wait for the disk.
            database.execute("PRAGMA synchronous = OFF")
            database.execute(
                "CREATE TABLE IF NOT EXISTS entry (name BLOB PRIMARY KEY, data BLOB NOT NULL, used INTEGER NOT NULL)"
            )
            database.execute("CREATE INDEX IF NOT EXISTS by_use ON entry (used)")
            self._database = database
        finally:
            if self._database is None:
                database.close()

    @contextlib.contextmanager
    def _forgiving(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError:  # no folder, no right to write, a full disk, another run that takes long
            self.close()
        except sqlite3.DatabaseError:  # no database, or not whole: the next run begins with a new one
            self.close()
            with contextlib.suppress(OSError):
                self._file.unlink()

    def find(self, name: bytes) -> bytes | None:
        """The data of an entry; None where there is none."""
        found = None
        if self._database is not None:
            with self._forgiving():
                found = self._database.execute("SELECT data FROM entry WHERE name = ?", (name,)).fetchone()
        return found[0] if found is not None and isinstance(found[0], bytes) else None

    def keep(self, entries: Mapping[bytes, bytes], used: Iterable[bytes] = ()) -> None:
        """Add entries, note that others were `used`, and forget those that nobody asked for in a long time."""
        if self._database is None:
            return
        today = self._today
        with self._forgiving():
            database = self._database
            database.execute("BEGIN IMMEDIATE")
            database.executemany(
                "INSERT OR REPLACE INTO entry VALUES (?, ?, ?)",
                ((name, data, today) for name, data in entries.items()),
            )
            database.executemany(
                "UPDATE entry SET used = ? WHERE name = ? AND used < ?", ((today, name, today) for name in used)
            )
            database.execute("DELETE FROM entry WHERE used < ?", (today - _KEPT,))
            (count,) = database.execute("SELECT count(*) FROM entry").fetchone()
            if count > _MOST:
                oldest = "SELECT name FROM entry ORDER BY used LIMIT ?"
                database.execute(f"DELETE FROM entry WHERE name IN ({oldest})", (count - _MOST,))  # noqa: S608
            database.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file; there are no entries any more."""
        if self._database is not None:
            database, self._database = self._database, None
            with contextlib.suppress(sqlite3.Error):
                database.close()
