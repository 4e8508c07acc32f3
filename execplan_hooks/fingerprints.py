"""What tells one finding from another when lines move: `fingerprinted`.

A finding is about one thing, or about several that are said together ("3 of 5 timestamps"); each has a hash, its
subject. A rule names the subjects where its message changes when something else is fixed. Else it is one: what the
message says but for its numbers (they are lines, counts and times; in what it quotes they are part of a name), and the
text that the finding covers, or its line where it covers none; a finding about something that is not there has no text
of its own. The path is no part of it: a plan is moved when it is done.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable

from execplan_hooks.lazy import lazy
from execplan_hooks.model import Diagnostic

# Lines first: where a quoted text holds a quotation mark, what follows may look quoted.
_LINES = lazy(r"\blines? \d+(?:, \d+)*")
_NUMBER = lazy(r"""("[^"]*"|`[^`]*`)|\d+""")
_DIGITS = 16


def hashed(rule: str, *parts: str) -> str:
    """The subject that parts of a text name for a rule, as 16 hexadecimal digits; blanks count as one."""
    import hashlib  # a plan without findings has none

    texts = "\0".join((rule, *(" ".join(part.split()) for part in parts)))
    return hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def fingerprinted(diagnostics: Iterable[tuple[Diagnostic, str]]) -> list[Diagnostic]:
    """The diagnostics of one file, each given with the text of its line as it stands there, with their subjects and
    fingerprints.

    The text goes into the hash with a secret that it holds: another secret in its place is another finding. A
    fingerprint is the first subject, numbered: equal findings are several.
    """
    seen: Counter[str] = Counter()
    result = []
    for diagnostic, line in diagnostics:
        subjects = diagnostic.subjects or (
            hashed(diagnostic.rule, _without_numbers(diagnostic.message), _covered(diagnostic, line)),
        )
        seen[subjects[0]] += 1
        fingerprint = f"{subjects[0]}:{seen[subjects[0]]}"
        result.append(dataclasses.replace(diagnostic, fingerprint=fingerprint, subjects=subjects))
    return result


def _without_numbers(message: str) -> str:
    return _NUMBER.sub(lambda match: match[1] or "#", _LINES.sub("lines #", message))


def _covered(diagnostic: Diagnostic, line: str) -> str:
    if diagnostic.absent:
        return ""
    if diagnostic.column and diagnostic.end_column and diagnostic.end_line in (None, diagnostic.line):
        return line[diagnostic.column - 1 : diagnostic.end_column - 1] or line
    return line
