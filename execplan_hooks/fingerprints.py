"""What tells one finding from another when lines move: `fingerprinted`.

A fingerprint is a hash of the rule, of what the message says but for its numbers (they are lines, counts and times),
and of the text of the line; a finding about something that is not there has no line of its own. Several that are equal
in all of it are numbered. The path is no part of it: a plan is moved when it is done.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from execplan_hooks.model import Diagnostic

_NUMBER = re.compile(r"\d+")
_DIGITS = 16


def fingerprinted(diagnostics: Iterable[tuple[Diagnostic, str]]) -> list[Diagnostic]:
    """The diagnostics of one file, each given with the text of its line as it stands there, with their fingerprints.

    The line goes into the hash with a secret that it holds: another secret in its place is another finding.
    """
    seen: Counter[str] = Counter()
    result = []
    for diagnostic, line in diagnostics:
        about = "" if diagnostic.absent else " ".join(line.split())
        parts = (diagnostic.rule, _NUMBER.sub("#", diagnostic.message), about)
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
        seen[digest] += 1
        result.append(dataclasses.replace(diagnostic, fingerprint=f"{digest}:{seen[digest]}"))
    return result
