"""Pages of thanks: say it for an idea, an initiative or a service; what I was given."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from initiatives.forms.thanks import ThanksForm
from initiatives.models import Thanks
from initiatives.queries.thanks import MODELS, ORDERINGS, ROW, given_by, received_by, shown, thankable
from initiatives.services.thanking import thanks_give, thanks_withdraw
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.people.access import get_visible
from portal.records.pages import form_page, step_page

COLUMNS = [
    Column(pgettext_lazy("thanks", "Thanks"), css="main"),
    Column(pgettext_lazy("thanks", "From"), css="owner"),
    Column(pgettext_lazy("thanks", "For")),
    Column(gettext_lazy("Day"), css="due-cell"),
]
EXPORT = ("reference", "text", "giver_name", "subject", "title", "at")


def thanks(request: HttpRequest) -> HttpResponseBase:
    """The reader's own, and nobody else's."""
    user: Any = request.user
    return ListPage(
        name="thanks",
        title=_("Thanks I was given"),
        rows=Thanks.objects.visible_to(user).filter(received_by(user)),
        values=ROW,
        prepare=lambda found: [_row(row) for row in found],
        rows_template="initiatives/thanks/_rows.jinja",
        columns=COLUMNS,
        orderings=[(ORDERINGS[0], _("Newest"))],
        actions=[Action(_("Ideas"), reverse("initiatives:ideas"), icon="bulb")],
        empty=Empty(
            _("No thanks yet. Say some yourself: on any idea, initiative or new service."), icon="heart-handshake"
        ),
        export_columns=[_column(name) for name in EXPORT],
    ).respond(request)


def _column(name: str) -> ExportColumn:
    return ExportColumn(name.removesuffix("_name"), lambda row: row[name])


def _row(row: dict[str, Any]) -> dict[str, Any]:
    found = shown(row)
    return found | {"url": _url(found["kind"], found["subject"])}


def _url(kind: str, reference: str) -> str:
    return reverse(f"initiatives:{kind}", args=[reference])


def idea(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, "idea", reference)


def initiative(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, "initiative", reference)


def service(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, "service", reference)


def _page(request: HttpRequest, kind: str, reference: str) -> HttpResponse:
    user: Any = request.user
    found = get_visible(MODELS[kind], user, reference.upper())
    back = _url(kind, found.reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        thanks_give(reference=found.reference, by=user, now=timezone.now(), **data)
        return f"{back}#thanks", _("Said: it stands here, and reaches them.")

    return form_page(
        request,
        form=partial(ThanksForm, those=thankable(kind, found, user)),
        run=run,
        title=_("Say thanks"),
        submit=_("Say thanks"),
        intro=getattr(found, "title", "") or getattr(found, "name", ""),
        cancel_url=back,
    )


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = given_by(user, reference)

    def run() -> str:
        thanks_withdraw(reference=reference, by=user, now=timezone.now())
        return pgettext("thanks", "Taken back.")

    return step_page(request, run=run, back=_url(found["kind"], found["subject"]))
