"""Reading every format, and what is said of a source that cannot be read."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from frames import assert_rows, write
from lakelabel.config import Settings
from lakelabel.data.contract import REASONS
from lakelabel.data.sources import fetch_sources, read_sources, reading
from lakelabel.errors import ContractError, SourceError
from unit.loopback import digest, serving, zipped

Read = Callable[..., DataFrame]
TEXT_LABEL = "text string, label string"
FAULT = "text string, label string, fault string"


@pytest.fixture
def read(spark: SparkSession, make_settings: Callable[..., Settings]) -> Read:
    """Reads one source, or several; `columns` and `rule` are sections of the configuration."""

    def read(path: str | list[dict[str, Any]], format: str = "csv", **keys: Any) -> DataFrame:
        sections = {"columns": keys.pop("columns", {}), "split": keys.pop("rule", {})}
        sources = path if isinstance(path, list) else [{"path": path, "format": format, **keys}]
        return read_sources(spark, make_settings(sources=sources, **sections))

    return read


@pytest.fixture(scope="module")
def versions(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Delta table with two versions of its one row."""
    place = str(tmp_path_factory.mktemp("delta") / "messages")
    for text in ("first", "second"):
        rows = spark.createDataFrame([(text, "a")], TEXT_LABEL).coalesce(1)
        rows.write.format("delta").mode("overwrite").save(place)
    return place


# formats


def test_csv_takes_newlines_and_doubled_quotes_inside_quotes(read: Read, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'text,label\n"two\nlines, and ""quotes""",a\nplain,b\n,c\n')
    assert_rows(
        read(path),
        f"{FAULT}, source string, id string",
        [
            ('two\nlines, and "quotes"', "a", None, "a.csv", None),
            ("plain", "b", None, "a.csv", None),
            (None, "c", None, "a.csv", None),
        ],
    )


def test_a_tsv_without_header_and_with_quoting_off_keeps_its_quotes(read: Read, tmp_path: Path) -> None:
    path = write(tmp_path / "SMS", 'ham\t"Hi there\nspam\tWin, now"\n')
    frame = read(
        path,
        options={"header": False, "sep": "\t", "quote": "", "multiLine": False},
        columns={"text": "_c1", "label": "_c0"},
    )
    assert_rows(frame, FAULT, [('"Hi there', "ham", None), ('Win, now"', "spam", None)])


def test_lines_with_too_few_or_too_many_fields_are_malformed(read: Read, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,label\nonly\nx,a,b\ngood,a\n")
    assert_rows(
        read(path), FAULT, [("only", None, "malformed"), ("x", "a", "malformed"), ("good", "a", None)]
    )


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        pytest.param(
            'text,label\n"first\nsecond, half",a\nplain,b\n"three\nlines\nof it",a\n"as, it should",b\n',
            [
                ("first", None, "unclosed_quote"),
                ("second", ' half"', "malformed"),
                ("plain", "b", None),
                ("three", None, "unclosed_quote"),
                ("lines", None, "malformed"),
                ('of it"', "a", "unclosed_quote"),
                ("as, it should", "b", None),
            ],
            id="the text comes first",
        ),
        pytest.param(
            'label,text\na,"first\nsecond"\nb,plain\na,"says ""hi"""\nb,"\n,second"\n',
            [
                ("first", "a", "unclosed_quote"),  # looks whole
                (None, 'second"', "malformed"),
                ("plain", "b", None),
                ('says "hi"', "a", None),
                ('"', "b", "unclosed_quote"),
                ('second"', None, "unclosed_quote"),
            ],
            id="the text comes last",
        ),
    ],
)
def test_texts_torn_apart_at_newlines_inside_quotes_are_seen(
    read: Read, tmp_path: Path, content: str, rows: list[tuple[Any, ...]]
) -> None:
    path = write(tmp_path / "a.csv", content)
    assert_rows(read(path, options={"multiLine": False}), FAULT, rows)
    assert "multiLine: true" in REASONS["unclosed_quote"]


def test_a_torn_text_is_seen_whatever_separator_and_escape_the_file_has(read: Read, tmp_path: Path) -> None:
    content = 'text;label\n"says \\"hi;\\"";a\n"open \\";a\nplain;b\n'
    path = write(tmp_path / "a.csv", content)
    frame = read(path, options={"delimiter": ";", "escape": "\\", "multiline": False})
    assert_rows(
        frame,
        FAULT,
        [('says "hi;"', "a", None), ('open ";a', None, "unclosed_quote"), ("plain", "b", None)],
    )


def test_columns_without_a_name_do_not_matter(read: Read, tmp_path: Path) -> None:
    path = write(tmp_path / "pandas.csv", ",text,label,\n0,x,a,\n1,y,b,\n")
    assert_rows(read(path), FAULT, [("x", "a", None), ("y", "b", None)])


def test_bytes_that_are_not_utf8_leave_a_trace_unless_the_encoding_is_named(
    read: Read, tmp_path: Path
) -> None:
    path = write(tmp_path / "latin.csv", "text,label\ncafé,a\n".encode("latin-1"))
    assert_rows(read(path), TEXT_LABEL, [("caf\ufffd", "a")])
    assert_rows(read(path, options={"encoding": "ISO-8859-1"}), TEXT_LABEL, [("café", "a")])


def test_json_lines_keep_a_broken_line_as_malformed(read: Read, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.json", '{"text": "x", "label": 1}\n{broken\n{"text": "y", "label": true, "more": [2]}\n'
    )
    assert_rows(read(path, "json"), FAULT, [("x", "1", None), (None, None, "malformed"), ("y", "true", None)])


def test_parquet_gives_ids_times_slices_and_keys(read: Read, spark: SparkSession, tmp_path: Path) -> None:
    moment = datetime.datetime(2025, 1, 31, 12, 0, 0, 123456)
    rows = [(7, "x", True, moment, 3, "c1"), (8, "y", False, None, None, None)]
    written = spark.createDataFrame(
        rows, "key long, `the text` string, yes boolean, at timestamp, stars int, customer string"
    )
    written.coalesce(1).write.parquet(str(tmp_path / "p"))
    frame = read(
        str(tmp_path / "p"),
        "parquet",
        name="reviews",
        split="test",
        columns={"text": "the text", "label": "yes", "id": "key", "event_time": "at", "slices": ["stars"]},
        rule={"key": "customer"},
    )
    assert_rows(
        frame,
        "id string, text string, label string, event_time timestamp, stars string, source string, "
        "fixed_split string, split_key string, fault string",
        [
            ("7", "x", "true", moment, "3", "reviews", "test", "c1", None),
            ("8", "y", "false", None, None, "reviews", "test", None, None),
        ],
    )


def test_a_delta_table_is_read_at_a_version_or_a_moment_or_by_its_name(
    read: Read, spark: SparkSession, versions: str
) -> None:
    spark.sql(f"CREATE TABLE messages USING delta LOCATION '{versions}'")
    history = spark.sql("DESCRIBE HISTORY messages").where("version = 0")
    committed = history.selectExpr("cast(timestamp AS string)").first()[0]
    sources = [
        {"path": versions, "format": "delta", "name": "newest"},
        {"path": versions, "format": "delta", "name": "version", "version": 0},
        {"path": versions, "format": "delta", "name": "moment", "timestamp": committed},
        {"table": "default.messages", "format": "delta"},
    ]
    try:
        assert_rows(
            read(sources),
            "source string, text string",
            [
                ("newest", "second"),
                ("version", "first"),
                ("moment", "first"),
                ("default.messages", "second"),
            ],
        )
    finally:
        spark.sql("DROP TABLE messages")


def test_each_line_of_a_text_is_a_document_with_the_label_of_the_source(read: Read, tmp_path: Path) -> None:
    path = write(tmp_path / "spam.txt", "win now\n\nfree, free\n")
    frame = read(path, "text", label="spam")
    assert_rows(frame, FAULT, [("win now", "spam", None), ("", "spam", None), ("free, free", "spam", None)])


def test_times_are_read_and_what_is_none_is_marked(read: Read, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", "text,label,at\nx,a,2025-01-31T12:00:00\ny,a,2025-02-01\nz,a,31.1.2025\nw,a,\n"
    )
    assert_rows(
        read(path, columns={"event_time": "at"}),
        "text string, event_time timestamp, fault string",
        [
            ("x", datetime.datetime(2025, 1, 31, 12), None),
            ("y", datetime.datetime(2025, 2, 1), None),
            ("z", None, "bad_event_time"),
            ("w", None, None),
        ],
    )


# several files and sources


def test_a_glob_takes_all_its_files(read: Read, tmp_path: Path) -> None:
    write(tmp_path / "d" / "1.csv", "text,label\nx,a\n")
    write(tmp_path / "d" / "2.csv", "text,label\ny,b\n")
    write(tmp_path / "d" / "notes.txt", "not this one")
    rows = [("x", "a", "*.csv"), ("y", "b", "*.csv")]
    assert_rows(read(str(tmp_path / "d" / "*.csv")), f"{TEXT_LABEL}, source string", rows)


@pytest.mark.parametrize("multi_line", [True, False])
def test_a_file_of_a_glob_with_another_header_is_an_error(
    read: Read, tmp_path: Path, make_settings: Callable[..., Settings], multi_line: bool
) -> None:
    write(tmp_path / "1.csv", "text,label\nx,a\n")
    write(tmp_path / "2.csv", "label,text\nb,y\n")
    frame = read(str(tmp_path / "*.csv"), options={"multiLine": multi_line})
    message = r"A file of the sources cannot be read\.\n.*\n.*2\.csv\. CSV header does not conform"
    with pytest.raises(SourceError, match=message), reading(make_settings()):
        frame.collect()


def test_other_failures_while_reading_stay_what_they_are(make_settings: Callable[..., Settings]) -> None:
    with pytest.raises(ZeroDivisionError), reading(make_settings()):
        _ = 1 / 0


def test_sources_are_unioned_and_each_may_fix_its_split(
    read: Read, spark: SparkSession, tmp_path: Path
) -> None:
    sources = [
        {"path": write(tmp_path / "train.csv", "label,text\na,x\n"), "format": "csv", "split": "train"},
        {
            "path": write(tmp_path / "test.json", '{"text": "y", "label": "b"}\n'),
            "format": "json",
            "split": "test",
        },
        {
            "path": write(tmp_path / "more.txt", "z\n"),
            "format": "text",
            "label": "c",
            "name": "more",
        },
    ]
    assert_rows(
        read(sources),
        "text string, label string, source string, fixed_split string",
        [("x", "a", "train.csv", "train"), ("y", "b", "test.json", "test"), ("z", "c", "more", None)],
    )


def test_an_address_is_fetched_once_and_a_member_taken_from_its_zip(
    read: Read, tmp_path: Path, make_settings: Callable[..., Settings]
) -> None:
    content = b"text,label\nx,a\n"
    with serving() as site:
        site.body = zipped({"folder/train.csv": content, "readme": b"-"})
        source = {
            "path": str(tmp_path / "data" / "train.csv"),
            "url": site.url,
            "member": "folder/train.csv",
            "sha256": digest(content),
            "format": "csv",
        }
        for _ in range(2):
            fetch_sources(make_settings(sources=[source]))
        assert len(site.requests) == 1
    assert_rows(read([source]), f"{TEXT_LABEL}, source string", [("x", "a", "train.csv")])


def test_a_file_that_is_there_must_have_its_digest(
    tmp_path: Path, make_settings: Callable[..., Settings]
) -> None:
    path = write(tmp_path / "train.csv", "text,label\nx,a\n")
    source = {"path": path, "format": "csv", "sha256": digest(b"another file")}
    with pytest.raises(
        SourceError, match=r"does not have the sha256 that it should have\.\n  where: .*train"
    ):
        fetch_sources(make_settings(sources=[source]))


# what cannot be read


@pytest.mark.parametrize(
    ("content", "options", "hint"),
    [
        ("text;label\nx;a\n", {}, "divided by ';': `options: {sep: ';'}`"),
        ('"text"\t"label"\nx\ta\n', {}, r"divided by '\t': `options: {sep: '\t'}`"),
        ("text,label\nx,a\n", {"sep": "|"}, "divided by ',': `options: {sep: ','}`"),
    ],
)
def test_a_wrong_delimiter_is_answered_with_the_right_one(
    read: Read, tmp_path: Path, content: str, options: dict[str, str], hint: str
) -> None:
    with pytest.raises(ContractError, match=re.escape(hint)):
        read(write(tmp_path / "a.csv", content), options=options)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (
            {"columns": {"text": "txt"}},
            "The source 'a.csv' has no column 'txt', which `columns.text` names.\n"
            "  where: {path}\n"
            "  seen:  Text, label\n"
            "  do:    did you mean 'Text'? Name it in `columns.text`",
        ),
        (
            {"columns": {"text": "Text", "label": "topic"}},
            "has no column 'topic', which `columns.label` names.\n"
            "  where: {path}\n"
            "  seen:  Text, label\n"
            "  do:    name one of these columns in `columns.label`",
        ),
        ({"columns": {"text": "Text", "id": "key"}}, "has no column 'key', which `columns.id` names."),
        ({"columns": {"text": "Text", "slices": ["at"]}}, "no column 'at', which `columns.slices` names."),
        ({"columns": {"text": "Text"}, "rule": {"key": "user"}}, "no column 'user', which `split.key`"),
        (
            {"options": {"header": False}},
            "  seen:  _c0, _c1\n"
            "  do:    the file is read without a header: name its columns _c0, … in `columns.text`",
        ),
    ],
)
def test_a_missing_column_is_named_with_those_that_are_there(
    read: Read, tmp_path: Path, keys: dict[str, Any], message: str
) -> None:
    path = write(tmp_path / "a.csv", "Text,label\nx,a\n")
    with pytest.raises(ContractError, match=re.escape(message.replace("{path}", path))):
        read(path, **keys)


def test_a_text_file_needs_a_label_from_its_source(read: Read, tmp_path: Path) -> None:
    with pytest.raises(
        ContractError, match=r"The source 'a\.txt' has no column 'label', which `columns.label`"
    ):
        read(write(tmp_path / "a.txt", "x\n"), "text")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            {"text": "number"},
            "column 'number' .* `columns.text` cannot use.\n.*\n  seen:  int\n  valid: string",
        ),
        (
            {"label": "share"},
            "column 'share' .* `columns.label` .*\n.*\n  seen:  double\n.*integral, boolean",
        ),
        ({"event_time": "number"}, "`columns.event_time` .*\n.*\n  seen:  int\n  valid: string, timestamp"),
        ({"slices": ["tags"]}, "`columns.slices` .*\n.*\n  seen:  array<string>\n  valid: atomic"),
        ({"id": "share"}, "`columns.id` .*\n.*\n  seen:  double\n  valid: string, integral, boolean"),
    ],
)
def test_a_column_of_a_type_that_cannot_be_used_is_named_with_its_type(
    read: Read, typed: str, columns: dict[str, Any], message: str
) -> None:
    with pytest.raises(ContractError, match=message):
        read(typed, "parquet", columns=columns)


@pytest.fixture(scope="module")
def typed(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> str:
    place = str(tmp_path_factory.mktemp("typed") / "p")
    schema = "text string, label string, number int, share double, tags array<string>"
    spark.createDataFrame([("x", "a", 1, 0.5, ["t"])], schema).coalesce(1).write.parquet(place)
    return place


@pytest.mark.parametrize(
    ("name", "format", "content", "message"),
    [
        ("no.csv", "csv", None, "'no.csv' does not exist.\n  where: .*\n  do: .* point `data_dir` at"),
        ("no*.csv", "csv", None, r"'no\*.csv' does not exist\."),
        ("no", "delta", None, "The source 'no' does not exist."),
        ("empty.csv", "csv", "", "The source 'empty.csv' is empty.\n  where: .*empty.csv\n  do:    check"),
        ("blank.csv", "csv", "\n\n", "The source 'blank.csv' is empty."),
        ("empty.json", "json", "", "The source 'empty.json' is empty."),
        ("a.json", "json", "text,label\n", "cannot be read as json: no line of it is a JSON object."),
        ("a.parquet", "parquet", "text", "as parquet.\n  where: .*\n  seen:  .FAILED_READ_FILE.*footer"),
        ("a.csv.gz", "csv", "not zipped", "'a.csv.gz' cannot be read as csv.\n.*\n.*not a gzip file"),
        ("d/a.csv", "delta", "text", "'d' is not a Delta table.\n.*\n  seen:  a folder without _delta_log"),
    ],
)
def test_a_source_that_cannot_be_read_says_why(
    read: Read, tmp_path: Path, name: str, format: str, content: str | None, message: str
) -> None:
    if content is not None:
        write(tmp_path / name, content)
    with pytest.raises(SourceError, match=message) as caught:
        read(str(tmp_path / name.removesuffix("/a.csv")), format)
    assert "org.apache" not in str(caught.value)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"version": 9}, r"seen:  \[DELTA_VERSION_NOT_FOUND\] .* to version 9. Available versions: \[0, 1\]"),
        ({"timestamp": "2024-01-01"}, "is before the earliest version available to this table"),
        ({"timestamp": "2999-01-01"}, "is after the table's latest version"),
    ],
)
def test_a_version_that_does_not_exist_is_answered_with_those_that_do(
    read: Read, versions: str, keys: dict[str, Any], message: str
) -> None:
    with pytest.raises(SourceError, match=message):
        read(versions, "delta", **keys)


def test_a_table_that_does_not_exist_is_named(read: Read) -> None:
    with pytest.raises(
        SourceError, match=r"The source 'shop\.messages' does not exist\.\n  where: shop\.messages"
    ):
        read([{"table": "shop.messages", "format": "delta"}])


@pytest.mark.parametrize("mode", ["DROPMALFORMED", "failfast"])
def test_an_option_that_would_drop_rows_is_refused(read: Read, tmp_path: Path, mode: str) -> None:
    with pytest.raises(
        SourceError, match=f"would drop rows .*\n.*\n  seen:  mode: {mode}\n  do:    remove it"
    ):
        read(write(tmp_path / "a.csv", "text,label\nx\n"), options={"Mode": mode})


def test_a_header_alone_is_a_source_without_rows(read: Read, tmp_path: Path) -> None:
    assert_rows(read(write(tmp_path / "a.csv", "text,label\n")), TEXT_LABEL, [])
