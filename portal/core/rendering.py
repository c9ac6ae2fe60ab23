"""Form widgets without a template where they are many: an option of a list of five hundred is one line of Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"


class Renderer(TemplatesSetting):
    """Writes a `<select>` as Django's template does; all other widgets are the templates'."""

    def render(self, template_name: str, context: Mapping[str, Any], request: Any = None) -> str:
        if template_name == SELECT:
            return select(context["widget"])
        return super().render(template_name, dict(context), request)


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
