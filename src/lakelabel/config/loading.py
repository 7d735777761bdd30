"""From a file name to :class:`Settings`: find, merge, resolve, validate.

Merge order: model defaults < config file < env_<name>.yml < --set. Deep; a list replaces.
Not here: the words of validation errors (``explain``).
"""

from __future__ import annotations

import difflib
import importlib.resources
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lakelabel.config.explain import Layer, explain, locate
from lakelabel.config.references import resolve_references
from lakelabel.config.section import defaults_of
from lakelabel.config.settings import Settings
from lakelabel.config.yaml_file import KeyPath, parse_value, read_yaml
from lakelabel.errors import ConfigError
from lakelabel.runtime.logs import redact

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
    base_path = _config_path(config)
    base = read_yaml(base_path)
    layers = [Layer(base.origin, base.data, base.lines)]
    beside = base_path.parent if isinstance(base_path, Path) else None
    env_file = read_yaml(_env_path(env, environ, beside))
    layers.append(Layer(env_file.origin, env_file.data, env_file.lines))
    layers.extend(_override(text) for text in overrides)

    merged = defaults_of(Settings)
    for layer in layers:
        merged = _merge(merged, layer.data, layer)
    # defaults refer to the name: where that is missing or no text, it is the fault, not the references
    stand_in = {} if isinstance(merged.get("name"), str) else {"name": "unnamed"}
    resolved = resolve_references(merged | stand_in, environ, lambda path: locate(path, layers))
    if stand_in:
        del resolved["name"]
        resolved |= {"name": merged["name"]} if "name" in merged else {}
    try:
        return Settings.model_validate_json(json.dumps(resolved))
    except ValidationError as error:
        raise explain(error, Settings, layers) from None


def _config_path(name: str) -> Traversable:
    """Finds a configuration file by path, or by name in the usual places."""
    if name.endswith((".yml", ".yaml")) or "/" in name or os.sep in name:
        path = Path(name)
        if path.is_file():
            return path
        raise ConfigError(
            "The configuration file does not exist.",
            where=redact(name),
            fix="give the path of a YAML file, or one of these names: " + ", ".join(available_configs()),
        )
    if found := _named(name, None):
        return found
    known = available_configs()
    near = difflib.get_close_matches(name, known, n=1)
    raise ConfigError(
        f"There is no configuration called {name!r}.",
        where=_places(None),
        valid=", ".join(known),
        fix=f"did you mean {near[0]!r}?" if near else "name one of these, or give the path of a YAML file",
    )


def _env_path(env: str | None, environ: Mapping[str, str], beside: Traversable | None) -> Traversable:
    """Finds the file of an environment: beside the configuration, or in the usual places."""
    by_variable = environ.get("LAKELABEL_ENV")
    name = env or by_variable or DEFAULT_ENV
    if not {"/", os.sep} & set(name) and (found := _named(f"env_{name}", beside)):
        return found
    raise ConfigError(
        f"There is no environment called {name!r}.",
        where=_places(beside),
        seen="the environment variable LAKELABEL_ENV" if by_variable and not env else None,
        valid=", ".join(known.removeprefix("env_") for known in available_configs("env_", beside)) or None,
        fix=f"name one of these, or write env_{name.rsplit('/')[-1].removesuffix('.yml')}.yml",
    )


def _named(name: str, beside: Traversable | None) -> Traversable | None:
    paths = (folder / f"{name}.yml" for folder in _folders(beside))
    return next((path for path in paths if path.is_file()), None)


def _places(beside: Traversable | None) -> str | None:
    return " and ".join(dict.fromkeys(str(folder) for folder in _folders(beside))) or None


def available_configs(prefix: str = "", beside: Traversable | None = None) -> list[str]:
    """Lists the names that `--config` takes, or, with the prefix `env_`, the files that `--env` takes."""
    files = [file.name for folder in _folders(beside) for file in folder.iterdir()]
    names = {file.removesuffix(".yml") for file in files if file.endswith(".yml")}
    return sorted(name for name in names if name.startswith("env_") == (prefix == "env_"))


def _folders(beside: Traversable | None) -> Iterator[Traversable]:
    for folder in (beside, Path("conf"), packaged("conf")):
        if folder is not None and folder.is_dir():
            yield folder


def packaged(folder: str) -> Traversable | None:
    """Gives the folder of files that came with the package, which may lie inside a zip file.

    Args:
        folder: `conf` or `jobs`.

    Returns:
        The folder; None where only `src` is on the path.
    """
    try:
        return importlib.resources.files(f"lakelabel.{folder}")
    except ModuleNotFoundError:
        return None


def _override(text: str) -> Layer:
    """Turns `a.b=value` into a layer of the configuration."""
    key, equals, value = text.partition("=")
    origin = redact(f"--set {key}")  # without the value, which may be a secret
    path = _key_path(key.strip())
    if not equals or "" in path:
        raise ConfigError(
            "--set takes key=value.", where=origin, valid="a.b=value, for example data_dir=/data"
        )
    tree: Any = parse_value(value, origin)
    for part in reversed(path):
        tree = {part: tree}
    return Layer(origin, tree, {})


def _key_path(key: str) -> KeyPath:
    parts = key.split(".")
    if parts[:2] == ["spark", "conf"] and len(parts) > 2:  # Spark's keys have dots of their own
        parts[2:] = [".".join(parts[2:])]
    return tuple(int(part) if part.isdecimal() else part for part in parts)


def _merge(base: Any, top: Any, layer: Layer, path: KeyPath = ()) -> Any:
    """Lays one tree over another: mappings deeply, an item of a list by its number, all else replaces."""
    if not isinstance(top, dict):
        return top
    if isinstance(base, list | tuple) and top and all(isinstance(key, int) for key in top):
        items = list(base)
        for position, value in top.items():
            if not 0 <= position < len(items):
                raise ConfigError(
                    f"The list {'.'.join(map(str, path))!r} has no item {position}.",
                    where=locate((*path, position), [layer]),
                    valid=f"0 to {len(items) - 1}" if items else None,
                    fix="name an item that is there, or give the whole list",
                )
            items[position] = _merge(items[position], value, layer, (*path, position))
        return items
    merged = dict(base) if isinstance(base, dict) else {}
    for key, value in top.items():
        merged[key] = _merge(merged.get(key), value, layer, (*path, key))
    return merged
