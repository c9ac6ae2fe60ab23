"""Who sees a draft, a running and a closed initiative."""

import pytest

from initiatives.choices import PartRole
from initiatives.models import Initiative
from initiatives.services.initiatives import initiative_start
from initiatives.services.parts import participant_set
from initiatives.tests.factory import NOW, make_initiative
from portal.core.errors import NotFound
from portal.people.access import get_visible
from portal.people.models import Role, User
from tests.cast import Cast, make_department, make_head, make_user


def sees(user: User, initiative: Initiative) -> bool:
    user = User.objects.get(pk=user.pk)  # roles are read once per instance
    return bool(Initiative.objects.visible_to(user).filter(pk=initiative.pk).exists())


def test_a_draft_is_for_those_who_shape_it(cast: Cast, sponsor: User, office: User) -> None:
    draft = make_initiative(cast.owner, sponsor, draft=True)
    assert {who for who in (cast.owner, sponsor, office, cast.head) if not sees(who, draft)} == set()
    hidden = (cast.colleague, cast.outsider, cast.other_head, make_user("boss", Role.EXECUTIVE))
    assert {who for who in hidden if sees(who, draft)} == set()
    with pytest.raises(NotFound):
        get_visible(Initiative, cast.outsider, draft.reference)


def test_a_head_sees_the_draft_that_their_department_takes_part_in(cast: Cast, sponsor: User, office: User) -> None:
    draft = make_initiative(cast.owner, sponsor, draft=True)
    assert not sees(cast.other_head, draft)
    participant_set(reference=draft.reference, department=cast.elsewhere, role=PartRole.CONSULTED, by=office, now=NOW)
    assert sees(cast.other_head, draft)
    assert not sees(cast.outsider, draft)


def test_a_head_sees_drafts_of_departments_below(cast: Cast, sponsor: User) -> None:
    below = make_department("below", parent=cast.department)
    make_head(below, "lower")
    draft = make_initiative(make_user("worker", department=below), sponsor, draft=True)
    assert sees(cast.head, draft)


def test_a_running_one_is_open_to_everybody(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor, draft=True)
    initiative_start(reference=initiative.reference, by=cast.owner, now=NOW)
    assert sees(cast.outsider, initiative)
    assert sees(make_user("without-department"), initiative)
    assert not sees(make_user("gone", is_active=False), initiative)
