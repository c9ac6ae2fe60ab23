"""What happened to a subject: events and comments in one line of time, shown the same on every page."""

import datetime as dt

import pytest
from django.template.loader import render_to_string

from portal.records.models import Event, StoredFile
from portal.records.queries import attached, event_items, files_of, timeline
from portal.records.services import comment_write, event_write
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 9, 21, 4, 0, tzinfo=dt.UTC)
WORDS = {"thing.made": "made %(what)s", "thing.moved": "moved it to %(place)s"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def happen(cast: Cast, verb: str, minute: int, **data: str) -> Event:
    return event_write(subject=cast.owner, verb=verb, by=cast.owner, at=NOON + dt.timedelta(minutes=minute), data=data)


def note(cast: Cast, minute: int, *, internal: bool) -> StoredFile:
    subject = {"subject_type": cast.owner._meta.label_lower, "subject_id": cast.owner.pk}
    at = NOON + dt.timedelta(minutes=minute)
    comment = comment_write(subject=cast.owner, by=cast.colleague, text="Look", internal=internal, at=at)
    return StoredFile.objects.create(
        **subject, comment=comment, internal=internal, name=f"{minute}.png", content_type="image/png", size=2048
    )


def test_it_is_one_line_of_time_and_internal_notes_are_for_the_working_side(cast: Cast) -> None:
    happen(cast, "thing.made", 0, what="a plan")
    note(cast, 1, internal=True)
    happen(cast, "thing.moved", 2)
    happen(cast, "thing.counted", 3)
    found = [item.text for item in timeline(cast.owner, words=WORDS, internal=True, files=[])]
    assert found == ["made a plan", "Look", "moved it to —"]
    assert [item.kind for item in timeline(cast.owner, words=WORDS, internal=False, files=[])] == ["event", "event"]


def test_events_that_a_page_has_read_become_the_same_lines(cast: Cast) -> None:
    happen(cast, "thing.made", 0, what="a plan")
    happen(cast, "thing.moved", 1, place="Rome")
    newest_first = list(Event.objects.about(cast.owner).order_by("-at"))
    assert event_items(newest_first, WORDS) == timeline(cast.owner, words=WORDS, internal=False, files=[])


def test_a_page_shows_who_said_it_with_its_files(cast: Cast) -> None:
    happen(cast, "thing.made", 0, what="a plan")
    file = note(cast, 1, internal=False)
    files = files_of(cast.owner, internal=False)
    items = timeline(cast.owner, words=WORDS, internal=False, files=files)
    page = render_to_string("_timeline.html", {"timeline": items})
    assert f'<span class="who" aria-hidden="true">{cast.colleague.initials}</span>' in page
    assert f'href="/files/{file.reference}/"' in page
    assert f"<b>{cast.owner}</b> made a plan" in page


def test_files_of_the_thing_itself_are_not_those_of_its_notes(cast: Cast) -> None:
    note(cast, 1, internal=False)
    subject = {"subject_type": cast.owner._meta.label_lower, "subject_id": cast.owner.pk, "size": 1}
    public = StoredFile.objects.create(**subject, name="public.png")
    internal = StoredFile.objects.create(**subject, name="internal.png", internal=True)
    assert attached(files_of(cast.owner, internal=True)) == [public, internal]
    assert attached(files_of(cast.owner, internal=False)) == [public]
