"""The one family of refusals. A verb that does not do what was asked raises one of these and leaves no trace.

Pages turn a refusal into a form error or a notice, REST into an RFC 9457 problem document
(`portal.core.api.problems`); both say the same sentence.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

Text = StrOrPromise  # a sentence, translated now or later


class Refused(Exception):
    """A rule, state or race that refuses: 409.

    `code` is stable and for programs, `message` a translated sentence that names the rule, the fact
    and the way out, `detail` the facts (JSON values), `field` the input it belongs to, if one.
    """

    status = 409

    def __init__(
        self,
        code: str,
        message: Text,
        detail: Mapping[str, Any] | None = None,
        *,
        field: str | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.detail = dict(detail or {})
        self.field = field


class Malformed(Refused):
    """The input has a shape, type or range that no state could accept: 400, with errors per field."""

    status = 400

    def __init__(self, code: str, message: Text, *, errors: Mapping[str, list[Any]] | None = None) -> None:
        super().__init__(code, message)
        self.errors = dict(errors or {})


class NotFound(Refused):
    """Absent, or not visible to this person: deliberately the same answer, 404."""

    status = 404

    def __init__(self) -> None:
        super().__init__("not_found", _("There is no such page, or it isn't open to you."))


class NotAllowed(Refused):
    """Visible, but none of this person's roles may do it: 403."""

    status = 403


class Stale(Refused):
    """The object changed since the caller read it: 412 for a stale If-Match, the stale-edit page for a form."""

    status = 412
