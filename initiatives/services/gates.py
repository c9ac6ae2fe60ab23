"""Verbs at a gate: ask to pass it, decide it. Nothing else moves an initiative from stage to stage."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.choices import GateDecision, InitiativeState, Stage
from initiatives.models import GateReview, Initiative
from initiatives.queries.gates import facts_of
from initiatives.services.initiatives import check_not_closed, editable, missing_words, tell
from initiatives.services.tracking import checks_begin
from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.files import attach
from portal.records.services import event_write


def gate_request(
    *,
    reference: str,
    evidence: str,
    by: User,
    now: datetime,
    result: str = "",
    uploads: list[Any] | None = None,
    expected_version: int | None = None,
) -> GateReview:
    """Ask to pass the next gate, with the evidence. `result` says what came of it, for the last gate.

    The sponsor is told. Refuses without evidence (Malformed), while a request is open, what is closed, and by name
    what the gate asks for and isn't there.
    """
    if not evidence.strip():
        sentence = _("Say what shows that it is ready.")
        raise Malformed("evidence_missing", sentence, errors={"evidence": [sentence]})
    with transaction.atomic():
        initiative = editable(reference, by, expected_version)
        check_not_closed(initiative)
        if GateReview.objects.filter(initiative=initiative, decision="").exists():
            raise Refused("gate_open", _("A gate is asked for already and waits for its decision."))
        target = rules.gates.next_stage(initiative.stage) or Stage.CLOSED
        if result.strip() and target == Stage.CLOSED:
            initiative.result = result
            initiative.save(update_fields=["result"])
        check_ready(initiative, target)
        review = GateReview.objects.create(
            initiative=initiative,
            from_stage=initiative.stage,
            to_stage=target,
            evidence=evidence,
            requested_by=by,
            requested_at=now,
        )
        attach(subject=initiative, uploads=uploads or [], by=by)
        data = {"review": review.reference, "stage": target}
        event_write(subject=initiative, verb="initiative.gate_requested", by=by, at=now, reason=evidence, data=data)
        people = [initiative.sponsor] if initiative.sponsor and initiative.sponsor_id != by.pk else []
        tell(initiative, "gate-requested", f"gate:{review.pk}:requested", people, now)
    return review


def check_ready(initiative: Initiative, stage: str) -> None:
    """Refuse, by name, when the gate into this stage asks for something that isn't there."""
    absent = rules.gates.missing(rules.gates.NEEDS[stage], facts_of(initiative))
    if absent:
        words = _("The gate to “%(stage)s” still needs: %(missing)s.")
        values = {"stage": Stage(stage).label, "missing": missing_words(absent)}
        raise Refused("gate_not_ready", words % values, {"missing": absent})


def gate_decide(
    *,
    reference: str,
    decision: GateDecision,
    reason: str,
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> GateReview:
    """Decide the open request: go moves the initiative on, rework leaves it where it is, stop ends it there.

    Going through the last gate closes it. Owner and asker are told. Refuses without a reason (Malformed), without an
    open request, whoever asked (four eyes), and a go for which something is missing meanwhile.
    """
    if not reason.strip():
        sentence = _("Say why: everybody who works on it reads it.")
        raise Malformed("reason_missing", sentence, errors={"reason": [sentence]})
    with transaction.atomic():
        initiative: Initiative = get_visible(Initiative, by, reference, lock=True)
        require(by, "initiatives.decide_gate", initiative)
        check_version(initiative, expected_version)
        review = _open_review(initiative, by)
        if decision == GateDecision.GO:
            check_ready(initiative, review.to_stage)
        review.decision, review.reason, review.decided_by, review.decided_at = decision, reason, by, now
        review.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
        before = initiative.state
        _move(initiative, review, now)
        event_write(
            subject=initiative,
            verb=f"initiative.gate_{decision}",
            by=by,
            at=now,
            from_state=before,
            to_state=initiative.state,
            reason=reason,
            data={"review": review.reference, "stage": review.to_stage},
        )
        people = [person for person in (initiative.owner, review.requested_by) if person.pk != by.pk]
        tell(initiative, "gate-decided", f"gate:{review.pk}:decided", people, now)
    return review


def _open_review(initiative: Initiative, by: User) -> GateReview:
    review = GateReview.objects.filter(initiative=initiative, decision="").select_related("requested_by").first()
    if review is None:
        raise Refused("no_gate_open", _("No gate waits for a decision here."))
    if review.requested_by_id == by.pk:
        raise Refused("own_request", _("You asked for this gate, so somebody else decides it."))
    return review


def _move(initiative: Initiative, review: GateReview, now: datetime) -> None:
    """Where the decision leaves the initiative."""
    if review.decision == GateDecision.GO:
        initiative.stage = review.to_stage
    if review.decision == GateDecision.STOP or initiative.stage == Stage.CLOSED:
        initiative.state, initiative.closed_at = InitiativeState.CLOSED, now
        initiative.result = initiative.result or review.reason
    initiative.version += 1
    initiative.save(update_fields=["stage", "state", "closed_at", "result", "version"])
    if initiative.stage == Stage.CLOSED:  # what was stopped is asked for nothing
        checks_begin(initiative, now=now)
