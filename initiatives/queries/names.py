"""The columns that a name needs (portal.core.names)."""

PERSON = ("full_name", "latin_name", "reference")
DEPARTMENT = ("name_en", "name_zh", "reference")


def columns(path: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{path}__{name}" for name in names)
