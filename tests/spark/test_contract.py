"""What is wrong with each row, against a literal row for each reason, and which data stop a run."""

import datetime
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from chispa import assert_df_equality
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from frames import CORPUS, RAW, assert_rows, rows_of
from lakelabel.config.contract import Contract
from lakelabel.data.contract import REASONS, check, judge
from lakelabel.errors import ContractError
from lakelabel.results import DataProfile, Lengths

MEGABYTE = "x" * (1 << 20)
MAY, JUNE = datetime.datetime(2025, 5, 1), datetime.datetime(2025, 6, 1)


def test_each_reason_is_given_to_the_rows_it_is_for(spark: SparkSession) -> None:
    rows = [
        # id, text, label, fixed_split, fault, reason
        ("1", "a good text", "a", None, None, None),
        ("2", "a line cut sh", None, None, "malformed", "malformed"),
        ("3", 'half"', "a", None, "unclosed_quote", "unclosed_quote"),
        ("4", "at no time", "a", None, "bad_event_time", "bad_event_time"),
        ("5", None, "a", None, None, "null_text"),
        ("6", "caf\ufffd", "a", None, None, "invalid_utf8"),
        ("7", "", "a", None, None, "blank_text"),
        ("8", " \t\n", "a", None, None, "blank_text"),
        (
            "9",
            "\u00a0\u3000\u2028",
            "a",
            None,
            None,
            "blank_text",
        ),  # non-breaking, ideographic, line separator
        ("10", MEGABYTE, "a", None, None, "too_long"),
        ("11", "twenty characters…!!", "a", None, None, None),
        ("12", "twenty-one characters", "a", None, None, "too_long"),
        ("13", "no label", None, None, None, "missing_label"),
        ("14", "blank label", "  ", None, None, "missing_label"),
        ("15", "another label", "c", None, None, "unknown_label"),
        ("16", "one id", "a", None, None, "duplicate_id"),
        ("16", "two texts", "a", None, None, "duplicate_id"),
        ("17", "Two  Labels", "a", None, None, "conflict"),
        ("18", "two labels ", "b", None, None, "conflict"),
        ("19", "in the test", "a", "train", None, "leak"),
        ("20", "In the test", "a", "test", None, None),
        ("21", "again", "b", None, None, None),
        ("22", " AGAIN\n", "b", None, None, "repeat"),
    ]
    columns = "id, text, label, fixed_split, fault"
    documents = rows_of(spark, RAW, columns, [row[:-1] for row in rows])
    contract = Contract(max_chars=20, labels=("a", "b"))
    judged = judge(documents, contract)
    assert judged.columns == [*(name for name in documents.columns if name != "fault"), "reason"]
    shortened = judged.withColumn("text", F.left("text", F.lit(30)))
    assert_rows(
        shortened,
        "id string, text string, label string, fixed_split string, reason string",
        [(id_, text and text[:30], *rest) for id_, text, *rest in (row[:4] + row[5:] for row in rows)],
    )
    assert {row[-1] for row in rows} - {None} == set(REASONS)


def test_bytes_that_are_not_utf8_are_found_where_the_reader_hands_them_on(
    spark: SparkSession, tmp_path: Path
) -> None:
    broken = spark.sql("SELECT '1' AS id, cast(unhex('636166E9') AS string) AS text")
    whole = spark.sql("SELECT '2' AS id, 'café' AS text")
    broken.unionByName(whole).coalesce(1).write.parquet(str(tmp_path / "p"))
    documents = spark.read.parquet(str(tmp_path / "p")).withColumn("label", F.lit("a"))
    missing = [field for field in RAW.split(", ") if field.split()[0] not in ("id", "text", "label")]
    documents = documents.withColumns(
        {field.split()[0]: F.lit(None).cast(field.split()[1]) for field in missing}
    )
    assert_rows(
        judge(documents, Contract()), "id string, reason string", [("1", "invalid_utf8"), ("2", None)]
    )


def test_of_repeats_the_first_by_time_then_by_id_is_kept(spark: SparkSession) -> None:
    rows = [
        ("1", "by time", None, "repeat"),
        ("2", "By time", JUNE, "repeat"),
        ("3", "by  time", MAY, None),
        ("4", "by id", MAY, None),
        ("5", "By id", MAY, "repeat"),
    ]
    documents = rows_of(spark, RAW, "id, text, event_time, label", [(*row[:3], "a") for row in rows])
    assert_rows(judge(documents, Contract()), "id string, reason string", [(r[0], r[3]) for r in rows])


def test_rows_without_an_id_take_a_hash_of_the_normalised_text(spark: SparkSession) -> None:
    # the digests are those of `printf hello | sha256sum` and of bye
    hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    bye = "b49f425a7e1f9cff3856329ada223f2f9d368f15a00cf48df16ca95986137fe8"
    documents = rows_of(
        spark, RAW, "text, label", [("hello", "a"), ("Hello ", "a"), ("bye", "a"), (None, "a")]
    )
    rows = [
        (hello, "Hello ", None),  # the order of the texts decides, not that of the file
        (hello, "hello", "repeat"),
        (bye, "bye", None),
        (None, None, "null_text"),
    ]
    for incoming in (documents, documents.orderBy(F.desc("text"))):
        assert_rows(
            judge(incoming, Contract(), with_ids=False), "id string, text string, reason string", rows
        )


def test_a_row_refused_for_its_id_does_not_stand_for_its_text(spark: SparkSession) -> None:
    rows = [("1", "x", "duplicate_id"), ("1", "y", "duplicate_id"), ("2", "X", None)]
    documents = rows_of(spark, RAW, "id, text, label", [(*row[:2], "a") for row in rows])
    assert_rows(judge(documents, Contract()), "id string, text string, reason string", rows)


def test_one_id_for_one_text_is_a_repeat_or_a_conflict(spark: SparkSession) -> None:
    rows = [("1", "x", "a", None), ("1", "X", "a", "repeat"), ("2", "y", "a", "conflict")]
    rows.append(("2", "y", "b", "conflict"))
    documents = rows_of(spark, RAW, "id, text, label", [row[:3] for row in rows])
    expected = [("1", "a", None), ("1", "a", "repeat"), ("2", "a", "conflict"), ("2", "b", "conflict")]
    assert_rows(judge(documents, Contract()), "id string, label string, reason string", expected)


def test_a_validation_row_yields_to_test_and_training_yields_to_both(spark: SparkSession) -> None:
    rows = [
        ("1", "x", None, "leak"),
        ("2", "x", "train", "leak"),
        ("3", "x", "validation", "leak"),
        ("4", "x", "test", None),
        ("5", "x", "test", "repeat"),
        ("6", "y", "train", "leak"),
        ("7", "y", "validation", None),
    ]
    documents = rows_of(spark, RAW, "id, text, fixed_split, label", [(*row[:3], "a") for row in rows])
    assert_rows(judge(documents, Contract()), "id string, reason string", [(r[0], r[3]) for r in rows])


def test_the_corpus_counts_as_having_come_before(spark: SparkSession) -> None:
    corpus = rows_of(
        spark,
        CORPUS,
        "id, text, label",
        [
            ("1", "known", "a"),
            ("2", "known too", "a"),
            ("3", "to be relabelled", "a"),
            ("4", "before", "a"),
            ("5", "gone", "a"),
            ("6", "other label", "a"),
        ],
    )
    rows = [
        ("1", "known", "a", None),
        ("01", "Known", "a", "repeat"),  # sorts before id 1, but the corpus has that one
        ("8", "known too", "a", "repeat"),
        ("3", "to be relabelled", "b", None),
        ("4", "after", "a", None),
        ("9", "before", "a", None),  # free: row 4 now has another text
        ("10", "other label", "b", "conflict"),
        ("11", "new", "b", None),
    ]
    documents = rows_of(spark, RAW, "id, text, label", [row[:3] for row in rows])
    assert_rows(
        judge(documents, Contract(), corpus), "id string, text string, label string, reason string", rows
    )


def test_a_refused_row_does_not_free_the_place_of_its_id_in_the_corpus(spark: SparkSession) -> None:
    corpus = rows_of(spark, CORPUS, "id, text, label", [("1", "x", "a")])
    rows = [("1", "", "a", "blank_text"), ("2", "x", "a", "repeat")]
    documents = rows_of(spark, RAW, "id, text, label", [row[:3] for row in rows])
    judged = judge(documents, Contract(), corpus)
    assert_rows(judged, "id string, text string, label string, reason string", rows)


def test_slices_and_types_come_through(spark: SparkSession) -> None:
    schema = RAW.replace("source string", "channel string, source string")
    rows = [("1", "x", "a", MAY, "mail", "s", "test", "k", None)]
    corpus = rows_of(spark, f"{CORPUS}, channel string", "id, text, label, channel", [("2", "y", "a", "app")])
    judged = judge(spark.createDataFrame(rows, schema), Contract(), corpus)
    columns = schema.replace("fault", "reason")
    assert_df_equality(judged, spark.createDataFrame(rows, columns), ignore_nullable=True)


# the whole against an oracle in plain Python

TEXTS = st.sampled_from(["x", "X ", "y", "y y", "Y\ny", " ", None])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", None]),
        TEXTS,
        st.sampled_from(["a", "a", "b", None]),
        st.sampled_from([None, None, "train", "validation", "test"]),
    ),
    max_size=12,
)
KEPT = st.dictionaries(
    st.sampled_from(["x", "y y", "z"]),
    st.tuples(st.sampled_from(["1", "2", "9"]), st.sampled_from(["a", "b"])),
    max_size=3,
).filter(lambda kept: len({id_ for id_, _ in kept.values()}) == len(kept))


CASES = st.lists(st.tuples(ROWS, KEPT), min_size=40, max_size=40)  # in one frame, kept apart by their names


def normal(text: str) -> str:
    return " ".join(text.lower().split())


def named(case: int, value: str | None) -> str | None:
    """Keeps ids and texts of one case apart from those of the others."""
    return value if value is None or not value.strip() else f"{case}:{value}"


def oracle(rows: list[tuple[Any, ...]], kept: dict[str, tuple[str, str]]) -> Counter[Any]:
    """Counts (text, reason) by the words of ADR 3, one rule after the other."""
    reasons: list[str | None] = []
    for _, text, label, _ in rows:
        reasons.append(
            "null_text"
            if text is None
            else "blank_text"
            if not text.strip()
            else None
            if label
            else "missing_label"
        )
    good = [n for n, reason in enumerate(reasons) if reason is None]
    coming = {rows[n][0] for n in good}
    corpus = {text: label for text, (id_, label) in kept.items() if id_ not in coming}
    known = {n for n in good if kept.get(normal(rows[n][1]), ("",))[0] == rows[n][0]}
    by_id, by_text = defaultdict(set), defaultdict(list)
    for n in good:
        by_id[rows[n][0]].add(normal(rows[n][1]))
        by_text[normal(rows[n][1])].append(n)
    rank = {"test": 2, "validation": 1}
    for text, group in by_text.items():
        labels = {rows[n][2] for n in group} | ({corpus[text]} if text in corpus else set())
        best = max(rank.get(rows[n][3], 0) for n in group)
        free = text not in corpus
        for n in sorted(group, key=lambda n: (n not in known, -rank.get(rows[n][3], 0))):
            if rows[n][0] is not None and len(by_id[rows[n][0]]) > 1:
                reasons[n] = "duplicate_id"
                free = free and n not in known
            elif len(labels) > 1:
                reasons[n] = "conflict"
            elif rank.get(rows[n][3], 0) < best:
                reasons[n] = "leak"
                free = free and n not in known
            elif free:
                free = False
            else:
                reasons[n] = "repeat"
    return Counter((row[1] and normal(row[1]), reason) for row, reason in zip(rows, reasons, strict=True))


@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # the message names the one case of forty
    suppress_health_check=list(HealthCheck),
)
@given(cases=CASES)
def test_every_row_comes_out_once_with_the_reason_that_the_rules_give(
    spark: SparkSession, cases: list[tuple[list[tuple[Any, ...]], dict[str, tuple[str, str]]]]
) -> None:
    incoming, held = [], []
    for n, (rows, kept) in enumerate(cases):
        incoming += [(named(n, id_), named(n, text), *rest, str(n)) for id_, text, *rest in rows]
        held += [(named(n, id_), named(n, text), label) for text, (id_, label) in kept.items()]
    judged = judge(
        rows_of(spark, RAW, "id, text, label, fixed_split, split_key", incoming),
        Contract(),
        rows_of(spark, CORPUS, "id, text, label", held),
    )
    found: dict[int, Counter[Any]] = defaultdict(Counter)
    for case, text, reason in judged.select("split_key", "text", "reason").collect():
        found[int(case)][text and normal(text.removeprefix(f"{case}:")), reason] += 1
    for n, (rows, kept) in enumerate(cases):
        assert (rows, kept, found[n]) == (rows, kept, oracle(rows, kept))


# what stops a run


def profile(**fields: Any) -> DataProfile:
    """A profile of 200 good rows of two classes, with some fields changed."""
    usual: dict[str, Any] = {
        "rows": 200,
        "kept": 200,
        "refused": {},
        "sources": {"a.csv": 150, "b.csv": 50},
        "classes": {"a": 120, "b": 80},
        "splits": {},
        "lengths": Lengths(1, 1.0, 1, {}),
        "top_tokens": {},
    }
    return DataProfile(**usual | fields)


def test_data_at_their_limits_pass() -> None:
    check(profile(), Contract())
    check(profile(refused={"blank_text": 10, "repeat": 190}), Contract(max_quarantine_share=0.05))
    check(profile(refused={"null_text": 1, "missing_label": 1}), Contract(max_null_share=0.01))
    check(profile(kept=100, classes={"a": 95, "b": 5}), Contract(min_rows=100, min_class_rows=5))


@pytest.mark.parametrize(
    ("fields", "contract", "message"),
    [
        pytest.param(
            {"refused": {"blank_text": 3, "repeat": 50, "unclosed_quote": 8}},
            {},
            "11 of 200 rows (5.5%) are refused. Nothing was written to the corpus.\n"
            "  where: a.csv, b.csv\n"
            "  seen:  \n"
            f"           50  repeat: {REASONS['repeat']}\n"
            "            8  unclosed_quote: a quoted text goes on in the next line: set `options: "
            "{multiLine: true}`\n"
            "            3  blank_text: the text is empty or only blanks\n"
            "  valid: at most 5.0% (`contract.max_quarantine_share`)\n"
            "  do:    look at the table `quarantine`, mend the data or their options, or raise the limit",
            id="too many bad",
        ),
        pytest.param(
            {"refused": {"null_text": 2, "missing_label": 1}},
            {},
            "3 of 200 rows (1.5%) have no text or no label. Nothing was written to the corpus.\n"
            "  where: a.csv, b.csv\n"
            "  seen:  \n"
            "            2  null_text: there is no text\n"
            "            1  missing_label: there is no label\n"
            "  valid: at most 1.0% (`contract.max_null_share`)\n",
            id="too many nulls",
        ),
        pytest.param(
            {"kept": 99},
            {},
            "Only 99 good rows. Nothing was written to the corpus.\n"
            "  where: a.csv, b.csv\n"
            "  valid: at least 100 (`contract.min_rows`)",
            id="too few rows",
        ),
        pytest.param(
            {"rows": 0, "kept": 0, "sources": {"a.csv": 0}, "classes": {}},
            {"min_rows": 1},
            "Only 0 good rows. Nothing was written to the corpus.\n  where: a.csv\n",
            id="no rows",
        ),
        pytest.param(
            {"classes": {"a": 200}},
            {},
            "All rows have the same label; a classifier needs two classes. "
            "Nothing was written to the corpus.\n"
            "  where: columns.label\n"
            "  seen:  a\n"
            "  do:    check that `columns.label` names the right column",
            id="one class",
        ),
        pytest.param(
            {"classes": {"a": 190, "b": 4, "c": 3, "d": 5}},
            {},
            "2 of 4 classes have too few rows. Nothing was written to the corpus.\n"
            "  where: columns.label\n"
            "  seen:  c: 3, b: 4\n"
            "  valid: at least 5 each (`contract.min_class_rows`)\n"
            "  do:    collect more rows, merge classes, or lower the limit",
            id="small classes",
        ),
        pytest.param(
            {},
            {"labels": ("a", "b", "c")},
            "1 of 3 classes have too few rows. Nothing was written to the corpus.\n"
            "  where: columns.label\n"
            "  seen:  c: 0\n",
            id="a label of the list is absent",
        ),
    ],
)
def test_data_that_cannot_be_used_stop_the_run_with_exit_code_3(
    fields: dict[str, Any], contract: dict[str, Any], message: str
) -> None:
    with pytest.raises(ContractError, match=re.escape(message)) as caught:
        check(profile(**fields), Contract(**contract))
    assert caught.value.exit_code == 3
