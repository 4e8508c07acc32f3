"""The plugins of detect-secrets as they are, and what became of each in the table of kinds."""

from __future__ import annotations

from functools import cache
from typing import Any

from execplan_hooks.document.secrets.credential_kinds import KINDS, Kind

USED = {kind.plugin.partition(".")[2] for kind in KINDS if kind.plugin and not kind.patterns}
"""Plugins whose own patterns a kind applies."""

REPLACED = {
    "AzureStorageKeyDetector": "its match has the name of the field",
    "BasicAuthDetector": "its pattern, without the import: plans name logins of local databases",
    "JwtTokenDetector": "its pattern is quadratic; its test of what a token claims is used",
    "KeywordDetector": "quadratic, finds one value per line and takes names for values",
    "NpmDetector": "quadratic, and its value goes on to the end of the line",
    "OpenAIDetector": "quadratic on `sk-sk-sk-`",
    "PrivateKeyDetector": "knows neither encrypted keys nor PuTTY's third format",
    "StripeDetector": "knows keys of the former length only",
}
"""Plugins that patterns of ours stand for, and why."""

OFF = {
    "Base64HighEntropyString": "plans quote hashes, identifiers and paths",
    "HexHighEntropyString": "plans quote commits and checksums",
    "IPPublicDetector": "an address is no secret",
}
"""Plugins that are not used, and why."""


def packaged() -> dict[str, type[Any]]:
    """The plugins that detect-secrets has, by the names of their classes."""
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

    classes: list[type[Any]] = list(get_mapping_from_secret_type_to_class().values())
    return {cls.__name__: cls for cls in classes}


@cache
def plugin(name: str) -> Any:
    """The plugin of that class, as detect-secrets' own hook makes it."""
    return packaged()[name]()


def values(name: str, line: str) -> set[str]:
    """What the plugin finds in the line."""
    return set(plugin(name).analyze_string(line))


def kinds_of(name: str) -> list[Kind]:
    """The kinds that apply a plugin's own patterns."""
    return [kind for kind in KINDS if kind.plugin.partition(".")[2] == name and not kind.patterns]
