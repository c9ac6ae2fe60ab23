"""Forms of tickets and of the catalogue: they check shape; the verbs check what is allowed now."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.tickets.choices import Channel, ChildrenRule, Harm, Kind, PartsRule, PromiseKind
from feedback.tickets.forms.answers import answer_fields
from feedback.tickets.models import CatalogueService
from feedback.tickets.queries.forms import NOTHING, Form, form_now
from feedback.tickets.services.catalogue import MAX_MINUTES, MAX_PARTS
from feedback.tickets.services.common import MAX_TEXT
from portal.core.layout import Fold
from portal.people.models import Department
from portal.records.forms import FilesField

CHOOSE = [("", _("Choose…"))]


def _long(label: Any, hint: Any = "", rows: int = 5, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, max_length=MAX_TEXT, widget=widget, required=required)


def departments() -> list[tuple[str, str]]:
    rows = Department.objects.filter(active=True).order_by("path")
    return [(row.reference, row.name) for row in rows.only("reference", "name_en", "name_zh")]


class OpenForm(forms.Form):
    service = forms.ChoiceField(label=_("What do you need?"))
    title = forms.CharField(label=_("In one line"), max_length=200)
    text = _long(_("What it is about"), _("Whoever takes it should not have to ask back"), rows=8)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.REQUEST, widget=forms.RadioSelect)
    customer_key = forms.CharField(label=_("Customer number"), max_length=120, required=False)
    attachments = FilesField(label=_("Attachments"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """What the chosen service asks stands below it; where a script runs it comes with the choice."""
        super().__init__(*args, **kwargs)
        service: Any = self.fields["service"]
        service.choices = [*CHOOSE, *_services()]
        service.widget.attrs |= {"hx-get": reverse("tickets:open-fields"), "hx-target": "#service-fields"}
        chosen = self.data.get("service", "") if self.is_bound else self.initial.get("service", "")
        asked = answer_fields(form_now(str(chosen)))
        self.fields.update(asked)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "service",
            Div(*asked, css_id="service-fields"),
            "title",
            "text",
            "kind",
            Fold(_("Customer number, attachments"), "customer_key", "attachments"),
        )


def _services() -> list[tuple[str, list[tuple[str, str]]]]:
    """Open services under their departments."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for service in CatalogueService.objects.filter(active=True).select_related("department").order_by("name_en", "id"):
        groups.setdefault(service.department.name, []).append((service.reference, service.name))
    return sorted(groups.items())


class CallForm(forms.Form):
    """A ticket in one line, while the customer is on the telephone."""

    title = forms.CharField(label=_("In one line"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.REQUEST, widget=forms.RadioSelect)
    service = forms.ChoiceField(label=_("What do you need?"))
    customer = forms.ChoiceField(label=_("Customer"), required=False, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Customer's name"), max_length=120, required=False)

    def __init__(self, *args: Any, identities: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [*CHOOSE, *_services()]  # type: ignore[attr-defined]
        if not identities:
            del self.fields["customer"]
            return
        del self.fields["name"]
        known = [(row.reference, f"{row.shown} · {row.source.name} {row.key}") for row in identities]
        self.fields["customer"].choices = known  # type: ignore[attr-defined]
        if len(known) == 1:
            self.fields["customer"].widget = forms.HiddenInput()


class EditForm(forms.Form):
    """With `asked`, what the service asked when the ticket was opened."""

    title = forms.CharField(label=_("In one line"), max_length=200)
    text = _long(_("What it is about"), rows=8)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect)
    customer_key = forms.CharField(label=_("Customer number"), max_length=120, required=False)

    def __init__(self, *args: Any, asked: Form = NOTHING, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(answer_fields(asked))


class AskForm(forms.Form):
    text = _long(_("What do you need to know?"), _("The requester reads it; the clock is paused until the answer"))


class ResolveForm(forms.Form):
    text = _long(_("What was done?"), _("The requester reads it"))
    first_contact = forms.BooleanField(
        label=_("Solved at first contact: nobody had to come again, nobody else was needed"), required=False
    )


class ReopenForm(forms.Form):
    reason = _long(_("What is missing?"), _("Everybody who sees the ticket reads it"))


class HandOverForm(forms.Form):
    department = forms.ChoiceField(label=_("To which department?"))
    reason = _long(_("Why there?"), _("The requester reads it too"))

    def __init__(self, *args: Any, present: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [choice for choice in departments() if choice[0] != present]
        self.fields["department"].choices = [*CHOOSE, *others]  # type: ignore[attr-defined]


class PassOnForm(forms.Form):
    reason = _long(_("What was done here?"), _("The next department and the requester read it"), required=False)


class CommentForm(forms.Form):
    text = _long(_("Note"))
    attachment = FilesField(label=_("Attachments"), required=False)


class InternalCommentForm(CommentForm):
    internal = forms.BooleanField(label=_("Internal: only colleagues who handle this see it"), required=False)


class ServiceForm(forms.Form):
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    department = forms.ChoiceField(label=_("Serving department"))
    response_minutes = forms.IntegerField(
        label=_("First response within"), help_text=_("Working minutes"), min_value=1, max_value=MAX_MINUTES
    )
    resolution_minutes = forms.IntegerField(
        label=_("Resolution within"), help_text=_("Working minutes"), min_value=1, max_value=MAX_MINUTES
    )
    active = forms.BooleanField(label=_("Open for new tickets"), required=False, initial=True)
    front_solves = forms.BooleanField(
        label=_("The front office may solve this itself"),
        help_text=_("With the one-button resolutions that the serving department prepares"),
        required=False,
    )
    description_zh = _long(_("Chinese description"), required=False)
    description_en = _long(_("English description"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [*CHOOSE, *departments()]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "name_zh", "name_en", "department", "response_minutes", "resolution_minutes", "active",
            "front_solves", Fold(_("Descriptions"), "description_zh", "description_en"),
        )  # fmt: skip


class MergeForm(forms.Form):
    into = forms.CharField(
        label=_("Into which ticket?"), help_text=_("Its reference, for example T-7K3M9Q2X"), max_length=20
    )
    reason = _long(_("Why are they one matter?"), _("Everybody who sees one of them reads it"), rows=3)


class SplitForm(forms.Form):
    service = forms.ChoiceField(label=_("What do you need?"))
    title = forms.CharField(label=_("In one line"), max_length=200)
    text = _long(_("What it is about"), _("Who asked for the first ticket reads it"), rows=8)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [*CHOOSE, *_services()]  # type: ignore[attr-defined]


class ChildForm(SplitForm):
    text = _long(_("What it is about"), _("The serving department reads it, and yours"), rows=8)
    rule = forms.ChoiceField(
        label=_("And this ticket?"),
        help_text=_("Holds for all its child tickets"),
        choices=ChildrenRule.choices,
        widget=forms.RadioSelect,
    )


PLACEHOLDER_HINT = _("{customer}, {reference}, {title} and {due} are filled in when it is used")


class StartingTextForm(forms.Form):
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    service = forms.ChoiceField(
        label=_("Service"), help_text=_("Left empty: for every service of the department"), required=False
    )
    text_zh = _long(_("Chinese text"), PLACEHOLDER_HINT)
    text_en = _long(_("English text"), PLACEHOLDER_HINT)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [("", "—"), *_services()]  # type: ignore[attr-defined]


class NewStartingTextForm(StartingTextForm):
    department = forms.ChoiceField(label=_("Serving department"))
    field_order = ("department", "service")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [*CHOOSE, *departments()]  # type: ignore[attr-defined]


class WayForm(forms.Form):
    """Eight rows of a way; a row without a department is no part of it."""

    ROWS = range(1, MAX_PARTS + 1)
    FIELDS = ("department", "minutes", "name_zh", "name_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *departments()]
        for row in self.ROWS:
            self.fields[f"department_{row}"] = forms.ChoiceField(label=_("Department"), choices=choices, required=False)
            self.fields[f"minutes_{row}"] = forms.IntegerField(
                label=_("Working minutes"), min_value=1, max_value=MAX_MINUTES, required=False
            )
            self.fields[f"name_zh_{row}"] = forms.CharField(
                label=_("What is done there, in Chinese"), max_length=120, required=False
            )
            self.fields[f"name_en_{row}"] = forms.CharField(
                label=_("What is done there, in English"), max_length=120, required=False
            )
            if row > 1:
                self.fields[f"beside_{row}"] = forms.BooleanField(
                    label=_("At the same time as the part before it"), required=False
                )
                self.fields[f"rule_{row}"] = forms.ChoiceField(
                    label=_("Where parts run at the same time (said by the first of them)"),
                    choices=PartsRule.choices,
                    required=False,
                )
        self.fields["closes"] = forms.BooleanField(
            label=_("Resolve the ticket by itself when parallel parts at the end are done"),
            help_text=_("Otherwise its owner is told, and resolves it"),
            required=False,
        )
        self.helper = FormHelper()
        self.helper.layout = Layout(*[self._row(row) for row in self.ROWS], "closes")

    def _row(self, row: int) -> Any:
        title = _("Part %(number)s") % {"number": row}
        more = ("beside", "rule") if row > 1 else ()
        return Fieldset(title, *[f"{name}_{row}" for name in (*self.FIELDS, *more)], css_class="part-row")

    def clean(self) -> dict[str, Any]:
        """`parts`: the filled rows in order. A row with minutes or names needs a department."""
        cleaned: dict[str, Any] = super().clean() or {}
        rows = [{name: cleaned.get(f"{name}_{row}") for name in self.FIELDS} for row in self.ROWS]
        last = max((number for number, row in enumerate(rows, 1) if any(row.values())), default=0)
        for number, row in enumerate(rows[:last], 1):
            for name in self.FIELDS:
                if not row[name] and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", _("Fill in the whole part, or empty it and those behind it."))
        for number, row in enumerate(rows, 1):
            row["beside"] = bool(cleaned.get(f"beside_{number}"))
            row["rule"] = cleaned.get(f"rule_{number}") or PartsRule.ALL
        return {"parts": rows[:last], "closes": bool(cleaned.get("closes"))}


class MomentInput(forms.DateTimeInput):
    """Day and time in the reader's own zone, to the minute."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class PromiseForm(forms.Form):
    text = forms.CharField(label=_("What is promised?"), max_length=500)
    due_at = forms.DateTimeField(
        label=pgettext_lazy("of a promise", "Until"),
        help_text=_("In your time zone, to the minute"),
        widget=MomentInput(),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=PromiseKind.choices, initial=PromiseKind.CUSTOMER)
    channel = forms.ChoiceField(
        label=_("How was the customer told?"), choices=[("", "—"), *Channel.choices], required=False
    )
    customer = forms.CharField(label=_("To whom"), max_length=120, required=False)
    outer = forms.ChoiceField(
        label=_("For which promise to the customer?"),
        help_text=_("Of a promise between departments: it ends before that one"),
        required=False,
    )

    def __init__(self, *args: Any, outer: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outer"].choices = [("", "—"), *(outer or [])]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "text", "due_at", "channel", Fold(_("Kind, to whom, between departments"), "kind", "customer", "outer")
        )


class RenegotiateForm(forms.Form):
    due_at = forms.DateTimeField(
        label=_("Until when instead?"), help_text=_("In your time zone, to the minute"), widget=MomentInput()
    )
    consent = _long(_("How did the customer agree?"), _("Who said it, on which channel, when"), rows=3)


class JumpForm(forms.Form):
    harm = forms.ChoiceField(label=_("What is at stake?"), choices=Harm.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why now?"), help_text=_("Everybody whom it overtakes can read it"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    surcharge = forms.DecimalField(label=_("Surcharge"), max_digits=12, decimal_places=2, required=False)
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False, initial="CNY")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("harm", "reason", Fold(_("Surcharge"), "surcharge", "currency"))


class GrantForm(forms.Form):
    reason = forms.CharField(label=_("A word to whoever asked"), max_length=1000, required=False)


class RefuseJumpForm(forms.Form):
    reason = forms.CharField(label=_("Why not?"), help_text=_("Whoever asked reads it"), max_length=1000)


class ReviewJumpForm(forms.Form):
    justified = forms.TypedChoiceField(
        label=_("Was it right to jump?"),
        choices=[("yes", _("Yes, it was right")), ("no", _("No, it wasn't"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("What do we learn?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class JumpPolicyForm(forms.Form):
    department = forms.ChoiceField(label=_("Department"), required=False)
    per_person = forms.IntegerField(label=_("Jumps that one person may start alone"), min_value=0, max_value=1000)
    per_department = forms.IntegerField(
        label=_("Jumps that all people of the department may start alone"), min_value=0, max_value=10_000
    )
    days = forms.IntegerField(label=_("Counted over the last days"), min_value=1, max_value=366)
    acknowledge_minutes = forms.IntegerField(
        label=_("Acknowledges others' jumps within"), help_text=_("Working minutes"), min_value=1, max_value=10_000
    )
    informs = forms.MultipleChoiceField(
        label=_("Departments that are informed and needn't act"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = departments()
        self.fields["department"].choices = [("", _("All that have no policy of their own")), *choices]  # type: ignore[attr-defined]
        self.fields["informs"].choices = choices  # type: ignore[attr-defined]
