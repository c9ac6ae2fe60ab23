"""Whether a text that is to be shown to everybody tells who the customer is. Plain functions, tested with literals."""

import re
from collections.abc import Iterable

_MAIL = re.compile(r"\S@\S+\.\S")
# A telephone, a card, a customer number: seven digits in a row, however they are spaced.
_NUMBER = re.compile(r"\d(?:[\s\-()/.]*\d){6}")


def tells_who(words: str, known: Iterable[str]) -> bool:
    """A mail address, a long number, or what is `known` of this customer: name, customer number, address."""
    folded = words.casefold()
    named = any(len(each.strip()) > 1 and each.strip().casefold() in folded for each in known)
    return named or bool(_MAIL.search(words) or _NUMBER.search(words))
