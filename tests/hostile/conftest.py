"""Somebody who may do everything, so that hostile input gets past the permission table to the parsers."""

from typing import Any

import pytest
from django.test import Client

from portal.people.models import Role, User
from tests.cast import make_department, make_head, make_user


@pytest.fixture
def everyman(db: Any) -> User:
    department = make_department("hostile")
    user = make_user("everyman", *Role, department=department)
    make_head(department)
    return user


@pytest.fixture
def client(everyman: User) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(everyman)
    return client
