"""The computed light beside the claimed one, and the agenda made from what changed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from initiatives import rules
from initiatives.choices import Light
from initiatives.models import Initiative, StatusReport
from initiatives.queries.initiatives import initiative_with_parts
from initiatives.services.parts import milestone_add, milestone_done, reading_add, status_report
from initiatives.services.tracking import Value
from initiatives.tests.factory import NOW, make_initiative
from initiatives.tests.test_rest import Rest
from portal.people.models import User
from tests.cast import Cast

DAY = dt.timedelta(days=1)
END = dt.date(2026, 12, 31)
NOON = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("progress", "expected", "today", "oldest_open", "light"),
    [
        (0.5, 0.5, dt.date(2026, 11, 1), None, "green"),
        (0.9, 0.1, dt.date(2026, 11, 1), dt.date(2026, 11, 1), "green"),
        (0.34, 0.5, dt.date(2026, 11, 1), None, "green"),
        (0.33, 0.5, dt.date(2026, 11, 1), None, "amber"),
        (0.5, 0.5, dt.date(2026, 11, 2), dt.date(2026, 11, 1), "amber"),
        (0.5, 0.5, dt.date(2026, 11, 15), dt.date(2026, 11, 1), "amber"),
        (0.5, 0.5, dt.date(2026, 11, 16), dt.date(2026, 11, 1), "red"),
        (0.17, 0.5, dt.date(2026, 11, 1), None, "amber"),
        (0.16, 0.5, dt.date(2026, 11, 1), None, "red"),
        (0.99, 1.0, dt.date(2026, 12, 31), None, "green"),
        (0.99, 1.0, dt.date(2027, 1, 1), None, "red"),
        (1.0, 1.0, dt.date(2027, 1, 1), None, "green"),
    ],
)
def test_the_formula(progress: float, expected: float, today: dt.date, oldest_open: dt.date | None, light: str) -> None:
    facts = {"progress": progress, "expected": expected, "due_on": END, "oldest_open": oldest_open, "today": today}
    assert rules.light.computed(**facts, fresh=True) == light  # type: ignore[arg-type]
    assert rules.light.computed(**facts, fresh=False) == "grey"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("read_at", "report_before", "fresh"),
    [
        (None, None, False),
        (NOON, None, True),
        (None, NOON, False),
        (NOON, NOON, False),
        (NOON, NOON + DAY, False),
        (NOON + DAY, NOON, True),
    ],
)
def test_what_a_new_number_is(read_at: dt.datetime | None, report_before: dt.datetime | None, fresh: bool) -> None:
    assert rules.light.fresh(read_at, report_before) is fresh


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    return make_initiative(cast.owner, sponsor)


def read(initiative: Initiative, by: User, value: int, at: dt.datetime) -> None:
    reading = Value(Decimal(value), at.date(), "Call statistics")
    reading_add(reference=initiative.reference, reading=reading, by=by, now=at)


def report(initiative: Initiative, by: User, at: dt.datetime, light: Light = Light.GREEN) -> StatusReport:
    return status_report(reference=initiative.reference, light=light, text="As planned", by=by, now=at)


def test_a_report_without_a_new_number_is_grey(cast: Cast, initiative: Initiative) -> None:
    """Each report keeps the light of its moment."""
    owner = cast.owner
    assert report(initiative, owner, NOW).computed == "grey", "no number at all"
    read(initiative, owner, 60, NOW + DAY)
    assert report(initiative, owner, NOW + 2 * DAY).computed == "green"
    assert report(initiative, owner, NOW + 3 * DAY).computed == "grey", "the same number again"
    read(initiative, owner, 50, NOW + 4 * DAY)
    assert report(initiative, owner, NOW + 40 * DAY).computed == "amber", "20 % done where 44 % are expected"


def test_far_behind_is_red_whatever_is_claimed(cast: Cast, initiative: Initiative) -> None:
    read(initiative, cast.owner, 41, NOW)
    row = report(initiative, cast.owner, NOW + 60 * DAY, Light.GREEN)
    assert (row.light, row.computed) == ("green", "red")


def test_list_detail_and_rest_say_the_same(client: Client, cast: Cast, sponsor: User) -> None:
    now = dt.datetime.now(dt.UTC)
    initiative = make_initiative(cast.owner, sponsor, now=now, due_on=now.date() + 90 * DAY)
    rest = Rest(cast.outsider)

    def lights() -> set[str]:
        row = next(row for row in rest("GET", "/initiatives/").json()["results"] if row["id"] == initiative.reference)
        detail = rest("GET", f"/initiatives/{initiative.reference}/").json()
        parts = initiative_with_parts(cast.owner, initiative.reference)[1]
        return {row["computed_light"], detail["computed_light"], parts.light}

    assert lights() == {"grey"}
    read(initiative, cast.owner, 50, now)
    assert lights() == {"green"}
    client.force_login(cast.outsider)
    page = client.get(reverse("initiatives:initiative", args=[initiative.reference])).content.decode()
    assert "computed:" in page
    assert "Green: on track" in page
    assert "Green: on track" in client.get(reverse("initiatives:portfolio")).content.decode()


def test_a_draft_has_no_computed_light(cast: Cast, sponsor: User) -> None:
    draft = make_initiative(cast.owner, sponsor, draft=True)
    assert initiative_with_parts(cast.owner, draft.reference)[1].light == ""


# -- the agenda


def test_the_agenda_says_what_changed(client: Client, cast: Cast, sponsor: User) -> None:
    now = dt.datetime.now(dt.UTC)
    initiative = make_initiative(cast.owner, sponsor, now=now - 40 * DAY, due_on=now.date() + 90 * DAY)
    where = {"reference": initiative.reference, "by": cast.owner}
    for title, due in (("Too late", -3), ("Soon", 5), ("Far away", 60), ("Done", 1)):
        milestone_add(title=title, due_on=now.date() + due * DAY, now=now - 30 * DAY, **where)
    done = initiative.milestones.get(title="Done")
    milestone_done(milestone=done.reference, now=now - 2 * DAY, **where)
    status_report(light=Light.RED, text="We need a second room", now=now - DAY, **where)
    client.force_login(cast.outsider)
    url = reverse("initiatives:agenda", args=[initiative.reference])
    points = client.get(url).context["points"]
    assert [[row.title for row in rows] for rows in (points.late, points.soon, points.reached)] == [
        ["Too late"],
        ["Soon"],
        ["Done"],
    ]
    page = client.get(url).content.decode()
    assert "We need a second room" in page
    assert "The claimed and the computed light differ" in page
    assert "set up the initiative" not in page
    since = str(now.date() - 60 * DAY)
    assert "set up the initiative" in client.get(url, {"since": since}).content.decode()
    assert "Nothing changed since then" in client.get(url, {"since": str(now.date() + DAY)}).content.decode()
    for hostile in ("x", "9999-01-01", "2026-13-01", "\x00"):
        assert client.get(url, {"since": hostile}).status_code == 200


def test_a_drafts_agenda_is_not_there_for_others(client: Client, cast: Cast, sponsor: User) -> None:
    draft = make_initiative(cast.owner, sponsor, draft=True)
    client.force_login(cast.outsider)
    assert client.get(reverse("initiatives:agenda", args=[draft.reference])).status_code == 404
