"""From where on a reader has to look again: the oldest transaction that was still running when it looked."""

from django.db import connection
from django.db.models import BigIntegerField, Func


class SnapshotXmin(Func):
    """Of the statement that reads it: every transaction before it is visible there, or was rolled back."""

    template = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    arity = 0
    output_field = BigIntegerField()
    reads_binary = True

    @staticmethod
    def now() -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {SnapshotXmin.template}")
            return int(cursor.fetchone()[0])
