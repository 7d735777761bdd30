"""The base class of every section of the configuration.

Not here: the sections themselves (one module each) and how they are read (``loading``).
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A frozen part of the configuration that refuses unknown keys and does not guess types."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


def defaults_of(section: type[Section]) -> dict[str, Any]:
    """Gives the defaults of a section and the sections in it as one nested dictionary.

    Args:
        section: The class of the section.

    Returns:
        Keys that have a default, with it; a key that must be given is absent.
    """
    tree: dict[str, Any] = {}
    for name, field in section.model_fields.items():
        key, annotation = field.alias or name, field.annotation
        if isinstance(annotation, type) and issubclass(annotation, Section):
            tree[key] = defaults_of(annotation)
        elif not field.is_required():
            value = field.get_default(call_default_factory=True)
            tree[key] = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return tree
