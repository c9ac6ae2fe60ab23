"""Verbs of cohorts: create, edit, cancel, and what the days do to their state."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.calendars.models import Calendar
from portal.calendars.rules import CalendarRefused
from portal.core.errors import Malformed, NotFound, Refused
from portal.core.search import search_vector
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, require
from portal.people.models import Role, Site, User
from portal.records.services import event_write, notify
from training.choices import BookingState, CohortState, EnrolmentState, SessionState
from training.models import (
    Cohort,
    CurriculumVersion,
    Enrolment,
    Phase,
    PhaseTemplate,
    ResourceBooking,
    Session,
)
from training.queries.people import people_of, url_of
from training.rules import COHORT, PlannedPhase, lay_out, state_on
from training.services.bookings import bookings_cancel
from training.services.curricula import published_version
from training.services.plans import calendar_refusal, check_names

MAX_CAPACITY = 200


def layout_of(*, version: CurriculumVersion, calendar: Calendar, site: Site, start_date: dt.date) -> list[PlannedPhase]:
    """What a cohort would look like, for the preview and for the verb alike. Refuses as the calendar does."""
    try:
        return lay_out(version.plans(), calendar.rules(), start_date, ZoneInfo(site.timezone))
    except CalendarRefused as exc:
        raise calendar_refusal(exc) from exc


def cohort_create(
    *,
    curriculum: str,
    name: str,
    site: Site,
    calendar: Calendar,
    start_date: dt.date,
    capacity: int,
    by: User,
    now: dt.datetime,
    owner: User | None = None,
    external_id: str | None = None,
) -> Cohort:
    """Lay out the published version of a curriculum on working days from `start_date` on.

    `curriculum` is its reference. Trainers make cohorts of their own; the programme office may name the trainer.
    Refuses: nothing published (not_published), seats outside 1 to 200 (Malformed), a calendar that doesn't hold the
    days, an owner who is no trainer (not_a_trainer), an external id in use (external_id_taken).
    """
    require(by, "training.create")
    check_names(name=name)
    check_capacity(capacity)
    owner = _owner(owner, by)
    with transaction.atomic():
        _refuse_taken(external_id)
        version = published_version(curriculum, by)
        planned = layout_of(version=version, calendar=calendar, site=site, start_date=start_date)
        first, last = planned[0].first_day, planned[-1].last_day
        cohort = Cohort.objects.create(
            name=name.strip(),
            curriculum_version=version,
            site=site,
            calendar=calendar,
            owner=owner,
            start_date=first,
            end_date=last,
            capacity=capacity,
            state=state_on(first, last, now.astimezone(ZoneInfo(site.timezone)).date()),
            external_id=external_id or None,
            created_at=now,
        )
        _write_layout(cohort, planned, now)
        _index(cohort)
        event_write(
            subject=cohort,
            verb="cohort.created",
            by=by,
            at=now,
            to_state=cohort.state,
            data={"curriculum": version.curriculum.reference, "number": version.number},
        )
    return cohort


def cohort_upsert(
    *, external_id: str, by: User, now: dt.datetime, expected: int | None = None, **values: Any
) -> tuple[Cohort, bool]:
    """Make the cohort with this external id, or bring name, seats and trainer of the one there is to these values.

    `values` as in `cohort_create`. Refuses another curriculum or site (fixed); the dates are moved
    session by session. The second value says whether the cohort is new.
    """
    with transaction.atomic():
        found = Cohort.objects.visible_to(by).filter(external_id=external_id).first()
        if found is None:
            return cohort_create(external_id=external_id, by=by, now=now, **values), True
        fixed = (found.curriculum_version.curriculum.reference, found.site_id)
        if fixed != (values["curriculum"], values["site"].pk):
            raise Refused("fixed", _("A cohort keeps its curriculum and its site. Cancel it and make another one."))
        edited = cohort_edit(
            reference=found.reference,
            name=values["name"],
            capacity=values["capacity"],
            owner=values.get("owner"),
            by=by,
            now=now,
            expected=expected,
        )
        return edited, False


def cohort_edit(
    *,
    reference: str,
    by: User,
    now: dt.datetime,
    name: str | None = None,
    capacity: int | None = None,
    owner: User | None = None,
    expected: int | None = None,
) -> Cohort:
    """Change name, seats or trainer. Refuses fewer seats than people (seats_taken) and a room that gets too small."""
    with transaction.atomic():
        cohort = locked_cohort(reference, by, "edit", expected)
        changed: dict[str, Any] = {}
        if name is not None and name.strip() != cohort.name:
            check_names(name=name)
            cohort.name = name.strip()
            changed["name"] = True
        if capacity is not None and capacity != cohort.capacity:
            changed["capacity"] = [cohort.capacity, capacity]
            _resize(cohort, capacity)
        if owner is not None and owner.pk != cohort.owner_id:
            _refuse_no_trainer(owner)
            changed["owner"] = owner.reference
            cohort.owner = owner
        if changed:
            cohort.version += 1
            cohort.save(update_fields=["name", "capacity", "owner", "version"])
            _index(cohort)
            event_write(subject=cohort, verb="cohort.edited", by=by, at=now, data=changed)
    return cohort


def cohort_cancel(*, reference: str, reason: str, by: User, now: dt.datetime, expected: int | None = None) -> Cohort:
    """Call a cohort off: what is still to come is cancelled and its slots are free; what was held stays on record.

    Everybody who takes part is told once. Refuses a cohort that is over or cancelled (wrong_state), and no reason.
    """
    if not reason.strip():
        text = _("Say why, so that the people who planned for it understand.")
        raise Malformed("malformed", text, errors={"reason": [text]})
    with transaction.atomic():
        cohort = locked_cohort(reference, by, "cancel", expected)
        people = people_of(cohort)
        before, cohort.state = cohort.state, COHORT.target("cancel", cohort.state)
        cohort.cancelled_at = now
        cohort.version += 1
        cohort.save(update_fields=["state", "cancelled_at", "version"])
        coming = list(
            Session.objects.select_for_update(no_key=True)
            .filter(cohort=cohort, state=SessionState.PLANNED, ends_at__gt=now)
            .order_by("pk")
        )
        for session in coming:
            session.state, session.cancelled_at, session.changed_at = SessionState.CANCELLED, now, now
            session.sequence += 1
            session.version += 1
        Session.objects.bulk_update(coming, ["state", "cancelled_at", "changed_at", "sequence", "version"])
        bookings_cancel(ResourceBooking.objects.filter(session__in=coming), now=now)
        event_write(
            subject=cohort,
            verb="cohort.cancelled",
            by=by,
            at=now,
            from_state=before,
            to_state=cohort.state,
            reason=reason.strip(),
        )
        notify(
            kind="training.cancelled",
            key=f"cohort:{cohort.pk}:cancelled",
            recipients=[person for person in people if person.pk != by.pk],
            params={"cohort": cohort.name, "reference": cohort.reference},
            url=url_of(cohort),
            at=now,
        )
    return cohort


def cohorts_advance(*, now: dt.datetime) -> int:
    """Planned becomes running and running becomes done when the day at the site has come; how many changed.

    Run by a sweep; a conditional UPDATE, so that running it twice at once changes nothing twice.
    """
    changed = 0
    for site in Site.objects.all():
        today = now.astimezone(ZoneInfo(site.timezone)).date()
        open_ones = Cohort.objects.filter(site=site, state__in=[CohortState.PLANNED, CohortState.RUNNING])
        due = open_ones.filter(state=CohortState.PLANNED, start_date__lte=today) | open_ones.filter(
            state=CohortState.RUNNING, end_date__lt=today
        )
        for cohort in due:
            changed += _advance(cohort, state_on(cohort.start_date, cohort.end_date, today), now)
    return changed


def _advance(cohort: Cohort, state: str, now: dt.datetime) -> int:
    with transaction.atomic():
        rows = Cohort.objects.filter(pk=cohort.pk, state=cohort.state)
        if not rows.update(state=state, version=cohort.version + 1):
            return 0
        event_write(subject=cohort, verb=f"cohort.{state}", by=None, at=now, from_state=cohort.state, to_state=state)
    return 1


def locked_cohort(reference: str, by: User, step: str, expected: int | None = None) -> Cohort:
    """The cohort under its lock, taken before any other row; refuses as visibility, right, version and state do."""
    cohort: Cohort = get_visible(Cohort, by, reference, lock=True)
    require(by, "training.edit", cohort)
    check_version(cohort, expected)
    COHORT.target(step, cohort.state, label=str(cohort.get_state_display()))
    return cohort


def check_capacity(capacity: int) -> None:
    if not 1 <= capacity <= MAX_CAPACITY:
        text = _("From 1 to %(limit)s seats.") % {"limit": MAX_CAPACITY}
        raise Malformed("malformed", text, errors={"capacity": [text]})


def _owner(owner: User | None, by: User) -> User:
    access = access_of(by)
    if owner is None or owner.pk == by.pk:
        return by
    if not access.has_role(Role.PROGRAMME_OFFICE):
        raise Refused(
            "owner_fixed", _("A cohort that you make is yours. The programme office can name another trainer."),
            field="owner",
        )  # fmt: skip
    _refuse_no_trainer(owner)
    return owner


def _refuse_no_trainer(owner: User) -> None:
    if not owner.is_active or not access_of(owner).has_role(Role.TRAINER, Role.PROGRAMME_OFFICE):
        raise Refused(
            "not_a_trainer",
            _("%(name)s isn't a trainer. An administrator can give that role.") % {"name": owner.display_name},
            field="owner",
        )


def _refuse_taken(external_id: str | None) -> None:
    other = Cohort.objects.filter(external_id=external_id).first() if external_id else None
    if other:
        raise Refused("external_id_taken", _("Another cohort has this external id."), field="external_id")


def _write_layout(cohort: Cohort, planned: Sequence[PlannedPhase], now: dt.datetime) -> None:
    phases = Phase.objects.bulk_create(
        Phase(
            cohort=cohort,
            order=order,
            kind=phase.plan.kind,
            name_en=phase.plan.name_en,
            name_zh=phase.plan.name_zh,
            first_day=phase.first_day,
            last_day=phase.last_day,
            trainees_per_coach=phase.plan.trainees_per_coach,
        )
        for order, phase in enumerate(planned)
    )
    # Same order as `CurriculumVersion.plans`, so that each session knows its template.
    templates = PhaseTemplate.objects.filter(version=cohort.curriculum_version).prefetch_related("sessions")
    Session.objects.bulk_create(
        Session(
            cohort=cohort,
            phase=row,
            generated_from=template,
            title_en=session.plan.title_en,
            title_zh=session.plan.title_zh,
            room_needed=session.plan.room_needed,
            local_date=session.local_date,
            local_start=session.plan.start_local,
            duration_min=session.plan.duration_min,
            zone=cohort.site.timezone,
            period=DateTimeTZRange(session.starts_at, session.ends_at),
            changed_at=now,
        )
        for row, phase, source in zip(phases, planned, templates, strict=True)
        for session, template in zip(phase.sessions, source.sessions.all(), strict=True)
    )


def _resize(cohort: Cohort, capacity: int) -> None:
    """Fewer seats: people on the last ones move up. Refuses when there are more people than seats."""
    check_capacity(capacity)
    enrolled = list(Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.ENROLLED).order_by("seat_no"))
    if len(enrolled) > capacity:
        raise Refused(
            "seats_taken",
            ngettext("%(n)s person is enrolled already.", "%(n)s people are enrolled already.", len(enrolled))
            % {"n": len(enrolled)},
            {"enrolled": len(enrolled)},
            field="capacity",
        )
    small = (
        ResourceBooking.objects.filter(
            session__cohort=cohort, role="room", state=BookingState.BOOKED, resource__capacity__lt=capacity
        )
        .select_related("resource__person")
        .first()
    )
    if small:
        raise Refused(
            "room_too_small",
            _("%(room)s has %(seats)s seats only. Book a larger room first.")
            % {"room": small.resource.name, "seats": small.resource.capacity},
            field="capacity",
        )
    free = iter(sorted(set(range(capacity)) - {row.seat_no for row in enrolled}))
    for row in enrolled:
        if row.seat_no is not None and row.seat_no >= capacity:
            Enrolment.objects.filter(pk=row.pk).update(seat_no=next(free))
    cohort.capacity = capacity


def _index(cohort: Cohort) -> None:
    curriculum = cohort.curriculum_version.curriculum
    vector = search_vector(cohort.reference, cohort.name, curriculum.name_en, curriculum.name_zh)
    Cohort.objects.filter(pk=cohort.pk).update(search=vector)


def visible_calendar(reference: str, by: User) -> Calendar:
    found: Calendar | None = Calendar.objects.visible_to(by).filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found
