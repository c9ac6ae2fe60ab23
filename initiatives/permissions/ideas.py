"""Who may do what with ideas, and their routes."""

from django.db.models import Q

from initiatives.models import AnswerTime, Idea
from portal.people.models import Role, Scope
from portal.people.registry import PUBLIC, ModelScopes, register_actions, register_routes, register_scopes

DECIDERS = {Role.DEPARTMENT_HEAD: Scope.DEPARTMENT, Role.PROGRAMME_OFFICE: Scope.ALL}
# And the colleague who answers a call in person: own_by_action below.
ANSWERERS = {Role.EMPLOYEE: Scope.OWN} | DECIDERS
IN_PERSON = ("ideas.talk", "ideas.decide", "ideas.reassign", "ideas.merge")

register_actions(
    {
        "ideas.view": {Role.EMPLOYEE: Scope.ALL},
        "ideas.submit": {Role.EMPLOYEE: Scope.ALL},
        # To an author whom nobody knows.
        "ideas.talk": ANSWERERS,
        # The names of authors who are known to the programme office only.
        "ideas.author_view": {Role.PROGRAMME_OFFICE: Scope.ALL},
        "ideas.edit": {Role.EMPLOYEE: Scope.OWN},
        "ideas.vote": {Role.EMPLOYEE: Scope.ALL},
        "ideas.follow": {Role.EMPLOYEE: Scope.ALL},
        "ideas.comment": {Role.EMPLOYEE: Scope.ALL},
        "ideas.decide": ANSWERERS,
        "ideas.turn": DECIDERS,
        "ideas.reassign": ANSWERERS,
        "ideas.reply": {Role.EMPLOYEE: Scope.OWN},
        "ideas.object": {Role.EMPLOYEE: Scope.OWN},
        "answer_times.view": {Role.EMPLOYEE: Scope.ALL},
        "answer_times.edit": DECIDERS,
        # Heads first, everybody thirty days later: queries.scoreboard.
        "answer_board.view": {Role.EMPLOYEE: Scope.ALL},
        "answer_board.switch_on": {Role.PROGRAMME_OFFICE: Scope.ALL},
        "ideas.merge": ANSWERERS,
        "ideas.import": {Role.PROGRAMME_OFFICE: Scope.ALL},
        # Its author, and whoever answers it.
        "ideas.tag": ANSWERERS,
    }
)


def _answering(ids: frozenset[int]) -> Q:
    """A department holds what it has to answer, whosever work an idea would change."""
    return Q(answering__in=ids)


register_scopes(
    Idea,
    ModelScopes(
        view="ideas.view",
        own=lambda user: Q(author=user),
        department=_answering,
        own_by_action={
            **dict.fromkeys(IN_PERSON, lambda user: Q(answerer=user)),
            "ideas.tag": lambda user: Q(author=user) | Q(answerer=user),
        },
    ),
)
register_scopes(AnswerTime, ModelScopes(view="answer_times.view", department=lambda ids: Q(department__in=ids)))

register_routes(
    {
        "initiatives:ideas": {"GET": "ideas.view"},
        "initiatives:decisions": {"GET": "ideas.decide"},
        "initiatives:answer-times": {"GET": "answer_times.view"},
        "initiatives:answer-time-new": "answer_times.edit",
        "initiatives:answer-time-edit": "answer_times.edit",
        "initiatives:answer-board": {"GET": "answer_board.view", "POST": "answer_board.switch_on"},
        "initiatives:idea-import": "ideas.import",
        "initiatives:idea-import-job": {"GET": "ideas.import"},
        "initiatives:idea-import-apply": {"POST": "ideas.import"},
        "initiatives:idea-import-cancel": {"POST": "ideas.import"},
        "api:idea-import-list": {"POST": "ideas.import"},
        "api:idea-import-detail": {"GET": "ideas.import"},
        "api:idea-import-apply": {"POST": "ideas.import"},
        "api:idea-import-cancel": {"POST": "ideas.import"},
        "initiatives:submit": {"GET": "ideas.submit", "POST": "ideas.submit"},
        "initiatives:capture": {"GET": "ideas.submit", "POST": "ideas.submit"},
        # Nobody is known to have asked for these (portal/core/nameless.py).
        "initiatives:nameless": {"POST": PUBLIC},
        "initiatives:nameless-similar": {"POST": PUBLIC},
        "api:idea-nameless-similar": {"POST": PUBLIC},
        "initiatives:receipt": {"GET": PUBLIC, "POST": PUBLIC},
        "initiatives:receipt-note": {"POST": PUBLIC},
        "api:idea-nameless": {"POST": PUBLIC},
        "api:idea-receipt": {"POST": PUBLIC},
        "api:idea-receipt-note": {"POST": PUBLIC},
        "initiatives:idea-talk": {"GET": "ideas.talk", "POST": "ideas.talk"},
        "api:idea-talk": {"GET": "ideas.talk", "POST": "ideas.talk"},
        "initiatives:idea": {"GET": "ideas.view"},
        "initiatives:idea-story": {"GET": "ideas.view"},
        "api:idea-story": {"GET": "ideas.view"},
        "initiatives:similar": {"POST": "ideas.view"},
        "initiatives:idea-merge": {"GET": "ideas.merge", "POST": "ideas.merge"},
        "initiatives:idea-unmerge": {"POST": "ideas.merge"},
        "initiatives:idea-join": {"POST": "ideas.vote"},
        "initiatives:idea-edit": {"GET": "ideas.edit", "POST": "ideas.edit"},
        "initiatives:idea-vote": {"POST": "ideas.vote"},
        "initiatives:idea-follow": {"POST": "ideas.follow"},
        "initiatives:idea-unfollow": {"POST": "ideas.follow"},
        "initiatives:idea-comment": {"GET": "ideas.comment", "POST": "ideas.comment"},
        "initiatives:idea-decide": {"GET": "ideas.decide", "POST": "ideas.decide"},
        "initiatives:idea-turn": {"GET": "ideas.turn", "POST": "ideas.turn"},
        "initiatives:idea-ask": "ideas.decide",
        "initiatives:idea-reply": "ideas.reply",
        "initiatives:idea-reassign": "ideas.reassign",
        "initiatives:idea-object": "ideas.object",
        "api:idea-list": {"GET": "ideas.view", "POST": "ideas.submit"},
        "api:idea-detail": {"GET": "ideas.view", "PATCH": "ideas.edit"},
        "api:idea-similar-list": {"GET": "ideas.view", "POST": "ideas.view"},
        "api:idea-merge": {"POST": "ideas.merge"},
        "api:idea-unmerge": {"POST": "ideas.merge"},
        "api:idea-join": {"POST": "ideas.vote"},
        "api:idea-vote": {"POST": "ideas.vote", "DELETE": "ideas.vote"},
        "api:idea-follow": {"POST": "ideas.follow"},
        "api:idea-unfollow": {"POST": "ideas.follow"},
        "api:idea-people": {"GET": "ideas.comment"},
        "api:idea-comments": {"GET": "ideas.view", "POST": "ideas.comment"},
        "api:idea-decide": {"POST": "ideas.decide"},
        "api:idea-turn": {"POST": "ideas.turn"},
        "api:idea-ask": {"POST": "ideas.decide"},
        "api:idea-reply": {"POST": "ideas.reply"},
        "api:idea-reassign": {"POST": "ideas.reassign"},
        "api:idea-object": {"POST": "ideas.object"},
        "api:idea-scoreboard": {"GET": "answer_board.view", "POST": "answer_board.switch_on"},
        "api:answer-time-list": {"GET": "answer_times.view", "POST": "answer_times.edit"},
        "api:answer-time-detail": {"GET": "answer_times.view", "PATCH": "answer_times.edit"},
    }
)
