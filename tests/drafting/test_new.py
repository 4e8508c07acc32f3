"""`execplan new` in real repositories: what it writes passes lint as a draft, and nothing that is there is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from execplan_hooks.cli import main, run
from execplan_hooks.config_files import load_config
from execplan_hooks.document.dialect.catalogue import Catalogue
from tests.fixtures import DIALECTS, FIXTURES, conforming, plan_of
from tests.gitrepo import GitRepo

PLACES = {"session": "docs/exec-plans/active/2026-11-20-import-PLAN.md"}
PLACE = "plans/2026-11-20-import-PLAN.md"
NOW = "2026-11-20T12:05:09Z"
TEMPLATES = sorted((FIXTURES / "templates").glob("*.md"))
CONFIG = """\
version: 1
plans:
  - {files: "work/**/*.md", dialect: ours}
  - {files: "team/*.md", dialect: from-template}
dialects:
  ours:
    summary: our own
    extends: codex
    sections:
      Milestones: {required: true, after: "Plan of Work", hint: "what is shown when"}
      Rollout: {required: true, after: Milestones}
  from-template:
    template: docs/plan_template.md
"""


@pytest.fixture(name="repo")
def _repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitRepo:
    """A repository on a branch without a commit, with an owner; the current folder is its root."""
    repo = GitRepo(tmp_path / "repo")
    repo.git("checkout", "--quiet", "-b", "feat/import")
    repo.config("user.name", "Ada Lovelace")
    monkeypatch.chdir(repo.path)
    return repo


def new(*arguments: str) -> int:
    return main(["new", "--now", NOW, *arguments])


def text_of(repo: GitRepo, path: str) -> str:
    return (repo.path / path).read_text(encoding="utf-8")


def findings(*paths: str) -> list[str]:
    """What all rules say of plans, of any severity, after it was seen that they looked at some."""
    code, result = run(["lint", "--now", NOW, *paths])
    assert result is not None
    assert result.plans, code
    assert (result.problems, result.notes) == ([], [])
    return [f"{found.line} {found.rule}: {found.message}" for found in result.diagnostics]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_draft_of_each_packaged_dialect_is_clean_and_recognised(repo: GitRepo, dialect: str) -> None:
    assert new(dialect, PLACES.get(dialect, PLACE), "--title", "Teach `shelfctl` to import") == 0
    text = text_of(repo, PLACES.get(dialect, PLACE))
    plan = plan_of(text)
    assert plan is not None
    assert plan.dialect.name == dialect
    assert plan.state == "draft"
    assert findings() == []
    assert "# Teach `shelfctl` to import\n" in text
    assert "to be written" not in text, "a section without a hint"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_draft_has_the_sections_in_order_and_the_branch(repo: GitRepo, dialect: str) -> None:
    assert new(dialect, "plans/import-PLAN.md") == 0
    text = text_of(repo, "plans/import-PLAN.md")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    plan = plan_of(text)
    assert plan is not None
    required = [spec.heading for spec in plan.dialect.sections if spec.required == "always" or spec.recommended]
    assert [name for name in headings if name in required] == required
    assert "feat/import" in text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_a_draft_from_a_template_is_clean(repo: GitRepo, template: Path) -> None:
    source = repo.write(f"docs/templates/{template.name}", template.read_bytes())
    assert new(str(source.relative_to(repo.path)), PLACES.get(template.stem, PLACE), "--title", "Import books") == 0
    text = text_of(repo, PLACES.get(template.stem, PLACE))
    plan = plan_of(text)
    assert plan is not None
    assert plan.state == "draft"
    assert findings() == []
    assert "Import books" in text.split("\n## ")[0]


def test_only_what_is_known_is_filled_into_a_template(repo: GitRepo) -> None:
    template = FIXTURES / "templates" / "session.md"
    repo.write("t.md", template.read_bytes())
    assert new("t.md", "plans/import-PLAN.md") == 0
    before, after = template.read_text(encoding="utf-8").split("\n"), text_of(repo, "plans/import-PLAN.md").split("\n")
    assert [(old, now) for old, now in zip(before, after, strict=True) if old != now] == [
        ("# Execution Session Plan Template", "# Execution Session Plan: Import"),
        ("- **Planning Branch:** `<branch>`", "- **Planning Branch:** `feat/import`"),
        ("- **Execution Branch:** `<the planning branch>`", "- **Execution Branch:** `feat/import`"),
    ]


FIELDS = """\
---
id: <stable-id>   # one word
owner: <who>
created: YYYY-MM-DD
base-branch: <base>
branch: <branch>
status: {status}
---

# Plan template

- Last Updated: <YYYY-MM-DDThh:mmZ>
- Started: 2025-01-01T10:00:00Z
- Repo/Branch: `<owner>/<repo>` • `<branch>`

## Progress

Status: ACTIVE | DONE

- [ ] <step> (Owner: <id>)
- (YYYY-MM-DDThh:mmZ) <what changed>
- [ ] (2025-01-02 03:04Z) <step>
- [x] 2025-01-02 Set up
  - **2025-01-02T03:04:05Z** <sub-step>
- 2025-01-02: what changed

## Decision Log

- Date: YYYY-MM-DD
"""


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("DRAFT | ACTIVE | DONE", "DRAFT"),
        ("<Proposed | In Progress>", "Proposed"),
        ("Active", "draft"),
        ("ACTIVE", "DRAFT"),
        ("Draft", "Draft"),
        ("", "draft"),
    ],
)
def test_each_place_of_a_template_is_filled_by_what_it_is(repo: GitRepo, status: str, expected: str) -> None:
    repo.write("t.md", FIELDS.format(status=status).replace("status: \n", "status:\n"))
    assert new("t.md", "plans/import-PLAN.md", "--title", "Import books") == 0
    changed = (
        FIELDS.replace("<stable-id>", "import-books")
        .replace("owner: <who>", "owner: Ada Lovelace")
        .replace("created: YYYY-MM-DD", "created: 2026-11-20")
        .replace("\nbranch: <branch>", "\nbranch: feat/import")
        .replace("# Plan template", "# Plan: Import books")
        .replace("<YYYY-MM-DDThh:mmZ>", "2026-11-20T12:05Z")
        .replace("2025-01-01T10:00:00Z", "2026-11-20T12:05:09Z")
        .replace("`<branch>`", "`feat/import`")
        .replace("Status: ACTIVE | DONE", "Status: DRAFT")
        .replace("(Owner: <id>)", "(Owner: Ada Lovelace)")
        .replace("(2025-01-02 03:04Z)", "(2026-11-20 12:05Z)")
        .replace("**2025-01-02T03:04:05Z**", "**2026-11-20T12:05:09Z**")
        .format(status=expected)
    )
    assert text_of(repo, "plans/import-PLAN.md") == changed


def test_a_template_that_says_nothing_of_the_state_gets_a_line_that_does(repo: GitRepo) -> None:
    repo.write("t.md", "# <Title>\r\n\r\n## Goal\r\n\r\nx\r\n")
    assert new("t.md", "plans/import-PLAN.md", "--title", "Import") == 0
    written = (repo.path / "plans/import-PLAN.md").read_bytes()
    assert written == b"# Import\r\n\r\n- Status: draft\r\n\r\n## Goal\r\n\r\nx\r\n"


def test_own_dialects_give_clean_drafts(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write(".execplan.yaml", CONFIG)
    repo.write("docs/plan_template.md", (FIXTURES / "templates" / "wbs.md").read_bytes())
    assert new("ours", "--title", "Import books") == 0
    assert new("from-template", "--title", "Import books") == 0
    capsys.readouterr()
    text = text_of(repo, "work/2026-11-20-import-books-PLAN.md")
    order = ["## Plan of Work", "## Milestones", "## Rollout"]
    assert sorted(order, key=text.index) == order
    assert "<what is shown when…>" in text
    assert (repo.path / "team/2026-11-20-import-books-PLAN.md").exists()
    assert findings("work", "team") == []
    assert new("--list") == 0
    listed = capsys.readouterr().out
    assert re.search(r"^ours +our own$", listed, re.MULTILINE)
    assert "(template docs/plan_template.md)" in listed
    assert all(name in listed for name in DIALECTS)


def test_a_dialect_that_is_not_recognised_by_itself_is_named_in_the_draft(repo: GitRepo) -> None:
    repo.write(".execplan.yaml", 'dialects:\n  one: {extends: codex}\n  two: {extends: codex, summary: "x"}\n')
    for name in ("one", "two"):
        assert new(name, f"plans/{name}-PLAN.md") == 0
    code, result = run(["lint", "--now", NOW])
    assert code == 0
    assert result is not None
    assert result.plans == {"plans/one-PLAN.md": "one", "plans/two-PLAN.md": "two"}
    assert result.diagnostics == []


@pytest.mark.parametrize(
    ("dialect", "config", "expected"),
    [
        ("codex", "", "plans/2026-11-20-import-books-PLAN.md"),
        ("ssot", "", "plans/2026-11-20-import-books-PLAN.md"),
        ("session", "", "docs/exec-plans/active/2026-11-20-import-books-PLAN.md"),
        ("session.md", "", "docs/exec-plans/active/2026-11-20-import-books-PLAN.md"),
        ("codex", 'plans: [".agent/execplans/**/*.md"]', ".agent/execplans/2026-11-20-import-books-PLAN.md"),
        (
            "codex",
            'plans: [{files: "done/*.md", state: done}, "docs/plan-*.md"]',
            "docs/plan-2026-11-20-import-books.md",
        ),
        ("session", 'plans: ["x/active/*.md"]', "x/active/2026-11-20-import-books-PLAN.md"),
        ("codex", 'plans: ["docs/PLAN.md"]', "docs/PLAN.md"),
        ("codex", 'plans: [{files: "s/*.md", dialect: session}]', "plans/2026-11-20-import-books-PLAN.md"),
    ],
)
def test_without_a_path_the_place_is_where_plans_are_looked_for(
    repo: GitRepo, dialect: str, config: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write("session.md", (FIXTURES / "templates" / "session.md").read_bytes())
    if config:
        repo.write(".execplan.yaml", config + "\n")
    assert new(dialect, "--title", "Import books") == 0
    assert capsys.readouterr().out.startswith(f"wrote {expected} (")
    assert (repo.path / expected).exists()


def test_without_a_path_a_plan_goes_to_the_others_of_its_dialect(
    repo: GitRepo, capsys: pytest.CaptureFixture[str]
) -> None:
    codex = conforming("codex")
    for name in (
        "execplans/a",
        "execplans/b",
        ".agent/a",
        "docs/exec-plans/completed/a",
        "docs/exec-plans/completed/b",
    ):
        repo.write(f"{name}.md", codex)
    repo.write("docs/exec-plans/completed/c.md", codex)
    repo.write("docs/plans/a.md", conforming("session"))
    repo.write("docs/plans/b.md", conforming("session"))
    repo.write("docs/plans/c.md", conforming("session"))
    assert new("codex", "--title", "Import books") == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "wrote execplans/2026-11-20-import-books-PLAN.md (dialect codex)",
        "note: the place is execplans/, with 2 open plans of its dialect",
    ]
    repo.delete("execplans/b.md")
    repo.delete("execplans/2026-11-20-import-books-PLAN.md")
    assert new("codex", "--title", "Of several") == 0
    assert capsys.readouterr().out.startswith("wrote .agent/2026-11-20-of-several-PLAN.md (")
    assert new("session", "--title", "Own place") == 0
    assert capsys.readouterr().out.startswith("wrote docs/exec-plans/active/2026-11-20-own-place-PLAN.md (")
    repo.write(".execplan.yaml", 'plans: ["plans/*.md"]\n')
    assert new("codex", "--title", "Configured") == 0
    assert capsys.readouterr().out.startswith("wrote plans/2026-11-20-configured-PLAN.md (")


@pytest.mark.parametrize(
    ("config", "added"),
    [
        ("", "add it to plans: in .execplan.yaml (plans: replaces the usual folders: name those too)"),
        ("plans: [plans/*.md]\n", "add it to plans: in .execplan.yaml"),
    ],
)
def test_a_place_where_no_plan_is_looked_for_is_noted(
    repo: GitRepo, config: str, added: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if config:
        repo.write(".execplan.yaml", config)
    assert new("codex", "notes/import.md") == 0
    assert f"note: plans are not looked for in this place; {added}\n" in capsys.readouterr().out


PACKAGES = 'plans: ["packages/*/plans/**/*.md", "packages/*/docs/exec-plans/**/*.md"]'


@pytest.mark.parametrize(
    ("dialect", "config", "folder", "expected"),
    [
        ("codex", PACKAGES, "packages/api", "packages/api/plans/2026-11-20-import-books-PLAN.md"),
        ("codex", PACKAGES, "packages/api/src/x", "packages/api/plans/2026-11-20-import-books-PLAN.md"),
        (
            "session",
            PACKAGES,
            "packages/web/src",
            "packages/web/docs/exec-plans/active/2026-11-20-import-books-PLAN.md",
        ),
        ("codex", PACKAGES, "", None),
        ("codex", PACKAGES, "packages", None),
        ("codex", PACKAGES, "src/api", None),
        ("codex", 'plans: ["apps/web-*/?/PLAN.md"]', "apps/web-shop/x", "apps/web-shop/x/PLAN.md"),
        ("codex", 'plans: ["apps/web-*/?/PLAN.md"]', "apps/api/x", None),
        ("codex", 'plans: ["*/x.md", "own/*.md"]', "", "own/2026-11-20-import-books-PLAN.md"),
        ("codex", 'plans: ["**/plans/*.md"]', "src", "plans/2026-11-20-import-books-PLAN.md"),
    ],
)
def test_wildcards_mean_the_folder_where_the_user_is(
    repo: GitRepo,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    dialect: str,
    config: str,
    folder: str,
    expected: str | None,
) -> None:
    repo.write(".execplan.yaml", config + "\n")
    (repo.path / folder).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(repo.path / folder)
    before = {*repo.path.rglob("*")}
    code = new(dialect, "--title", "Import books")
    captured = capsys.readouterr()
    written = [path.relative_to(repo.path).as_posix() for path in {*repo.path.rglob("*.md")} - before]
    assert (code, written) == ((0, [expected]) if expected else (2, []))
    assert "note:" not in captured.out
    if expected is None:
        assert "leave open in which folder the plan belongs; name its PATH" in captured.err


def test_the_path_is_shown_from_where_the_user_is(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (repo.path / "src").mkdir()
    monkeypatch.chdir(repo.path / "src")
    assert new("codex", "--title", "Import") == 0
    assert "wrote ../plans/2026-11-20-import-PLAN.md" in capsys.readouterr().out
    assert new("codex", "drafts/", "--title", "Import") == 0
    assert (repo.path / "src/drafts/2026-11-20-import-PLAN.md").exists()


@pytest.mark.parametrize("state", ["file", "folder", "link", "dead link"])
def test_nothing_that_is_there_is_overwritten(repo: GitRepo, state: str, capsys: pytest.CaptureFixture[str]) -> None:
    target = repo.path / "plans" / "x.md"
    target.parent.mkdir()
    other = repo.write("other.md", "mine\n")
    if state == "file":
        target.write_text("mine\n", encoding="utf-8")
    elif state == "folder":
        (target / "inner").mkdir(parents=True)
    else:
        target.symlink_to(other if state == "link" else repo.path / "nowhere.md")
    code = new("codex", "plans/x.md", "--title", "x")
    if state == "folder":  # a folder is where to write to
        assert code == 0
        assert len(list(target.iterdir())) == 2
        return
    assert code == 2
    assert "plans/x.md exists; nothing was written" in capsys.readouterr().err
    assert other.read_text(encoding="utf-8") == "mine\n"
    assert not (repo.path / "nowhere.md").exists()
    assert state != "file" or target.read_text(encoding="utf-8") == "mine\n"


def test_folders_are_made_only_inside_the_repository(
    repo: GitRepo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path / "outside"
    (repo.path / "linked").symlink_to(tmp_path)
    assert new("codex", str(outside / "x.md")) == 2
    assert new("codex", "linked/outside/x.md") == 2
    assert not outside.exists()
    assert "does not exist and lies outside" in capsys.readouterr().err
    outside.mkdir()
    assert new("codex", str(outside / "x.md")) == 0
    assert f"note: it lies outside {repo.path}, where no hook looks at it" in capsys.readouterr().out
    assert new("codex", "a/b/c/x.md") == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name a dialect or a template"),
        (("codecs", "plans/x.md"), 'unknown dialect "codecs"; did you mean "codex"?'),
        (("nowhere.md", "plans/x.md"), "nowhere.md: the template cannot be read (No such file or directory)"),
        (("codex",), "a plan needs a title"),
        (("codex", "plans/x.txt"), "plans/x.txt: the name of a plan ends in .md"),
        (("codex", "plans/\0.md"), "cannot be written"),
    ],
)
@pytest.mark.usefixtures("repo")
def test_what_cannot_be_done_is_said(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(*arguments) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.out == ""


@pytest.mark.usefixtures("repo")
def test_a_dash_prints_the_draft_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert new("codex", "-") == 0
    text = capsys.readouterr().out
    assert text.startswith("# <Title: what somebody can do afterwards, in a few words>\n\n- Status: draft\n")
    assert text.endswith("\n")
    assert "next:" not in text
    assert plan_of(text) is not None


def test_a_placeholder_stands_for_what_git_cannot_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repo: GitRepo
) -> None:
    repo.commit("one", {"a": "a\n"})
    repo.checkout(repo.head())
    assert new("ssot", "plans/detached-PLAN.md") == 0
    assert "\nbranch: <branch…>\n" in text_of(repo, "plans/detached-PLAN.md").replace("<branch>", "<branch…>")
    alone = tmp_path / "alone"
    (alone / "plans").mkdir(parents=True)
    monkeypatch.chdir(alone)
    assert new("ssot", "plans/alone-PLAN.md") == 0
    text = (alone / "plans/alone-PLAN.md").read_text(encoding="utf-8")
    assert "\nowner: <owner" in text
    assert "\nbranch: <branch" in text
    assert findings("plans") == []


def test_two_plans_of_the_same_title_have_ids_of_their_own(repo: GitRepo) -> None:
    for name in ("a", "b", "c"):
        assert new("ssot", f"plans/{name}-PLAN.md", "--title", "Import books") == 0
    ids = [re.findall(r"^id: (.*)$", text_of(repo, f"plans/{name}-PLAN.md"), re.MULTILINE) for name in ("a", "b", "c")]
    assert ids == [["import-books"], ["import-books-2"], ["import-books-3"]]
    assert findings("plans") == []


HOSTILE = (
    "a\n## Progress\n\nStatus: DONE",
    "---\nstatus: DONE\n---",
    "<!-- ```",
    "x -->",
    "`` ` ``` ` # ##",
    "- [x] done",
    "quote \" and ' : {a: [b]} &c *d !e %f @g",
    "null",
    "2026-11-20",
    "\x1b[31m\u202eevil\x00",
    "##[error]x",
    "</details><script>",
    "| a | b |",
    "日本語の題",
    "  ",
)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_title_or_owner_breaks_the_plan(repo: GitRepo, dialect: str, text: str) -> None:
    title = text if text.strip() else "x"
    assert new(dialect, "plans/a-PLAN.md", "--title", title, "--owner", text) == 0
    written = text_of(repo, "plans/a-PLAN.md")
    plan = plan_of(written)
    assert new(dialect, "plans/b-PLAN.md", "--title", "Import", "--owner", "Ada") == 0
    other = plan_of(text_of(repo, "plans/b-PLAN.md"))
    assert plan is not None
    assert other is not None
    assert plan.dialect.name == dialect
    assert plan.state == "draft"
    assert [section.key for section in plan.all_sections][1:] == [section.key for section in other.all_sections][1:]
    assert plan.front_matter.problem is None
    assert [field.key for field in plan.front_matter.fields] == [field.key for field in other.front_matter.fields]
    assert "\x1b" not in written
    assert "\0" not in written
    assert "\u202e" not in written
    structural = ("required-sections", "section-order", "metadata", "not-checked", "timestamps")
    assert [found for found in findings("plans/a-PLAN.md") if found.split(" ")[1].rstrip(":") in structural] == []


ODD = """\
dialects:
  odd:
    extends: common
    summary: "odd\\e[31m"
    timestamps: [rfc3339]
    recognise: {headings: ["A | B", "C <d>", "Log", "Table"], at-least: 3}
    fields:
      "x": {labels: ["X y-z"], places: [header], required: true, hint: "a --> b <c> `d` # {e}"}
      "z": {labels: ["Where"], places: [Steps, Log, header], required: true}
      "y": {labels: ["key"], places: [front-matter], required: true, hint: "a: b # c"}
    entries:
      row: {in: [Table], form: rows, labels: {"A | B": {required: true}, C: {required: true}}}
      note: {in: [Log], stamped: true, labels: {Note: {required: true}, Why: {required: true}}}
    sections:
      "A | B": {required: true, hint: "</div><!-- x"}
      "C <d>": {required: true, hint: "## Log\\n\\n- Status: done"}
      Log: {required: true, entries: log, living: true, hint: "x --> y"}
      Table: {required: true, hint: "-->"}
      Old: {forbidden: true}
      Steps: {required: true, entries: tasks, stamped: true}
"""


def test_no_hint_or_name_of_a_team_breaks_the_draft(repo: GitRepo) -> None:
    repo.write(".execplan.yaml", ODD)
    assert new("odd", "plans/odd-PLAN.md", "--title", "Odd") == 0
    plan = plan_of(text_of(repo, "plans/odd-PLAN.md"), "odd", Catalogue(load_config(repo.path).dialects))
    assert plan is not None
    assert plan.state == "draft"
    assert plan.front_matter.problem is None
    assert [section.title for section in plan.all_sections] == [
        "Odd",
        "A | B",
        "C <d>",
        "Log",
        "Table",
        "Steps",
    ]
    assert findings("plans") == []
