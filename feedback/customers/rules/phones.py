"""One form for every way in which a telephone number is written."""

import re
import unicodedata

LONGEST = 15  # digits of E.164
_EXTENSION = re.compile(r"(?:ext\.?|extension|x|转|分机|,|;|#).*$", re.IGNORECASE | re.DOTALL)
_PUNCTUATION = re.compile(r"[\s().\-/‐-―·]+")


def digits_of(text: str, *, country: str) -> str:
    """The digits of E.164, without the plus; empty when this is no telephone number.

    `country` is the code of the country whose numbers are written without one. A number from abroad needs its plus
    or two zeros; one leading zero is the trunk prefix and goes; an extension goes.
    """
    plain = _EXTENSION.sub("", unicodedata.normalize("NFKC", text).strip())
    plain = _PUNCTUATION.sub("", plain.replace("(0)", ""))
    foreign = plain.startswith(("+", "00"))
    bare = plain.lstrip("+")
    if not (bare.isascii() and bare.isdigit()):
        return ""
    bare = bare.lstrip("0")
    # The country's code without a plus: longer than any number within the country.
    if not foreign and not (bare.startswith(country) and len(bare) > 11):
        bare = country + bare
    return bare if len(country) + 2 < len(bare) <= LONGEST else ""
