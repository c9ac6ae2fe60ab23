"""What runs in the background, as rows."""

from django.db import models


class Heartbeat(models.Model):
    """The last time that a task came through the queue: shows that beat, broker and worker all live."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
