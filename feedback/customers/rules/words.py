"""Whether a text that is to be shown to everybody tells who the customer is. Plain functions, tested with literals."""

import re
import unicodedata
from collections.abc import Iterable

_MAIL = re.compile(r"\S@\S+\.\S")
# A telephone, a card, a customer number: seven digits in a row, whatever signs and gaps stand between them.
_NUMBER = re.compile(r"\d(?:[\W_]*\d){6}")


def tells_who(words: str, known: Iterable[str]) -> bool:
    """A mail address, a long number, or what is `known` of this customer: name, customer number, address.

    Full-width letters and signs are read as the common ones (NFKC), several gaps as one.
    """
    folded = _folded(words)
    named = any(len(each) > 1 and each in folded for each in map(_folded, known))
    return named or bool(_MAIL.search(folded) or _NUMBER.search(folded))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
