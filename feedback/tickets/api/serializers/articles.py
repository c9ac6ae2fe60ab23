"""Bodies and answers of knowledge articles."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer
from feedback.tickets.choices import ArticleState, Language
from feedback.tickets.queries.articles import article_row
from feedback.tickets.services.common import MAX_TEXT
from portal.core.api.serializers import Answer, StrictSerializer


class ArticleBody(StrictSerializer):
    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=MAX_TEXT)
    language = serializers.ChoiceField(choices=Language.choices, default=Language.ZH)
    department = serializers.CharField(max_length=12, help_text="Reference; its head approves the article.")
    service = serializers.CharField(max_length=12, required=False, default="", allow_blank=True)
    question = serializers.CharField(
        max_length=12, required=False, default="", allow_blank=True, help_text="Whose answer it is made from."
    )


class ArticleChanges(StrictSerializer):
    """Only what is named changes; it needs approval again."""

    title = serializers.CharField(max_length=200, required=False)
    text = serializers.CharField(max_length=MAX_TEXT, required=False)
    language = serializers.ChoiceField(choices=Language.choices, required=False)
    department = serializers.CharField(max_length=12, required=False)
    service = serializers.CharField(max_length=12, required=False, allow_blank=True)


class ArticleApproveBody(StrictSerializer):
    valid_until = serializers.DateField()


class ArticleUseBody(StrictSerializer):
    ticket = serializers.CharField(
        max_length=12, required=False, default="", allow_blank=True, help_text="Left out: it saved opening one."
    )


class ArticleSerializer(Answer):
    id = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    language = serializers.ChoiceField(choices=Language.choices)
    state = serializers.ChoiceField(choices=ArticleState.choices)
    valid = serializers.BooleanField(source="is_valid", help_text="Approved, and its last day is not over.")
    valid_until = serializers.DateField(allow_null=True)
    service = RefSerializer(allow_null=True)
    department = RefSerializer()
    owner = RefSerializer()
    approved_by = RefSerializer(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    question = serializers.CharField(allow_null=True)
    uses = serializers.IntegerField(source="use_count")
    written_at = serializers.DateTimeField()
    version = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(article_row(instance, self._today))

    @cached_property
    def _today(self) -> dt.date:
        return timezone.localdate()
