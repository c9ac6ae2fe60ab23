"""What the root conftest promises to every test, and what the layers promise about every app."""

import configparser
import socket

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase

from tools import test_database
from tools.paths import ROOT
from tools.translations import AREAS


def test_the_network_is_out_of_reach() -> None:
    # An address of the block that documentation may use: nobody answers there.
    with socket.socket() as remote, pytest.raises(RuntimeError, match=r"A test tried to connect to 192\.0\.2\.1"):
        remote.connect(("192.0.2.1", 80))


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2]):
        pass


@pytest.mark.django_db(transaction=True)
def test_reference_data_is_back_after_a_test_that_commits() -> None:
    assert ContentType.objects.count() > 10
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE django_content_type CASCADE")
    assert ContentType.objects.count() == 0
    TransactionTestCase()._fixture_teardown()
    assert ContentType.objects.count() > 10


@pytest.mark.django_db
def test_the_database_is_a_copy_of_the_one_with_todays_fingerprint() -> None:
    with connection.cursor() as cursor:
        names = test_database.databases(cursor, "test_")
    assert connection.settings_dict["NAME"] in names
    assert any(name.endswith(f"_template_{test_database.fingerprint()}") for name in names)


def test_every_app_stands_in_the_layers() -> None:
    layers = configparser.ConfigParser()
    layers.read(ROOT / ".importlinter")
    named = set(layers["importlinter:contract:shape"]["containers"].split())
    apps = {".".join(path.parent.relative_to(ROOT).parts) for area in AREAS for path in (ROOT / area).rglob("apps.py")}
    assert named == apps
