"""Reading sources: each becomes a frame of raw documents with the same columns, then they are unioned.

A raw document has `id, text, label, event_time, slices…`, its `source`, the split that the source fixes
(`fixed_split`), the value that keeps rows together (`split_key`) and what the reader found wrong (`fault`).
Not here: judging the rows (``contract``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import reduce
from pathlib import Path

from pyspark.errors import PySparkException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from lakelabel.config.columns import Columns
from lakelabel.config.settings import Settings
from lakelabel.config.sources import Source
from lakelabel.data.download import fetch, verify_sha256
from lakelabel.errors import ContractError, SourceError
from lakelabel.schema import EVENT_TIME, ID, LABEL, SOURCE, TEXT

FIXED_SPLIT = "fixed_split"
SPLIT_KEY = "split_key"
FAULT = "fault"
MALFORMED, UNCLOSED_QUOTE, BAD_EVENT_TIME = "malformed", "unclosed_quote", "bad_event_time"

_CORRUPT = "_corrupt_record"
_TEXT_LIKE = (T.StringType, T.IntegralType, T.BooleanType)
_TIME_LIKE = (T.StringType, T.TimestampType, T.TimestampNTZType, T.DateType)
# RFC 4180: quotes are doubled and may hold newlines
_CSV_OPTIONS = {"header": "true", "multiLine": "true", "quote": '"', "escape": '"', "encoding": "UTF-8"}


def fetch_sources(settings: Settings) -> None:
    """Brings every source with a url to its path, and checks the digests that are known.

    Args:
        settings: The configuration.

    Raises:
        DownloadError: If a file cannot be fetched.
        SourceError: If a file's digest is not the expected one.
    """
    for source in settings.sources:
        if source.path is None:
            continue
        path = Path(source.path)
        if source.url is not None:
            fetch(source.url, path, sha256=source.sha256, member=source.member)
        elif source.sha256 is not None and path.is_file():
            verify_sha256(path, source.sha256)


def read_sources(spark: SparkSession, settings: Settings) -> DataFrame:
    """Reads all sources as raw documents.

    Args:
        spark: The session.
        settings: The configuration.

    Returns:
        The union of the sources.

    Raises:
        SourceError: If a source does not exist, cannot be read or is empty.
        ContractError: If a column is missing or has a type that cannot be used.
    """
    split_key = None if settings.split.key == "text" else settings.split.key
    frames = [_read_source(spark, source, settings.columns, split_key) for source in settings.sources]
    return reduce(DataFrame.unionByName, frames)


def _read_source(spark: SparkSession, source: Source, columns: Columns, split_key: str | None) -> DataFrame:
    try:
        raw = _READERS[source.format](spark, source)
        found = raw.columns
    except (PySparkException, ValueError) as error:
        raise _unreadable(source, error) from None
    except Exception as error:  # a reader's own exception, which py4j does not translate
        raise _unreadable(source, error) from None
    if not [name for name in found if name != _CORRUPT]:
        raise SourceError(f"The source {source.title!r} is empty.", where=source.path, fix="check the file")
    _require(raw, source, columns, split_key)

    def text_of(name: str | None) -> Column:
        return (F.lit(None) if name is None else F.col(f"`{name}`")).cast("string")

    text = text_of(found[0] if source.format == "text" else columns.text)
    written = text_of(columns.event_time)
    moment = F.try_to_timestamp(written)
    label = F.lit(source.label) if source.label is not None else text_of(columns.label)
    return raw.select(
        text_of(columns.id).alias(ID),
        text.alias(TEXT),
        label.alias(LABEL),
        moment.alias(EVENT_TIME),
        *(text_of(name).alias(name) for name in columns.slices),
        F.lit(source.title).alias(SOURCE),
        F.lit(source.split).cast("string").alias(FIXED_SPLIT),
        text_of(split_key).alias(SPLIT_KEY),
        _fault(raw, source, text, written, moment).alias(FAULT),
    )


def _fault(raw: DataFrame, source: Source, text: Column, written: Column, moment: Column) -> Column:
    """What the reader saw wrong with a row, null where nothing."""
    fault = F.when(F.lit(False), F.lit(""))
    if _CORRUPT in raw.columns:
        fault = fault.when(F.col(_CORRUPT).isNotNull(), MALFORMED)
    options = {key.lower(): str(value) for key, value in source.options.items()}
    quote = options.get("quote", '"')
    if source.format == "csv" and quote and options.get("multiline", "true").lower() == "false":
        # the second half of a quoted text with a newline in it, read as a row of its own
        quotes = F.length(text) - F.length(F.replace(text, F.lit(quote), F.lit("")))
        fault = fault.when(text.endswith(quote) & (quotes % 2 == 1), UNCLOSED_QUOTE)
    return fault.when(written.isNotNull() & moment.isNull(), BAD_EVENT_TIME)


def _csv(spark: SparkSession, source: Source) -> DataFrame:
    options = _CSV_OPTIONS | {
        k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in source.options.items()
    }
    names = spark.read.options(**options).csv(_place(source)).columns
    if not names:
        return spark.createDataFrame([], T.StructType([]))
    schema = T.StructType([T.StructField(name, T.StringType()) for name in [*names, _CORRUPT]])
    # enforceSchema off: a further file of a glob with another header is an error, not a mix-up of columns
    reader = spark.read.options(**options | {"enforceSchema": "false", "columnNameOfCorruptRecord": _CORRUPT})
    return reader.schema(schema).csv(_place(source))


def _json(spark: SparkSession, source: Source) -> DataFrame:
    options = {"primitivesAsString": "true"} | {k: str(v) for k, v in source.options.items()}
    return spark.read.options(**options).json(_place(source))  # type: ignore[arg-type]


def _parquet(spark: SparkSession, source: Source) -> DataFrame:
    return spark.read.options(**source.options).parquet(_place(source))  # type: ignore[arg-type]


def _text(spark: SparkSession, source: Source) -> DataFrame:
    return spark.read.options(**source.options).text(_place(source))  # type: ignore[arg-type]


def _delta(spark: SparkSession, source: Source) -> DataFrame:
    options: dict[str, str | bool | int | float] = dict(source.options)
    if source.version is not None:
        options["versionAsOf"] = source.version
    if source.timestamp is not None:
        options["timestampAsOf"] = source.timestamp
    reader = spark.read.format("delta").options(**options)
    return reader.table(source.table) if source.table is not None else reader.load(_place(source))


_READERS: dict[str, Callable[[SparkSession, Source], DataFrame]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
    "text": _text,
    "delta": _delta,
}


def _place(source: Source) -> str:
    """Gives the path for Spark, whose working folder may be another than Python's."""
    path = source.path or ""
    return path if re.match(r"^[A-Za-z][A-Za-z0-9+.-]+:", path) else os.path.abspath(path)


def _require(raw: DataFrame, source: Source, columns: Columns, split_key: str | None) -> None:
    """Checks that the columns named are there, with types that can be used."""
    needed: list[tuple[str, str | None, tuple[type[T.DataType], ...]]] = [
        ("columns.id", columns.id, _TEXT_LIKE),
        ("columns.event_time", columns.event_time, _TIME_LIKE),
        ("split.key", split_key, _TEXT_LIKE),
        *(("columns.slices", name, (T.AtomicType,)) for name in columns.slices),
    ]
    if source.format != "text":
        needed.append(("columns.text", columns.text, (T.StringType,)))
    if source.label is None:
        needed.append(("columns.label", columns.label, _TEXT_LIKE))
    types = {field.name: field.dataType for field in raw.schema.fields if field.name != _CORRUPT}
    for key, name, fitting in needed:
        if name is None:
            continue
        if name not in types:
            raise ContractError(
                f"The source {source.title!r} has no column {name!r}, which `{key}` names.",
                where=source.path or source.table,
                seen=", ".join(types),
                fix=_missing_column_hint(name, list(types), key),
            )
        if not isinstance(types[name], fitting):
            raise ContractError(
                f"The column {name!r} of the source {source.title!r} has a type that `{key}` cannot use.",
                where=source.path or source.table,
                seen=types[name].simpleString(),
                valid=", ".join(kind.__name__.removesuffix("Type").lower() for kind in fitting),
                fix="name another column, or change the column's type at its source",
            )


def _missing_column_hint(name: str, found: list[str], key: str) -> str:
    if len(found) == 1 and name in re.split(r"\W+", found[0]):
        separator = re.sub(r"[\w ]", "", found[0])[:1] or " "
        return (
            f"the fields seem to be divided by {separator!r}: `options: {{sep: {separator!r}}}` of the source"
        )
    if found and all(re.fullmatch(r"_c\d+", column) for column in found):
        return f"the file is read without a header: name its columns {found[0]}, … in `{key}`"
    return f"name one of these columns in `{key}`"


def _unreadable(source: Source, error: Exception) -> SourceError:
    where = source.path or source.table
    condition = (error.getCondition() or "") if isinstance(error, PySparkException) else ""
    if condition in (
        "PATH_NOT_FOUND",
        "TABLE_OR_VIEW_NOT_FOUND",
        "DELTA_TABLE_NOT_FOUND",
        "DELTA_PATH_DOES_NOT_EXIST",
    ):
        fix = "correct its path, or point `data_dir` at the folder that holds it (--set data_dir=…)"
        if source.table is not None or condition.startswith("DELTA"):
            fix = "correct its name; a folder is a Delta table only if it holds a _delta_log"
        return SourceError(f"The source {source.title!r} does not exist.", where=where, fix=fix)
    lines = [
        line
        for line in str(error).splitlines()
        if line and not line.startswith("An error occurred while calling")
    ]
    return SourceError(
        f"The source {source.title!r} cannot be read as {source.format}.",
        where=where,
        seen=(lines[0] if lines else type(error).__name__)[:300],
        fix="check its `format`, `options`, `version` and that this user may read it",
    )
