"""What every area writes: events, messages to send, jobs, files, comments, saved views, idempotency keys.

Rows point to their subject by type and id (`tickets.ticket`, 42): no table here knows an area above.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.refs import reference_default


class CurrentTransaction(Func):
    """The id of the writing transaction: lets a reader of events wait for those that commit out of order."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()


class SubjectQuerySet(models.QuerySet[Any]):
    def about(self, subject: models.Model, *also: int) -> SubjectQuerySet:
        """Of a subject, and of other rows of its kind by their ids."""
        rows = self.filter(subject_type=subject._meta.label_lower)
        return rows.filter(subject_id__in=[subject.pk, *also]) if also else rows.filter(subject_id=subject.pk)


class AboutSubject(models.Model):
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()

    class Meta:
        abstract = True


class Event(AboutSubject):
    """One state change, append-only: who, when, from, to, why. Timeline, reports and cursors read it."""

    at = models.DateTimeField()
    tx = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)  # "ticket.resolved"
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)  # ids and facts, never personal text

    objects: ClassVar[Any] = SubjectQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="event_subject"),
            models.Index(fields=["tx", "id"], name="event_cursor"),
        ]


class OutboxRow(models.Model):
    """A message that has to go out. Written in the verb's transaction, sent by `portal.delivery` alone."""

    class Channel(models.TextChoices):
        INBOX = "inbox", _("Inbox")
        MAIL = "mail", _("E-mail")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        STUCK = "stuck", _("Stuck")
        GIVEN_UP = "given_up", _("Given up")

    # What makes this message this message: written twice, it goes out once.
    delivery_key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    kind = models.CharField(_("kind"), max_length=60)  # a key of portal.records.messages
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("recipient")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    message_id = models.CharField(max_length=200, unique=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    held_until = models.DateTimeField(null=True)  # waits for its receiver's working hours, which begin then
    lease_until = models.DateTimeField(null=True)
    last_refusal = models.TextField(_("last answer"), blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_attempt_at"], name="outbox_due", condition=Q(state__in=["waiting", "sending"])),
            models.Index(fields=["recipient", "-id"], name="outbox_inbox", condition=Q(channel="inbox")),
            models.Index(
                fields=["recipient"], name="outbox_unread", condition=Q(channel="inbox", read_at__isnull=True)
            ),
            models.Index(fields=["id"], name="outbox_stuck", condition=Q(state="stuck")),
        ]


class Job(models.Model):
    """Work that takes longer than a request: progress, heartbeat, cancel, result."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")

    reference = models.CharField(max_length=12, unique=True, default=reference_default("J"))
    kind = models.CharField(max_length=60)  # a key of portal.records.jobs
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    params = models.JSONField(default=dict)
    file = models.ForeignKey("StoredFile", null=True, on_delete=models.SET_NULL, related_name="+")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], name="job_open", condition=Q(state__in=["waiting", "running"]))]


def new_file_key() -> str:
    """Files lie under random keys: neither name nor owner can be guessed or read from the store."""
    key = secrets.token_hex(16)
    return f"{key[:2]}/{key}"


class StoredFile(AboutSubject):
    """An uploaded file. Visible to whom its subject is; a file without subject to its uploader alone."""

    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)  # type: ignore[assignment]  # a file may be there before its subject
    reference = models.CharField(max_length=12, unique=True, default=reference_default("F"))
    key = models.CharField(max_length=80, unique=True, default=new_file_key)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    internal = models.BooleanField(default=False)
    comment = models.ForeignKey("Comment", null=True, on_delete=models.CASCADE, related_name="files")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = SubjectQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="file_subject")]

    def get_absolute_url(self) -> str:
        return reverse("records:file", args=[self.reference])


class Comment(AboutSubject):
    """What people say about a subject; an internal one is for the working side only."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    internal = models.BooleanField(default=False)

    objects: ClassVar[Any] = SubjectQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="comment_subject")]


class SavedView(models.Model):
    """A list's filters under a name, for oneself or shared as a link."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("V"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(_("shared with everybody"), default=False)
    # Its owner's list opens with it.
    opens = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "list_name", "name"], name="saved_view_once"),
            models.UniqueConstraint(fields=["owner", "list_name"], condition=Q(opens=True), name="saved_view_opens"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("records:view", args=[self.reference])


class Presence(AboutSubject):
    """Who has the page of a subject open. Unlogged: a crash empties it, the next pulse brings everybody back."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    # While they write an answer: when that was last said.
    answering_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id", "person"], name="presence_once")]


class IdempotencyKey(models.Model):
    """The answer to a POST, kept so that a repetition gets the same one (docs/mechanisms/rest.md)."""

    LIFETIME = dt.timedelta(hours=24)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(default=bytes)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_once")]
