"""Routing rules: the list, one rule, its forms and what it would have done to last month's tickets."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.tickets import services
from feedback.tickets.filters import RuleFilterSet
from feedback.tickets.forms.routing import NewRuleForm, RuleForm
from feedback.tickets.models import RoutingRule
from feedback.tickets.queries.routing import (
    AS_ASKED,
    NEWEST,
    PLACES,
    VALUES,
    RuleRow,
    routed_lately,
    rule_row,
)
from feedback.tickets.queries.routing_preview import DAYS
from feedback.tickets.services.routing_rules import FIELDS
from portal.core.errors import Malformed, Refused, Text
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage, count_label
from portal.people.access import Reach, access_of, get_visible, require
from portal.records.pages import form_page, step_page
from portal.records.queries import history
from portal.records.stale import Edited, version_of, written_as

COUNTED = 1000
COLUMNS = [
    Column(gettext_lazy("Routing rule"), "main"),
    Column(gettext_lazy("When all of this is so")),
    Column(gettext_lazy("Goes to"), "department"),
    Column(gettext_lazy("In use")),
]
EXPORT = [
    ExportColumn("id", lambda row: row.id),
    ExportColumn("department", lambda row: row.department["name"] if row.department else ""),
    ExportColumn("position", lambda row: row.position),
    ExportColumn("name_en", lambda row: row.name_en),
    ExportColumn("name_zh", lambda row: row.name_zh),
    ExportColumn("conditions", lambda row: row.asks),
    ExportColumn("target", lambda row: row.target["name"]),
    ExportColumn("sets_kind", lambda row: row.sets_kind_label),
    ExportColumn("active", lambda row: _("Yes") if row.active else _("No")),
    ExportColumn("fault", lambda row: row.fault),
]
WORDS: dict[str, Text] = {
    "rule.created": gettext_lazy("added the rule"),
    "rule.edited": gettext_lazy("changed the rule"),
    "rule.moved": gettext_lazy("moved the rule from place %(from)s to place %(to)s"),
}


def rule_list(request: HttpRequest) -> HttpResponseBase:
    reach = access_of(request.user).reach("routing.edit")
    add = Action(gettext_lazy("New routing rule"), reverse("tickets:rule-new"), primary=True)
    page = ListPage(
        name="routing-rules",
        title=gettext_lazy("Routing rules"),
        rows=RoutingRule.objects.visible_to(request.user),
        annotations=PLACES,
        values=VALUES,
        rows_template="tickets/_rule_rows.jinja",
        columns=COLUMNS,
        orderings=[
            (AS_ASKED, gettext_lazy("As they are asked: the first that fits decides")),
            (NEWEST, gettext_lazy("Newest first")),
        ],
        filterset=RuleFilterSet,
        prepare=partial(_rows, reach),
        actions=[add] if reach else [],
        empty=Empty(
            gettext_lazy("No rule yet: every ticket goes to the department of its service."),
            gettext_lazy("New routing rule") if reach else "",
            reverse("tickets:rule-new") if reach else "",
            icon="route",
        ),
        export_columns=EXPORT,
    )
    return page.respond(request)


def _rows(reach: Reach, found: list[dict[str, Any]]) -> list[RuleRow]:
    return [rule_row(row, may_edit=reach.all or row["whose"] in reach.departments) for row in found]


def rule_detail(request: HttpRequest, reference: str) -> HttpResponse:
    rule = _rule(request, reference)
    row = rule_row(RoutingRule.objects.filter(pk=rule.pk).annotate(**PLACES).values(*VALUES).get())
    reach = access_of(request.user).reach("routing.edit")
    may_edit = reach.all or rule.department_id in reach.departments
    taken = routed_lately(rule, now=timezone.now(), days=DAYS, cap=COUNTED)
    context = {
        "row": row,
        "steps": _steps(row) if may_edit else [],
        "timeline": history(rule, words=WORDS),
        "facts": [
            {"label": _("A service of"), "value": row.department["name"] if row.department else _("Every department")},
            {"label": _("Place among its rules"), "value": str(row.position)},
            {"label": _("Tickets that it took in the last %(days)s days") % {"days": DAYS},
             "value": count_label(taken, COUNTED)},
        ],
    }  # fmt: skip
    return render(request, "tickets/rule.html", context)


def _steps(row: RuleRow) -> list[dict[str, Any]]:
    def step(label: Text, name: str, icon: str, **fields: str) -> dict[str, Any]:
        url = reverse(f"tickets:{name}", args=[row.id])
        return {"label": label, "url": url, "icon": icon, "post": True, "fields": fields}

    edit = {"label": _("Edit"), "url": reverse("tickets:rule-edit", args=[row.id]), "icon": "edit"}
    earlier = step(_("Ask earlier"), "rule-move", "arrow-up", place=str(row.position - 1))
    later = step(_("Ask later"), "rule-move", "arrow-down", place=str(row.position + 1))
    off = step(_("Switch off"), "rule-switch", "player-pause", active="no")
    on = step(_("Switch on"), "rule-switch", "player-play", active="yes")
    order = [earlier, later] if row.position > 1 else [later]
    return [edit, *order, step(_("Copy"), "rule-copy", "copy"), off if row.active else on]


def rule_new(request: HttpRequest) -> HttpResponse:
    reach = access_of(request.user).reach("routing.edit")

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        rule = services.rule_create(by=_user(request), now=timezone.now(), **data)
        return rule.get_absolute_url(), _("Saved. It holds for tickets that are opened from now on.")

    return form_page(
        request,
        form=partial(NewRuleForm, reach=reach),
        run=run,
        title=_("New routing rule"),
        submit=_("Save"),
        cancel_url=reverse("tickets:rules"),
        template="tickets/rule_form.html",
    )


def rule_edit(request: HttpRequest, reference: str) -> HttpResponse:
    rule = _rule(request, reference)
    require(request.user, "routing.edit", rule)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.rule_edit(
            reference=rule.reference, by=_user(request), now=timezone.now(), version=version_of(request), **data
        )
        return rule.get_absolute_url(), _("Saved. It holds for tickets that are opened from now on.")

    return form_page(
        request,
        form=_form_of(rule),
        run=run,
        title=_("Edit"),
        intro=rule.name,
        submit=_("Save"),
        cancel_url=rule.get_absolute_url(),
        template="tickets/rule_form.html",
        context={"reference": rule.reference},
        edited=Edited(rule, written_as("rule.edited", "rule.moved"), _values),
    )


def _form_of(rule: RoutingRule) -> Any:
    closed = [each for each in (rule.requester, rule.target) if each is not None and not each.active]
    return partial(RuleForm, about=rule.department_id, closed=closed)


def _values(rule: RoutingRule) -> dict[str, Any]:
    links = {name: getattr(rule, name) for name in ("service", "requester", "target")}
    plain = {name: getattr(rule, name) for name in FIELDS if name not in links}
    return plain | {name: each.reference if each else "" for name, each in links.items()}


def rule_preview(request: HttpRequest) -> HttpResponse:
    """Beside the form while it is filled in; by itself where no script runs."""
    by, reference = _user(request), request.POST.get("rule", "").replace("\x00", "").upper()
    reach = access_of(by).reach("routing.edit")
    form = _form_of(_rule(request, reference)) if reference else partial(NewRuleForm, reach=reach)
    bound = form(request.POST)
    # What is not filled in yet is no fault here: names count for nothing, and without a target nothing is asked.
    for name in ("name_en", "name_zh"):
        bound.fields[name].required = False
    context: dict[str, Any] = {"preview": None, "refusal": "", "days": DAYS}
    if bound.is_valid():
        values = {name: value for name, value in bound.cleaned_data.items() if not name.startswith("name_")}
        try:
            context["preview"] = services.rule_preview(by=by, now=timezone.now(), reference=reference, **values)
        except (Malformed, Refused) as refusal:
            context["refusal"] = refusal.message
    elif set(bound.errors) - {"target"}:
        context["refusal"] = " ".join(str(text) for texts in bound.errors.values() for text in texts)
    part = "tickets/_rule_preview.html" if request.headers.get("HX-Request") else "tickets/rule_preview.html"
    return render(request, part, context)


def rule_move(request: HttpRequest, reference: str) -> HttpResponse:
    text = request.POST.get("place", "")
    place = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    verb = partial(services.rule_move, place=place)
    return _at_once(request, reference, verb, _("Moved."))


def rule_switch(request: HttpRequest, reference: str) -> HttpResponse:
    active = request.POST.get("active") == "yes"
    said = _("It takes new tickets from now on.") if active else _("It takes no tickets any more.")
    return _at_once(request, reference, partial(services.rule_edit, active=active), said)


def rule_copy(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> Text:
        made.append(services.rule_copy(reference=reference.upper(), by=_user(request), now=timezone.now()))
        return _("Copied; it is switched off until you have changed it.")

    made: list[RoutingRule] = []
    answer = step_page(request, run=run, back=reverse("tickets:rule", args=[reference.upper()]))
    return redirect("tickets:rule-edit", made[0].reference) if made else answer


def _at_once(request: HttpRequest, reference: str, verb: Any, said: Text) -> HttpResponse:
    def run() -> Text:
        verb(reference=reference.upper(), by=request.user, now=timezone.now())
        return said

    return step_page(request, run=run, back=reverse("tickets:rule", args=[reference.upper()]))


def _rule(request: HttpRequest, reference: str) -> RoutingRule:
    found: RoutingRule = get_visible(RoutingRule, request.user, reference.upper())
    return found


def _user(request: HttpRequest) -> Any:
    return request.user
