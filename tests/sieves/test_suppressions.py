"""Which findings a suppression is about: the next block, the block around it, the whole file."""

from __future__ import annotations

import time

import pytest

from execplan_hooks import rules
from execplan_hooks.config import Config, RuleConfig
from execplan_hooks.model import Diagnostic, Severity
from tests.fixtures import DIALECTS, conforming, place
from tests.sieves.sifting import checked, checker, codex, lines_of

ALLOW = "<!-- execplan: allow links -- the anchor is written by a tool -->"
BAD = "[x](#nowhere)"

BLOCKS = {
    "the paragraph below, not the next": ((ALLOW, BAD, BAD, "", BAD), [5]),
    "over a blank line": ((ALLOW, "", BAD, "", BAD), [5]),
    "the paragraph around": (("a", f"b {ALLOW}", BAD, "", BAD), [5]),
    "the whole list below": ((ALLOW, f"- {BAD}", f"- {BAD}", "  - " + BAD, "", BAD), [6]),
    "an item's own text": ((f"- {BAD} {ALLOW}", f"  {BAD}", f"  - {BAD}", f"- {BAD}"), [3, 4]),
    "an item's other paragraph": ((f"- {BAD}", "", f"  x {ALLOW}", f"- {BAD}"), [4]),
    "at the end of an item, the next": ((f"- {BAD}", f"  {ALLOW}", f"- {BAD}", f"- {BAD}"), [1, 4]),
    "between two items, the next": ((f"- {BAD}", ALLOW, f"- {BAD}", f"- {BAD}"), [1, 4]),
    "at the end of the last item, nothing": ((f"- {BAD}", f"  {ALLOW}", "", BAD), [1, 4]),
    "a row": (("| a |", "| --- |", f"| {BAD} {ALLOW} |", f"| {BAD} |"), [4]),
    "a table below": ((ALLOW, "", "| a |", "| --- |", f"| {BAD} |", f"| {BAD} |", "", BAD), [8]),
    "a heading alone": ((ALLOW, f"### a {BAD}", "", BAD), [4]),
    "in a heading": ((f"### a {BAD} {ALLOW}", "", BAD), [3]),
    "in a heading of an item": ((f"- ### a {BAD} {ALLOW}", "", f"  {BAD}"), [3]),
    "in a quote, the next there": (("> " + ALLOW, f"> {BAD}", ">", f"> {BAD}", "", BAD), [4, 6]),
    "at the end of a quote, nothing": (("> a", ">", "> " + ALLOW, "", BAD), [5]),
    "a quote below": ((ALLOW, f"> {BAD}", ">", f"> {BAD}", "", BAD), [6]),
    "over another comment": ((ALLOW, "<!-- a remark -->", "", BAD, "", BAD), [6]),
    "of several lines": (
        ("<!-- execplan: allow links", "-- the anchor is", "written by a tool -->", BAD, "", BAD),
        [6],
    ),
    "behind it on its line": ((f"{ALLOW} {BAD}", "", BAD), [3]),
    "in a code span, nothing": ((f"`{ALLOW}`", BAD), [2]),
    "in a link's title, nothing": ((f"[a](#decision-log '{ALLOW}')", BAD), [2]),
    "in the title of an image in a link, nothing": ((f"[![a](https://x.org/a '{ALLOW}')](#log) {BAD}",), [1, 1]),
    "in a link's target, nothing": ((f"[a]({ALLOW}) {BAD}",), [1]),
    "in a link's text": ((f"[a {ALLOW}](#nowhere) {BAD}",), []),
    "behind brackets": ((f"a](b '{ALLOW}') {BAD}",), []),
    "behind a link with a title": ((f"[a](#nowhere 'b') '{ALLOW}' {BAD}",), []),
    "in a definition's title, nothing": ((f"[a]: #decision-log '{ALLOW}'", "", BAD), [3]),
    "in a field for text, nothing": (("<textarea>", ALLOW, "</textarea>", "", BAD), [5]),
    "in a script, nothing": (("<div><SCRIPT>", ALLOW, "</script></div>", "", BAD), [5]),
    "in a style within another block, nothing": (("<div><style>", ALLOW, "", BAD), [4]),
    "behind a script": (("<script>x</script>", ALLOW, "", BAD), []),
    "behind a script in its block": (
        ("<div>", f"<script>'<!--'</script> {ALLOW} <a href='#nowhere'>x</a>", "</div>"),
        [],
    ),
    "in an attribute, nothing": ((f'<div title="{ALLOW}">', "</div>", "", BAD), [4]),
    "in a fence, nothing": (("```", ALLOW, "```", BAD), [4]),
    "in indented code, nothing": (("a", "", f"    {ALLOW}", "", BAD), [5]),
    "the whole file": ((BAD, "", f"- {BAD}", "", ALLOW.replace("allow", "allow-file", 1)), []),
    "with an em dash": ((ALLOW.replace(" -- ", " \u2014 "), BAD), []),
    "with an en dash": ((ALLOW.replace(" -- ", " \u2013 "), BAD), []),
    "one of several rules": ((ALLOW.replace("links", "links, local-paths"), f"{BAD} /home/ada/x"), []),
    "without a blank behind the colon": ((ALLOW.replace(": ", ":", 1), BAD), []),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_suppression_is_about(name: str) -> None:
    lines, left = BLOCKS[name]
    end = "\n".join(lines) + "\n"
    assert lines_of(codex(end), end) == left


def test_what_is_left_out_is_counted_and_the_rest_stays() -> None:
    text = codex(f"{ALLOW}\n{BAD} {BAD}\n\n{BAD}\n")
    found = checked(text)
    assert dict(found.left_out) == {"suppressed": 2}
    assert [one.rule for one in found.diagnostics] == ["links"]


def test_what_is_not_there_has_no_block_and_is_allowed_in_the_file_only() -> None:
    without = conforming("codex").replace("## Decision Log", "## Other")
    before = "<!-- execplan: allow{} required-sections -- the log is kept in the tracker -->\n\n"
    for heading in ("## Surprises & Discoveries", "## Other"):
        at_block = without.replace(heading, before.format("") + heading)
        assert sorted(one.rule for one in checked(at_block).diagnostics) == ["required-sections", "suppression"]
    whole = checked(without.replace("## Other", before.format("-file") + "## Other"))
    assert whole.diagnostics == []
    assert dict(whole.left_out) == {"suppressed": 1}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_suppressions_are_no_faults_for_any_rule(dialect: str) -> None:
    comments = [f"<!-- execplan: allow-file {rule} -- agreed -->" for rule in rules.DOCUMENT_RULES if rule != "secrets"]
    stage = "done" if dialect == "ssot-minimal" else "active"
    text = conforming(dialect).rstrip() + "\n\n" + "\n".join(comments) + "\n"
    assert {one.rule for one in checked(text, path=place(dialect, stage)).diagnostics} == {"suppression"}


REFUSED = {
    "no reason": ("allow links", 'the suppression of "links" gives no reason after " -- " and works on nothing'),
    "an empty one": ("allow links -- ", 'the suppression of "links" gives no reason after " -- " and works on nothing'),
    "a dot": ("allow links -- .", 'the suppression of "links" gives no reason after " -- " and works on nothing'),
    "a todo": ("allow links -- TODO", 'the suppression of "links" gives no reason after " -- " and works on nothing'),
    "a dash": ("allow links -- -", 'the suppression of "links" gives no reason after " -- " and works on nothing'),
    "a colon": ("allow links: as agreed", 'has no " -- " before its reason'),
    "a colon without a blank": ("allow links:agreed", 'has no " -- " before its reason'),
    "one dash": ("allow links - as agreed", 'has no " -- " before its reason'),
    "a number sign": ("allow links # as agreed", 'has no " -- " before its reason'),
    "dashes without blanks": ("allow links--agreed", 'has no " -- " before its reason'),
    "no comma": ("allow links local-paths -- as agreed", "has no comma between the ids of rules"),
    "no rule": ("allow -- as agreed", "names no rule"),
    "no rule and no reason": ("allow", "names no rule"),
    "a comma too many": ("allow links, -- as agreed", "has a comma without the id of a rule"),
    "of another tool": ("allow-next-line links -- as agreed", 'did you mean "allow"?'),
    "of another tool, the file": ("alow-file links -- as agreed", 'did you mean "allow-file"?'),
    "a wrong word": ("alow links -- as agreed", 'begins with "alow" and works on nothing; did you mean "allow"?'),
    "another word": ("please do", 'begins with "please"'),
    "no word": ("", 'begins with ""'),
    "a wrong name": ("allow linsk -- as agreed", 'names "linsk", which is no rule; did you mean "links"?'),
    "all": ("allow all -- as agreed", 'names "all", which is no rule'),
    "not-checked": ("allow-file not-checked -- as agreed", "cannot be suppressed"),
    "itself": ("allow-file suppression -- as agreed", "cannot be suppressed"),
    "all secrets": ("allow-file secrets -- as agreed", "cannot be suppressed in a whole file"),
    **{rule: (f"allow {rule} -- as agreed", f'"{rule}" cannot be suppressed') for rule in rules.CHANGE_RULES},
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_suppresses_nothing_is_an_error(name: str) -> None:
    directive, message = REFUSED[name]
    found = checked(codex(f"<!-- execplan: {directive} -->\n{BAD}\n"))
    assert [one.rule for one in found.diagnostics] == ["links", "suppression"]
    assert found.diagnostics[1].severity is Severity.ERROR
    assert message in found.diagnostics[1].message
    assert not found.left_out


@pytest.mark.parametrize(
    "comment",
    [
        "ExecPlan: Allow Links -- as agreed",
        "EXECPLAN: allow links -- as agreed",
        "execplan allow links -- as agreed",
        "exec-plan: allow links -- as agreed",
        "execplan-disable links",
        "execplan-disable-next-line local_paths, links",
        "execplan-hooks: allow",
        "execplan-hooks: allow links -- as agreed",
        "execplan-lint-disable",
        "execplan ignore: file-scope",
    ],
)
def test_a_suppression_that_begins_otherwise_is_reported(comment: str) -> None:
    found = checked(codex(f"<!-- {comment} -->\n{BAD}\n"))
    assert [(one.rule, one.severity) for one in found.diagnostics if one.rule != "links"] == [
        ("suppression", Severity.ERROR)
    ]
    (message,) = [one.message for one in found.diagnostics if one.rule == "suppression"]
    assert 'and works on nothing; expected "execplan: allow"' in message
    assert not found.left_out


@pytest.mark.parametrize(
    "comment",
    [
        "ExecPlan",
        "ExecPlan: see PLANS.md",
        "This ExecPlan must be maintained in accordance with PLANS.md",
        "execplan allows links",
        "ExecPlan: allow the agent to edit the docs",
        "ExecPlan skip list: M2, M3",
        "ExecPlan links -- allow for these",
        "execplan-template v2",
    ],
)
def test_a_remark_about_the_plan_is_no_suppression(comment: str) -> None:
    assert checked(codex(f"<!-- {comment} -->\ngood\n")).diagnostics == []


def test_the_form_is_shown() -> None:
    (found,) = checked(codex("<!-- execplan: allow links: as agreed -->\ngood\n")).diagnostics
    assert '"execplan: allow RULE, RULE -- reason"' in found.help


def test_a_right_rule_works_beside_a_wrong_one() -> None:
    found = checked(codex(f"<!-- execplan: allow links, file-scope -- as agreed -->\n{BAD}\n")).diagnostics
    assert [(one.rule, one.message.partition(" cannot")[0]) for one in found] == [("suppression", '"file-scope"')]


def test_a_secret_is_allowed_block_by_block() -> None:
    token = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"
    text = codex(f"<!-- execplan: allow secrets -- revoked in May, kept as evidence -->\n{token}\n\nx {token[::-1]}\n")
    assert checked(text).diagnostics == []
    assert [one.rule for one in checked(text + f"\n{token}\n").diagnostics] == ["secrets"]


def test_an_unused_suppression_is_a_warning() -> None:
    text = codex(f"{ALLOW}\ngood\n")
    found = checked(text).diagnostics
    assert [(one.rule, one.severity) for one in found] == [("suppression", Severity.WARNING)]
    assert found[0].message == 'the suppression of "links" is unused: the rule reports nothing there'
    assert found[0].line == text.count("\n") - 1


NOTE = "<!-- execplan: allow {} -- agreed on with the team -->"
STAMPS = ("2025-10-01 10:00", "2025-10-01 11:00", "2025-10-01 12:00")
SEVERAL = {
    "local-paths": ("codex", "", ["in /home/mira/work/a.py", "in /home/mira/work/b.py"]),
    "timestamps": ("ssot", "Surprises & Discoveries", [f"- {stamp} Found one." for stamp in STAMPS]),
    "progress": ("codex", "Progress", ["- [x] Read it.", "- [x] Write it.", "- [x] Test it."]),
    "entry-fields": ("codex", "Decision Log", ["- Decision: Use csv.", "- Decision: Use one file."]),
    "lifecycle": ("codex", "Progress", ["- [ ] Open.", "- [ ] Open too."]),
}


def with_several(rule: str, allowed: set[int], above: str = "") -> str:
    """A plan in which one finding of a rule is about several blocks, with a suppression in some of them."""
    dialect, heading, blocks = SEVERAL[rule]
    text = conforming(dialect, "done" if rule == "lifecycle" else "active")
    note = NOTE.format(rule)
    told = "\n\n".join(f"{block} {note}" if number in allowed else block for number, block in enumerate(blocks))
    if not heading:
        return f"{text.rstrip()}\n\n{told}\n"
    start = text.index(f"## {heading}\n")
    end = text.index("\n## ", start)
    return f"{text[:start]}{above}## {heading}\n\n{told}\n{text[end:]}"


def of_rule(rule: str, text: str) -> list[Diagnostic]:
    dialect = SEVERAL[rule][0]
    path = place(dialect, "done" if rule == "lifecycle" else "active")
    return [one for one in checked(text, path=path).diagnostics if one.rule in (rule, "suppression")]


@pytest.mark.parametrize("rule", SEVERAL)
def test_a_finding_in_several_places_is_suppressed_in_all_of_them_or_not_at_all(rule: str) -> None:
    count = len(SEVERAL[rule][2])
    (plain,) = of_rule(rule, with_several(rule, set()))
    assert len(plain.lines) == count
    for allowed in ({0}, {count - 1}, set(range(count - 1))):
        finding, notice = sorted(of_rule(rule, with_several(rule, allowed)), key=lambda one: one.rule == "suppression")
        assert (finding.rule, notice.rule, notice.severity) == (rule, "suppression", Severity.NOTICE)
        left = ", ".join(str(line) for number, line in enumerate(finding.lines) if number not in allowed)
        assert f"{len(allowed)} of the {count} lines" in notice.message
        assert f"for the others ({left})" in notice.message
        assert notice.line == min(finding.lines[number] for number in allowed)
    assert of_rule(rule, with_several(rule, set(range(count)))) == []


def test_above_a_heading_no_entries_are_suppressed() -> None:
    above = NOTE.format("entry-fields") + "\n\n"
    found = of_rule("entry-fields", with_several("entry-fields", set(), above))
    assert sorted(one.rule for one in found) == ["entry-fields", "suppression"]
    found = of_rule("entry-fields", with_several("entry-fields", set()).replace("- Decision", f"{above}- Decision", 1))
    assert found == []


def test_of_rules_that_did_not_run_nothing_is_said() -> None:
    text = codex(f"{ALLOW}\ngood\n")
    assert checked(text, checker(("secrets",))).diagnostics == []
    off = Config(rules={"links": RuleConfig(Severity.OFF)})
    assert [one.message for one in checked(text, checker(config=off)).diagnostics] == [
        'the suppression of "links" is unused: the rule is off'
    ]


def test_a_secret_in_a_suppression_is_not_repeated() -> None:
    token = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"
    found = checked(codex(f"<!-- execplan: allow {token} -- as agreed -->\nx\n")).diagnostics
    assert [one.rule for one in found] == ["secrets", "suppression"]
    assert not any(token[:12] in one.message + one.help + one.text for one in found)


@pytest.mark.parametrize(
    "end",
    [
        f"{ALLOW}\n" * 5_000,
        f"- {BAD} {ALLOW}\n" * 3_000,
        f"{ALLOW} {BAD} " * 3_000,
        f"- a\n  {ALLOW}\n  - b\n" * 3_000,
        "- a\n" + f"  {ALLOW}\n\n  x {ALLOW}\n  - b\n\n" * 2_000,
        "<!-- execplan: allow " + "links, " * 50_000 + "links -- as agreed -->",
        "<!-- execplan: allow links " + " -" * 100_000,
        "<!-- execplan: " * 30_000,
    ],
    ids=["blocks", "items", "one line", "nested", "one item", "one comment", "dashes", "open"],
)
def test_many_suppressions_take_no_long_time(end: str) -> None:
    start = time.process_time()
    checked(codex(end), checker(("links", "secrets")))
    assert time.process_time() - start < 10
