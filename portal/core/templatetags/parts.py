"""The rows of a list, which are Jinja's (`portal.core.parts`)."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from portal.core import parts

register = template.Library()


@register.simple_tag(takes_context=True)
def list_rows(context: Any, page: Any) -> SafeString:
    return SafeString(parts.rows(page.rows_template, page.rows, page, context.get("request")))
