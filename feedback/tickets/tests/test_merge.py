"""Merging tickets, with the way that leads on, what goes over, and two merges that cross; splitting them."""

import json
import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from feedback.tickets import tasks
from feedback.tickets.models import Clock, Promise, Step, Ticket, Watch
from feedback.tickets.queries.counters import kept_since
from feedback.tickets.services import (
    breach_due_clocks,
    break_due_promises,
    promise_renegotiate,
    service_edit,
    ticket_comment,
    ticket_jump,
    ticket_merge,
    ticket_promise,
    ticket_resolve,
    ticket_split,
    ticket_take,
    ticket_watch,
)
from feedback.tickets.tests.check import refused, told, verbs
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    at,
    make_scene,
    open_ticket,
    resolved_ticket,
    taken_ticket,
    waiting_ticket,
)
from feedback.tickets.tests.test_api import client_of
from portal.core.errors import Refused
from portal.people.models import Role
from portal.records.models import Comment, Event, OutboxRow
from tests.cast import make_department, make_user
from tests.crowd import at_once

TEN, FOUR = at("2026-11-16 10:00"), at("2026-11-16 16:00")


def merge(source: Ticket, target: Ticket, scene: Scene, **values: Any) -> Ticket:
    given: dict[str, Any] = {"reason": "The same refund", "by": scene.clerk, "now": TEN} | values
    return ticket_merge(reference=source.reference, into=target.reference, **given)


def again(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize("make", [open_ticket, taken_ticket, waiting_ticket])
def test_it_works(scene: Scene, make: Any) -> None:
    source, target = make(scene), taken_ticket(scene)
    merge(source, target, scene)
    source = again(source)
    assert (source.state, source.merged_into, source.merged_at) == ("merged", target, TEN)
    assert (source.next_due_at, source.paused_at, source.resolved_at) == (None, None, None)
    assert source.queue_at.year > 2700
    assert verbs(source)[-1] == "ticket.merged"
    assert "ticket.took_in" in verbs(target)
    assert Step.objects.get(ticket=source).outcome == "merged"
    assert again(target).state == "in_progress"


def test_its_clocks_end_and_count_for_nothing(scene: Scene) -> None:
    source, target = taken_ticket(scene), open_ticket(scene)
    merge(source, target, scene)
    clock = Clock.objects.get(ticket=source, kind="resolution")
    assert (clock.ended_at, clock.met_at, clock.breached_at) == (TEN, None, None)
    assert Clock.objects.get(ticket=source, kind="response").ended_at is None
    breach_due_clocks(now=at("2026-11-20 10:00"))
    assert not Clock.objects.filter(ticket=source, breached_at__isnull=False).exists()
    assert kept_since(MONDAY).met == 0
    service_edit(reference=scene.service.reference, resolution_minutes=600, by=scene.clerk_head, now=TEN)
    tasks.follow_changes()
    assert "ticket.retimed" not in verbs(source)


def test_what_was_late_before_stays_late(scene: Scene) -> None:
    source, target = taken_ticket(scene), open_ticket(scene)
    merge(source, target, scene, now=FOUR)
    assert Clock.objects.get(ticket=source, kind="resolution").breached_at == at("2026-11-16 14:00")


def test_promises_go_over_and_none_is_lost(scene: Scene) -> None:
    source, target = taken_ticket(scene), taken_ticket(scene)
    values: dict[str, Any] = {"reference": source.reference, "text": "Money", "by": scene.agent, "now": MONDAY}
    outer = ticket_promise(due_at=FOUR, channel="phone", **values)
    inner = ticket_promise(
        due_at=at("2026-11-16 15:00"), kind="inner", outer=outer.reference, **values | {"by": scene.clerk}
    )
    merge(source, target, scene)
    moved = {promise.pk: promise for promise in Promise.objects.all()}
    assert {promise.ticket for promise in moved.values()} == {target}
    assert moved[inner.pk].outer == outer
    assert verbs(source).count("promise.moved") == verbs(target).count("promise.moved") == 2
    later = at("2026-11-16 17:00")
    new = promise_renegotiate(reference=outer.reference, due_at=later, consent="Yes", by=scene.agent, now=TEN)
    assert new.ticket == target
    assert break_due_promises(now=at("2026-11-16 18:00")) == 2
    assert verbs(target).count("promise.broken") == 2


def test_the_fast_lane_ends(scene: Scene) -> None:
    source, target = taken_ticket(scene), taken_ticket(scene)
    ticket_jump(reference=source.reference, harm="promise", reason="The flight", by=scene.agent, now=MONDAY)
    merge(source, target, scene)
    assert again(source).jumped_at is None
    assert "jump.stopped" in verbs(source)


def test_who_is_around_it_goes_over(scene: Scene) -> None:
    asker = make_user("asker", Role.FRONT_AGENT, department=make_department("desk"))
    source, target = taken_ticket(scene, by=asker), open_ticket(scene)
    ticket_watch(reference=source.reference, by=scene.reader, now=MONDAY)
    merge(source, target, scene, by=scene.other_clerk)
    watching = set(Watch.objects.filter(ticket=target, active=True).values_list("person__email", flat=True))
    assert watching == {asker.email, scene.clerk.email, scene.reader.email}
    for person in (asker, scene.clerk, scene.reader):
        assert told(person).count("ticket.merged") == 1
    # Whoever asked for the merged one sees where it goes on, and is told when it is solved.
    assert Ticket.objects.visible_to(asker).filter(pk=target.pk).exists()
    ticket_take(reference=target.reference, by=scene.clerk, now=TEN)
    ticket_resolve(reference=target.reference, text="Paid", by=scene.clerk, now=TEN)
    assert told(asker)[-1] == "watch.resolved"


def test_a_chain_leads_to_its_end(scene: Scene) -> None:
    first, second, third = open_ticket(scene), open_ticket(scene), open_ticket(scene)
    merge(first, second, scene)
    merge(second, third, scene)
    assert again(first).merged_into == again(second).merged_into == third
    refusal = refused("target_not_open", merge, source=third, target=first, scene=scene)
    assert refusal.field == "into"


def test_notes_and_files_are_read_there(scene: Scene) -> None:
    asker = make_user("asker", Role.FRONT_AGENT, department=make_department("desk"))
    source = taken_ticket(scene, by=asker, title="The first title", text="What was asked first")
    target = open_ticket(scene)
    upload = SimpleUploadedFile("slip.txt", b"slip", content_type="text/plain")
    ticket_comment(reference=source.reference, text="Said before", by=asker, now=MONDAY, files=[upload])
    ticket_comment(reference=source.reference, text="between-us", by=scene.clerk, now=MONDAY, internal=True)
    merge(source, target, scene)
    path = target.get_absolute_url()
    page = client_of(scene.agent).get(path).content.decode()
    for text in ("The first title", "What was asked first", "Said before", "slip.txt", f"from {source.reference}"):
        assert text in page
    assert "between-us" not in page
    assert "between-us" in client_of(scene.clerk).get(path).content.decode()
    file = Comment.objects.get(text="Said before").files.get()
    assert b"".join(client_of(scene.agent).get(file.get_absolute_url())) == b"slip"  # type: ignore[arg-type]
    assert client_of(scene.driver).get(file.get_absolute_url()).status_code == 404
    said = client_of(scene.agent).get(f"/api/v1/tickets/{target.reference}/comments/").json()["results"]
    assert [(each["ticket"], each["text"]) for each in said] == [(source.reference, "Said before")]
    assert Comment.objects.filter(text="Said before").count() == 1


def test_the_page_leads_on(scene: Scene) -> None:
    source, target = open_ticket(scene), open_ticket(scene)
    merge(source, target, scene)
    client = client_of(scene.agent)
    answer = client.get(source.get_absolute_url(), follow=True)
    assert answer.redirect_chain == [(target.get_absolute_url(), 302)]
    assert f"{source.reference} was merged into this ticket." in answer.content.decode()
    assert f"merged into {target.reference}" in client.get(source.get_absolute_url() + "?here").content.decode()
    shown = client.get(f"/api/v1/tickets/{source.reference}/").json()
    assert (shown["state"], shown["merged_into"]["id"], shown["steps_open"]) == ("merged", target.reference, [])
    assert client.get(f"/api/v1/tickets/{target.reference}/").json()["merged"][0]["id"] == source.reference
    assert source.reference in client.get("/tickets/?state=merged").content.decode()


def test_who_sees_only_the_merged_one_stays_there(scene: Scene) -> None:
    """A head whose colleague asked: the other ticket is not for their department."""
    desk = make_department("desk")
    asker = make_user("asker", Role.FRONT_AGENT, department=desk)
    head = make_user("deskhead", department=desk)
    desk.head = head
    desk.save()
    source, target = open_ticket(scene, by=asker), open_ticket(scene, title="A secret title")
    merge(source, target, scene)
    page = client_of(head).get(source.get_absolute_url())
    assert page.status_code == 200
    assert target.reference in page.content.decode()
    assert "A secret title" not in page.content.decode()
    shown = client_of(head).get(f"/api/v1/tickets/{source.reference}/").json()
    assert shown["merged_into"] == {"id": target.reference, "name": ""}


def test_refusals(scene: Scene) -> None:
    source, target = open_ticket(scene), open_ticket(scene)
    refused("same_ticket", merge, source=source, target=source, scene=scene)
    refused("malformed", merge, source=source, target=target, scene=scene, reason=" ")
    refused("target_not_open", merge, source=source, target=resolved_ticket(scene), scene=scene)
    refused("wrong_state", merge, source=resolved_ticket(scene), target=target, scene=scene)
    refused("stale", merge, source=source, target=target, scene=scene, version=9)
    refused("not_allowed", merge, source=source, target=target, scene=scene, by=scene.agent)
    refused("not_found", merge, source=source, target=target, scene=scene, by=scene.driver)
    elsewhere = open_ticket(scene, by=scene.outsider)
    Ticket.objects.filter(pk=elsewhere.pk).update(
        department=scene.logistics, departments=[scene.logistics.pk], requester=scene.clerk
    )
    refused("not_allowed", merge, source=source, target=elsewhere, scene=scene)
    refusal = refused(
        "unknown_ticket", ticket_merge, reference=source.reference, into="T-\x00", reason="x", by=scene.clerk, now=TEN
    )
    assert refusal.status == 400


def test_every_step_on_a_merged_ticket_says_where_it_goes_on(scene: Scene) -> None:
    source, target = open_ticket(scene), open_ticket(scene)
    merge(source, target, scene)
    refusal = refused("merged", ticket_comment, reference=source.reference, text="Hi", by=scene.agent, now=TEN)
    assert refusal.detail == {"merged_into": target.reference}
    refused("merged", ticket_take, reference=source.reference, by=scene.clerk, now=TEN)
    refused("merged", merge, source=source, target=target, scene=scene)


def test_by_form_and_rest(scene: Scene) -> None:
    source, second, target = open_ticket(scene), open_ticket(scene), open_ticket(scene)
    client = client_of(scene.clerk)
    data = {"into": f" {target.reference.lower()} ", "reason": "Same"}
    assert client.post(source.get_absolute_url() + "merge/", data).status_code == 302
    wrong = client.post(second.get_absolute_url() + "merge/", data | {"into": "T-00000000"})
    assert wrong.status_code == 422
    answer = client.post(
        f"/api/v1/tickets/{second.reference}/merge/",
        json.dumps({"into": target.reference, "reason": "Same"}),
        content_type="application/json",
    )
    assert answer.json()["merged_into"]["id"] == target.reference
    assert client_of(scene.agent).get(target.get_absolute_url() + "merge/").status_code == 403


def test_two_merges_that_cross_have_one_outcome(transactional_db: None) -> None:
    scene = make_scene()
    tickets = [open_ticket(scene), open_ticket(scene)]
    clerks = [scene.clerk, scene.other_clerk]
    answers = at_once(2, lambda i: merge(tickets[i], tickets[1 - i], scene, by=clerks[i]))
    lost = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(lost) == 1, answers
    assert lost[0].code in ("target_not_open", "merged")
    assert sorted(Ticket.objects.values_list("state", flat=True)) == ["merged", "new"]
    assert Event.objects.filter(verb="ticket.merged").count() == 1
    assert OutboxRow.objects.filter(kind="ticket.merged", channel="mail", recipient=scene.agent).count() == 1


def test_control_without_the_locks_both_vanish(transactional_db: None) -> None:
    """What locking both prevents: each reads the other one as open before either has written."""
    scene = make_scene()
    tickets = [open_ticket(scene), open_ticket(scene)]
    both_have_read = threading.Barrier(2)

    def naive(i: int) -> bool:
        with transaction.atomic():
            is_open = again(tickets[1 - i]).is_open
            both_have_read.wait(timeout=60)
            if is_open:
                rows = Ticket.objects.filter(pk=tickets[i].pk)
                rows.update(state="merged", merged_into=tickets[1 - i], merged_at=TEN)
            return is_open

    assert at_once(2, naive) == [True, True]
    assert set(Ticket.objects.values_list("state", flat=True)) == {"merged"}


def test_merging_against_resolving_has_one_outcome(transactional_db: None) -> None:
    scene = make_scene()
    source, target = taken_ticket(scene), open_ticket(scene)

    def work(i: int) -> Ticket:
        if i:
            return merge(source, target, scene, by=scene.other_clerk)
        return ticket_resolve(reference=source.reference, text="Paid", by=scene.clerk, now=TEN)

    answers = at_once(2, work)
    assert sum(isinstance(answer, Refused) for answer in answers) == 1, answers
    done = [verb for verb in verbs(source) if verb in ("ticket.merged", "ticket.resolved")]
    assert len(done) == 1
    assert OutboxRow.objects.filter(kind__in=done, channel="mail", recipient=scene.agent).count() == 1


def split(source: Ticket, scene: Scene, **values: Any) -> Ticket:
    given = {"service": scene.service.reference, "title": "Second", "by": scene.clerk, "now": TEN} | values
    return ticket_split(reference=source.reference, **given)


def test_a_second_ticket_of_a_note(scene: Scene) -> None:
    source = taken_ticket(scene, customer_key="C1")
    text = f"@[{scene.clerk.reference}] And my card is broken"
    comment = ticket_comment(reference=source.reference, text=text, by=scene.agent, now=MONDAY)
    made = split(source, scene, comment=comment.pk)
    assert (made.text, made.requester, made.customer_key) == ("@Clerk And my card is broken", scene.agent, "C1")
    assert (made.state, made.split_from, made.next_due_at) == ("new", source, at("2026-11-16 11:00"))
    assert verbs(source)[-1] == "ticket.split"
    assert verbs(made) == ["ticket.opened"]
    assert told(scene.agent)[-1] == "ticket.split"
    assert again(source).state == "in_progress"
    for here, there in ((source, made), (made, source)):
        assert there.reference in client_of(scene.agent).get(here.get_absolute_url()).content.decode()
    client = client_of(scene.agent)
    assert client.get(f"/api/v1/tickets/{source.reference}/").json()["splits"][0]["id"] == made.reference
    assert client.get(f"/api/v1/tickets/{made.reference}/").json()["split_from"]["id"] == source.reference


def test_splits_that_are_refused(scene: Scene) -> None:
    source, other = taken_ticket(scene), taken_ticket(scene)
    inside = ticket_comment(reference=source.reference, text="us", by=scene.clerk, now=MONDAY, internal=True)
    foreign = ticket_comment(reference=other.reference, text="them", by=scene.clerk, now=MONDAY)
    refused("internal_note", split, source=source, scene=scene, comment=inside.pk)
    refused("unknown_comment", split, source=source, scene=scene, comment=foreign.pk)
    refused("malformed", split, source=source, scene=scene, text=" ")
    refused("malformed", split, source=source, scene=scene, text="x", title=" ")
    refused("unknown_service", split, source=source, scene=scene, text="x", service="S-00000000")
    refused("not_allowed", split, source=source, scene=scene, text="x", by=scene.agent)
    refused("not_found", split, source=source, scene=scene, text="x", by=scene.outsider)
    refused("stale", split, source=source, scene=scene, text="x", version=9)


def test_split_by_form_and_rest(scene: Scene) -> None:
    source = taken_ticket(scene)
    note = ticket_comment(reference=source.reference, text="And my card", by=scene.agent, now=MONDAY)
    inside = ticket_comment(reference=source.reference, text="between-us", by=scene.clerk, now=MONDAY, internal=True)
    client, path = client_of(scene.clerk), source.get_absolute_url() + "split/"
    assert f"{path}?comment={note.pk}" in client.get(source.get_absolute_url()).content.decode()
    assert "And my card" in client.get(f"{path}?comment={note.pk}").content.decode()
    assert "between-us" not in client.get(f"{path}?comment={inside.pk}").content.decode()
    data = {"service": scene.service.reference, "title": "Card", "text": "And my card"}
    assert client.post(path, data).status_code == 302
    body = json.dumps({"service": scene.service.reference, "title": "Card", "comment": note.pk})
    answer = client.post(f"/api/v1/tickets/{source.reference}/split/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["text"]) == (201, "And my card")
    assert client_of(scene.agent).get(path).status_code == 403
