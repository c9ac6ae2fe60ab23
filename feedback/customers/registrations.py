"""What customers bring into the registries: jobs, search, words for clashes, what happens to uploads."""

from django.utils.translation import gettext_lazy as _

from feedback.customers.queries.finding import find_customers
from feedback.customers.queries.telling import thanks_told
from feedback.customers.services.importing.keeping import APPLY, KINDS, PREVIEW, run_apply, run_preview
from feedback.customers.services.lines import number_taken
from initiatives.related import register_stations
from portal.core.errors import Refused
from portal.core.races import register_constraint
from portal.core.search_registry import Searchable, register_search
from portal.people.services.importing.keeping import FORGOTTEN
from portal.records.jobs import JobKind, register_job

register_job(JobKind(PREVIEW, _("Preview of an import of contacts"), run_preview))
register_job(JobKind(APPLY, _("Import of contacts"), run_apply))
FORGOTTEN.extend(kind for kind in KINDS if kind not in FORGOTTEN)
register_stations("customers", thanks_told)
register_search("customers", Searchable(_("Customers"), "users", find_customers))
register_constraint("customers_linenumber_digits_key", lambda _exc: number_taken())
register_constraint(
    "customers_source_code_key",
    lambda _exc: Refused("code_taken", _("Another source has this code."), field="code"),
)
