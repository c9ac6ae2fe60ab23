"""Bodies and answers of tickets."""

from functools import cached_property
from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.approvals import OpenApprovalSerializer
from feedback.tickets.api.serializers.shared import RefSerializer, ref
from feedback.tickets.choices import Answer as Word
from feedback.tickets.choices import CameBy, ChildrenRule, ClockKind, Kind, Outcome, PartsRule, State
from feedback.tickets.models import Step, Ticket
from feedback.tickets.queries import Why
from feedback.tickets.queries.detail import Part, Shown
from feedback.tickets.queries.relations import Child, MergedHere, Related
from feedback.tickets.queries.watching import named_in
from feedback.tickets.services.common import MAX_TEXT
from portal.core.api.serializers import Answer, StrictSerializer, moment
from portal.core.wording import is_chinese
from portal.records.models import Comment


class TicketBody(StrictSerializer):
    """With an `external_id` that is known, the ticket is brought to these values."""

    service = serializers.CharField(max_length=12, help_text="Reference of a service of the catalogue.")
    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=MAX_TEXT)
    kind = serializers.ChoiceField(choices=Kind.choices, default=Kind.REQUEST)
    customer_key = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    customer = serializers.CharField(max_length=12, required=False, help_text="Reference of a customer.")
    answers = serializers.DictField(
        required=False,
        help_text="By the keys of the service's form: texts, numbers, days, options, true, false.",
    )
    external_id = serializers.CharField(max_length=120, required=False)


class TicketChanges(StrictSerializer):
    """Only what is named changes."""

    title = serializers.CharField(max_length=200, required=False)
    text = serializers.CharField(max_length=MAX_TEXT, required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    customer_key = serializers.CharField(max_length=120, required=False, allow_blank=True)
    customer = serializers.CharField(
        max_length=12, required=False, allow_blank=True, help_text="Reference of a customer; empty for none."
    )
    answers = serializers.DictField(required=False, help_text="Keys that are left out stay; null empties one.")


class TicketTextBody(StrictSerializer):
    text = serializers.CharField(max_length=MAX_TEXT, help_text="What the requester reads, as a public note.")


class TicketResolveBody(TicketTextBody):
    first_contact = serializers.BooleanField(
        required=False, default=False, help_text="The word of whoever resolves: the first contact was enough."
    )


class TicketConfirmBody(StrictSerializer):
    solved = serializers.BooleanField(help_text="false opens the ticket again.")
    reason = serializers.CharField(max_length=MAX_TEXT, required=False, default="", allow_blank=True)


class ResolutionSerializer(Answer):
    """The last resolving, and what the requester said when asked whether it is solved."""

    at = serializers.DateTimeField()
    first_contact = serializers.BooleanField()
    ask_until = serializers.DateTimeField()
    answer = serializers.ChoiceField(choices=[("", "none yet"), *Word.choices])
    work_minutes = serializers.IntegerField(help_text="Working minutes in progress until then.")


class TicketReasonBody(StrictSerializer):
    reason = serializers.CharField(max_length=MAX_TEXT)


class TicketReleaseBody(StrictSerializer):
    reason = serializers.CharField(max_length=MAX_TEXT, required=False, default="", allow_blank=True)


class HandOverBody(TicketReasonBody):
    department = serializers.CharField(max_length=12, help_text="Reference of the receiving department.")


class MergeBody(TicketReasonBody):
    into = serializers.CharField(max_length=20, help_text="Reference of the ticket in which it goes on.")


class SplitBody(StrictSerializer):
    service = serializers.CharField(max_length=12, help_text="Reference of a service of the catalogue.")
    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=MAX_TEXT, required=False, default="", allow_blank=True)
    comment = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=2**63 - 1,
        help_text="Number of a public note whose text the new ticket gets when it has none of its own.",
    )  # fmt: skip


class ChildBody(StrictSerializer):
    service = serializers.CharField(max_length=12, help_text="Reference of a service of the catalogue.")
    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=MAX_TEXT)
    kind = serializers.ChoiceField(choices=Kind.choices, default=Kind.REQUEST)
    rule = serializers.ChoiceField(choices=ChildrenRule.choices, help_text="What the parent does about its children.")


class ChildSerializer(Answer):
    id = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    department = RefSerializer()
    part = serializers.IntegerField(help_text="Of the way, where it is one of several parallel ones; else 0.")
    next_due_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: Child) -> Any:
        values: dict[str, Any] = {"id": instance.id, "title": instance.title, "state": instance.state}
        values |= {"part": instance.part, "next_due_at": instance.due_at, "resolved_at": instance.done_at}
        department = {"id": instance.department, "name": instance.department_name}
        return super().to_representation(values | {"department": department})


class TicketCommentBody(StrictSerializer):
    text = serializers.CharField(max_length=MAX_TEXT, help_text="`@[P-7K3M9Q2X]` mentions a colleague.")
    internal = serializers.BooleanField(required=False, default=False)


class TicketRow(Answer):
    id = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    state = serializers.ChoiceField(choices=State.choices)
    service = RefSerializer()
    department = RefSerializer()
    requester = RefSerializer()
    owner = RefSerializer(allow_null=True)
    first_owner = RefSerializer(allow_null=True)
    opened_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    next_due_at = serializers.DateTimeField(
        allow_null=True, help_text="Null while the clock is paused; what it was due at once it is resolved."
    )
    paused = serializers.BooleanField()
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        """A row's values as they were read. The same as `Answer` writes of `row_of`, in a third of its time."""
        service, department = instance["service_named"], instance["department_named"]
        resolved_at = instance["resolved_at"] if instance["state"] == State.RESOLVED else None
        return {
            "id": instance["reference"],
            "title": instance["title"],
            "kind": instance["kind"],
            "state": instance["state"],
            "service": {"id": service[0], "name": service[self._name]},
            "department": {"id": department[0], "name": department[self._name]},
            "requester": self._person(instance["requester_named"]) or {"id": "", "name": ""},
            "owner": self._person(instance["owner_named"]),
            "first_owner": self._person(instance["first_owner_named"]),
            "opened_at": moment(instance["opened_at"], self._zone),
            "resolved_at": resolved_at and moment(resolved_at, self._zone),
            "next_due_at": instance["next_due_at"] and moment(instance["next_due_at"], self._zone),
            "paused": instance["paused_at"] is not None,
            "external_id": instance["external_id"],
            "version": instance["version"],
        }

    def _person(self, named: list[str] | None) -> dict[str, str] | None:
        if named is None:
            return None
        reference, full_name, latin_name = named
        return {"id": reference, "name": full_name if self._name == 2 or not latin_name else latin_name}

    @cached_property
    def _name(self) -> int:
        """Where a thing's name stands in the reader's language: behind its reference, English before Chinese."""
        return 2 if is_chinese() else 1


class ClockSerializer(Answer):
    kind = serializers.ChoiceField(choices=ClockKind.choices)
    step = serializers.IntegerField(
        source="step.number", allow_null=True, default=None, help_text="The step whose department it measures."
    )
    minutes = serializers.IntegerField(help_text="Working minutes.")
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    paused_at = serializers.DateTimeField(allow_null=True)
    met_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)


class PartAheadSerializer(Answer):
    number = serializers.IntegerField()
    stage = serializers.IntegerField(help_text="Parts of one stage run at the same time.")
    rule = serializers.ChoiceField(choices=PartsRule.choices)
    department = RefSerializer()
    name = serializers.CharField()
    minutes = serializers.IntegerField(help_text="Working minutes of the department.")

    def to_representation(self, instance: Part) -> Any:
        department = {"id": instance.department, "name": instance.department_name}
        values = {"number": instance.number, "name": instance.name, "minutes": instance.minutes}
        values |= {"stage": instance.stage, "rule": instance.rule}
        return super().to_representation(values | {"department": department})


class RoutedSerializer(Answer):
    id = serializers.CharField()
    name = serializers.CharField()
    because = serializers.CharField(help_text="What held, in the caller's language.")


class AnswerSerializer(Answer):
    key = serializers.CharField()
    label = serializers.CharField(help_text="As it was asked, in the caller's language.")  # type: ignore[assignment]
    value = serializers.JSONField()
    text = serializers.CharField(help_text="The value in words.")


class TicketDetail(Answer):
    """`steps_open`: what the caller may do now."""

    id = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    state = serializers.ChoiceField(choices=State.choices)
    service = RefSerializer()
    department = RefSerializer()
    requester = RefSerializer()
    requester_department = RefSerializer(allow_null=True)
    owner = RefSerializer(allow_null=True)
    first_owner = RefSerializer(allow_null=True)
    customer_key = serializers.CharField()
    customer = RefSerializer(
        allow_null=True, help_text="The name is the reference for those who may not see the customer."
    )
    opened_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    next_due_at = serializers.DateTimeField(allow_null=True)
    paused = serializers.BooleanField()
    clocks = ClockSerializer(many=True)
    way_ahead = PartAheadSerializer(many=True, help_text="Parts of the service's way that it has not reached yet.")
    approval = OpenApprovalSerializer(allow_null=True, help_text="What keeps it from going on and being resolved.")
    chases = serializers.IntegerField(help_text="How often the first owner asked how far it is.")
    resolution = ResolutionSerializer(allow_null=True)
    steps_open = serializers.ListField(child=serializers.CharField())
    merged_into = RefSerializer(allow_null=True, help_text="Where a merged ticket goes on.")
    merged_at = serializers.DateTimeField(allow_null=True)
    merged = RefSerializer(many=True, help_text="Tickets that go on in this one.")
    split_from = RefSerializer(allow_null=True, help_text="The ticket out of which it was made.")
    splits = RefSerializer(many=True, help_text="Tickets made out of this one.")
    parent = RefSerializer(allow_null=True, help_text="The ticket for which it does a part.")
    children = ChildSerializer(many=True)
    children_rule = serializers.ChoiceField(choices=[("", "no children"), *ChildrenRule.choices])
    watchers = RefSerializer(many=True, help_text="Who is told what happens on it.")
    answers = AnswerSerializer(many=True, help_text="To the form of the service, as it was when it was answered.")
    came_by = serializers.ChoiceField(choices=[("", "not noted"), *CameBy.choices])
    routed_by = RoutedSerializer(allow_null=True, help_text="The rule by which it came to its first department.")
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()

    def to_representation(self, instance: Shown) -> Any:
        ticket: Ticket = instance.ticket
        links = ("service", "department", "requester", "requester_department", "owner", "first_owner")
        plain = (
            "title", "text", "kind", "state", "customer_key", "opened_at", "resolved_at", "next_due_at",
            "external_id", "came_by", "version", "merged_at", "children_rule",
        )  # fmt: skip
        values = {name: getattr(ticket, name) for name in plain} | {name: ref(getattr(ticket, name)) for name in links}
        return super().to_representation(
            values
            | {
                "id": ticket.reference,
                "customer": ticket.customer and {"id": ticket.customer.reference, "name": instance.customer_name},
                "paused": ticket.paused_at is not None,
                "clocks": list(ticket.clocks.select_related("step").order_by("id")),
                "way_ahead": instance.ahead,
                "routed_by": instance.routed,
                "approval": instance.open_approval,
                "answers": instance.answers,
                "chases": ticket.chases,
                "resolution": instance.resolution,
                "steps_open": instance.open_steps,
                **_relations(instance),
                "watchers": [{"id": person.id, "name": person.name} for person in instance.watchers],
            }
        )


def _relations(shown: Shown) -> dict[str, Any]:
    """Of what a reader may not see, where a merged ticket went is told by its reference alone."""
    into = _related(shown.into)
    if into is None and shown.ticket.merged_into is not None:
        into = {"id": shown.ticket.merged_into.reference, "name": ""}
    return {
        "merged_into": into,
        "merged": [_related(each) for each in shown.merged],
        "split_from": _related(shown.split_from),
        "parent": _related(shown.parent),
        "children": shown.children,
        "splits": [_related(each) for each in shown.splits],
    }


def _related(found: Related | MergedHere | None) -> dict[str, str] | None:
    return None if found is None else {"id": found.id, "name": found.title}


class TicketStepSerializer(Answer):
    number = serializers.IntegerField(help_text="Parallel parts have the same.")
    ticket = serializers.CharField(help_text="Another one than asked for: of a parallel part.")
    department = RefSerializer()
    owner = RefSerializer(allow_null=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=[("", "running"), *Outcome.choices])

    def to_representation(self, instance: Step) -> Any:
        names = ("number", "started_at", "ended_at", "outcome")
        values = {name: getattr(instance, name) for name in names}
        return super().to_representation(
            values
            | {
                "department": ref(instance.department),
                "owner": ref(instance.owner),
                "ticket": instance.ticket.reference,
            }
        )


class FileSerializer(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")


class CommentSerializer(Answer):
    id = serializers.IntegerField()
    ticket = serializers.CharField(help_text="Another one than asked for: of a ticket that was merged into it.")
    at = serializers.DateTimeField()
    author = RefSerializer(allow_null=True)
    text = serializers.CharField()
    internal = serializers.BooleanField()
    mentions = RefSerializer(many=True, help_text="Whom `@[…]` in the text names.")
    files = FileSerializer(many=True)

    def to_representation(self, instance: Comment) -> Any:
        names = ("id", "at", "text", "internal")
        values = {name: getattr(instance, name) for name in names}
        named = named_in(instance.text, getattr(instance, "around", ()))
        mentions = [{"id": person.id, "name": person.name} for person in named]
        ticket = getattr(instance, "ticket", "")
        links = {
            "ticket": ticket,
            "author": ref(instance.author),
            "mentions": mentions,
            "files": list(instance.files.all()),
        }
        return super().to_representation(values | links)


class WhyStepSerializer(Answer):
    kind = serializers.ChoiceField(choices=["work", "shift", "pause", "closed", "holiday", "day_off", "rest"])
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer, not of the class
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    minutes = serializers.IntegerField(help_text="What counted.")


class WhySerializer(Answer):
    """How a due time came about; while the clock is paused, how far it came."""

    clock = ClockSerializer()
    calendar = RefSerializer()
    being_retimed = serializers.BooleanField(help_text="Calendar or service has just changed; a sweep follows.")
    calendar_changed = serializers.BooleanField(
        help_text="The calendar is newer than the due time, so the steps may not lead to it."
    )
    steps = WhyStepSerializer(many=True)

    def to_representation(self, instance: Why) -> Any:
        calendar = instance.clock.calendar
        return super().to_representation(
            {
                "clock": instance.clock,
                "calendar": {"id": calendar.reference, "name": calendar.name},
                "being_retimed": instance.being_retimed,
                "calendar_changed": instance.calendar_changed,
                "steps": instance.steps,
            }
        )
