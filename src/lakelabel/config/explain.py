"""Words for validation errors: which key, in which file and line, what was seen, what would be valid.

Not here: the rules themselves (the section modules).
"""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lakelabel.config.section import Section
from lakelabel.config.yaml_file import KeyPath
from lakelabel.errors import ConfigError

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "datetime_type": "a moment such as 2025-01-31T00:00:00",
    "datetime_parsing": "a moment such as 2025-01-31T00:00:00",
    "datetime_from_date_parsing": "a moment such as 2025-01-31T00:00:00",
}


@dataclass(frozen=True)
class Layer:
    """One thing that was merged: a file or a --set.

    Attributes:
        origin: How to name it.
        data: What it holds.
        lines: The line of each key path, where it is a file.
    """

    origin: str
    data: dict[Any, Any]
    lines: dict[KeyPath, int]


def explain(error: ValidationError, model: type[Section], layers: Sequence[Layer]) -> ConfigError:
    """Turns pydantic's errors into one that a person can act on.

    Args:
        error: What pydantic found.
        model: The class that was validated.
        layers: What was merged, lowest first.

    Returns:
        An error about the first finding, with the others in a line each.
    """
    findings: dict[str, ConfigError] = {}
    for details in error.errors(include_url=False):
        path = _user_path(details["loc"], model)
        # a union reports one finding for each of its types: the first is enough
        findings.setdefault(".".join(map(str, path)), _one(details, path, model, layers))
    errors = list(findings.values())
    if len(errors) == 1:
        return errors[0]
    return ConfigError(f"The configuration has {len(errors)} faults.\n" + "\n".join(str(e) for e in errors))


def _one(details: ErrorDetails, path: KeyPath, model: type[Section], layers: Sequence[Layer]) -> ConfigError:
    key = ".".join(map(str, path))
    where = _where(path, layers)
    kind, context = details["type"], details.get("ctx", {})
    seen = repr(details["input"]) if not isinstance(details["input"], dict) else None
    if kind == "extra_forbidden":
        known = _keys(model, path[:-1])
        near = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
        return ConfigError(
            f"Unknown key {key!r}.",
            where=where,
            seen=path[-1],
            valid=", ".join(known),
            fix=f"did you mean {near[0]!r}?" if near else "remove it",
        )
    if kind == "missing":
        return ConfigError(f"The key {key!r} is missing.", where=where, fix=f"add `{path[-1]}:`")
    if kind == "literal_error":
        valid = str(context["expected"])
        choices = re.findall(r"'([^']*)'", valid)
        near = difflib.get_close_matches(str(details["input"]), choices, n=1, cutoff=0.5)
        fix = f"did you mean {near[0]!r}?" if near else "choose one of these"
        return ConfigError(
            f"The value of {key!r} is not one of the choices.", where=where, seen=seen, valid=valid, fix=fix
        )
    if kind in _EXPECTED:
        return ConfigError(
            f"The value of {key!r} has the wrong type.", where=where, seen=seen, valid=_EXPECTED[kind]
        )
    message = details["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if not path:
        return ConfigError(f"{message[:1].upper()}{message[1:]}.", where=where)
    return ConfigError(f"The value of {key!r} cannot be used: {message}.", where=where, seen=seen)


def _where(path: KeyPath, layers: Sequence[Layer]) -> str:
    """Names the last layer that holds a key, or the nearest key above it."""
    for length in range(len(path), 0, -1):
        for layer in reversed(layers):
            if _holds(layer.data, path[:length]):
                line = layer.lines.get(path[:length])
                return f"{layer.origin}, line {line}" if line else layer.origin
    return layers[0].origin


def _holds(data: Any, path: KeyPath) -> bool:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _user_path(loc: tuple[int | str, ...], model: type[Section]) -> KeyPath:
    """Drops from a pydantic location the parts that name a member of a union, not a key."""
    path: list[str | int] = []
    annotation: Any = model
    for part in loc:
        section, items = _section(annotation), _items(annotation)
        if section is not None:
            names = {field.alias or name: field.annotation for name, field in section.model_fields.items()}
            path.append(part)
            annotation = names.get(str(part))
        elif isinstance(part, int):
            path.append(part)
            annotation = items
        elif annotation is not None and get_origin(annotation) is dict:
            path.append(part)
            annotation = None
        # anything else is the name of a type within a union
    return tuple(path)


def _keys(model: type[Section], path: KeyPath) -> list[str]:
    annotation: Any = model
    for part in path:
        section = _section(annotation)
        if section is None:
            annotation = _items(annotation)
            continue
        fields = {field.alias or name: field.annotation for name, field in section.model_fields.items()}
        annotation = fields[str(part)]
    section = _section(annotation)
    return [] if section is None else [field.alias or name for name, field in section.model_fields.items()]


def _members(annotation: Any) -> list[Any]:
    if get_origin(annotation) in (Union, types.UnionType):
        return list(get_args(annotation))
    return [annotation]


def _section(annotation: Any) -> type[Section] | None:
    """The section class that an annotation is, or holds as one of its choices."""
    for member in _members(annotation):
        if isinstance(member, type) and issubclass(member, Section):
            return member
    return None


def _items(annotation: Any) -> Any:
    """What the items of a tuple annotation are."""
    for member in _members(annotation):
        if get_origin(member) is tuple:
            return get_args(member)[0]
    return None
