"""Words that say what a check shows: "prints `48 passed`", "exits with 0", "returns 404", "-> 12 rows", "0 errors"."""

from __future__ import annotations

import re

from execplan_hooks.document.entries.entry_labels import Statement
from execplan_hooks.document.markdown import BlockKind

_WORDS = re.compile(
    r"(?<![\w-])(?:"
    r"expect(?:s|ed|ing|ation)?|print(?:s|ed|ing)?|output(?:s|ted)|return(?:s|ed|ing)?|show(?:s|n|ed|ing)?"
    r"|display(?:s|ed|ing)?|pass(?:es|ed|ing)?|succeed(?:s|ed)?|success(?:ful|fully)?|fail(?:s|ed)?|exit(?:s|ed)?"
    r"|green|clean|empty|identical|unchanged|visible|present|absent|contain(?:s|ed|ing)?|include(?:s|d)?|match(?:es|ed)?"
    r"|equal(?:s)?|remain(?:s|ed)?|appear(?:s|ed)?|disappear(?:s|ed)?|render(?:s|ed)?|report(?:s|ed)?|log(?:s|ged)|yield(?:s|ed)?"
    r"|produce(?:s|d)?|emit(?:s|ted)?|respond(?:s|ed)?|see(?:s|n)?|observe(?:s|d)?|confirm(?:s|ed)?|ensure(?:s)?|verif(?:y|ies)\s+(?:that|the|it|no)"
    r"|list(?:s|ed)|write(?:s)|written|exist(?:s)?|open(?:s)|load(?:s|ed)|reject(?:s|ed)?|refuse(?:s|d)?|accepts|allow(?:s|ed)"
    r"|block(?:s|ed)|den(?:y|ies|ied)|update(?:s|d)|create(?:s|d)|redirect(?:s|ed)?|raise(?:s|d)?|throws?|compile(?:s|d)?|build(?:s)"
    r"|work(?:s|ed)|stay(?:s|ed)?|keep(?:s)|cover(?:s|ed)|prove(?:s|d|n)?|complete(?:s|d)|finish(?:es)|resolve(?:s|d)|consume(?:s|d)?"
    r"|require(?:s|d)|receive(?:s|d)|find(?:s)|becomes?|result(?:s)?\s+in|no\s+longer|should|must|does\s+not|do\s+not|cannot|never|still|only|without"
    r"|generate(?:s|d)|pre-?fills?|cover|parses?|decodes?|holds?|increase(?:s|d)?|decrease(?:s|d)?|survives?"
    r"|no\s+(?:\w+\s+){0,2}(?:errors?|warnings?|failures?|regressions?|matches|hits|diff(?:erence)?s?|changes?|output|findings?|violations?)"
    r")(?!\w)",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"→|⇒|(?<![-<])->|=>|≤|≥|✅|(?<![\w<])[<>]=?\s*\d|==\s*\S"
    r"|\b(?:HTTP|status|code)\s*`?\d{3}\b|\b[1-5]\d\d\b(?=\s|$|[.,;`)])"
    r"|(?<![\d.,])(?:[.,]++\d|(?<!\w)\d|\d++[.,]++\d)[\d.,]*+\s*(?:%|ms\b|s\b|sec|[KMG]i?B\b|errors?|warnings?|tests?|passed|failures?|rows?|lines?|files?|results?)"
)
_SHOWN = re.compile(r"(?:^|\n)[^\S\n]*+(?:(?:#|//)\s*+)?(?:→|->|=>|expect)", re.IGNORECASE)
_FOREIGN = re.compile(
    "成功|通过|返回|显示|输出|不再|必须|应该|正常|一致|存在|生成|拒绝|表示|返す|返る|出力|通る|合格|なる|される|する。|動く|動作|出る|こと|できる"
    "|통과|출력|반환|표시|생성|성공|된다|한다|없다"
    "|показыва|возвраща|вывод|проход|совпада|открыва|обновля|должн|без ошибок|работает|успешн"
)
# What follows a deed: "Clicking the icon pre-fills the row", "Press Return. The counter moves on".
_OUTCOME = re.compile(
    r"^[*_\s]*(?:[A-Z][a-z]+ing|When|After|Once|If)\s+(?:[^\s.]+\s+){0,20}?[a-z-]{3,}s\s+\S"
    r"|^[*_\s]*[A-Z][a-z]+\s[^.]{3,200}\.\s+(?:The|A|An|It|No|All|Each|Nothing)\s+\w"
)
_OUTPUT = re.compile(
    r"(?<!\w)(?:exit(?:s|ed)?|stdout|stderr|prints?|outputs?|pass(?:es|ed)?|tests?|suite|green|builds?|commands?|logs?|results?"
    r"|succeed(?:s)?|scripts?|lint|type-?check|errors?|warnings?)(?!\w)",
    re.IGNORECASE,
)


def expects(statement: Statement) -> bool:
    """Whether a statement says what is to be seen; what stands in code says so only with a sign (`-> 200`)."""
    if statement.kind in (BlockKind.FENCE, BlockKind.CODE):
        return _SHOWN.search(statement.text) is not None
    prose = statement.prose
    return any(pattern.search(prose) for pattern in (_WORDS, _SIGNS, _FOREIGN, _OUTCOME))


def is_about_output(statement: Statement) -> bool:
    """Whether a statement speaks of what a run shows, so that the commands around it are meant."""
    return _OUTPUT.search(statement.prose) is not None
