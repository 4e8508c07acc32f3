"""What pre-commit or prek is told to run: the hooks of this project in its configuration.

Source: the documentation of `.pre-commit-config.yaml`; prek reads the same keys, also from `prek.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks import rules
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.foreign_yaml import load_foreign_yaml
from execplan_hooks.frozen import frozen
from execplan_hooks.located import Located
from execplan_hooks.toml_reader import load_toml

PRE_COMMIT = ".pre-commit-config.yaml"
_PREK = ("prek.toml", PRE_COMMIT, ".pre-commit-config.yml")
HOOK_IDS = frozenset(f"execplan-{name}" for name in ("lint", "gate", *rules.RULE_IDS))


@frozen
class Hook:
    """A configured hook that runs execplan: `repo` and `rev` as given, `stages` empty for all of them."""

    id: str
    repo: str
    rev: str
    stages: tuple[str, ...]

    @property
    def is_local(self) -> bool:
        return self.repo in ("local", "meta")

    def runs_at(self, stage: str) -> bool:
        return not self.stages or stage in map(_stage, self.stages)


@frozen
class Managed:
    """The configuration of pre-commit or prek: its file, the hooks that run execplan, and the types of git hooks that
    `install` sets up."""

    file: str
    hooks: tuple[Hook, ...]
    install_types: tuple[str, ...]


def _stage(name: str) -> str:
    # The names that pre-commit had before version 3.2.
    return {"commit": "pre-commit", "push": "pre-push", "merge-commit": "pre-merge-commit"}.get(name, name)


def managed(here: Situation, tool: str | None = None, file: str | None = None) -> Managed | None:
    """What is in `file`, or in the first file that the tool reads; where it is not known which tool is used, in that
    which names hooks of ours. None where there is none. Raises `ConfigError`."""
    names = (file,) if file else (PRE_COMMIT,) if tool == "pre-commit" else _PREK
    found: list[Managed] = []
    for name in names:
        text = here.text(name)
        if text is not None:
            top = load_toml(text, name) if name.endswith(".toml") else load_foreign_yaml(text, name)
            found.append(_managed(name, top.mapping()))
            if tool is not None or file is not None:
                break
    return next((one for one in found if one.hooks), found[0] if found else None)


def _managed(file: str, keys: dict[str, Located]) -> Managed:
    default = tuple(keys["default_stages"].strings()) if "default_stages" in keys else ()
    types = tuple(keys["default_install_hook_types"].strings()) if "default_install_hook_types" in keys else ()
    repos = keys["repos"].sequence() if "repos" in keys else []
    return Managed(file, tuple(_hooks(repos, default)), types or ("pre-commit",))


def _hooks(repos: list[Located], default: tuple[str, ...]) -> Iterator[Hook]:
    for at in repos:
        repo = at.mapping()
        name = _text(repo.get("repo"))
        for hook_at in repo["hooks"].sequence() if "hooks" in repo else []:
            hook = hook_at.mapping()
            hook_id, entry = _text(hook.get("id")), _text(hook.get("entry"))
            ours = hook_id in HOOK_IDS and name != "local"
            if not ours and "execplan" not in entry:
                continue
            stages = tuple(hook["stages"].strings()) if "stages" in hook else ()
            # Ours name their stages in the manifest, which counts before default_stages.
            yield Hook(hook_id, name, _text(repo.get("rev")), stages or (() if ours else default))


def _text(at: Located | None) -> str:
    return str(at.value) if at is not None and isinstance(at.value, (str, int)) else ""
