"""Every URL stands in the permission table, and the table has no row too many."""

from portal.people.registry import PUBLIC, ROUTES, ROWS, SIGNED_IN
from tests.architecture.urls import every_url


def test_every_url_has_a_row() -> None:
    names = {url.name for url in every_url()}
    assert not names - set(ROUTES), "URLs without a row in the permission table"


def test_every_row_has_a_url() -> None:
    names = {url.name for url in every_url()}
    assert not set(ROUTES) - names, "rows of the permission table without a URL"


def test_routes_name_known_actions() -> None:
    known = {*ROWS, PUBLIC, SIGNED_IN}
    used = {action for rule in ROUTES.values() for action in (rule.values() if isinstance(rule, dict) else [rule])}
    assert not used - known


def test_every_rest_method_has_an_action() -> None:
    """A method that the view answers but the table doesn't know would be a dead end in the schema."""
    for url in every_url():
        rule = ROUTES[url.name]
        if url.is_api and isinstance(rule, dict):
            assert not set(url.methods) - set(rule), url.name
