"""Search without an extension: Python writes the tokens, PostgreSQL's GIN finds them.

Chinese is cut into single characters and pairs (a two-character word is then one token), Latin text into
words. `to_tsvector` on raw Chinese would make one token of a whole clause, and trigrams miss short words.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.lookups import Lookup

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W_]+", re.UNICODE)
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
MAX_TOKENS = 4000  # a tsvector holds at most 1 MB; a text longer than this is found by its beginning
MAX_TOKEN_LENGTH = 60


def runs(text: str) -> Iterable[str]:
    """Words and unbroken Chinese runs, folded (NFKC, lower case)."""
    folded = unicodedata.normalize("NFKC", text).lower()
    for run in _RUN.findall(folded):
        # \w+ swallows Chinese after Latin letters ("App登录"): cut at the border.
        yield from (part for part in re.split(r"([\u3400-\u9fff\uf900-\ufaff]+)", run) if part)


def index_tokens(*texts: str) -> list[str]:
    """Every token under which these texts can be found."""
    tokens: dict[str, None] = {}
    for text in texts:
        for run in runs(text):
            if _CJK.match(run):
                tokens.update(dict.fromkeys(run))
                tokens.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
            else:
                tokens[run[:MAX_TOKEN_LENGTH]] = None
            if len(tokens) >= MAX_TOKENS:
                return list(tokens)[:MAX_TOKENS]
    return list(tokens)


def query_tokens(text: str) -> list[str]:
    """The tokens that all have to be there: pairs where there are pairs, else the single character."""
    tokens: dict[str, None] = {}
    for run in runs(text):
        if _CJK.match(run) and len(run) > 1:
            tokens.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
        else:
            tokens[run[:MAX_TOKEN_LENGTH]] = None
    return list(tokens)[:30]


class ArrayToTsvector(Func):
    """`array_to_tsvector(text[])`: takes tokens as they are, no parser, no dictionary."""

    function = "array_to_tsvector"
    output_field = SearchVectorField()


def search_vector(*texts: str) -> Func:
    """The value to store in a `SearchVectorField`."""
    return ArrayToTsvector(Value(index_tokens(*texts), output_field=ArrayField(TextField())))


def search_q(text: str, field: str = "search") -> Q:
    """Rows that contain every token of `text`; nothing to look for finds nothing."""
    tokens = query_tokens(text)
    if not tokens:
        return Q(pk__in=[])
    return Q(HasTokens(F(field), Value(" & ".join(quoted(token) for token in tokens))))


def quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


class HasTokens(Lookup):
    """`column @@ 'a' & 'b'::tsquery`, with the tokens quoted as literals."""

    lookup_name = "has_tokens"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return f"{lhs} @@ {rhs}::tsquery", [*lhs_params, *rhs_params]
