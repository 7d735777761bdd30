"""References in values: `${key}`, `${env:NAME}`, and `${secret:…}` at the point of use.

Not here: merging files (``loading``).
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lakelabel.config.yaml_file import KeyPath
from lakelabel.errors import ConfigError
from lakelabel.runtime.logs import redact

_REFERENCE = re.compile(r"\$\{([^${}]+)\}")
_SECRET = re.compile(r"\$\{secret:[^${}]+\}")
_SECRET_AS_PASSWORD = re.compile(r"(?<=://)([^\s/@:]*:)?\$\{secret:[^${}]+\}@")
# Keys of Spark and of its readers; no key of lakelabel's own is named like this.
_SECRET_KEY = re.compile(r"secret|passw|token$|credential|(access|account)[._]?key", re.IGNORECASE)


def resolve_references(
    tree: dict[str, Any],
    environ: Mapping[str, str] | None = None,
    locate: Callable[[KeyPath], str | None] = lambda _: None,
) -> dict[str, Any]:
    """Replaces `${key}` and `${env:NAME}` in every string of a configuration.

    A value that is one reference alone takes the type of what it refers to. `${secret:…}` stays as it is.

    Args:
        tree: The merged configuration.
        environ: The environment; the process's own by default.
        locate: Names the file and line of a key, for messages.

    Returns:
        The configuration with references replaced.

    Raises:
        ConfigError: If a reference names nothing, or leads back to itself.
    """
    resolver = _Resolver(tree, os.environ if environ is None else environ, locate)
    return {key: resolver.value(value, (key,)) for key, value in tree.items()}


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


def conceal(value: str, key: str = "") -> str:
    """Hides credentials in a value, and all of a value whose key is named like a secret.

    Args:
        value: A value of the configuration. References to secrets in it stay, as they are none.
        key: The last part of its key.
    """
    bare = _SECRET.sub("", _SECRET_AS_PASSWORD.sub("", value))
    if bare and _SECRET_KEY.search(key):
        return "***"
    return value if redact(bare) == bare else redact(value)


@dataclass(frozen=True)
class _Resolver:
    """Replaces references in values; a trail is the references that led to a value."""

    tree: dict[str, Any]
    environ: Mapping[str, str]
    locate: Callable[[KeyPath], str | None]

    def value(self, value: Any, path: KeyPath, trail: tuple[str, ...] = ()) -> Any:
        if isinstance(value, dict):
            return {key: self.value(item, (*path, key), trail) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item, (*path, n), trail) for n, item in enumerate(value)]
        if not isinstance(value, str):
            return value
        if whole := _REFERENCE.fullmatch(value):
            return self._found(whole.group(1), path, trail)
        return _REFERENCE.sub(lambda match: self._text(match.group(1), path, trail), value)

    def _text(self, reference: str, path: KeyPath, trail: tuple[str, ...]) -> str:
        found = self._found(reference, path, trail)
        if found is None or isinstance(found, dict | list):
            raise self._error(path, reference, "which cannot be a part of a text: it is no single value")
        return str(found).lower() if isinstance(found, bool) else str(found)

    def _found(self, reference: str, path: KeyPath, trail: tuple[str, ...]) -> Any:
        if reference.startswith("secret:"):
            if not re.fullmatch(r"secret:[^/]+/.+", reference):
                valid = "${secret:env/NAME} or ${secret:scope/key}"
                raise self._error(path, reference, "which names no secret", valid=valid)
            return f"${{{reference}}}"
        if reference.startswith("env:"):
            name = reference.removeprefix("env:")
            if name not in self.environ:
                fix = f"set {name}, or give another value: --set {_dotted(path)}=…"
                raise self._error(path, reference, "an environment variable that is not set", fix=fix)
            return self.environ[name]
        if reference in trail:
            chain = " -> ".join((*trail, reference))
            raise self._error(path, reference, "which leads back to itself", seen=chain)
        found: Any = self.tree
        for part in reference.split("."):
            if not isinstance(found, dict) or part not in found:
                near = difflib.get_close_matches(reference, list(_key_paths(self.tree)), n=1)
                fix = f"did you mean ${{{near[0]}}}?" if near else "name a key, or ${env:NAME}"
                raise self._error(path, reference, "which is no key of the configuration", fix=fix)
            found = found[part]
        return self.value(found, tuple(reference.split(".")), (*trail, reference))

    def _error(self, path: KeyPath, reference: str, why: str, **more: str) -> ConfigError:
        return ConfigError(
            f"The value of {_dotted(path)!r} refers to ${{{reference}}}, {why}.",
            where=self.locate(path),
            seen=more.get("seen"),
            valid=more.get("valid"),
            fix=more.get("fix"),
        )


def _dotted(path: KeyPath) -> str:
    return ".".join(map(str, path))


def _key_paths(tree: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in tree.items():
        yield f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _key_paths(value, f"{prefix}{key}.")
