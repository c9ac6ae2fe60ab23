"""Whom we serve, as a ticket's page shows it to those who have the ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from feedback.tickets.models import Purpose, PurposeRead
from portal.core.names import either
from portal.people.access import access_of


@dataclass(frozen=True)
class PurposeCard:
    """Read in the ticket's own query (`purpose_card`)."""

    reference: str
    whom_en: str
    whom_zh: str
    need_en: str
    need_zh: str
    value_en: str
    value_zh: str

    @property
    def whom(self) -> str:
        return either(self.whom_en, self.whom_zh)

    @property
    def need(self) -> str:
        return either(self.need_en, self.need_zh)

    @property
    def value(self) -> str:
        return either(self.value_en, self.value_zh)


def purpose_card(user: Any) -> Subquery:
    """For `annotate` on tickets: what holds for the service here, else for the department; not what was put away.

    Only for colleagues of the department that has the ticket.
    """
    mine = access_of(user).reach("tickets.take").departments
    read = PurposeRead.objects.filter(purpose=OuterRef("pk"), user=user, version=OuterRef("version"))
    rows = Purpose.objects.filter(
        Q(service=OuterRef("service")) | Q(service=None), department=OuterRef("department"), department_id__in=mine
    )
    rows = rows.exclude(Exists(read)).order_by(F("service_id").asc(nulls_last=True))
    return Subquery(rows.values(one=JSONObject(reference="reference", **{name: name for name in Purpose.TEXTS}))[:1])


def purpose_of(found: dict[str, Any] | None) -> PurposeCard | None:
    return PurposeCard(**found) if found else None
