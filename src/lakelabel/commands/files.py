"""`lakelabel path`: where the files that came with the package lie."""

from __future__ import annotations

from pathlib import PurePosixPath

import click

from lakelabel.config.loading import packaged
from lakelabel.errors import ConfigError


@click.command("path")
@click.argument("file")
def path_command(file: str) -> None:
    """Print where FILE, such as jobs/train.py or conf/banking77.yml, is installed."""
    parts = PurePosixPath(file).parts
    known = [
        f"{folder}/{path.name}"
        for folder, kind in (("conf", "*.yml"), ("jobs", "[!_]*.py"))
        for path in sorted(packaged(folder).glob(kind))
    ]
    if "/".join(parts) not in known:
        raise ConfigError("There is no such packaged file.", seen=file, valid=", ".join(known))
    click.echo(packaged(parts[0]) / parts[1])
