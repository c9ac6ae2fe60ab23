"""What events about people and departments are called in a timeline."""

from django.utils.translation import gettext_lazy as _

from portal.core.errors import Text

EVENT_WORDS: dict[str, Text] = {
    "department.created": _("added the department"),
    "department.edited": _("changed the department"),
    "department.deactivated": _("closed the department"),
    "department.activated": _("opened the department again"),
    "employee.created": _("added the colleague"),
    "employee.edited": _("changed the colleague"),
    "employee.role_granted": _("gave a role"),
    "employee.role_withdrawn": _("took a role away"),
    "employee.roles_set": _("gave roles by import"),
    "employee.leaving": _("set the day of leaving to %(day)s"),
    "employee.left": _("ended the account"),
    "employee.away": _("noted an absence: %(from)s to %(until)s"),
    "employee.here": _("noted the return"),
    "employee.returned": _("opened the account again"),
    "portal.set_up": _("set up the portal"),
}
