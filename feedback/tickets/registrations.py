"""What this area puts into the registries: files' visibility, search, a leaver's tickets, words for races."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.customers.related import register_related
from feedback.tickets.models import DUTY_ONCE, LEVEL_ONCE, RULE_PLACE, Article, InboundMail, Problem, Ticket
from feedback.tickets.queries import find_tickets, open_work_of
from feedback.tickets.queries.approvals import approvals_waiting
from feedback.tickets.queries.articles import find_articles
from feedback.tickets.queries.callers import tickets_of
from feedback.tickets.queries.duties import duties_ahead, is_on_duty
from feedback.tickets.queries.inbound import may_read_mail
from feedback.tickets.queries.retiming import effect_of_calendar
from feedback.tickets.queries.timeline import EVENT_WORDS
from feedback.tickets.services import approvals_move, duties_end, tickets_move
from feedback.tickets.services.articles import already_written
from feedback.tickets.services.duties import on_duty_already
from feedback.tickets.services.inbound.looking_after import address_taken
from feedback.tickets.services.levels import level_exists
from feedback.tickets.services.opening import external_id_taken
from feedback.tickets.services.problems import already_known
from feedback.tickets.services.routing_rules import place_taken
from portal.calendars.effects import Effect, register_effect
from portal.core.races import register_constraint
from portal.core.search_registry import Searchable, register_search
from portal.delivery.presence import register_presence
from portal.people.access import scope_q
from portal.people.handover import HandOver, register_handover
from portal.records.live import LiveModel, register_live
from portal.records.subjects import Subject, register_subject

register_presence(is_on_duty)

register_subject(
    Ticket,
    Subject(
        # The files of a merged ticket are open to those who read it in the other one.
        visible=lambda user, pk: Ticket.objects.visible_to(user).filter(Q(pk=pk) | Q(merged=pk)).exists(),
        internal=lambda user, pk: (
            Ticket.objects.permitted(user, "tickets.internal_view").filter(Q(pk=pk) | Q(merged=pk)).exists()
        ),
    ),
)
register_subject(
    Article,
    Subject(
        visible=lambda user, pk: Article.objects.visible_to(user).filter(pk=pk).exists(),
        internal=lambda user, pk: Article.objects.permitted(user, "articles.edit").filter(pk=pk).exists(),
    ),
)
register_subject(
    Problem,
    Subject(
        visible=lambda user, pk: Problem.objects.visible_to(user).filter(pk=pk).exists(),
        internal=lambda user, pk: Problem.objects.visible_to(user).filter(pk=pk).exists(),
    ),
)
register_live(
    LiveModel(Ticket, internal=lambda user: scope_q(user, "tickets.internal_view", Ticket), words=EVENT_WORDS)
)
register_subject(InboundMail, Subject(visible=may_read_mail, internal=may_read_mail))
register_search("articles", Searchable(_("Knowledge articles"), "book", find_articles))
register_related("tickets", tickets_of)
register_search("tickets", Searchable(_("Tickets"), "ticket", find_tickets))
register_handover("tickets", HandOver(_("Open tickets"), open_work_of, tickets_move))
register_handover("duties", HandOver(_("On the duty roster"), duties_ahead, duties_end))
register_handover("approvals", HandOver(_("Waits for an approval of theirs"), approvals_waiting, approvals_move))
register_constraint(DUTY_ONCE, lambda _exc: on_duty_already())
register_constraint(RULE_PLACE, lambda _exc: place_taken())
register_constraint(LEVEL_ONCE, lambda _exc: level_exists())
register_constraint("tickets_ticket_external_id_key", lambda _exc: external_id_taken())
register_constraint("tickets_article_question_id_key", lambda _exc: already_written())
register_constraint("ticket_problem_alive", lambda _exc: already_known())
register_constraint("tickets_inboundaddress_address_key", lambda _exc: address_taken())
register_effect(lambda calendar, spec, now: Effect(_("Tickets"), *effect_of_calendar(calendar, spec, now=now)))
