import pytest

from feedback.tickets.tests.factory import Scene, make_scene


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()
