"""The results as tables: rows of strings, for a terminal and for Markdown alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench import gate, lines
from bench.measuring import Measured
from bench.results import SECTIONS, Results
from bench.targets import growth, judged

_MB = 1_000_000
_BASES = {"start": lines.PASS, "gate": gate.LEAST, "many": lines.COLD}
"""The line to which the others of a section are compared."""


@dataclass(frozen=True)
class Table:
    """A title, the names of columns, rows of as many cells, and lines of text below them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def all_tables(results: Results) -> list[Table]:
    """All tables, the targets first."""
    tables = [_targets(results)]
    for section, title in SECTIONS.items():
        measured = results.sections.get(section)
        if measured:
            is_growth = section in ("plans", "size")
            tables.append(_growth(results, section, title) if is_growth else _times(section, title, measured))
    if results.memory:
        tables.append(_memory(results))
    return tables


def _targets(results: Results) -> Table:
    rows = (
        (
            it.target.name,
            f"{it.target.limit:g} {it.target.unit}",
            "-" if it.value is None else f"{it.value:.3g} {it.target.unit}",
            "-" if it.by_cpu is None else f"{it.by_cpu:.3g} {it.target.unit}",
            it.word,
        )
        for it in judged(results)
    )
    return Table("Targets", ("target", "at most", "measured", "by cpu time", "verdict"), tuple(rows))


def _times(section: str, title: str, measured: Sequence[Measured]) -> Table:
    timed = [one for one in measured if one.is_timed]
    base = next((one for one in timed if one.line.name == _BASES.get(section)), None)
    rows = tuple(_row(one, base) for one in measured)
    samples = tuple(
        f"{one.line.name}: {one.line.files} of {one.line.of_files} files, scaled" for one in timed if one.line.is_sample
    )
    crashes = tuple(f"{one.line.name}: {one.failure}" for one in measured if one.failure)
    columns = ("", "wall", "spread", "cpu", "runs", *((f"x {base.line.name}",) if base else ()))
    return Table(title, columns, rows, samples + crashes)


def _row(one: Measured, base: Measured | None) -> tuple[str, ...]:
    if not one.is_timed:
        return (one.line.name, "failed", "", "", str(len(one.runs)), *(("",) if base else ()))
    low, high = one.spread
    ratio = (f"{one.wall / base.wall:.3g}",) if base else ()
    spread = f"{seconds(low)} - {seconds(high)}"
    return (one.line.name, seconds(one.wall), spread, seconds(one.cpu), str(len(one.runs)), *ratio)


def _growth(results: Results, section: str, title: str) -> Table:
    factors = growth(results, section)
    names = {f"{factor} x {section}": value for factor, value in factors.items()}
    measured = results.sections[section]
    rows = tuple(
        (
            *_row(one, None),
            str(one.line.files),
            megabytes(one.line.size),
            f"{names[one.line.name]:.3g}" if one.line.name in names else "",
        )
        for one in measured
    )
    each = "cpu a plan" if section == "plans" else "cpu a byte"
    crashes = tuple(f"{one.line.name}: {one.failure}" for one in measured if one.failure)
    columns = ("", "wall", "spread", "cpu", "runs", "files", "MB", f"{each} / first")
    return Table(title, columns, rows, crashes)


def _memory(results: Results) -> Table:
    rows = tuple(
        # A process that ended before the first sample is known by what the kernel kept alone.
        (name, megabytes(it.pss) if it.pss else "-", megabytes(it.rss) if it.rss else "-", megabytes(it.largest))
        for name, it in results.memory.items()
    )
    return Table("Peak memory, many plans (MB)", ("", "all, shared once", "all", "largest process"), rows)


def seconds(value: float) -> str:
    """Seconds with three digits, or milliseconds below one second."""
    return f"{value:.3g} s" if value >= 1 else f"{1000 * value:.3g} ms"


def megabytes(value: int) -> str:
    """Bytes in units of 10^6."""
    return f"{value / _MB:.1f}"
