"""Reading and writing YAML: duplicate keys are errors, every key knows its line.

Not here: what the keys mean. Nothing else in lakelabel touches YAML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources.abc import Traversable
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
    """YAML 1.2's scalars: `no` is a word, 1e-6 is a number, a date and 12:30 are texts; JSON's types only."""


class _Dumper(yaml.SafeDumper):
    """Puts quotes around every text that YAML 1.1 or 1.2 would take for something else."""


def _integer(_: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    return int(node.value, 0 if node.value[:2] in ("0o", "0x") else 10)


_Loader.yaml_constructors = {
    tag: constructor
    for tag, constructor in yaml.SafeLoader.yaml_constructors.items()
    if tag is None or tag.rsplit(":", 1)[-1] in ("null", "bool", "float", "str", "seq", "map")
}
_Loader.add_constructor("tag:yaml.org,2002:int", _integer)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag.rsplit(":", 1)[-1] in ("null", "merge")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int",
    re.compile(r"^[-+]?[0-9]+$|^0o[0-7]+$|^0x[0-9a-fA-F]+$"),
    list("-+0123456789"),
)
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
_Dumper.yaml_implicit_resolvers = {
    first: [
        *yaml.SafeDumper.yaml_implicit_resolvers.get(first, []),
        *_Loader.yaml_implicit_resolvers.get(first, []),
    ]
    for first in yaml.SafeDumper.yaml_implicit_resolvers.keys() | _Loader.yaml_implicit_resolvers.keys()
}


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # without double quotes PyYAML writes these line ends as they are, and reads them as others
    style = '"' if re.search("[\x85\u2028\u2029]", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)


def read_yaml(path: Traversable, origin: str | None = None) -> YamlFile:
    """Reads a YAML file whose top level is a mapping.

    Args:
        path: The file, which may lie inside a zip.
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
    data, lines = _parse(text, origin, "check indentation, quotes and brackets")
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise ConfigError(
            "The configuration file is not a mapping of keys to values.",
            where=origin,
            seen="a list" if isinstance(data, list) else "a single value",
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
        ConfigError: If it is not YAML; the message has nothing of the value in it.
    """
    return _parse(text, origin, "put quotes around a text with special characters: 'key=\"text\"'")[0]


def to_yaml(data: dict[str, Any]) -> str:
    """Writes a mapping as YAML, keys in their order."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def _parse(text: str, origin: str, fix: str) -> tuple[Any, dict[KeyPath, int]]:
    """Gives what a text holds, and the line of each key in it."""
    lines: dict[KeyPath, int] = {}
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return None, lines
            _index(node, (), lines, origin)
            return loader.construct_document(node), lines
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError, KeyError, RecursionError) as error:
        raise _syntax_error(error, origin, fix) from None


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
            part = int(name) if key.tag == "tag:yaml.org,2002:int" and name.isdecimal() else name
            if name in seen:
                raise ConfigError(
                    f"The key {'.'.join(map(str, (*path, name)))!r} stands twice.",
                    where=f"{origin}, lines {seen[name]} and {line}",
                    fix="keep one of the two",
                )
            seen[name] = line
            lines[(*path, part)] = line
            _index(value, (*path, part), lines, origin)


def _syntax_error(error: Exception, origin: str, fix: str) -> ConfigError:
    mark = getattr(error, "problem_mark", None)
    where = origin if mark is None else f"{origin}, line {mark.line + 1}, column {mark.column + 1}"
    if isinstance(error, RecursionError):
        problem = "it is nested too deeply, or refers to itself"
    else:
        problem = (
            getattr(error, "problem", None) or getattr(error, "reason", None) or "a value belies its tag"
        )
    # what stands after * or ! may be a part of a password
    problem = re.sub(r"(alias|tag|handle) '.*'", r"\1", problem)
    return ConfigError(f"This is not YAML: {problem}.", where=where, fix=fix)
