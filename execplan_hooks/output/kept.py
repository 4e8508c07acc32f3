"""What no report may take the place of, and no summary be added to: what a run reads, and what git keeps."""

from __future__ import annotations

import argparse
import os
import stat
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path

from execplan_hooks.config import BASELINE, Config
from execplan_hooks.config_files import FILES, load_config
from execplan_hooks.discover import find_root
from execplan_hooks.document import places, source
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.escape import plain
from execplan_hooks.located import ConfigError
from execplan_hooks.model import ExecplanError

MARKDOWN = (".md", ".markdown")


def refuse(arguments: argparse.Namespace) -> None:
    """Raises `ExecplanError` where a report or the summary of `lint` or `gate` would go to a file that is kept.

    A summary that is refused is taken out of the arguments, so that the failure is not added to it either.
    """
    files = [file for file in (arguments.output, *(form.file for form in arguments.format)) if file is not None]
    summary: str | None = None if arguments.summary is None else str(arguments.summary)
    if not files and summary is None:
        return
    root = find_root(Path.cwd())
    problem: ConfigError | None = None
    try:
        config = load_config(root, arguments.config)
    except ConfigError as error:  # the run ends with it; what is wrong with the options is said first
        config, problem = Config(), error
    kept = _kept(arguments, root, config)
    if summary is not None:
        reason = _reason(summary, kept) or _plan(summary, root, config)
        if reason:
            arguments.summary = None
            raise ExecplanError(f"--summary {plain(summary)}: cannot be written ({reason}; name another file)")
        if problem and _is_markdown(summary) and os.path.exists(summary):
            arguments.summary = None  # only the configuration could tell whether it is a plan
            raise problem
    for file in files:
        if reason := _reason(file, kept):
            raise ExecplanError(f"{plain(file)}: the report cannot be written ({reason}; name another file)")


def place(file: str) -> Hashable:
    """What tells a file from others, however it is spelled. Raises `OSError` and `ValueError` for what is no name."""
    try:
        found = os.stat(file)
    except (FileNotFoundError, NotADirectoryError):
        return os.path.realpath(file)
    return found.st_dev, found.st_ino


def _kept(arguments: argparse.Namespace, root: Path, config: Config) -> dict[Hashable, str]:
    kept: dict[Hashable, str] = {}
    for file, what in _inputs(arguments, root, config):
        try:
            kept.setdefault(place(file), what)
        except (OSError, ValueError):  # no name of a file, which is said where it is read
            continue
    return kept


def _inputs(arguments: argparse.Namespace, root: Path, config: Config) -> Iterator[tuple[str, str]]:
    from execplan_hooks.locks.lock import NAME as LOCKS  # most runs write no file

    for name in (*(root / name for name in FILES), arguments.config):
        if name is not None:
            yield str(name), "it is the configuration"
    for name in (root / BASELINE, config.baseline and root / config.baseline, getattr(arguments, "baseline", None)):
        if name:
            yield str(name), "it is the baseline"
    yield str(root / LOCKS), "it holds the locks of agents"
    for dialect in config.dialects.values():
        template = dialect.mapping().get("template")
        if template is not None and isinstance(template.value, str):
            yield str(root / template.value), "it is the template of a dialect"
    named = [getattr(arguments, "plan", None), getattr(arguments, "stdin_filename", None)]
    for path in (*named, *getattr(arguments, "paths", ())):
        if path and path != "-":
            yield path, "it is to be checked"
    if event := os.environ.get("GITHUB_EVENT_PATH"):
        yield event, "it is the event of the workflow"


def _reason(file: str, kept: Mapping[Hashable, str]) -> str | None:
    """Why a file is kept; None also for pipes and devices, of which nothing is lost, and for what is no file at all."""
    try:
        if os.path.exists(file) and not stat.S_ISREG(os.stat(file).st_mode):
            return None
        return "it lies in git's own folder" if _is_gits(file) else kept.get(place(file))
    except (OSError, ValueError):
        return None


def _is_gits(file: str) -> bool:
    real = Path(os.path.realpath(file))
    # Elsewhere than in `.git` lie bare repositories and those with a separate folder.
    return ".git" in (part.lower() for part in real.parts) or any(
        (folder / "HEAD").is_file() and (folder / "objects").is_dir() for folder in real.parents
    )


def _plan(summary: str, root: Path, config: Config) -> str | None:
    """Why a summary may not be added to Markdown: it lies where plans do, or is one."""
    from execplan_hooks.document import recognition  # most runs have no summary
    from execplan_hooks.document.dialect.catalogue import Catalogue

    if not _is_markdown(summary):
        return None
    for file in (os.path.abspath(summary), os.path.realpath(summary)):
        for top in (root, Path(os.path.realpath(root))):
            if Path(file).is_relative_to(top):
                path = Path(file).relative_to(top).as_posix()
                if places.is_among_plans(config, path) and not places.is_excluded(config, path):
                    return "it lies where plans do"
    try:
        if recognition.load(source.read(Path(summary), "summary.md"), Catalogue(config.dialects, root)) is not None:
            return "it is a plan"
    except (OSError, ValueError, source.UnreadableError, MarkdownLimitError, ConfigError):
        pass  # nothing that a summary could spoil
    return None


def _is_markdown(file: str) -> bool:
    return any(name.lower().endswith(MARKDOWN) for name in (file, os.path.realpath(file)))
