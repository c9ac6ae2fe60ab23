"""Form widgets without a template where they are many: an option of a list of five hundred is one line of Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"


class Renderer(TemplatesSetting):
    """Writes a `<select>` as Django's template does; all other widgets are the templates'."""

    def render(self, template_name: str, context: Mapping[str, Any], request: Any = None) -> str:
        if template_name == SELECT:
            return select(context["widget"])
        return super().render(template_name, dict(context), request)


class LongSelect(forms.Select):
    """A `<select>` of hundreds of options, written straight from its choices.

    Django makes a dictionary of attributes for each option before anything is written; of the page of a list that was
    a third. What is written is the same; groups of options go Django's way.
    """

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        lines = []
        for key, label in self.choices:
            if isinstance(label, list | tuple):
                return super().render(name, value, attrs, renderer)
            text = "" if key is None else str(key)
            selected = " selected" if text in chosen else ""
            lines.append(f'\n  <option value="{escape(text)}"{selected}>{_text(label)}</option>')
        written = _attributes(self.build_attrs(self.attrs, attrs))
        return SafeString(f'<select name="{_text(name)}"{written}>{"".join(lines)}\n</select>')


def with_long_selects(form: Any) -> Any:
    """The form with its plain selects written directly."""
    for field in form.fields.values():
        if type(field.widget) is forms.Select:
            widget = LongSelect(field.widget.attrs)
            widget.choices, widget.is_required = field.widget.choices, field.widget.is_required
            field.widget = widget
    return form


def select(widget: Mapping[str, Any]) -> SafeString:
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return SafeString(f'<select name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>{groups}\n</select>')


def _group(name: str | None, options: Iterable[Mapping[str, Any]]) -> str:
    lines = "".join(
        f'\n  <option value="{_text(option["value"])}"{_attributes(option["attrs"])}>{_text(option["label"])}</option>'
        for option in options
    )
    return f'\n  <optgroup label="{_text(name)}">{lines}\n  </optgroup>' if name else lines


def _attributes(attrs: Mapping[str, Any]) -> str:
    """True stands alone (`selected`), False is left out."""
    if not attrs:
        return ""
    found = ((name, value) for name, value in attrs.items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{_text(value)}"' for name, value in found)


def _text(value: Any) -> str:
    """Escaped, unless it is safe already."""
    return str(value) if hasattr(value, "__html__") else escape(str(value))
