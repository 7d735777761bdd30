"""Reading sources: each becomes a frame of raw documents with the same columns, then they are unioned.

A raw document has `id, text, label, event_time, slices…`, its `source`, the split that the source fixes
(`fixed_split`), the value that keeps rows together (`split_key`) and what the reader found wrong (`fault`).
Not here: judging the rows (``contract``).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from lakelabel.config.columns import Columns
from lakelabel.config.settings import Settings
from lakelabel.config.sources import Source
from lakelabel.data.download import fetch, verify_sha256
from lakelabel.data.readers import CORRUPT, OPEN_QUOTE, quote_of, read_raw
from lakelabel.data.spark_errors import words_of
from lakelabel.errors import ContractError, SourceError
from lakelabel.schema import EVENT_TIME, ID, LABEL, SOURCE, TEXT

FIXED_SPLIT = "fixed_split"
SPLIT_KEY = "split_key"
FAULT = "fault"
MALFORMED, UNCLOSED_QUOTE, BAD_EVENT_TIME = "malformed", "unclosed_quote", "bad_event_time"

_TEXT_LIKE = (T.StringType, T.IntegralType, T.BooleanType)
_TIME_LIKE = (T.StringType, T.TimestampType, T.TimestampNTZType, T.DateType)


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


@contextmanager
def reading(settings: Settings) -> Iterator[None]:
    """Turns what Spark raises when it comes to the rows of a source into an error of ours.

    Args:
        settings: The configuration.

    Raises:
        SourceError: If a file of a source cannot be read to its end.
    """
    try:
        yield
    except Exception as error:  # py4j does not translate it
        if "FAILED_READ_FILE" not in str(error):
            raise
        raise SourceError(
            "A file of the sources cannot be read.",
            where=", ".join(source.title for source in settings.sources),
            seen=words_of(error),
            fix="mend or remove the file that is named here, or check the `options` of its source",
        ) from None


def _read_source(spark: SparkSession, source: Source, columns: Columns, split_key: str | None) -> DataFrame:
    raw = read_raw(spark, source)
    _require(raw, source, columns, split_key)

    def text_of(name: str | None) -> Column:
        return (F.lit(None) if name is None else F.col(f"`{name}`")).cast("string")

    text = text_of(raw.columns[0] if source.format == "text" else columns.text)
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
    if OPEN_QUOTE in raw.columns:
        fault = fault.when(F.col(OPEN_QUOTE), UNCLOSED_QUOTE)
    if CORRUPT in raw.columns:
        fault = fault.when(F.col(CORRUPT).isNotNull(), MALFORMED)
    if OPEN_QUOTE in raw.columns:
        # the other half of such a line, which may look like a whole one
        quote = quote_of(source)
        quotes = F.length(text) - F.length(F.replace(text, F.lit(quote), F.lit("")))
        fault = fault.when(text.endswith(quote) & (quotes % 2 == 1), UNCLOSED_QUOTE)
    return fault.when(written.isNotNull() & moment.isNull(), BAD_EVENT_TIME)


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
    ours = (CORRUPT, OPEN_QUOTE)
    types = {field.name: field.dataType for field in raw.schema.fields if field.name not in ours}
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
        separator = re.sub(r"[\w \"]", "", found[0])[:1] or " "
        return (
            f"the fields seem to be divided by {separator!r}: `options: {{sep: {separator!r}}}` of the source"
        )
    if found and all(re.fullmatch(r"_c\d+", column) for column in found):
        return f"the file is read without a header: name its columns {found[0]}, … in `{key}`"
    folded = {column.lower(): column for column in found}
    if near := difflib.get_close_matches(name.lower(), list(folded), n=1):
        return f"did you mean {folded[near[0]]!r}? Name it in `{key}`"
    return f"name one of these columns in `{key}`"
