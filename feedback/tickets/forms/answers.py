"""The fields that a service asks for, as fields of a page; and the form in which they are set."""

import datetime as dt
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import FieldKind
from feedback.tickets.queries.forms import Form, hint_of, label_of
from feedback.tickets.rules import forms as rules
from feedback.tickets.rules.forms import Field
from feedback.tickets.services.answering import Answered
from feedback.tickets.services.service_forms import LONGEST_HINT, LONGEST_LABEL
from portal.core.layout import Fold
from portal.core.names import either

PREFIX = "answers."


def answer_fields(form: Form) -> dict[str, forms.Field]:
    """By the name under which REST has the answer as well."""
    return {f"{PREFIX}{field.key}": _as_field(field) for field in form.fields}


def answers_in(data: dict[str, Any]) -> dict[str, Any]:
    """Take the answers out of cleaned data."""
    return {name.removeprefix(PREFIX): data.pop(name) for name in list(data) if name.startswith(PREFIX)}


def answers_put(answered: Answered) -> dict[str, Any]:
    """What was answered, as first values of the fields: of each the kind of value that the field gives back."""
    found: dict[str, Any] = {}
    for field in answered.form.fields:
        value = answered.values.get(field.key)
        if field.kind == rules.YES_NO:
            value = "" if value is None else "yes" if value else "no"
        elif field.kind == rules.DATE and value:
            value = dt.date.fromisoformat(value)
        elif field.kind == rules.NUMBER and value is not None:
            value = Decimal(str(value))
        found[f"{PREFIX}{field.key}"] = value
    return found


def _as_field(field: Field) -> forms.Field:
    common: dict[str, Any] = {"label": label_of(field), "help_text": hint_of(field), "required": field.required}
    if field.kind == rules.NUMBER:
        return forms.DecimalField(max_digits=16, decimal_places=4, **common)
    if field.kind == rules.DATE:
        return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **common)
    if field.kind == rules.CHOICE:
        options = [(option.key, either(option.en, option.zh)) for option in field.options]
        return forms.ChoiceField(choices=[("", _("Choose…")), *options], **common)
    if field.kind == rules.YES_NO:
        answers = [("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(choices=answers, widget=forms.RadioSelect, **common)
    if field.kind == rules.LONG:
        return forms.CharField(max_length=rules.LONGEST[rules.LONG], widget=forms.Textarea(attrs={"rows": 4}), **common)
    return forms.CharField(max_length=rules.LONGEST[rules.TEXT], **common)


class AnswersForm(forms.Form):
    """The fields alone: what a service asks, as a fragment or as a preview."""

    def __init__(self, *args: Any, asked: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(answer_fields(asked))
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)


class SetForm(forms.Form):
    """Twelve rows of a service's form; a row without a kind is no field of it."""

    ROWS = range(1, rules.MOST_FIELDS + 1)
    FIELDS = ("key", "kind", "label_zh", "label_en", "hint_zh", "hint_en", "required", "options", "place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in self.ROWS:
            self.fields.update({f"{name}_{row}": field for name, field in self._row(row).items()})
        self.helper = FormHelper()
        self.helper.layout = Layout(*(self._laid_out(row) for row in self.ROWS))

    def _row(self, row: int) -> dict[str, forms.Field]:
        kinds = [("", "—"), *FieldKind.choices]
        options = forms.Textarea(attrs={"rows": 3})
        return {
            "key": forms.CharField(max_length=40, required=False, widget=forms.HiddenInput),
            "kind": forms.ChoiceField(label=_("Kind of answer"), choices=kinds, required=False),
            "label_zh": forms.CharField(label=_("Question in Chinese"), max_length=LONGEST_LABEL, required=False),
            "label_en": forms.CharField(label=_("Question in English"), max_length=LONGEST_LABEL, required=False),
            "hint_zh": forms.CharField(label=_("Hint in Chinese"), max_length=LONGEST_HINT, required=False),
            "hint_en": forms.CharField(label=_("Hint in English"), max_length=LONGEST_HINT, required=False),
            "required": forms.BooleanField(label=_("Has to be answered"), required=False),
            "options": forms.CharField(
                label=_("Options of a choice"), help_text=_("One a line: 中文 | English"), max_length=6000,
                widget=options, required=False,
            ),
            "place": forms.IntegerField(label=_("Place"), min_value=1, max_value=99, required=False),
        }  # fmt: skip

    def _laid_out(self, row: int) -> Any:
        names = [f"{name}_{row}" for name in self.FIELDS if name not in ("hint_zh", "hint_en", "place")]
        more = Fold(_("Hints and place"), f"hint_zh_{row}", f"hint_en_{row}", f"place_{row}")
        title = _("Field %(number)s") % {"number": row}
        if row <= 2 or self.is_bound or self.initial.get(f"kind_{row}"):
            return Fieldset(title, *names, more, css_class="part-row")
        return Fold(title, *names, more)

    def clean(self) -> dict[str, Any]:
        """`fields`: the filled rows by their places, then in their order."""
        cleaned: dict[str, Any] = super().clean() or {}
        rows = [(row, {name: cleaned.get(f"{name}_{row}") for name in self.FIELDS}) for row in self.ROWS]
        filled = [(row, each) for row, each in rows if each["kind"] or each["label_zh"] or each["label_en"]]
        filled.sort(key=lambda pair: (pair[1]["place"] or pair[0], pair[0]))
        self.order = [row for row, _each in filled]
        return {"fields": [self._field(each) for _row, each in filled]}

    def _field(self, row: dict[str, Any]) -> dict[str, Any]:
        lines = [line for line in (row["options"] or "").splitlines() if line.strip()]
        parts = [line.replace("｜", "|").partition("|") for line in lines]
        options = [{"zh": zh.strip(), "en": en.strip()} for zh, _bar, en in parts]
        return {name: row[name] for name in self.FIELDS if name not in ("options", "place")} | {"options": options}

    def add_error(self, field: str | None, error: Any) -> None:
        """The verb counts fields, the page rows: what is wrong stands at the row."""
        name, _bar, number = (field or "").rpartition("_")
        if hasattr(self, "order") and number.isdigit() and int(number) <= len(self.order):
            field = f"{name}_{self.order[int(number) - 1]}"
        if field and field.startswith("key_"):
            field = None
        super().add_error(field, error)


def first_rows(form: Form) -> dict[str, Any]:
    """The rows as they stand."""
    found: dict[str, Any] = {}
    for row, field in enumerate(form.fields, start=1):
        plain = ("key", "kind", "label_zh", "label_en", "hint_zh", "hint_en", "required")
        found |= {f"{name}_{row}": getattr(field, name) for name in plain}
        found[f"options_{row}"] = "\n".join(f"{option.zh} | {option.en}" for option in field.options)
        found[f"place_{row}"] = row
    return found
