"""Column names and table schemas: the one home of both.

Not here: reading or writing tables (``lakelabel.data.tables``).
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql.types import IntegerType, StringType, StructField, StructType, TimestampType

ID = "id"
TEXT = "text"
LABEL = "label"
EVENT_TIME = "event_time"
SPLIT = "split"
SOURCE = "source"

TRAIN, VALIDATION, TEST = "train", "validation", "test"

REASON = "reason"
ROW_HASH = "row_hash"
ROWS = "rows"
CONTENT = "content"
QUARANTINED_AT = "quarantined_at"

PREDICTED_LABEL = "predicted_label"
PROBABILITY = "probability"
PREDICTION = "prediction"
RAW_PREDICTION = "rawPrediction"


def corpus_schema(slices: Sequence[str] = ()) -> StructType:
    """Gives the schema of `corpus`: one labelled document a row.

    Args:
        slices: Names of the slice columns.
    """
    return StructType(
        [
            StructField(ID, StringType(), nullable=False),
            StructField(TEXT, StringType(), nullable=False),
            StructField(LABEL, StringType(), nullable=False),
            StructField(EVENT_TIME, TimestampType()),
            StructField(SPLIT, StringType(), nullable=False),
            StructField(SOURCE, StringType(), nullable=False),
            *(StructField(name, StringType()) for name in slices),
        ]
    )


QUARANTINE_SCHEMA = StructType(
    [
        StructField(SOURCE, StringType(), nullable=False),
        StructField(REASON, StringType(), nullable=False),
        StructField(ROW_HASH, StringType(), nullable=False),
        StructField(ROWS, IntegerType(), nullable=False),
        StructField(CONTENT, StringType(), nullable=False),
        StructField(QUARANTINED_AT, TimestampType(), nullable=False),
    ]
)
"""Schema of `quarantine`: one refused record a row; `rows` says how often it came."""
