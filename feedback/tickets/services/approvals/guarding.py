"""What an approval keeps a ticket from, while it is open and after a no."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from feedback.tickets.choices import ApprovalState
from feedback.tickets.models import Approval, Ticket
from feedback.tickets.rules import approvals as rules
from feedback.tickets.services.approvals.common import waiting
from portal.core.errors import Refused
from portal.core.wording import exact, listed


def require_approved(ticket: Ticket, action: str) -> None:
    """Refuse what an approval guards: `approval_open` names who is waited for, `approval_missing` what is missing."""
    found = list(Approval.objects.filter(ticket=ticket).order_by("pk"))
    code = rules.guards(action, is_open=any(each.ended_at is None for each in found), **standing(found))
    if code == "approval_open":
        waits = next(each for each in found if each.ended_at is None)
        names = names_waited_for(waits)
        raise Refused(
            code,
            _("This waits for the approval of %(names)s until %(time)s.")
            % {"names": listed(names), "time": exact(waits.due_at)},
            {"approval": waits.reference, "waits_for": names, "due_at": waits.due_at.isoformat()},
        )
    if code:
        raise Refused(
            code,
            _("A needed approval is missing, so the work doesn't go on. Ask again, or resolve the ticket."),
            {"approvals": [each.reference for each in found if each.state != ApprovalState.APPROVED]},
        )


def approved_for(ticket: Ticket, action: str) -> bool:
    """Whether nothing keeps the ticket from this step."""
    found = list(Approval.objects.filter(ticket=ticket).order_by("pk"))
    return not rules.guards(action, is_open=any(each.ended_at is None for each in found), **standing(found))


def waits_for_approval(ticket: Ticket) -> bool:
    return Approval.objects.filter(ticket=ticket, state=ApprovalState.REQUESTED).exists()


def standing(found: Iterable[Any]) -> dict[str, str]:
    """The states that count (`rules.guards`), of approvals in the order in which they were asked."""
    by_rule, asked = "", ""
    for each in found:
        if each.by_rule:
            by_rule = each.state
        elif each.state != ApprovalState.WITHDRAWN:
            asked = each.state
    return {"by_rule": by_rule, "asked": asked}


def names_waited_for(approval: Approval) -> list[str]:
    """Who is waited for: people, and a role by its name."""
    return [seat.person.display_name if seat.person else str(seat.get_role_display()) for seat in waiting(approval)]
