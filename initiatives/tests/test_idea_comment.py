import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from initiatives.models import Idea
from initiatives.services.saying import idea_comment
from initiatives.tests.factory import NOW, make_accepted, make_idea
from portal.core.errors import Malformed, NotFound
from portal.records.models import Comment, OutboxRow
from tests.cast import Cast, make_user


def test_it_works(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    upload = SimpleUploadedFile("note.txt", b"hello there")
    comment = idea_comment(reference=idea.reference, text="For staff too?", by=cast.outsider, now=NOW, uploads=[upload])
    assert Idea.objects.get().comment_count == 1
    assert [file.name for file in comment.files.all()] == ["note.txt"]
    told = OutboxRow.objects.get(kind="idea-commented")
    assert (told.recipient, told.channel) == (cast.owner, "inbox")


def test_the_author_is_not_told_of_their_own(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    idea_comment(reference=idea.reference, text="I forgot to say", by=cast.owner, now=NOW)
    assert not OutboxRow.objects.filter(kind="idea-commented").exists()


def test_an_answered_idea_takes_comments(cast: Cast) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    idea_comment(reference=idea.reference, text="Thank you", by=cast.owner, now=NOW)
    assert Comment.objects.count() == 1


def test_an_empty_text_is_refused(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    with pytest.raises(Malformed):
        idea_comment(reference=idea.reference, text=" \n", by=cast.colleague, now=NOW)
    assert Idea.objects.get().comment_count == 0


def test_a_leaver_finds_nothing(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    with pytest.raises(NotFound):
        idea_comment(reference=idea.reference, text="Hi", by=make_user("gone", is_active=False), now=NOW)
