"""JSON of a batch: the guards of every body, with room for 10,000 contacts."""

from portal.core.api.parsers import GuardedJSONParser


class BatchParser(GuardedJSONParser):
    max_bytes = 10_000_000
