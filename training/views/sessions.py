"""Pages of sessions: list, detail with the roll call, staff and moves."""

from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.errors import Text
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.core.names import in_language
from portal.core.wording import listed
from portal.people.access import get_visible, require
from portal.records.models import Event
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, attributes, version_of
from portal.records.views import saved_views_of
from training.choices import PRESENCE_LOOKS, SESSION_LOOKS, BookingRole, Kind, Presence, SessionState
from training.forms.cohorts import MoveForm, StaffForm
from training.models import Session
from training.queries.cohorts import SESSION_LATEST, SESSION_START, SESSION_VALUES, staff_of
from training.queries.detail import SessionDetail, session_shown
from training.queries.filters import SessionFilters
from training.services.attendance import attendance_record
from training.services.sessions import Move, session_staff, session_unstaff, sessions_reschedule

COLUMNS = [
    Column(gettext_lazy("Session")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Trainer or coach"), css="owner"),
    Column(gettext_lazy("Room"), css="department"),
    Column(gettext_lazy("When"), css="due-cell"),
]
EXPORT = [
    ExportColumn("reference", lambda row: row["reference"]),
    ExportColumn("cohort", lambda row: row["cohort__name"]),
    ExportColumn("title", lambda row: row["title"]),
    ExportColumn("state", lambda row: row["state"]),
    ExportColumn("kind", lambda row: row["phase__kind"]),
    ExportColumn("day", lambda row: row["local_date"]),
    ExportColumn("start", lambda row: f"{row['local_start']:%H:%M}"),
    ExportColumn("minutes", lambda row: row["duration_min"]),
    ExportColumn("zone", lambda row: row["zone"]),
    ExportColumn("staff", lambda row: row["staff"]),
    ExportColumn("room", lambda row: row["rooms"]),
]


def sessions(request: HttpRequest) -> HttpResponseBase:
    return ListPage(
        name="sessions",
        title=_("Sessions"),
        rows=Session.objects.visible_to(request.user),
        values=SESSION_VALUES,
        prepare=rows_of,
        rows_template="training/sessions/_rows.jinja",
        columns=COLUMNS,
        orderings=[(SESSION_START, _("Earliest first")), (SESSION_LATEST, _("Latest first"))],
        filterset=SessionFilters,
        default_query=f"day_from={timezone.localdate().isoformat()}",
        actions=[Action(_("Calendar"), reverse("training:calendar"), icon="calendar")],
        empty=Empty(_("No session from today on."), icon="calendar"),
        export_columns=EXPORT,
        saved_views=saved_views_of,
        save_view_url=reverse("records:save-view"),
    ).respond(request)


def rows_of(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    staff = staff_of([row["id"] for row in found])
    here = str(timezone.get_current_timezone())
    return [
        row
        | {
            "title": in_language(row, "title"),
            "look": SESSION_LOOKS[SessionState(row["state"])],
            "kind": Kind(row["phase__kind"]).label,
            "staff": _names(staff[row["id"]], BookingRole.TRAINER, BookingRole.COACH),
            "rooms": _names(staff[row["id"]], BookingRole.ROOM, BookingRole.EQUIPMENT),
            "other_zone": row["zone"] if row["zone"] != here else "",
        }
        for row in found
    ]


def _names(bookings: list[Any], *roles: str) -> str:
    return listed(row.resource.name for row in bookings if row.role in roles)


def detail(request: HttpRequest, reference: str) -> HttpResponse:
    found = session_shown(request.user, reference)
    session = found.shown.session
    return render(
        request,
        "training/sessions/detail.html",
        {
            "session": session,
            "shown": found.shown,
            "look": SESSION_LOOKS[SessionState(session.state)],
            "kind": Kind(session.phase.kind).label,
            "steps": _steps(found),
            "rows": [_roll_row(found, row) for row in found.trainees],
            "expected": found.expected,
            "may_attend": found.may_attend and session.state == SessionState.PLANNED,
            "may_edit": found.may_edit and session.state == SessionState.PLANNED,
            "presences": _choices(),
        },
    )


def _choices() -> list[dict[str, Any]]:
    return [{"value": status.value, "look": PRESENCE_LOOKS[status]} for status in Presence]


def _roll_row(found: SessionDetail, enrolment: Any) -> dict[str, Any]:
    status = found.marks.get(enrolment.pk, "")
    return {
        "enrolment": enrolment,
        "status": status,
        "look": PRESENCE_LOOKS[Presence(status)] if status else None,
    }


def _steps(found: SessionDetail) -> list[dict[str, Any]]:
    session = found.shown.session
    if not found.may_edit or session.state != SessionState.PLANNED:
        return []
    return [
        {"label": _("Book staff or room"), "url": url("staff", session), "icon": "user-plus", "primary": True},
        {"label": _("Move session"), "url": url("move", session), "icon": "calendar-event"},
    ]


def url(name: str, session: Session) -> str:
    return reverse(f"training:{name}", args=[session.reference])


def attend(request: HttpRequest, reference: str) -> HttpResponse:
    """The roll call: every radio of the form is a mark; who has none stays unmarked."""
    user: Any = request.user
    marks = {name.removeprefix("mark-"): str(value) for name, value in request.POST.items() if name.startswith("mark-")}

    def run() -> Text:
        attendance_record(reference=reference.upper(), marks=marks, by=user, now=timezone.now())
        return _("The roll is written down.")

    return step_page(request, run=run, back=reverse("training:session", args=[reference.upper()]))


def staff(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    session = _editable(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        with transaction.atomic():
            for role in (BookingRole.TRAINER, BookingRole.COACH, BookingRole.ROOM):
                if data[role.value]:
                    session_staff(
                        reference=session.reference,
                        role=role,
                        resource=data[role.value],
                        whole_phase=data["whole_phase"],
                        by=user,
                        now=timezone.now(),
                    )
        return url("session", session), _("Booked.")

    return form_page(
        request,
        form=partial(StaffForm, session=session),
        run=run,
        title=_("Book staff or room"),
        submit=_("Book"),
        cancel_url=url("session", session),
        intro=f"{session.cohort.name} · {session.title}",
    )


def unstaff(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user

    def run() -> Text:
        booking = request.POST.get("booking", "").upper()
        session_unstaff(reference=reference.upper(), booking=booking, by=user, now=timezone.now())
        return _("The booking is given back.")

    return step_page(request, run=run, back=reverse("training:session", args=[reference.upper()]))


def move(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    session = _editable(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        other = data["swap"]
        moves = [Move(session.reference, data["local_date"], data["local_start"], data["duration_min"])]
        if other:
            moves = [
                Move(session.reference, other.local_date, other.local_start),
                Move(other.reference, session.local_date, session.local_start),
            ]
        sessions_reschedule(
            moves=moves,
            reason=data["reason"],
            by=user,
            now=timezone.now(),
            expected={session.reference: version_of(request)},
        )
        return url("session", session), _("Moved. Everybody who is booked is told once.")

    return form_page(
        request,
        form=partial(MoveForm, session=session),
        run=run,
        title=_("Move session"),
        submit=_("Move session"),
        cancel_url=url("session", session),
        intro=_("%(cohort)s · %(title)s. Times are those of %(zone)s.")
        % {"cohort": session.cohort.name, "title": session.title, "zone": session.zone},
        edited=Edited(session, _changes, attributes("local_date", "local_start", "duration_min")),
    )


def _changes(session: Session) -> Any:
    """What changes a session is an event of its cohort, at the same instant."""
    return Event.objects.about(session.cohort).filter(at=session.changed_at)


def _editable(request: HttpRequest, reference: str) -> Session:
    session: Session = get_visible(Session, request.user, reference.upper())
    require(request.user, "training.edit", session.cohort)
    return session
