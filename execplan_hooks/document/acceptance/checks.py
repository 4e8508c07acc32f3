"""What somebody can do to find out whether something is so: commands, tests by name, requests, steps by hand."""

from __future__ import annotations

import re

from execplan_hooks.document.entries.entry_labels import Statement
from execplan_hooks.document.inline import scan
from execplan_hooks.document.markdown import BlockKind

# fmt: off
_PROGRAMS = frozenset((
    "ansible", "atb", "aws", "az", "bash", "bazel", "bun", "bunx", "bundle", "cargo", "cat", "cd", "cmake", "cmp",
    "codex", "claude", "composer", "ctest", "curl", "dart", "deno", "diff", "docker", "dotnet", "eslint", "find",
    "flutter", "gcloud", "gh", "git", "go", "gofmt", "gradle", "grep", "helm", "http", "java", "jest", "jq", "julia",
    "just", "kubectl", "lake", "ls", "make", "meson", "mix", "mvn", "mypy", "nc", "ninja", "nix", "node", "npm", "npx",
    "nx", "php", "phpunit", "pip", "playwright", "pnpm", "poetry", "powershell", "pre-commit", "prettier", "psql",
    "pwsh", "py", "pyright", "pytest", "python", "python3", "rails", "rake", "redis-cli", "rg", "rm", "rspec", "ruby",
    "ruff", "rustc", "sbt", "sed", "sh", "sqlite3", "ssh", "stat", "supabase", "swift", "systemctl", "task", "tail",
    "terraform", "test", "time", "tox", "tree", "tsc", "tsx", "turbo", "uv", "uvx", "vitest", "wc", "wget",
    "xcodebuild", "yarn", "zig", "zsh",
))
_KEYWORDS = frozenset((
    "as", "async", "await", "class", "const", "def", "enum", "export", "for", "from", "function", "if", "import",
    "interface", "let", "new", "null", "private", "public", "return", "static", "struct", "throw", "true", "false",
    "type", "var", "while", "with", "the", "a", "an", "no", "not", "is", "and", "or", "in", "on",
))
_ALONE = frozenset((
    "ctest", "eslint", "jest", "make", "mypy", "phpunit", "playwright", "pytest", "rspec", "ruff", "tox", "tsc",
    "vitest",
))
# fmt: on
_PROMPT = re.compile(r"(?:[\w.@~/:-]{0,40}[$>]|%|❯)\s+")
_JOINED = re.compile(r"\s*(?:;|&&|\|\|)\s*")
_ASSIGNED = re.compile(r"(?:[A-Z_][A-Z0-9_]*=\S*\s+)+")
_REQUEST = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s+/?\S")
_OPTION = re.compile(r"\s--?[A-Za-z]")
_WORD = re.compile(r"[a-z][\w.+-]*")
_SIGNS = re.compile(r"[{}=;:,()\[\]<>\"]")
_MAX_LINES = 40
_TEST = re.compile(
    r"(?:^|[/\s])(?:test_\w+|test[A-Z]\w+|\w+_test\.\w+|[\w.-]+\.(?:test|spec)\.\w+"
    r"|\w+(?:Tests?|Spec)(?:\.\w+)?(?:$|[\s.:#])|(?:tests?|e2e|specs?|__tests__)/\S)"
)
_LOCAL = re.compile(r"\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0)\b|\b(?:GET|POST|PUT|PATCH|DELETE)\s+`?/")
_SPELT = re.compile(
    r"(?<![\w-])(?:git (?:status|diff|log|grep)|(?:npm|pnpm|yarn|bun) (?:run |test|build)"
    r"|cargo (?:test|build|clippy|fmt)|make (?:test|verify|check|lint|ci|all|build)|go (?:test|vet|build)"
    r"|pytest|CI)(?![\w-])"
)
# What somebody does by hand: at the beginning of a clause, or behind who does it or when.
_DEEDS = "open|visit|navigat|click|press|hover|resiz|reload|refresh|submit|upload|toggl|tap|drag|scroll|launch"
_DEEDS_OR_NOUNS = (
    "start|restart|run|rerun|invok|call|trigger|execut|send|inspect|select|typ|enter|switch|log in|sign in"
)
# "Interrupting a turn keeps its text": any deed at the very beginning, but for what only looks like one.
_GERUND = (
    "(?!(?:no|any|every|some)?thing|during|existing|missing|following|remaining|pending|incoming|outgoing|according"
    "|regarding|including|using|string)[a-z]{3,}ing"
)
_FORMS = "(?:e|es|s|ing|ning|ping|ging|ed)?"
_OBJECT = r"[\s,]+(?:the|an?|any|each|it|one|two|to|into|on|in|with|and|as|from|all|`|\"|'|“|‘|/|[a-z]+ing)|,"
_BY_HAND = re.compile(
    rf"^[*_]{{0,2}}(?:\[[ xX]\]\s+)?{_GERUND}\s+(?=\S+\s+\S)|"
    r"(?:^|[.;:,—–]\s*|\n[^\S\n]*|\b(?:then|and|by|when|after|once|if|users?|you|manually|browser)\s+)[*_]{0,2}"
    rf"(?:\[[ xX]\]\s+)?(?:(?:{_DEEDS}){_FORMS}|(?:{_DEEDS_OR_NOUNS}){_FORMS}(?={_OBJECT})|(?:logg|sign)ing in)"
    r"(?![\w-])(?!\s+(?:of|is|are|must|should)\b)",
    re.IGNORECASE,
)


def is_command(text: str) -> bool:
    """Whether a code span or a line of code reads as a command: `npm test`, `./run --all`, `$ ls`, `GET /health`.

    A name alone (`render`) reads as code, unless it is that of a test runner; so does what has the signs of a
    programming language.
    """
    return any(map(_is_one, _JOINED.split(text.strip()[:300])))


def _is_one(text: str) -> bool:
    prompt = _PROMPT.match(text)
    text = text[prompt.end() :] if prompt else text
    assigned = _ASSIGNED.match(text)
    text = text[assigned.end() :] if assigned else text
    first, _, rest = text.partition(" ")
    if not first:
        return False
    if (
        prompt
        or _REQUEST.match(text)
        or (first.startswith(("./", "../", ".venv/")) and (rest or first.startswith("./")))
    ):
        return True
    name = first.rsplit("/", 1)[-1].removesuffix(".exe")
    if name in _PROGRAMS:
        return bool(rest) or name in _ALONE
    if not rest or first in _KEYWORDS or not _WORD.fullmatch(first):
        return False
    return bool(_OPTION.search(text)) or not _SIGNS.search(text)


def names_command(statement: Statement) -> bool:
    """Whether a statement has a command in a code span, or is code that begins with one."""
    if statement.kind in (BlockKind.FENCE, BlockKind.CODE):
        lines = [piece.text for piece in statement.pieces[:_MAX_LINES] if piece.text.strip()]
        commented = [line for line in lines if not line.lstrip().startswith("#")]
        return any(map(is_command, commented))
    return any(is_command(code) for code in code_in(statement))


def code_in(statement: Statement) -> list[str]:
    """The contents of a statement's code spans."""
    text = statement.text
    if "`" not in text or statement.kind in (BlockKind.FENCE, BlockKind.CODE):
        return []
    return [text[start:end].strip("`").strip() for start, end, kind in scan(text) if kind == "code"]


def names_test(statement: Statement) -> bool:
    """Whether a statement names a test in a code span, by its own name or its file's."""
    return any(map(_TEST.search, code_in(statement)))


def names_check(statement: Statement) -> bool:
    """Whether a statement says how to find something out: a command, a test by file or name, a request, an address on
    this machine, or something to do by hand."""
    if names_command(statement) or names_test(statement):
        return True
    if statement.kind in (BlockKind.FENCE, BlockKind.CODE):
        return False
    prose = statement.prose
    return any(pattern.search(prose) for pattern in (_LOCAL, _SPELT, _BY_HAND)) or "://localhost" in statement.text
