"""Forms about ideas: few fields, since an idea is written down in half a minute."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Anonymity
from initiatives.forms.tags import TagsField
from initiatives.models.ideas import TEXT_MAX, TITLE_MAX
from initiatives.queries.challenges import open_calls, open_calls_for
from portal.people.mentions import offer_mentions
from portal.people.models import Department
from portal.records.forms import FilesField


def department_field(**options: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=Department.objects.filter(active=True).order_by("code"), **options)


def text_field(**options: Any) -> forms.CharField:
    rows = options.pop("rows", 6)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **({"max_length": TEXT_MAX} | options))


class IdeaForm(forms.Form):
    title = forms.CharField(label=_("The idea in one line"), max_length=TITLE_MAX)
    text = text_field(label=_("What is the idea, and whom does it help?"))
    department = department_field(
        label=_("Department concerned"), help_text=_("Whose work would change. Its head answers you.")
    )


def offer_calls(form: forms.Form, calls: Any) -> None:
    """Give the form its field `challenge`, in front, where a call is open; with one the department may be left out."""
    if not calls:
        return
    form.fields["challenge"] = forms.ModelChoiceField(
        queryset=calls,
        to_field_name="reference",
        required=False,
        label=_("Answers the call"),
        empty_label=_("None: an idea of its own"),
    )
    form.order_fields(["challenge"])
    form.fields["department"].required = False
    form.fields["department"].help_text = _("Whose work would change. To a call it may be left out.")


class SubmitForm(IdeaForm):
    tags = TagsField()
    attachments = FilesField(label=_("Pictures or files"), required=False)
    anonymity = forms.ChoiceField(
        label=_("Who may know that it is from you?"),
        widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in (Anonymity.NAMED, Anonymity.OFFICE)],
        initial=Anonymity.NAMED.value,
        required=False,
    )

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            offer_calls(self, open_calls_for(user, timezone.localdate()))

    def clean_anonymity(self) -> Anonymity:
        return Anonymity(self.cleaned_data["anonymity"] or Anonymity.NAMED)


class CaptureForm(SubmitForm):
    """An idea in half a minute: who may know comes first, then two texts and a picture. The department is one's own."""

    attachments = FilesField(label=_("Picture"), required=False)
    came_up_on = forms.CharField(widget=forms.HiddenInput, required=False)
    say_where = forms.BooleanField(label=_("Say on which page it came up"), required=False, initial=True)
    field_order = ("anonymity", "challenge", "title", "text", "attachments", "department", "say_where", "came_up_on")

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, auto_id="capture_%s", **kwargs)
        del self.fields["tags"]  # not in half a minute; they can be added on its page
        self.order_fields(self.field_order)
        self.fields["text"].widget.attrs["rows"] = 3
        self.fields["title"].widget.attrs |= {"autofocus": True, "enterkeyhint": "next"}
        # The camera or the album, as the phone offers them.
        self.fields["attachments"].widget.attrs["accept"] = "image/*"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.pop("say_where", False):
            data["came_up_on"] = ""
        return data


class NamelessForm(IdeaForm):
    """Every open call is offered to everybody, so that the form tells nothing about who sends it."""

    pictures = FilesField(
        label=_("Pictures"),
        required=False,
        help_text=_(
            "At most three. Kept is what can be seen, without name, place, time or device. Does it show who you are?"
        ),
    )
    day_pass = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_calls(self, open_calls(timezone.localdate()))


class ReceiptForm(forms.Form):
    code = forms.CharField(
        label=_("Receipt code"),
        max_length=60,
        help_text=_("Five groups of four letters and digits. It was shown once, when the idea was sent."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class ReceiptNoteForm(forms.Form):
    code = forms.CharField(max_length=60, widget=forms.HiddenInput)
    text = text_field(label=_("Write to those who answer"), rows=4)


class TalkForm(forms.Form):
    text = text_field(
        label=_("To the author"),
        rows=4,
        help_text=_("The author reads it with the receipt code."),
    )


class CommentForm(forms.Form):
    text = text_field(label=_("Comment"), rows=4)
    attachments = FilesField(label=_("Files"), required=False)

    def __init__(self, *args: Any, mentions_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mentions_url:
            offer_mentions(self.fields["text"], mentions_url)


class MergeForm(forms.Form):
    into = forms.CharField(
        label=_("Into which idea"), max_length=20, help_text=_("Its reference, such as I-7K3M9Q2X. It goes on there.")
    )
    reason = text_field(label=_("Why"), rows=3, help_text=_("The authors of both read it."))
