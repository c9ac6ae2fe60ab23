"""How somebody wants to see the portal."""

from typing import Any

from portal.people.models import User


def preference_set(*, by: User, **values: Any) -> None:
    """Keep preferences of `by` (language, theme, density, shortcuts, timezone). The caller has checked them."""
    User.objects.filter(pk=by.pk).update(**values)
