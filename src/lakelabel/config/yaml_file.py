"""Reading and writing YAML: duplicate keys are errors, every key knows its line.

Not here: what the keys mean. Nothing else in lakelabel touches YAML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lakelabel.errors import ConfigError

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class YamlFile:
    """The content of a YAML file.

    Attributes:
        origin: The file, as a person would name it.
        data: Its mapping.
        lines: The line of each key path, counted from 1.
    """

    origin: str
    data: dict[str, Any]
    lines: dict[KeyPath, int]


class _Loader(yaml.SafeLoader):
    """YAML 1.2's scalars: `no` is a word, 1e-6 is a number, a date is a string."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag.rsplit(":", 1)[-1] in ("int", "null", "merge")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(
        r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$|^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$"
    ),
    list("-+0123456789."),
)


def read_yaml(path: Path, origin: str | None = None) -> YamlFile:
    """Reads a YAML file whose top level is a mapping.

    Args:
        path: The file.
        origin: How to name it in messages; its path by default.

    Returns:
        Its content, with the line of each key.

    Raises:
        ConfigError: If it cannot be read, is not YAML, is no mapping, or has a key twice.
    """
    origin = origin or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(f"The configuration file cannot be read: {reason}.", where=origin) from None
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[KeyPath, int] = {}
        if node is not None:
            _index(node, (), lines, origin)
        data = {} if node is None else loader.construct_document(node)
    except yaml.YAMLError as error:
        raise _syntax_error(error, origin) from None
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise ConfigError(
            "The configuration file is not a mapping of keys to values.",
            where=origin,
            seen=type(data).__name__,
            fix="write `key: value` lines at its top level",
        )
    return YamlFile(origin, data, lines)


def parse_value(text: str, origin: str) -> Any:
    """Reads one YAML value, as given on a command line.

    Args:
        text: The value.
        origin: Where it came from, for messages.

    Returns:
        A string, number, boolean, None, list or dictionary.

    Raises:
        ConfigError: If it is not YAML.
    """
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader
    except yaml.YAMLError as error:
        raise _syntax_error(error, origin) from None


def to_yaml(data: dict[str, Any]) -> str:
    """Writes a mapping as YAML, keys in their order."""
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


def _index(node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int], origin: str) -> None:
    """Notes the line of every key below a node; refuses a key that stands twice."""
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            lines[(*path, position)] = item.start_mark.line + 1
            _index(item, (*path, position), lines, origin)
    elif isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                raise ConfigError(
                    f"The key {'.'.join(map(str, (*path, name)))!r} stands twice.",
                    where=f"{origin}, lines {seen[name]} and {line}",
                    fix="keep one of the two",
                )
            seen[name] = line
            lines[(*path, name)] = line
            _index(value, (*path, name), lines, origin)


def _syntax_error(error: yaml.YAMLError, origin: str) -> ConfigError:
    mark = getattr(error, "problem_mark", None)
    where = origin if mark is None else f"{origin}, line {mark.line + 1}, column {mark.column + 1}"
    problem = getattr(error, "problem", None) or "it cannot be parsed"
    return ConfigError(
        f"This is not YAML: {problem}.", where=where, fix="check indentation, quotes and brackets"
    )
