"""Rows of the permission table for training, and what belongs to whom.

Trainers make cohorts and change their own; the programme office changes all. Every colleague sees the cohorts that
they take part in and those to come; heads see where their people are enrolled; executives get totals only.
"""

from django.db.models import Q

from portal.people.models import Role, Scope, User
from portal.people.registry import PUBLIC, ModelScopes, register_actions, register_routes, register_scopes
from training.models import (
    Attendance,
    Cohort,
    Curriculum,
    CurriculumVersion,
    Enrolment,
    Resource,
    ResourceBooking,
    Session,
)

register_actions(
    {
        "training.view": {
            Role.EMPLOYEE: Scope.OWN,
            Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
            Role.PROGRAMME_OFFICE: Scope.ALL,
            Role.ADMINISTRATOR: Scope.ALL,
        },
        "training.create": {Role.TRAINER: Scope.ALL, Role.PROGRAMME_OFFICE: Scope.ALL},
        "training.edit": {Role.TRAINER: Scope.OWN, Role.PROGRAMME_OFFICE: Scope.ALL},
        "training.attend": {Role.TRAINER: Scope.OWN, Role.COACH: Scope.OWN},
        # Who was there is between the person, their head and the trainers of the cohort.
        "training.enrolment_view": {
            Role.EMPLOYEE: Scope.OWN,
            Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
            Role.PROGRAMME_OFFICE: Scope.ALL,
        },
        "training.attendance_view": {Role.EMPLOYEE: Scope.OWN, Role.DEPARTMENT_HEAD: Scope.DEPARTMENT},
        "training.curriculum_view": {
            Role.EMPLOYEE: Scope.OWN,
            Role.TRAINER: Scope.ALL,
            Role.PROGRAMME_OFFICE: Scope.ALL,
        },
        "training.curriculum_edit": {Role.TRAINER: Scope.ALL, Role.PROGRAMME_OFFICE: Scope.ALL},
        "training.resource_view": {
            Role.TRAINER: Scope.ALL,
            Role.COACH: Scope.ALL,
            Role.PROGRAMME_OFFICE: Scope.ALL,
        },
        "training.resource_edit": {Role.PROGRAMME_OFFICE: Scope.ALL, Role.TRAINER: Scope.ALL},
        "training.totals_view": {Role.EXECUTIVE: Scope.ALL, Role.PROGRAMME_OFFICE: Scope.ALL},
        "training.feed": {Role.EMPLOYEE: Scope.OWN},
    }
)


def enrolled_in(departments: frozenset[int]) -> Q:
    people = Enrolment.objects.filter(person__department__in=departments, state="enrolled")
    return Q(pk__in=people.values("cohort"))


def teaches(user: User) -> Q:
    """Sessions that somebody trains, coaches, or whose cohort they answer for."""
    staffed = ResourceBooking.objects.filter(
        resource__person=user, role__in=["trainer", "coach"], state="booked"
    ).values("session")
    return Q(cohort__owner=user) | Q(pk__in=staffed)


def of_own_class(user: User) -> Q:
    """Enrolments in a cohort that somebody trains, coaches or answers for."""
    staffed = Session.objects.filter(
        bookings__resource__person=user, bookings__role__in=["trainer", "coach"], bookings__state="booked"
    )
    return Q(cohort__owner=user) | Q(cohort__in=staffed.values("cohort"))


register_scopes(Cohort, ModelScopes(view="training.view", own=lambda user: Q(owner=user), department=enrolled_in))
register_scopes(Session, ModelScopes(view="training.view", own=teaches))
register_scopes(
    Enrolment,
    ModelScopes(
        view="training.enrolment_view",
        own=lambda user: Q(person=user) | of_own_class(user),
        department=lambda ids: Q(person__department__in=ids),
    ),
)
register_scopes(
    Attendance,
    ModelScopes(
        view="training.attendance_view",
        own=lambda user: (
            Q(enrolment__person=user) | Q(enrolment__in=Enrolment.objects.filter(of_own_class(user)).values("pk"))
        ),
        department=lambda ids: Q(enrolment__person__department__in=ids),
    ),
)
# A colleague sees what has been published; drafts are for those who write them.
register_scopes(
    Curriculum,
    ModelScopes(
        view="training.curriculum_view",
        own=lambda _user: Q(pk__in=CurriculumVersion.objects.exclude(published_at=None).values("curriculum")),
    ),
)
register_scopes(Resource, ModelScopes(view="training.resource_view", own=lambda user: Q(person=user)))

FORM = ("GET", "POST")

register_routes(
    {
        "training:cohorts": {"GET": "training.view"},
        "training:cohort": {"GET": "training.view"},
        "training:calendar": {"GET": "training.view"},
        "training:events": {"GET": "training.view"},
        "training:sessions": {"GET": "training.view"},
        "training:session": {"GET": "training.view"},
        "training:plan": {"GET": "training.resource_view"},
        "training:cohort-new": dict.fromkeys(FORM, "training.create"),
        "training:preview": {"GET": "training.create"},
        "training:cohort-edit": dict.fromkeys(FORM, "training.edit"),
        "training:enrol": dict.fromkeys(FORM, "training.edit"),
        "training:cohort-cancel": dict.fromkeys(FORM, "training.edit"),
        "training:withdraw": {"POST": "training.edit"},
        "training:staff": dict.fromkeys(FORM, "training.edit"),
        "training:unstaff": {"POST": "training.edit"},
        "training:move": dict.fromkeys(FORM, "training.edit"),
        "training:attend": {"POST": "training.attend"},
        "training:curricula": {"GET": "training.curriculum_view"},
        "training:curriculum": {"GET": "training.curriculum_view"},
        "training:curriculum-new": dict.fromkeys(FORM, "training.curriculum_edit"),
        "training:curriculum-edit": dict.fromkeys(FORM, "training.curriculum_edit"),
        "training:curriculum-draft": {"POST": "training.curriculum_edit"},
        "training:curriculum-publish": {"POST": "training.curriculum_edit"},
        "training:phase-new": dict.fromkeys(FORM, "training.curriculum_edit"),
        "training:phase-edit": dict.fromkeys(FORM, "training.curriculum_edit"),
        "training:phase-remove": {"POST": "training.curriculum_edit"},
        "training:rooms": {"GET": "training.resource_view"},
        "training:room-new": dict.fromkeys(FORM, "training.resource_edit"),
        "training:room-active": {"POST": "training.resource_edit"},
        "training:feed-settings": dict.fromkeys(FORM, "training.feed"),
        "training:feed-revoke": {"POST": "training.feed"},
        # The token in the address is the key; the view answers 404 to any other.
        "training:feed": {"GET": PUBLIC},
        "api:curriculum-list": {"GET": "training.curriculum_view", "POST": "training.curriculum_edit"},
        "api:curriculum-detail": {"GET": "training.curriculum_view", "PATCH": "training.curriculum_edit"},
        "api:curriculum-draft": {"POST": "training.curriculum_edit"},
        "api:curriculum-plan": {"POST": "training.curriculum_edit"},
        "api:curriculum-publish": {"POST": "training.curriculum_edit"},
        "api:cohort-list": {"GET": "training.view", "POST": "training.create"},
        "api:cohort-detail": {"GET": "training.view", "PATCH": "training.edit"},
        "api:cohort-preview": {"POST": "training.create"},
        "api:cohort-enrol": {"POST": "training.edit"},
        "api:cohort-cancel": {"POST": "training.edit"},
        "api:cohort-reschedule": {"POST": "training.edit"},
        "api:enrolment-list": {"GET": "training.enrolment_view", "POST": "training.edit"},
        "api:enrolment-detail": {"GET": "training.enrolment_view"},
        "api:enrolment-withdraw": {"POST": "training.edit"},
        "api:session-list": {"GET": "training.view"},
        "api:session-detail": {"GET": "training.view"},
        "api:session-staff": {"POST": "training.edit"},
        "api:session-unstaff": {"POST": "training.edit"},
        "api:session-reschedule": {"POST": "training.edit"},
        "api:session-attendance": {"GET": "training.attendance_view", "POST": "training.attend"},
        "api:room-list": {"GET": "training.resource_view", "POST": "training.resource_edit"},
        "api:room-detail": {"GET": "training.resource_view"},
    }
)
