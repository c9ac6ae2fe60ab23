"""Bodies and answers of customers, contacts, sources and service lines."""

from typing import Any

from rest_framework import serializers

from feedback.customers.choices import Channel, Kind, Outcome
from feedback.customers.models import ServiceLine
from feedback.customers.queries.report import FiguresOf
from feedback.customers.queries.rows import contact_row, customer_row
from portal.core.api.serializers import Answer, StrictSerializer


class ContactBody(StrictSerializer):
    """One contact of a batch. What is left out stays as it is; of a customer, what is empty stays too."""

    source = serializers.CharField(max_length=40, help_text="Code of the source.")  # type: ignore[assignment]
    external_id = serializers.CharField(max_length=120, help_text="With the source: what makes it this contact.")
    channel = serializers.ChoiceField(choices=Channel.choices)
    offered_at = serializers.DateTimeField(help_text="Without an offset: in the company's time zone.")
    answered_at = serializers.DateTimeField(required=False, allow_null=True)
    ended_at = serializers.DateTimeField(required=False, allow_null=True)
    number = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="The number dialled; it leads to the service line."
    )
    agent = serializers.CharField(
        max_length=254, required=False, allow_blank=True, help_text="E-mail, employee number or reference."
    )
    customer_source = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="Who knows the customer; the source unless told."
    )
    customer = serializers.CharField(
        max_length=120, required=False, allow_blank=True, help_text="Customer number there; else the telephone counts."
    )
    customer_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    customer_phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    customer_email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    service = serializers.CharField(max_length=80, required=False, allow_blank=True, help_text="A code or a word.")
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    outcome = serializers.ChoiceField(choices=Outcome.choices, required=False, allow_blank=True)
    solved = serializers.BooleanField(required=False, allow_null=True, help_text="The agent's word.")
    ticket = serializers.CharField(max_length=12, required=False, allow_blank=True)


class BatchBody(StrictSerializer):
    """Rows are checked by the verb, all of them at once: a serializer for each would take most of the time."""

    contacts = serializers.ListField(child=serializers.JSONField())

    def validate_contacts(self, rows: list[Any]) -> list[Any]:
        if any(not isinstance(row, dict) for row in rows):
            raise serializers.ValidationError("Objects.")
        return rows


class BatchShape(StrictSerializer):
    """For the document: what BatchBody takes."""

    contacts = ContactBody(many=True, help_text="At most 10,000, 10 MB.")


class ImportedSerializer(Answer):
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField(help_text="Known already, and as they were.")
    customers_created = serializers.IntegerField()
    customers_updated = serializers.IntegerField()


class ContactRefSerializer(Answer):
    id = serializers.CharField()
    name = serializers.CharField()


class ContactCustomerSerializer(Answer):
    """Number, name, telephone and mail are empty for those who may not see them."""

    id = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    key = serializers.CharField()
    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()


class ContactSerializer(Answer):
    id = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    external_id = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    number = serializers.CharField()
    line = ContactRefSerializer(allow_null=True)
    offered_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    agent = ContactRefSerializer(allow_null=True)
    department = ContactRefSerializer(allow_null=True)
    customer = ContactCustomerSerializer(allow_null=True)
    service = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    outcome = serializers.ChoiceField(choices=[("", "unknown"), *Outcome.choices])
    solved = serializers.BooleanField(allow_null=True)
    ticket = serializers.CharField()
    in_hours = serializers.BooleanField(help_text="Offered within the hours of the line.")
    handling_seconds = serializers.FloatField(
        allow_null=True, help_text="Its part of the agent's time; shared minutes count once."
    )

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(contact_row(instance))


class FiguresSerializer(Answer):
    """Of one month in one department. Rates are from 0 to 1."""

    month = serializers.DateField(help_text="Its first day.")
    department = ContactRefSerializer(allow_null=True)
    offered = serializers.IntegerField(source="figures.offered", help_text="Within the line's hours.")
    answered = serializers.IntegerField(source="figures.answered", help_text="Of these.")
    answer_rate = serializers.FloatField(source="figures.answer_rate", allow_null=True)
    outside_hours = serializers.IntegerField(source="figures.outside", help_text="In no rate.")
    handled = serializers.IntegerField(source="figures.handled")
    handling_minutes = serializers.FloatField(
        source="figures.handling_minutes", allow_null=True, help_text="On average; shared minutes count once."
    )
    first_contacts = serializers.IntegerField(source="figures.first")
    solved_at_first = serializers.IntegerField(source="figures.solved", help_text="None again within seven days.")
    repeated = serializers.IntegerField(source="figures.repeated")
    undecided = serializers.IntegerField(source="figures.undecided", help_text="Their seven days are not over.")
    first_contact_rate = serializers.FloatField(
        source="figures.first_contact_rate", allow_null=True, help_text="Undecided ones count as not solved."
    )
    agents_word_rate = serializers.FloatField(
        source="figures.said_rate", allow_null=True, help_text="First contacts that their agent calls solved."
    )
    compliments = serializers.IntegerField(source="figures.compliments")
    complaints = serializers.IntegerField(source="figures.complaints")
    compliments_per_complaint = serializers.FloatField(source="figures.compliments_per_complaint", allow_null=True)

    def to_representation(self, instance: FiguresOf) -> Any:
        department = {"id": instance.department_id, "name": instance.department} if instance.department_id else None
        return super().to_representation(
            {"month": instance.month, "department": department, "figures": instance.figures}
        )


class CustomerBody(StrictSerializer):
    """What is empty stays as it is."""

    source = serializers.CharField(max_length=40, help_text="Code of the source.")  # type: ignore[assignment]
    key = serializers.CharField(max_length=120, help_text="Customer number there.")
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    email = serializers.CharField(max_length=254, required=False, default="", allow_blank=True)


class CustomerSerializer(Answer):
    id = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    key = serializers.CharField()
    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(customer_row(instance))


class SourceBody(StrictSerializer):
    code = serializers.CharField(max_length=40)
    name_en = serializers.CharField(max_length=120)
    name_zh = serializers.CharField(max_length=120)


class SourceChanges(StrictSerializer):
    name_en = serializers.CharField(max_length=120, required=False)
    name_zh = serializers.CharField(max_length=120, required=False)


class SourceSerializer(Answer):
    id = serializers.CharField(source="reference")
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    version = serializers.IntegerField()


class LineBody(StrictSerializer):
    name_en = serializers.CharField(max_length=120)
    name_zh = serializers.CharField(max_length=120)
    department = serializers.CharField(max_length=12, help_text="Reference.")
    calendar = serializers.CharField(max_length=12, help_text="Reference of the working calendar with its hours.")
    numbers = serializers.ListField(child=serializers.CharField(max_length=40))
    active = serializers.BooleanField(required=False, default=True)


class LineChanges(StrictSerializer):
    """Only what is named changes; `numbers` replaces all."""

    name_en = serializers.CharField(max_length=120, required=False)
    name_zh = serializers.CharField(max_length=120, required=False)
    department = serializers.CharField(max_length=12, required=False)
    calendar = serializers.CharField(max_length=12, required=False)
    numbers = serializers.ListField(child=serializers.CharField(max_length=40), required=False)
    active = serializers.BooleanField(required=False)


class LineSerializer(Answer):
    id = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    department = ContactRefSerializer()
    calendar = ContactRefSerializer()
    numbers = serializers.ListField(child=serializers.CharField())
    active = serializers.BooleanField()
    version = serializers.IntegerField()

    def to_representation(self, instance: ServiceLine) -> Any:
        plain = ("name", "name_en", "name_zh", "active", "version")
        links = {
            name: {"id": getattr(instance, name).reference, "name": getattr(instance, name).name}
            for name in ("department", "calendar")
        }
        numbers = [number.number for number in instance.numbers.all()]
        values = {name: getattr(instance, name) for name in plain}
        return super().to_representation({"id": instance.reference, "numbers": numbers, **values, **links})
