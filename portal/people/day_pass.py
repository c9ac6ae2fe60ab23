"""A pass that says "a colleague" and not who: the same for everybody who is signed in, new every day.

It goes with requests that carry no session (portal/core/nameless.py), so that outsiders can't send them and nobody can
tell colleagues apart. Made from the secret key and the day in UTC; valid on that day and the next, so that a form that
was opened before midnight can still be sent.
"""

import datetime as dt

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from portal.core.errors import Refused


def day_pass(day: dt.date | None = None) -> str:
    day = day or timezone.now().astimezone(dt.UTC).date()
    return salted_hmac("portal.people.day_pass", day.isoformat(), algorithm="sha256").hexdigest()


def require_day_pass(given: str, *, now: dt.datetime) -> None:
    """Refuses (`pass_expired`) what is no pass of today or yesterday."""
    today = now.astimezone(dt.UTC).date()
    if not any(constant_time_compare(given, day_pass(today - dt.timedelta(days=age))) for age in (0, 1)):
        text = _("This form is older than a day. Open it again while you are signed in; what you wrote can be copied.")
        raise Refused("pass_expired", text)
