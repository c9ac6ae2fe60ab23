"""A connection that the server ended is found out before the first query of the next request."""

import time
from typing import Any

import psycopg
import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from portal.core.connections import RESTED_SECONDS, is_silent, trust_silent_connections

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A connection that outlives requests, as in production; Django's test client would keep its signals apart."""
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    connection.close()
    connection.ensure_connection()
    begin_request()
    return connection


def begin_request() -> None:
    """What the WSGI handler does before it asks for an answer."""
    close_old_connections()
    trust_silent_connections()


def end_at_server(wrapper: Any) -> None:
    pid = wrapper.connection.info.backend_pid
    with psycopg.connect(
        **wrapper.connection.info.get_parameters(), password=wrapper.connection.info.password
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_silent_one_is_trusted_without_a_question(kept: Any) -> None:
    begin_request()
    assert kept.health_check_done
    with CaptureQueriesContext(kept) as asked, kept.cursor() as cursor:
        cursor.execute("SELECT 7")
    assert len(asked) == 1


def test_one_that_the_server_ended_is_replaced(kept: Any) -> None:
    end_at_server(kept)
    assert not is_silent(kept.connection)
    begin_request()
    with kept.cursor() as cursor:
        cursor.execute("SELECT 7")
        assert cursor.fetchone() == (7,)


def test_trusting_it_nevertheless_would_fail(kept: Any) -> None:
    """The control: without the look at the socket the request would meet a dead connection."""
    end_at_server(kept)
    kept.health_check_done = True
    with pytest.raises(Exception, match=r"terminat|closed"), kept.cursor() as cursor:
        cursor.execute("SELECT 7")


def test_one_that_rested_is_asked(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.monotonic() + RESTED_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later)
    kept.health_check_done = False
    trust_silent_connections()
    assert not kept.health_check_done
