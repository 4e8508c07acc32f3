"""The command `execplan config`: parsed arguments in; the schema, or the settings with where they come from, out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from execplan_hooks.model import ExecplanError

if TYPE_CHECKING:
    from execplan_hooks.configuring.plan_view import Configured
    from execplan_hooks.document.dialect.catalogue import Catalogue


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command, for `run`."""
    parser.add_argument("path", nargs="?", metavar="PLAN", help="a plan: what counts for it, rule by rule, and why")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of the configuration")
    parser.add_argument("--format", choices=("yaml", "json"), default="yaml", help="how to print (default: yaml)")
    parser.add_argument("--config", metavar="FILE", type=Path, help="configuration file (default: .execplan.yaml)")


def run(arguments: argparse.Namespace) -> int:
    """Print what was asked for. Raises `ExecplanError` for a configuration that cannot be used."""
    if arguments.schema:
        if arguments.path is not None or arguments.config is not None:
            raise ExecplanError("--schema is the same for every configuration; leave the plan and --config out")
        sys.stdout.write(shipped_schema())
        return 0
    return _show(arguments)


def shipped_schema() -> str:
    """The text of the schema that is part of the package."""
    from importlib import resources

    return (resources.files("execplan_hooks") / "execplan.schema.json").read_text(encoding="utf-8")


def _show(arguments: argparse.Namespace) -> int:
    from execplan_hooks import discover
    from execplan_hooks.configuring import plan_view, rendering
    from execplan_hooks.configuring.settings import settings
    from execplan_hooks.output.json import encoded

    root = discover.find_root(Path.cwd())
    configured, catalogue = _read(root, arguments.config)
    if arguments.path is not None:
        found = plan_view.of(configured, catalogue, root, arguments.path)
    else:
        found = settings(configured.top, configured.explicit)
    if arguments.format == "json":
        report = {"version": 1, "file": configured.config.file, "settings": rendering.as_json(found)}
        sys.stdout.write(encoded(report))
    else:
        sys.stdout.write(rendering.as_yaml(found, comment_defaults=arguments.path is None))
    return 0


def _read(root: Path, explicit: Path | None) -> tuple[Configured, Catalogue]:
    """The configuration, with its own dialects and those that it names looked at too."""
    from execplan_hooks.config import Config, config_of
    from execplan_hooks.config_files import read_config
    from execplan_hooks.configuring.plan_view import Configured
    from execplan_hooks.document.dialect.catalogue import Catalogue
    from execplan_hooks.located import unknown

    top = read_config(root, explicit)
    config = Config() if top is None else config_of(top)
    catalogue = Catalogue(config.dialects, root)
    for name in catalogue.own:
        catalogue.get(name)
    for entry in config.plans:
        if entry.dialect is not None and entry.dialect not in catalogue.names and entry.dialect_at is not None:
            raise entry.dialect_at.error(unknown(f'dialect "{entry.dialect}"', entry.dialect, catalogue.names))
    return Configured(config, top, explicit is not None), catalogue
