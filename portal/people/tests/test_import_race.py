"""Two imports of the same file at once, on real connections: one works, the other finds everything done."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.core.export import xlsx
from portal.people.models import Role, User
from portal.people.services.importing.keeping import import_upload
from portal.records.jobs import jobs_run
from portal.records.models import Job
from tests.cast import make_user
from tests.crowd import at_once

NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


@pytest.mark.django_db(transaction=True)
def test_one_writes_and_the_other_finds_it_done(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    admin = make_user("admin", Role.ADMINISTRATOR)
    rows = [[f"e{n}@x.test", f"E {n}"] for n in range(200)]
    body = xlsx([("employees", ["email", "full_name"], rows)])
    for _upload in range(2):
        upload = SimpleUploadedFile("organisation.xlsx", body)
        import_upload(by=admin, now=NOW, uploads=[upload], apply=True)
    at_once(2, lambda _index: jobs_run(now=lambda: dt.datetime.now(dt.UTC), limit=1))
    assert sorted(job.result["changes"] for job in Job.objects.all()) == [0, 200]
    assert User.objects.count() == 201
