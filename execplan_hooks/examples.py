"""What `--help` shows below the options: examples of use, which a test runs, and what the exit codes mean."""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "lint": (
        ("execplan lint", "all plans in the usual places"),
        ("execplan lint plans/x.md docs/plans", "a file and a folder"),
        ("execplan lint --rule secrets --rule links", "two rules only"),
        ("execplan lint --diff", "what --fix would change"),
        ("execplan lint --fix", "change it: what has one right answer"),
        ("execplan lint --changed-lines main", "only what the change brings"),
        ("execplan lint --format text --format sarif=plans.sarif", "printed, and a file for code scanning"),
        ("execplan lint - --stdin-filename plans/x.md < plans/x.md", "the text of an editor"),
    ),
    "baseline": (
        ("execplan baseline", "write down what is found now"),
        ("execplan baseline --prune", "remove what does not occur any more"),
    ),
    "gate": (
        ("execplan gate --staged", "what would be committed"),
        ("execplan gate --base origin/main", "what the branch adds to main"),
        ("execplan gate --worktree --plan plans/x.md", "all changes on disk, against one plan"),
    ),
    "preflight": (
        ("execplan preflight plans/x.md", "may the work begin?"),
        ("execplan preflight plans/x.md --format json", "the same, for a program"),
    ),
    "new": (
        ("execplan new --list", "the dialects that there are"),
        ("execplan new codex --title 'Import of CSV'", "a draft in the usual place"),
        ("execplan new codex - --title 'Import of CSV'", "the same on standard output"),
    ),
    "report": (
        ("execplan report", "all plans"),
        ("execplan report plans/x.md --format markdown", "one plan, for a page"),
    ),
    "config": (
        ("execplan config", "what is set, and what is left at its default"),
        ("execplan config plans/x.md", "what counts for one plan, and why"),
        ("execplan config --schema", "the JSON Schema, for an editor"),
    ),
    "doctor": (
        ("execplan doctor", "everything"),
        ("execplan doctor plans/x.md", "why this file is a plan, or is none"),
        ("execplan doctor --format json", "for a program"),
    ),
    "rules": (("execplan rules", "each rule in one line"),),
    "explain": (("execplan explain file-scope", "what a rule finds, and why"),),
    "demo": (("execplan demo", "leaves nothing behind"),),
    "completion": (("execplan completion bash", "the script; where to put it: docs/command-line.md"),),
}


VERDICT = "0 nothing at or above --fail-on, 1 findings, 2 could not do the job (the message says why)"

_WRITTEN = "0 written, 2 nothing was written (the message says why)"

EXIT_CODES: Mapping[str, str] = {
    "lint": VERDICT,
    "gate": VERDICT,
    "baseline": _WRITTEN,
    "preflight": "0 READY, 1 REFUSED, 2 could not tell (the message says why)",
    "new": _WRITTEN,
    "report": "0 reported, 2 a plan could not be reported, or there is none (the message says why)",
    "config": "0 shown, 2 it cannot be used (the message says why)",
    "doctor": "0 nothing fails, 1 something does, 2 could not look (the message says why)",
    "rules": "0 listed",
    "explain": "0 printed, 2 there is no such rule",
    "demo": "0 each verdict is the one that was to be shown, 1 one is not, 2 there is no git, or it failed",
    "completion": "0 printed, 2 there is no such shell",
}


def shown(command: str) -> str:
    """The examples of a command and its exit codes, as lines of its help."""
    examples = EXAMPLES[command]
    width = max(len(line) for line, _ in examples)
    lines = [f"  {line:<{width}}  # {what}" for line, what in examples]
    return "\n".join(["examples:", *lines, "", f"exit codes: {EXIT_CODES[command]}", ""])
