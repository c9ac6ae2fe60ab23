"""Catalogues of the Chinese texts: collect, compile, check. Needs no gettext of the system.

Usage: python -m tools.translations extract|compile|check … [--json]

English is the source and stands in the code. Each app keeps its own catalogue; portal/locale has the texts of
portal/templates and of the modules directly under portal/. Catalogues carry no line numbers, so that moving code
changes no catalogue.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings as django_settings
from django.utils.translation import template as django_template
from jinja2.ext import babel_extract

from tools import texts_lint
from tools.paths import ROOT
from tools.say import GiveUp, readable_failures, say

AREAS = ("portal", "initiatives", "training", "feedback")
LOCALE = "zh_Hans"
DIRECTORY = f"locale/{LOCALE}/LC_MESSAGES"
CONTEXT_FIRST = ((1, "c"), 2)
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ugettext": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": CONTEXT_FIRST, "pgettext_lazy": CONTEXT_FIRST,
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
SKIPPED = {"tests", "migrations", "node_modules", "static", "locale"}


@dataclass(frozen=True)
class Book:
    """One catalogue: a folder with its texts, less what belongs to the apps below it."""

    folder: Path
    below: tuple[Path, ...]

    @property
    def po(self) -> Path:
        return self.folder / DIRECTORY / "django.po"

    @property
    def name(self) -> str:
        return str(self.folder.relative_to(ROOT))

    def files(self) -> Iterator[Path]:
        for path in sorted(self.folder.rglob("*")):
            inside = path.relative_to(self.folder)
            if path.suffix not in (".py", ".html", ".jinja", ".txt") or SKIPPED & set(inside.parts[:-1]):
                continue
            if not any(path.is_relative_to(other) for other in self.below):
                yield path


def books() -> list[Book]:
    """The apps (folders with apps.py) and portal itself."""
    folders = {path.parent for area in AREAS for path in (ROOT / area).rglob("apps.py")} | {ROOT / "portal"}
    return [
        Book(folder, tuple(other for other in folders if other != folder and other.is_relative_to(folder)))
        for folder in sorted(folders)
    ]


def extracted(book: Book) -> Catalog:
    """Every English text of a book, without places."""
    catalogue = Catalog(locale=LOCALE, charset="utf-8")
    for path in book.files():
        for _line, text, notes, context in texts_of(path):
            if text and text != ("",):
                catalogue.add(text, auto_comments=notes, context=context)
    return catalogue


def texts_of(path: Path) -> Iterable[Any]:
    source = path.read_text(encoding="utf-8")
    method: Any = "python"
    if path.suffix == ".jinja":
        method = babel_extract
    elif path.suffix != ".py":
        # In brackets, because what templatize leaves is no Python: its indentation means nothing.
        source = f"(\n{django_template.templatize(source, origin=str(path))}\n)"
    return extract(method, io.BytesIO(source.encode()), KEYWORDS, ("Translators:",), {"encoding": "utf-8"})


def kept(book: Book) -> Catalog:
    if not book.po.exists():
        return Catalog(locale=LOCALE, charset="utf-8")
    with book.po.open("rb") as file:
        return read_po(file, locale=LOCALE)


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def extract_all() -> None:
    """Bring the catalogues to the texts of the code: translations stay, what is gone goes, what is new is empty."""
    for book in books():
        found, before = extracted(book), kept(book)
        if not messages(found):
            continue
        catalogue = Catalog(locale=LOCALE, charset="utf-8", header_comment=f"# Chinese texts of {book.name}.")
        for message in sorted(messages(found), key=lambda each: (str(each.id), each.context or "")):
            old = before.get(message.id, message.context)
            if old is None or isinstance(old.id, str) != isinstance(message.id, str):
                old = Message("")
            catalogue.add(
                message.id,
                old.string,
                flags=message.flags,
                auto_comments=message.auto_comments,
                user_comments=old.user_comments,
                context=message.context,
            )
        write_catalogue(book, catalogue)


def write_catalogue(book: Book, catalogue: Catalog) -> None:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, omit_header=True)
    header = (
        f'# Chinese texts of {book.name}.\nmsgid ""\nmsgstr ""\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Language: zh_Hans\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )
    text = header + buffer.getvalue().decode().strip() + "\n"
    if not book.po.exists() or book.po.read_text(encoding="utf-8") != text:
        book.po.parent.mkdir(parents=True, exist_ok=True)
        book.po.write_text(text, encoding="utf-8")


def compile_catalogues() -> None:
    """Write a .mo beside every .po that is newer than it."""
    for book in books():
        target = book.po.with_suffix(".mo")
        if not book.po.exists() or (target.exists() and target.stat().st_mtime_ns >= book.po.stat().st_mtime_ns):
            continue
        unfinished = target.with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            write_mo(file, kept(book))
        unfinished.replace(target)


@dataclass(frozen=True)
class Gap:
    """A text without a usable translation."""

    book: str
    text: str
    problem: str


def gaps() -> list[Gap]:
    found = []
    for book in books():
        wanted, have = extracted(book), kept(book)
        for message in messages(wanted):
            problem = problem_of(message, have.get(message.id, message.context))
            if problem:
                found.append(Gap(book.name, str(message.id), problem))
        for message in messages(have):
            if wanted.get(message.id, message.context) is None:
                found.append(Gap(book.name, str(message.id), "is not in the code any more"))
    return found


def clashes() -> list[Gap]:
    """One text with two translations: Django keeps one space for all apps, so one of them would show everywhere."""
    seen: dict[tuple[str, str], dict[str, str]] = {}
    for book in books():
        for message in messages(kept(book)):
            if not all(forms(message.string)):
                continue
            key = (message.context or "", str(message.id))
            seen.setdefault(key, {}).setdefault(str(message.string), book.name)
    return [
        Gap(" and ".join(translations.values()), text, f"is translated in two ways: {', '.join(translations)}")
        for (_context, text), translations in seen.items()
        if len(translations) > 1
    ]


def problem_of(message: Message, translated: Message | None) -> str | None:
    if translated is None:
        return "is not in the catalogue"
    strings = forms(translated.string)
    if not all(strings):
        return "is not translated"
    if translated.fuzzy:
        return "is marked fuzzy"
    # The plural form names every value; a singular may leave the number out.
    wanted = texts_lint.placeholders(forms(message.id)[-1])
    for string in strings:
        if texts_lint.placeholders(string) != wanted:
            return f"has other placeholders in its translation: {string}"
    return None


def forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """Singular and plural of a text that has both, else the text alone."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def check(as_json: bool = False) -> int:
    found = gaps() + clashes()
    faults = list(texts_lint.faults(path for book in books() for path in book.files() if path.suffix == ".py"))
    if as_json:
        print(json.dumps([vars(gap) for gap in found], ensure_ascii=False, indent=1))
    else:
        for gap in found:
            print(f"{gap.book}: {gap.text!r} {gap.problem}")
    for fault in faults:
        print(fault, file=sys.stderr)
    if found and not as_json:
        print("Collect with `make translations`, fill in the Chinese texts; give a word of two meanings a context.")
    return 1 if found or faults else 0


def main(words: list[str]) -> int:
    if not django_settings.configured:
        django_settings.configure(USE_I18N=True)
    status = 0
    with readable_failures(ROOT):
        commands = [word for word in words if word != "--json"]
        if not commands:
            raise GiveUp("Say what to do: extract, compile, check. See the top of tools/translations.py.")
        for command in commands:
            if command == "extract":
                extract_all()
            elif command == "compile":
                compile_catalogues()
            elif command == "check":
                status = check("--json" in words)
            else:
                raise GiveUp(f"There is no command {command}; there are extract, compile, check.")
            if command != "check":
                say(f"{command}: {len(books())} catalogues")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
