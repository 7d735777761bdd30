"""The most telling words of each class. Pure.

Not here: what the model itself learned; these are counts of the documents.
"""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from lakelabel.schema import LABEL, TEXT

WORD, SCORE, DOCUMENTS = "word", "score", "documents"

# Letters and digits, with apostrophes between them; \p{M} are the vowel signs and accents that stand apart.
_WORD = r"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*"
_SHORTEST = 2  # characters


def telling_words(documents: DataFrame, *, per_class: int = 8, min_documents: int = 5) -> DataFrame:
    """Finds the words that set each class apart from the others.

    The score is the z-score of the log-odds ratio of the word in the class against all other classes, with
    an informative Dirichlet prior of the size of the word's own count (Monroe, Colaresi and Quinn 2008,
    "Fightin' Words", equations 16 and 22); a word is counted once for each document.

    Args:
        documents: Rows with `text` and `label`.
        per_class: Most words for each class.
        min_documents: Fewest documents that a word must occur in.

    Returns:
        Rows `label, word, score, documents`, the most telling first within each label; `documents` are those
        of the class. Words that are rarer in the class than elsewhere are left out.
    """
    found = F.array_distinct(F.regexp_extract_all(F.lower(TEXT), F.lit(_WORD), F.lit(0)))
    said = documents.select(LABEL, F.filter(found, lambda word: F.length(word) >= _SHORTEST).alias("words"))
    counts = said.select(LABEL, F.explode("words").alias(WORD)).groupBy(LABEL, WORD)
    totals = said.groupBy(LABEL).agg(F.sum(F.array_size("words")).alias("label_total"))
    # a window over everything would bring all words to one task; this brings one row for each label
    labels = F.collect_list(F.struct(LABEL, "label_total")).alias("labels")
    totals = totals.agg(F.sum("label_total").alias("total"), labels).select("total", F.inline("labels"))
    counted = counts.agg(F.count("*").alias(DOCUMENTS)).join(F.broadcast(totals), LABEL)
    counted = counted.withColumn("word_total", F.sum(DOCUMENTS).over(Window.partitionBy(WORD)))

    # in the class and outside it, the prior added to both
    inside = F.col(DOCUMENTS) + F.col("word_total")
    outside = F.col("word_total") - F.col(DOCUMENTS) + F.col("word_total")
    inside_rest = F.col("label_total") + F.col("total") - inside
    outside_rest = F.col("total") - F.col("label_total") + F.col("total") - outside
    # a difference of logarithms: that of 0 is null, where a division by 0 would be an error
    delta = F.log(inside) - F.log(inside_rest) - F.log(outside) + F.log(outside_rest)
    scored = counted.withColumn(SCORE, delta / F.sqrt(1 / inside + 1 / outside))
    best = Window.partitionBy(LABEL).orderBy(F.desc(SCORE), F.asc(WORD))
    return (
        scored.where((F.col("word_total") >= min_documents) & (F.col(SCORE) > 0))
        .withColumn("place", F.row_number().over(best))
        .where(F.col("place") <= per_class)
        .select(LABEL, WORD, SCORE, DOCUMENTS)
        .orderBy(LABEL, F.desc(SCORE), WORD)
    )
