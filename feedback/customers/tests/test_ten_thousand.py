"""A whole batch of ten thousand, by REST and by file, again and again: no contact and no customer twice."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.customers.models import Contact, Identity
from feedback.customers.tests.factory import Scene, row
from feedback.customers.tests.test_api import client_of
from feedback.customers.tests.test_pages import imported
from tests.api.ask import send as ask

COUNT, CUSTOMERS = 10_000, 3_000


def rows_from(first: int) -> list[dict[str, Any]]:
    return [row(str(number), customer=f"C{number % CUSTOMERS}") for number in range(first, first + COUNT)]


def file_of(rows: list[dict[str, Any]]) -> SimpleUploadedFile:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(each | {"solved": "yes"} for each in rows)
    return SimpleUploadedFile("contacts.csv", text.getvalue().encode())


@pytest.mark.slow
def test_ten_thousand_by_rest_and_by_file_are_ten_thousand(scene: Scene) -> None:
    client, rows = client_of(scene.experience), rows_from(0)
    for expected in ((COUNT, 0), (0, COUNT)):
        answer = ask(client, "POST", "/api/v1/contacts/batch/", {"contacts": rows})
        assert answer.status_code == 200, answer.content[:500]
        assert (answer.json()["created"], answer.json()["unchanged"]) == expected
    again = imported(scene, file_of(rows))
    assert (again.state, again.result["changes"]) == ("done", 0), again.result
    assert (Contact.objects.count(), Identity.objects.count()) == (COUNT, CUSTOMERS)
    # Half of the next file is known.
    more = imported(scene, file_of(rows_from(COUNT // 2)))
    assert (more.state, more.result["changes"]) == ("done", COUNT // 2), more.result
    assert (Contact.objects.count(), Identity.objects.count()) == (COUNT + COUNT // 2, CUSTOMERS)
    assert Contact.objects.values("source", "external_id").distinct().count() == COUNT + COUNT // 2
