"""The tags that every page has without loading: icons, states, times, people, numbers.

Whatever a tag prints is escaped; times are rendered here and refreshed in the browser each minute.
"""

import html
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import template
from django.conf import settings
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from portal.core import wording
from portal.core.addresses import address, place
from portal.core.assets import SPRITE
from portal.core.browsers import browser_words
from portal.core.icons import check_icon
from portal.core.names import initials_of
from portal.core.states import Look

register = template.Library()


class AddressNode(URLNode):
    """Django's own `url`, which remembers addresses, and where a reference stands in one."""

    def render(self, context: Any) -> Any:
        if not self.args and not self.kwargs and self.asvar is None:
            return conditional_escape(place(self.view_name.resolve(context)))
        if len(self.args) == 1 and not self.kwargs and self.asvar is None:
            reference = self.args[0].resolve(context)
            if type(reference) is str:
                return conditional_escape(address(self.view_name.resolve(context), reference))
        return super().render(context)


@register.tag
def url(parser: Any, token: Any) -> AddressNode:
    node = django_url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """A drawing of the sprite, silent to screen readers unless it has a `label`. Refuses an unknown name."""
    return _drawn(name, css, str(label))


@lru_cache(maxsize=1000)
def _drawn(name: str, css: str, label: str) -> SafeString:
    voice = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" {} focusable="false"><use href="{}#{}"></use></svg>',
        css,
        voice,
        static(f"vendor/{SPRITE}"),
        check_icon(name),
    )


@register.simple_tag
def state(look: Look | None) -> SafeString:
    """Icon, word and colour of a state, never colour alone."""
    if look is None:
        return none_mark()
    return SafeString(f'<span class="state state-{look.colour}">{_drawn(look.icon, "", "")}{_text(look.label)}</span>')


@register.simple_tag
def when(moment: datetime | None) -> SafeString:
    """`8 min ago`, with the exact time and its zone as title; after 24 hours the exact time."""
    if moment is None:
        return none_mark()
    return _time(moment, wording.relative(moment, timezone.now()), "data-when")


@register.simple_tag
def exact(moment: datetime | None, full: bool = False) -> SafeString:
    """`22 Nov 14:55`; with `full=True` the year and the zone too, as in the facts of a detail page."""
    if moment is None:
        return none_mark()
    return _time(moment, wording.exact(moment, full=full), "")


@register.simple_tag
def due(
    moment: datetime | None, paused: bool = False, closed: datetime | bool | None = None, soon_minutes: int = 0
) -> SafeString:
    """What is left until a deadline, or how late it is.

    `paused`: the clock stands still. `closed`: when the work was finished (or True): nothing runs any more, so it
    only says whether the deadline was kept. Less than `soon_minutes` left is marked as due soon.
    """
    if moment is None:
        return none_mark()
    if closed:
        return _closed(moment, closed)
    if paused:
        return format_html('<span class="due-paused">{}</span>', gettext("clock paused"))
    now = timezone.now()
    seconds = (moment - now).total_seconds()
    look = "due-late" if seconds < 0 else "due-soon" if seconds < soon_minutes * 60 else "due-left"
    return _time(moment, wording.remaining(moment, now), f'class="{look}" data-due="{int(soon_minutes)}"')


def _closed(moment: datetime, closed: datetime | bool) -> SafeString:
    if closed is True or not isinstance(closed, datetime):
        return SafeString("")
    if closed <= moment:
        return format_html('<span class="due-closed">{}</span>', gettext("in time"))
    return format_html('<span class="due-closed">{}</span>', wording.remaining(moment, closed))


def _time(moment: datetime, text: str, attributes: str) -> SafeString:
    """`attributes` is our own writing; the words of a language are escaped."""
    stamp, title = moment.isoformat(timespec="seconds"), _text(wording.exact(moment, full=True))
    return SafeString(f'<time datetime="{stamp}" title="{title}" {attributes}>{_text(text)}</time>')


def _text(value: object) -> str:
    """Escaped once. Tags stand hundreds of times on a page, where `format_html` took longer than their words."""
    return html.escape(str(value))


@register.simple_tag
def day(value: date | None) -> SafeString:
    """`22 Nov 2026`."""
    if value is None:
        return none_mark()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), wording.day(value))


@register.simple_tag
def day_range(first: date | None, last: date | None) -> SafeString:
    """`22–28 Nov 2026`; an open end reads as the one date."""
    if first is None or last is None:
        return day(first or last)
    return format_html('<span class="nowrap">{}</span>', wording.day_range(first, last))


@register.simple_tag
def minutes(value: int | None) -> SafeString:
    """`2 h 10 min`."""
    return (
        none_mark() if value is None else SafeString(f'<span class="nowrap">{_text(wording.span(int(value)))}</span>')
    )


@register.simple_tag
def number(value: float | Decimal | None, decimals: int | None = None) -> SafeString:
    """`1,284`, in tabular figures; None is shown as no value."""
    if value is None:
        return none_mark()
    return SafeString(f'<span class="num">{_text(wording.number(value, decimals))}</span>')


@register.simple_tag
def none_mark() -> SafeString:
    """A dash to look at, the word "none" to listen to."""
    word = _text(gettext("none"))
    return SafeString(
        f'<span aria-hidden="true" class="text-secondary">—</span><span class="visually-hidden">{word}</span>'
    )


@register.simple_tag
def avatar(user: Any) -> SafeString:
    """A circle with initials, silent: the name stands beside it. Takes a user, or a name."""
    name = _name(user)
    letters = getattr(user, "initials", "") or initials_of(name)
    return format_html('<span class="who" aria-hidden="true">{}</span>', letters)


@register.simple_tag
def share(value: float | None) -> SafeString:
    """A share from 0 to 1 as `93.5 %`; rounded down, so that what is not complete never reads 100 %."""
    return none_mark() if value is None else format_html('<span class="nowrap">{}</span>', wording.share(value))


@register.simple_tag
def person(user: Any, picture: bool = False, nobody: str = "") -> SafeString:
    """A name, cut with an ellipsis where there is no room; `nobody` (for example "Unassigned") when there is none."""
    name = _name(user)
    if not name:
        return format_html('<span class="text-secondary">{}</span>', nobody) if nobody else none_mark()
    circle = avatar(user) if picture else ""
    shown = _text(name)
    return SafeString(f'<span class="person" title="{shown}">{circle}<bdi>{shown}</bdi></span>')


def _name(user: Any) -> str:
    # Lists read rows as values, so a name often comes as plain text.
    return str(getattr(user, "display_name", user) or "")


@register.simple_tag
def browser(user_agent: str) -> str:
    """`Chrome on Windows`."""
    return browser_words(user_agent)


@register.filter
def listed(words: Iterable[object]) -> str:
    """`清关部、结算部`; `Customs, Billing`."""
    return wording.listed(words)


@register.simple_tag
def idempotency_key() -> str:
    """A fresh key for one form: pressing the button twice still makes one row."""
    return str(uuid4())


@register.simple_tag
def ui_texts() -> dict[str, str]:
    """What the scripts say, in the language of the page (read from `#ui-texts`)."""
    texts = {key: str(text) for key, text in wording.PATTERNS.items()}
    return texts | {
        "copied": gettext("Copied"),
        "sending": gettext("Saving…"),
        "draft_kept": gettext("Draft kept in this browser tab"),
        "draft_back": gettext("Your draft is back"),
        "offline": gettext("There is no connection. What you typed stays here; save it when the line is back."),
        "signed_out": gettext("Your session is over. What you typed is still here."),
        "failed": gettext("That didn't load. Nothing was lost."),
        "more": gettext("%(added)s more, %(shown)s of %(total)s"),
        "rows_new": gettext("%(n)s new in this list"),
        "rows_many": gettext("Much has changed in this list"),
        "row_gone": gettext("no longer in this list"),
        "row_reading": gettext("%(names)s reading"),
        "subject_changed": gettext("This page was changed"),
        "subject_gone": gettext("This is no longer open to you."),
    }


@register.simple_tag
def live_seconds() -> str:
    """How often the page asks whether something changed; empty when it never does."""
    return f"{settings.PULSE_SECONDS:g}" if settings.PULSE_SECONDS else ""


@register.simple_tag
def needs_change(form: Any) -> str:
    """The heading of a form's summary: how many fields need a change."""
    count = sum(1 for name in form.errors if name != "__all__") + len(form.non_field_errors())
    return ngettext("%(n)s thing needs a change", "%(n)s things need a change", count) % {"n": count}


@register.simple_tag(takes_context=True)
def form_fields(context: Any, form: Any) -> SafeString:
    """The fields of a form by its crispy layout, if it has one; the `<form>` and its token are the page's."""
    helper = getattr(form, "helper", None) or FormHelper()
    helper.form_tag, helper.disable_csrf, helper.include_media = False, True, False
    return SafeString(render_crispy_form(form, helper, context))


@register.simple_tag
def zone_now() -> str:
    """`UTC+8, Asia/Shanghai`: the zone in which this page writes times."""
    return f"{wording.zone(timezone.now())}, {timezone.get_current_timezone_name()}"


@register.simple_tag
def calendar_texts() -> str:
    """JSON for a calendar's `data-texts`: the widget translates dates only, and calls two kinds of week "week"."""
    words = {
        "buttons": {
            "close": gettext("Close"),
            "timeGridDay": gettext("Day"),
            "timeGridWeek": gettext("Week"),
            "dayGridMonth": gettext("Month"),
            "resourceTimelineDay": gettext("Rooms and people, day"),
            "resourceTimelineWeek": gettext("Rooms and people, week"),
            "resourceTimelineMonth": gettext("Rooms and people, month"),
            "listWeek": gettext("List of the week"),
            "listMonth": gettext("List of the month"),
        },
        "all_day": gettext("all day"),
        "nothing": gettext("Nothing in this period"),
        "more": gettext("%(n)s more"),
    }
    return json.dumps(words, ensure_ascii=False)
