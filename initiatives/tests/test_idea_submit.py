import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from initiatives.models import Idea
from initiatives.tests.factory import NOW, make_idea
from portal.core.errors import Malformed, NotAllowed, Refused
from portal.core.search import search_q
from portal.people.models import Department
from portal.records.models import Event, OutboxRow, StoredFile
from tests.cast import Cast, make_department, make_user


def test_it_works(cast: Cast) -> None:
    idea = make_idea(cast.owner, cast.elsewhere, title="手机登机牌", text="没有打印机")
    kept = Idea.objects.get(reference=idea.reference)
    assert (kept.state, kept.vote_count, kept.author, kept.department) == ("open", 0, cast.owner, cast.elsewhere)
    assert kept.created_at == NOW
    assert list(Idea.objects.filter(search_q("打印"))) == [kept]
    event = Event.objects.about(kept).get()
    assert (event.verb, event.actor, event.at, event.to_state) == ("idea.submitted", cast.owner, NOW, "open")


def test_the_head_of_the_department_concerned_is_told(cast: Cast) -> None:
    make_idea(cast.owner, cast.elsewhere)
    told = set(OutboxRow.objects.filter(kind="idea-submitted").values_list("recipient", flat=True))
    assert told == {cast.other_head.pk}


def test_without_a_head_the_one_above_is_told(cast: Cast) -> None:
    below = make_department("below", parent=cast.elsewhere)
    make_idea(cast.owner, below)
    assert set(OutboxRow.objects.values_list("recipient", flat=True)) == {cast.other_head.pk}


def test_files_are_kept_with_the_idea(cast: Cast) -> None:
    idea = make_idea(cast.owner, uploads=[SimpleUploadedFile("note.txt", b"hello there")])
    assert [file.name for file in StoredFile.objects.about(idea)] == ["note.txt"]


def test_a_file_that_is_not_taken_leaves_no_idea(cast: Cast) -> None:
    with pytest.raises(Malformed):
        make_idea(cast.owner, uploads=[SimpleUploadedFile("page.html", b"<html><script>alert(1)</script>")])
    assert not Idea.objects.exists()


def test_a_closed_department_is_refused(cast: Cast) -> None:
    Department.objects.filter(pk=cast.elsewhere.pk).update(active=False)
    cast.elsewhere.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        make_idea(cast.owner, cast.elsewhere)
    assert (refusal.value.code, refusal.value.field) == ("department_closed", "department")


def test_a_leaver_is_refused(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        make_idea(make_user("gone", is_active=False), cast.department)


def test_a_known_external_id_updates(cast: Cast) -> None:
    first = make_idea(cast.owner, external_id="X-1")
    again = make_idea(cast.owner, external_id="X-1", title="Another title")
    assert again.pk == first.pk
    assert Idea.objects.get().title == "Another title"


def test_somebody_elses_external_id_is_refused(cast: Cast) -> None:
    make_idea(cast.owner, external_id="X-1")
    with pytest.raises(NotAllowed):
        make_idea(cast.outsider, external_id="X-1")
