"""External URLs stand among the references, or with a snapshot of what is needed from them.

What it does: finds URLs in prose: bare ones, `<https://…>`, links, images, reference definitions, HTML and
`www.`. Those in sections and fields that the dialect names for references are fine, and so is the `Source:` of a
snapshot that has `Retrieved:` with a timestamp and `Notes:` beside it. Local addresses (localhost, loopback,
single-label hosts such as `http://web:3000`), reserved names (`.test`, `.example`, `.invalid`, example.com) and
anything in code are not external.

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

On real plans: 7 of 210 have findings, nearly all links to pull requests and CI runs, so this is a warning unless
the dialect's source forbids them.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.document.linking.external import external_links
from execplan_hooks.document.plan import Plan
from execplan_hooks.model import Context, Finding, Option, Rule, Severity


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for external URLs in prose outside the places for references."""
    for link, host in external_links(plan, tuple(context.options["allow"])):
        yield Finding(
            link.line,
            f'external URL (host "{host}") outside the references: the plan must be executable without it',
            link.column,
            link.line,
            link.end_column,
            "write what execution needs from it into the plan (Retrieved, Source, Notes), or move the link to the "
            "references if it is only further reading",
        )


RULE = Rule(
    severity=Severity.WARNING,
    document=check,
    options=(Option("allow", "strings", (), "URL prefixes that are not reported"),),
)
