"""`lakelabel delta-jars` and `spark-defaults`: what a Spark needs to read and write Delta."""

from __future__ import annotations

from pathlib import Path

import click

from lakelabel.runtime.logs import configure_logging


@click.command("delta-jars")
def delta_jars_command() -> None:
    """Fetch Delta's jars into the cache, once, and print where they are."""
    from lakelabel.runtime.delta_jars import delta_jars

    configure_logging()
    for jar in delta_jars():
        click.echo(jar)


@click.command("spark-defaults")
@click.option("--install", is_flag=True, help="Write them into the conf folder of the pip-installed Spark.")
def spark_defaults_command(install: bool) -> None:
    """Print the properties with which spark-submit starts a Spark that has Delta."""
    from lakelabel.runtime.delta_jars import delta_jars
    from lakelabel.runtime.machine import cores
    from lakelabel.runtime.quiet_launch import log_settings
    from lakelabel.runtime.session import delta_settings, local_settings

    configure_logging()
    memory = local_settings(cores())["spark.driver.memory"]  # Spark's own default is 1 GB
    settings = delta_settings(delta_jars()) | log_settings({}) | {"spark.driver.memory": memory}
    lines = "".join(f"{key} {value}\n" for key, value in settings.items())
    if not install:
        click.echo(lines, nl=False)
        return
    import pyspark

    folder = Path(pyspark.__file__).parent / "conf"
    folder.mkdir(exist_ok=True)
    (folder / "spark-defaults.conf").write_text("# written by `lakelabel spark-defaults --install`\n" + lines)
    click.echo(folder / "spark-defaults.conf")
