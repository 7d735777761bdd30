"""The unfitted Spark ML pipeline of a configuration.

Not here: fitting (``fit``). Intermediate columns carry a prefix, because an input column of the same name
would be ambiguous.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.ml import Pipeline, Transformer
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.feature import (
    IDF,
    HashingTF,
    IndexToString,
    NGram,
    Normalizer,
    RegexTokenizer,
    SQLTransformer,
    StopWordsRemover,
    StringIndexerModel,
    Tokenizer,
)

from lakelabel.config import pipeline as config
from lakelabel.schema import LABEL, PREDICTED_LABEL, PREDICTION, PROBABILITY, RAW_PREDICTION, TEXT

Stage = Transformer | IDF

PREFIX = "lakelabel_"
LABEL_INDEX = f"{PREFIX}label_index"
TOKENS, WORDS, TERMS = f"{PREFIX}tokens", f"{PREFIX}words", f"{PREFIX}terms"
COUNTS, WEIGHTED, FEATURES = f"{PREFIX}counts", f"{PREFIX}weighted", f"{PREFIX}features"
WEIGHT = f"{PREFIX}weight"

# Spark's default of 1 MB makes LogisticRegression pass over the whole gradient once for every few rows.
BLOCK_MEGABYTES = 64.0


def index_labels(labels: Sequence[str]) -> StringIndexerModel:
    """Gives the label indexer, fitted on sorted labels; it is no part of the logged model.

    Args:
        labels: The labels, sorted.

    Returns:
        A transformer from `label` to its index. Rows with other labels fail: to keep them, Spark would give
        them an index of their own, and the classifier would learn one class too many.
    """
    return StringIndexerModel.from_labels(list(labels), inputCol=LABEL, outputCol=LABEL_INDEX)


def build_pipeline(pipeline: config.Pipeline, labels: Sequence[str]) -> Pipeline:
    """Builds the pipeline: text in, `predicted_label` and `probability` out.

    Args:
        pipeline: The configuration's section.
        labels: The labels, sorted; the index of each is its place here.

    Returns:
        An unfitted standard Spark ML pipeline: feature stages, LogisticRegression, IndexToString.
    """
    stages = feature_stages(pipeline)
    lr = pipeline.logistic_regression
    classifier = LogisticRegression(
        featuresCol=FEATURES,
        labelCol=LABEL_INDEX,
        predictionCol=PREDICTION,
        probabilityCol=PROBABILITY,
        rawPredictionCol=RAW_PREDICTION,
        maxIter=lr.max_iter,
        regParam=lr.reg_param,
        elasticNetParam=lr.elastic_net,
        tol=lr.tol,
        standardization=lr.standardization,
        maxBlockSizeInMB=BLOCK_MEGABYTES,
    )
    if pipeline.class_weights is not None:
        classifier.setWeightCol(WEIGHT)
    to_label = IndexToString(inputCol=PREDICTION, outputCol=PREDICTED_LABEL, labels=list(labels))
    return Pipeline(stages=[*stages, classifier, to_label])


def feature_stages(pipeline: config.Pipeline) -> list[Stage]:
    """Builds the stages from text to the feature vector.

    Args:
        pipeline: The configuration's section.
    """
    stages: list[Stage] = [_tokenizer(pipeline.tokenizer)]
    terms = TOKENS
    if pipeline.stop_words is not None:
        given = pipeline.stop_words
        words = StopWordsRemover.loadDefaultStopWords(given) if isinstance(given, str) else list(given)
        stages.append(StopWordsRemover(inputCol=terms, outputCol=WORDS, stopWords=words, locale="en_US"))
        terms = WORDS
    if pipeline.ngrams > 1:
        grams = {n: f"{PREFIX}{n}grams" for n in range(2, pipeline.ngrams + 1)}
        stages += [NGram(n=n, inputCol=terms, outputCol=column) for n, column in grams.items()]
        joined = ", ".join([terms, *grams.values()])
        stages.append(SQLTransformer(statement=f"SELECT *, concat({joined}) AS {TERMS} FROM __THIS__"))
        terms = TERMS
    # the columns that HashingTF, IDF and Normalizer write, as many as there are; the last is the features
    before = (COUNTS, WEIGHTED)[: (pipeline.idf is not None) + (pipeline.normalize is not None)]
    columns = [*before, FEATURES]
    hashing = pipeline.hashing
    stages.append(
        HashingTF(
            inputCol=terms, outputCol=columns[0], numFeatures=hashing.num_features, binary=hashing.binary
        )
    )
    if pipeline.idf is not None:
        stages.append(IDF(inputCol=columns[0], outputCol=columns[1], minDocFreq=pipeline.idf.min_doc_freq))
    if pipeline.normalize is not None:
        stages.append(Normalizer(inputCol=columns[-2], outputCol=FEATURES, p=2.0))
    return stages


def _tokenizer(tokenizer: config.Tokenizer) -> Stage:
    if tokenizer.kind == "whitespace":
        return Tokenizer(inputCol=TEXT, outputCol=TOKENS)
    return RegexTokenizer(
        inputCol=TEXT, outputCol=TOKENS, pattern=tokenizer.pattern, toLowercase=tokenizer.lowercase
    )
