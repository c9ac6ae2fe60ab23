"""The board pack: its figures are the page's, in both languages, as PDF and workbook, at once or by a job."""

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from initiatives.choices import Light
from initiatives.models import Initiative
from initiatives.queries.rollup import overview
from initiatives.services import packs
from initiatives.services.parts import status_report
from initiatives.tests.factory import make_initiative
from initiatives.tests.test_company_targets import make_target, read
from initiatives.tests.test_programmes import make_programme
from portal.core.errors import Malformed
from portal.people.models import User
from portal.records.jobs import jobs_run
from portal.records.models import Job
from tests.cast import Cast
from tests.pdf import pdf_pages, pdf_text

DAY = dt.timedelta(days=1)
LONG = (
    "把每一位旅客从值机到行李领取的全部等待时间缩短一半并且公开承诺每一步的分钟数，a promise to the minute for everyone"
)


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


@pytest.fixture
def initiative(cast: Cast, sponsor: User, now: dt.datetime) -> Initiative:
    today = timezone.localdate()
    made = make_initiative(cast.owner, sponsor, title=LONG, now=now, due_on=today + 90 * DAY)
    status_report(reference=made.reference, light=Light.RED, text="Help", by=cast.owner, now=now)
    make_initiative(cast.outsider, sponsor, title="Elsewhere", now=now, due_on=today + 60 * DAY)
    return made


def make(by: User, now: dt.datetime, kind: str = "pdf", language: str = "en", query: str = "") -> bytes:
    return packs.pack_make(wish=packs.PackWish(kind, language, query), by=by, now=now)


def test_its_figures_are_those_of_the_page(cast: Cast, initiative: Initiative, now: dt.datetime) -> None:
    whole = overview(cast.colleague, Initiative.objects.visible_to(cast.colleague), timezone.localdate()).whole
    lines = pdf_text(make(cast.colleague, now)).splitlines()
    first = lines.index("initiatives")
    counts = [whole.initiatives, whole.running, whole.lights["red"], whole.needs_decision]
    counts += [whole.late_actions, whole.services]
    assert lines[first - 6 : first] == [str(count) for count in counts]
    assert (whole.initiatives, whole.lights["red"]) == (2, 1)
    assert "Elsewhere" in lines
    assert any(line.startswith("Page 1 of ") for line in lines)
    assert any(line.startswith("As of ") for line in lines)


def test_both_languages_and_long_titles_whole(cast: Cast, initiative: Initiative, now: dt.datetime) -> None:
    content = make(cast.colleague, now, language="zh-hans")
    words = pdf_text(content)
    assert "董事会材料：项目组合" in words
    assert f"第 1 页，共 {pdf_pages(content)} 页" in words
    assert "".join(LONG.split()) in "".join(words.split())
    assert "Board pack" not in words


def test_filters_and_visibility_hold(cast: Cast, sponsor: User, initiative: Initiative, now: dt.datetime) -> None:
    make_initiative(cast.owner, sponsor, title="Hidden", now=now, draft=True, due_on=timezone.localdate() + DAY)
    assert "Hidden" not in pdf_text(make(cast.outsider, now))
    assert "Hidden" in pdf_text(make(cast.owner, now))
    narrowed = pdf_text(make(cast.owner, now, query=f"department={cast.elsewhere.reference}"))
    assert "Elsewhere" in narrowed
    assert "Hidden" not in narrowed
    with pytest.raises(Malformed):
        make(cast.owner, now, query="department=nowhere")
    assert "No initiative fits these filters." in pdf_text(make(cast.owner, now, query="q=nothingatall"))


def test_targets_stand_in_it(cast: Cast, sponsor: User, office: User, initiative: Initiative, now: dt.datetime) -> None:
    programme = make_programme(sponsor, office)
    Initiative.objects.filter(pk=initiative.pk).update(programme=programme)
    read(make_target(programme, office), office, "-12.5")
    assert "-12.5 m · -30 → 5 m" in pdf_text(make(cast.owner, now))


def test_the_workbook_has_numbers(cast: Cast, initiative: Initiative, now: dt.datetime) -> None:
    book = load_workbook(io.BytesIO(make(cast.owner, now, "xlsx")))
    assert book.sheetnames[0] == "At a glance"
    rows = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert (rows["initiatives"], rows["reported red"]) == (2, 1)
    titles = [row[1] for row in book["Initiatives"].iter_rows(min_row=2, values_only=True)]
    assert titles == ["Elsewhere", LONG]


def test_a_small_one_comes_at_once_a_large_one_by_a_job(
    client: Client, cast: Cast, initiative: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.owner)
    assert "Board pack" in client.get("/initiatives/overview/").content.decode()
    form = {"kind": "pdf", "language": "en", "query": f"department={cast.department.reference}&export=csv"}
    at_once = client.post("/initiatives/pack/", form)
    assert at_once["Content-Type"] == "application/pdf"
    assert "Elsewhere" not in pdf_text(at_once.content)
    assert client.post("/initiatives/pack/", {"kind": "exe"}).status_code == 404
    monkeypatch.setattr(packs, "AT_ONCE", 0)
    answer = client.post("/initiatives/pack/", form)
    assert "Waiting for a worker" in client.get(answer["Location"]).content.decode()
    jobs_run(now=timezone.now)
    page = client.get(answer["Location"])
    assert "The board pack is ready" in page.content.decode()
    sent = client.get(page.context["file_url"])
    assert pdf_pages(sent.getvalue()) >= 1
    client.force_login(cast.colleague)
    assert client.get(page.context["file_url"]).status_code == 404
    assert client.get(answer["Location"]).status_code == 404


def test_rest(client: Client, cast: Cast, initiative: Initiative) -> None:
    client.force_login(cast.owner)
    send: dict[str, Any] = {"content_type": "application/json"}
    body = {"kind": "xlsx", "language": "en", "filters": {"light": "red"}}
    made = client.post("/api/v1/board-packs/", json.dumps(body), **send)
    assert (made.status_code, made.json()["file"]) == (202, None)
    url = f"/api/v1/board-packs/{made.json()['id']}/"
    assert client.get(f"{url}file/").status_code == 404
    jobs_run(now=timezone.now)
    shown = client.get(url).json()
    assert shown["state"] == Job.State.DONE
    book = load_workbook(io.BytesIO(client.get(shown["file"]).getvalue()))
    assert book["Initiatives"].max_row == 2
    bad = client.post("/api/v1/board-packs/", json.dumps(body | {"filters": {"light": "pink"}}), **send)
    assert bad.status_code == 400
