"""Local links and anchors lead to something in the repository, and so do the plans that a plan names.

What it does: follows links, images, reference definitions and the `href` and `src` of HTML that lead to files, from
the plan's folder, as GitHub does. It reports targets that do not exist, that exist in another spelling only (`Docs/`
for `docs/`), that leave the repository, and anchors that no heading and no `id` has, in the plan and in other
Markdown files. Of the plans that a plan names, the canonical source plan must exist, and so must paths in backticks
that lie where plans are looked for, unless they are given as examples ("for example", "such as"); one that was moved
(from `active` to `completed`) is reported with its new place.

External URLs, pages of the repository's site (`../../issues/7`), placeholders, code, targets in a submodule that is
not checked out, the plan's own path and absolute machine paths (`local-paths` reports those) are left alone.

Why: who executes a plan has its text and the repository; a link that leads nowhere is knowledge that is missing.

Bad:

    The format is that of [the old parser](../src/parser.py#L40), see [Steps](#concrete-step).

Good:

    The format is that of [the old parser](../src/legacy/parser.py#L40), see [Steps](#concrete-steps).

Options: `allow` (list of path prefixes from the repository's root, such as `docs/generated/`) may be missing: files
that a build makes.

Fix: write the place where the target is now; what is gone for good, say in the plan's own words. `--fix` writes a
target that differs in upper and lower case only as it is.

On real plans: links are rare, named plans are not. Laid out as in their repositories, with what these keep of the
files that are led to, 6 of 210 plans have a finding: no error, 4 warnings and 6 notices, all about named plans and
notes beside them (most of these are ignored by git, so that nobody else has them). All were read: the warnings are
right, 3 notices are arguable. A fifth warning, about a plan that was named as an example, was wrong; examples are left
out since.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from execplan_hooks.document.inline import Span, code_spans
from execplan_hooks.document.linking import anchors, broken_links, targets
from execplan_hooks.document.markdown import Block
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.traces import lines_with
from execplan_hooks.lazy import lazy
from execplan_hooks.model import Context, Finding, Option, Rule, Severity
from execplan_hooks.tree import Tree

_WORD = lazy(r"""[^\s`'"()<>\[\],;|]+""")
# A path behind such words, or behind others that they begin, shows what a path looks like. A bare "like" does not:
# "as strict as in x, like `y.md`" may well name what to read.
_EXAMPLE = lazy(
    r"(?:\b(?:for example|for instance|e\. ?g\.|such as|(?:names?|named|paths?|files?|plans?|called|looks?) like)"
    r"|\u4f8b\u5982|\u6bd4\u5982|\u4f8b\u3048\u3070|\u305f\u3068\u3048\u3070|\uc608\ub97c \ub4e4\uc5b4)"
    r"(?:`[^`]{1,200}`|[\s,:;\u3001\uff0c\uff1a(\"'*_]|\bor\b|\band\b){0,40}\Z",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"\.[mM][dD]")
_LOOK_BACK = 2  # lines
_PLAN_PATH = re.compile(r"""[^\s`'"()<>,;|\\:]+\.(?:md|markdown)""", re.IGNORECASE)


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for links, then for named plans; without the files around the plan for its own anchors only."""
    tree = context.tree if targets.lies_inside(plan.path) else None
    # Nobody executes a finished plan again: there, a file that is gone is history.
    over = plan.state in ("done", "abandoned")
    worst, lesser = (Severity.WARNING, Severity.NOTICE) if over else (Severity.ERROR, Severity.WARNING)
    allowed = tuple(context.options["allow"])
    # In a fence around the whole plan nothing is a heading; another rule reports the fence.
    own = functools.cache(lambda: None if plan.wrapped else anchors.anchors(plan.document))
    for link in plan.links:
        if link.kind not in ("link", "image", "definition", "html") or link.text.startswith("^"):
            continue  # the definition of a reference is where its target stands; "[^1]: word" is a footnote
        target = targets.target_of(link.url, plan.path, tree)
        if target is None:
            continue
        # The target as it is written, since the path that it leads to is another one once the plan was moved.
        problem, severity, fix, subject = None, worst, None, f"no file: {link.url}"
        if tree is not None and not target.own and not (target.path or "").startswith(allowed or ("\0",)):
            problem = broken_links.file_problem(tree, link.url, target.path)
            spelled = tree.spelled(target.path) if problem and target.path else None
            if target.path and spelled:
                from execplan_hooks.fixes.links import as_spelled  # only a finding needs it

                there = broken_links.anchors_there(tree, spelled) if target.fragment else None
                fix = as_spelled(plan.source, link, tree, target.path, spelled, there or frozenset())
        if problem is None and target.fragment:
            is_own = target.own or target.path == plan.path
            found = own() if is_own else broken_links.anchors_there(tree, target.path)
            problem = broken_links.anchor_problem(
                found, target.fragment, "this plan" if is_own else f'"{broken_links.shortened(target.path or "")}"'
            )
            severity, subject = lesser, f"no anchor: {link.url}"
            if problem and found:
                from execplan_hooks.fixes.links import in_lower_case  # only a finding needs it

                fix = in_lower_case(plan.source, link, found)
        if problem:
            message, help_text = problem
            yield Finding(
                link.line,
                f'{_NOUNS[link.kind]} "{broken_links.shortened(link.url)}" {message}',
                link.column,
                link.line,
                link.end_column,
                help_text,
                severity,
                fix=fix,
                subjects=(subject,),
            )
    if tree is not None:
        yield from _named_plans(plan, tree, worst, lesser)


_NOUNS = {"link": "link to", "image": "image", "definition": "link to", "html": "link to"}


def _named_plans(plan: Plan, tree: Tree, worst: Severity, lesser: Severity) -> Iterator[Finding]:
    told: dict[str, Finding] = {}
    cleared: set[str] = set()  # of paths that are named often
    for value in plan.field("canonical-source-plan"):
        for word in _WORD.finditer(value.value):
            path = targets.without_line(word[0])
            if path not in told and _PLAN_PATH.fullmatch(path):
                place = value.line, value.column + word.start()
                found = _missing_plan(plan, tree, path, "canonical source plan", *place)
                if found:
                    told[path] = replace(found, severity=worst if found.severity is Severity.ERROR else lesser)
    name = plan.path.rpartition("/")[2]
    elsewhere = {value.line for value in plan.field("moved-plan-path")}
    # Few lines name a Markdown file; no character but these two becomes an m or a d in lower case.
    lines = lines_with(plan.source.text, _MARKDOWN)
    for block in _leaves(plan, lines):
        for span in code_spans(block) if ".md" in block.text.lower() else ():
            path = targets.without_line(span.text) if ".m" in span.text.lower() else ""
            if not path or path in told or path in cleared or span.line in elsewhere:
                continue
            # The plan itself may be told to move; whether it is where it should be, another rule asks.
            if (
                not _PLAN_PATH.fullmatch(path)
                or path.endswith(f"/{name}")
                or not tree.keeps_plans(path.removeprefix("./").removeprefix("/"))
            ):
                cleared.add(path)
                continue
            found = _missing_plan(plan, tree, path, "plan", span.line, span.column + 1)
            if found is None:
                cleared.add(path)
            elif not _is_example(block, span):
                told[path] = replace(found, severity=lesser)
    yield from told.values()


def _leaves(plan: Plan, lines: list[int]) -> Iterator[Block]:
    """The blocks with text that the lines, which are in order, stand in or behind; each once, in their order."""
    leaves = [block for block in plan.document.walk() if block.pieces] if lines else []
    starts = [block.line for block in leaves]
    for index in dict.fromkeys(bisect_right(starts, line) - 1 for line in lines):
        if index >= 0:
            yield leaves[index]


def _is_example(block: Block, span: Span) -> bool:
    """Whether a code span stands behind words that introduce examples."""
    first = bisect_left(block.pieces, span.line - _LOOK_BACK, key=lambda piece: piece.line)
    last = bisect_left(block.pieces, span.line, key=lambda piece: piece.line)
    here = block.pieces[last]
    before = [piece.text for piece in block.pieces[first:last]] + [here.text[: span.column - here.column]]
    return _EXAMPLE.search("\n".join(before)[-300:]) is not None


def _missing_plan(plan: Plan, tree: Tree, path: str, what: str, line: int, column: int) -> Finding | None:
    """What is to say of a path by which the plan names another, seen from the root or a folder around the plan."""
    seen = targets.candidates(plan.path, path)
    if targets.is_placeholder(path) or not seen or any(map(tree.kind, seen)):
        return None
    place = next(filter(None, (targets.moved(tree, candidate) for candidate in seen)), None)
    if place:
        message, help_text = (
            f'does not exist: the file lies at "{broken_links.shortened(place)}"',
            "write where it is now",
        )
    elif any(targets.is_unknown(tree, candidate) for candidate in seen):
        return None
    else:
        message, help_text = "does not exist in the repository", broken_links.CORRECT
    severity = Severity.WARNING if place else Severity.ERROR
    return Finding(
        line,
        f'{what} "{broken_links.shortened(path)}" {message}',
        column,
        line,
        column + len(path),
        help_text,
        severity,
        subjects=(f"no plan: {path}",),
    )


RULE = Rule(
    severity=Severity.ERROR,
    document=check,
    options=(Option("allow", "strings", (), "path prefixes from the root whose files may be missing"),),
)
