"""Plans whose text is Chinese, Japanese or Korean, with the English section names beside their own: they are read as
others are, and faults in them are found."""

from __future__ import annotations

import re

import pytest

from tests.fixtures import FIXTURES, brief, lint, plan_of

STATES = {"chinese": "active", "japanese": "active", "korean": "done"}


def text_of(language: str) -> str:
    return (FIXTURES / "languages" / f"{language}.md").read_text(encoding="utf-8")


def test_each_language_has_its_plan() -> None:
    assert {path.stem for path in (FIXTURES / "languages").iterdir()} == set(STATES)


@pytest.mark.parametrize("language", STATES)
def test_a_conforming_plan_is_read_and_silent(language: str) -> None:
    plan = plan_of(text_of(language))
    assert plan is not None
    assert (plan.dialect.name, plan.state, len(plan.matches)) == ("codex", STATES[language], 12)
    assert brief(lint(text_of(language))) == []


OWN_NAMES = {
    "chinese": """目的与用户价值|进度|意外与发现|决策日志|结果与复盘|背景与导向
工作计划|具体步骤|验证与验收|幂等与恢复|产物与备注|接口与依赖""",
    "japanese": """目的と全体像|進捗|驚きと発見|決定ログ|成果と振り返り|背景
作業計画|具体的な手順|検証と受け入れ|冪等性と復旧|成果物とメモ|依存関係""",
    "korean": """목적 / 큰 그림|진행 상황|뜻밖의 발견|결정 기록|결과와 회고|배경
작업 계획|세부 단계|검증 및 인수|멱등성과 복구|산출물|인터페이스 및 의존성""",
}
"""The twelve sections without their English names."""


def by_own_names(language: str) -> str:
    """The plan with those names only. By them it is recognised as no plan, so that it says what it is."""
    names = iter(re.split(r"[|\n]", OWN_NAMES[language]))
    text, count = re.subn(r"(?m)^## .*$", lambda _: f"## {next(names)}", text_of(language))
    assert count == 12
    return f"---\ndialect: codex\n---\n\n{text}"


@pytest.mark.parametrize("language", STATES)
def test_sections_may_be_named_in_the_plans_language_alone(language: str) -> None:
    text = by_own_names(language)
    assert brief(lint(text)) == []
    assert plan_of(text.replace("dialect: codex", "other: codex")) is None
    for part in re.split(r"(?m)^(?=## )", text)[1:]:
        found = lint(text.replace(part, ""))
        assert [diagnostic.rule for diagnostic in found] == ["required-sections"], part


@pytest.mark.parametrize("language", STATES)
def test_each_section_is_missed(language: str) -> None:
    text = text_of(language)
    for part in re.split(r"(?m)^(?=## )", text)[1:]:
        found = lint(text.replace(part, ""))
        assert [diagnostic.rule for diagnostic in found] == ["required-sections"], part


@pytest.mark.parametrize(
    ("language", "old", "new", "rule"),
    [
        ("chinese", "  Rationale：它懂得引号；为一个循环引入四十兆的依赖不值得。\n", "", "entry-fields"),
        ("chinese", "  Evidence：`time shelfctl import big.csv` 输出 `real 4m02s`。\n", "", "entry-fields"),
        ("chinese", "- [x] (2025-11-03 09:10Z) 阅读", "- [x] 阅读", "progress"),
        ("chinese", "进行中", "已完成", "lifecycle"),
        ("chinese", "2025-11-04，米拉", "2027-11-04，米拉", "timestamps"),
        ("japanese", "- Rationale: 司書は少しの行なら手で直せる。\n", "", "entry-fields"),
        ("japanese", "### 2025-11-04 壊れた行は飛ばす", "### 2027-11-04 壊れた行は飛ばす", "timestamps"),
        ("japanese", "- [x] (2025-11-03 13:45Z) `src", "- [x] `src", "progress"),
        ("japanese", "進行中", "完了", "lifecycle"),
        ("korean", "- [x] (2025-11-05 11:20Z)", "- [ ] (2025-11-05 11:20Z)", "lifecycle"),
        ("korean", "| 사서는 몇 줄이면 손으로 고칠 수 있다 |", "|  |", "entry-fields"),
        ("korean", "| 2025-11-04 |", "| 2027-11-04 |", "timestamps"),
        ("korean", "책은 SQLite 파일 하나에 있다.", "책은 /Users/mira/books.db에 있다.", "local-paths"),
    ],
)
def test_a_fault_is_found(language: str, old: str, new: str, rule: str) -> None:
    text = text_of(language)
    assert text.count(old) == 1
    found = lint(text.replace(old, new))
    assert rule in {diagnostic.rule for diagnostic in found}, brief(found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("Decision", "Rationale", "Date/Author"), ("决策", "理由", "日期/作者")),
        (("Observation", "Evidence"), ("观察", "证据")),
        (("Decision", "Rationale", "Date/Author"), ("决策 / Decision", "理由 / Rationale", "日期 / Date")),
    ],
)
def test_entries_may_be_labelled_in_the_plans_language(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    text = text_of("chinese")
    for english, own in zip(old, new, strict=True):
        text = text.replace(f"{english}：", f"{own}：")
    assert brief(lint(text)) == []
    lacking = re.sub(rf"^  {re.escape(new[1])}：.*\n", "", text, count=1, flags=re.MULTILINE)
    assert [diagnostic.rule for diagnostic in lint(lacking)] == ["entry-fields"]
