"""References in values: `${key}`, `${env:NAME}`, and `${secret:…}` at the point of use.

Not here: merging files (``loading``).
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lakelabel.errors import ConfigError

_REFERENCE = re.compile(r"\$\{([^${}]+)\}")


def resolve_references(tree: dict[str, Any], environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Replaces `${key}` and `${env:NAME}` in every string of a configuration.

    A value that is one reference alone takes the type of what it refers to. `${secret:…}` stays as it is.

    Args:
        tree: The merged configuration.
        environ: The environment; the process's own by default.

    Returns:
        The configuration with references replaced.

    Raises:
        ConfigError: If a reference names nothing, or leads back to itself.
    """
    return {
        key: _resolve(value, key, tree, os.environ if environ is None else environ, ())
        for key, value in tree.items()
    }


def resolve_secret(value: str, environ: Mapping[str, str] | None = None) -> str:
    """Replaces `${secret:env/NAME}` and `${secret:scope/key}` in a value; call it where the value is used.

    Args:
        value: A value of the configuration.
        environ: The environment; the process's own by default.

    Returns:
        The value with its secrets in it. Never log it.

    Raises:
        ConfigError: If a secret cannot be found. The message names the secret, never its value.
    """

    def secret(match: re.Match[str]) -> str:
        reference = match.group(1)
        if not reference.startswith("secret:"):
            return match.group(0)
        scope, _, key = reference.removeprefix("secret:").partition("/")
        if scope == "env":
            found = (os.environ if environ is None else environ).get(key)
            if found is None:
                raise ConfigError(
                    f"The secret ${{{reference}}} is not set.", fix=f"set the environment variable {key}"
                )
            return found
        return _databricks_secret(scope, key, reference)

    return _REFERENCE.sub(secret, value)


def _databricks_secret(scope: str, key: str, reference: str) -> str:
    try:
        from databricks.sdk.runtime import dbutils
    except Exception:
        raise ConfigError(
            f"The secret ${{{reference}}} lies in a secret scope, which can be read on Databricks only.",
            valid="${secret:env/NAME} elsewhere",
        ) from None
    try:
        return str(dbutils.secrets.get(scope=scope, key=key))
    except Exception as error:
        raise ConfigError(
            f"The secret ${{{reference}}} cannot be read: {type(error).__name__}.",
            fix=f"check that scope {scope!r} holds {key!r} and that this identity may read it",
        ) from None


def _resolve(
    value: Any, path: str, tree: dict[str, Any], environ: Mapping[str, str], trail: tuple[str, ...]
) -> Any:
    if isinstance(value, dict):
        return {key: _resolve(item, f"{path}.{key}", tree, environ, trail) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_resolve(item, f"{path}.{n}", tree, environ, trail) for n, item in enumerate(value)]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value)
    if whole:
        return _look_up(whole.group(1), path, tree, environ, trail)
    return _REFERENCE.sub(lambda match: str(_look_up(match.group(1), path, tree, environ, trail)), value)


def _look_up(
    reference: str, path: str, tree: dict[str, Any], environ: Mapping[str, str], trail: tuple[str, ...]
) -> Any:
    if reference.startswith("secret:"):
        return f"${{{reference}}}"
    if reference.startswith("env:"):
        name = reference.removeprefix("env:")
        if name not in environ:
            raise ConfigError(
                f"${{{reference}}} names an environment variable that is not set.",
                where=path,
                fix=f"set {name}, or give {path} a value with --set",
            )
        return environ[name]
    if reference in trail:
        raise ConfigError(
            f"${{{reference}}} leads back to itself.", where=path, seen=" -> ".join((*trail, reference))
        )
    found: Any = tree
    for part in reference.split("."):
        if not isinstance(found, dict) or part not in found:
            near = difflib.get_close_matches(reference, list(_key_paths(tree)), n=1)
            raise ConfigError(
                f"${{{reference}}} names no key of the configuration.",
                where=path,
                fix=f"did you mean ${{{near[0]}}}?"
                if near
                else "name a key, ${env:NAME} or ${secret:env/NAME}",
            )
        found = found[part]
    return _resolve(found, reference, tree, environ, (*trail, reference))


def _key_paths(tree: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in tree.items():
        yield f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _key_paths(value, f"{prefix}{key}.")
