"""`lakelabel path`: where the files that came with the package lie."""

from __future__ import annotations

from pathlib import Path

import click

from lakelabel.config.loading import packaged
from lakelabel.errors import ConfigError


@click.command("path")
@click.argument("file")
def path_command(file: str) -> None:
    """Print where FILE, such as jobs/train.py or conf/banking77.yml, is installed."""
    known = {
        f"{folder}/{path.name}": path
        for folder in ("conf", "jobs")
        for path in _files(folder)
        if path.name.endswith((".yml", ".py")) and path.name != "__init__.py"
    }
    path = known.get(file)
    if path is None:
        raise ConfigError("There is no such packaged file.", seen=file, valid=", ".join(sorted(known)))
    click.echo(path)


def _files(folder: str) -> list[Path]:
    """The files of a packaged folder, where they are files: not inside a zip."""
    place = packaged(folder)
    return sorted(place.iterdir()) if isinstance(place, Path) else []
