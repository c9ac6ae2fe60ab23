"""Renaming, sharing as a link, opening the list with it; pages and REST."""

from typing import Any

import pytest
from django.test import Client

from portal.records.models import SavedView
from portal.records.saved_views import view_save
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def kept(owner: Any, name: str = "Open", **values: Any) -> SavedView:
    return view_save(by=owner, list_name="tickets", name=name, **({"query": "state=open"} | values))


def shown(client: Client, address: str = "/tickets/") -> Any:
    return client.get(address).context["page"]


def test_a_shared_link_shows_the_view_and_the_readers_own_rows(cast: Cast) -> None:
    view = kept(cast.owner, shared=True)
    page = shown(signed_in(cast.outsider), f"/tickets/?view={view.reference.lower()}")
    assert page.query.get("state") == "open"
    assert [each["label"] for each in page.saved_views if each["active"]] == ["Open"]
    assert page.rows == [], "it holds an address, no rows"


def test_what_the_address_says_beside_it_comes_first(cast: Cast) -> None:
    view = kept(cast.owner, query="state=open&kind=request")
    page = shown(signed_in(cast.owner), f"/tickets/?view={view.reference}&state=resolved")
    assert (page.query.get("state"), page.query.get("kind")) == ("resolved", "request")


@pytest.mark.parametrize("reference", ["V-00000000", "x", "%00"])
def test_a_view_that_is_not_there_or_not_shared(cast: Cast, reference: str) -> None:
    private = kept(cast.owner)
    client = signed_in(cast.outsider)
    assert client.get(f"/tickets/?view={reference}").status_code == 404
    assert client.get(f"/tickets/?view={private.reference}").status_code == 404


def test_renamed_shared_and_opening_the_list(cast: Cast) -> None:
    view, client = kept(cast.owner), signed_in(cast.owner)
    sent = {"name": "All open ones", "shared": "on", "opens": "on"}
    answer = client.post(f"{view.get_absolute_url()}?next=/tickets/", sent)
    assert answer["Location"] == "/tickets/"
    view.refresh_from_db()
    assert (view.name, view.shared, view.opens, view.query) == ("All open ones", True, True, "state=open")
    assert shown(client).query.get("state") == "open"
    assert shown(signed_in(cast.colleague)).query.get("state") != "open" or not SavedView.objects.filter(
        owner=cast.colleague
    )
    other = kept(cast.owner, "Other", query="state=new")
    client.post(other.get_absolute_url(), {"name": "Other", "opens": "on"})
    assert list(SavedView.objects.filter(opens=True)) == [other]


def test_a_name_once_for_each_list(cast: Cast) -> None:
    kept(cast.owner, "Taken")
    view = kept(cast.owner, "Mine")
    answer = signed_in(cast.owner).post(view.get_absolute_url(), {"name": "Taken"})
    assert answer.status_code == 422
    assert "You have a view of this name already." in answer.content.decode()


def test_others_change_nothing(cast: Cast) -> None:
    view = kept(cast.owner, shared=True)
    client = signed_in(cast.colleague)
    assert client.get(view.get_absolute_url()).status_code == 404
    assert client.post(view.get_absolute_url(), {"name": "Mine now"}).status_code == 404
    url = f"/api/v1/saved-views/{view.reference}/"
    assert client.get(url).json()["name"] == "Open"
    assert client.post(f"{url}change/", {"name": "Mine now"}, content_type="application/json").status_code == 404
    assert client.post(f"{url}delete/", {}, content_type="application/json").status_code == 404


def test_over_rest(cast: Cast) -> None:
    client, base = signed_in(cast.owner), "/api/v1/saved-views/"
    body = {"list": "tickets", "name": "Late", "query": "due=late"}
    made = client.post(base, body, content_type="application/json")
    assert made.status_code == 201
    assert made.json() == body | {
        "id": made.json()["id"],
        "shared": False,
        "opens": False,
        "owner": cast.owner.reference,
    }
    url = f"{base}{made.json()['id']}/"
    changed = client.post(f"{url}change/", {"opens": True, "name": "Too late"}, content_type="application/json").json()
    assert (changed["opens"], changed["name"]) == (True, "Too late")
    assert [each["name"] for each in client.get(f"{base}?list=tickets").json()["results"]] == ["Too late"]
    assert client.get(f"{base}?list=ideas").json()["results"] == []
    assert client.post(f"{url}delete/", {}, content_type="application/json").status_code == 204
    assert client.get(url).status_code == 404
