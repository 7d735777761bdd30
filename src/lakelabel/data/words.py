"""The most telling words of each class. Pure.

Not here: what the model itself learned; these are counts of the corpus.
"""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from lakelabel.schema import LABEL, TEXT

WORD, SCORE, DOCUMENTS = "word", "score", "documents"


def telling_words(documents: DataFrame, *, per_class: int = 8, min_documents: int = 5) -> DataFrame:
    """Finds the words that set each class apart from the others.

    The score is the z-score of the log-odds ratio of the word in the class against all other classes, with
    an informative Dirichlet prior of the size of the word's own count (Monroe, Colaresi and Quinn 2008,
    "Fightin' Words", equations 16 and 22); a word is counted once for each document.

    Args:
        documents: Rows with `text` and `label`.
        per_class: Words for each class.
        min_documents: Fewest documents that a word must occur in.

    Returns:
        Rows `label, word, score, documents`, the most telling first within each label.
    """
    words = F.array_distinct(F.split(F.lower(F.col(TEXT)), r"[^\p{L}\p{N}']+"))
    pairs = documents.select(LABEL, F.explode(words).alias(WORD)).where(F.length(WORD) > 1)
    counts = pairs.groupBy(LABEL, WORD).agg(F.count("*").alias(DOCUMENTS))
    by_word, by_label, all_rows = Window.partitionBy(WORD), Window.partitionBy(LABEL), Window.partitionBy()
    counts = counts.withColumns(
        {
            "word_total": F.sum(DOCUMENTS).over(by_word),
            "label_total": F.sum(DOCUMENTS).over(by_label),
            "total": F.sum(DOCUMENTS).over(all_rows),
        }
    )
    # in the class and outside it, the prior added to both
    inside = F.col(DOCUMENTS) + F.col("word_total")
    outside = F.col("word_total") - F.col(DOCUMENTS) + F.col("word_total")
    inside_rest = F.col("label_total") + F.col("total") - inside
    outside_rest = F.col("total") - F.col("label_total") + F.col("total") - outside
    delta = F.log(inside / inside_rest) - F.log(outside / outside_rest)
    scored = counts.withColumn(SCORE, delta / F.sqrt(1 / inside + 1 / outside))
    best = Window.partitionBy(LABEL).orderBy(F.desc(SCORE), F.asc(WORD))
    return (
        scored.where(F.col("word_total") >= min_documents)
        .withColumn("place", F.row_number().over(best))
        .where(F.col("place") <= per_class)
        .select(LABEL, WORD, SCORE, DOCUMENTS)
        .orderBy(LABEL, F.desc(SCORE), WORD)
    )
