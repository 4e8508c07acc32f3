"""The parser of the command line: argparse, with suggestions for what was mistyped."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

_WIDTH = 78
_SHORTEST = len("--x")


class Parser(argparse.ArgumentParser):
    """A parser of `execplan` or of one of its commands.

    Options are not abbreviated: a script that says `--fix` must not mean another option once there is a new one. The
    description is wrapped, the epilog (examples, exit codes) stays as it is.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("allow_abbrev", False)
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**options)

    def format_help(self) -> str:
        """The text of `--help`."""
        import textwrap  # a run that is no question does without it

        self.description = textwrap.fill(self.description or "", _WIDTH)
        return super().format_help()

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse; arguments that nobody knows are an error of the command that got them, with its usage."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(self._not_known(unknown))
        return found, unknown

    def _not_known(self, unknown: Sequence[str]) -> str:
        message = f"unrecognized arguments: {' '.join(unknown)}"
        options = (word.partition("=")[0] for word in unknown if word.startswith("-"))
        known = self._option_string_actions
        guesses = dict.fromkeys(name for word in options for name in known if _is_slip(word.lower(), name))
        return message + (f"; did you mean {' '.join(guesses)}?" if guesses else "")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            guess = _guess(str(value), [str(choice) for choice in action.choices or ()])
            error.message += f"; did you mean {guess}?" if guess else ""
            raise

    def _print_message(self, message: str, file: Any = None) -> None:
        if message and file is sys.stdout:
            file.write(message)  # argparse passes over what goes wrong there: a reader that has gone
        else:
            super()._print_message(message, file)

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what is wrong; exit code 2."""
        from execplan_hooks.escape import plain

        super().error(plain(message))


def _is_slip(word: str, name: str) -> bool:
    """Whether a word is an option but for one slip: a character too many, too few, another one, or two in the wrong
    order. What is only alike may be another option's opposite: `--no-cache` is not to lead to `--no-baseline`.
    """
    word = word.replace("_", "-")
    if len(name) < _SHORTEST or abs(len(word) - len(name)) > 1:
        return False
    if word == name:
        return True
    at = next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name)))
    if len(word) != len(name):
        longer, shorter = sorted((word, name), key=len, reverse=True)
        return longer[at + 1 :] == shorter[at:]
    return word[at + 1 :] == name[at + 1 :] or (
        word[at : at + 2] == name[at : at + 2][::-1] and word[at + 2 :] == name[at + 2 :]
    )


def _guess(word: str, known: Any) -> str | None:
    # Loaded only where there is an error: `execplan --version` is to be fast.
    from execplan_hooks.located import nearest

    return nearest(word, known)
