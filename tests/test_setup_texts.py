"""Collecting and checking texts."""

from pathlib import Path

import pytest
from babel.messages import Message

from tools import texts_lint, translations
from tools.paths import ROOT


@pytest.fixture
def book(tmp_path: Path) -> translations.Book:
    (tmp_path / "views.py").write_text('text = gettext("%(count)s tickets") % {"count": 3}\n')
    (tmp_path / "page.html").write_text(
        '{% load i18n %}\n<div>\n      <p>{% trans "It\'s here" %}\n  {% blocktrans count n=n %}one {{ x }}'
        "{% plural %}{{ n }} of {{ x }}{% endblocktrans %} ( ' {# note #}\n"
    )
    return translations.Book(tmp_path, ())


def test_texts_of_code_and_templates_are_found(book: translations.Book) -> None:
    found = [message.id for message in translations.messages(translations.extracted(book))]
    assert sorted(found, key=str) == ["%(count)s tickets", ("one %(x)s", "%(n)s of %(x)s"), "It's here"]


@pytest.mark.parametrize(
    ("translated", "problem"),
    [
        (None, "is not in the catalogue"),
        (Message("%(count)s tickets", ""), "is not translated"),
        (Message("%(count)s tickets", "%(count)s 张工单", flags=["fuzzy"]), "is marked fuzzy"),
        (
            Message("%(count)s tickets", "%(number)s 张工单"),
            "has other placeholders in its translation: %(number)s 张工单",
        ),
        (Message("%(count)s tickets", "%(count)s 张工单"), None),
    ],
)
def test_a_translation_is_complete_or_says_why_not(translated: Message | None, problem: str | None) -> None:
    assert translations.problem_of(Message("%(count)s tickets"), translated) == problem


def test_a_singular_may_leave_the_number_out() -> None:
    text = Message(("one ticket", "%(n)s tickets"))
    assert translations.problem_of(text, Message(text.id, ("%(n)s 张工单",))) is None


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('gettext(f"{n} tickets")', "f-string"),
        ('_("a" + name)', "put together"),
        ('gettext_lazy("{n} tickets".format(n=1))', "formatted before"),
        ('gettext("%s of %s")', "without names"),
        ('pgettext("verb", f"{x}")', "f-string"),
    ],
)
def test_what_no_translator_can_work_with_is_found(line: str, word: str, tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    path.write_text(line + "\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts_lint, "ROOT", tmp_path)
        assert [word in fault for fault in texts_lint.faults([path])] == [True]


def test_a_plain_text_with_named_values_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    path.write_text('gettext("%(a)s of %(b)s, 100%%") % {"a": 1, "b": 2}\n')
    assert list(texts_lint.faults([path])) == []


def test_every_app_has_its_own_book() -> None:
    names = [book.name for book in translations.books()]
    assert {"portal", "portal/people", "training"} <= set(names)
    people = next(book for book in translations.books() if book.name == "portal")
    assert all("people" not in path.relative_to(ROOT).parts[:2] for path in people.files())
