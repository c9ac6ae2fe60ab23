"""Pages of departments: the tree, one department, and what an administrator does to them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.core.errors import NotFound
from portal.people.access import allowed_actions
from portal.people.forms.organisation import DepartmentForm
from portal.people.models import Department, User
from portal.people.queries import tree_of
from portal.people.services import departments as verbs
from portal.people.words import EVENT_WORDS
from portal.records.pages import form_page, step_page
from portal.records.queries import history
from portal.records.stale import Edited, attributes, version_of, written_as

SHOWN = 50
CHANGES = written_as("department.edited", "department.deactivated", "department.activated")


def tree(request: HttpRequest) -> HttpResponse:
    rows = tree_of(_user(request))
    may_edit = _user(request).has_perm("people.edit")
    return render(request, "people/departments.html", {"rows": rows, "may_edit": may_edit})


def detail(request: HttpRequest, reference: str) -> HttpResponse:
    department = _found(request, reference)
    people = User.objects.visible_to(_user(request)).active().filter(department=department).order_by("name_key", "id")
    shown = list(people[: SHOWN + 1])
    context = {
        "department": department,
        "below": list(department.children.filter(active=True).order_by("code")),
        "people": shown[:SHOWN],
        "more": len(shown) > SHOWN,
        "steps": _steps(request, department),
        "timeline": history(department, words=EVENT_WORDS, limit=30),
        "facts": [
            {"label": _("Code"), "value": department.code},
            {"label": _("Side"), "value": department.get_side_display()},
            _person_fact(_("Head"), department.head),
            _person_fact(_("Deputy"), department.deputy),
            {"label": _("Site"), "value": department.site and department.site.name},
        ],
    }
    return render(request, "people/department.html", context)


def new(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, str]:
        row = verbs.department_create(by=_user(request), now=timezone.now(), **data)
        return _url(row), _("Department added.")

    return form_page(
        request, form=DepartmentForm, run=run, title=_("Add a department"), submit=_("Add the department"),
        cancel_url=reverse("people:departments"),
    )  # fmt: skip


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    row = _found(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        changed = verbs.department_edit(
            by=_user(request),
            now=timezone.now(),
            department=row.reference,
            expected_version=version_of(request),
            **data,
        )
        return _url(changed), _("Department saved.")

    return form_page(
        request, form=DepartmentForm, run=run, title=_("Change the department"), submit=_("Save the department"),
        cancel_url=_url(row), edited=Edited(row, CHANGES, attributes(*DepartmentForm.base_fields)),
    )  # fmt: skip


@require_POST
def deactivate(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> str:
        verbs.department_deactivate(by=_user(request), now=timezone.now(), department=reference.upper())
        return _("Department closed.")

    return step_page(request, run=run, back=reverse("people:department", args=[reference.upper()]))


@require_POST
def activate(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> str:
        verbs.department_activate(by=_user(request), now=timezone.now(), department=reference.upper())
        return _("Department opened again.")

    return step_page(request, run=run, back=reverse("people:department", args=[reference.upper()]))


def _found(request: HttpRequest, reference: str) -> Department:
    rows = Department.objects.visible_to(_user(request)).select_related("parent", "site", "head", "deputy")
    row: Department | None = rows.filter(reference=reference.upper()).first()
    if row is None:
        raise NotFound()
    return row


def _steps(request: HttpRequest, row: Department) -> list[dict[str, Any]]:
    if "people.edit" not in allowed_actions(request.user, row, ["people.edit"]):
        return []
    switch = "deactivate" if row.active else "activate"
    label = _("Close the department") if row.active else _("Open it again")
    return [
        {"label": _("Change"), "url": reverse("people:department-edit", args=[row.reference]), "icon": "edit"},
        {"label": label, "url": reverse(f"people:department-{switch}", args=[row.reference]), "post": True,
         "danger": row.active, "confirm": _("Close this department?") if row.active else ""},
    ]  # fmt: skip


def _person_fact(label: str, person: User | None) -> dict[str, Any]:
    if person is None:
        return {"label": label, "value": None}
    return {"label": label, "value": person.display_name, "url": reverse("people:employee", args=[person.reference])}


def _url(row: Department) -> str:
    return reverse("people:department", args=[row.reference])


def _user(request: HttpRequest) -> Any:
    return request.user
