"""Saving a list's filters under a name, sharing them, deleting them."""

import pytest
from django.test import Client

from portal.records.models import SavedView
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def save(client: Client, **changed: str) -> object:
    form = {"list_name": "ideas", "name": "Mine, open", "query": "state=open", "next": "/ideas/?state=open"}
    return client.post("/views/save/", form | changed)


def test_it_works_and_leads_back(cast: Cast) -> None:
    client = signed_in(cast.owner)
    response = save(client)
    assert response["Location"] == "/ideas/?state=open"  # type: ignore[index]
    page = client.get("/ideas/?state=open").content.decode()
    assert "Mine, open" in page


def test_saving_again_under_the_name_replaces_it(cast: Cast) -> None:
    client = signed_in(cast.owner)
    save(client)
    save(client, query="state=declined")
    assert list(SavedView.objects.values_list("query", flat=True)) == ["state=declined"]


def test_a_private_view_is_its_owners_alone_a_shared_one_everybodys(cast: Cast) -> None:
    save(signed_in(cast.owner), name="Only for me")
    save(signed_in(cast.owner), name="For all of us", shared="true")
    page = signed_in(cast.colleague).get("/ideas/").content.decode()
    assert "For all of us" in page
    assert "Only for me" not in page


def test_only_the_owner_deletes_it(cast: Cast) -> None:
    save(signed_in(cast.owner), shared="true")
    view = SavedView.objects.get()
    assert signed_in(cast.colleague).post(f"/views/{view.reference}/delete/").status_code == 404
    signed_in(cast.owner).post(f"/views/{view.reference}/delete/")
    assert not SavedView.objects.exists()


def test_a_view_needs_a_name(cast: Cast) -> None:
    save(signed_in(cast.owner), name=" ")
    save(signed_in(cast.owner), name="x" * 61)
    assert not SavedView.objects.exists()
