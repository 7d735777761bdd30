"""prepare from end to end: what it makes of good input, and that bad input leaves no corpus behind."""

import dataclasses
import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from frames import assert_rows, files_below, write
from lakelabel.config import Settings
from lakelabel.data import tables, transfer
from lakelabel.errors import ContractError, DownloadError, LakelabelError, SourceError, TableError
from lakelabel.results import DataProfile, Lengths, PrepareResult
from lakelabel.steps.prepare import prepare
from unit.loopback import digest, serving

MAY, JUNE = datetime.datetime(2025, 5, 1), datetime.datetime(2025, 6, 1)
LIMITS = {"min_rows": 4, "min_class_rows": 2, "max_quarantine_share": 0.4, "max_null_share": 0.1}
TRAIN = """key,message,topic,written,channel
1,"My card
did not come",card,2025-05-01,mail
2,the app fails,app,2025-06-01,app
3,THE APP  fails,app,2025-06-01,app
4,a fee,card,,mail
5,a  FEE,app,,mail
6,lost card,card,,
7,no app,app,,
8,,app,,mail
"""
TEST = '{"key": 9, "message": "Lost card", "topic": "card"}\n{"key": 10, "message": "app?", "topic": "app"}\n'


def table(settings: Settings, name: str) -> tables.Table:
    return tables.table(settings.tables, name)


@pytest.fixture
def standard(tmp_path: Path, make_settings: Callable[..., Settings]) -> Settings:
    """A file to train on and one to test on."""
    return make_settings(
        sources=[
            {"path": write(tmp_path / "train.csv", TRAIN), "format": "csv", "split": "train"},
            {
                "path": write(tmp_path / "t.json", TEST),
                "format": "json",
                "split": "test",
                "name": "tested",
            },
        ],
        columns={"text": "message", "label": "topic", "id": "key", "event_time": "written"},
        contract=LIMITS,
        split={"by": "source", "fractions": {"train": 0.9, "validation": 0.0, "test": 0.1}},
    )


def test_prepare_brings_good_rows_into_the_corpus_once_and_refused_ones_into_the_quarantine(
    spark: SparkSession, standard: Settings, tmp_path: Path
) -> None:
    write(tmp_path / "t.json", TEST.replace("}", ', "written": "2025-06-01"}'))
    result = prepare(spark, standard)
    corpus, quarantine = table(standard, "corpus"), table(standard, "quarantine")
    profile = DataProfile(
        rows=10,
        kept=5,
        refused={"conflict": 2, "leak": 1, "null_text": 1, "repeat": 1},
        sources={"tested": 2, "train.csv": 8},
        classes={"app": 3, "card": 2},
        splits={"test": {"app": 1, "card": 1}, "train": {"app": 2, "card": 1}},
        lengths=Lengths(shortest=4, mean=10.4, longest=20, histogram={4: 2, 8: 1, 12: 1, 16: 1}),
        top_tokens={
            "app": 2,
            "card": 2,
            "app?": 1,
            "come": 1,
            "did": 1,
            "fails": 1,
            "lost": 1,
            "my": 1,
            "no": 1,
            "not": 1,
            "the": 1,
        },
    )
    assert result == PrepareResult(corpus.name, version=1, inserted=5, updated=0, profile=profile)
    assert_rows(
        tables.read(spark, corpus),
        "id string, text string, label string, event_time timestamp, split string, source string",
        [
            ("1", "My card\ndid not come", "card", MAY, "train", "train.csv"),
            ("2", "the app fails", "app", JUNE, "train", "train.csv"),
            ("7", "no app", "app", None, "train", "train.csv"),
            ("9", "Lost card", "card", JUNE, "test", "tested"),
            ("10", "app?", "app", JUNE, "test", "tested"),
        ],
    )
    refused = tables.read(spark, quarantine).selectExpr(
        "source", "reason", "rows", "get_json_object(content, '$.id') AS id"
    )
    assert_rows(
        refused,
        "source string, reason string, rows int, id string",
        [
            ("train.csv", "repeat", 1, "3"),
            ("train.csv", "conflict", 1, "4"),
            ("train.csv", "conflict", 1, "5"),
            ("train.csv", "leak", 1, "6"),
            ("train.csv", "null_text", 1, "8"),
        ],
    )
    note = json.loads(tables.notes(spark, corpus, 1) or "")
    assert note == {"lakelabel": json.loads(json.dumps(dataclasses.asdict(profile)))}

    # the same input again
    files = files_below(tmp_path / "lakehouse")
    assert prepare(spark, standard) == PrepareResult(corpus.name, 1, inserted=0, updated=0, profile=profile)
    assert files_below(tmp_path / "lakehouse") == files

    # bad input leaves the corpus as it is
    write(tmp_path / "train.csv", TRAIN.replace("app,", ","))
    with pytest.raises(ContractError, match=r"5 of 10 rows \(50\.0%\) have no text or no label"):
        prepare(spark, standard)
    assert files_below(tmp_path / "lakehouse" / "corpus") == files_below_corpus(files)


def files_below_corpus(files: list[str]) -> list[str]:
    return [name.removeprefix("corpus/") for name in files if name.startswith("corpus/")]


GOOD = "text,label\n" + "".join(f"text {n},{'ab'[n % 2]}\n" for n in range(10))


def run(spark: SparkSession, make_settings: Callable[..., Settings], path: Path, **sections: Any) -> None:
    source = {"path": str(path), "format": "csv"} | sections.pop("source", {})
    contract = {"min_rows": 4, "min_class_rows": 2} | sections.pop("contract", {})
    prepare(spark, make_settings(sources=[source], contract=contract, **sections))


def test_too_many_refused_rows_stop_the_run_and_are_in_the_quarantine(
    spark: SparkSession, make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    bad = ["only text", '"in two', 'lines",a', "café,a", f"{'x' * (1 << 20)},a", "text,c", " ,a", ",a"]
    write(tmp_path / "a.csv", (GOOD + "\n".join(bad)).encode("latin-1"))
    with pytest.raises(ContractError, match=r"^8 of 18 rows \(44\.4%\) are refused\.") as caught:
        run(
            spark,
            make_settings,
            tmp_path / "a.csv",
            source={"options": {"multiLine": False}},
            contract={"labels": ["a", "b"], "max_null_share": 0.1},
        )
    assert caught.value.exit_code == 3
    message = str(caught.value)
    for line in (
        "Nothing was written to the corpus.\n",
        "2  unclosed_quote: a quoted text goes on in the next line: set `options: {multiLine: true}`\n",
        "1  invalid_utf8: the text holds bytes that are not UTF-8: set `options: {encoding: …}`",
        "1  too_long: the text is longer than `contract.max_chars`\n",
        "1  unknown_label: the label is not in `contract.labels`\n",
        "valid: at most 5.0% (`contract.max_quarantine_share`)",
    ):
        assert line in message
    assert "xxx" not in message
    assert not (tmp_path / "lakehouse" / "corpus").exists()
    assert_rows(
        tables.read(spark, table(make_settings(), "quarantine")).selectExpr(
            "reason", "rows", "left(get_json_object(content, '$.text'), 9) AS text"
        ),
        "reason string, rows int, text string",
        [
            ("malformed", 1, "only text"),
            ("unclosed_quote", 1, "in two"),
            ("unclosed_quote", 1, 'lines"'),
            ("invalid_utf8", 1, "caf\ufffd"),
            ("too_long", 1, "xxxxxxxxx"),
            ("unknown_label", 1, "text"),
            ("blank_text", 1, " "),
            ("null_text", 1, None),
        ],
    )


@pytest.mark.parametrize(
    ("content", "sections", "error", "message"),
    [
        pytest.param(
            GOOD.replace(",", ";"), {}, ContractError, "divided by ';': `options: {sep: ';'}`", id="delimiter"
        ),
        pytest.param(
            GOOD,
            {"columns": {"label": "topic"}},
            ContractError,
            "The source 'a.csv' has no column 'topic', which `columns.label` names.",
            id="missing column",
        ),
        pytest.param(None, {}, SourceError, "The source 'a.csv' does not exist.", id="missing file"),
        pytest.param("", {}, SourceError, "The source 'a.csv' is empty.", id="empty file"),
        pytest.param(
            "text,label\n", {}, ContractError, "Only 0 good rows. Nothing was written to the corpus.\n"
            "  where: a.csv\n  valid: at least 4 (`contract.min_rows`)", id="header alone",
        ),
        pytest.param(
            GOOD.replace(",b", ",a"), {}, ContractError, "All rows have the same label", id="one class only"
        ),
        pytest.param(
            GOOD,
            {"source": {"format": "parquet"}},
            SourceError,
            "The source 'a.csv' cannot be read as parquet.",
            id="not Parquet",
        ),
        pytest.param(
            GOOD,
            {"source": {"sha256": digest(b"another")}},
            SourceError,
            "A file does not have the sha256 that it should have.",
            id="sha256",
        ),
    ],
)  # fmt: skip
def test_input_that_cannot_be_used_leaves_no_table_behind(
    spark: SparkSession,
    make_settings: Callable[..., Settings],
    tmp_path: Path,
    content: str | None,
    sections: dict[str, Any],
    error: type[LakelabelError],
    message: str,
) -> None:
    if content is not None:
        write(tmp_path / "a.csv", content)
    with pytest.raises(error, match=re.escape(message)):
        run(spark, make_settings, tmp_path / "a.csv", **sections)
    assert not (tmp_path / "lakehouse").exists()


def test_a_file_of_a_glob_with_another_header_leaves_no_table_behind(
    spark: SparkSession, make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    write(tmp_path / "1.csv", GOOD)
    write(tmp_path / "2.csv", "label,text\na,x\n")
    message = r"A file of the sources cannot be read\.\n  where: \*\.csv\n.*2\.csv\. CSV header does not"
    with pytest.raises(SourceError, match=message):
        run(spark, make_settings, tmp_path / "*.csv")
    assert not (tmp_path / "lakehouse").exists()


def test_a_server_that_breaks_off_leaves_no_table_behind(
    spark: SparkSession,
    make_settings: Callable[..., Settings],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transfer, "_BACKOFF_SECONDS", 0.001)
    with serving() as site:
        site.body, site.cuts = GOOD.encode(), [10] * 5
        with pytest.raises(
            DownloadError, match=r"A download failed 5 times\.\n.*\n  seen:  the connection was"
        ):
            run(spark, make_settings, tmp_path / "data" / "a.csv", source={"url": site.url})
    assert not (tmp_path / "data" / "a.csv").exists()
    assert not (tmp_path / "lakehouse").exists()


def test_tables_are_not_written_where_something_else_is(
    spark: SparkSession, make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    write(tmp_path / "a.csv", GOOD)
    write(tmp_path / "letters" / "corpus" / "letter.txt", "mine")
    spark.range(1).write.format("delta").save(str(tmp_path / "numbers" / "corpus"))
    write(tmp_path / "file", "a regular file")
    files = files_below(tmp_path)
    for root, message in (
        ("letters", r"The place of a table holds something else\.\n.*letters/corpus\n  seen:  letter\.txt"),
        ("numbers", r"The place of a table holds something else\.\n.*\n  seen:  a table with the columns id"),
        (
            "file/deeper",
            r"The folder of the tables cannot be written\.\n.*deeper\n  seen:  .*is not a folder",
        ),
    ):
        with pytest.raises(TableError, match=message) as caught:
            run(spark, make_settings, tmp_path / "a.csv", tables={"root": str(tmp_path / root)})
        assert caught.value.exit_code == 2
    assert files_below(tmp_path) == files
