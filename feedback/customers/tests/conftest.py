import pytest

from feedback.customers.tests.factory import Scene, make_scene


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()
