"""External URLs stand among the references, or with a snapshot of what is needed from them.

What it does: finds URLs in prose: bare ones, `<https://…>`, links, images, reference definitions, HTML and
`www.`. Those in sections and fields that the dialect names for references are fine, and so is the `Source:` of a
snapshot that has `Retrieved:` with a timestamp and `Notes:` beside it. Local addresses (localhost, loopback,
private and shared networks such as `10.0.0.0/8` and `100.64.0.0/10`, link-local ones, single-label hosts such as
`http://web:3000`), reserved names (`.test`, `.example`, `.invalid`, example.com) and anything in code are not external.
In sections that record what happened (living ones, and those that may be empty until the plan is done) a URL is a
notice, except where the dialect makes this rule an error.

Why: the plan must be executable from the working tree alone; an agent that cannot open a link guesses what it
says, and one that can gets whatever stands there today.

Bad:

    Follow the steps of https://docs.acme.dev/upgrade.

Good:

    - Retrieved: 2025-11-22T14:05:00Z
    - Source: https://docs.acme.dev/upgrade
    - Notes: run `acme migrate` before the first start; it is safe to repeat.

Options: `allow` (list of URL prefixes, such as `https://github.com/acme/`) are not reported.

Fix: write into the plan what execution needs from the page, and move the link to the references.

On real plans: 6 of 210 have findings. 7 are notices, all pull requests and CI runs where results are recorded. All 3
warnings were read: 2 are right (an issue that holds the task, the source of a dependency), one is arguable (the article
that a guide follows). So this is a warning unless the dialect's source forbids them.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.document.linking.external import external_links
from execplan_hooks.document.linking.records import record_lines
from execplan_hooks.document.plan import Plan
from execplan_hooks.model import Context, Finding, Option, Rule, Severity


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for external URLs in prose outside the places for references."""
    # Where the source of a dialect forbids them it makes no exception for records.
    strict = plan.dialect.severities.get("external-urls") is Severity.ERROR
    found = list(external_links(plan, tuple(context.options["allow"])))
    records = record_lines(plan) if found and not strict else frozenset()
    for link, host in found:
        if link.line in records:
            message = f'external URL (host "{host}") in a record: what it shows must stand in the plan too'
            help_text = (
                "write beside it what it showed, or move the link to the references if it is only further reading"
            )
            severity = Severity.NOTICE
        else:
            message = f'external URL (host "{host}") outside the references: the plan must be executable without it'
            help_text = (
                "write what execution needs from it into the plan (Retrieved, Source, Notes), or move the link to the "
                "references if it is only further reading"
            )
            severity = Severity.ERROR
        yield Finding(link.line, message, link.column, link.line, link.end_column, help_text, severity)


RULE = Rule(
    severity=Severity.WARNING,
    document=check,
    options=(Option("allow", "strings", (), "URL prefixes that are not reported"),),
)
