"""Pages at a gate: ask to pass it, decide it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.choices import GateDecision, Stage
from initiatives.forms.gates import GateDecideForm, GateRequestForm, LastGateForm
from initiatives.queries.initiatives import initiative_with_parts
from initiatives.services.gates import gate_decide, gate_request
from initiatives.views.initiatives import url_of
from initiatives.views.pictures import needs_of
from initiatives.views.shared import INITIATIVE_CHANGES
from portal.people.access import require
from portal.records.pages import form_page
from portal.records.stale import Edited, version_of, written_as


def request_gate(request: HttpRequest, reference: str) -> HttpResponse:
    found, parts = initiative_with_parts(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)
    target = Stage(rules.gates.next_stage(found.stage) or Stage.CLOSED)
    last = target == Stage.CLOSED

    def run(data: dict[str, Any]) -> tuple[str, str]:
        gate_request(
            reference=found.reference,
            evidence=data["evidence"],
            result=data.get("result", ""),
            uploads=data["attachments"],
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            expected_version=version_of(request),
        )
        return f"{url_of(found.reference)}#gates", _("The gate is asked for.")

    return form_page(
        request,
        form=LastGateForm if last else GateRequestForm,
        run=run,
        title=_("Ask for the gate"),
        submit=_("Ask for the gate"),
        cancel_url=url_of(found.reference),
        initial={"result": found.result} if last else {},
        edited=Edited(found, written_as(*INITIATIVE_CHANGES)),
        template="initiatives/portfolio/gate_request.html",
        context={"stage": target, "needs": needs_of(target, parts.facts), "initiative": found},
    )


def decide_gate(request: HttpRequest, reference: str) -> HttpResponse:
    found, parts = initiative_with_parts(request.user, reference.upper())
    require(request.user, "initiatives.decide_gate", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        gate_decide(
            reference=found.reference,
            decision=GateDecision(data["decision"]),
            reason=data["reason"],
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            expected_version=version_of(request),
        )
        return f"{url_of(found.reference)}#gates", _("The gate is decided.")

    review = parts.open_review
    stage = Stage(review["to_stage"]) if review else None
    return form_page(
        request,
        form=GateDecideForm,
        run=run,
        title=_("Decide the gate"),
        submit=_("Decide"),
        cancel_url=url_of(found.reference),
        edited=Edited(found, written_as(*INITIATIVE_CHANGES)),
        template="initiatives/portfolio/gate_decide.html",
        context={
            "stage": stage,
            "needs": needs_of(stage, parts.facts) if stage else [],
            "review": review,
            "initiative": found,
        },
    )
