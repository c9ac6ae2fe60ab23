"""The filters of both lists, the same on pages and in REST."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices import (
    BenefitState,
    ChallengeState,
    IdeaState,
    InitiativeState,
    InitiativeType,
    Light,
    Serves,
    ServiceState,
    Stage,
)
from initiatives.choices.evaluations import (
    CardState,
)
from initiatives.choices.steering import (
    EntryKind,
    RiskState,
)
from initiatives.models import (
    BudgetEntry,
    Challenge,
    CompanyTarget,
    GateReview,
    Idea,
    Initiative,
    Programme,
    Risk,
    Scorecard,
    Tag,
    Target,
    Thanks,
    ValueService,
)
from initiatives.queries.answering import overdue, waiting_for
from initiatives.queries.challenges import asks
from initiatives.queries.evaluations import waiting
from initiatives.queries.follows import following, following_ideas
from initiatives.queries.portfolio import needing_attention
from initiatives.queries.scoreboard import PERIODS
from initiatives.queries.services import to_countersign
from initiatives.queries.tags import with_tag
from initiatives.queries.thanks import about, received_by
from initiatives.rules.tags import key as tag_key
from portal.core.filters import DayFilter, PortalFilterSet, SearchFilter
from portal.core.refs import normalise
from portal.people.models import Department, User

YES = [("true", _("yes"))]
ARCHIVE = [("true", _("only the archive")), ("all", _("with the archive"))]


def departments(request: Any) -> QuerySet[Department]:
    return Department.objects.filter(active=True).order_by("code")


def sponsors(request: Any) -> QuerySet[User]:
    return User.objects.filter(sponsored_initiatives__isnull=False).distinct().order_by("name_key", "id")


def programme_sponsors(request: Any) -> QuerySet[User]:
    return User.objects.filter(programmes__isnull=False).distinct().order_by("name_key", "id")


def programmes(request: Any) -> QuerySet[Programme]:
    rows: QuerySet[Programme] = Programme.objects.visible_to(request.user).order_by("name", "id")
    return rows


class DepartmentFilter(django_filters.ModelChoiceFilter):
    """A department and all below it, by reference."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(to_field_name="reference", queryset=departments, **kwargs)

    def filter(self, qs: Any, value: Department | None) -> Any:
        return qs.filter(department__path__contains=[value.pk]) if value else qs


class NamedField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class NamedFilter(django_filters.ModelChoiceFilter):
    field_class = NamedField


class AnsweringFilter(DepartmentFilter):
    def filter(self, qs: Any, value: Department | None) -> Any:
        return qs.filter(answering__path__contains=[value.pk]) if value else qs


class BenefitDepartmentFilter(DepartmentFilter):
    def filter(self, qs: Any, value: Department | None) -> Any:
        return qs.filter(initiative__department__path__contains=[value.pk]) if value else qs


class IdeaFilters(PortalFilterSet):
    q = SearchFilter()
    department = DepartmentFilter(label=_("Department concerned"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=IdeaState)
    mine = django_filters.ChoiceFilter(label=_("My ideas"), choices=YES, method="only_mine")
    following = django_filters.ChoiceFilter(label=_("I follow it"), choices=YES, method="only_followed")
    to_decide = django_filters.ChoiceFilter(label=_("Waiting for my answer"), choices=YES, method="only_to_decide")
    waiting = django_filters.ChoiceFilter(label=_("I am to answer now"), choices=YES, method="only_waiting")
    overdue = django_filters.ChoiceFilter(label=_("Overdue"), choices=YES, method="only_overdue")
    asked = django_filters.ChoiceFilter(label=_("The author is asked"), choices=YES, method="only_asked")
    answering = AnsweringFilter(label=_("Answering department"))
    tag = django_filters.CharFilter(label=_("Tag"), max_length=60, method="having_tag")
    challenge = django_filters.CharFilter(label=_("Reference of the call for ideas"), max_length=20, method="of_call")
    external_id = django_filters.CharFilter(label=_("External id"), max_length=120)

    class Meta:
        model = Idea
        fields: list[str] = []

    def having_tag(self, rows: Any, name: str, value: str) -> Any:
        return with_tag(rows, value)

    def of_call(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(challenge__reference=normalise(value))

    def only_mine(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(author=self.request.user)

    def only_followed(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(following_ideas(self.request.user))

    def only_to_decide(self, rows: Any, name: str, value: str) -> Any:
        return rows.to_decide(self.request.user)

    def only_waiting(self, rows: Any, name: str, value: str) -> Any:
        return waiting_for(self.request.user, rows.filter(state=IdeaState.OPEN))

    def only_overdue(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(overdue(timezone.now()))

    def only_asked(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(state=IdeaState.OPEN, asked_at__isnull=False)


class ChallengeFilters(PortalFilterSet):
    """On rows of `queries.challenges.beside`."""

    q = SearchFilter()
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("call for ideas", "State"), choices=ChallengeState, method="in_state"
    )
    asked = django_filters.ChoiceFilter(label=_("Asks me"), choices=YES, method="only_asked")
    mine = django_filters.ChoiceFilter(label=_("Names me"), choices=YES, method="only_mine")

    class Meta:
        model = Challenge
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.in_state(value, timezone.localdate())

    def only_asked(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(asks(self.request.user))

    def only_mine(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(sponsor=self.request.user) | Q(answerer=self.request.user))


class TagFilters(PortalFilterSet):
    q = django_filters.CharFilter(label=_("Begins with"), max_length=60, method="beginning")

    class Meta:
        model = Tag
        fields: list[str] = []

    def beginning(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(key__startswith=tag_key(value))


class BoardFilters(PortalFilterSet):
    """Only what may be asked for: the rows come from queries.scoreboard."""

    days = django_filters.ChoiceFilter(choices=[(str(days), str(days)) for days in PERIODS], method="all_rows")

    class Meta:
        model = Idea
        fields: list[str] = []

    def all_rows(self, rows: Any, name: str, value: str) -> Any:
        return rows


class ServiceFilters(PortalFilterSet):
    q = SearchFilter()
    department = DepartmentFilter(label=pgettext_lazy("service", "Offered by"))
    state = django_filters.ChoiceFilter(label=pgettext_lazy("service", "State"), choices=ServiceState)
    serves = django_filters.ChoiceFilter(label=_("Serves"), choices=Serves)
    launched_from = DayFilter(field_name="launched_on", lookup_expr="gte", label=_("Launched from"))
    launched_until = DayFilter(field_name="launched_on", lookup_expr="lte", label=_("Launched until"))
    mine = django_filters.ChoiceFilter(label=_("I own it"), choices=YES, method="only_mine")
    to_countersign = django_filters.ChoiceFilter(label=_("To countersign"), choices=YES, method="only_to_countersign")
    external_id = django_filters.CharFilter(label=_("External id"), max_length=120)

    class Meta:
        model = ValueService
        fields: list[str] = []

    def only_mine(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(owner=self.request.user)

    def only_to_countersign(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(pk__in=to_countersign(self.request.user).values("pk"))


class BenefitFilters(PortalFilterSet):
    """On rows of `queries.benefits.benefits_of`."""

    q = django_filters.CharFilter(label=_("Words"), max_length=200, method="with_words")
    initiative = django_filters.CharFilter(
        label=_("Reference of the initiative"), max_length=12, method="of_initiative"
    )
    department = BenefitDepartmentFilter(label=_("Owner's department"))
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("benefit", "State"), choices=BenefitState, method="in_state"
    )
    unit = django_filters.CharFilter(label=_("Unit"), max_length=30)
    due_from = DayFilter(field_name="due", lookup_expr="gte", label=_("Due from"))
    due_until = DayFilter(field_name="due", lookup_expr="lte", label=_("Due until"))
    mine = django_filters.ChoiceFilter(label=_("I own it"), choices=YES, method="only_mine")
    counted = django_filters.ChoiceFilter(label=_("Counts itself"), choices=YES, method="only_counted")

    class Meta:
        model = Target
        fields: list[str] = []

    def with_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(metric__icontains=value) | Q(initiative__title__icontains=value))

    def of_initiative(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(initiative__reference=value.upper())

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(realised_on__isnull=value == BenefitState.OPEN)

    def only_mine(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(owner=self.request.user) | Q(owner=None, initiative__owner=self.request.user))

    def only_counted(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(counted_in=None)


class RiskFilters(PortalFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=RiskState)
    mine = django_filters.ChoiceFilter(label=_("I watch it"), choices=YES, method="only_mine")

    class Meta:
        model = Risk
        fields: list[str] = []

    def only_mine(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(owner=self.request.user)


class CardFilters(PortalFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=CardState)
    waiting = django_filters.ChoiceFilter(
        label=pgettext_lazy("scorecard", "Waits for me"), choices=YES, method="only_waiting"
    )

    class Meta:
        model = Scorecard
        fields: list[str] = []

    def only_waiting(self, rows: Any, name: str, value: str) -> Any:
        return waiting(rows)


class ThanksFilters(PortalFilterSet):
    always = frozenset({"about"})
    about = django_filters.CharFilter(label=pgettext_lazy("thanks", "For"), max_length=40)

    class Meta:
        model = Thanks
        fields: list[str] = []

    def filter_queryset(self, queryset: Any) -> Any:
        """Of one idea, initiative or service; without it what the caller was given."""
        reference, user = self.form.cleaned_data.get("about"), self.request.user
        return queryset.filter(about(user, reference) if reference else received_by(user))


class EntryFilters(PortalFilterSet):
    kind = django_filters.ChoiceFilter(label=pgettext_lazy("budget", "Kind"), choices=EntryKind)
    currency = django_filters.CharFilter(label=_("Currency"), max_length=3, lookup_expr="iexact")
    day_from = DayFilter(field_name="day", lookup_expr="gte", label=_("Day from"))
    day_until = DayFilter(field_name="day", lookup_expr="lte", label=_("Day until"))

    class Meta:
        model = BudgetEntry
        fields: list[str] = []


class InitiativeFilters(PortalFilterSet):
    always = frozenset({"archived"})  # without it what is in the archive stays out
    q = SearchFilter()
    department = DepartmentFilter(label=_("Owner's department"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=InitiativeState)
    stage = django_filters.ChoiceFilter(label=_("Stage"), choices=Stage)
    type = django_filters.ChoiceFilter(label=pgettext_lazy("initiative", "Type"), choices=InitiativeType)
    pilot_over = django_filters.ChoiceFilter(
        label=_("Pilot has ended, to be decided"), choices=YES, method="only_pilot_over"
    )
    gate = django_filters.ChoiceFilter(label=_("Gate waits for me"), choices=YES, method="only_gate")
    light = django_filters.ChoiceFilter(label=pgettext_lazy("initiative", "Light"), choices=Light)
    sponsor = django_filters.ModelChoiceFilter(label=_("Sponsor"), queryset=sponsors, to_field_name="reference")
    programme = NamedFilter(label=_("Programme"), queryset=programmes, to_field_name="reference")
    due_from = DayFilter(field_name="due_on", lookup_expr="gte", label=_("Due from"))
    due_until = DayFilter(field_name="due_on", lookup_expr="lte", label=_("Due until"))
    mine = django_filters.ChoiceFilter(label=_("I own or sponsor"), choices=YES, method="only_mine")
    following = django_filters.ChoiceFilter(label=_("I follow it"), choices=YES, method="only_followed")
    attention = django_filters.ChoiceFilter(label=_("Needs attention"), choices=YES, method="only_attention")
    archived = django_filters.ChoiceFilter(label=_("Archive"), choices=ARCHIVE, method="only_archived")
    external_id = django_filters.CharFilter(label=_("External id"), max_length=120)

    class Meta:
        model = Initiative
        fields: list[str] = []

    def only_mine(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(owner=self.request.user) | Q(sponsor=self.request.user))

    def filter_queryset(self, queryset: Any) -> Any:
        """Without the archive, unless it is asked for, or one initiative is looked up by its external id."""
        rows = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        return rows if asked.get("archived") or asked.get("external_id") else rows.filter(archived_at=None)

    def only_archived(self, rows: Any, name: str, value: str) -> Any:
        return rows if value == "all" else rows.filter(archived_at__isnull=False)

    def only_pilot_over(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(state=InitiativeState.RUNNING, pilot_until__lt=timezone.localdate())

    def only_followed(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(following(self.request.user))

    def only_gate(self, rows: Any, name: str, value: str) -> Any:
        waiting = Exists(GateReview.objects.filter(initiative=OuterRef("pk"), decision=""))
        return rows.filter(waiting).permitted(self.request.user, "initiatives.decide_gate")

    def only_attention(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(needing_attention(timezone.localdate()))


class ProgrammeFilters(PortalFilterSet):
    q = SearchFilter()
    sponsor = django_filters.ModelChoiceFilter(
        label=_("Sponsor"), queryset=programme_sponsors, to_field_name="reference"
    )
    due_from = DayFilter(field_name="due_on", lookup_expr="gte", label=_("Due from"))
    due_until = DayFilter(field_name="due_on", lookup_expr="lte", label=_("Due until"))
    external_id = django_filters.CharFilter(label=_("External id"), max_length=120)

    class Meta:
        model = Programme
        fields: list[str] = []


class CompanyTargetFilters(PortalFilterSet):
    programme = NamedFilter(label=_("Programme"), queryset=programmes, to_field_name="reference")
    external_id = django_filters.CharFilter(label=_("External id"), max_length=120)

    class Meta:
        model = CompanyTarget
        fields: list[str] = []
