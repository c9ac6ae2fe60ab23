"""Every form that edits an object shows both texts when it was made from an older version.

How it behaves is shown with the department of the small cast; the forms of each area have tests of their own.
"""

from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.core.errors import Stale
from portal.core.versions import check_version
from portal.people.models import Department, Role, User
from portal.records.pages import form_page
from portal.records.services import event_write
from portal.records.stale import Edited, attributes, version_of, words, written_as
from tests.architecture.urls import every_url
from tests.cast import Cast, make_cast, make_user
from tests.forms import StaleEdit, shown
from tests.world import make_world

pytestmark = pytest.mark.django_db
EDITS = sorted(url.name for url in every_url() if not url.is_api and url.name.endswith("edit"))


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_user("admin", Role.ADMINISTRATOR))
    return client


def url_of(department: Department) -> str:
    return reverse("people:department-edit", args=[department.reference])


def bump(department: Department, **values: Any) -> None:
    Department.objects.filter(pk=department.pk).update(version=department.version + 1, **values)


def test_who_it_was_and_the_way_to_their_text(admin: Client, cast: Cast) -> None:
    def change() -> None:
        bump(cast.department, name_en="Theirs")
        other = make_user("zora")
        event_write(subject=cast.department, verb="department.edited", by=other, at=other.date_joined)
        event_write(subject=cast.department, verb="department.seen", by=cast.owner, at=other.date_joined)

    url = url_of(cast.department)
    edit = StaleEdit(admin, url, change, name_en="Mine")
    assert "Zora changed this while you were editing" in edit.page
    assert f'href="{url}">Take theirs' in edit.page
    assert shown(admin, url)["name_en"] == "Theirs"


def test_a_refusal_keeps_the_version_that_was_read(admin: Client, cast: Cast) -> None:
    url = url_of(cast.department)
    sent = shown(admin, url) | {"name_en": ""}
    bump(cast.department, name_en="Theirs")
    refused = admin.post(url, sent)
    assert refused.status_code == 422
    assert 'name="version" value="1"' in refused.content.decode(), "mending the field must not save over theirs"


def test_quicker_once_more(admin: Client, cast: Cast) -> None:
    edit = StaleEdit(admin, url_of(cast.department), lambda: bump(cast.department, name_en="Theirs"), name_en="Mine")
    cast.department.refresh_from_db()
    bump(cast.department, name_en="Newer")
    again = admin.post(edit.url, edit.sent | {"save_mine": edit.stale["version"]})
    assert again.status_code == 422
    assert again.context["stale"]["differences"][0]["theirs"] == "Newer"


@pytest.mark.parametrize("version", ["", "-1", "1.0", "²", "9" * 40, "1'"])
def test_a_version_that_cannot_be_read_overwrites_nothing(admin: Client, cast: Cast, version: str) -> None:
    sent = shown(admin, url_of(cast.department)) | {"name_en": "Mine", "version": version}
    assert admin.post(url_of(cast.department), sent).status_code == 422
    assert Department.objects.get(pk=cast.department.pk).name_en == "Hub"


def test_changed_between_the_reading_of_the_page_and_the_lock(cast: Cast, rf: RequestFactory) -> None:
    """The page has read the old text already when the verb finds a newer one: theirs is the newer one."""
    department = cast.department

    class NameForm(forms.Form):
        name_en = forms.CharField()

    def run(data: dict[str, Any]) -> tuple[str, str]:
        bump(department, name_en="Theirs")
        check_version(Department.objects.get(pk=department.pk), version_of(request))
        return "/", ""

    request: HttpRequest = rf.post("/", {"name_en": "Mine", "version": "1"})
    request.user = AnonymousUser()
    edited = Edited(department, written_as("department.edited"), attributes("name_en"))
    answer = form_page(request, form=NameForm, run=run, title="", submit="", cancel_url="/", edited=edited)
    page = answer.content.decode()
    assert "Theirs" in page
    assert 'name="save_mine" value="2"' in page


def test_words_of_values(cast: Cast) -> None:
    choice = forms.ChoiceField(choices=[("", "none"), ("group", [("a", "Letter A")])])
    people = forms.ModelChoiceField(queryset=User.objects.all())
    assert [words(choice, value) for value in ("a", "gone", None)] == ["Letter A", "gone", "none"]
    assert [words(people, value) for value in (cast.owner, None)] == ["Owner", ""]
    assert [words(forms.BooleanField(), value) for value in (True, False, None)] == ["Yes", "No", ""]
    assert words(forms.CharField(), "one\r\ntwo ") == "one\ntwo"


def test_a_refusal_without_an_edited_object_stays_an_error(rf: RequestFactory) -> None:
    def run(data: dict[str, Any]) -> tuple[str, str]:
        raise Stale("stale", "Read it again")

    request: HttpRequest = rf.post("/")
    request.user = AnonymousUser()
    answer = form_page(request, form=forms.Form, run=run, title="", submit="", cancel_url="/")
    assert answer.status_code == 422
    assert "Read it again" in answer.content.decode()


def test_none_saves_over_a_newer_version() -> None:
    world = make_world()
    client = Client()
    client.force_login(world.visitor)
    faults = []
    for name in EDITS:
        url = reverse(name, args=world.sample(name))
        sent = shown(client, url)
        answer = client.post(url, sent | {"version": "0"})
        if not sent.get("version") or answer.status_code != 422 or "save_mine" not in answer.content.decode():
            faults.append(f"{name}: version {sent.get('version')!r}, answered {answer.status_code}")
    assert not faults, "\n".join(faults)
    assert len(EDITS) > 8, EDITS
