"""What a step on many tickets asks for: the form of the single step."""

from typing import Any

from django import forms

from feedback.tickets.forms import HandOverForm, InternalCommentForm, MergeForm, ResolveForm


class BulkCommentForm(InternalCommentForm):
    """Without files: each ticket would need a copy of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["attachment"]


# None: done at once.
FORMS: dict[str, type[forms.Form] | None] = {
    "take": None,
    "hand_over": HandOverForm,
    "release": None,
    "resolve": ResolveForm,
    "comment": BulkCommentForm,
    "watch": None,
    "merge": MergeForm,
}
