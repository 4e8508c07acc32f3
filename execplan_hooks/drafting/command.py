"""The command `execplan new`: a draft of a plan from a dialect or from a team's template."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from execplan_hooks import options
from execplan_hooks.escape import plain
from execplan_hooks.model import ExecplanError

if TYPE_CHECKING:
    from execplan_hooks.config import Config
    from execplan_hooks.document.dialect.catalogue import Catalogue
    from execplan_hooks.document.dialect.dialect import Dialect
    from execplan_hooks.drafting.kinds import Kind
    from execplan_hooks.drafting.wording import Facts

_NAMED = re.compile(r"^(?:\d{4}-\d\d-\d\d[-_])?(?P<title>.*?)(?:-PLAN)?$", re.IGNORECASE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command, for `run`."""
    parser.add_argument("kind", nargs="?", metavar="DIALECT|TEMPLATE", help="a dialect, or a Markdown template's path")
    parser.add_argument(
        "path", nargs="?", metavar="PATH", help="the file, or the folder, to write to; - is standard output"
    )
    parser.add_argument("--title", metavar="TEXT", help="the plan's title (default: from PATH)")
    parser.add_argument("--owner", metavar="NAME", help="who owns the plan (default: user.name of git)")
    parser.add_argument("--branch", metavar="NAME", help="the plan's branch (default: the current one)")
    parser.add_argument("--list", action="store_true", help="list the dialects and their templates")
    parser.add_argument("--config", metavar="FILE", type=Path, help="configuration file (default: .execplan.yaml)")
    parser.add_argument("--now", metavar="TIME", type=options.time, help="take this RFC 3339 time for now")


def run(arguments: argparse.Namespace) -> int:
    """Write the draft and say what comes next. Raises `ExecplanError` where there is nothing to write, or no place."""
    from execplan_hooks.config_files import load_config
    from execplan_hooks.discover import find_root
    from execplan_hooks.document.dialect.catalogue import Catalogue
    from execplan_hooks.drafting.kinds import kind_of

    here = Path.cwd()
    root = find_root(here)
    config = load_config(root, arguments.config)
    catalogue = Catalogue(config.dialects, root)
    if arguments.list:
        return _list(config, catalogue)
    if arguments.kind is None:
        raise ExecplanError("name a dialect or a template; `execplan new --list` shows them")
    kind = kind_of(config, catalogue, root, arguments.kind)
    return _New(arguments, config, catalogue, root, here).write(kind)


def _list(config: Config, catalogue: Catalogue) -> int:
    from execplan_hooks.drafting.kinds import template_of

    width = max(map(len, catalogue.names))
    for name in catalogue.names:
        path = template_of(config, name)
        print(f"{name:<{width}}  {plain(catalogue.get(name).summary)}" + (f" (template {plain(path)})" if path else ""))
    return 0


class _New:
    def __init__(
        self, arguments: argparse.Namespace, config: Config, catalogue: Catalogue, root: Path, here: Path
    ) -> None:
        self._arguments = arguments
        self._config = config
        self._catalogue = catalogue
        self._root = root
        self._here = here
        self._notes: list[str] = []
        self._now: dt.datetime = arguments.now or dt.datetime.now(dt.UTC)

    def write(self, kind: Kind) -> int:
        from execplan_hooks.document.markdown import MarkdownLimitError
        from execplan_hooks.drafting import place
        from execplan_hooks.drafting.wording import slug

        title = self._title()
        if not title and self._arguments.path != "-":
            raise ExecplanError("a plan needs a title: give --title, or the PATH that its name can be read from")
        facts = self._facts(title, slug(title) or "plan")
        shown = "" if self._arguments.path == "-" else self._shown(kind, facts)
        try:
            text = self._text(kind, facts, shown)
        except MarkdownLimitError as error:
            raise ExecplanError(f"{kind.name}: {error.message.removeprefix('not checked: ')}") from None
        if not shown:
            sys.stdout.write(text)
            return 0
        place.create(self._file(shown), self._root, text)
        for line in self._said(kind, shown, text):
            print(line)
        return 0

    def _title(self) -> str:
        from execplan_hooks.drafting.wording import one_line

        if self._arguments.title is not None:
            return one_line(self._arguments.title)
        path = self._arguments.path
        if path is None or path == "-" or self._is_folder(path):
            return ""
        match = _NAMED.match(Path(path).stem)
        words = re.sub(r"[-_\s]+", " ", match["title"] if match else "").strip()
        return one_line(words[:1].upper() + words[1:])

    @staticmethod
    def _is_folder(path: str) -> bool:
        return path.endswith("/") or os.path.isdir(path)

    def _facts(self, title: str, slug: str) -> Facts:
        from execplan_hooks.drafting.wording import Facts, one_line
        from execplan_hooks.gate.branch import current_branch, default_branch
        from execplan_hooks.repository.git import Repository
        from execplan_hooks.repository.process import GitError, UnknownBranch

        given = self._arguments
        facts = Facts(
            self._now, title, one_line(given.owner or ""), given.branch or "", slug=slug, repository=self._root.name
        )
        try:
            repo = Repository.open(self._root)
        except GitError:  # no repository, or no git: a placeholder stands for what it would have told
            return facts
        try:
            branch = current_branch(repo, given.branch, {}).name
        except UnknownBranch:
            branch = ""
        base = default_branch(repo, self._config.default_branch) or ""
        base = re.sub(r"^refs/(?:heads|remotes/[^/]+)/", "", base)
        owner = given.owner if given.owner is not None else repo.git.attempt("config", "--get", "user.name")
        return replace(facts, owner=one_line(owner or ""), branch=branch, base_branch=base)

    def _shown(self, kind: Kind, facts: Facts) -> str:
        """The path to write to: relative to the root where nobody named one, else as it was named."""
        from execplan_hooks.drafting import place
        from execplan_hooks.drafting.habit import folder_of
        from execplan_hooks.drafting.kinds import ENDINGS

        path: str | None = self._arguments.path
        if path is not None and not self._is_folder(path):
            if not path.lower().endswith(ENDINGS):
                raise ExecplanError(f"{plain(path)}: the name of a plan ends in .md")
            return path
        today = self._now.astimezone(dt.UTC).date()
        here = self._here.relative_to(self._root).as_posix() if self._here.is_relative_to(self._root) else ""
        folder = path or ""
        dialect = self._dialect(kind)
        if path is None and dialect is not None:
            habit = folder_of(self._root, self._config, self._catalogue, dialect)
            if habit is not None:
                folder, count = habit
                where = f"{plain(folder)}/, with {count} open plan{'' if count == 1 else 's'} of its dialect"
                self._notes.append(f"note: the place is {where}")
        found = place.proposed(dialect, self._config, facts.slug, today, folder, here)
        return found if path is not None else os.path.relpath(self._root / found, self._here)

    def _file(self, shown: str) -> Path:
        return Path(os.path.abspath(self._here / shown))

    def _text(self, kind: Kind, facts: Facts, shown: str) -> str:
        from execplan_hooks.drafting.draft import draft
        from execplan_hooks.drafting.from_template import filled

        dialect = self._dialect(kind) or self._catalogue.get("common")
        facts = self._with_own_id(dialect, facts)
        if kind.template is not None:
            return filled(kind.template, facts, dialect)
        text = draft(dialect, facts)
        return text if self._recognised(text, shown) == dialect.name else draft(dialect, facts, named=True)

    def _dialect(self, kind: Kind) -> Dialect | None:
        """The dialect of the plan; of a template that nobody gave a name, the one that its headings fit."""
        if kind.dialect is not None or kind.template is None:
            return kind.dialect
        seen = self._recognised(kind.template.text, "")
        return self._catalogue.get(seen) if seen else None

    def _with_own_id(self, dialect: Dialect, facts: Facts) -> Facts:
        """The facts with an id that no other plan of the repository has, where its dialect wants that."""
        from execplan_hooks.tree import Tree

        keys = {key for field in dialect.fields.values() if field.unique for key in field.labels}
        if not keys:
            return facts
        fronts = Tree(self._root, self._config).front_matters.values()
        taken = {field.value for front in fronts for field in front.fields if field.key.lower() in keys}
        number = next(number for number in range(1, len(taken) + 2) if _numbered(facts.slug, number) not in taken)
        return replace(facts, slug=_numbered(facts.slug, number))

    def _recognised(self, text: str, shown: str) -> str | None:
        """The dialect that the rules will see in a plan of this text, at this place."""
        from execplan_hooks.discover import shown_path
        from execplan_hooks.document import places
        from execplan_hooks.document.recognition import load
        from execplan_hooks.document.source import decode

        path = shown_path(self._root, self._file(shown)) if shown else "plan.md"
        settings = places.settings_of(self._config, path)
        plan = load(decode(path, text.encode()), self._catalogue, settings.dialect, settings.state)
        return plan.dialect.name if plan else None

    def _said(self, kind: Kind, shown: str, text: str) -> list[str]:
        from execplan_hooks.discover import how_to_add, shown_path
        from execplan_hooks.document import places

        file = self._file(shown)
        name = plain(shown)
        said = [f"wrote {name} ({kind.name})", *self._notes]
        seen = self._recognised(text, shown)
        wanted = kind.dialect.name if kind.dialect else seen
        inside = Path(os.path.realpath(file)).is_relative_to(os.path.realpath(self._root))
        if not inside:
            said.append(f"note: it lies outside {plain(str(self._root))}, where no hook looks at it")
        elif not places.may_be_plan(self._config, shown_path(self._root, file)):
            said.append(f"note: plans are not looked for in this place; {how_to_add(self._config, 'it')}")
        if seen is None:
            said.append("note: no dialect fits its headings; name its dialect in .execplan.yaml, under plans:")
        elif seen != wanted:
            said.append(f"note: the configuration says that plans in this place are of dialect {seen}")
        said.append(f"next: write what each <...> asks for, then run: execplan lint {name}")
        return said


def _numbered(slug: str, number: int) -> str:
    return slug if number == 1 else f"{slug}-{number}"
