from django.urls import path

from initiatives.views import agenda, answers, charter, gates, ideas, initiatives, nameless, parts, portfolio

app_name = "initiatives"
urlpatterns = [
    path("ideas/", ideas.ideas, name="ideas"),
    path("ideas/new/", answers.submit, name="submit"),
    path("ideas/nameless/", nameless.submit, name="nameless"),
    path("ideas/nameless/receipt/", nameless.receipt, name="receipt"),
    path("ideas/nameless/receipt/note/", nameless.note, name="receipt-note"),
    path("ideas/<slug:reference>/talk/", nameless.talk, name="idea-talk"),
    path("ideas/<slug:reference>/", ideas.idea, name="idea"),
    path("ideas/<slug:reference>/edit/", answers.edit, name="idea-edit"),
    path("ideas/<slug:reference>/vote/", ideas.idea_vote_page, name="idea-vote"),
    path("ideas/<slug:reference>/comment/", ideas.idea_comment_page, name="idea-comment"),
    path("ideas/<slug:reference>/decide/", answers.decide, name="idea-decide"),
    path("ideas/<slug:reference>/turn/", answers.turn, name="idea-turn"),
    path("initiatives/", portfolio.portfolio, name="portfolio"),
    path("initiatives/timeline/", portfolio.timeline, name="timeline"),
    path("initiatives/new/", initiatives.new, name="new"),
    path("initiatives/<slug:reference>/", initiatives.initiative, name="initiative"),
    path("initiatives/<slug:reference>/edit/", initiatives.edit, name="edit"),
    path("initiatives/<slug:reference>/start/", initiatives.start, name="start"),
    path("initiatives/<slug:reference>/close/", initiatives.close, name="close"),
    path("initiatives/<slug:reference>/charter/<slug:section>/", charter.charter, name="charter"),
    path("initiatives/<slug:reference>/charter/<slug:section>/edit/", charter.charter_edit, name="charter-edit"),
    path("initiatives/<slug:reference>/gate/", gates.request_gate, name="gate-request"),
    path("initiatives/<slug:reference>/gate/decide/", gates.decide_gate, name="gate-decide"),
    path("initiatives/<slug:reference>/agenda/", agenda.agenda, name="agenda"),
    path("initiatives/<slug:reference>/comment/", initiatives.comment, name="initiative-comment"),
    path("initiatives/<slug:reference>/reports/new/", parts.report_new, name="report-new"),
    path("initiatives/<slug:reference>/readings/new/", parts.reading_new, name="reading-new"),
    path("initiatives/<slug:reference>/milestones/new/", parts.milestone_new, name="milestone-new"),
    path("initiatives/<slug:reference>/milestones/<slug:milestone>/done/", parts.milestone_done, name="milestone-done"),
    path("initiatives/<slug:reference>/departments/new/", parts.participant_new, name="participant-new"),
    path("initiatives/<slug:reference>/departments/remove/", parts.participant_remove, name="participant-remove"),
]
