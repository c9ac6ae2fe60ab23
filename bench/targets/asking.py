"""From what is written down to requests: the portal's own, the floor's, and the name of the peer's."""

from __future__ import annotations

import itertools
import json
import re
import secrets
from collections.abc import Mapping
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import quote, unquote, urlencode

from django.urls import NoReverseMatch, reverse

from bench.database import Caller
from bench.load import Make, Request, Unexpected
from bench.targets.spec import CREATE, OVERSEER, SEARCH, Spec

TITLE, TEXT = "行李没有到达", "客户下午四点前必须拿到结果。"


class Target(NamedTuple):
    """`floor` is a path of bench/floor, `peer` a name of bench/peer; empty where it stands beside nothing."""

    name: str
    spec: Spec
    make: Make
    floor: str = ""
    peer: str = ""


class Asking(NamedTuple):
    """Who is signed in, and the references that fill addresses."""

    callers: Mapping[str, Caller]
    samples: Mapping[str, str]
    port: int

    def target(self, spec: Spec) -> Target:
        path, shown = self.path(spec), self.path(spec._replace(of="")) if spec.of else self.path(spec)
        what = "REST" if spec.is_rest else "page"
        create = "create " if spec.kind == CREATE else ""
        who = "" if spec.by == OVERSEER else f", {spec.by}"
        name = f"{what} {create}{unquote(shown).removeprefix('/api/v1')}{who}"
        return Target(name, spec, self.make(spec, path), self.floor(spec), self.peer(spec))

    def path(self, spec: Spec) -> str:
        """With `of` the address of its sample; without, for the table, a dash in its place."""
        try:
            path = reverse(spec.route)
        except NoReverseMatch:
            path = reverse(spec.route, args=[self.samples.get(spec.of, "-")])
        query = spec.query.format_map(self.samples)
        return f"{path}?{quote(query, safe='=&')}" if query else path

    def make(self, spec: Spec, path: str) -> Make:
        caller = self.callers[spec.by]
        if spec.kind == CREATE:
            service = self.samples["service"]
            return created_by_rest(service, caller) if spec.is_rest else on_a_page(service, caller, self.port)
        headers = token(caller) if spec.is_rest else {"Cookie": caller.cookie, "Accept-Encoding": "identity"}
        request = Request("GET", path, headers)
        return lambda: request

    def floor(self, spec: Spec) -> str:
        if not spec.floor:
            return ""
        asked = tsquery(spec.query.partition("=")[2]) if spec.kind == SEARCH else self.samples.get(spec.of, "")
        return f"/{quote(spec.floor)}?q={quote(asked)}"

    def peer(self, spec: Spec) -> str:
        return f"search?{spec.query}" if spec.peer and spec.kind == SEARCH else spec.peer


def tsquery(word: str) -> str:
    tokens = [word[i : i + 2] for i in range(len(word) - 1)] if not word.isascii() and len(word) > 1 else [word]
    return " & ".join(f"'{each}'" for each in tokens)


def token(caller: Caller) -> dict[str, str]:
    return {"Authorization": f"Token {caller.token}", "Accept": "application/json"}


def created_by_rest(service: str, caller: Caller) -> Make:
    number = itertools.count()
    headers = {**token(caller), "Content-Type": "application/json"}

    def make() -> Request:
        body = {"service": service, "title": f"{TITLE} {next(number)}", "text": TEXT}
        return Request("POST", "/api/v1/tickets/", headers, json.dumps(body).encode(), 201)

    return make


def on_a_page(service: str, caller: Caller, port: int) -> Make:
    """The form is fetched once; every further request is a form of its own by its hidden key."""
    signed: dict[str, str] = {}

    def make() -> Request:
        if not signed:
            signed.update(csrf(caller, port))
        fields = {"csrfmiddlewaretoken": signed["token"], "service": service, "kind": "request", "title": TITLE}
        body = urlencode({**fields, "text": TEXT, "idempotency_key": secrets.token_hex(16)})
        headers = {
            "Cookie": signed["cookie"],
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{port}",
        }
        return Request("POST", "/tickets/new/", headers, body.encode(), 302)

    return make


def csrf(caller: Caller, port: int) -> dict[str, str]:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/tickets/new/", headers={"Cookie": caller.cookie})
    answer = connection.getresponse()
    cookie = re.search(r"csrftoken=\w+", answer.getheader("Set-Cookie") or "")
    hidden = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
    if not (cookie and hidden):
        raise Unexpected("The form to open a ticket came without its CSRF token.")
    return {"cookie": f"{caller.cookie}; {cookie[0]}", "token": hidden[1]}
