from pathlib import Path

import pytest

from lakelabel.config.spark import Spark
from lakelabel.errors import SetupError
from lakelabel.runtime import machine
from lakelabel.runtime.delta_jars import delta_jars, delta_package
from lakelabel.runtime.quiet_launch import log_settings
from lakelabel.runtime.session import delta_settings, local_settings


def test_the_cache_lies_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("LAKELABEL_CACHE", raising=False)
    assert machine.cache_dir() == tmp_path / "lakelabel"
    monkeypatch.setenv("LAKELABEL_CACHE", str(tmp_path / "own"))
    assert machine.cache_dir() == tmp_path / "own"


def test_the_memory_of_a_container_counts_not_that_of_its_host(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text("1073741824\n")
    monkeypatch.setattr(machine, "_CGROUP_LIMITS", (str(limit), str(tmp_path / "absent")))
    assert machine.memory_bytes() == 1 << 30
    limit.write_text("max\n")
    assert machine.memory_bytes() > 1 << 30


def test_a_local_session_gets_as_many_shuffle_partitions_as_tasks_and_listens_on_loopback() -> None:
    settings = local_settings(threads=3)
    assert settings["spark.sql.shuffle.partitions"] == "3"
    assert settings["spark.driver.bindAddress"] == settings["spark.driver.host"] == "127.0.0.1"
    assert settings["spark.ui.enabled"] == "false"
    assert settings["spark.databricks.delta.snapshotPartitions"] == "2"


def test_given_jars_are_taken_as_they_are(tmp_path: Path) -> None:
    jar = tmp_path / "delta.jar"
    jar.touch()
    assert delta_jars([str(jar)]) == [str(jar)]


def test_a_given_jar_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        SetupError, match=r"A jar named in spark\.jars does not exist\.\n  where: .*absent\.jar"
    ):
        delta_jars([str(tmp_path / "absent.jar")])


def test_deltas_package_names_the_spark_version() -> None:
    assert delta_package().startswith("io.delta:delta-spark_4.2_2.13:")


def test_jars_go_on_the_class_path_of_one_machine_and_are_served_to_a_cluster() -> None:
    assert delta_settings(["a.jar", "b.jar"])["spark.jars"] == "a.jar,b.jar"
    assert delta_settings(["a.jar"], local=True)["spark.driver.extraClassPath"] == "a.jar"
    assert "spark.jars" not in delta_settings(["a.jar"], local=True)


def test_the_quiet_log_goes_in_front_of_the_users_own_jvm_options() -> None:
    options = log_settings({"spark.driver.extraJavaOptions": "-Xmine"})["spark.driver.extraJavaOptions"]
    assert "log4j2.properties" in options
    assert options.endswith(" -Xmine")


def test_a_log_level_given_by_the_user_takes_the_quiet_log_back() -> None:
    options = log_settings({"spark.log.level": "INFO"})["spark.driver.extraJavaOptions"]
    assert "log4j2.properties" not in options


def test_the_section_of_a_session_takes_the_masters_that_spark_knows() -> None:
    for master in ("local", "local[*]", "local[2]", "spark://host:7077", "sc://host:15002", "yarn"):
        assert Spark(master=master).master == master
    with pytest.raises(ValueError, match="should match pattern"):
        Spark(master="lokal")
