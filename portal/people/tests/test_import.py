"""The organisation import: previewed, all or nothing, repeatable, and its export comes back unchanged."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.core.errors import Malformed, NotAllowed, NotFound
from portal.core.export import xlsx
from portal.people.models import Department, Role, RoleAssignment, User
from portal.people.services.importing.exporting import organisation_csv, organisation_workbook
from portal.people.services.importing.keeping import import_apply, import_cancel, import_upload
from portal.records.jobs import jobs_run
from portal.records.models import Job, StoredFile
from tests.cast import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
DEPARTMENTS = ["code", "name_en", "name_zh", "parent", "head"]
EMPLOYEES = ["employee_number", "email", "full_name", "department", "left_on"]
SMALL = [
    ("departments", DEPARTMENTS, [["b", "B", "乙", "a", "2"], ["a", "A", "甲", "", ""]]),
    ("employees", EMPLOYEES, [["1", "one@x.test", "王一", "a", ""], ["2", "two@x.test", "李二", "b", ""]]),
    ("roles", ["employee", "role", "department"], [["one@x.test", "trainer", "b"]]),
]


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }


@pytest.fixture
def admin():
    return make_user("admin", Role.ADMINISTRATOR)


def up(content, name="organisation.xlsx"):
    return SimpleUploadedFile(name, content)


def run(admin, *uploads, apply=True):
    job = import_upload(by=admin, now=NOW, uploads=list(uploads), apply=apply)
    jobs_run(now=lambda: NOW)
    job.refresh_from_db()
    return job


def rules(job):
    return [(error["row"], error["column"], error["rule"]) for error in job.result["errors"]]


def test_it_works(admin):
    preview = run(admin, up(xlsx(SMALL)), apply=False)
    assert preview.result["counts"]["employees"] == {"new": 2, "changed": 0, "unchanged": 0, "leaving": 0}
    assert User.objects.count() == 1
    job = import_apply(by=admin, now=NOW, job=preview.reference)
    assert import_apply(by=admin, now=NOW, job=preview.reference) == job
    jobs_run(now=lambda: NOW)
    job.refresh_from_db()
    assert (job.state, job.result["changes"]) == ("done", 5)
    below = Department.objects.get(code="b")
    assert below.path == [Department.objects.get(code="a").pk, below.pk]
    assert below.head.full_name == "李二"
    assert RoleAssignment.objects.get(role="trainer").department == below
    assert User.objects.get(email="one@x.test").name_key == "wang yi"


def test_again_changes_nothing(admin):
    run(admin, up(xlsx(SMALL)))
    before = list(User.objects.order_by("id").values())
    assert run(admin, up(xlsx(SMALL))).result["changes"] == 0
    assert list(User.objects.order_by("id").values()) == before


def test_the_export_imports_without_a_change(admin):
    run(admin, up(xlsx(SMALL)))
    User.objects.filter(email="one@x.test").update(phone="+86 10", job_title="=1+1")
    assert run(admin, up(organisation_workbook(by=admin))).result["changes"] == 0
    names = ("sites", "departments", "employees", "roles")
    files = [up(organisation_csv(by=admin, table=name), f"{name}.csv") for name in names]
    assert run(admin, *files).result["changes"] == 0


def test_a_renamed_and_swapped_email_is_no_twin(admin):
    run(admin, up(xlsx(SMALL)))
    swapped = [["1", "two@x.test", "王一", "a", ""], ["2", "one@x.test", "李二", "b", ""]]
    job = run(admin, up(xlsx([("employees", EMPLOYEES, swapped)])))
    assert job.result["counts"]["employees"]["changed"] == 2
    assert User.objects.get(employee_number="1").email == "two@x.test"
    assert User.objects.count() == 3


def test_leavers_end(admin):
    run(admin, up(xlsx(SMALL)))
    job = run(admin, up(xlsx([("employees", EMPLOYEES, [["2", "two@x.test", "李二", "b", "2026-11-01"]])])))
    assert job.result["counts"]["employees"]["leaving"] == 1
    gone = User.objects.get(employee_number="2")
    assert (gone.is_active, gone.left_on) == (False, dt.date(2026, 11, 1))
    assert Department.objects.get(code="b").head is None


def test_every_broken_rule_is_named_and_nothing_is_written(admin):
    wrong = [
        ["1", "no mail", "甲", "a", ""],
        ["2", "", "乙", "a", ""],
        ["3", "three@x.test", "丙", "nowhere", "yesterday"],
        ["4", "four@x.test", "丁", "nowhere", ""],
        ["5", "four@x.test", "戊", "", ""],
    ]
    job = run(admin, up(xlsx([("employees", EMPLOYEES, wrong)])))
    assert job.state == "refused"
    assert set(rules(job)) == {
        (2, "email", "bad_email"), (3, "email", "required"), (4, "left_on", "bad_day"),
        (5, "department", "unknown_department"), (6, "email", "value_twice"),
    }  # fmt: skip
    assert User.objects.count() == 1


def test_the_tree_is_checked(admin):
    rows = [["a", "A", "甲", "b", ""], ["b", "B", "乙", "a", "x@y"]]
    job = run(admin, up(xlsx([("departments", DEPARTMENTS, rows)])))
    assert {rule for _row, _column, rule in rules(job)} == {"circle", "unknown_person"}


def test_the_last_administrator_stays(admin):
    job = run(admin, up(xlsx([("roles", ["employee", "role"], [[admin.email, "trainer"]])])))
    assert rules(job)[0][2] == "last_administrator"


def test_unknown_columns_and_tables(admin):
    job = run(admin, up(b"email,full_name,salary\na@x.test,A,1\n", "employees.csv"))
    assert rules(job) == [(1, "salary", "unknown_column")]
    assert rules(run(admin, up(b"foo,bar\n1,2\n", "things.csv")))[0][2] == "unknown_table"


def test_it_belongs_to_the_uploader(admin, client):
    job = run(admin, up(xlsx(SMALL)), apply=False)
    other = make_user("other", Role.ADMINISTRATOR)
    with pytest.raises(NotFound):
        import_apply(by=other, now=NOW, job=job.reference)
    client.force_login(other)
    assert client.get(f"/organisation/import/{job.reference}/").status_code == 404
    assert client.get(f"/files/{StoredFile.objects.get().reference}/").status_code == 404
    with pytest.raises(NotAllowed):
        import_upload(by=make_user("nobody"), now=NOW, uploads=[up(xlsx(SMALL))])


def test_a_stopped_import_does_nothing(admin):
    job = import_upload(by=admin, now=NOW, uploads=[up(xlsx(SMALL))], apply=True)
    import_cancel(by=admin, now=NOW, job=job.reference)
    assert jobs_run(now=lambda: NOW) == 0
    assert User.objects.count() == 1


def test_a_dead_worker_is_replaced(admin):
    job = import_upload(by=admin, now=NOW, uploads=[up(xlsx(SMALL))], apply=True)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1, heartbeat_at=NOW)
    assert jobs_run(now=lambda: NOW) == 0
    assert jobs_run(now=lambda: NOW + dt.timedelta(minutes=3)) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def archive(**parts):
    """The workbook SMALL with parts replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(SMALL))) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, body in parts.items():
            new.writestr(name, body)
    return buffer.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)
FIRST = "xl/worksheets/sheet1.xml"
AT_THE_DOOR = {
    "encrypted": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "workbook_encrypted"),
    "macro": (archive(**{"xl/vbaProject.bin": b"x"}), "workbook_macros"),
    "nested": (archive(**{"xl/embeddings/a.zip": b"x"}), "workbook_nested"),
    "bomb": (archive(**{"xl/big.xml": "<a>" + " " * 30_000_000}), "workbook_too_large"),
    "many parts": (archive(**{f"xl/x{n}.xml": "<a/>" for n in range(250)}), "workbook_too_large"),
    "entity": (archive(**{"xl/styles.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}),
               "workbook_entities"),
    "truncated": (xlsx(SMALL)[:900], "workbook_broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", AT_THE_DOOR)
def test_bombs_are_refused_at_the_door(admin, name):
    body, code = AT_THE_DOOR[name]
    with pytest.raises(Malformed) as refused:
        import_upload(by=admin, now=NOW, uploads=[up(body)])
    assert refused.value.code in (code, "file_kind")


def test_a_renamed_csv_is_refused(admin):
    with pytest.raises(Malformed) as refused:
        import_upload(by=admin, now=NOW, uploads=[up(b"email,full_name\n")])
    assert refused.value.code == "file_renamed"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "too_many_rows"),
        ('<row r="2"><c r="XFD2"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "workbook_broken"),
    ],
)
def test_far_cells_end_the_job_with_a_clear_word(admin, rows, code):
    assert run(admin, up(archive(**{FIRST: SHEET % rows}))).result["code"] == code


def test_rest_and_pages(admin, client, django_assert_max_num_queries):
    client.force_login(admin)
    answer = client.post("/api/v1/imports/", {"files": up(xlsx(SMALL))})
    assert answer.status_code == 202, answer.content
    jobs_run(now=lambda: NOW)
    reference = answer.json()["id"]
    seen = client.get(f"/api/v1/imports/{reference}/").json()
    assert (seen["state"], seen["counts"]["employees"]["new"]) == ("done", 2)
    with django_assert_max_num_queries(12):
        assert "王一" in client.get(f"/organisation/import/{reference}/").content.decode()
    assert client.post(f"/organisation/import/{reference}/apply/").status_code == 302
    assert client.get("/organisation/import/").status_code == 200
    assert client.get("/organisation/export/").status_code == 200
    assert client.get("/api/v1/organisation/export/").status_code == 200
