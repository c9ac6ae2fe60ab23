"""English that is left over on a Chinese page: whatever people wrote in the small company is Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Words that Chinese pages use as they are: names of programs, of sheets and columns of a table, of the fast lane.
PROGRAM = {
    "JUMPQUEUE",
    "English",
    "Excel",
    "Chrome",
    "Linux",
    "worker",
    "beat",
    "sites",
    "departments",
    "employees",
    "roles",
    "code",
    "name_en",
    "name_zh",
    # Values of the imports of ideas and initiatives, and what the small company's broken files say.
    "named",
    "office",
    "draft",
    "running",
    "initiative",
    "nowhere",
    "nobody",
}
# What the small company's reference data is called in English, and its codes.
NAMES = PROGRAM | {
    "Aldgate", "Borough", "Camden", "Dalston", "Euston", "Fulham", "Greenwich", "Hackney", "Islington", "Kew",
    "house", "front", "closed", "hq",
}  # fmt: skip
# The decree on holidays is named in both languages. Addresses, references, kinds of messages, time zones, file
# names, placeholders.
TECHNICAL = re.compile(
    r"General Office of the State Council.*|[\w.+-]+@[\w.-]+|https?://\S+|\b[A-Z]{1,2}-[0-9A-Z]{8}\b|"
    r"\b[A-Z][A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)+\b|\bstp_[\w-]+|\.(?:csv|xlsx|ics|pdf|txt|json|eml)\b|"
    r"\b[a-z]+(?:[-.:_][a-z_]+)+\b|(?<![A-Za-z])/[\w/-]+|\{[a-z]+\}"
)
WORD = re.compile(r"[A-Za-z]*[a-z][A-Za-z]+")


def leftovers(texts: Iterable[str]) -> list[str]:
    """Texts with an English word that is neither a name nor technical."""
    return [text for text in texts if set(WORD.findall(TECHNICAL.sub(" ", text))) - NAMES]
