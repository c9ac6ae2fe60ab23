from typing import Any

import pytest

from portal.people.models import Role, User
from tests.cast import Cast, make_cast, make_user


@pytest.fixture
def cast(db: Any) -> Cast:
    return make_cast()


@pytest.fixture
def sponsor(db: Any) -> User:
    return make_user("sponsor", Role.EXECUTIVE)


@pytest.fixture
def office(db: Any) -> User:
    return make_user("office", Role.PROGRAMME_OFFICE)
