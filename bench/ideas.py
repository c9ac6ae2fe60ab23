"""Similar ideas, lists of ideas and the nightly count of votes at 2,000 and 200,000 ideas with 25 votes each.

    `make bench` without ARGS runs it after everything else; python -m bench.ideas [--sizes 2000,200000] runs it alone

Asked in this process, without a web server: what is measured is the database's work and our own. Needs DATABASE_URL
of a server on this machine; makes the database `portal_bench_ideas` there.
"""

# ruff: noqa: PLC0415  (Django is imported once the database is named; chance is for spread, not for secrets)
from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg

from bench import database
from bench.data import idea_words as w

NAME = "portal_bench_ideas"
VOTES_EACH, HOTTEST = 25, 37_000
ASKED, LISTED = 400, 80
MOST_MEDIAN, MOST_P95, MOST_GROWTH = 10.0, 30.0, 1.3


def title(chance: random.Random) -> str:
    """60 % Chinese; parts of very different frequency, as words have."""

    def one(words: Sequence[str]) -> str:
        often = min(int(chance.paretovariate(0.7)) - 1, len(words) - 1)
        return words[often if chance.random() < 0.5 else chance.randrange(len(words))].strip()

    number = chance.randint(1, 400)
    if chance.random() < 0.6:
        return f"{one(w.PLACES)}{number}号{one(w.THINGS)}{one(w.DOINGS)}，{one(w.AIMS)}"
    return f"{one(w.DOINGS_EN)} the {one(w.THINGS_EN)} at {one(w.PLACES_EN)} {number} for {one(w.AIMS_EN)}"


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m bench.ideas")
    words.add_argument("--sizes", type=lambda text: [int(n) for n in text.split(",")], default="2000,200000")
    sizes = words.parse_args().sizes
    database.NAME = NAME
    settings = {"DJANGO_SETTINGS_MODULE": "portal.settings", "PORTAL_PROCESS": "bench", "API_RATE": "1000000/min"}
    os.environ.update(settings | {"DATABASE_URL": database.bench_url()})
    database.start_django()
    run(sizes)


def run(sizes: list[int]) -> None:
    import logging

    logging.disable(logging.INFO)
    database.make_empty()
    figures: dict[int, dict[str, list[float]]] = {}
    have = 0
    for size in sizes:
        began = time.monotonic()
        fill(have, size)
        have = size
        print(f"\n{size:,} ideas, {size * VOTES_EACH:,} votes, filled in {time.monotonic() - began:.0f} s", flush=True)
        figures[size] = measured()
        for name, times in figures[size].items():
            print(f"{name:32} median {statistics.median(times):7.1f} ms   p95 {p95(times):7.1f} ms", flush=True)
    print("\n".join(held(figures)))


def fill(have: int, want: int) -> None:
    from bench.data import company
    from bench.data.copying import copy_rows, without_brakes
    from bench.data.growth import Growth
    from initiatives.models import Idea, IdeaTerm, Vote

    with psycopg.connect(database.bench_url()) as connection:
        if not have:
            company.fill(connection, Growth(0, 1, dt.datetime.now(dt.UTC)))
        numbers = range(have + 1, want + 1)
        with without_brakes(connection, Idea, IdeaTerm, Vote):
            if have:  # so that the distribution is that of the whole
                connection.execute("TRUNCATE initiatives_vote")
            counts = votes_by_idea(want)
            for number in range(1, have + 1):
                connection.execute(
                    "UPDATE initiatives_idea SET vote_count = %s WHERE id = %s", [counts[number - 1], number]
                )
            copy_rows(connection, Idea, IDEA.split(), ideas(numbers, counts))
            copy_rows(connection, IdeaTerm, ["term", "idea_id", "share"], terms(numbers))
            copy_rows(connection, Vote, ["idea_id", "user_id", "at"], votes(counts))
        connection.commit()
    with psycopg.connect(database.bench_url(), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    from initiatives.services.indexing import terms_count

    terms_count()


IDEA = (
    "id reference title text department_id answering_id author_id rank created_at clock_started_at answer_due_at "
    "vote_count answer_days state unindexed"
)


def text_of(number: int) -> str:
    return title(random.Random(number))


def ideas(numbers: range, counts: list[int]) -> Iterator[str]:
    from bench.data.company import DEPARTMENTS, EMPLOYEES
    from bench.data.texts import reference
    from initiatives import rules
    from initiatives.choices import IdeaState

    start = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    for number in numbers:
        at, count = start + dt.timedelta(minutes=5 * number), counts[number - 1]
        department = str(number % DEPARTMENTS + 1)
        people = [department, department, str(number * 7 % EMPLOYEES + 1)]
        moments = [at.isoformat(), at.isoformat(), (at + dt.timedelta(days=14)).isoformat()]
        # One in ten still waits for its answer.
        state = IdeaState.OPEN if number % 10 == 0 else IdeaState.DECLINED
        rest = [f"{rules.rank(count, at):.6f}", *moments, str(count), "10", state, "f"]
        yield "\t".join([str(number), reference("I", number), text_of(number), "…", *people, *rest])


def terms(numbers: range) -> Iterator[str]:
    from initiatives.rules.similar import damp
    from initiatives.rules.similar import terms as terms_of

    for number in numbers:
        found = terms_of(text_of(number))
        share = f"{damp(len(found)):.4f}"
        for term in found:
            yield f"{term}\t{number}\t{share}"


def votes_by_idea(want: int) -> list[int]:
    """A power law: few ideas have most of the votes, in no order of age."""
    raw = [1 / (place + 8) ** 0.95 for place in range(want)]
    scale = want * VOTES_EACH / sum(raw)
    counts = [min(max(round(each * scale), 0), HOTTEST, want * 5) for each in raw]
    random.Random(1).shuffle(counts)
    return counts


def votes(counts: list[int]) -> Iterator[str]:
    from bench.data.company import EMPLOYEES

    for number, count in enumerate(counts, start=1):
        for place in range(count):
            yield f"{number}\t{(number * 31 + place) % EMPLOYEES + 1}\t2026-01-01T00:00:00+00:00"


def measured() -> dict[str, list[float]]:
    from django.conf import settings
    from django.test import Client

    from initiatives.queries.similar import similar_ideas
    from initiatives.services.votes import votes_reconcile
    from portal.people.models import User

    user: Any = User.objects.get(pk=777)
    chance = random.Random(99)
    whole = [title(chance) for _number in range(ASKED)]
    half = [text[: int(len(text) * 0.6)] for text in whole]
    similar_ideas(user, whole[0])
    found = {
        "similar, whole title": timed([lambda text=text: similar_ideas(user, text) for text in whole]),
        "similar, 60 % of it typed": timed([lambda text=text: similar_ideas(user, text) for text in half]),
    }
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
    for path in ("/ideas/?sort={}", "/api/v1/ideas/?ordering={}"):
        for ordering in ("newest", "wanted", "rising"):
            address = path.format(ordering)

            def ask(address: str = address) -> None:
                answer = client.get(address, headers={"host": "localhost"})
                b"".join(answer) if answer.streaming else answer.content
                if answer.status_code != 200:
                    raise SystemExit(f"{address} answered {answer.status_code}")

            ask()
            found[address] = timed([ask] * LISTED)
    found["reconcile"] = timed([lambda: nothing(votes_reconcile(now=dt.datetime.now(dt.UTC)))])
    return found


def nothing(differed: list[str]) -> None:
    if differed:
        raise SystemExit(f"{len(differed)} counters differ from their votes")


def timed(asks: list[Callable[[], Any]]) -> list[float]:
    times = []
    for ask in asks:
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return times


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] if len(times) > 1 else times[0]


def word(fine: bool) -> str:
    return "ok    " if fine else "MISSED"


def held(figures: dict[int, dict[str, list[float]]]) -> list[str]:
    """What must hold, and whether it did."""
    small, large = min(figures), max(figures)
    lines = ["\nWhat must hold"]
    for name, times in figures[large].items():
        if name.startswith("similar"):
            fine = statistics.median(times) < MOST_MEDIAN and p95(times) < MOST_P95
            lines.append(f"{word(fine)} {name}: median under {MOST_MEDIAN:g} ms, p95 under {MOST_P95:g} ms")
        elif name.startswith("/") and small != large:
            growth = statistics.median(times) / statistics.median(figures[small][name])
            lines.append(f"{word(growth < MOST_GROWTH)} {name}: {growth:.2f} times that at {small:,}")
    return lines


if __name__ == "__main__":
    main()
