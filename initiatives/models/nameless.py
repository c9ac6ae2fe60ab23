"""Ideas that nobody is known to have written. No row here has an actor, a time of day or an id that tells an order."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models.challenges import Challenge
from initiatives.models.ideas import TEXT_MAX, TITLE_MAX, Idea
from portal.people.models import Department


def random_id() -> int:
    """A key that says nothing about when: 62 random bits."""
    return secrets.randbits(62) | 1 << 61


class NamelessSubmission(models.Model):
    """Waits until its batch is published, and is deleted then."""

    id = models.BigIntegerField(primary_key=True, default=random_id)
    title = models.CharField(max_length=TITLE_MAX)
    text = models.TextField(max_length=TEXT_MAX)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    challenge = models.ForeignKey(Challenge, null=True, on_delete=models.PROTECT, related_name="nameless")
    day = models.DateField()
    digest = models.CharField(max_length=64, unique=True)  # of its receipt code, rules/nameless.py

    class Meta:
        verbose_name = _("idea known to nobody")


class NamelessPicture(models.Model):
    """A picture of a waiting submission, already without anything but its pixels.

    In the database until its batch is published: a file would tell the minute by its own time.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id)
    submission = models.ForeignKey(NamelessSubmission, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = _("picture of an idea known to nobody")
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="nameless_picture_number")]


class Receipt(models.Model):
    """Whoever has the code can talk about this idea; the code itself is not kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    idea = models.OneToOneField(Idea, on_delete=models.CASCADE, related_name="receipt")


class ReceiptNote(models.Model):
    """What the author and those who answer write to each other; `by` is empty for the author."""

    id = models.BigIntegerField(primary_key=True, default=random_id)
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="notes")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    text = models.TextField(max_length=TEXT_MAX)
    # Those who answer were told that the author wrote this; once a day, so that the minute says nothing.
    told = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("note about an idea known to nobody")
        constraints = [models.UniqueConstraint(fields=["idea", "number"], name="receipt_note_number")]
        indexes = [models.Index(fields=["idea"], name="receipt_note_untold", condition=models.Q(by=None, told=False))]
