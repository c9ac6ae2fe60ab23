"""The verbs: the only writers of this area. One file per subject."""

from .approvals.answering import (
    approval_approve,
    approval_decline,
    approval_delegate,
    approval_withdraw,
    approvals_move,
)
from .approvals.asking import ticket_ask_approval
from .approvals.demanding import service_set_approvals
from .approvals.sweep import remind_approvers
from .articles import (
    article_approve,
    article_edit,
    article_retire,
    article_use,
    article_write,
    remind_article_owners,
)
from .calling import call_ticket_open
from .catalogue import service_create, service_edit, service_set_way, service_upsert
from .chasing import ticket_chase
from .clocks import breach_due_clocks
from .commenting import ticket_comment
from .duties import duties_end, duty_cancel, duty_create, duty_edit
from .editing import ticket_edit
from .escalating import escalate_clocks
from .failures import charge_failures, find_failures
from .families import ticket_open_child
from .handing import ticket_hand_over, ticket_pass_on
from .handling import handling_band_set, norms_work_out
from .inbound.looking_after import address_set, inbound_retry, inbound_take_over
from .inbound.receiving import mail_receive
from .inbound.working import mails_work
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
from .levels import level_create, level_edit
from .merging import ticket_merge, ticket_split
from .moving import tickets_move
from .one_button import button_create, button_edit, ticket_open_settled, ticket_settle
from .opening import ticket_open, ticket_upsert
from .problem_sweep import escalate_overdue, gather_new_tickets, propose_hot_spots, start_due_changes
from .problems import (
    problem_accept,
    problem_change,
    problem_close,
    problem_consent,
    problem_decline,
    problem_join,
    problem_leave,
    problem_make_initiative,
    problem_propose,
)
from .promises import break_due_promises, find_endangered, promise_keep, promise_renegotiate, ticket_promise
from .purposes import purpose_dismiss, purpose_set
from .questions import (
    expire_questions,
    openness_set,
    question_answer,
    question_decline,
    question_rate,
    question_withdraw,
    ticket_ask,
)
from .resolving import ticket_confirm, ticket_reopen, ticket_resolve
from .retiming import retime_clocks
from .routing_rules import rule_copy, rule_create, rule_edit, rule_move, rule_preview
from .service_forms import service_set_form
from .starting_texts import text_create, text_edit
from .taking import ticket_release, ticket_take
from .waiting import ticket_resume, ticket_wait
from .watching import ticket_unwatch, ticket_watch

__all__ = [
    "address_set",
    "approval_approve",
    "approval_decline",
    "approval_delegate",
    "approval_withdraw",
    "approvals_move",
    "article_approve",
    "article_edit",
    "article_retire",
    "article_use",
    "article_write",
    "breach_due_clocks",
    "break_due_promises",
    "button_create",
    "button_edit",
    "call_ticket_open",
    "charge_failures",
    "duties_end",
    "duty_cancel",
    "duty_create",
    "duty_edit",
    "escalate_clocks",
    "escalate_overdue",
    "expire_jumps",
    "expire_questions",
    "find_endangered",
    "find_failures",
    "find_unacknowledged",
    "gather_new_tickets",
    "handling_band_set",
    "inbound_retry",
    "inbound_take_over",
    "jump_acknowledge",
    "jump_grant",
    "jump_policy_set",
    "jump_refuse",
    "jump_review",
    "jump_stop",
    "level_create",
    "level_edit",
    "mail_receive",
    "mails_work",
    "norms_work_out",
    "openness_set",
    "problem_accept",
    "problem_change",
    "problem_close",
    "problem_consent",
    "problem_decline",
    "problem_join",
    "problem_leave",
    "problem_make_initiative",
    "problem_propose",
    "promise_keep",
    "promise_renegotiate",
    "propose_hot_spots",
    "purpose_dismiss",
    "purpose_set",
    "question_answer",
    "question_decline",
    "question_rate",
    "question_withdraw",
    "remind_approvers",
    "remind_article_owners",
    "retime_clocks",
    "rule_copy",
    "rule_create",
    "rule_edit",
    "rule_move",
    "rule_preview",
    "service_create",
    "service_edit",
    "service_set_approvals",
    "service_set_form",
    "service_set_way",
    "service_upsert",
    "start_due_changes",
    "text_create",
    "text_edit",
    "ticket_ask",
    "ticket_ask_approval",
    "ticket_chase",
    "ticket_comment",
    "ticket_confirm",
    "ticket_edit",
    "ticket_hand_over",
    "ticket_jump",
    "ticket_merge",
    "ticket_open",
    "ticket_open_child",
    "ticket_open_settled",
    "ticket_pass_on",
    "ticket_promise",
    "ticket_release",
    "ticket_reopen",
    "ticket_resolve",
    "ticket_resume",
    "ticket_settle",
    "ticket_split",
    "ticket_take",
    "ticket_unwatch",
    "ticket_upsert",
    "ticket_wait",
    "ticket_watch",
    "tickets_move",
]
