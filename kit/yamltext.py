"""YAML 1.2 as people write it: groups below each other, short ones on one line, each text whole on its line."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class _OneLine:
    """A list or a group of fields that stands on one line."""

    value: Any


def one_line(value: Any) -> Any:
    """The value, to be written on one line if it is a list or a group of fields."""
    return _OneLine(value) if isinstance(value, (list, Mapping)) else value


def headed(head: str, value: Any) -> str:
    """A value as YAML below a line that says what it is."""
    return f"# {head}\n{dumped(value)}"


def dumped(value: Any) -> str:
    """A value as YAML 1.2, each text on one line."""
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = 1_000_000
    writer.allow_unicode = True
    writer.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    writer.dump(_commented(value), out)
    return out.getvalue()


def _commented(value: Any, flow: bool = False) -> Any:
    """The value in the writer's own lists and mappings, which know whether they stand on one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, _OneLine):
        return _commented(value.value, flow=True)
    if isinstance(value, Mapping):
        made = CommentedMap((k, _commented(v, flow)) for k, v in value.items())
    elif isinstance(value, list):
        made = CommentedSeq(_commented(v, flow) for v in value)
    else:
        return _scalar(value)
    if flow or not value:
        made.fa.set_flow_style()
    return made


def _scalar(value: Any) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    # Quoted, as in the kit's own files, where a sentence or anything that is more than a plain name stands.
    plain = isinstance(value, str) and value.replace("-", "").replace("_", "").isalnum() and value.isascii()
    return DoubleQuotedScalarString(value) if isinstance(value, str) and not (plain and value[0].isalpha()) else value
