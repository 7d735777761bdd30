"""The generator of the demonstration data: labelled messages, drifting later batches, benchmark documents.

Not here: reading any of it back (see ``lakelabel.data``).

Everything is made from a seed, in pure Python, numpy and pyarrow: the same seed gives the same data on every
machine, with no download and no Spark session.
"""

from lakelabel.quickstart.batches import LaterBatch, later_batches
from lakelabel.quickstart.benchmark import BENCHMARK_SCHEMA, benchmark_documents
from lakelabel.quickstart.compose import TOPICS
from lakelabel.quickstart.files import write_csv, write_parquet
from lakelabel.quickstart.folder import QuickstartFiles, write_quickstart
from lakelabel.quickstart.messages import labelled_messages
from lakelabel.quickstart.style import CHANNELS

__all__ = [
    "BENCHMARK_SCHEMA",
    "CHANNELS",
    "TOPICS",
    "LaterBatch",
    "QuickstartFiles",
    "benchmark_documents",
    "labelled_messages",
    "later_batches",
    "write_csv",
    "write_parquet",
    "write_quickstart",
]
