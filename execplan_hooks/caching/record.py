"""What came of a file as bytes that say nothing to anybody who does not have the file, and back.

The messages of findings quote plans. So an entry is sealed with a key that follows from the file's content, as its name
does: whoever looks it up has the file in hands, and an entry that was changed or cut is none. The file of the cache may
hold several records of one name, for it keeps the bytes of what was replaced: so what hides a record follows from the
record as well, or two of them would uncover each other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from execplan_hooks.caching.answers import Answer, Question
from execplan_hooks.examining.examined import Examined
from execplan_hooks.frozen import frozen
from execplan_hooks.model import Diagnostic, Edit, Fix, Severity

_TAG = 16


@frozen
class Record:
    """What came of a file at `since`, and will at each later time as long as what was `asked` has the same answers."""

    examined: Examined
    since: dt.datetime
    asked: Mapping[Question, Answer] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Name:
    """What an entry is called (`public`), and what it is sealed with (`secret`)."""

    public: bytes
    secret: bytes


def name_of(run: bytes, path: str, content: bytes) -> Name:
    """The name of the entry for a file with this content at this path, in runs like `run` (a digest of 32 bytes)."""
    place = os.fsencode(path)
    digest = hashlib.blake2b(b"%d:%s" % (len(place), place), key=run)
    digest.update(content)
    whole = digest.digest()
    return Name(whole[:16], whole[16:])


def sealed(record: Record, name: Name) -> bytes:
    """A record for the cache."""
    examined = record.examined
    fields: dict[str, object] = {
        "dialect": examined.dialect,
        "diagnostics": [_as_json(diagnostic) for diagnostic in examined.diagnostics],
        "left_out": examined.left_out,
        "is_other": examined.is_other,
        "is_unfit": examined.is_unfit,
        "since": record.since.isoformat(),
        "asked": [[*question, answer] for question, answer in record.asked.items()],
    }
    data = json.dumps(fields, separators=(",", ":")).encode("ascii")
    tag = _tag(data, name.secret)
    return tag + _mixed(data, name.secret + tag)


def opened(data: bytes, name: Name, path: str) -> Record | None:
    """The record in an entry of that name; None for what is none."""
    tag, hidden = data[:_TAG], data[_TAG:]
    shown = _mixed(hidden, name.secret + tag)
    if not hmac.compare_digest(tag, _tag(shown, name.secret)):
        return None
    fields = json.loads(shown)  # which we wrote, says the tag
    examined = Examined(
        path,
        fields["dialect"],
        tuple(_diagnostic(path, values) for values in fields["diagnostics"]),
        Counter(fields["left_out"]),
        fields["is_other"],
        fields["is_unfit"],
    )
    asked = {tuple(question): answer for *question, answer in fields["asked"]}
    return Record(examined, dt.datetime.fromisoformat(fields["since"]), asked)


def _mixed(data: bytes, secret: bytes) -> bytes:
    """The data with a stream of bytes that follows from the secret mixed into it, or taken out of it again."""
    stream = hashlib.shake_256(secret).digest(len(data))
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(data), "big")


def _tag(data: bytes, secret: bytes) -> bytes:
    return hashlib.blake2b(data, key=secret, digest_size=_TAG).digest()


def _as_json(one: Diagnostic) -> list[Any]:
    fix = None
    if one.fix is not None:
        fix = [one.fix.safe, *([e.line, e.column, e.end_line, e.end_column, e.text] for e in one.fix.edits)]
    # Without the path, which the name of the entry stands for.
    return [
        one.rule, one.severity, one.message, one.line, one.column, one.end_line, one.end_column, one.help, one.absent,
        fix, one.text, one.fingerprint, one.subjects, one.places, one.beside,
    ]  # fmt: skip


def _diagnostic(path: str, values: list[Any]) -> Diagnostic:
    rule, severity, message, line, column, end_line, end_column, advice, absent, fix, text, mark, *groups = values
    subjects, places, beside = map(tuple, groups)
    edits = Fix(tuple(Edit(*edit) for edit in fix[1:]), fix[0]) if fix is not None else None
    return Diagnostic(
        path, rule, Severity(severity), message, line, column, end_line, end_column, advice, absent, edits, text, mark,
        subjects, places, beside,
    )  # fmt: skip
