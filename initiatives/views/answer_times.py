"""Answer times: the list, and the forms of those who keep them."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives import rules
from initiatives.forms.answers import AnswerTimeForm, NewAnswerTimeForm
from initiatives.models import AnswerTime
from initiatives.queries.answering import ANSWER_TIME_ORDERINGS, ANSWER_TIME_ROW
from initiatives.services.answer_times import answer_time_create, answer_time_edit
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.core.names import in_language
from portal.people.access import Reach, access_of, get_visible, require
from portal.records.pages import form_page
from portal.records.stale import Edited, attributes, version_of, written_as

EXPORT = [
    ExportColumn("reference", lambda row: row["reference"]),
    ExportColumn("department", lambda row: row["department_name"]),
    ExportColumn("working_days", lambda row: row["days"]),
]


def answer_times(request: HttpRequest) -> HttpResponseBase:
    reach = access_of(request.user).reach("answer_times.edit")
    add = Action(_("New answer time"), reverse("initiatives:answer-time-new"), primary=True)
    sentence = _("No answer time is set: every department has %(days)s working days.") % {"days": rules.DEFAULT_DAYS}
    return ListPage(
        name="answer-times",
        title=_("Answer times"),
        rows=AnswerTime.objects.visible_to(request.user),
        values=ANSWER_TIME_ROW,
        rows_template="initiatives/ideas/_answer_time_rows.jinja",
        columns=[Column(gettext_lazy("Answering department"), "main"), Column(gettext_lazy("Working days"))],
        orderings=list(zip(ANSWER_TIME_ORDERINGS, [_("Shortest first"), _("Newest first")], strict=True)),
        prepare=partial(_rows, reach),
        actions=[add] if reach else [],
        empty=Empty(sentence, icon="clock"),
        export_columns=EXPORT,
    ).respond(request)


def _rows(reach: Reach, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        row
        | {
            "department_name": in_language(row, "department__name") if row["department"] else _("The whole company"),
            "may_edit": reach.all or row["department"] in reach.departments,
        }
        for row in found
    ]


def answer_time_new(request: HttpRequest) -> HttpResponse:
    require(request.user, "answer_times.edit")
    reach = access_of(request.user).reach("answer_times.edit")

    def run(data: dict[str, Any]) -> tuple[str, str]:
        answer_time_create(by=_user(request), now=timezone.now(), **data)
        return reverse("initiatives:answer-times"), _("Saved. It counts for ideas from now on.")

    return form_page(
        request,
        form=partial(NewAnswerTimeForm, reach=reach),
        run=run,
        title=_("New answer time"),
        submit=_("Save"),
        cancel_url=reverse("initiatives:answer-times"),
    )


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    found: AnswerTime = get_visible(AnswerTime, request.user, reference.upper())
    require(request.user, "answer_times.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = version_of(request)
        answer_time_edit(
            reference=found.reference, by=_user(request), now=timezone.now(), expected_version=version, **data
        )
        return reverse("initiatives:answer-times"), _("Saved. It counts for ideas from now on.")

    return form_page(
        request,
        form=AnswerTimeForm,
        run=run,
        title=_("Edit answer time"),
        intro=found.department.name if found.department else _("The whole company"),
        submit=_("Save"),
        cancel_url=reverse("initiatives:answer-times"),
        edited=Edited(found, written_as("answer_time.edited"), attributes("days")),
    )


def _user(request: HttpRequest) -> Any:
    return request.user
