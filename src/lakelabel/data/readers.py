"""Spark's reader of each format, set so that no row is dropped or altered without a trace.

A raw frame has the columns of the source; beside them, where the format can show it, `CORRUPT` (not null
where a line could not be taken apart) and `OPEN_QUOTE` (true where a quote is left open at a line's end).
Not here: what becomes of the columns (``sources``).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from lakelabel.config.sources import Source
from lakelabel.data.places import absolute
from lakelabel.data.spark_errors import condition_of, words_of
from lakelabel.errors import SourceError

CORRUPT = "_corrupt_record"
OPEN_QUOTE = "_open_quote"

# RFC 4180: quotes are doubled and may hold newlines
_CSV_OPTIONS = {
    "header": "true",
    "sep": ",",
    "multiline": "true",
    "quote": '"',
    "escape": '"',
    "encoding": "UTF-8",
}
_OTHER_NAMES = {"delimiter": "sep", "charset": "encoding"}
_KEEP_EVERY_ROW = {"mode": "PERMISSIVE", "columnnameofcorruptrecord": CORRUPT}
_NO_SEPARATOR = "\ue000"  # private use: no line holds it
_ABSENT = (
    "PATH_NOT_FOUND",
    "TABLE_OR_VIEW_NOT_FOUND",
    "DELTA_TABLE_NOT_FOUND",
    "DELTA_PATH_DOES_NOT_EXIST",
)


def read_raw(spark: SparkSession, source: Source) -> DataFrame:
    """Reads a source as it is.

    Args:
        spark: The session.
        source: The source.

    Returns:
        Its raw frame; nothing but the header, the types or the log has been read.

    Raises:
        SourceError: If it does not exist, cannot be read, or has no column.
    """
    mode = _options(source).get("mode", "PERMISSIVE")
    if mode.upper() != "PERMISSIVE":
        raise SourceError(
            f"The source {source.title!r} has an option that would drop rows or stop at the first bad one.",
            where=source.path,
            seen=f"mode: {mode}",
            fix="remove it: rows that cannot be read go to the quarantine, and the contract limits them",
        )
    try:
        raw = _READERS[source.format](spark, source)
        found = raw.columns
    except Exception as error:  # py4j does not translate a reader's own exceptions
        raise _unreadable(source, error) from None
    if not [name for name in found if name != CORRUPT]:
        if CORRUPT in found:
            raise SourceError(
                f"The source {source.title!r} cannot be read as json: no line of it is a JSON object.",
                where=source.path,
                fix="check its `format`; a file that is one JSON value needs `options: {multiLine: true}`",
            )
        raise SourceError(
            f"The source {source.title!r} is empty.", where=source.path, fix="check the file, or its path"
        )
    return raw


def quote_of(source: Source) -> str:
    """Gives the character that a csv source puts around its fields, empty for none.

    Args:
        source: The source.
    """
    return _csv_options(source)["quote"]


def _options(source: Source) -> dict[str, str]:
    """The options as Spark takes them: it ignores the case of their names."""
    return {
        key.lower(): str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in source.options.items()
    }


def _csv_options(source: Source) -> dict[str, str]:
    given = {_OTHER_NAMES.get(key, key): value for key, value in _options(source).items()}
    return _CSV_OPTIONS | given | ({"sep": "\t"} if given.get("sep") == "\\t" else {})


def _csv(spark: SparkSession, source: Source) -> DataFrame:
    path, options = absolute(source.path or ""), _csv_options(source)
    first = spark.read.options(**options).csv(path)
    names = first.columns
    if not names:
        return first
    if "enforceschema" not in options:
        # a further file of a glob with another header is an error, not a mix-up of columns; the one file of
        # a source agrees with itself, even where Spark had to make up names for columns without one
        options["enforceschema"] = "false" if len(first.inputFiles()) > 1 else "true"
    by_line = all(len(options[key]) == 1 for key in ("sep", "quote", "escape"))
    if by_line and options["multiline"] == "false":
        return _csv_by_line(spark, path, options, names)
    schema = T.StructType([T.StructField(name, T.StringType()) for name in [*names, CORRUPT]])
    return spark.read.options(**options | _KEEP_EVERY_ROW).schema(schema).csv(path)


def _csv_by_line(spark: SparkSession, path: str, options: dict[str, str], names: list[str]) -> DataFrame:
    """Reads whole lines and takes them apart: Spark's reader closes a quote left open without a word."""
    as_lines = spark.read.options(**options | {"sep": _NO_SEPARATOR, "quote": ""})
    header, *partitions = as_lines.csv(path).columns
    in_line = names[: len(names) - len(partitions)]
    schema = T.StructType([T.StructField(name, T.StringType()) for name in [header, *partitions]])
    fields = ", ".join(f"`{name.replace('`', '``')}` string" for name in [*in_line, CORRUPT])
    lines = as_lines.schema(schema).csv(path).toDF(CORRUPT, *partitions)
    line = F.col(CORRUPT)
    taken_apart = lines.select(
        F.from_csv(line, fields, options | _KEEP_EVERY_ROW).alias("fields"),
        F.rlike(line, F.lit(_open_quote(options))).alias(OPEN_QUOTE),
        *partitions,
    )
    return taken_apart.select("fields.*", *partitions, OPEN_QUOTE)


def _open_quote(options: dict[str, str]) -> str:
    """A pattern of lines in which a field begins with a quote that the line does not close."""
    sep, quote, escape = (re.escape(options[key]) for key in ("sep", "quote", "escape"))
    within = rf"[^{quote}]*+(?:{quote}{quote}[^{quote}]*+)*+"
    if escape != quote:
        within = rf"[^{quote}{escape}]*+(?:{escape}.[^{quote}{escape}]*+)*+"
    closed = rf"(?:{quote}{within}{quote}[^{sep}]*+|[^{quote}{sep}][^{sep}]*+|)"
    return rf"^(?:{closed}{sep})*+{quote}{within}$"


def _json(spark: SparkSession, source: Source) -> DataFrame:
    options = {"primitivesasstring": "true"} | _options(source) | _KEEP_EVERY_ROW
    return spark.read.options(**options).json(absolute(source.path or ""))


def _parquet(spark: SparkSession, source: Source) -> DataFrame:
    return spark.read.options(**_options(source)).parquet(absolute(source.path or ""))


def _text(spark: SparkSession, source: Source) -> DataFrame:
    return spark.read.options(**_options(source)).text(absolute(source.path or ""))


def _delta(spark: SparkSession, source: Source) -> DataFrame:
    options: dict[str, str | int] = dict(_options(source))
    if source.version is not None:
        options["versionAsOf"] = source.version
    if source.timestamp is not None:
        options["timestampAsOf"] = source.timestamp
    reader = spark.read.format("delta").options(**options)
    return (
        reader.table(source.table) if source.table is not None else reader.load(absolute(source.path or ""))
    )


_READERS: dict[str, Callable[[SparkSession, Source], DataFrame]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
    "text": _text,
    "delta": _delta,
}


def _unreadable(source: Source, error: Exception) -> SourceError:
    where, condition = source.path or source.table, condition_of(error)
    if condition == "DELTA_TABLE_NOT_FOUND" and source.path is not None:
        return SourceError(
            f"The source {source.title!r} is not a Delta table.",
            where=where,
            seen="a folder without _delta_log",
            fix="correct its path or its `format`",
        )
    if condition in _ABSENT:
        fix = "correct its path, or point `data_dir` at the folder that holds it (--set data_dir=…)"
        if source.table is not None:
            fix = "correct its name, with its schema and catalog"
        return SourceError(f"The source {source.title!r} does not exist.", where=where, fix=fix)
    return SourceError(
        f"The source {source.title!r} cannot be read as {source.format}.",
        where=where,
        seen=words_of(error),
        fix="check its `format`, `options`, `version` and that this user may read it",
    )
