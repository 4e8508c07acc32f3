"""Comparison keys of headings, and misspellings of them."""

from __future__ import annotations

import pytest

from execplan_hooks.document.headings import nearest, normalise

SAME = {
    "purpose and big picture": (
        "Purpose / Big Picture",
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
    ],
)
def test_different_headings_have_different_keys(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_key_of_a_key_is_the_key() -> None:
    for titles in SAME.values():
        for title in titles:
            assert normalise(normalise(title)) == normalise(title)


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
    ],
)
def test_near_miss_is_found(written: str, meant: str) -> None:
    candidates = ("progress", "decision log", "surprises and discoveries", "plan of work", "handoff")
    assert nearest(normalise(written), candidates) == meant


@pytest.mark.parametrize(
    "written",
    ["Implementation Plan", "Change Log", "Work", "Progress Report", "Plan", "Log of Decisions", "進捗", "", "Risks"],
)
def test_another_heading_is_no_near_miss(written: str) -> None:
    candidates = ("progress", "decision log", "surprises and discoveries", "plan of work", "implementation steps")
    assert nearest(normalise(written), candidates) is None
