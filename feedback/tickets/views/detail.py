"""One ticket: what it says, where it is, what happened, and what this person may do next."""

from collections import Counter
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback.tickets.choices import ACTION_LABELS, LOOKS, CameBy, Harm, Kind
from feedback.tickets.models import Step, Ticket
from feedback.tickets.queries import ticket_shown, timeline_of, way_of, why_of
from feedback.tickets.queries.detail import Part, Shown
from feedback.tickets.queries.promises import PromiseRow, promises_of
from feedback.tickets.queries.stages import stage_words
from feedback.tickets.rules.approvals import GUARDED
from feedback.tickets.rules.handling import ABOVE, BELOW, WITHIN
from portal.core.peek import render_detail
from portal.core.wording import exact, listed, number, span
from portal.people.access import access_of
from portal.records.live import live_subject
from portal.records.queries import TimelineItem, attached, files_of

# In the order in which they are offered; the first that is open is the primary one, if it moves the ticket on.
MOVING_ON = ("take", "resume", "pass_on", "resolve", "reopen")
STEPS: dict[str, dict[str, Any]] = {
    "take": {"icon": "user-check", "key": "t", "post": True},
    "resume": {"icon": "player-play", "key": "w", "post": True},
    "pass_on": {"icon": "arrow-right"},
    "resolve": {"icon": "check", "key": "s"},
    "reopen": {"icon": "rotate", "key": "o"},
    "wait": {"icon": "player-pause", "key": "w"},
    "hand_over": {"icon": "arrows-exchange", "key": "h"},
    "ask": {"icon": "help-circle", "key": "q"},
    "ask_approval": {"icon": "circle-check", "key": "a"},
    "jump": {"icon": "bolt", "key": "f"},
    "promise": {"icon": "hourglass", "key": "p"},
    "edit": {"icon": "edit", "key": "e"},
    "release": {"icon": "arrow-back-up", "post": True},
    "open_child": {"icon": "sitemap"},
    "split": {"icon": "copy"},
    "merge": {"icon": "arrow-right"},
}


def ticket_detail(request: HttpRequest, reference: str) -> HttpResponse:
    shown = ticket_shown(request.user, reference.upper())
    ticket = shown.ticket
    if shown.into and "here" not in request.GET:
        words = {"reference": ticket.reference, "into": shown.into.id}
        messages.info(request, _("%(reference)s was merged into this ticket.") % words)
        return redirect("tickets:detail", shown.into.id)
    way = way_of(ticket)
    why = why_of(ticket)
    internal = "internal_view" in shown.may
    files = files_of(ticket, internal=internal, also=[each.pk for each in shown.merged])
    promises = promises_of(ticket)
    context = {
        "ticket": ticket,
        "live": live_subject(ticket, internal=internal),
        "look": LOOKS[ticket.state],
        "steps": _steps(shown, request.user),
        "way": [*_stops(way, ticket), *_stops_ahead(shown.ahead)],
        "timeline": _with_steps(shown, timeline_of(shown, way, internal=internal, files=files)),
        "shown": shown,
        "children_rule": ticket.get_children_rule_display(),
        "attachments": attached(files),
        "facts": [*_facts(shown), *(_handling(shown) if internal else [])],
        "why": why,
        "jump": shown.jump,
        "passes": shown.jump.passes if shown.jump else [],
        "harms": _harms(promises) if "jump" in shown.open_steps else [],
        "promises": promises,
        "purpose": shown.purpose,
        "resolution": shown.resolution,
        "may_confirm": shown.waits_for_word_of(request.user),
        "may_promise": "promise" in shown.may,
        "questions": shown.questions,
        "approvals": shown.approvals,
        "reads_approvals": internal,
        "articles_used": shown.articles,
        "buttons": shown.buttons,
        "late": [each for each in why if each.clock.breached_at],
        "may_comment": "comment" in shown.may,
        "may_be_internal": "internal_comment" in shown.may,
        "comment_url": reverse("tickets:comment", args=[ticket.reference]),
        "draft_key": f"comment-{ticket.reference}",
        "mentions_url": reverse("api:ticket-people", args=[ticket.reference]),
        "watchers": shown.watchers,
        "watching": shown.watched_by(request.user),
        "may_watch": "watch" in shown.open_steps,
    }
    return render_detail(request, "tickets/detail.html", context)


def _harms(promises: list[PromiseRow]) -> list[tuple[str, Any]]:
    """The likeliest first: an open promise, else the delivery."""
    likely = Harm.PROMISE if any(row.is_open for row in promises) else Harm.DELIVERY
    return sorted(Harm.choices, key=lambda choice: choice[0] != likely)


def _with_steps(shown: Shown, items: list[TimelineItem]) -> list[TimelineItem]:
    """A public note can become a ticket of its own."""
    if "split" not in shown.open_steps:
        return items
    url = reverse("tickets:split", args=[shown.ticket.reference])
    return [_with_step(item, url) if "comment" in item.data and not item.internal else item for item in items]


def _with_step(item: TimelineItem, url: str) -> TimelineItem:
    return replace(item, step={"url": f"{url}?comment={item.data['comment']}", "label": ACTION_LABELS["split"]})


def _steps(shown: Shown, user: Any) -> list[dict[str, Any]]:
    """What is open now; the answer of somebody who is asked is the comment form, so it is no button."""
    found = _acknowledging(shown, user)
    version = {"version": str(shown.ticket.version)}
    for action, look in STEPS.items():
        if action in shown.open_steps:
            url = reverse(f"tickets:{action.replace('_', '-')}", args=[shown.ticket.reference])
            primary = not found and action in MOVING_ON
            found.append({"label": ACTION_LABELS[action], "url": url, "primary": primary, "fields": version} | look)
    if shown.may_chase(user):
        url = reverse("tickets:chase", args=[shown.ticket.reference])
        found.append({"label": _("Ask how far it is"), "url": url, "icon": "bell", "post": True, "fields": version})
    if access_of(user).may("problems.propose"):
        url = f"{reverse('tickets:problem-new')}?ticket={shown.ticket.reference}"
        found.append({"label": _("Make a problem of it"), "url": url, "icon": "flag"})
    return [_blocked(step, shown) for step in found]


def _acknowledging(shown: Shown, user: Any) -> list[dict[str, Any]]:
    """Before everything else: a department that the fast lane waits for."""
    mine = access_of(user).reach("jumps.acknowledge").departments
    if shown.jump is None or not shown.jump.waits_for(mine):
        return []
    url = reverse("tickets:jump-acknowledge", args=[shown.jump.id])
    label = _("Acknowledge for my department")
    return [{"label": label, "url": url, "icon": "check", "post": True, "primary": True}]


def _blocked(step: dict[str, Any], shown: Shown) -> dict[str, Any]:
    """A ticket that waits for a yes, or for its child tickets, says so in place of going on or being resolved."""
    action = next((name for name in GUARDED if step["label"] == ACTION_LABELS[name]), "")
    if waits := action and shown.waits_for_approval(action):
        return step | {"blocked_reason": _approval_wait(shown, waits)}
    waiting = shown.open_parts if action == "pass_on" else shown.open_children if shown.waits_for_children else []
    if not action or not waiting:
        return step
    names = listed(child.id for child in waiting)
    return step | {"blocked_reason": _("Waits for %(tickets)s") % {"tickets": names}}


def _approval_wait(shown: Shown, code: str) -> str:
    card = shown.open_approval
    if code != "approval_open" or card is None:
        return _("A needed approval is missing")
    words = {"names": listed(card.waits_for), "time": exact(card.due_at)}
    return _("Waits for the approval of %(names)s until %(time)s") % words


def _stop(step: Step, ticket: Ticket) -> dict[str, Any]:
    current = step.ended_at is None
    if current:
        text = _("%(owner)s since %(time)s") if step.owner else _("in the queue since %(time)s")
    else:
        text = _("%(owner)s until %(time)s") if step.owner else _("until %(time)s")
    words = {
        "owner": step.owner.display_name if step.owner else "",
        "time": exact(step.ended_at or step.started_at),
    }
    return {"name": step.department.name, "text": text % words, "current": current, "done": not current}


def _stops(way: list[Step], ticket: Ticket) -> list[dict[str, Any]]:
    """Stays with the same number are parts that ran at the same time."""
    count = Counter(step.number for step in way)
    return [_stop(step, ticket) | ({"icon": "sitemap"} if count[step.number] > 1 else {}) for step in way]


def _stops_ahead(parts: list[Part]) -> list[dict[str, Any]]:
    count = Counter(part.stage for part in parts)
    return [_stop_ahead(part, beside=count[part.stage] > 1) for part in parts]


def _stop_ahead(part: Part, *, beside: bool) -> dict[str, Any]:
    stop: dict[str, Any] = {"name": part.department_name, "current": False, "done": False}
    return stop | {"text": stage_words(part.name, part.rule) if beside else part.name}


def _facts(shown: Shown) -> list[dict[str, Any]]:
    ticket = shown.ticket
    facts: list[dict[str, Any]] = [
        {"label": _("Kind"), "value": Kind(ticket.kind).label},
        {"label": _("Service"), "value": ticket.service.name, "url": ticket.service.get_absolute_url()},
        {"label": _("Requester"), "value": ticket.requester.display_name},
        {"label": _("Requester's department"), "value": _name(ticket.requester_department)},
        {"label": _("First owner"), "value": _name(ticket.first_owner)},
        {"label": _("Owner"), "value": _name(ticket.owner) or _("Nobody yet")},
        {"label": _("Opened"), "when": ticket.opened_at},
    ]
    if ticket.came_by:
        facts.append({"label": _("Opened by way of"), "value": CameBy(ticket.came_by).label})
    if ticket.resolved_at:
        facts.append({"label": _("Resolved"), "when": ticket.resolved_at})
    if ticket.customer:
        customer: dict[str, Any] = {"label": _("Customer"), "value": shown.customer_name}
        facts.append(customer | ({"url": ticket.customer.get_absolute_url()} if shown.customer_open else {}))
    if ticket.merged_at:
        facts.append({"label": pgettext("state of a ticket", "Merged"), "when": ticket.merged_at})
    if ticket.chases:
        facts.append({"label": _("First owner asked"), "value": number(ticket.chases)})
    if ticket.customer_key:
        facts.append({"label": _("Customer number"), "value": ticket.customer_key, "copy_text": ticket.customer_key})
    return facts


def _handling(shown: Shown) -> list[dict[str, Any]]:
    """How long it was in progress, flagged below the band as much as above it."""
    if shown.resolution is None or shown.band is None:
        return []
    minutes = shown.resolution.work_minutes
    place = shown.band.place(minutes)
    words = {
        "minutes": span(minutes),
        "low": span(shown.band.low or 0),
        "high": span(shown.band.high or 0),
    }
    said = {
        BELOW: _("%(minutes)s, quicker than the usual %(low)s to %(high)s: was anything left out?"),
        WITHIN: _("%(minutes)s, within the usual %(low)s to %(high)s"),
        ABOVE: _("%(minutes)s, longer than the usual %(low)s to %(high)s: what held it up?"),
    }
    text = said[place] % words if place else words["minutes"]
    return [{"label": _("Handling time"), "value": text}]


def _name(found: Any) -> str:
    return str(getattr(found, "display_name", None) or getattr(found, "name", ""))
