"""Statistics by department that nobody can be told from: the parts of the company, and what each did in a month."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.people.models import Department


class DepartmentPart(models.Model):
    """In which part a department counts from the month `since` on; `lead` is the first department of that part.

    A partition is the rows of one month. It ends where the next begins; one that has begun never changes.
    """

    since = models.DateField()
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("part of the company")
        constraints = [models.UniqueConstraint(fields=["since", "department"], name="part_once")]


class PartMonth(models.Model):
    """What the people of a part did in a month, counted once when it was over; without `lead`: the whole company.

    `submitted`, `voted` and `commented` are where the step of the share begins, in percent (rules.participation):
    the number of people itself is not kept. All of it is empty where there were fewer than five.
    """

    month = models.DateField(_("month"))
    lead = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField(_("colleagues"))
    ideas = models.PositiveIntegerField(_("ideas"), null=True)
    submitted = models.PositiveSmallIntegerField(null=True)
    voted = models.PositiveSmallIntegerField(null=True)
    commented = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("participation in a month")
        constraints = [models.UniqueConstraint(fields=["month", "lead"], name="part_month_once", nulls_distinct=False)]
        triggers = [pgtrigger.Protect(name="part_month_append_only", operation=pgtrigger.Update)]
