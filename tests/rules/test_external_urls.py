"""The rule `external-urls`: what lies outside, and what is said of it where."""

from __future__ import annotations

import re

import pytest

from execplan_hooks.document.linking.external import external_host
from execplan_hooks.model import Severity
from tests.fixtures import conforming, lint

URL = "https://ci.acme.dev/runs/7"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://docs.acme.dev/x", "docs.acme.dev"),
        ("http://93.184.215.14/x", "93.184.215.14"),
        ("http://100.128.0.1/x", "100.128.0.1"),
        ("http://172.32.0.1/x", "172.32.0.1"),
        ("http://[2606:2800:21f::1]/x", "2606:2800:21f::1"),
        ("http://localhost:3000", None),
        ("http://127.0.0.1:3000", None),
        ("http://0.0.0.0:3000", None),
        ("http://10.0.3.7:8080/x", None),
        ("http://172.16.0.1/x", None),
        ("http://172.31.255.255/x", None),
        ("http://192.168.1.10/x", None),
        ("http://100.64.0.1/x", None),  # shared address space, RFC 6598
        ("http://100.95.0.36:3002/sign-in", None),
        ("http://169.254.169.254/latest", None),
        ("http://192.0.2.1/x", None),
        ("http://[::1]/x", None),
        ("http://[fd12:3456::1]/x", None),
        ("http://[fe80::1]/x", None),
    ],
)
def test_what_lies_outside(url: str, host: str | None) -> None:
    assert external_host(url) == host


@pytest.mark.parametrize(
    ("dialect", "heading", "severity"),
    [
        ("codex", "Progress", Severity.NOTICE),
        ("codex", "Outcomes & Retrospective", Severity.NOTICE),
        ("codex", "Artifacts and Notes", Severity.NOTICE),
        ("codex", "Plan of Work", Severity.WARNING),
        ("codex", "Context and Orientation", Severity.WARNING),
        ("wbs", "Handoff", Severity.NOTICE),
        ("wbs", "Scope", Severity.WARNING),
        # The source of this dialect makes no exception for records.
        ("ssot", "Progress", Severity.ERROR),
        ("ssot", "Outcomes & Retrospective", Severity.ERROR),
        ("ssot", "Plan of Work", Severity.ERROR),
    ],
)
def test_a_url_in_a_record_is_a_notice_where_the_dialect_is_lenient(
    dialect: str, heading: str, severity: Severity
) -> None:
    text = conforming(dialect)
    bad, count = re.subn(rf"(?m)^## {heading}.*$", rf"\g<0>\n\nSee {URL} for it.", text)
    assert count == 1
    assert [it.severity for it in lint(bad) if it.rule == "external-urls"] == [severity]
    assert not [it for it in lint(text) if it.rule == "external-urls"]
