"""What is measured: pages and resources, whom they are asked by, what of floor or peer they stand beside."""

from __future__ import annotations

import itertools
import json
import re
import secrets
from collections.abc import Mapping
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import quote, urlencode

from bench.database import Caller
from bench.load import Make, Request

# One, two and four characters, and words: common and rare ones.
WORDS = ("行", "行李", "行李破损", "luggage", "voucher", "轮")


class Target(NamedTuple):
    """`floor` names the statement of bench/floor.py, `peer` the page of django-helpdesk, that it is compared with."""

    name: str
    make: Make
    floor: str = ""
    peer: str = ""
    # How many times the floor's CPU it may cost, and how many times the peer's throughput it must have.
    most_floors: float | None = None
    least_peers: float | None = None


def read(path: str, headers: Mapping[str, str]) -> Make:
    request = Request("GET", path, dict(headers))
    return lambda: request


def page(path: str, caller: Caller) -> Make:
    return read(path, {"Cookie": caller.cookie, "Accept-Encoding": "identity"})


def rest(path: str, caller: Caller) -> Make:
    return read("/api/v1" + path, token(caller))


def token(caller: Caller) -> dict[str, str]:
    return {"Authorization": f"Token {caller.token}", "Accept": "application/json"}


def created_by_rest(service: str, caller: Caller) -> Make:
    number = itertools.count()

    def make() -> Request:
        body = {"service": service, "title": f"行李没有到达 {next(number)}", "text": "客户下午四点前必须拿到结果。"}
        headers = {**token(caller), "Content-Type": "application/json"}
        return Request("POST", "/api/v1/tickets/", headers, json.dumps(body).encode(), 201)

    return make


def created_on_a_page(service: str, caller: Caller, port: int) -> Make:
    """The form is fetched once; every further request is a form of its own by its hidden key."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/tickets/new/", headers={"Cookie": caller.cookie})
    answer = connection.getresponse()
    cookie = re.search(r"csrftoken=\w+", answer.getheader("Set-Cookie") or "")
    hidden = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
    if not (cookie and hidden):
        raise SystemExit("The form to open a ticket came without its CSRF token.")
    fields = {"csrfmiddlewaretoken": hidden[1], "service": service, "kind": "request", "title": "行李没有到达"}
    headers = {
        "Cookie": f"{caller.cookie}; {cookie[0]}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://127.0.0.1:{port}",
    }

    def make() -> Request:
        body = urlencode({**fields, "text": "客户下午四点前必须拿到结果。", "idempotency_key": secrets.token_hex(16)})
        return Request("POST", "/tickets/new/", headers, body.encode(), 302)

    return make


def targets(*, agent: Caller, overseer: Caller, ticket: str, service: str, port: int) -> list[Target]:
    """`agent` serves one department's queue, `overseer` sees every ticket; `ticket` is one of the agent's."""
    found = [
        Target("REST list, all", rest("/tickets/", overseer), "all", "list", 8, 100),
        Target("REST list, open", rest("/tickets/?state=open", overseer), "open", "open", 8, 15),
        Target("REST list, one queue", rest("/tickets/?mine=queue", agent), "open", "", 8),
        Target("REST detail", rest(f"/tickets/{ticket}/", agent), "one"),
        Target("REST create", created_by_rest(service, agent), "", "create"),
        Target("page: all tickets", page("/tickets/?all=1", overseer), "all", "list", 25, 100),
        Target("page: one queue", page("/tickets/?mine=queue", agent), "open", "open", 25, 15),
        Target("page: ticket", page(f"/tickets/{ticket}/", agent), "one", "detail"),
        Target("page: create", created_on_a_page(service, agent, port), "", "create"),
        Target("page: home", page("/", agent), "", "dashboard"),
        Target("page: home of the overseer", page("/", overseer), "", "dashboard"),
        Target("page: promises", page("/tickets/promises/", overseer), "all"),
        Target("page: fast lane", page("/tickets/jumps/", overseer), "all"),
        Target("page: catalogue", page("/tickets/services/", agent), "all"),
        Target("page: colleagues", page("/employees/", agent), "all"),
    ]
    return found + [searching(word, overseer) for word in WORDS]


def searching(word: str, caller: Caller) -> Target:
    tokens = [word[i : i + 2] for i in range(len(word) - 1)] if not word.isascii() and len(word) > 1 else [word]
    query = quote(" & ".join(f"'{each}'" for each in tokens))
    own = rest(f"/tickets/?q={quote(word)}", caller)
    return Target(f"REST search “{word}”", own, f"search?q={query}", f"search?q={quote(word)}", 8, 100)
