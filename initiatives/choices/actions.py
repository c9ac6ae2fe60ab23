"""States of an action, in the order of the board's columns, and how each looks."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.core.states import Look


class ActionState(models.TextChoices):
    TODO = "todo", pgettext_lazy("action", "To do")
    DOING = "doing", pgettext_lazy("action", "In progress")
    DONE = "done", pgettext_lazy("action", "Done")


ACTION_LOOKS = {
    ActionState.TODO: Look(ActionState.TODO.label, "circle-dashed", "grey"),
    ActionState.DOING: Look(ActionState.DOING.label, "progress", "blue"),
    ActionState.DONE: Look(ActionState.DONE.label, "circle-check", "green"),
}
