"""What a user writes by hand for BANKING77: the same stages, Spark's defaults otherwise.

Usage, in an empty folder: plain_script.py TRAIN.csv TEST.csv
"""

import sys

import mlflow
from delta import configure_spark_with_delta_pip
from pyspark.ml import Pipeline
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
from pyspark.ml.feature import HashingTF, StringIndexer, Tokenizer
from pyspark.sql import DataFrame, SparkSession

train_file, test_file = sys.argv[1:]
builder = (
    SparkSession.builder.master("local[*]")
    .appName("plain script")
    .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
    .config("spark.driver.memory", "8g")
)
spark = configure_spark_with_delta_pip(builder).getOrCreate()


def to_delta(file: str, table: str) -> DataFrame:
    """Reads a CSV file into a Delta table."""
    rows = spark.read.options(header=True, multiLine=True, escape='"').csv(file)
    rows.write.format("delta").save(table)
    return spark.read.format("delta").load(table)


train, test = to_delta(train_file, "train"), to_delta(test_file, "test")
mlflow.set_tracking_uri("sqlite:///mlflow.db")
mlflow.set_experiment("plain")
with mlflow.start_run():
    pipeline = Pipeline(
        stages=[
            StringIndexer(inputCol="category", outputCol="label"),
            Tokenizer(inputCol="text", outputCol="words"),
            HashingTF(inputCol="words", outputCol="features", numFeatures=1 << 16),
            LogisticRegression(maxIter=20, regParam=1e-4),
        ]
    )
    model = pipeline.fit(train)
    predictions = model.transform(test)
    for name in ("accuracy", "f1", "logLoss"):
        value = MulticlassClassificationEvaluator(metricName=name).evaluate(predictions)
        mlflow.log_metric(name, value)
        print(name, value)
    mlflow.spark.log_model(model, "model", registered_model_name="plain")
