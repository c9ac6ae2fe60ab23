"""Bodies and answers of the resources `ideas` and `initiatives`."""

from rest_framework import serializers

from initiatives.api.fields import (
    DepartmentShown,
    PersonShown,
    VisibleField,
    day,
    department,
    number,
    person,
)
from initiatives.api.tags import words
from initiatives.choices import (
    Anonymity,
    Better,
    DecisionKind,
    IdeaState,
    InitiativeState,
    InitiativeType,
    Light,
    PartRole,
    Stage,
)
from initiatives.models import (
    Challenge,
)
from initiatives.models.ideas import (
    PATH_MAX,
    TEXT_MAX,
    TITLE_MAX,
)
from initiatives.models.parts import NOTE_MAX
from initiatives.rules import MOST_DAYS
from portal.core.api.serializers import Answer, StrictSerializer

# -- ideas: bodies


class IdeaBody(StrictSerializer):
    title = serializers.CharField(max_length=TITLE_MAX)
    text = serializers.CharField(max_length=TEXT_MAX)
    department = department(required=False, help_text="Whose work would change. To a call it may be left out.")
    challenge = VisibleField(
        Challenge.objects.all, required=False, allow_null=True, help_text="Reference of the call that it answers."
    )
    tags = words(required=False)
    came_up_on = serializers.CharField(
        max_length=PATH_MAX, required=False, help_text="Path of the page of the portal; kept only with a name."
    )
    external_id = serializers.CharField(max_length=120, required=False)
    anonymity = serializers.ChoiceField(
        choices=[Anonymity.NAMED, Anonymity.OFFICE],
        required=False,
        help_text="Who may know the author. It never changes afterwards.",
    )


class IdeaPatch(StrictSerializer):
    title = serializers.CharField(max_length=TITLE_MAX, required=False)
    text = serializers.CharField(max_length=TEXT_MAX, required=False)
    department = department(required=False)


class IdeaCommentBody(StrictSerializer):
    text = serializers.CharField(max_length=TEXT_MAX)


class DecideBody(StrictSerializer):
    decision = serializers.ChoiceField(choices=DecisionKind.choices)
    reason = serializers.CharField(max_length=TEXT_MAX)
    later_on = day(required=False, allow_null=True, help_text="With `later`: the day on which it comes back.")


class AskBody(StrictSerializer):
    question = serializers.CharField(max_length=TEXT_MAX)


class ReplyBody(StrictSerializer):
    answer = serializers.CharField(max_length=TEXT_MAX)


class ReassignBody(StrictSerializer):
    department = department(help_text="Reference of the department that answers instead.")
    reason = serializers.CharField(max_length=TEXT_MAX)


class ObjectBody(StrictSerializer):
    reason = serializers.CharField(max_length=TEXT_MAX)


class AnswerTimePatch(StrictSerializer):
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, required=False, help_text="Working days.")


class AnswerTimeBody(StrictSerializer):
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, help_text="Working days.")
    department = department(
        required=False, default=None, allow_null=True, help_text="Without one it counts for the whole company."
    )


# -- ideas: answers


class CallShown(Answer):
    id = serializers.CharField(source="reference")
    question = serializers.CharField()


class IdeaRow(Answer):
    id = serializers.CharField(source="reference")
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=IdeaState.choices)
    department = DepartmentShown()
    author = PersonShown(allow_null=True, help_text="Null where the caller may not know it.")
    anonymity = serializers.ChoiceField(choices=Anonymity.choices)
    vote_count = serializers.IntegerField()
    voted = serializers.BooleanField(help_text="Whether the caller has voted.")
    comment_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    answering_department = DepartmentShown(source="answering")
    answer_due_at = serializers.DateTimeField(help_text="While the author is asked it waits: see `asked_at`.")
    overdue_since = serializers.DateTimeField(source="breached_at", allow_null=True)
    asked_at = serializers.DateTimeField(allow_null=True)
    later_on = serializers.DateField(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    challenge = CallShown(allow_null=True, help_text="The call for ideas that it answers.")
    escalation = serializers.IntegerField(
        help_text="Who holds it: 0 the answering department, 1 the one above it, 2 the programme office."
    )


class DecisionShown(Answer):
    decision = serializers.ChoiceField(choices=DecisionKind.choices)
    reason = serializers.CharField()
    by = PersonShown()
    at = serializers.DateTimeField()
    later_on = serializers.DateField(allow_null=True)
    in_time = serializers.BooleanField(allow_null=True)
    days = serializers.IntegerField(allow_null=True, help_text="Working days until the answer.")


class QuestionShown(Answer):
    question = serializers.CharField()
    asked_by = PersonShown()
    asked_at = serializers.DateTimeField()
    answer = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)


class ObjectionShown(Answer):
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class IdeaShown(IdeaRow):
    text = serializers.CharField()
    following = serializers.BooleanField(
        help_text="Whether the caller hears of it: at once of answer, initiative and service, of the rest once a week."
    )
    came_up_on = serializers.CharField(help_text="Path of the page on which a named author had it; else empty.")
    questions = QuestionShown(many=True)
    objection = ObjectionShown(allow_null=True)
    external_id = serializers.CharField(allow_null=True)
    decisions = DecisionShown(many=True)
    initiatives = serializers.ListField(child=serializers.CharField(), help_text="References of what it became.")
    version = serializers.IntegerField()


class CommentShown(Answer):
    author = PersonShown(allow_null=True)
    text = serializers.CharField()
    mentions = PersonShown(many=True, help_text="Whom `@[…]` in the text names.")
    at = serializers.DateTimeField()


class AnswerTimeShown(Answer):
    id = serializers.CharField(source="reference")
    department = DepartmentShown(allow_null=True)
    days = serializers.IntegerField()
    version = serializers.IntegerField()


class BoardRowShown(Answer):
    department = DepartmentShown()
    answered = serializers.IntegerField()
    in_time = serializers.IntegerField()
    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="In time, of what was answered or is overdue.")
    median_days = serializers.FloatField(allow_null=True)
    oldest_open = serializers.CharField(source="oldest_reference", help_text="Empty without one.")
    oldest_open_since = serializers.DateTimeField(source="oldest_at", allow_null=True)
    not_an_answer = serializers.IntegerField(source="objected")


class BoardShown(Answer):
    since = serializers.DateField(help_text="Heads see it from this day.")
    for_all = serializers.DateField(help_text="Everybody sees it from this day.")
    days = serializers.IntegerField()
    rows = BoardRowShown(many=True)


class VoteShown(Answer):
    vote_count = serializers.IntegerField()
    voted = serializers.BooleanField()


# -- initiatives: bodies


class TargetBody(StrictSerializer):
    metric = serializers.CharField(max_length=120)
    unit = serializers.CharField(max_length=30, required=False, default="", allow_blank=True)
    baseline = number()
    target_value = number()
    better = serializers.ChoiceField(
        choices=Better.choices, required=False, help_text="Without it the direction from baseline to target value."
    )


class TargetPatch(StrictSerializer):
    metric = serializers.CharField(max_length=120, required=False)
    unit = serializers.CharField(max_length=30, required=False, allow_blank=True)
    baseline = number(required=False)
    target_value = number(required=False)
    better = serializers.ChoiceField(choices=Better.choices, required=False)


class InitiativePlanBody(StrictSerializer):
    title = serializers.CharField(max_length=TITLE_MAX)
    summary = serializers.CharField(max_length=TEXT_MAX, required=False, default="", allow_blank=True)
    owner = person()
    sponsor = person(required=False, help_text="A draft may do without; a start needs one.")
    department = department(required=False, help_text="The owner's department unless given.")
    starts_on = day(required=False)
    due_on = day()
    target = TargetBody(required=False, help_text="A draft may do without; a start needs one.")
    type = serializers.ChoiceField(
        choices=InitiativeType.choices, required=False, help_text="The whole company unless given."
    )
    pilot_reason = serializers.CharField(max_length=TEXT_MAX, required=False, help_text="With `pilot`: required.")
    pilot_until = day(required=False, allow_null=True, help_text="With `pilot`: required, its last day.")
    draft = serializers.BooleanField(required=False, default=False)


class InitiativeBody(InitiativePlanBody):
    external_id = serializers.CharField(max_length=120, required=False)


class InitiativePatch(StrictSerializer):
    title = serializers.CharField(max_length=TITLE_MAX, required=False)
    summary = serializers.CharField(max_length=TEXT_MAX, required=False, allow_blank=True)
    owner = person(required=False)
    sponsor = person(required=False)
    department = department(required=False)
    starts_on = day(required=False)
    due_on = day(required=False)
    target = TargetPatch(required=False)


class MilestoneBody(StrictSerializer):
    title = serializers.CharField(max_length=TITLE_MAX)
    due_on = day()
    owner = person(required=False)


class MilestoneDoneBody(StrictSerializer):
    milestone = serializers.CharField(max_length=12)
    done_on = day(required=False)


class MilestoneReopenBody(StrictSerializer):
    milestone = serializers.CharField(max_length=12)


class ReportBody(StrictSerializer):
    light = serializers.ChoiceField(choices=Light.choices)
    text = serializers.CharField(max_length=NOTE_MAX)


class ReadingBody(StrictSerializer):
    value = number()
    as_of = day()
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]


class ParticipantBody(StrictSerializer):
    department = department()
    role = serializers.ChoiceField(choices=PartRole.choices)


class ParticipantRemoveBody(StrictSerializer):
    department = department()


class TypeBody(StrictSerializer):
    type = serializers.ChoiceField(choices=InitiativeType.choices)
    reason = serializers.CharField(max_length=TEXT_MAX)
    until = day(required=False, allow_null=True, help_text="With `pilot`: its last day.")


class CloseBody(StrictSerializer):
    result = serializers.CharField(max_length=TEXT_MAX)
    reading = ReadingBody()


# -- initiatives: answers


class InitiativeRow(Answer):
    id = serializers.CharField(source="reference")
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=InitiativeState.choices)
    stage = serializers.ChoiceField(choices=Stage.choices)
    type = serializers.ChoiceField(choices=InitiativeType.choices)
    pilot_until = serializers.DateField(allow_null=True, help_text="The last day of a pilot; past: to be decided.")
    light = serializers.CharField(help_text="green, amber, red; empty until the first status report.")
    computed_light = serializers.CharField(
        help_text="What the numbers say: grey (no new number), green, amber, red; empty when it isn't running."
    )
    owner = PersonShown()
    sponsor = PersonShown(allow_null=True)
    department = DepartmentShown()
    starts_on = serializers.DateField()
    due_on = serializers.DateField()
    progress = serializers.FloatField(help_text="Share of the way from baseline to target value, 0 to 1.")


class ReadingShown(Answer):
    value = number()
    as_of = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]


class TargetShown(Answer):
    id = serializers.CharField(source="reference")
    metric = serializers.CharField()
    unit = serializers.CharField()
    baseline = number()
    target_value = number()
    better = serializers.ChoiceField(choices=Better.choices)
    readings = ReadingShown(many=True)


class MilestoneShown(Answer):
    id = serializers.CharField(source="reference")
    title = serializers.CharField()
    due_on = serializers.DateField()
    done_on = serializers.DateField(allow_null=True)
    owner = PersonShown()
    version = serializers.IntegerField()


class ParticipantShown(Answer):
    department = DepartmentShown()
    role = serializers.ChoiceField(choices=PartRole.choices)


class ReportShown(Answer):
    light = serializers.ChoiceField(choices=Light.choices)
    computed = serializers.CharField(help_text="The computed light of that moment; empty in old reports.")
    text = serializers.CharField()
    by = PersonShown()
    at = serializers.DateTimeField()


class InitiativeShown(InitiativeRow):
    summary = serializers.CharField()
    result = serializers.CharField()
    pilot_reason = serializers.CharField()
    target = TargetShown(allow_null=True)
    milestones = MilestoneShown(many=True)
    participants = ParticipantShown(many=True)
    ideas = serializers.ListField(child=serializers.CharField(), help_text="References of the ideas it came from.")
    programme = serializers.CharField(allow_null=True, help_text="Reference of the programme above it.")
    created_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    following = serializers.BooleanField(help_text="Whether the caller gets its changes in the weekly digest.")
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()
