"""Answers of mails that came in."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.choices import InboundReason, InboundState, Route
from feedback.tickets.queries.inbound import mail_row
from portal.core.api.serializers import Answer


class InboundMailSerializer(Answer):
    id = serializers.CharField()
    route = serializers.ChoiceField(choices=Route.choices)
    size = serializers.IntegerField(help_text="Bytes.")
    sender = serializers.CharField(help_text="Empty: it names none, or several.")
    recipients = serializers.ListField(child=serializers.CharField())
    subject = serializers.CharField(help_text="Empty once it is on a ticket.")
    received_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=InboundState.choices)
    reason = serializers.ChoiceField(choices=[("", "none"), *InboundReason.choices], help_text="Why it was left alone.")
    fault = serializers.CharField(help_text="Why it is stuck: a refusal's code or a fault's kind.")
    ticket = serializers.CharField(allow_null=True)
    left_out = serializers.IntegerField(help_text="Attachments that the ticket did not take.")
    attempts = serializers.IntegerField()
    worked_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(mail_row(instance) | {"id": instance["reference"]})
