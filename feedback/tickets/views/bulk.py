"""Steps on the tickets that were selected in a list: what is possible, the form of a step, what came of each row."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from feedback.tickets.choices import ACTION_LABELS
from feedback.tickets.forms.bulk import FORMS
from feedback.tickets.queries.bulk import Possible, possible, selected
from feedback.tickets.services.bulk import tickets_bulk
from portal.core.errors import Malformed
from portal.records.bulk import Picked, RowAnswer, picked_from

ICONS = {
    "take": "user-check",
    "hand_over": "arrows-exchange",
    "release": "arrow-back-up",
    "resolve": "check",
    "comment": "message",
    "watch": "eye",
    "merge": "arrow-right",
}


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Without an action: what is possible, as a page, or for the bar of the list. With one: its form, then the work."""
    rows = picked_from(request.POST.getlist("row"))
    action = request.POST.get("action", "")
    if not action:
        return _choose(request, rows)
    if action not in FORMS:
        text = _("There is no such step.")
        raise Malformed("malformed", text, errors={"action": [text]})
    form = FORMS[action]
    if form is None:
        return _run(request, action, rows, {})
    bound = form(request.POST) if "go" in request.POST else form()
    if bound.is_bound and bound.is_valid():
        return _run(request, action, rows, dict(bound.cleaned_data))
    return _ask(request, action, rows, bound)


def _choose(request: HttpRequest, rows: list[Picked]) -> HttpResponse:
    references = [row.id for row in rows]
    found = possible(request.user, references, list(FORMS))
    context = {
        "said": selected(len(rows)),
        "steps": [_step(each) for each in found if each.count],
        "left_out": [_left_out(each) for each in found if each.count and each.refused],
        "export_url": f"{reverse('tickets:list')}?{_query(references)}",
        "rows": rows,
        "bulk_url": reverse("tickets:bulk"),
        "next": _back(request),
    }
    return render(request, "_bulk_bar.html" if request.headers.get("HX-Request") else "bulk.html", context)


def _query(references: list[str]) -> str:
    return urlencode({"all": "1", "export": "csv", "only": ",".join(references)}, safe=",")


def _step(each: Possible) -> dict[str, Any]:
    return {
        "name": each.action,
        "label": ACTION_LABELS[each.action],
        "icon": ICONS[each.action],
        "count": each.count if each.refused else None,
    }


def _left_out(each: Possible) -> str:
    words = {"step": ACTION_LABELS[each.action], "n": each.refused, "why": each.why}
    return ngettext("%(step)s: not %(n)s (%(why)s)", "%(step)s: not %(n)s (%(why)s)", each.refused) % words


def _ask(request: HttpRequest, action: str, rows: list[Picked], bound: Any) -> HttpResponse:
    (found,) = possible(request.user, [row.id for row in rows], [action])
    context = {
        "form": bound,
        "title": ACTION_LABELS[action],
        "intro": selected(len(rows)),
        "left_out": _left_out(found) if found.refused else "",
        "submit_label": ACTION_LABELS[action],
        "cancel_url": _back(request),
        "rows": rows,
        "action": action,
        "next": _back(request),
    }
    return render(request, "bulk_form.html", context, status=422 if bound.errors else 200)


def _run(request: HttpRequest, action: str, rows: list[Picked], values: dict[str, Any]) -> HttpResponse:
    by: Any = request.user
    key = request.POST.get("idempotency_key", "")[:64]
    # One list may do several steps: its key stands for this one.
    key = f"{key} {action} {sorted(values.items())}" if key else ""
    answers = tickets_bulk(action=action, rows=rows, by=by, now=timezone.now(), key=key, **values)
    refused = [answer for answer in answers if not answer.done]
    if not refused:
        messages.success(request, _done(len(answers), len(answers)))
        return redirect(_back(request))
    context = {
        "title": ACTION_LABELS[action],
        "said": _done(len(answers) - len(refused), len(answers)),
        "refused": [
            {"id": each.id, "url": _url(each), "why": each.refusal.message} for each in refused if each.refusal
        ],
        "done": [{"id": each.id, "url": _url(each)} for each in answers if each.done],
        "back_url": _back(request),
    }
    return render(request, "bulk_done.html", context, status=200 if context["done"] else 409)


def _done(done: int, of: int) -> str:
    return _("%(done)s of %(all)s done.") % {"done": done, "all": of}


def _url(answer: RowAnswer) -> str:
    return reverse("tickets:detail", args=[answer.id])


def _back(request: HttpRequest) -> str:
    """Only a path of our own."""
    target = request.POST.get("next", "")
    fits = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if fits else reverse("tickets:list")
