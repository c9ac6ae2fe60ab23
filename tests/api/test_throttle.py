"""A bucket of calls: so many at once, then as they drip in; a clock that is set back closes it for nobody."""

from typing import Any

import pytest

from portal.core.api.throttling import CallerThrottle


class Clock:
    now = 1_000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    kept: dict[str, Any] = {}

    class Cache:
        get = staticmethod(kept.get)

        @staticmethod
        def set(key: str, value: Any, _seconds: float) -> None:
            kept[key] = value

    time = Clock()
    monkeypatch.setattr(CallerThrottle, "cache", Cache)
    monkeypatch.setattr(CallerThrottle, "timer", staticmethod(lambda: time.now))
    monkeypatch.setattr(CallerThrottle, "get_rate", lambda _self: "6/min")
    monkeypatch.setattr(CallerThrottle, "get_cache_key", lambda _self, _request, _view: "somebody")
    return time


def call() -> tuple[bool, float | None]:
    throttle = CallerThrottle()
    return throttle.allow_request(None, None), throttle.wait()


def test_as_many_at_once_as_in_a_minute_then_one_every_ten_seconds(clock: Clock) -> None:
    assert [call()[0] for _n in range(6)] == [True] * 6
    assert call() == (False, 10.0)
    clock.now += 9
    assert call() == (False, 1.0)
    clock.now += 1
    assert call()[0]
    assert not call()[0]
    clock.now += 600
    assert [call()[0] for _n in range(7)] == [True] * 6 + [False]


def test_a_clock_that_was_set_back_closes_it_for_nobody(clock: Clock) -> None:
    assert call()[0]
    clock.now -= 86_400
    assert [call()[0] for _n in range(7)] == [True] * 6 + [False]


def test_none_at_all(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CallerThrottle, "get_rate", lambda _self: "0/min")
    assert call() == (False, 60)
