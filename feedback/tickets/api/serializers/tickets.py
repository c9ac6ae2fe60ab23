"""Bodies and answers of tickets."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer, ref
from feedback.tickets.choices import Answer, ClockKind, Kind, Outcome, State
from feedback.tickets.models import Clock, Step, Ticket
from feedback.tickets.queries import Why, row_of
from feedback.tickets.queries.detail import Part, Shown
from feedback.tickets.services.common import MAX_TEXT
from portal.core.api.serializers import StrictSerializer
from portal.records.models import Comment, StoredFile


class TicketBody(StrictSerializer):
    """With an `external_id` that is known, the ticket is brought to these values."""

    service = serializers.CharField(max_length=12, help_text="Reference of a service of the catalogue.")
    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=MAX_TEXT)
    kind = serializers.ChoiceField(choices=Kind.choices, default=Kind.REQUEST)
    customer_key = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    external_id = serializers.CharField(max_length=120, required=False)


class TicketChanges(StrictSerializer):
    """Only what is named changes."""

    title = serializers.CharField(max_length=200, required=False)
    text = serializers.CharField(max_length=MAX_TEXT, required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    customer_key = serializers.CharField(max_length=120, required=False, allow_blank=True)


class TicketTextBody(StrictSerializer):
    text = serializers.CharField(max_length=MAX_TEXT, help_text="What the requester reads, as a public note.")


class TicketResolveBody(TicketTextBody):
    first_contact = serializers.BooleanField(
        required=False, default=False, help_text="The word of whoever resolves: the first contact was enough."
    )


class TicketConfirmBody(StrictSerializer):
    solved = serializers.BooleanField(help_text="false opens the ticket again.")
    reason = serializers.CharField(max_length=MAX_TEXT, required=False, default="", allow_blank=True)


class ResolutionSerializer(serializers.Serializer[Any]):
    """The last resolving, and what the requester said when asked whether it is solved."""

    at = serializers.DateTimeField()
    first_contact = serializers.BooleanField()
    ask_until = serializers.DateTimeField()
    answer = serializers.ChoiceField(choices=[("", "none yet"), *Answer.choices])
    work_minutes = serializers.IntegerField(help_text="Working minutes in progress until then.")


class TicketReasonBody(StrictSerializer):
    reason = serializers.CharField(max_length=MAX_TEXT)


class TicketReleaseBody(StrictSerializer):
    reason = serializers.CharField(max_length=MAX_TEXT, required=False, default="", allow_blank=True)


class HandOverBody(TicketReasonBody):
    department = serializers.CharField(max_length=12, help_text="Reference of the receiving department.")


class TicketCommentBody(StrictSerializer):
    text = serializers.CharField(max_length=MAX_TEXT)
    internal = serializers.BooleanField(required=False, default=False)


class TicketRow(serializers.Serializer[Any]):
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

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(row_of(instance))


class ClockSerializer(serializers.Serializer[Clock]):
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


class PartAheadSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    department = RefSerializer()
    name = serializers.CharField()
    minutes = serializers.IntegerField(help_text="Working minutes of the department.")

    def to_representation(self, instance: Part) -> Any:
        department = {"id": instance.department, "name": instance.department_name}
        values = {"number": instance.number, "name": instance.name, "minutes": instance.minutes}
        return super().to_representation(values | {"department": department})


class TicketDetail(serializers.Serializer[Any]):
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
    opened_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    next_due_at = serializers.DateTimeField(allow_null=True)
    paused = serializers.BooleanField()
    clocks = ClockSerializer(many=True)
    way_ahead = PartAheadSerializer(many=True, help_text="Parts of the service's way that it has not reached yet.")
    chases = serializers.IntegerField(help_text="How often the first owner asked how far it is.")
    resolution = ResolutionSerializer(allow_null=True)
    steps_open = serializers.ListField(child=serializers.CharField())
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()

    def to_representation(self, instance: Shown) -> Any:
        ticket: Ticket = instance.ticket
        links = ("service", "department", "requester", "requester_department", "owner", "first_owner")
        plain = (
            "title", "text", "kind", "state", "customer_key", "opened_at", "resolved_at", "next_due_at",
            "external_id", "version",
        )  # fmt: skip
        values = {name: getattr(ticket, name) for name in plain} | {name: ref(getattr(ticket, name)) for name in links}
        return super().to_representation(
            values
            | {
                "id": ticket.reference,
                "paused": ticket.paused_at is not None,
                "clocks": list(ticket.clocks.select_related("step").order_by("id")),
                "way_ahead": instance.ahead,
                "chases": ticket.chases,
                "resolution": instance.resolution,
                "steps_open": instance.open_steps,
            }
        )


class TicketStepSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    department = RefSerializer()
    owner = RefSerializer(allow_null=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=[("", "running"), *Outcome.choices])

    def to_representation(self, instance: Step) -> Any:
        names = ("number", "started_at", "ended_at", "outcome")
        values = {name: getattr(instance, name) for name in names}
        return super().to_representation(
            values | {"department": ref(instance.department), "owner": ref(instance.owner)}
        )


class FileSerializer(serializers.Serializer[StoredFile]):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")


class CommentSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    author = RefSerializer(allow_null=True)
    text = serializers.CharField()
    internal = serializers.BooleanField()
    files = FileSerializer(many=True)

    def to_representation(self, instance: Comment) -> Any:
        names = ("id", "at", "text", "internal")
        values = {name: getattr(instance, name) for name in names}
        return super().to_representation(values | {"author": ref(instance.author), "files": list(instance.files.all())})


class WhyStepSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["work", "shift", "pause", "closed", "holiday", "day_off", "rest"])
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer, not of the class
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    minutes = serializers.IntegerField(help_text="What counted.")


class WhySerializer(serializers.Serializer[Any]):
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
