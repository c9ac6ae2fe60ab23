"""Why a calendar or a calculation is refused, as data: the layers above turn codes into sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Param = int | str


class Code(StrEnum):
    """Every reason for a refusal. The comment names the parameters that come with it."""

    # The calendar itself
    NOT_AN_OBJECT = "not_an_object"
    NOT_A_LIST = "not_a_list"
    UNKNOWN_KEY = "unknown_key"  # key
    REQUIRED = "required"
    BAD_NAME = "bad_name"
    NAME_TOO_LONG = "name_too_long"  # limit
    UNKNOWN_TIMEZONE = "unknown_timezone"  # value
    BAD_WEEKDAY = "bad_weekday"  # value
    BAD_BLOCK = "bad_block"
    BAD_TIME = "bad_time"  # value
    BLOCK_EMPTY = "block_empty"  # opens, closes
    BLOCK_REVERSED = "block_reversed"  # opens, closes
    BLOCKS_OVERLAP = "blocks_overlap"  # opens, closes, other_opens, other_closes
    TOO_MANY_BLOCKS = "too_many_blocks"  # limit
    BAD_DATE = "bad_date"  # value
    DATE_OUT_OF_RANGE = "date_out_of_range"  # value, first, last
    DUPLICATE_DATE = "duplicate_date"  # value
    TOO_MANY_DATES = "too_many_dates"  # limit
    NO_WORKING_TIME = "no_working_time"
    # A calculation on it
    NO_WORKING_TIME_AHEAD = "no_working_time_ahead"  # start, years
    NAIVE_INSTANT = "naive_instant"
    INSTANT_OUT_OF_RANGE = "instant_out_of_range"  # first, last
    BAD_MINUTES = "bad_minutes"
    MINUTES_NEGATIVE = "minutes_negative"
    TOO_MANY_MINUTES = "too_many_minutes"  # limit
    PAUSE_REVERSED = "pause_reversed"
    TOO_MANY_PAUSES = "too_many_pauses"  # limit
    DUE_TOO_FAR = "due_too_far"  # years
    END_BEFORE_START = "end_before_start"
    SPAN_TOO_LONG = "span_too_long"  # years
    BAD_DAY_COUNT = "bad_day_count"  # limit
    # The official arrangement of a country
    UNKNOWN_COUNTRY = "unknown_country"  # value


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason: `field` is a dotted path into the input ("hours.0.1"), empty for the whole of it."""

    field: str
    code: Code
    params: Mapping[str, Param]


class CalendarRefused(ValueError):
    """Carries every problem that was found, in the order of the input; there is always at least one."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.field or 'calendar'}: {p.code}" for p in problems))


def refused(field: str, code: Code, **params: Param) -> CalendarRefused:
    """The common case of a single problem."""
    return CalendarRefused(Problem(field, code, params))
