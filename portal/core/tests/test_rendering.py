"""Selects that Python writes are those that Django's template writes."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.test import override_settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from portal.core.rendering import Renderer

CHOICES = [
    ("", "---------"),
    ("a&b", "Quoted \"<b>\" & 'single'"),
    (7, SafeString("<i>safe</i>")),
    ("Group <1>", [("x", gettext_lazy("Yes")), ("y", "部门")]),
]


def both(widget: forms.Widget, value: object, **attrs: object) -> tuple[str, str]:
    ours, theirs = (widget.render("name<", value, attrs, renderer) for renderer in (Renderer(), TemplatesSetting()))
    return without_empty_lines(str(ours)), without_empty_lines(str(theirs))


def without_empty_lines(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.strip())


def test_options_groups_and_attributes() -> None:
    widget = forms.Select(choices=CHOICES, attrs={"class": "form-select", "data-x": '"', "hidden": False})
    ours, theirs = both(widget, "x", id="id_name", required=True, size=1000)
    assert ours == theirs
    assert 'value="x" selected' in ours
    assert "&lt;b&gt;" in ours
    assert "<i>safe</i>" in ours
    assert 'size="1000"' in ours


def test_several_at_once() -> None:
    ours, theirs = both(forms.SelectMultiple(choices=CHOICES), ["x", "7"])
    assert ours == theirs
    assert ours.count(" selected") == 2
    assert " multiple" in ours


def test_nothing_chosen_and_nothing_to_choose() -> None:
    assert len({*both(forms.Select(choices=CHOICES), None)}) == 1
    assert len({*both(forms.Select(), "x")}) == 1


@override_settings(LANGUAGE_CODE="en")
def test_other_widgets_are_the_templates() -> None:
    ours, theirs = both(forms.TextInput(), "a<b")
    assert ours == theirs
