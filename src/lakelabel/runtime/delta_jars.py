"""Delta's jars: resolved once by Spark's own package resolution, then reused from a folder.

Not here: the session that uses them (``session``).
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from lakelabel.errors import SetupError
from lakelabel.runtime.java import find_java
from lakelabel.runtime.lock import file_lock
from lakelabel.runtime.machine import cache_dir
from lakelabel.runtime.progress import stage

_RESOLUTION_SECONDS = 900
_OFFLINE = "on a machine without access, copy Delta's jars there and name them in `spark.jars`"


def delta_jars(given: Sequence[str] = (), conf: Mapping[str, str] | None = None) -> list[str]:
    """Gives the jars that a session needs for Delta.

    Args:
        given: Jars named by the user; then nothing is resolved.
        conf: Spark configuration; `spark.jars.ivySettings` and `spark.jars.repositories` are honoured.

    Returns:
        Paths of jar files.

    Raises:
        SetupError: If a given jar does not exist, or resolution fails.
    """
    if given:
        for jar in given:
            if not Path(jar).is_file():
                raise SetupError(
                    "A jar named in spark.jars does not exist.", where=jar, fix="correct its path"
                )
        return list(given)
    package = delta_package()
    folder = cache_dir() / "jars" / package.replace(":", "_")
    complete = folder / "complete"
    if not complete.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with file_lock(folder / "lock", what="Delta's jars, which another process is fetching"):
            if not complete.exists():
                _resolve(package, folder, conf or {})
                complete.write_text("\n".join(path.name for path in _missing_from_spark(folder)))
    return [str(folder / "jars" / name) for name in complete.read_text().split()]


def delta_package() -> str:
    """Gives the coordinates of Delta for the installed Spark and delta-spark, as Delta names them."""
    import pyspark

    spark = ".".join(pyspark.__version__.split(".")[:2])
    try:
        delta = importlib.metadata.version("delta-spark")
    except importlib.metadata.PackageNotFoundError:
        raise SetupError(
            "The package delta-spark is not installed.", fix="pip install 'lakelabel[local]'"
        ) from None
    # from 4.1 on the artefact names the Spark version; 4.0 was made for Spark 4.0 only
    artefact = "delta-spark_2.13" if delta.startswith("4.0.") else f"delta-spark_{spark}_2.13"
    return f"io.delta:{artefact}:{delta}"


def _resolve(package: str, folder: Path, conf: Mapping[str, str]) -> None:
    """Lets spark-submit resolve the package for an empty script; its chatter is kept for a failure."""
    import pyspark

    submit = (
        Path(pyspark.__file__).parent / "bin" / ("spark-submit.cmd" if os.name == "nt" else "spark-submit")
    )
    settings = {
        key: conf[key] for key in ("spark.jars.ivySettings", "spark.jars.repositories") if key in conf
    }
    settings["spark.jars.ivy"] = str(folder)
    with tempfile.TemporaryDirectory() as scratch, stage("fetching Delta's jars (once)"):
        script = Path(scratch) / "nothing.py"
        script.touch()
        flags = [part for key, value in settings.items() for part in ("--conf", f"{key}={value}")]
        command = [str(submit), "--master", "local[1]", "--packages", package, *flags, str(script)]
        environ = {**os.environ, "JAVA_HOME": str(find_java().home), "PYSPARK_PYTHON": sys.executable}
        environ["SPARK_CONF_DIR"] = scratch  # whatever the machine's defaults are, they are not for this
        try:
            done = subprocess.run(  # noqa: S603 - our own command
                command, env=environ, capture_output=True, text=True, timeout=_RESOLUTION_SECONDS
            )
        except subprocess.TimeoutExpired:
            raise SetupError(
                f"Delta's jars did not come within {_RESOLUTION_SECONDS} s.", fix=_OFFLINE
            ) from None
    if done.returncode != 0 or not _missing_from_spark(folder):
        unresolved = re.findall(r"(?:UNRESOLVED|FAILED|not found).*", done.stderr)
        raise SetupError(
            "Delta's jars could not be fetched.",
            where=package,
            seen=unresolved[0].strip() if unresolved else done.stderr.strip()[-300:],
            fix="check that the machine reaches Maven Central or a mirror (spark.conf: "
            f"spark.jars.repositories, spark.jars.ivySettings); {_OFFLINE}",
        )


def _missing_from_spark(folder: Path) -> list[Path]:
    """Leaves out what Spark itself brings: its own copies come first on the class path anyway."""
    import pyspark

    def artefact(name: str) -> str:
        return re.sub(r"-\d.*", "", name)

    own = {artefact(path.name) for path in (Path(pyspark.__file__).parent / "jars").glob("*.jar")}
    # a resolved file is called group_artefact-version.jar
    return sorted(
        path for path in (folder / "jars").glob("*.jar") if artefact(path.name.split("_", 1)[1]) not in own
    )
