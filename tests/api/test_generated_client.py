"""A client that a stranger generates from the OpenAPI document does the three main jobs over real HTTP."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Self

import pytest
from django.utils import timezone

from portal.people.models import Role, User
from portal.people.registry import token_scopes
from portal.people.services.tokens import token_create
from tests.api.urls import schema
from tests.cast import make_department, make_head, make_user
from training.tests.factory import make_calendar, make_site

PACKAGE = "portal_client"
# Unformatted code works as well; the generator would call a formatter otherwise.
SETTINGS = {
    "post_hooks": [],
    "project_name_override": PACKAGE,
    "package_name_override": PACKAGE,
    # A workbook is bytes; the generator knows no name for them but this one.
    "content_type_overrides": {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "application/octet-stream",
    },
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The generated package, importable."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "schema.json").write_text(json.dumps(schema(), default=str))
    (folder / "settings.json").write_text(json.dumps(SETTINGS))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", "schema.json", "--meta", "none",
               "--config", "settings.json", "--output-path", PACKAGE, "--fail-on-warning"]  # fmt: skip
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        yield
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture
def caller(package: None, site: str) -> Iterator[Callable[[User], Caller]]:
    """Gives people their clients; their connections end with the test."""
    with ExitStack() as stack:
        yield lambda user: stack.enter_context(Caller(site, user))


class Caller:
    """Somebody's generated client: `call("tickets_take", "T-…")` finds the operation in whatever group it is."""

    def __init__(self, site: str, user: User) -> None:
        key = token_create(by=user, now=timezone.now(), name="Client", scopes=token_scopes())[1]
        client = importlib.import_module(f"{PACKAGE}.client")
        self.client = client.AuthenticatedClient(
            base_url=site, token=key, prefix="Token", raise_on_unexpected_status=True, timeout=60
        )
        self.models = importlib.import_module(f"{PACKAGE}.models")

    def __enter__(self) -> Self:
        self.client.__enter__()
        return self

    def __exit__(self, *fault: object) -> None:
        self.client.__exit__(*fault)

    def call(self, operation: str, /, *path: str, body: Any = None, **values: Any) -> Any:
        module = importlib.import_module(f"{PACKAGE}.api.{group_of(operation)}.{operation}")
        if body is not None:
            values["body"] = body
        answer = module.sync_detailed(*path, client=self.client, **values)
        assert answer.status_code < 300, answer.content.decode()[:500]
        # The typed object of the client, and the same as plain JSON.
        assert answer.parsed is not None
        return json.loads(answer.content)

    def body(self, name: str, /, **values: Any) -> Any:
        """A typed body, made and read by the client's own model."""
        return getattr(self.models, name).from_dict(values)


def group_of(operation: str) -> str:
    [group] = [
        found["tags"][0]
        for methods in schema()["paths"].values()
        for found in methods.values()
        if found["operationId"] == operation
    ]
    return str(group).replace("-", "_")


@pytest.mark.django_db(transaction=True)
def test_an_idea_becomes_an_initiative_with_a_reading(caller: Callable[[User], Caller]) -> None:
    hub = make_department("hub")
    head = caller(make_head(hub, "head"))
    author_user = make_user("author", department=make_department("desk"))
    author = caller(author_user)
    idea = author.call(
        "ideas_create",
        body=author.body(
            "IdeaBodyRequest", title="Print at the desk", text="No queue any more", department=hub.reference
        ),
    )
    found = head.call("ideas_list", q="print desk")
    assert [row["id"] for row in found["results"]] == [idea["id"]]
    head.call(
        "ideas_decide",
        idea["id"],
        body=head.body("DecideBodyRequest", decision="accept", reason="Asked for often"),
    )
    head_reference = head.call("me_retrieve")["id"]
    due = timezone.localdate() + dt.timedelta(days=90)
    initiative = head.call(
        "ideas_turn",
        idea["id"],
        body=head.body(
            "InitiativePlanBodyRequest",
            title="Printers at every desk",
            owner=head_reference,
            sponsor=author_user.reference,
            department=hub.reference,
            due_on=due.isoformat(),
            target={"metric": "Solved at once", "unit": "%", "baseline": "60", "target_value": "80"},
        ),
    )
    head.call(
        "initiatives_readings_create",
        initiative["id"],
        body=head.body("ReadingBodyRequest", value="66", as_of=timezone.localdate().isoformat(), source="Weekly count"),
    )
    assert head.call("initiatives_retrieve", initiative["id"])["state"] == "running"
    assert author.call("ideas_retrieve", idea["id"])["state"] == "turned"


@pytest.mark.django_db(transaction=True)
def test_a_ticket_is_opened_taken_and_resolved(caller: Callable[[User], Caller]) -> None:
    billing = make_department("billing")
    head = caller(make_head(billing, "head"))
    agent = caller(make_user("agent", Role.FRONT_AGENT, department=make_department("front")))
    clerk = caller(make_user("clerk", Role.BACK_AGENT, department=billing))
    administrator = caller(make_user("admin", Role.ADMINISTRATOR))
    administrator.call(
        "calendars_create",
        body=administrator.body(
            "CalendarBodyRequest",
            name="Always",
            timezone="Asia/Shanghai",
            hours={str(day): [["00:00", "24:00"]] for day in range(7)},
        ),
    )
    service = head.call(
        "service_catalogue_create",
        body=head.body(
            "ServiceBodyRequest",
            name_en="Refund",
            name_zh="退款",
            department=billing.reference,
            response_minutes=60,
            resolution_minutes=240,
        ),
    )
    body = agent.body("TicketBodyRequest", service=service["id"], title="Refund is missing", text="Order 4711")
    ticket = agent.call("tickets_create", body=body, idempotency_key="one")
    assert agent.call("tickets_create", body=body, idempotency_key="one")["id"] == ticket["id"]
    assert [row["id"] for row in clerk.call("tickets_list")["results"]] == [ticket["id"]]
    clerk.call("tickets_take", ticket["id"])
    clerk.call("tickets_resolve", ticket["id"], body=clerk.body("TicketTextBodyRequest", text="Paid out"))
    assert agent.call("tickets_retrieve", ticket["id"])["state"] == "resolved"
    assert agent.call("tickets_why_list", ticket["id"])


@pytest.mark.django_db(transaction=True)
def test_a_cohort_comes_from_a_published_curriculum_and_fills(caller: Callable[[User], Caller]) -> None:
    trainer = caller(make_user("trainer", Role.TRAINER, department=make_department("school")))
    newcomer = make_user("newcomer")
    place, calendar = make_site("Asia/Shanghai", "kew"), make_calendar()
    lesson = {"day_offset": 0, "start_local": "09:00", "duration_min": 120, "title_en": "One", "title_zh": "一"}
    phases = [
        {"kind": kind, "name_en": kind, "name_zh": kind, "length_workdays": 2, "sessions": [lesson]}
        for kind in ("classroom", "on_call", "classroom")
    ]
    curriculum = trainer.call(
        "curricula_create",
        body=trainer.body("CurriculumBodyRequest", name_en="Start", name_zh="入门", phases=phases),
    )
    trainer.call("curricula_publish", curriculum["id"])
    cohort = trainer.call(
        "cohorts_create",
        body=trainer.body(
            "CohortBodyRequest",
            curriculum=curriculum["id"],
            name="Newcomers 7",
            site=place.code,
            calendar=calendar.reference,
            start_date="2026-09-21",
            capacity=2,
        ),
    )
    trainer.call("cohorts_enrol", cohort["id"], body=trainer.body("EnrolBodyRequest", person=newcomer.reference))
    sessions = trainer.call("sessions_list", cohort=cohort["id"])["results"]
    assert len(sessions) == 3
    assert trainer.call("cohorts_retrieve", cohort["id"])["enrolled"] == 1
