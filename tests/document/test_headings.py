"""Comparison keys of headings, and misspellings of them."""

from __future__ import annotations

import pytest

from execplan_hooks.document.headings import extended, nearest, normalise

SAME = {
    "purpose and big picture": (
        "Purpose / Big Picture",
        "Purpose &amp; Big Picture",
        "PURPOSE / BIG PICTURE",
        "1. Purpose / Big Picture",
        "1) Purpose/Big Picture",
        "2.3 Purpose / Big Picture",
        "2.3. Purpose / Big Picture",
        "12 - Purpose / Big Picture",
        "Purpose / Big Picture:",
        "Purpose / Big Picture ##",
        "Purpose / Big Picture (Mandatory)",
        "Purpose / Big Picture (MUST) (v2)",
        "**Purpose / Big Picture**",
        "`Purpose` / _Big Picture_",
        "🎯 Purpose / Big Picture",
        "§ Purpose / Big Picture",
        "Purpose / Big\u00a0Picture",
        "Purpose  /  Big   Picture",
        "Purpose / Big Picture / 목적",
        "Purpose / Big Picture（目的）",
        "Ｐｕｒｐｏｓｅ / Big Picture",
    ),
    "surprises and discoveries": (
        "Surprises & Discoveries",
        "Surprises and Discoveries",
        "Surprises &Discoveries",
        "7. SURPRISES & DISCOVERIES:",
        "Surprises & Discoveries / 意外と発見",
        "意外与发现 / Surprises & Discoveries",
        "Surprises & Discoveries 意外と発見",
        "Surprises & Discoveries — 놀라움",
    ),
    "follow-ups": ("Follow-ups", "Follow\u2011ups", "Follow\u2013ups", "follow\u2212ups"),
    "what's next": ("What's next", "What\u2019s next"),
    "目的": ("目的", "1. 目的", "目的：", "目的（必須）", "**目的**"),
    "进度": ("进度", "## 进度"[3:], "进度:"),
    "목적": ("목적", "2) 목적", "목적 (필수)"),
    "": ("", "   ", "###", "**"),
    "progress": (
        "Progress (WBS) / 進捗",
        "進捗 (WBS) / Progress",
        "进度（Progress）",
        "Progress（进度）",
        "（进度）Progress",
        "(Progress) 进度",
        "Progress / 進捗 (必須)",
        "Прогресс / Progress",
        "Progress (Прогресс)",
        "(7) Progress",
        "[7] Progress",
        "7 - Progress",
        "1.0 - Progress:",
        "VII. Progress",
        "A) Progress",
        "§7 Progress",
        "7️⃣ Progress",
        "Progress <!-- x -->",
        "<!-- x --> Progress (a)",
        "Progress {#progress}",
        "Progress {: .living #p }",
        '<a id="x"></a>Progress',
        "Progress <a name='x'/>",
        "<b>Progress</b>",
        "Progress [done]",
        "Progress [3/5]",
        "Progress 【必須】",
        "Progress ✅",
        "Progress ✔️",
        "✅ Progress ⚠️ (3 of 5)",
        "(7) ✅ **Progress** [done] (WBS) {#p} <!-- x -->",
        ":white_check_mark: Progress",
        "Progress :rocket:",
        "[Progress](#p)",
        "[Progress][p]",
        "7. [Progress](#p) ✅",
        "![badge](b.svg) Progress",
        "[Progress]",
        "[x] Progress",
        "&nbsp;Progress",
        "- Progress -",
        "Progress.",
        "Progress…",
    ),
    "비기능 and 제약": ("비기능/제약", "비기능 & 제약", "비기능 / 제약 (필수)"),
    "设计要点": ("设计要点（避免接手 agent 重新决策）", "设计要点 (Draft)"),
    "phase 2: high risk": ("Phase 2: 🔄 HIGH RISK", "Phase 2: HIGH RISK 🔄"),
    "進捗": ("進捗 (WBS)", "進捗 (MUST)", "進捗 (v2)", "進捗 ✅", "(7) 進捗"),
    "3d view": ("3D view", "1. 3D view"),
}


@pytest.mark.parametrize(("key", "title"), [(key, title) for key, titles in SAME.items() for title in titles])
def test_spellings_of_one_heading_have_one_key(key: str, title: str) -> None:
    assert normalise(title) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plan", "Plan of Work"),
        ("Context", "Context and Orientation"),
        ("進捗", "目的"),
        ("Phase 1", "Phase 2"),
        ("v1.2 notes", "v1.3 notes"),
        ("In scope", "Out of scope"),
        ("C", "C++"),
        ("Progress", "Progress – 12 of 15 done"),
        ("Progress", "Progress: in progress"),
        ("Progress", "Progress & Status"),
        ("Progress", "Progress tracker"),
        ("Progress", "Progress <n>"),
        ("Progress", "Progress {n}"),
        ("Validation", "Validation of tokens"),
        ("Option A", "Option B"),
        ("Café", "Cafe"),
        ("ที่", "ท"),
    ],
)
def test_different_headings_have_different_keys(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_key_of_a_key_is_the_key() -> None:
    for titles in SAME.values():
        for title in titles:
            assert normalise(normalise(title)) == normalise(title)


@pytest.mark.parametrize(
    "piece", ["(", "[", "[a](", "<!--", "{#", "&amp;", "1. ", "✅", "進 (a) / ", "((((a))))", " -"]
)
def test_endless_markers_end(piece: str) -> None:
    key = normalise(piece * 5_000)
    assert key == normalise(key)
    assert len(key) <= 1_000


def test_endless_heading_is_cut() -> None:
    assert len(normalise("a" * 100_000)) <= 200
    assert normalise("(" * 5_000) == normalise("(" * 200)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Progres", "progress"),
        ("Progerss", "progress"),
        ("Progresss", "progress"),
        ("Decison Log", "decision log"),
        ("Decisions Log", "decision log"),
        ("DecisionLog", "decision log"),
        ("Decision-Log", "decision log"),
        ("Suprises & Discoveries", "surprises and discoveries"),
        ("Surprises Discoveries", "surprises and discoveries"),
        ("Plan of Wrok", "plan of work"),
        ("Hand-off", "handoff"),
        ("Hadnoff", "handoff"),
        ("Decision Lgo", "decision log"),
    ],
)
def test_near_miss_is_found(written: str, meant: str) -> None:
    candidates = ("progress", "decision log", "surprises and discoveries", "plan of work", "handoff")
    assert nearest(normalise(written), candidates) == meant


@pytest.mark.parametrize(
    "written",
    [
        "Implementation Plan",
        "Change Log",
        "Work",
        "Progress Report",
        "Plan",
        "Log of Decisions",
        "進捗",
        "实现计划",
        "검증 기록",
        "",
        "Risks",
    ],
)
def test_another_heading_is_no_near_miss(written: str) -> None:
    candidates = (
        "实施计划",
        "결정 기록",
        "progress",
        "decision log",
        "surprises and discoveries",
        "plan of work",
        "implementation steps",
    )
    assert nearest(normalise(written), candidates) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Progress – 12 of 15 done", "progress"),
        ("Progress -- 12 of 15 done", "progress"),
        ("Progress | done", "progress"),
        ("7. Progress: in progress", "progress"),
        ("✅ Progress — done (80%)", "progress"),
        ("Validation: how to see it work", "validation"),
        ("Decision Log — 2025", "decision log"),
    ],
)
def test_name_with_more_behind_it_is_found(written: str, meant: str) -> None:
    candidates = ("progress", "decision log", "validation")
    assert normalise(written) not in candidates
    assert extended(normalise(written), candidates) == meant


@pytest.mark.parametrize(
    "written",
    [
        "Validation of tokens",
        "Progress-driven work",
        "Progress tracker",
        "Progressive: x",
        "In Progress: x",
        "Log: x",
        "",
    ],
)
def test_name_within_another_one_is_not_taken_for_it(written: str) -> None:
    assert extended(normalise(written), ("progress", "decision log", "validation", "")) is None
