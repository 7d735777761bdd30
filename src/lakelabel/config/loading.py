"""From a file name to :class:`Settings`: find, merge, resolve, validate.

Merge order: model defaults < config file < env_<name>.yml < --set. Deep; a list replaces.
Not here: the words of validation errors (``explain``).
"""

from __future__ import annotations

import importlib.resources
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lakelabel.config.explain import Layer, explain
from lakelabel.config.references import resolve_references
from lakelabel.config.section import defaults_of
from lakelabel.config.settings import Settings
from lakelabel.config.yaml_file import KeyPath, parse_value, read_yaml
from lakelabel.errors import ConfigError

DEFAULT_ENV = "local"


def load_settings(
    config: str,
    *,
    env: str | None = None,
    overrides: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Reads a configuration.

    Args:
        config: A path, or the name of a file in ./conf or of one that comes with lakelabel (`banking77`).
        env: Name of the environment: `env_<name>.yml`, looked for in the same places. By default the
            environment variable LAKELABEL_ENV, else `local`.
        overrides: `a.b=value` settings that win over the files; the value is read as YAML.
        environ: The environment that `${env:NAME}` refers to; the process's own by default.

    Returns:
        The settings, with references resolved.

    Raises:
        ConfigError: If a file is missing or a key or value is wrong; the message names the nearest valid one.
    """
    environ = os.environ if environ is None else environ
    base_path = _find(config)
    base = read_yaml(base_path)
    layers = [Layer(base.origin, base.data, base.lines)]
    env = env or environ.get("LAKELABEL_ENV") or DEFAULT_ENV
    env_file = read_yaml(_find(f"env_{env}", beside=base_path.parent))
    layers.append(Layer(env_file.origin, env_file.data, env_file.lines))
    layers.extend(_override(text) for text in overrides)

    merged = defaults_of(Settings)
    for layer in layers:
        merged = _merge(merged, layer.data)
    resolved = resolve_references(merged, environ)
    try:
        return Settings.model_validate_json(json.dumps(resolved))
    except ValidationError as error:
        raise explain(error, Settings, layers) from None


def _find(name: str, beside: Path | None = None) -> Path:
    """Finds a configuration file by path, or by name in the usual places."""
    if name.endswith((".yml", ".yaml")) or "/" in name or os.sep in name:
        path = Path(name)
        if path.is_file():
            return path
        raise ConfigError(
            "The configuration file does not exist.",
            where=str(path),
            fix="give the path of a YAML file, or one of these names: " + ", ".join(available_configs()),
        )
    for folder in _folders(beside):
        if (path := folder / f"{name}.yml").is_file():
            return path
    what, prefix = ("environment", "env_") if name.startswith("env_") else ("configuration", "")
    known = [n.removeprefix(prefix) for n in available_configs(prefix, beside)]
    raise ConfigError(
        f"There is no {what} called {name.removeprefix(prefix)!r}.",
        where=" and ".join(dict.fromkeys(str(folder) for folder in _folders(beside))),
        valid=", ".join(known) or None,
        fix=f"name one of these, or write {name}.yml"
        if prefix
        else "name one of these, or give the path of a YAML file",
    )


def available_configs(prefix: str = "", beside: Path | None = None) -> list[str]:
    """Lists the names that `--config` takes, or, with the prefix `env_`, the files that `--env` takes."""
    names = {path.stem for folder in _folders(beside) if folder.is_dir() for path in folder.glob("*.yml")}
    return sorted(name for name in names if name.startswith("env_") == (prefix == "env_"))


def _folders(beside: Path | None) -> Iterator[Path]:
    if beside is not None:
        yield beside
    yield Path("conf")
    yield packaged("conf")


def packaged(folder: str) -> Path:
    """Gives the folder of files that came with the package: `conf` or `jobs`."""
    return Path(str(importlib.resources.files(f"lakelabel.{folder}")))


def _override(text: str) -> Layer:
    """Turns `a.b=value` into a layer of the configuration."""
    key, equals, value = text.partition("=")
    origin = f"--set {key}"  # without the value, which may be a secret
    if not equals or not all(key.split(".")):
        raise ConfigError(
            "--set takes key=value.", where=origin, valid="a.b=value, for example data_dir=/data"
        )
    path: KeyPath = tuple(int(part) if part.isdigit() else part for part in key.strip().split("."))
    tree: Any = parse_value(value, origin)
    for part in reversed(path):
        tree = {part: tree}
    return Layer(origin, tree, {})


def _merge(base: Any, top: Any) -> Any:
    """Lays one tree over another: mappings deeply, an item of a list by its number, all else replaces."""
    if not isinstance(top, dict):
        return top
    if isinstance(base, list | tuple) and top and all(isinstance(key, int) for key in top):
        items = list(base)
        for position, value in top.items():
            if position >= len(items):
                raise ConfigError(
                    f"--set names item {position} of a list of {len(items)}.", valid=f"0 to {len(items) - 1}"
                )
            items[position] = _merge(items[position], value)
        return items
    merged = dict(base) if isinstance(base, dict) else {}
    for key, value in top.items():
        merged[key] = _merge(merged.get(key), value)
    return merged
