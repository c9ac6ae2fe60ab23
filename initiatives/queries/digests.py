"""What a digest tells: when it is written, and as far as it may still be told when it is sent."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import ngettext

from initiatives.queries.follows import still_seen


def digest_params(parts: list[list[str]], more: int) -> dict[str, Any]:
    """Each line beside what it is about, so that it can be left out when the mail goes."""
    lines = [line for _reference, line in parts]
    if more:
        lines.append(ngettext("… and %(n)s more", "… and %(n)s more", more) % {"n": more})
    return {"count": len(parts) + more, "lines": "\n".join(lines), "parts": parts, "more": more}


def digest_now(person: Any, params: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What of a digest its receiver may still see while it is sent, hours after it was written; None is nothing."""
    if "parts" not in params:
        return params
    seen = still_seen(person, [reference for reference, _line in params["parts"]])
    parts = [part for part in params["parts"] if part[0] in seen]
    return digest_params(parts, params["more"]) if parts else None
