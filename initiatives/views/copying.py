"""Copy an initiative, keep and use templates, the archive."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.forms.copying import BeginningForm, TemplateForm
from initiatives.models import Initiative, PlanTemplate
from initiatives.queries.initiatives import initiative_for
from initiatives.queries.names import PERSON, columns
from initiatives.services import copying as verbs
from initiatives.services.archiving import initiative_archive, initiative_unarchive
from initiatives.views.initiatives import url_of
from initiatives.views.plans import people_context
from portal.core.errors import Text
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.core.names import person_name
from portal.people.access import access_of, get_visible, require
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, attributes, version_of, written_as

ORDERINGS = [Ordering("newest", ("created_at", "id"))]
COLUMNS = [
    Column(gettext_lazy("Template"), css="main"),
    Column(gettext_lazy("What it holds")),
    Column(gettext_lazy("Kept by"), css="owner"),
    Column(gettext_lazy("Steps")),
]
Begin = Callable[[verbs.Beginning, dict[str, Any]], Initiative]


def _beginning_page(
    request: HttpRequest, begin: Begin, *, title: Text, intro: Text, back: str, named: str
) -> HttpResponse:
    user: Any = request.user
    require(user, "initiatives.create")

    def run(data: dict[str, Any]) -> tuple[str, str]:
        made = begin(verbs.Beginning(**data), {"by": user, "now": timezone.now()})
        return url_of(made.reference), _("A draft is set up. Look it through, then start it.")

    return form_page(
        request,
        form=BeginningForm,
        run=run,
        title=title,
        submit=_("Set up draft"),
        intro=intro,
        cancel_url=back,
        initial={"title": named, "owner": user, "starts_on": timezone.localdate()},
        template="initiatives/form.html",
        context=people_context(),
    )


def copy(request: HttpRequest, reference: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    return _beginning_page(
        request,
        lambda beginning, who: verbs.initiative_copy(reference=found.reference, beginning=beginning, **who),
        title=_("Copy initiative"),
        intro=_("Charter, departments, milestones, actions and risks come along; target, readings and reports don't."),
        back=url_of(found.reference),
        named=found.title,
    )


def template_use(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found: PlanTemplate = get_visible(PlanTemplate, user, reference.upper())
    return _beginning_page(
        request,
        lambda beginning, who: verbs.template_use(reference=found.reference, beginning=beginning, **who),
        title=_("New from a template"),
        intro=found.name,
        back=reverse("initiatives:templates"),
        named="",
    )


def templates(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    may_edit = access_of(user).may("templates.edit")
    return ListPage(
        name="templates",
        title=_("Templates of initiatives"),
        rows=PlanTemplate.objects.visible_to(user),
        values=("id", "reference", "name", "purpose", "outline", "created_at", *columns("by", PERSON)),
        prepare=lambda rows: [_shown(row, may_edit) for row in rows],
        rows_template="initiatives/steering/_template_rows.jinja",
        columns=COLUMNS,
        orderings=list(zip(ORDERINGS, [_("Newest")], strict=True)),
        actions=[Action(_("Initiatives"), reverse("initiatives:portfolio"), icon="rocket")],
        empty=Empty(_("No template yet. The programme office keeps the plan of an initiative as one."), icon="copy"),
    ).respond(request)


def _shown(row: dict[str, Any], may_edit: bool) -> dict[str, Any]:
    outline = row["outline"]
    counts = {name: len(outline[name]) for name in ("milestones", "actions", "risks")}
    return row | {
        "counts": counts | {"days": outline["length"]},
        "by_name": person_name(row, "by"),
        "may_edit": may_edit,
    }


def template_keep(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = initiative_for(user, reference.upper())
    require(user, "templates.edit")

    def run(data: dict[str, Any]) -> tuple[str, str]:
        verbs.template_keep(reference=found.reference, **data, by=user, now=timezone.now())
        return reverse("initiatives:templates"), _("The template is kept.")

    return form_page(
        request,
        form=TemplateForm,
        run=run,
        title=_("Keep as a template"),
        submit=_("Keep template"),
        intro=_("The plan as it is now, its days counted from the start; no people, numbers or reports."),
        cancel_url=url_of(found.reference),
        initial={"name": found.title},
    )


def template_edit(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found: PlanTemplate = get_visible(PlanTemplate, user, reference.upper())
    require(user, "templates.edit")

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = version_of(request)
        who: dict[str, Any] = {"by": user, "now": timezone.now(), "expected_version": version}
        verbs.template_edit(reference=found.reference, changes=data, **who)
        return reverse("initiatives:templates"), _("Saved.")

    return form_page(
        request,
        form=TemplateForm,
        run=run,
        title=_("Edit template"),
        submit=_("Save"),
        cancel_url=reverse("initiatives:templates"),
        edited=Edited(found, written_as("template.edited"), attributes("name", "purpose")),
    )


def template_remove(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> str:
        verbs.template_remove(reference=reference.upper(), by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return _("The template is removed.")

    return step_page(request, run=run, back=reverse("initiatives:templates"))


def archive(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> str:
        initiative_archive(reference=reference.upper(), by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return _("It is in the archive. Lists show it when you ask for the archive.")

    return step_page(request, run=run, back=url_of(reference.upper()))


def unarchive(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> str:
        initiative_unarchive(reference=reference.upper(), by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return _("It is back in the lists.")

    return step_page(request, run=run, back=url_of(reference.upper()))
