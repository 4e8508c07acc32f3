"""The expressions of GitHub Actions that action.yml uses, and an error for every other one.

Source: GitHub's reference of expressions. Not here, so not to be used there: functions besides `cancelled`, `always`,
`success` and `failure`, comparisons besides `==` and `!=`, indices, objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_PLACE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>\d+)|(?P<op>==|!=|&&|\|\||!|\(|\))|(?P<name>[A-Za-z_][\w.-]*))"
)

Value = str | int | bool


class UnknownExpression(Exception):
    """Something that this evaluator does not know; the action must not use it before it does."""


def interpolated(text: str, contexts: Mapping[str, str], status: str = "success") -> str:
    """`text` with each `${{ expression }}` replaced by its value, as text."""
    return _PLACE.sub(lambda match: _as_text(evaluated(match[1], contexts, status)), text)


def condition(text: str, contexts: Mapping[str, str], status: str) -> bool:
    """Whether an `if:` holds; `status` is "success" or "failure" of the steps so far.

    As in Actions, `success()` is wanted too where no status function stands in it.
    """
    inner = match[1] if (match := _PLACE.fullmatch(text.strip())) else text
    holds = bool(evaluated(inner, contexts, status))
    return holds if re.search(r"\b(?:always|cancelled|success|failure)\(\)", inner) else holds and status == "success"


def evaluated(text: str, contexts: Mapping[str, str], status: str = "success") -> Value:
    """The value of an expression; `contexts` maps whole names such as `inputs.base` to text."""
    parser = _Parser(_tokens(text), contexts, status)
    value = parser.either()
    if parser.tokens:
        raise UnknownExpression(text)
    return value


def _tokens(text: str) -> list[str]:
    found, position = [], 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise UnknownExpression(text)
        found.append(match[0].strip())
        position = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[str], contexts: Mapping[str, str], status: str) -> None:
        self.tokens = tokens
        self.contexts = contexts
        self.functions: Mapping[str, Callable[[], bool]] = {
            "always": lambda: True,
            "cancelled": lambda: False,
            "success": lambda: status == "success",
            "failure": lambda: status == "failure",
        }

    def either(self) -> Value:
        left = self.both()
        while self.taken("||"):
            right = self.both()
            left = left or right
        return left

    def both(self) -> Value:
        left = self.compared()
        while self.taken("&&"):
            right = self.compared()
            left = right if left else left
        return left

    def compared(self) -> Value:
        left = self.single()
        for sign in ("==", "!="):
            if self.taken(sign):
                right = self.single()
                if not (isinstance(left, str) and isinstance(right, str)):
                    raise UnknownExpression(f"comparison of {left!r} with {right!r}")
                # GitHub ignores case here.
                return (left.casefold() == right.casefold()) is (sign == "==")
        return left

    def single(self) -> Value:
        if self.taken("!"):
            return not self.single()
        if self.taken("("):
            value = self.either()
            if not self.taken(")"):
                raise UnknownExpression("an open bracket")
            return value
        token = self.tokens.pop(0) if self.tokens else ""
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token.isdigit():
            return int(token)
        if token in self.functions and self.taken("(") and self.taken(")"):
            return self.functions[token]()
        if token in self.contexts:
            return self.contexts[token]
        raise UnknownExpression(token or "nothing")

    def taken(self, token: str) -> bool:
        if self.tokens and self.tokens[0] == token:
            self.tokens.pop(0)
            return True
        return False


def _as_text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
