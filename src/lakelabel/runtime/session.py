"""The Spark session: the one that is there, or a local one with sensible settings.

Not here: stopping it in library code; a platform owns its session.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from lakelabel.errors import SetupError
from lakelabel.runtime.delta_jars import delta_jars, delta_package
from lakelabel.runtime.java import find_java
from lakelabel.runtime.machine import cache_dir, cores, memory_bytes
from lakelabel.runtime.quiet_launch import log_settings, quiet_launch

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from lakelabel.config.spark import Spark

DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension"
DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog"


def on_databricks() -> bool:
    """Tells whether this process runs on Databricks."""
    return "DATABRICKS_RUNTIME_VERSION" in os.environ


def under_spark_submit() -> bool:
    """Tells whether spark-submit started this process."""
    return "PYSPARK_GATEWAY_PORT" in os.environ


def get_session(spark: Spark, app_name: str) -> SparkSession:
    """Gives the session to work in.

    The active session, the platform's (Databricks, spark-submit) and a Spark Connect server's are taken as
    they are, and nothing that belongs to the platform is set. Otherwise one is started.

    Args:
        spark: The configuration's section.
        app_name: Name of a session that is started.

    Returns:
        A session that reads and writes Delta.

    Raises:
        SetupError: If there is no fitting Java runtime, no Delta, or the master cannot be reached.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise SetupError(
            "PySpark is not installed.", fix="pip install 'lakelabel[local]', or run where Spark is"
        ) from None

    if (active := SparkSession.getActiveSession()) is not None:
        return active
    if on_databricks():
        return SparkSession.builder.getOrCreate()
    remote = spark.master if (spark.master or "").startswith("sc://") else os.environ.get("SPARK_REMOTE")
    if remote:
        return _connect(remote)
    if under_spark_submit():
        session = SparkSession.builder.appName(app_name).getOrCreate()
        if DELTA_EXTENSION not in _conf(session, "spark.sql.extensions"):
            session.stop()
            raise SetupError(
                "This Spark was started without Delta.",
                fix="run `lakelabel spark-defaults --install` once for a Spark that pip installed, or add to "
                f"spark-submit: --packages {delta_package()} --conf spark.sql.extensions={DELTA_EXTENSION} "
                f"--conf spark.sql.catalog.spark_catalog={DELTA_CATALOG}",
            )
        if shares_files(session):  # a laptop: nobody else's settings are touched
            _suit_one_machine(session)
        return session
    return _start(spark, app_name)


def is_connect(session: SparkSession) -> bool:
    """Tells whether a session is one of Spark Connect.

    Args:
        session: The session.
    """
    return type(session).__module__.startswith("pyspark.sql.connect")


def shares_files(session: SparkSession) -> bool:
    """Tells whether driver and executors see the same local files, as with a local master.

    Args:
        session: The session.
    """
    return _conf(session, "spark.master").startswith("local")


def parallelism(session: SparkSession) -> int:
    """Gives the number of tasks that a session runs at once, as far as it says.

    Args:
        session: The session.
    """
    master = _conf(session, "spark.master")
    if master.startswith("local"):
        return _threads(master)
    executors = int(_conf(session, "spark.executor.instances") or 0)
    per_executor = int(_conf(session, "spark.executor.cores") or 1)
    return max(executors * per_executor, int(_conf(session, "spark.default.parallelism") or 8))


def delta_settings(jars: list[str], *, local: bool = False) -> dict[str, str]:
    """Gives what a Spark needs to know to read and write Delta.

    Args:
        jars: Paths of Delta's jars.
        local: One JVM does everything: the jars are put on its class path, not served and copied.
    """
    return {
        "spark.driver.extraClassPath" if local else "spark.jars": (os.pathsep if local else ",").join(jars),
        "spark.sql.extensions": DELTA_EXTENSION,
        "spark.sql.catalog.spark_catalog": DELTA_CATALOG,
    }


def local_settings(threads: int) -> dict[str, str]:
    """Gives settings that suit one machine; Spark's own are made for clusters.

    Args:
        threads: Tasks that run at once.
    """
    gigabytes = max(1, min(16, int(memory_bytes() * 0.5) >> 30))
    return {
        "spark.driver.memory": f"{gigabytes}g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(threads),
        # Spark makes this folder even where nobody uses it: not in the user's
        "spark.sql.warehouse.dir": (cache_dir() / "spark-warehouse").as_uri(),
        # 50 partitions for a table's list of files take 13 s cold on a tiny table
        "spark.databricks.delta.snapshotPartitions": "2",
    }


def _suit_one_machine(session: SparkSession) -> None:
    """Gives spark-submit's local session the partitions that lakelabel's own has, where none were given."""
    ours = local_settings(parallelism(session))
    for key, made_for_clusters in (
        ("spark.sql.shuffle.partitions", "200"),
        ("spark.databricks.delta.snapshotPartitions", ""),
    ):
        if _conf(session, key) == made_for_clusters:
            session.conf.set(key, ours[key])


def _start(spark: Spark, app_name: str) -> SparkSession:
    from pyspark.sql import SparkSession

    os.environ["JAVA_HOME"] = str(find_java().home)
    # with these unset, workers would be the first python3 on PATH, and the driver would listen on the network
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    master = spark.master or "local[*]"
    given = {
        key: str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in spark.conf.items()
    }
    local = master.startswith("local")
    conf = delta_settings(delta_jars(spark.jars, given), local=local)
    conf["spark.sql.session.timeZone"] = "UTC"
    if local:
        conf |= local_settings(_threads(master))
    conf |= log_settings(given)
    for key, separator in (("spark.jars", ","), ("spark.driver.extraClassPath", os.pathsep)):
        if key in given and key in conf:
            given[key] = f"{conf[key]}{separator}{given[key]}"
    given.pop("spark.driver.extraJavaOptions", None)  # log_settings has them
    conf |= given
    builder = SparkSession.builder.master(master).appName(app_name)
    for key, value in conf.items():
        builder = builder.config(key, value)
    try:
        with quiet_launch():
            return builder.getOrCreate()
    except Exception as error:
        raise SetupError(
            "The Spark session did not start.",
            where=f"master {master}",
            seen=str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__,
            fix="check spark.master and spark.conf, and the lines that Spark printed above",
        ) from error


def _connect(remote: str) -> SparkSession:
    from pyspark.sql import SparkSession

    try:
        session: SparkSession = SparkSession.builder.remote(remote).getOrCreate()
        session.version  # noqa: B018 - the first call to the server: is it there?
    except Exception as error:
        raise SetupError(
            "The Spark Connect server cannot be used.",
            where=remote.split(";")[0],  # what follows may be a token
            seen=str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__,
            fix="check that the server runs and that pyspark[connect] is installed",
        ) from None
    return session


def _conf(session: SparkSession, key: str) -> str:
    return session.conf.get(key, None) or ""


def _threads(master: str) -> int:
    """Reads the number of tasks at once from a local master."""
    inside = master.removeprefix("local").strip("[]").split(",")[0]
    if not inside:
        return 1
    return cores() if inside == "*" else int(inside)
