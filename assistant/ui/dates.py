"""Dates, times and sizes as people read them, in the language of the screen and no more precise than they are."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from assistant.model.facts import When
from assistant.ui.words import t


def day(iso: str) -> str:
    """May 3, 2026; May 2026; 2026. Text that is not a date is given back as it is."""
    parts = iso[:10].split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return iso
    year, *rest = (int(part) for part in parts)
    if rest and not 1 <= rest[0] <= 12:
        return iso
    if len(rest) == 2:
        return t("dates.day", year=year, month=t(f"dates.months.m{rest[0]}"), day=rest[1])
    if rest:
        return t("dates.month", year=year, month=t(f"dates.months.m{rest[0]}"))
    return str(year)


def when(value: When) -> str:
    """A fact's date in words; says so when the papers leave day and month open, or give none."""
    if not value.date:
        return t("dates.unknown")
    if value.ambiguous:
        return t("dates.ambiguous", written=value.written or value.date)
    return day(value.date)


def clock(iso: str) -> str:
    """The day and time of a moment, in the time zone of the browser."""
    local = _local(iso)
    if local is None:
        return iso
    return t("dates.at", day=day(local.date().isoformat()), time=_time(local))


def local_day(iso: str) -> str:
    """The date of a moment where the browser is, as ISO."""
    local = _local(iso)
    return local.date().isoformat() if local else iso[:10]


def time_of(iso: str) -> str:
    """The time alone."""
    local = _local(iso)
    return _time(local) if local else iso


def days_between(earlier: str, later: str) -> int:
    """Whole days from one date to another; 0 where either is not a full date."""
    try:
        return (datetime.fromisoformat(later[:10]) - datetime.fromisoformat(earlier[:10])).days
    except ValueError:
        return 0


def size(count: int) -> str:
    """Bytes as KB, MB or GB."""
    if count < 1024:
        return f"{count} B"
    amount = float(count)
    for unit in ("KB", "MB"):
        amount /= 1024
        if amount < 1000:
            return f"{max(amount, 0.1):.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"
    return f"{amount / 1024:.1f} GB"


def _local(iso: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(ZoneInfo(st.context.timezone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return moment.astimezone(UTC)


def _time(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    return t("dates.pm" if moment.hour >= 12 else "dates.am", time=f"{hour}:{moment.minute:02d}")
