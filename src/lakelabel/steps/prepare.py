"""prepare: sources → contract → quarantine → split → corpus."""

from __future__ import annotations

import dataclasses
import json

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from lakelabel.config import Settings
from lakelabel.data import tables
from lakelabel.data.contract import check, judge
from lakelabel.data.corpus import merge_corpus
from lakelabel.data.profile import profile_data
from lakelabel.data.quarantine import merge_quarantine
from lakelabel.data.sources import fetch_sources, read_sources, reading
from lakelabel.data.split import assign_split
from lakelabel.results import PrepareResult
from lakelabel.runtime.progress import stage
from lakelabel.schema import REASON, corpus_schema


def prepare(spark: SparkSession, settings: Settings) -> PrepareResult:
    """Brings labelled documents into the corpus.

    Args:
        spark: The session.
        settings: The configuration.

    Returns:
        What was merged, with the profile of what came in. The same input again changes nothing.

    Raises:
        SourceError: If a source cannot be read.
        ContractError: If the data break their contract; refused rows are then in the quarantine, and the
            corpus is as it was.
        TableError: If a table cannot be written.
    """
    corpus_table = tables.table(settings.tables, settings.tables.corpus)
    quarantine_table = tables.table(settings.tables, settings.tables.quarantine)
    tables.require_writable(settings.tables)
    fetch_sources(settings)
    documents = read_sources(spark, settings)
    there = tables.exists(spark, corpus_table, corpus_schema())
    before = tables.read(spark, corpus_table) if there else None

    # one pass reads and judges; all that follows reads the cache
    judged = judge(documents, settings.contract, before, with_ids=settings.columns.id is not None).persist()
    try:
        with stage("prepare: read and checked the sources"), reading(settings):
            split = assign_split(judged, settings.split)
            profile = profile_data(split, [source.title for source in settings.sources])
        refused = F.col(REASON).isNotNull()
        if profile.refused:
            with stage("prepare: wrote the quarantine"):
                merge_quarantine(judged.where(refused), quarantine_table)
        check(profile, settings.contract)
        with stage("prepare: merged into the corpus"):
            note = json.dumps({"lakelabel": dataclasses.asdict(profile)}, ensure_ascii=False)
            merged = merge_corpus(split.where(~refused), corpus_table, settings.columns.slices, note=note)
    finally:
        judged.unpersist()
    return PrepareResult(corpus_table.name, merged.version, merged.inserted, merged.updated, profile)
