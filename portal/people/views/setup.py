"""The page of the first start: gone as soon as there is somebody."""

from typing import Any

import structlog
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.core.errors import NotFound
from portal.people.forms.setup import SetupForm
from portal.people.services.setup import code_file, is_set_up, setup_code, setup_finish
from portal.records.pages import form_page

log = structlog.get_logger(__name__)
BACKEND = "portal.people.backends.SignInBackend"


@never_cache
def setup(request: HttpRequest) -> HttpResponse:
    if is_set_up():
        raise NotFound()
    if not code_file().exists():
        setup_code()
        # The place, not the code: logs travel.
        log.warning("setup_waits", code_in=str(code_file()))

    def run(data: dict[str, Any]) -> tuple[str, str]:
        admin = setup_finish(now=timezone.now(), **data)
        login(request, admin, backend=BACKEND)
        return reverse("home"), _("The portal is set up.")

    return form_page(
        request, form=SetupForm, run=run, title=_("Set up the portal"), submit=_("Set up the portal"),
        cancel_url="", template="people/setup.html",
        intro=_("There is no account yet. Whoever can read the server's set-up code becomes the administrator."),
    )  # fmt: skip
