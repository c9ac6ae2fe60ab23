"""Layout pieces for forms beyond those of crispy-forms."""

from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, get_template_pack
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django_stubs_ext import StrOrPromise


class Fold(LayoutObject):
    """Fields behind a line to open: `Fold(_("Sponsor and departments"), "sponsor", "departments")`.

    It stands open when one of its fields needs a change or already has a value.
    """

    template = "bootstrap5/layout/fold.html"

    def __init__(self, summary: StrOrPromise, *fields: Any) -> None:
        self.summary = summary
        self.fields = list(fields)

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        names = [pointer.name for pointer in self.get_field_names()]
        is_open = any(form[name].errors or form[name].value() for name in names if name in form.fields)
        fields = self.get_rendered_fields(form, context, template_pack or get_template_pack(), **kwargs)
        return render_to_string(self.template, {"fold": self, "fields": fields, "fold_open": is_open})
