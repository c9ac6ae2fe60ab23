"""What the bench leaves out, it leaves out with a reason."""

from bench.targets.areas import forgotten
from tests.architecture.urls import every_url


def test_every_read_of_a_measured_area_is_measured_or_skipped() -> None:
    routes = [url.name for url in every_url() if "GET" in url.methods]
    found = forgotten(routes)
    assert found == {"neither measured nor skipped": [], "no such route": []}
