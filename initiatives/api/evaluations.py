"""Bodies and answers of the resource `evaluations`."""

from typing import Any

from rest_framework import serializers

from initiatives.api.fields import PersonShown, day, person
from initiatives.choices.evaluations import CardState, Criterion
from initiatives.models.evaluations import COMMENT_MAX
from initiatives.rules.evaluations import HIGHEST, LOWEST, MOST_REVIEWERS
from portal.core.api.serializers import Answer, StrictSerializer


def score(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=LOWEST, max_value=HIGHEST, **options)


class AskCallBody(StrictSerializer):
    reviewers = serializers.ListField(
        child=person(), min_length=1, max_length=MOST_REVIEWERS, help_text="References of the colleagues who score it."
    )
    due_on = day(help_text="The last day, in the portal's zone.")


class AskEvaluationBody(AskCallBody):
    idea = serializers.CharField(max_length=40, help_text="Reference of the idea.")


class DraftBody(StrictSerializer):
    """Whole: what is left out is taken out of the draft."""

    customers = score(required=False, allow_null=True, default=None, help_text="Benefit for the customer.")
    colleagues = score(required=False, allow_null=True, default=None, help_text="Benefit for colleagues.")
    effort = score(required=False, allow_null=True, default=None, help_text="5: hardly any.")
    reach = score(required=False, allow_null=True, default=None)
    comment = serializers.CharField(max_length=COMMENT_MAX, required=False, allow_blank=True, default="")


class SendBody(StrictSerializer):
    customers = score(help_text="Benefit for the customer.")
    colleagues = score(help_text="Benefit for colleagues.")
    effort = score(help_text="5: hardly any.")
    reach = score()
    comment = serializers.CharField(max_length=COMMENT_MAX, required=False, allow_blank=True, default="")


class DeclineBody(StrictSerializer):
    reason = serializers.CharField(max_length=COMMENT_MAX)


class CardRow(Answer):
    id = serializers.CharField(source="reference", help_text="Of the evaluation.")
    idea = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=CardState.choices)
    over = serializers.BooleanField(help_text="The evaluation ended before the card was sent.")
    due_on = serializers.DateField()
    asked_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class CardShown(Answer):
    reviewer = PersonShown()
    state = serializers.ChoiceField(choices=CardState.choices)
    customers = score(allow_null=True)
    colleagues = score(allow_null=True)
    effort = score(allow_null=True)
    reach = score(allow_null=True)
    comment = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class EvaluationShown(Answer):
    id = serializers.CharField(source="reference")
    idea = serializers.CharField()
    asked_by = PersonShown()
    asked_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    ended_at = serializers.DateTimeField(allow_null=True)
    asked = serializers.IntegerField(help_text="How many colleagues.")
    sent = serializers.IntegerField()
    declined = serializers.IntegerField(allow_null=True, help_text="Null while results are blind for the caller.")
    readable = serializers.BooleanField(help_text="Whether the caller reads results now.")
    card = CardShown(allow_null=True, help_text="The caller's own.")


class CriterionShown(Answer):
    name = serializers.ChoiceField(choices=Criterion.choices)
    mean = serializers.DecimalField(max_digits=3, decimal_places=2, allow_null=True)
    low = score(allow_null=True)
    high = score(allow_null=True)
    divided = serializers.BooleanField(help_text="Highest minus lowest is 3 or more.")


class DeclinedShown(Answer):
    reviewer = PersonShown()
    reason = serializers.CharField()


class ResultsShown(Answer):
    id = serializers.CharField()
    readable = serializers.BooleanField(help_text="False while it is blind for the caller; the rest is empty then.")
    asked = serializers.IntegerField()
    sent = serializers.IntegerField()
    overall = serializers.DecimalField(max_digits=3, decimal_places=2, allow_null=True)
    divided = serializers.BooleanField()
    criteria = CriterionShown(many=True)
    cards = CardShown(many=True)
    declined = DeclinedShown(many=True, help_text="For those who decide the idea.")


class AskedForCallShown(Answer):
    asked = serializers.ListField(child=serializers.CharField(), help_text="References of the evaluations.")
    passed_over = serializers.IntegerField(help_text="Open ideas that are evaluated already, or that others decide.")
