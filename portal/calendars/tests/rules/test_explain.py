from datetime import UTC, date, timedelta

from portal.calendars.rules import MAX_STEPS, Step, due, explain

from .builders import around_the_clock, at, calendar, china, minutes


def told(steps: tuple[Step, ...]) -> list[tuple[str, str, str, int]]:
    """Kind, local from and to, minutes counted."""
    form = "%m-%d %H:%M"
    return [
        (step.kind, step.start.strftime(form), step.end.strftime(form), step.counted // timedelta(minutes=1))
        for step in steps
    ]


def test_it_tells_the_way_across_a_night_and_a_holiday() -> None:
    pause = (at("2026-09-30T10:00"), at("2026-09-30T10:30"))
    found = due(china(), at("2026-09-29T17:00"), 60 + 8 * 60 + 30 + 45, [pause])
    assert told(found.steps) == [
        ("work", "09-29 17:00", "09-29 18:00", 60),
        ("closed", "09-29 18:00", "09-30 09:00", 0),
        ("work", "09-30 09:00", "09-30 10:00", 60),
        ("pause", "09-30 10:00", "09-30 10:30", 0),
        ("work", "09-30 10:30", "09-30 18:00", 450),
        ("closed", "09-30 18:00", "10-01 00:00", 0),
        ("holiday", "10-01 00:00", "10-08 00:00", 0),
        ("closed", "10-08 00:00", "10-08 09:00", 0),
        ("work", "10-08 09:00", "10-08 09:45", 45),
    ]


def test_it_names_make_up_days_and_days_off() -> None:
    spec = calendar(shifts={"2026-10-10": [["09:00", "10:00"]], "2026-10-12": []})
    found = due(spec, at("2026-10-09T17:30"), 120)
    assert told(found.steps) == [
        ("work", "10-09 17:30", "10-09 18:00", 30),
        ("closed", "10-09 18:00", "10-10 09:00", 0),
        ("shift", "10-10 09:00", "10-10 10:00", 60),
        ("closed", "10-10 10:00", "10-12 00:00", 0),
        ("day_off", "10-12 00:00", "10-13 00:00", 0),
        ("closed", "10-13 00:00", "10-13 09:00", 0),
        ("work", "10-13 09:00", "10-13 09:30", 30),
    ]


def test_a_pause_outside_the_hours_is_not_told() -> None:
    pause = (at("2026-09-14T19:00"), at("2026-09-15T08:00"))
    spec, start = china(), at("2026-09-14T17:00")
    assert due(spec, start, 120, [pause]) == due(spec, start, 120)


def test_nothing_to_tell_when_it_is_due_at_once() -> None:
    assert due(china(), at("2026-09-14T10:00"), 0).steps == ()


def test_dates_of_a_step_leave_out_the_midnight_that_ends_it() -> None:
    [_, _, holiday, *_] = due(china(), at("2026-09-30T17:00"), 61).steps
    assert (holiday.first_day, holiday.last_day) == (date(2026, 10, 1), date(2026, 10, 7))


def test_a_long_way_ends_in_one_step_for_the_rest() -> None:
    spec, start = china(), at("2026-01-05T09:00")
    found = due(spec, start, 2 * 365 * 8 * 60)
    assert len(found.steps) == MAX_STEPS + 1
    assert {step.kind for step in found.steps[:-1]} == {"work", "shift", "closed", "holiday"}
    assert found.steps[-1].kind == "rest"
    assert sum((step.counted for step in found.steps), timedelta(0)) == minutes(2 * 365 * 8 * 60)
    assert (found.steps[0].start, found.steps[-1].end) == (start, found.at)


def test_a_night_on_which_the_clock_goes_back_over_midnight() -> None:
    spec = calendar(timezone="America/St_Johns", hours={"0": [["09:00", "10:00"]]})
    # 23:15 on Saturday for the second time, after a first minute of Sunday.
    [closed, work] = due(spec, at("2009-11-01T02:45Z"), 60).steps
    # In UTC, since an ambiguous wall time never equals an instant of another zone.
    assert closed.start.astimezone(UTC) == at("2009-11-01T02:45Z")
    assert closed.end == at("2009-11-02T12:30Z")
    assert (closed.kind, work.kind) == ("closed", "work")


def test_days_of_work_around_the_clock_stay_apart() -> None:
    steps = explain(around_the_clock("Asia/Shanghai"), at("2026-09-14T12:00"), at("2026-09-15T06:00"))
    assert told(steps) == [
        ("work", "09-14 12:00", "09-15 00:00", 720),
        ("work", "09-15 00:00", "09-15 06:00", 360),
    ]


def test_as_json() -> None:
    [step] = due(china(), at("2026-09-14T10:00"), 0.5).steps
    assert step.as_json() == {
        "date": "2026-09-14",
        "kind": "work",
        "from": "2026-09-14T10:00:00+08:00",
        "to": "2026-09-14T10:00:30+08:00",
        "minutes": 0.5,
    }
    [whole] = due(china(), at("2026-09-14T10:00"), 5).steps
    assert repr(whole.as_json()["minutes"]) == "5"
