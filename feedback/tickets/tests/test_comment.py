"""ticket_comment."""

from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.tickets.services import ticket_comment, ticket_hand_over
from feedback.tickets.tests.check import clock, refused, told
from feedback.tickets.tests.factory import MONDAY, Scene, at, open_ticket, resolved_ticket, taken_ticket
from portal.core.errors import NotFound
from portal.records.models import Comment, StoredFile
from portal.records.subjects import visible_file


def note() -> SimpleUploadedFile:
    return SimpleUploadedFile("note.txt", b"four seven one one")


def test_it_works(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    comment = ticket_comment(reference=ticket.reference, text=" Here ", by=scene.agent, now=MONDAY, files=[note()])
    assert (comment.text, comment.internal, comment.at) == ("Here", False, MONDAY)
    assert StoredFile.objects.get().comment == comment
    assert told(scene.clerk) == ["ticket.commented"]


def test_a_public_answer_of_the_serving_side_is_the_first_response(scene: Scene) -> None:
    ticket = open_ticket(scene)
    ticket_comment(reference=ticket.reference, text="We look", by=scene.clerk, now=at("2026-11-16 09:10"))
    assert clock(ticket, "response").met_at == at("2026-11-16 09:10")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.next_due_at) == ("new", at("2026-11-16 14:00"))


def test_what_is_no_response(scene: Scene) -> None:
    ticket = open_ticket(scene)
    ticket_comment(reference=ticket.reference, text="Hm", by=scene.clerk, now=MONDAY, internal=True)
    ticket_comment(reference=ticket.reference, text="Hello?", by=scene.agent, now=MONDAY)
    ticket_comment(reference=ticket.reference, text="Hello?", by=scene.agent_head, now=MONDAY)
    assert clock(ticket, "response").met_at is None


def test_an_earlier_department_does_not_respond_for_the_present_one(scene: Scene) -> None:
    ticket = open_ticket(scene)
    ticket_hand_over(
        reference=ticket.reference, department=scene.logistics.reference, reason="Yours", by=scene.clerk, now=MONDAY
    )
    ticket_comment(reference=ticket.reference, text="It is with them", by=scene.clerk, now=MONDAY)
    assert clock(ticket, "response").met_at is None


def test_internal_notes_tell_nobody_and_hide_their_files(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_comment(
        reference=ticket.reference, text="Hm", by=scene.other_clerk, now=MONDAY, internal=True, files=[note()]
    )
    assert told(scene.clerk) == []
    file = StoredFile.objects.get()
    assert visible_file(file.reference, scene.clerk) == file
    for person in (scene.agent, scene.agent_head, scene.reader, scene.driver, scene.admin):
        try:
            visible_file(file.reference, person)
        except NotFound:
            continue
        raise AssertionError(person)


def test_public_files_are_seen_by_who_sees_the_ticket(scene: Scene) -> None:
    ticket = open_ticket(scene, files=[note()])
    file = StoredFile.objects.about(ticket).get()
    assert visible_file(file.reference, scene.agent) == visible_file(file.reference, scene.clerk) == file


def test_in_every_state(scene: Scene) -> None:
    ticket_comment(reference=resolved_ticket(scene).reference, text="Thanks", by=scene.agent, now=MONDAY)


def test_the_requesters_side_has_no_internal_notes(scene: Scene) -> None:
    reference = taken_ticket(scene).reference
    for person in (scene.agent, scene.agent_head):
        refused("not_allowed", ticket_comment, reference=reference, text="?", by=person, now=MONDAY, internal=True)
    assert not Comment.objects.exists()


def test_readers_may_not(scene: Scene) -> None:
    refused(
        "not_allowed", ticket_comment, reference=open_ticket(scene).reference, text="?", by=scene.reader, now=MONDAY
    )


def test_a_bad_file_leaves_nothing(scene: Scene) -> None:
    bad = SimpleUploadedFile("x.html", b"<script>alert(1)</script>")
    refused(
        "file_kind", ticket_comment, reference=open_ticket(scene).reference, text="?", by=scene.agent, now=MONDAY,
        files=[bad],
    )  # fmt: skip
    assert not Comment.objects.exists()
