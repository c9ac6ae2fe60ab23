import pytest

from initiatives.models import Idea
from initiatives.services.ideas import idea_edit
from initiatives.tests.factory import NOW, make_accepted, make_idea
from portal.core.errors import NotAllowed, NotFound, Refused, Stale
from portal.core.search import search_q
from portal.records.models import Event
from tests.cast import Cast


def test_it_works(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    idea_edit(reference=idea.reference, changes={"title": "Luggage tags"}, by=cast.owner, now=NOW, expected_version=1)
    kept = Idea.objects.get()
    assert (kept.title, kept.version) == ("Luggage tags", 2)
    assert Idea.objects.filter(search_q("luggage")).exists()
    assert not Idea.objects.filter(search_q("boarding")).exists()
    assert Event.objects.get(verb="idea.edited").data == {"fields": ["title"]}


def test_no_change_is_no_event(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    idea_edit(reference=idea.reference, changes={"title": idea.title}, by=cast.owner, now=NOW)
    assert Idea.objects.get().version == 1
    assert not Event.objects.filter(verb="idea.edited").exists()


def test_a_stale_edit_is_refused(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    idea_edit(reference=idea.reference, changes={"title": "One"}, by=cast.owner, now=NOW, expected_version=1)
    with pytest.raises(Stale):
        idea_edit(reference=idea.reference, changes={"title": "Two"}, by=cast.owner, now=NOW, expected_version=1)
    assert Idea.objects.get().title == "One"


@pytest.mark.parametrize("who", ["colleague", "outsider", "head"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    idea = make_idea(cast.owner)
    with pytest.raises(NotAllowed):
        idea_edit(reference=idea.reference, changes={"title": "Mine"}, by=getattr(cast, who), now=NOW)


def test_an_answered_idea_is_refused(cast: Cast) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    with pytest.raises(Refused) as refusal:
        idea_edit(reference=idea.reference, changes={"title": "Late"}, by=cast.owner, now=NOW)
    assert refusal.value.code == "decided"


def test_an_absent_idea_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        idea_edit(reference="I-00000000", changes={}, by=cast.owner, now=NOW)
