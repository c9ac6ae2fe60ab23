"""The peer's environment and database, and what it is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import psycopg

from bench.load import Make, Request
from bench.peer.words import PASSWORD

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ROWS = 50


def environment(folder: Path) -> Path:
    """The Python of an environment with the floor's and the peer's packages, made on the first run."""
    home = folder / "peer"
    python = home / "bin" / "python"
    wanted = (HERE / "requirements.txt").read_text()
    stamp = home / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.EnvBuilder(with_pip=True, symlinks=True, clear=True).create(home)
        words = ["--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(HERE / "requirements.txt")]
        subprocess.run([str(python), "-m", "pip", "install", *words], check=True)
        stamp.write_text(wanted)
    return python


def variables(database: str) -> dict[str, str]:
    parts = urlsplit(database)
    return {
        "DATABASE_URL": database,
        "DATABASE_HOST": unquote(parts.hostname or ""),
        "DATABASE_PORT": str(parts.port or ""),
        "DATABASE_USER": parts.username or "",
        "DATABASE_NAME": parts.path.strip("/"),
        "DJANGO_SETTINGS_MODULE": "bench.peer.settings",
        "PYTHONPATH": str(ROOT),
    }


def fill(python: Path, database: str) -> str:
    """Migrate the peer's schema, copy the portal's tickets into it; the `Cookie` line of somebody signed in."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS helpdesk")
    own = {**os.environ, **variables(database)}
    migrate = [str(python), "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=own, check=True, stdout=sys.stderr)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute((HERE / "fill.sql").read_bytes())
        connection.execute("VACUUM ANALYZE")
    signin = [str(python), "-m", "bench.peer.signin"]
    return subprocess.run(signin, cwd=ROOT, env=own, check=True, capture_output=True, text=True).stdout.strip()


def asked_as(name: str, session: str) -> Make:
    """The request behind a name of bench/targets.py."""
    cookie, user = session.split()
    signed = {"Cookie": f"sessionid={cookie}"}
    basic = {"Authorization": "Basic " + b64encode(f"{user}:{PASSWORD}".encode()).decode()}
    if name == "create":
        body = {"queue": 1, "title": "行李没有到达", "description": "客户下午四点前必须拿到结果。", "priority": 3}
        text = json.dumps(body | {"submitter_email": "a@example.test"}).encode()
        return _same(Request("POST", "/api/tickets/", {**basic, "Content-Type": "application/json"}, text, 201))
    paths = {"list": _list(), "open": _list(status=[1, 2]), "dashboard": "/dashboard/", "detail": "/tickets/1/"}
    path = paths.get(name) or _list(word=unquote(name.removeprefix("search?q=")))
    return _same(Request("GET", path, signed))


def _list(*, status: list[int] | None = None, word: str = "") -> str:
    query = {
        "filtering": {"status__in": status} if status else {},
        "filtering_null": {},
        "sorting": "created",
        "sortreverse": False,
        "search_string": word,
    }
    coded = quote(b64encode(json.dumps(query).encode()).decode(), safe="=")
    return f"/datatables_ticket_list/{coded}?draw=1&start=0&length={ROWS}"


def _same(request: Request) -> Make:
    return lambda: request
