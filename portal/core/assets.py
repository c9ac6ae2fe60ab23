"""Browser assets: from node_modules (pinned by package-lock.json) into a folder that collectstatic finds.

Nothing third-party is kept in the repository, no bundler runs, and only what a page loads is copied.
"""

import re
from pathlib import Path

from portal.core.icons import ICONS

# target below <state>/assets/vendor: source below node_modules
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "sortable.min.js": "sortablejs/Sortable.min.js",
    "event-calendar.min.js": "@event-calendar/build/dist/event-calendar.min.js",
    "event-calendar.min.css": "@event-calendar/build/dist/event-calendar.min.css",
    "uplot.min.js": "uplot/dist/uPlot.iife.min.js",
    "uplot.min.css": "uplot/dist/uPlot.min.css",
}
# Development only: what the browser tests inject. Absent after `npm ci --omit=dev`.
TEST_FILES = {"axe.min.js": "axe-core/axe.min.js"}
ICON_FOLDER = "@tabler/icons/icons/outline"
SPRITE = "icons.svg"

_SOURCE_MAP = re.compile(rb"\n?(/\*|//)[#@] sourceMappingURL=[^\n]*?(\*/)?\s*\Z")
_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_FRAME = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')


class AssetMissing(Exception):
    """A file is not in node_modules; the message names it and the command that brings it."""


def build(node_modules: Path, target: Path) -> list[str]:
    """Bring `target` (…/assets/vendor) up to date; returns the names that changed, none at a second run.

    Refuses with `AssetMissing`. Files of an earlier release are removed, so that no page finds them.
    """
    wanted = {name: _copy(node_modules / source) for name, source in FILES.items()}
    wanted |= {
        name: _copy(node_modules / source) for name, source in TEST_FILES.items() if (node_modules / source).exists()
    }
    wanted[SPRITE] = sprite(node_modules / ICON_FOLDER)
    target.mkdir(parents=True, exist_ok=True)
    changed = [name for name, content in wanted.items() if _write(target / name, content)]
    for stray in target.iterdir():
        if stray.name not in wanted:
            stray.unlink()
            changed.append(stray.name)
    return sorted(changed)


def sprite(folder: Path) -> bytes:
    """One SVG file with a symbol per icon; stroke and size come from the page's style sheet."""
    symbols = [
        f'<symbol id="{name}" viewBox="0 0 24 24">{_drawing(_read(folder / f"{name}.svg").decode())}</symbol>'
        for name in sorted(ICONS)
    ]
    return ('<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n").encode()


def _drawing(svg: str) -> str:
    found = _DRAWING.search(svg)
    if found is None:
        raise AssetMissing("An icon of @tabler/icons is not an SVG drawing any more")
    return re.sub(r"\s+", " ", _FRAME.sub("", found[1])).strip()


def _copy(source: Path) -> bytes:
    # The source map is not shipped, and collectstatic refuses a reference to a file that isn't there.
    return _SOURCE_MAP.sub(b"\n", _read(source))


def _read(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except FileNotFoundError as missing:
        raise AssetMissing(f"{source} is not there. Run: npm ci") from missing


def _write(path: Path, content: bytes) -> bool:
    """True when the file had to change. Written beside and moved, so that a reader never sees half of it."""
    if path.exists() and path.read_bytes() == content:
        return False
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
    return True
