"""Names, times and sizes as they stand in sentences."""

from __future__ import annotations

from datetime import datetime, timezone

from .plain_text import one_line


def quoted(name: str) -> str:
    """A name in a sentence."""
    return f'"{one_line(name)}"'


def in_words(seconds: float) -> str:
    """``4 s``, ``3 min 20 s``, ``2 h 5 min``"""
    whole = int(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole // 60 % 60} min"


def seconds_until(moment: datetime) -> float:
    """From now on; negative where it is over."""
    return (moment - datetime.now(timezone.utc)).total_seconds()


def moment(time: datetime) -> str:
    """In the time zone of this machine, with the date where it is another day."""
    local = time.astimezone()
    same_day = local.date() == datetime.now(timezone.utc).astimezone().date()
    return local.strftime("%H:%M" if same_day else "%Y-%m-%d %H:%M")


def size(count: int) -> str:
    """210000000 -> ``210 MB``; decimal units, at most three digits."""
    value, unit = float(max(0, count)), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 999.5:
            break
        value, unit = value / 1000, larger
    return f"{value:.1f} {unit}" if value < 10 and unit != "B" else f"{value:.0f} {unit}"
