"""Pages of colleagues: the directory, a colleague's card, and what an administrator does."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from portal.core.addresses import address
from portal.core.errors import NotFound
from portal.core.export import Column as ExportColumn
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.core.names import in_language, shown_name
from portal.core.wording import day_range
from portal.people.access import access_of, require
from portal.people.filters import EmployeeFilters
from portal.people.forms.organisation import AwayForm, EmployeeForm, LeaveForm, RoleForm, WithdrawForm
from portal.people.models import Role, User
from portal.people.queries import headed_by, may_see_numbers, roles_of
from portal.people.services import employees as verbs
from portal.people.services import leaving, roles
from portal.people.services.away import employee_away
from portal.people.words import EVENT_WORDS
from portal.records.models import Event
from portal.records.pages import form_page, step_page
from portal.records.queries import history
from portal.records.stale import Edited, attributes, version_of, written_as
from portal.records.views import saved_views_of

CHANGES = written_as(
    "employee.edited", "employee.leaving", "employee.left", "employee.returned", "employee.away", "employee.here"
)


def directory(request: HttpRequest) -> HttpResponseBase:
    may_edit = access_of(request.user).may("people.edit")
    actions = [Action(_("Departments"), reverse("people:departments"), icon="sitemap")]
    if access_of(request.user).may("people.import"):
        actions.append(Action(_("Import"), reverse("people:import"), icon="upload"))
    if may_edit:
        actions.append(Action(_("Add a colleague"), reverse("people:employee-new"), primary=True))
    values = ("id", "name_key", "reference", "full_name", "latin_name", "email", "job_title", "phone", "is_active")
    page = ListPage(
        name="employees",
        title=_("Colleagues"),
        rows=User.objects.visible_to(_user(request)),
        values=(*values, "department__name_en", "department__name_zh"),
        rows_template="people/_employee_rows.jinja",
        columns=[Column(_("Colleague")), Column(_("Department")), Column(_("Telephone")), Column(_("State"))],
        orderings=[
            (Ordering("name", ("name_key", "id"), descending=False), pgettext("person", "Name")),
            (Ordering("newest", ("id",)), _("Newest first")),
        ],
        empty=Empty(_("Nobody is here yet."), icon="users"),
        filterset=EmployeeFilters,
        prepare=_rows,
        tabs=[Tab(_("Work here"), "active=true"), Tab(_("Have left"), "active=false"), Tab(_("Everybody"))],
        default_query="active=true",
        export_columns=_export_columns() if access_of(request.user).may("people.export") else [],
        saved_views=saved_views_of,
        save_view_url=reverse("records:save-view"),
    )
    return page.respond(request)


def _rows(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for row in found:
        row["name"] = shown_name(row["full_name"], row["latin_name"])
        row["department"] = in_language(row, "department__name") if row["department__name_en"] is not None else ""
        row["url"] = address("people:employee", row["reference"])
    return found


def _export_columns() -> list[ExportColumn]:
    return [
        ExportColumn(name, lambda row, name=name: row[name])  # type: ignore[misc]
        for name in ("reference", "full_name", "latin_name", "email", "job_title", "phone", "department")
    ]


def card(request: HttpRequest, reference: str) -> HttpResponse:
    person = _found(request, reference)
    may_edit = access_of(request.user).may("people.edit")
    facts = [
        {"label": _("E-mail"), "value": person.email, "url": f"mailto:{person.email}", "copy": person.email},
        {"label": _("Telephone"), "value": person.phone},
        {"label": _("Job title"), "value": person.job_title},
        _department_fact(person),
        {"label": _("Time zone"), "value": person.timezone},
    ]
    if person.away_from and person.away_until and person.away_until >= timezone.localdate():
        facts.append({"label": _("Away"), "value": day_range(person.away_from, person.away_until)})
    if may_see_numbers(request.user, person):
        facts.append({"label": _("Employee number"), "value": person.employee_number})
    context = {
        "person": person,
        "facts": facts,
        "may_edit": may_edit,
        "roles": [
            {"role": held.role, "label": Role(held.role).label, "department": held.department}
            for held in roles_of(person)
        ],
        "headed": headed_by(person),
        "steps": [*_away_step(request, person), *(_steps(person) if may_edit else [])],
        "is_away": person.is_active and person.is_away(timezone.localdate()),
        "timeline": history(person, words=EVENT_WORDS, limit=30) if may_edit else None,
        "handed_over": _handed_over(request, person),
    }
    return render(request, "people/employee.html", context)


def new(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, str]:
        person = verbs.employee_create(by=_user(request), now=timezone.now(), **data)
        return _url(person), _("Colleague added. They choose a password by the link on the sign-in page.")

    return form_page(
        request, form=EmployeeForm, run=run, title=_("Add a colleague"), submit=_("Add the colleague"),
        cancel_url=reverse("people:employees"),
    )  # fmt: skip


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    person = _found(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = version_of(request)
        verbs.employee_edit(
            by=_user(request), now=timezone.now(), employee=person.reference, expected_version=version, **data
        )
        return _url(person), _("Colleague saved.")

    return form_page(
        request, form=EmployeeForm, run=run, title=_("Change the colleague"), submit=_("Save the colleague"),
        cancel_url=_url(person), edited=Edited(person, CHANGES, attributes(*EmployeeForm.base_fields)),
    )  # fmt: skip


def leave(request: HttpRequest, reference: str) -> HttpResponse:
    person = _found(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = version_of(request)
        gone = leaving.employee_leave(
            by=_user(request), now=timezone.now(), employee=person.reference, expected_version=version, **data
        )
        ended = _("The account is ended; open work was handed over.")
        done = _("The day of leaving is set.") if gone.is_active else ended
        return _url(person), done

    successor = leaving.successor_of(person)
    to = successor.display_name if successor else _("the queue of the department")
    intro = _("Sessions, tokens, roles and headships end; open work goes to: %(to)s.") % {"to": to}
    return form_page(
        request, form=LeaveForm, run=run, title=_("End the account"), submit=_("End the account"),
        cancel_url=_url(person), intro=intro, edited=Edited(person, CHANGES, attributes("left_on")),
    )  # fmt: skip


def away(request: HttpRequest, reference: str) -> HttpResponse:
    person = _found(request, reference)
    require(request.user, "people.away", person)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = version_of(request)
        gone = employee_away(
            by=_user(request), now=timezone.now(), employee=person.reference, expected_version=version, **data
        )
        return _url(person), _("Noted. Meanwhile the deputy is told.") if gone.away_until else _("Here again.")

    return form_page(
        request, form=AwayForm, run=run, title=_("Away"), submit=_("Save"), cancel_url=_url(person),
        intro=_("For whoever heads a department, its deputy stands in: messages and escalations go there meanwhile."),
        edited=Edited(person, CHANGES, attributes("away_from", "away_until")),
    )  # fmt: skip


@require_POST
def come_back(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> str:
        leaving.employee_return(by=_user(request), now=timezone.now(), employee=reference.upper())
        return _("The account is open again. Roles have to be given anew.")

    return step_page(request, run=run, back=reverse("people:employee", args=[reference.upper()]))


def grant(request: HttpRequest, reference: str) -> HttpResponse:
    person = _found(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        roles.role_grant(by=_user(request), now=timezone.now(), employee=person.reference, **data)
        return _url(person), _("Role given.")

    return form_page(
        request, form=RoleForm, run=run, title=_("Give a role"), submit=_("Give the role"), cancel_url=_url(person)
    )


@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise NotFound()

    def run() -> str:
        roles.role_withdraw(by=_user(request), now=timezone.now(), employee=reference.upper(), **form.cleaned_data)
        return _("Role taken away.")

    return step_page(request, run=run, back=reverse("people:employee", args=[reference.upper()]))


def _found(request: HttpRequest, reference: str) -> User:
    rows = User.objects.visible_to(_user(request)).select_related("department__head", "department__deputy")
    person: User | None = rows.filter(reference=reference.upper()).first()
    if person is None:
        raise NotFound()
    return person


def _away_step(request: HttpRequest, person: User) -> list[dict[str, Any]]:
    reach = access_of(request.user).reach("people.away")
    own = reach.own and person.pk == _user(request).pk
    if not person.is_active or not (reach.all or own or person.department_id in reach.departments):
        return []
    url = reverse("people:employee-away", args=[person.reference])
    return [{"label": _("Away"), "url": url, "icon": "calendar"}]


def _steps(person: User) -> list[dict[str, Any]]:
    edit_step = {"label": _("Change"), "url": reverse("people:employee-edit", args=[person.reference]), "icon": "edit"}
    back = {"label": _("Open the account again"), "url": reverse("people:employee-return", args=[person.reference]),
            "post": True}  # fmt: skip
    if not person.is_active:
        return [edit_step, back]
    ask = {"label": _("Give a role"), "url": reverse("people:role-grant", args=[person.reference]), "icon": "user-plus"}
    leave_url = reverse("people:employee-leave", args=[person.reference])
    end = {"label": _("End the account"), "url": leave_url, "danger": True}
    stay = [back | {"label": _("Stays after all")}] if person.left_on else []
    return [edit_step, ask, *stay, end]


def _handed_over(request: HttpRequest, person: User) -> dict[str, Any] | None:
    """What moved when they left: for administrators and for whoever took it."""
    if person.is_active:
        return None
    event = Event.objects.about(person).filter(verb="employee.left").order_by("-id").first()
    if event is None:
        return None
    to = event.data.get("successor")
    if to != _user(request).pk and not access_of(request.user).may("people.edit"):
        return None
    return {"work": event.data.get("work", []), "to": User.objects.filter(pk=to).first() if to else None}


def _department_fact(person: User) -> dict[str, Any]:
    department = person.department
    if department is None:
        return {"label": _("Department"), "value": None}
    url = reverse("people:department", args=[department.reference])
    return {"label": _("Department"), "value": department.name, "url": url}


def _url(person: User) -> str:
    return reverse("people:employee", args=[person.reference])


def _user(request: HttpRequest) -> Any:
    return request.user
