"""The verbs: the only writers of this area. One file per subject."""

from .catalogue import service_create, service_edit, service_set_way, service_upsert
from .chasing import ticket_chase
from .clocks import breach_due_clocks
from .commenting import ticket_comment
from .editing import ticket_edit
from .failures import charge_failures, find_failures
from .handing import ticket_hand_over, ticket_pass_on
from .handling import handling_band_set, norms_work_out
from .jump_policies import jump_policy_set
from .jumps import (
    expire_jumps,
    find_unacknowledged,
    jump_acknowledge,
    jump_grant,
    jump_refuse,
    jump_review,
    jump_stop,
    ticket_jump,
)
from .moving import tickets_move
from .opening import ticket_open, ticket_upsert
from .promises import break_due_promises, find_endangered, promise_keep, promise_renegotiate, ticket_promise
from .purposes import purpose_dismiss, purpose_set
from .resolving import ticket_confirm, ticket_reopen, ticket_resolve
from .retiming import retime_clocks
from .taking import ticket_release, ticket_take
from .waiting import ticket_resume, ticket_wait

__all__ = [
    "breach_due_clocks",
    "break_due_promises",
    "charge_failures",
    "expire_jumps",
    "find_endangered",
    "find_failures",
    "find_unacknowledged",
    "handling_band_set",
    "jump_acknowledge",
    "jump_grant",
    "jump_policy_set",
    "jump_refuse",
    "jump_review",
    "jump_stop",
    "norms_work_out",
    "promise_keep",
    "promise_renegotiate",
    "purpose_dismiss",
    "purpose_set",
    "retime_clocks",
    "service_create",
    "service_edit",
    "service_set_way",
    "service_upsert",
    "ticket_chase",
    "ticket_comment",
    "ticket_confirm",
    "ticket_edit",
    "ticket_hand_over",
    "ticket_jump",
    "ticket_open",
    "ticket_pass_on",
    "ticket_promise",
    "ticket_release",
    "ticket_reopen",
    "ticket_resolve",
    "ticket_resume",
    "ticket_take",
    "ticket_upsert",
    "ticket_wait",
    "tickets_move",
]
