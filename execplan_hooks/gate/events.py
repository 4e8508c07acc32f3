"""The event that started a GitHub Actions workflow: its payload, read from GITHUB_EVENT_PATH and validated.

Source of the fields: GitHub's reference of webhook events and payloads. What a workflow cannot use is not looked at.
"""

from __future__ import annotations

import os
import re
import stat
import string
from collections.abc import Mapping
from typing import Any

from execplan_hooks.escape import plain
from execplan_hooks.frozen import frozen
from execplan_hooks.model import ExecplanError

MAX_BYTES = 32_000_000
"""GitHub's payloads end at 25 MB."""

# The last three carry the same object; GITHUB_HEAD_REF and GITHUB_BASE_REF are set for the first two only.
PULL_REQUESTS = ("pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment")
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_HEADS = "refs/heads/"
# Not `casefold`: to that `\u017fcope` is `scope`, and whoever may make labels could make one that approves.
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@frozen
class PullRequest:
    """An event of a pull request: full shas, branch names without `refs/heads/`, the names of its labels.

    `base` is the target's tip when GitHub last looked, often when the pull request was opened; `base_ref` is the
    target's name. `head_ref` is the name in the head's own repository; `is_fork` unless that is known to be the
    target's: in a fork anybody may give a branch any name.
    """

    base: str
    head: str
    base_ref: str
    head_ref: str
    labels: tuple[str, ...]
    is_fork: bool = True

    def has_label(self, name: str) -> bool:
        """Whether it carries a label; as on GitHub, upper and lower case of the letters a to z are the same."""
        return name.translate(_LOWER) in {label.translate(_LOWER) for label in self.labels}


@frozen
class Push:
    """A push of a branch: its short name, the full shas before and after it, the default branch's name if known.

    `before` is None where the push made the branch. Pushes of tags and deletions are no such event.
    """

    branch: str
    before: str | None
    after: str
    default_branch: str | None


@frozen
class MergeGroup:
    """A merge queue asks for checks: what is merged, onto which commit of which branch (its short name)."""

    base: str
    head: str
    base_ref: str


Event = PullRequest | Push | MergeGroup


def read(environ: Mapping[str, str]) -> Event | None:
    """The event that the environment names; None outside of GitHub Actions and for events without two sides.

    Raises `ExecplanError` where the payload is named but missing, too large, no JSON, or lacks what it must have.
    """
    name, path = environ.get("GITHUB_EVENT_NAME", ""), environ.get("GITHUB_EVENT_PATH", "")
    if not path or name not in (*PULL_REQUESTS, "push", "merge_group"):
        return None
    payload = _Payload(name, path, (), _load(path))
    if name == "push":
        return _push(payload)
    if name == "merge_group":
        group = payload.within("merge_group")
        return MergeGroup(group.sha("base_sha"), group.sha("head_sha"), group.text("base_ref").removeprefix(_HEADS))
    pull = payload.within("pull_request")
    base, head = pull.within("base"), pull.within("head")
    return PullRequest(
        base.sha("sha"),
        head.sha("sha"),
        base.text("ref"),
        head.text("ref"),
        pull.names("labels"),
        is_fork=head.name_of("repo") is None or head.name_of("repo") != base.name_of("repo"),
    )


def _push(payload: _Payload) -> Push | None:
    ref, after = payload.text("ref"), payload.sha("after")
    before = payload.sha("before")
    if not ref.startswith(_HEADS) or _is_zero(after):
        return None
    default = payload.within("repository").text("default_branch") if payload.has("repository") else None
    return Push(ref.removeprefix(_HEADS), None if _is_zero(before) else before, after, default)


def _is_zero(sha: str) -> bool:
    return not sha.strip("0")


@frozen
class _Payload:
    """An object of the payload, with its place in it for messages."""

    event: str
    file: str
    place: tuple[str, ...]
    value: object

    @property
    def fields(self) -> Mapping[str, Any]:
        if not isinstance(self.value, dict):
            raise self._error(self.place, "is no object")
        return self.value

    def within(self, key: str) -> _Payload:
        return _Payload(self.event, self.file, (*self.place, key), self.fields.get(key))

    def has(self, key: str) -> bool:
        """Whether it is there; other forges that run GitHub's workflows leave out what need not be."""
        return self.fields.get(key) is not None

    def text(self, key: str) -> str:
        value = self.fields.get(key)
        if not isinstance(value, str) or not value:
            raise self._error((*self.place, key), "is no text")
        return value

    def name_of(self, key: str) -> str | None:
        """The full name of a repository; None where it was deleted or is not given."""
        return self.within(key).text("full_name") if self.has(key) and self.within(key).has("full_name") else None

    def sha(self, key: str) -> str:
        value = self.text(key)
        if not _SHA.fullmatch(value):
            raise self._error((*self.place, key), "is no commit's full name")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """The names of the objects in a list; none where there is no list."""
        items = self.fields.get(key) if self.has(key) else []
        if not isinstance(items, list):
            raise self._error((*self.place, key), "is no list")
        return tuple(_Payload(self.event, self.file, (*self.place, key), item).text("name") for item in items)

    def _error(self, place: tuple[str, ...], what: str) -> ExecplanError:
        return _unusable(self.file, f"`{'.'.join(place) or 'the payload'}` of a {self.event} event {what}")


def _load(path: str) -> object:
    try:
        # Opening something else than a file could wait for ever.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise _unusable(path, "it is no regular file")
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unusable(path, getattr(error, "strerror", None) or "it cannot be read") from None
    if len(data) > MAX_BYTES:
        raise _unusable(path, f"it is larger than {MAX_BYTES // 1_000_000} MB")
    import json  # most runs have no event

    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _unusable(path, "it is no UTF-8 text") from None
    except ValueError:  # also a number of too many digits
        raise _unusable(path, "it is no JSON") from None
    except RecursionError:
        raise _unusable(path, "it is nested too deeply") from None


def _unusable(path: str, reason: str) -> ExecplanError:
    return ExecplanError(
        f"the event's payload {plain(path)} (GITHUB_EVENT_PATH) cannot be used: {reason}; run this in a job of "
        "GitHub Actions as it is, or name the comparison with `--base` and `--branch`"
    )
