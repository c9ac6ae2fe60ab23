"""`manage.py similar_ideas CORPUS.csv QUERIES.csv --out F.csv`: the five closest texts of each query."""

import csv
import itertools
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.rules.similar import Index

RANKS = 5
COLUMNS = ("id", "text")
LONGEST_CELL = 1_000_000


class Command(BaseCommand):
    help = (
        "Write the five texts of CORPUS that are closest to each of QUERIES (CSV in UTF-8, columns id and text) as "
        "query_id, rank, corpus_id, score (0 to 1). A query that the corpus has under the same id doesn't find itself."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("corpus", type=Path)
        parser.add_argument("queries", type=Path)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        corpus, queries = read(options["corpus"]), read(options["queries"])
        ids, texts = list(corpus), list(corpus.values())
        index = Index(texts)
        try:
            with options["out"].open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out)
                writer.writerow(["query_id", "rank", "corpus_id", "score"])
                for name, text in queries.items():
                    closest = ((ids[position], score) for position, score in self.closest(index, text, len(ids)))
                    others = ((other, score) for other, score in closest if (other, corpus[other]) != (name, text))
                    for rank, (other, score) in enumerate(itertools.islice(others, RANKS), start=1):
                        writer.writerow([name, rank, other, f"{score:.4f}"])
        except OSError as exc:
            raise CommandError(f"{options['out']}: {exc.strerror}.") from None
        self.stdout.write(f"{len(queries)} queries against {len(corpus)} texts: {options['out']}")

    def closest(self, index: Index, text: str, count: int) -> list[tuple[int, float]]:
        """Five ranks also where fewer texts share anything: the others follow with 0."""
        found = index.closest(text)
        near = {position for position, _score in found}
        rest = (position for position in range(count) if position not in near)
        return found + [(position, 0.0) for position in itertools.islice(rest, max(RANKS + 1 - len(found), 0))]


def read(path: Path) -> dict[str, str]:
    """Id -> text, in the order of the file. Says the file and the line of what doesn't fit."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
                raise CommandError(f"{path}: the first line must name the columns id and text; no {missing[0]} there.")
            return collected(path, reader)
    except OSError as exc:
        raise CommandError(f"{path}: {exc.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{path} is not in UTF-8. Save it as CSV UTF-8.") from None
    except csv.Error as exc:
        raise CommandError(f"{path}: not a CSV file: {exc}.") from None


def collected(path: Path, reader: "csv.DictReader[str]") -> dict[str, str]:
    found: dict[str, str] = {}
    for row in reader:
        name, text = ((row[column] or "").strip() for column in COLUMNS)
        if not name or not text:
            raise CommandError(f"{path}, line {reader.line_num}: the {'text' if name else 'id'} is empty.")
        if name in found:
            raise CommandError(f"{path}, line {reader.line_num}: the id {name} is there twice.")
        found[name] = text
    if not found:
        raise CommandError(f"{path}: no line after the names of the columns.")
    return found
