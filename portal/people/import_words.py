"""What each rule of an import says, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.errors import Text

RULES: dict[str, Text] = {
    "required": _("This cell may not be empty."),
    "too_long": _("At most %(limit)s characters."),
    "control_character": _("Only printable characters, without line breaks."),
    "bad_email": _("This is no e-mail address."),
    "bad_choice": _("One of: %(choices)s."),
    "bad_day": _("A day such as 2026-11-22."),
    "bad_zone": _("A time zone such as Asia/Shanghai."),
    "unknown_table": _("Name the sheet or file after what it holds: %(tables)s."),
    "table_twice": _("There is a second table of %(table)s. Put all rows into one."),
    "unknown_column": _("There is no such column. Known are: %(known)s."),
    "column_twice": _("This column is there twice."),
    "missing_column": _("This column is missing."),
    "value_twice": _("The same value stands in another row as well (row %(row)s)."),
    "person_twice": _("This colleague stands in another row as well (row %(row)s)."),
    "taken": _("This belongs to a colleague who is not in the file."),
    "unknown_department": _("There is no department with the code %(value)s, neither here nor in the file."),
    "closed_department": _("The department %(value)s is closed."),
    "unknown_site": _("There is no site with the code %(value)s, neither here nor in the file."),
    "unknown_person": _("Nobody has the e-mail or number %(value)s, neither here nor in the file."),
    "person_left": _("This colleague has left."),
    "head_is_deputy": _("Head and deputy are two different people."),
    "has_people": _("%(count)s colleagues work in this department, so it can't be closed."),
    "circle": _("The department would stand below itself."),
    "leave_oneself": _("Nobody can end their own account. Ask another administrator."),
    "no_text": _("A text, number, true, false or null."),
    "last_administrator": _("No administrator would be left."),
}

TABLE_LABELS: dict[str, Text] = {
    "sites": _("Sites"),
    "departments": _("Departments"),
    "employees": _("Colleagues"),
    "roles": _("Roles"),
}


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def rule_text(error: dict[str, Any], rules: Mapping[str, Text] = RULES) -> str:
    """The sentence of one kept error."""
    return str(rules[error["rule"]]) % _Facts(error["facts"])
