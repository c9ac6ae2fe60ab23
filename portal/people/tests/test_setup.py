"""The first start: one code, one administrator, then the page is gone."""

from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from portal.people.models import Department, User
from portal.people.services.setup import code_file, forget_set_up
from tests.cast import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_yet(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    forget_set_up()
    yield
    forget_set_up()


def form(code):
    return {
        "code": code, "full_name": "张伟", "email": "Zhang@x.test", "password": PASSWORD, "company_en": "Co",
        "company_zh": "公司", "site": "Shanghai", "timezone": "Asia/Shanghai", "calendar": "", "department_en": "Desk",
        "department_zh": "前台", "side": "front",
    }  # fmt: skip


def test_it_works(client):
    for url in ("/", "/accounts/login/", "/tickets/"):
        assert client.get(url)["Location"] == "/setup/"
    assert client.get("/setup/").status_code == 200
    assert code_file().stat().st_mode & 0o777 == 0o600
    out = StringIO()
    call_command("setup_code", stdout=out)
    answer = client.post("/setup/", form(out.getvalue().strip().lower()))
    assert answer.status_code == 302, answer.content.decode()
    assert User.objects.get().email == "zhang@x.test"
    assert [d.name_zh for d in Department.objects.order_by("path")] == ["公司", "前台"]
    assert not code_file().exists()
    assert client.get("/setup/").status_code == 404
    assert client.get("/employees/new/").status_code == 200
    with pytest.raises(CommandError):
        call_command("setup_code")


def test_a_wrong_code_makes_nobody(client):
    client.get("/setup/")
    for _try in range(11):
        assert client.post("/setup/", form("SET-WRONG")).status_code == 422
    right = code_file().read_text()
    assert client.post("/setup/", form(right)).status_code == 422, "too many tries"
    assert not User.objects.exists()


def test_create_admin(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    call_command("create_admin", "a@x.test", stdout=StringIO())
    assert User.objects.get().check_password(PASSWORD)
    known = make_user("b")
    call_command("create_admin", known.email, stdout=StringIO())
    assert known.role_assignments.get().role == "administrator"
    with pytest.raises(CommandError):
        call_command("create_admin", "nonsense")
