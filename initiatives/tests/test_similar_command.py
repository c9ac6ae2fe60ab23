"""`manage.py similar_ideas`: finds what means the same, writes five ranks, and says what is wrong with a file."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from initiatives.tests.similar_texts import others, pairs


def write(path: Path, rows: list[tuple[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("id", "text"), *rows])
    return path


def run(folder: Path, corpus: list[tuple[str, str]], queries: list[tuple[str, str]]) -> list[dict[str, str]]:
    out = folder / "out.csv"
    files = write(folder / "corpus.csv", corpus), write(folder / "queries.csv", queries)
    call_command("similar_ideas", *map(str, files), "--out", str(out), stdout=StringIO())
    with out.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_five_ranks_the_closest_first(tmp_path: Path) -> None:
    corpus = [
        ("a", "食堂提供夜班餐"),
        ("b", "增加自助终端"),
        ("c", "停车位分配要公开"),
        ("d", "Free water at the gates"),
    ]
    corpus += [("e", "周末也可以自提包裹"), ("f", "打印默认双面黑白")]
    rows = run(tmp_path, corpus, [("q", "添加自助机")])
    assert [row["rank"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert {row["query_id"] for row in rows} == {"q"}
    assert rows[0]["corpus_id"] == "b"
    scores = [float(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[0] <= 1


def test_a_query_of_the_corpus_does_not_find_itself(tmp_path: Path) -> None:
    corpus = [("1", "怎么修改登录密码"), ("2", "登录密码如何更改"), ("3", "食堂几点开饭")]
    rows = run(tmp_path, corpus, [("1", "怎么修改登录密码")])
    assert [row["corpus_id"] for row in rows] == ["2", "3"]


def test_the_same_text_under_another_id_is_found(tmp_path: Path) -> None:
    rows = run(tmp_path, [("1", "食堂几点开饭"), ("2", "怎么修改登录密码")], [("9", "怎么修改登录密码")])
    assert (rows[0]["corpus_id"], rows[0]["score"]) == ("2", "1.0000")


def test_traditional_full_width_and_case_make_no_difference(tmp_path: Path) -> None:
    rows = run(tmp_path, [("1", "食堂几点开饭"), ("2", "ＡＰＰ如何開具離職證明")], [("q", "app怎么开具离职证明")])
    assert rows[0]["corpus_id"] == "2"


@pytest.mark.parametrize(
    ("language", "name", "least"),
    [
        ("zh", "similar_zh", 0.90),
        ("zh", "similar_zh_held", 0.97),
        ("en", "similar_en", 0.94),
        ("en", "similar_en_held", 0.94),
    ],
)
def test_pairs_are_found_among_thousands(tmp_path: Path, language: str, name: str, least: float) -> None:
    """The share of pairs whose match is among the first five; the bounds are a little below what was measured."""
    known = pairs(name)
    texts = list(dict.fromkeys([text for pair in known for text in pair] + others(language)))
    assert len(texts) > 2_000
    numbers = {text: str(number) for number, text in enumerate(texts)}
    rows = run(
        tmp_path, [(numbers[text], text) for text in texts], [(numbers[query], query) for query, _match in known]
    )
    found = {(row["query_id"], row["corpus_id"]) for row in rows}
    missed = [pair for pair in known if (numbers[pair[0]], numbers[pair[1]]) not in found]
    assert 1 - len(missed) / len(known) >= least, missed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "columns id and text"),
        (b"id,title\n1,a\n", "no text there"),
        (b"id,text\n", "no line after"),
        (b"id,text\n1,\n", "line 2: the text is empty"),
        (b"id,text\n,a\n", "line 2: the id is empty"),
        (b"id,text\n1,a\n1,b\n", "line 3: the id 1 is there twice"),
        (b"id,text\n1,\xff\n", "not in UTF-8"),
        (b'id,text\n1,"a\n', "not a CSV file"),
    ],
)
def test_bad_input_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    good = write(tmp_path / "good.csv", [("1", "食堂几点开饭")])
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    for files in ((bad, good), (good, bad)):
        with pytest.raises(CommandError, match=said) as refusal:
            call_command("similar_ideas", *map(str, files), "--out", str(tmp_path / "out.csv"), stdout=StringIO())
        assert "bad.csv" in str(refusal.value)
    assert not (tmp_path / "out.csv").exists()


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    good = str(write(tmp_path / "good.csv", [("1", "食堂几点开饭")]))
    with pytest.raises(CommandError, match=r"absent\.csv"):
        call_command("similar_ideas", good, str(tmp_path / "absent.csv"), "--out", str(tmp_path / "out.csv"))
    with pytest.raises(CommandError, match="nowhere"):
        call_command("similar_ideas", good, good, "--out", str(tmp_path / "nowhere" / "out.csv"), stdout=StringIO())
