"""Names in the reader's language, of objects and of rows that were read as values."""

import pytest
from django.utils import translation

from portal.core.names import either, in_language, person_name, shown_name

ROW = {
    "name_en": "Billing", "name_zh": "结算部",
    "owner__full_name": "王晓琳", "owner__latin_name": "Wang Xiaolin",
    "nobody__full_name": None, "nobody__latin_name": None,
}  # fmt: skip


@pytest.mark.parametrize(("language", "english"), [("en", True), ("zh-hans", False), ("zh", False), ("fr", True)])
def test_what_has_both_languages_is_shown_in_the_readers(language: str, english: bool) -> None:
    with translation.override(language):
        assert either("Billing", "结算部") == in_language(ROW, "name") == ("Billing" if english else "结算部")
        assert person_name(ROW, "owner") == ("Wang Xiaolin" if english else "王晓琳")


def test_who_has_no_latin_name_keeps_theirs_and_nobody_has_none() -> None:
    with translation.override("en"):
        assert shown_name("王晓琳", "") == "王晓琳"
        assert person_name(ROW, "nobody") == ""
