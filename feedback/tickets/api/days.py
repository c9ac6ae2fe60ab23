"""The period of a report."""

from django.utils.translation import gettext as _
from rest_framework.request import Request

from portal.core.errors import Malformed

LONGEST = 1000


def days_asked(request: Request, usual: int) -> int:
    """`?days=`, from 1 to 1000; anything else is refused (Malformed)."""
    text = request.query_params.get("days", str(usual))
    days = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
    if not 1 <= days <= LONGEST:
        sentence = _("From %(least)s to %(most)s.") % {"least": 1, "most": LONGEST}
        raise Malformed("malformed", sentence, errors={"days": [sentence]})
    return days
