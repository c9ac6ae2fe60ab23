"""Browser assets: built from the locked packages, built once, light enough, and clean under the content policy."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.core.assets import FILES, build
from portal.core.icons import ICONS

NODE_MODULES = settings.BASE_DIR / "node_modules"
STATIC = settings.BASE_DIR / "portal" / "static"
TEMPLATES = [
    path
    for area in ("portal", "initiatives", "training", "feedback")
    for path in (settings.BASE_DIR / area).rglob("templates/**/*.*")
    if path.suffix in (".html", ".jinja")
    and path.name != "mail.html"  # mail programs know no style sheet and no content policy
]
FIRST_VISIT_LIMIT = 200_000


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("assets") / "vendor"
    build(NODE_MODULES, target)
    return target


def test_it_builds_every_file_and_no_reference_to_a_source_map(built: Path) -> None:
    for name in FILES:
        assert b"sourceMappingURL" not in (built / name).read_bytes(), name
    sprite = (built / "icons.svg").read_text()
    assert all(f'<symbol id="{name}"' in sprite for name in ICONS)
    assert 'd="M0 0h24v24H0z"' not in sprite


def test_a_second_build_changes_nothing_and_strays_go(built: Path) -> None:
    assert build(NODE_MODULES, built) == []
    (built / "tabler.min.js").write_text("old")
    assert build(NODE_MODULES, built) == ["tabler.min.js"]
    assert not (built / "tabler.min.js").exists()


def test_a_missing_package_is_named_with_the_way_out(tmp_path: Path, settings) -> None:
    settings.STATE_DIR = tmp_path
    with pytest.raises(CommandError, match="Run: npm ci"):
        call_command("build_assets", node_modules=tmp_path)
    assert not (tmp_path / "assets").exists()


def test_the_first_visit_stays_light(built: Path) -> None:
    document = (settings.BASE_DIR / "portal/templates/_document.html").read_text()
    names = re.findall(r"{% static '([^']+)' %}", document)
    assert {"vendor/tabler.min.css", "vendor/htmx.min.js", "js/portal.js", "css/portal.css"} <= set(names)
    paths = [built / Path(name).name if name.startswith("vendor/") else STATIC / name for name in names]
    weight = sum(len(gzip.compress(path.read_bytes(), 9)) for path in [*paths, built / "icons.svg"])
    page_of_a_list = 10_000  # measured: 4 kB for 50 rows
    assert weight + page_of_a_list < FIRST_VISIT_LIMIT


def test_tabler_script_and_other_stray_files_are_never_loaded() -> None:
    for path in TEMPLATES:
        assert "tabler.min.js" not in path.read_text(), path


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_templates_are_clean_under_the_content_policy(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"<style\b", text), "inline style sheet"
    assert not re.search(r"""\sstyle=["']""", text), "style attribute"
    assert not re.search(r"""\son[a-z]+=["']""", text), "inline event handler"
