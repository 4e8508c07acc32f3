"""Examples of use, for `--help`: a command and what it does. A test runs them all."""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "lint": (
        ("execplan lint", "all plans in the usual places"),
        ("execplan lint plans/x.md docs/plans", "a file and a folder"),
        ("execplan lint --rule secrets --rule links", "two rules only"),
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


def shown(command: str) -> str:
    """The examples of a command as lines of its help; empty where there are none."""
    examples = EXAMPLES.get(command, ())
    width = max((len(line) for line, _ in examples), default=0)
    lines = [f"  {line:<{width}}  # {what}" for line, what in examples]
    return "\n".join(["examples:", *lines, "", ""]) if lines else ""
