"""Every message kind and state can be said in both languages."""

import re

import pytest
from django.utils import translation

from portal.records.messages import KINDS, label_of, render


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_message_renders_without_parameters(language: str) -> None:
    """An old row may lack a parameter that a newer text names."""
    with translation.override(language):
        for kind in KINDS:
            subject, body = render(kind, {})
            assert subject
            assert body
            assert "\n" not in subject


def test_every_kind_has_a_label_of_its_own_in_both_languages() -> None:
    said = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said[language] = {kind: label_of(kind) for kind in KINDS}
        assert len(set(said[language].values())) == len(KINDS) > 20
    for kind in KINDS:
        english, chinese = said["en"][kind], said["zh-hans"][kind]
        assert english
        assert english != kind
        assert re.search("[一-龥]", chinese), (kind, chinese)
