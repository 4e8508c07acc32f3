"""The tables as text for a terminal, as Markdown for a page, and the results as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from bench.results import Results
from bench.tables import Table, all_tables
from bench.targets import growth, judged

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def as_text(results: Results) -> str:
    """Everything for a terminal."""
    width = max(map(len, results.facts))
    parts = ["\n".join(f"{name:<{width}}  {value}" for name, value in results.facts.items())]
    parts += [_text_table(table) for table in all_tables(results)]
    if results.left_out:
        parts.append("\n".join(f"left out: {reason}" for reason in results.left_out))
    return "\n\n".join(parts) + "\n"


def as_markdown(results: Results) -> str:
    """Everything for a page, with headings of level 3."""
    parts = ["\n".join(f"- {name}: {value}" for name, value in results.facts.items())]
    for table in all_tables(results):
        parts.append(f"### {table.title}")
        parts.append(_markdown_table(table))
        if table.notes:
            parts.append("\n".join(f"- {note}" for note in table.notes))
    if results.left_out:
        parts += ["### Left out", "\n".join(f"- {reason}" for reason in results.left_out)]
    return "\n\n".join(parts) + "\n"


def as_json(results: Results) -> str:
    """Everything with all runs."""
    report = {
        "facts": results.facts,
        "targets": [
            {
                "name": it.target.name,
                "limit": it.target.limit,
                "unit": it.target.unit,
                "value": it.value,
                "by_cpu": it.by_cpu,
                "verdict": it.word,
            }
            for it in judged(results)
        ],
        "sections": {
            section: [
                {
                    "name": one.line.name,
                    "wall": one.wall if one.is_timed else None,
                    "cpu": one.cpu if one.is_timed else None,
                    "runs": [{"wall": run.wall, "cpu": run.cpu} for run in one.runs],
                    "files": one.line.files,
                    "bytes": one.line.size,
                    "of_files": one.line.of_files,
                    "of_bytes": one.line.of_size,
                    "failure": one.failure,
                }
                for one in measured
            ]
            for section, measured in results.sections.items()
        },
        "growth": {section: growth(results, section) for section in ("plans", "size")},
        "memory": {name: {"pss": it.pss, "rss": it.rss, "largest": it.largest} for name, it in results.memory.items()},
        "left_out": results.left_out,
    }
    return json.dumps(report, indent=2) + "\n"


def put_into(file: Path, tables: str) -> None:
    """Write Markdown to a file; where the file has the markers, between them, and the rest of it stays."""
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    before, begin, rest = old.partition(BEGIN)
    _, end, after = rest.partition(END)
    file.write_text(f"{before}{BEGIN}\n\n{tables}\n{END}{after}" if begin and end else tables, encoding="utf-8")


def _text_table(table: Table) -> str:
    rows = [table.columns, *table.rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.columns))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join((table.title, "-" * len(table.title), *lines, *(f"  {note}" for note in table.notes)))


def _markdown_table(table: Table) -> str:
    ruler = ("---", *("---:" for _ in table.columns[1:]))
    rows = (table.columns, ruler, *table.rows)
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
