"""Texts for the tests of similar ideas: pairs that mean the same, in a crowd of others.

`similar_*_held.tsv` were written after the lists of synonyms and the weights were settled.
"""

from pathlib import Path

DATA = Path(__file__).with_name("data")


def pairs(name: str) -> list[tuple[str, str]]:
    lines = (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(query, match) for query, match in (line.split("\t") for line in lines)]


def others(language: str) -> list[str]:
    return (DATA / f"others_{language}.txt").read_text(encoding="utf-8").splitlines()
