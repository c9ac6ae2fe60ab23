from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.live import committed_world, site
from tests.world import World, make_world

__all__ = ["site"]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once for a module: its tests ask, and what they write is rolled back."""
    with committed_world(django_db_blocker):
        yield make_world()


@pytest.fixture
def client(world: World, db: Any) -> Client:
    client = Client()
    client.force_login(world.visitor)
    return client
