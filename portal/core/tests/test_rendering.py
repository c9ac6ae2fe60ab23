"""Selects that Python writes are those that Django's template writes."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test import override_settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from portal.core.rendering import LongSelect, Renderer, with_long_selects

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


@pytest.mark.parametrize("value", ["7", 7, "", None, "a&b", "x", "absent"])
@pytest.mark.parametrize("choices", [CHOICES[:3], [(None, "any"), *CHOICES[1:3]], CHOICES, []])
def test_a_select_written_directly_says_the_same(value: object, choices: list[tuple[object, object]]) -> None:
    attrs = {"class": "form-select", "data-x": '"', "hidden": False}
    ours = LongSelect(attrs, choices).render("name<", value, {"id": "id_name", "required": True}, TemplatesSetting())
    theirs = forms.Select(attrs, choices).render(
        "name<", value, {"id": "id_name", "required": True}, TemplatesSetting()
    )
    assert without_empty_lines(str(ours)) == without_empty_lines(str(theirs))


def test_plain_selects_of_a_form_are_written_directly_and_others_stay() -> None:
    class Form(forms.Form):
        one = forms.ChoiceField(choices=CHOICES, widget=forms.Select(attrs={"data-y": "1"}))
        many = forms.MultipleChoiceField(choices=CHOICES)
        word = forms.CharField()

    before, after = Form({"one": "x"}), with_long_selects(Form({"one": "x"}))
    assert [type(field.widget) for field in after.fields.values()] == [
        LongSelect,
        forms.SelectMultiple,
        forms.TextInput,
    ]
    assert without_empty_lines(str(after["one"])) == without_empty_lines(str(before["one"]))
