"""`execplan_hooks.gate.events`: payloads of GitHub's events, usable and not."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from execplan_hooks.gate import events
from execplan_hooks.gate.events import MergeGroup, PullRequest, Push
from execplan_hooks.model import ExecplanError

A, B, ZERO = "a" * 40, "b" * 40, "0" * 40
PULL = {
    "pull_request": {
        "base": {"sha": A, "ref": "main"},
        "head": {"sha": B, "ref": "feat/a", "repo": None},
        "labels": [{"name": "bug"}, {"name": "Scope-Approved", "color": "ededed"}],
    }
}
PUSH = {"ref": "refs/heads/feat/a", "before": A, "after": B, "repository": {"default_branch": "trunk"}}
GROUP = {"merge_group": {"base_sha": A, "head_sha": B, "base_ref": "refs/heads/main", "head_ref": "refs/heads/x"}}


@pytest.fixture
def payload(tmp_path: Path) -> Callable[[str, object], dict[str, str]]:
    """The environment of an event with this payload (bytes: as they are)."""

    def written(name: str, content: object) -> dict[str, str]:
        file = tmp_path / "event.json"
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(file)}

    return written


Payload = Callable[[str, object], dict[str, str]]


def changed(content: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    """A payload with another value at a place such as `pull_request.base.sha`."""
    copy: dict[str, Any] = json.loads(json.dumps(content))
    *path, last = place.split(".")
    target = copy
    for key in path:
        target = target[key]
    target[last] = value
    return copy


@pytest.mark.parametrize("name", events.PULL_REQUESTS)
def test_pull_requests(payload: Payload, name: str) -> None:
    event = events.read(payload(name, PULL))
    assert event == PullRequest(A, B, "main", "feat/a", ("bug", "Scope-Approved"))


OURS, THEIRS = {"full_name": "acme/shop"}, {"full_name": "somebody/shop"}


@pytest.mark.parametrize(
    ("base", "head", "is_fork"),
    [
        (OURS, OURS, False),
        (OURS, THEIRS, True),
        (OURS, None, True),  # a fork that was deleted since
        (None, OURS, True),
        (None, None, True),
        ({}, {}, True),
    ],
)
def test_a_fork_is_what_is_not_known_to_be_the_same_repository(
    payload: Payload, base: object, head: object, is_fork: bool
) -> None:
    content = changed(changed(PULL, "pull_request.base.repo", base), "pull_request.head.repo", head)
    event = events.read(payload("pull_request", content))
    assert isinstance(event, PullRequest)
    assert event.is_fork is is_fork


@pytest.mark.parametrize(
    ("label", "is_there"),
    [("bug", True), ("scope-approved", True), ("SCOPE-APPROVED", True), ("scope", False), ("", False), ("bug ", False)],
)
def test_labels_are_compared_as_github_does(payload: Payload, label: str, is_there: bool) -> None:
    event = events.read(payload("pull_request", PULL))
    assert isinstance(event, PullRequest)
    assert event.has_label(label) is is_there


@pytest.mark.parametrize("labels", [None, []])
def test_a_pull_request_without_labels(payload: Payload, labels: object) -> None:
    event = events.read(payload("pull_request", changed(PULL, "pull_request.labels", labels)))
    assert isinstance(event, PullRequest)
    assert event.labels == ()


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        ("ref", "refs/heads/feat/a", Push("feat/a", A, B, "trunk")),
        ("before", ZERO, Push("feat/a", None, B, "trunk")),
        ("before", "0" * 64, Push("feat/a", None, B, "trunk")),
        ("after", "c" * 64, Push("feat/a", A, "c" * 64, "trunk")),
        ("repository", None, Push("feat/a", A, B, None)),
        ("ref", "refs/tags/v1", None),
        ("ref", "refs/heads/refs/tags/v1", Push("refs/tags/v1", A, B, "trunk")),
        ("after", ZERO, None),
    ],
)
def test_pushes(payload: Payload, place: str, value: object, expected: Push | None) -> None:
    assert events.read(payload("push", changed(PUSH, place, value))) == expected


def test_merge_groups(payload: Payload) -> None:
    assert events.read(payload("merge_group", GROUP)) == MergeGroup(A, B, "main")


@pytest.mark.parametrize("name", ["schedule", "workflow_dispatch", "issue_comment", ""])
def test_other_events_are_not_read(payload: Payload, name: str) -> None:
    assert events.read(payload(name, b"no JSON")) is None


def test_without_a_payload_there_is_no_event() -> None:
    assert events.read({}) is None
    assert events.read({"GITHUB_EVENT_NAME": "push"}) is None
    assert events.read({"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": ""}) is None


def test_a_byte_order_mark_is_no_part_of_the_payload(payload: Payload) -> None:
    assert events.read(payload("push", b"\xef\xbb\xbf" + json.dumps(PUSH).encode())) is not None


@pytest.mark.parametrize(
    ("name", "content", "place", "value", "message"),
    [
        ("pull_request", PULL, "pull_request", "text", "`pull_request` of a pull_request event is no object"),
        ("pull_request", PULL, "pull_request.base", None, "`pull_request.base` of a pull_request event is no object"),
        ("pull_request", PULL, "pull_request.base.sha", "main", "`pull_request.base.sha` .* no commit's full name"),
        ("pull_request", PULL, "pull_request.head.sha", A.upper(), "`pull_request.head.sha` .* full name"),
        ("pull_request", PULL, "pull_request.head.sha", f"{A}\n", "`pull_request.head.sha` .* full name"),
        ("pull_request", PULL, "pull_request.head.ref", 5, "`pull_request.head.ref` .* no text"),
        ("pull_request", PULL, "pull_request.labels", "bug", "`pull_request.labels` .* no list"),
        ("pull_request", PULL, "pull_request.labels", ["bug"], "`pull_request.labels` .* no object"),
        ("pull_request", PULL, "pull_request.labels", [{"name": None}], "`pull_request.labels.name` .* no text"),
        ("push", PUSH, "before", None, "`before` of a push event is no text"),
        ("push", PUSH, "after", "HEAD", "`after` .* no commit's full name"),
        ("push", PUSH, "ref", ["refs/heads/a"], "`ref` of a push event is no text"),
        ("push", PUSH, "repository", [], "`repository` of a push event is no object"),
        ("push", PUSH, "repository.default_branch", "", "`repository.default_branch` .* no text"),
        ("merge_group", GROUP, "merge_group.base_sha", "x" * 40, "`merge_group.base_sha` .* no commit's full name"),
        ("merge_group", GROUP, "merge_group.base_ref", None, "`merge_group.base_ref` .* no text"),
    ],
)
def test_wrong_types_are_named(
    payload: Payload, name: str, content: dict[str, Any], place: str, value: object, message: str
) -> None:
    assert events.read(payload(name, content)) is not None
    with pytest.raises(ExecplanError, match=message):
        events.read(payload(name, changed(content, place, value)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is no JSON"),
        (b"{", "it is no JSON"),
        (b"\xff", "it is no UTF-8 text"),
        (b'{"a": "\\ud800' + b"[" * 100_000, "it is no"),
        (b"[" * 200_000, "it is nested too deeply"),
        (b"9" * 10_000, "it is no JSON"),
        (b"null", "`the payload` of a push event is no object"),
        (b" " * (events.MAX_BYTES + 1), "it is larger than 32 MB"),
    ],
    ids=["empty", "broken", "bytes", "surrogate", "nested", "number", "null", "huge"],
)
def test_garbage_is_no_event(payload: Payload, content: bytes, message: str) -> None:
    with pytest.raises(ExecplanError, match=f"{message}.*run this in a job of GitHub Actions as it is"):
        events.read(payload("push", content))


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, message in [
        (tmp_path / "nowhere", "No such file"),
        (tmp_path, "it is no regular file"),
        (tmp_path / "pipe", "it is no regular file"),
        ("a\0b", "it cannot be read"),
    ]:
        with pytest.raises(ExecplanError, match=message):
            events.read({"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(path)})


def test_a_letter_that_only_folds_to_the_labels_is_another(payload: Payload) -> None:
    for label in ("\u017fcope-approved", "scope-approve\u0501", "\uff53cope-approved"):
        event = events.read(payload("pull_request", changed(PULL, "pull_request.labels", [{"name": label}])))
        assert isinstance(event, PullRequest)
        assert event.has_label(label)
        assert not event.has_label("scope-approved")
