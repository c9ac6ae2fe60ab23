"""Calendars as people type them: hours of a day in one line, dates one to a line. Checked by the rules afterwards."""

import re
from typing import Any

_BLOCKS = re.compile(r"[,;，；、]")
_ENDS = re.compile(r"\s*[-–—~～至到]\s*")
_SHORT_HOUR = re.compile(r"[0-9]:[0-9]{2}")
_CLOSED = frozenset({"", "closed", "休", "休息", "停业"})


def hours_of(text: str) -> list[list[str]]:
    """`9:00-12:00, 13:00–18:00` as blocks; nothing or "closed" as none."""
    plain = text.replace("：", ":").strip()
    if plain.lower() in _CLOSED:
        return []
    return [[_time(end) for end in _ENDS.split(part.strip())] for part in _BLOCKS.split(plain) if part.strip()]


def _time(text: str) -> str:
    return f"0{text}" if _SHORT_HOUR.fullmatch(text) else text


def dates_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def shifts_of(text: str) -> dict[str, list[list[str]]]:
    """Each line a date and its hours: `2026-10-10 09:00-18:00`."""
    lines = [line.strip().partition(" ") for line in text.splitlines() if line.strip()]
    return {date: hours_of(hours) for date, _space, hours in lines}


def as_typed(spec: dict[str, Any]) -> dict[str, str]:
    """The form's texts for a stored calendar."""
    week = {f"hours_{day}": _hours_text(spec["hours"].get(str(day), [])) for day in range(7)}
    shifts = [f"{date} {_hours_text(blocks) or 'closed'}" for date, blocks in spec["shifts"].items()]
    return {
        "name": spec["name"],
        "timezone": spec["timezone"],
        **week,
        "holidays": "\n".join(spec["holidays"]),
        "shifts": "\n".join(shifts),
    }


def day_as_typed(spec: dict[str, Any], date: str) -> dict[str, str]:
    """What one date is now, as the form of a date says it."""
    if date in spec["shifts"]:
        return {"kind": "make_up", "hours": _hours_text(spec["shifts"][date])}
    return {"kind": "holiday" if date in spec["holidays"] else "usual", "hours": ""}


def as_spec(typed: dict[str, Any]) -> dict[str, Any]:
    """The JSON behind the form's texts."""
    week = {str(day): hours_of(typed[f"hours_{day}"]) for day in range(7)}
    return {
        "name": typed["name"],
        "timezone": typed["timezone"],
        "hours": {day: blocks for day, blocks in week.items() if blocks},
        "holidays": dates_of(typed["holidays"]),
        "shifts": shifts_of(typed["shifts"]),
    }


def _hours_text(blocks: list[list[str]]) -> str:
    return ", ".join("-".join(block) for block in blocks)
