"""The filters of the ticket list and of the catalogue, shared by page and REST."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.tickets.choices import (
    ArticleState,
    ClockKind,
    FailureKind,
    Harm,
    InboundReason,
    InboundState,
    JumpState,
    Kind,
    Language,
    ProblemState,
    PromiseKind,
    PromiseState,
    QuestionState,
    Route,
    State,
)
from feedback.tickets.models import (
    PUBLISHED,
    Article,
    CatalogueService,
    Charge,
    Duty,
    EscalationLevel,
    InboundAddress,
    InboundMail,
    Jump,
    OneButton,
    Problem,
    Promise,
    Question,
    RoutingRule,
    StartingText,
    Ticket,
)
from feedback.tickets.queries import first_q, queue_q, waiting_q, watched_q
from feedback.tickets.queries.articles import to_approve
from feedback.tickets.queries.jumps import waits_for
from feedback.tickets.queries.problems import to_consent, to_decide
from feedback.tickets.queries.questions import asked_of
from feedback.tickets.rules import OPEN
from portal.core.filters import Choices, DayFilter, PortalFilterSet, SearchFilter
from portal.core.names import either
from portal.people.access import access_of, scope_q
from portal.people.models import Department


class DepartmentsFilterSet(PortalFilterSet):
    """Choices that stand in the database are read once per request, and only when somebody needs them."""

    department = django_filters.ChoiceFilter(label=_("Department"), field_name="department__reference")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("department", _departments)


def _departments() -> Choices:
    return _named(Department.objects.filter(active=True).order_by("path"))


def _services() -> Choices:
    return _named(CatalogueService.objects.order_by("name_en", "id"))


def _named(rows: Any) -> Choices:
    """Read as values: a big company has hundreds of them in every filter."""
    return [(reference, either(en, zh)) for reference, en, zh in rows.values_list("reference", "name_en", "name_zh")]


class TicketFilterSet(DepartmentsFilterSet):
    q = SearchFilter()
    mine = django_filters.ChoiceFilter(
        label=_("Mine"),
        method="filter_mine",
        choices=[
            ("waiting", _("Waiting for me")),
            ("queue", _("My department's queue")),
            ("opened", _("Opened by me")),
            ("watched", _("Watched by me")),
            ("first", _("I am the first owner, others have it")),
        ],
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), method="filter_state", choices=[("open", _("Not resolved")), *State.choices]
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices)
    service = django_filters.ChoiceFilter(label=_("Service"), field_name="service__reference")
    owner = django_filters.ChoiceFilter(
        label=_("Owner"), method="filter_owner", choices=[("me", _("Me")), ("none", _("Nobody"))]
    )
    due = django_filters.ChoiceFilter(
        label=_("Due"), method="filter_due", choices=[("late", _("Late")), ("today", _("Today"))]
    )
    opened_from = DayFilter(label=_("Opened from"), field_name="opened_at", lookup_expr="date__gte")
    opened_to = DayFilter(label=_("Opened until"), field_name="opened_at", lookup_expr="date__lte")

    class Meta:
        model = Ticket
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("service", _services)

    def filter_mine(self, rows: Any, name: str, value: str) -> Any:
        user: Any = self.request.user
        wanted = {
            "waiting": waiting_q,
            "queue": queue_q,
            "opened": lambda person: Q(requester=person),
            "watched": watched_q,
            "first": first_q,
        }
        return rows.filter(wanted[value](user))

    def filter_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(state__in=OPEN) if value == "open" else rows.filter(state=value)

    def filter_owner(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(owner=None) if value == "none" else rows.filter(owner=self.request.user)

    def filter_due(self, rows: Any, name: str, value: str) -> Any:
        now = timezone.now()
        if value == "late":
            return rows.filter(state__in=OPEN, next_due_at__lt=now)
        midnight = timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
        return rows.filter(state__in=OPEN, next_due_at__gte=now, next_due_at__lte=midnight)


class CatalogueFilterSet(DepartmentsFilterSet):
    q = SearchFilter()
    active = django_filters.BooleanFilter(label=_("Open for new tickets"))

    class Meta:
        model = CatalogueService
        fields: tuple[str, ...] = ()


class StartingTextFilterSet(DepartmentsFilterSet):
    active = django_filters.BooleanFilter(label=_("In use"))

    class Meta:
        model = StartingText
        fields: tuple[str, ...] = ()


class DutyFilterSet(DepartmentsFilterSet):
    person = django_filters.CharFilter(label=_("Colleague"), field_name="person__reference", lookup_expr="iexact")
    when = django_filters.ChoiceFilter(
        label=_("On duty"), method="filter_when", choices=[("ahead", _("Not over yet")), ("over", _("Already over"))]
    )
    starts_from = DayFilter(label=_("On duty from"), field_name="starts_at", lookup_expr="date__gte")
    starts_to = DayFilter(label=_("On duty until"), field_name="starts_at", lookup_expr="date__lte")

    class Meta:
        model = Duty
        fields: tuple[str, ...] = ()

    def filter_when(self, rows: Any, name: str, value: str) -> Any:
        now = timezone.now()
        return rows.filter(ends_at__gt=now) if value == "ahead" else rows.filter(ends_at__lte=now)


class LevelFilterSet(DepartmentsFilterSet):
    service = django_filters.CharFilter(label=_("Service"), field_name="service__reference", lookup_expr="iexact")
    clock = django_filters.ChoiceFilter(label=_("Clock"), choices=ClockKind.choices)
    active = django_filters.BooleanFilter(label=_("In use"))

    class Meta:
        model = EscalationLevel
        fields: tuple[str, ...] = ()


class RuleFilterSet(DepartmentsFilterSet):
    service = django_filters.CharFilter(label=_("Service"), field_name="service__reference", lookup_expr="iexact")
    target = django_filters.CharFilter(label=_("Goes to"), field_name="target__reference", lookup_expr="iexact")
    active = django_filters.BooleanFilter(label=_("In use"))

    class Meta:
        model = RoutingRule
        fields: tuple[str, ...] = ()


class PromiseFilterSet(DepartmentsFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=PromiseState.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PromiseKind.choices)
    by = django_filters.ChoiceFilter(label=_("Promised by"), method="filter_by", choices=[("me", _("Me"))])
    endangered = django_filters.BooleanFilter(label=_("In danger"), method="filter_endangered")
    ticket = django_filters.CharFilter(label=_("Ticket"), method="filter_ticket")
    due_from = DayFilter(label=_("Due from"), field_name="due_at", lookup_expr="date__gte")
    due_to = DayFilter(label=_("Due until"), field_name="due_at", lookup_expr="date__lte")

    class Meta:
        model = Promise
        fields: tuple[str, ...] = ()

    def filter_by(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(promised_by=self.request.user)

    def filter_endangered(self, rows: Any, name: str, value: bool) -> Any:
        danger = Q(state=PromiseState.OPEN, endangered_at__isnull=False)
        return rows.filter(danger) if value else rows.exclude(danger)

    def filter_ticket(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(ticket__reference=value.upper())


class JumpFilterSet(DepartmentsFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=JumpState.choices)
    harm = django_filters.ChoiceFilter(label=_("What is at stake"), choices=Harm.choices)
    mine = django_filters.ChoiceFilter(
        label=_("Mine"),
        method="filter_mine",
        choices=[
            ("acknowledge", _("To acknowledge")),
            ("decide", pgettext_lazy("jumps", "To decide")),
            ("review", _("To review")),
            ("started", _("Started by me")),
        ],
    )
    ticket = django_filters.CharFilter(label=_("Ticket"), method="filter_ticket")

    class Meta:
        model = Jump
        fields: tuple[str, ...] = ()

    def filter_mine(self, rows: Any, name: str, value: str) -> Any:
        user: Any = self.request.user
        if value == "acknowledge":
            mine = access_of(user).reach("jumps.acknowledge").departments
            return rows.filter(state=JumpState.RUNNING, ticket__in=waits_for(mine))
        if value == "started":
            return rows.filter(asked_by=user)
        if value == "decide":
            return rows.filter(scope_q(user, "jumps.grant", Jump), state=JumpState.ASKED).exclude(asked_by=user)
        reviewable = rows.filter(state=JumpState.ENDED, started_at__isnull=False, justified=None)
        return reviewable.filter(scope_q(user, "jumps.review", Jump)).exclude(asked_by=user)

    def filter_ticket(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(ticket__reference=value.upper())


class QuestionFilterSet(PortalFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=QuestionState.choices)
    mine = django_filters.ChoiceFilter(
        label=_("Mine"),
        method="filter_mine",
        choices=[("to_me", _("Waits for my answer")), ("by_me", _("Asked by me"))],
    )
    helpful = django_filters.BooleanFilter(label=_("The answer helped"))
    ticket = django_filters.CharFilter(label=_("Ticket"), method="filter_ticket")
    asked_from = DayFilter(label=_("Asked from"), field_name="asked_at", lookup_expr="date__gte")
    asked_to = DayFilter(label=_("Asked until"), field_name="asked_at", lookup_expr="date__lte")

    class Meta:
        model = Question
        fields: tuple[str, ...] = ()

    def filter_mine(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(asked_of(self.request.user) if value == "to_me" else Q(asked_by=self.request.user))

    def filter_ticket(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(ticket__reference=value.upper())


class ArticleFilterSet(DepartmentsFilterSet):
    q = SearchFilter()
    state = django_filters.ChoiceFilter(label=_("State"), choices=ArticleState.choices)
    # Choices and no BooleanFilter: the list opens with it, and its chip reads in words.
    valid = django_filters.ChoiceFilter(
        label=_("Approved and valid"), method="filter_valid", choices=[("true", _("Yes")), ("false", _("No"))]
    )
    mine = django_filters.ChoiceFilter(
        label=_("Mine"),
        method="filter_mine",
        choices=[("approve", pgettext_lazy("articles", "To approve")), ("own", _("Written by me"))],
    )
    language = django_filters.ChoiceFilter(label=_("Language"), choices=Language.choices)
    service = django_filters.ChoiceFilter(label=_("Service"), field_name="service__reference")
    ends_to = DayFilter(label=_("Ends until"), field_name="valid_until", lookup_expr="lte")

    class Meta:
        model = Article
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("service", _services)

    def filter_valid(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(PUBLISHED) if value == "true" else rows.exclude(PUBLISHED)

    def filter_mine(self, rows: Any, name: str, value: str) -> Any:
        user: Any = self.request.user
        return rows.filter(to_approve(user) if value == "approve" else Q(owner=user))


class OneButtonFilterSet(PortalFilterSet):
    service = django_filters.CharFilter(label=_("Service"), method="filter_service")
    active = django_filters.BooleanFilter(label=_("Available"))

    class Meta:
        model = OneButton
        fields: tuple[str, ...] = ()

    def filter_service(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(service__reference=value.upper())


class ChargeFilterSet(DepartmentsFilterSet):
    kind = django_filters.ChoiceFilter(
        label=_("What went wrong"), field_name="failure__kind", choices=FailureKind.choices
    )
    step = django_filters.NumberFilter(label=_("Step"), field_name="number", min_value=1, max_value=1000)
    at_from = DayFilter(label=_("From day"), field_name="at", lookup_expr="date__gte")
    at_to = DayFilter(label=_("Until day"), field_name="at", lookup_expr="date__lte")
    ticket = django_filters.CharFilter(label=_("Ticket"), method="filter_ticket")

    class Meta:
        model = Charge
        fields: tuple[str, ...] = ()

    def filter_ticket(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(failure__ticket__reference=value.upper())


class ProblemFilterSet(DepartmentsFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=ProblemState.choices)
    cause = django_filters.ChoiceFilter(label=_("What went wrong"), choices=FailureKind.choices)
    step = django_filters.NumberFilter(label=_("Step"), min_value=1, max_value=1000)
    mine = django_filters.ChoiceFilter(
        label=_("Mine"),
        method="filter_mine",
        choices=[
            ("decide", pgettext_lazy("problems", "To decide")),
            ("consent", _("Waits for my consent")),
            ("own", pgettext_lazy("problems", "I answer for")),
        ],
    )
    ticket = django_filters.CharFilter(label=_("Ticket"), method="filter_ticket")
    proposed_from = DayFilter(label=_("Proposed from"), field_name="proposed_at", lookup_expr="date__gte")
    proposed_to = DayFilter(label=_("Proposed until"), field_name="proposed_at", lookup_expr="date__lte")

    class Meta:
        model = Problem
        fields: tuple[str, ...] = ()

    def filter_mine(self, rows: Any, name: str, value: str) -> Any:
        user: Any = self.request.user
        if value == "decide":
            return rows.filter(to_decide(user))
        return rows.filter(to_consent(user) if value == "consent" else Q(owner=user))

    def filter_ticket(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(links__ticket__reference=value.upper(), links__left_at=None)


class InboundMailFilterSet(PortalFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=InboundState.choices)
    reason = django_filters.ChoiceFilter(label=_("Why not"), choices=InboundReason.choices)
    route = django_filters.ChoiceFilter(label=_("Came by"), choices=Route.choices)
    sender = django_filters.CharFilter(label=pgettext_lazy("of a mail", "From"), max_length=254, lookup_expr="iexact")
    since = DayFilter(label=_("Received since"), field_name="received_at", lookup_expr="date__gte")

    class Meta:
        model = InboundMail
        fields: list[str] = []


class InboundAddressFilterSet(PortalFilterSet):
    active = django_filters.BooleanFilter(label=_("In use"))

    class Meta:
        model = InboundAddress
        fields: list[str] = []
