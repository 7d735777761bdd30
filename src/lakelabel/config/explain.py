"""Words for validation errors: which key, in which file and line, what was seen, what would be valid.

Not here: the rules themselves (the section modules).
"""

from __future__ import annotations

import difflib
import json
import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lakelabel.config.references import conceal
from lakelabel.config.section import Section
from lakelabel.config.yaml_file import KeyPath
from lakelabel.errors import ConfigError
from lakelabel.runtime.logs import redact

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

_FORMS = {
    "name": "letters, digits, _ and -, beginning with a letter or digit",
    "url": "an address that begins with http:// or https://",
    "sha256": "64 of the digits 0-9 and a-f",
    "master": "local[*], local[4], spark://host:7077, sc://host:15002, yarn or k8s://…",
    "catalog": "letters, digits, _ and -, beginning with a letter or _",
    "schema": "letters, digits, _ and -, beginning with a letter or _",
    "corpus": "letters, digits and _, beginning with a letter or _",
    "quarantine": "letters, digits and _, beginning with a letter or _",
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
    findings: dict[KeyPath, list[ErrorDetails]] = {}
    for details in error.errors(include_url=False):
        findings.setdefault(_user_path(details["loc"], model), []).append(details)
    told = [path for path in findings if _tells(path, findings, layers)] or list(findings)
    errors = [_one(findings[path], path, model, layers) for path in told]
    if len(errors) == 1:
        return errors[0]
    return ConfigError(f"The configuration has {len(errors)} faults.\n" + "\n".join(str(e) for e in errors))


def locate(path: KeyPath, layers: Sequence[Layer]) -> str:
    """Names the last layer that holds a key, or the nearest key above it, with its line.

    Args:
        path: The key.
        layers: What was merged, lowest first.
    """
    for length in range(len(path), 0, -1):
        for layer in reversed(layers):
            if _holds(layer.data, path[:length]):
                line = layer.lines.get(path[:length])
                return f"{layer.origin}, line {line}" if line else layer.origin
    return layers[0].origin


def _tells(path: KeyPath, findings: Mapping[KeyPath, list[ErrorDetails]], layers: Sequence[Layer]) -> bool:
    """Tells whether a finding is no mere consequence of another one."""
    if any(len(other) > len(path) and other[: len(path)] == path for other in findings):
        return False  # the finding about a part says more than that about the whole
    given = any(_holds(layer.data, path) for layer in layers)
    # a fault in a default can only have come there by a reference to a faulty value
    return given or findings[path][0]["type"] == "missing"


def _one(
    findings: Sequence[ErrorDetails], path: KeyPath, model: type[Section], layers: Sequence[Layer]
) -> ConfigError:
    """Words one fault; a union reports a finding for each of its types."""
    details = findings[0]
    key = redact(".".join(map(str, path)))
    where = locate(path, layers)
    kind, context = details["type"], details.get("ctx", {})
    seen = _shown(details["input"], key)
    types = ", ".join(dict.fromkeys(_EXPECTED[f["type"]] for f in findings if f["type"] in _EXPECTED))
    if kind == "extra_forbidden":
        known = _keys(model, path[:-1])
        near = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
        return ConfigError(
            f"Unknown key {key!r}.",
            where=where,
            seen=redact(str(path[-1])),
            valid=", ".join(known),
            fix=f"did you mean {near[0]!r}?" if near else "remove it",
        )
    if kind == "missing":
        return ConfigError(f"The key {key!r} is missing.", where=where, fix=f"add `{path[-1]}:`")
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context["expected"]))
        near = difflib.get_close_matches(str(details["input"]), choices, n=1, cutoff=0.5)
        return ConfigError(
            f"The value of {key!r} is not one of the choices.",
            where=where,
            seen=seen,
            valid=", ".join(choices) + (f"; or {types}" if types else ""),
            fix=f"did you mean {near[0]!r}?" if near else "choose one of these",
        )
    if types:
        return ConfigError(f"The value of {key!r} has the wrong type.", where=where, seen=seen, valid=types)
    if kind == "string_pattern_mismatch":
        valid = _FORMS.get(str(path[-1]), context["pattern"])
        return ConfigError(
            f"The value of {key!r} does not have the right form.", where=where, seen=seen, valid=valid
        )
    message = details["msg"].removeprefix("Value error, ")
    message = re.sub(r"^(Input|String|Tuple) should", "it should", message).replace(" after validation", "")
    if not path:
        return ConfigError(f"{message[:1].upper()}{message[1:]}.", where=where)
    return ConfigError(
        f"The value of {key!r} cannot be used: {message}.",
        where=where,
        seen=None if isinstance(details["input"], dict) else seen,
    )


def _shown(value: Any, key: str) -> str:
    """A value as YAML has it; never what is inside a mapping or a long text, and no credentials."""
    if isinstance(value, dict):
        return "a mapping of keys to values"
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return "a list"
    text = conceal(json.dumps(value, ensure_ascii=False), key)
    return text if len(text) <= 200 else f"{text[:200]}…"


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
