"""Names: in the reader's language, what an avatar shows of them, how Chinese ones sort.

Rows that were read as values have `<path>__full_name` and `<path>__latin_name` of a person, `<stem>_en` and
`<stem>_zh` of what has both languages.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Model, TextField
from pypinyin import lazy_pinyin

from portal.core.wording import is_chinese

_CJK = re.compile(r"[\u3400-\u9fff]")


def initials_of(name: str) -> str:
    """The last two characters of a Chinese name, else the first letters of first and last word."""
    name = name.strip()
    if not name:
        return "?"
    if _CJK.search(name):
        return name.replace(" ", "")[-2:]
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def either(english: str, chinese: str) -> str:
    """The one of both texts that the reader reads."""
    return chinese if is_chinese() else english


def in_language(row: Mapping[str, Any], stem: str) -> str:
    return str(either(row[f"{stem}_en"], row[f"{stem}_zh"]))


def shown_name(full_name: str, latin_name: str) -> str:
    """A person's name as the reader reads it; not everybody has one in Latin letters."""
    return full_name if is_chinese() or not latin_name else latin_name


def person_name(row: Mapping[str, Any], path: str) -> str:
    """Empty when the row has nobody there."""
    return shown_name(row[f"{path}__full_name"] or "", row[f"{path}__latin_name"] or "")


def looked_up(model: type[Model], column: str, *fields: str, via: tuple[type[Model], str] | None = None) -> Func:
    """These text fields of the row that `column` points to, as a list; None where it points to nothing.

    `via`: it points to a row of this model, whose column of that name points on. For lists: a join for each of five
    names takes PostgreSQL several times as long to plan as fifty rows to read.
    """
    words = ", ".join(f"n.{field}" for field in fields)
    key, table = "%(expressions)s", model._meta.db_table
    if via is not None:
        key = f"(SELECT v.{via[1]} FROM {via[0]._meta.db_table} v WHERE v.id = {key})"  # noqa: S608  our own names
    lookup = f"(SELECT ARRAY[{words}]::text[] FROM {table} n WHERE n.id = {key})"  # noqa: S608  our own names
    return _LookedUp(F(column), template=lookup)


class _LookedUp(Func):
    arity = 1
    output_field = ArrayField(TextField())
    reads_binary = True


def sort_key(name: str) -> str:
    """Pinyin for Chinese, lower case for the rest, so that both kinds share one alphabet."""
    return " ".join(lazy_pinyin(name)).lower()[:200]
