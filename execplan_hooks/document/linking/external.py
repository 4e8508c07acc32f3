"""External URLs: which links of a plan lead out of it, and where the dialect wants such links."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from urllib.parse import urlsplit

from execplan_hooks.document import stamps
from execplan_hooks.document.labels import Label
from execplan_hooks.document.linking.links import Link
from execplan_hooks.document.plan import Plan
from execplan_hooks.lazy import lazy

_RESERVED = ("localhost", "test", "example", "invalid")  # RFC 6761 and RFC 2606
_RESERVED_DOMAINS = ("example.com", "example.net", "example.org")
_HOST = lazy(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*\.?")


def external_links(plan: Plan, allowed: tuple[str, ...] = ()) -> Iterator[tuple[Link, str]]:
    """The links that execution would have to follow out of the plan, each with its host: not those among the
    references, nor the source of a snapshot, nor what begins with one of `allowed`."""
    if not plan.links:
        return
    places = _reference_lines(plan) | _snapshot_lines(plan)
    for link in plan.links:
        if link.kind == "reference":
            continue  # its definition is where the URL stands
        url = f"https://{link.url}" if link.url.lower().startswith("www.") else link.url
        host = external_host(url)
        if host is not None and not url.startswith(allowed) and link.line not in places:
            yield link, host


def external_host(url: str) -> str | None:
    """The host of a URL that leads to the outside world; None for any other text.

    Addresses that the IANA registries do not call global (loopback, private, shared, link-local, documentation) and
    reserved names lead nowhere outside.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:  # a bracketed host that is no IP address
        return None
    if parts.scheme.lower() not in ("http", "https", "ftp") or not host:
        return None
    import ipaddress  # most plans lead nowhere outside

    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return host if address.is_global else None
    host = host.rstrip(".")
    if not _HOST.fullmatch(host):
        return None  # one label (a service name), or a placeholder such as `…` or `{host}`
    if host.rsplit(".", 1)[-1] in _RESERVED:
        return None
    return None if any(host == name or host.endswith(f".{name}") for name in _RESERVED_DOMAINS) else host


def _reference_lines(plan: Plan) -> set[int]:
    """The lines where the dialect wants references: whole sections, and single fields."""
    lines: set[int] = set()
    for section in plan.all_sections:
        spec = plan.dialect.section_of(section.key)
        if spec and spec.urls:
            lines.update(range(section.line, section.end_line + 1))
    for name, field in plan.dialect.fields.items():
        if field.urls:
            lines.update(value.line for value in plan.field(name))
    return lines


def _snapshot_lines(plan: Plan) -> set[int]:
    """The lines with the Source of a snapshot: a list or paragraph that has Retrieved, Source and Notes."""
    starts = [block.line for block in plan.document.blocks]
    by_block: dict[int, list[Label]] = {}
    for label in plan.labels:
        by_block.setdefault(bisect_right(starts, label.line), []).append(label)
    lines: set[int] = set()
    for beside in by_block.values():
        sources = [label for label in beside if label.key in ("source", "source url", "sources")]
        retrieved = [label for label in beside if label.key == "retrieved" and _is_stamped(label.value)]
        notes = [label for label in beside if label.key in ("notes", "note") and (label.value or label.block.children)]
        if min(len(retrieved), len(notes)) >= len(sources):
            lines.update(label.line for label in sources)
    return lines


def _is_stamped(value: str) -> bool:
    stamp = stamps.leading(value)
    return stamp is not None and not stamp.impossible
