"""`make bench`: what a request costs at 10^4, 10^5 and 10^6 tickets, beside the floor and beside django-helpdesk.

    python -m bench [--sizes 10000,100000,1000000] [--no-peer] [--only WORD] [--out FILE]

Needs DATABASE_URL of a server on this machine (`make bench` starts the embedded one); makes the database `portal_bench`
there. The peer is left out above --peer-until tickets: it would need hours.
"""

import argparse
import os
from pathlib import Path

from bench import database

# So high that the limit of calls does not stop the bench, and that no connection is replaced while its server process
# is counted.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "PORTAL_PROCESS": "bench",
    "API_RATE": "1000000/min",
    "CONN_MAX_AGE": "1000000",
}


def main() -> None:
    words = arguments()
    os.environ.update(SETTINGS | {"DATABASE_URL": database.bench_url()})
    database.start_django()
    from bench.run import run  # noqa: PLC0415  needs Django's settings

    run(words)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--sizes", type=lambda text: [int(n) for n in text.split(",")], default="10000,100000,1000000")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--peer-until", type=int, default=100_000)
    parser.add_argument("--only", default="", help="requests whose name contains this, or one of a|b|c; $ is its end")
    parser.add_argument("--keep", action="store_true", help="measure what an earlier run filled")
    parser.add_argument("--requests", type=int, default=60, help="by one connection; by eight at once twice as many")
    parser.add_argument("--out", type=Path, help="append the tables to this file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
