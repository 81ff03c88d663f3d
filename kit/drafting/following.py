"""What an author highlighted stays with its words when the sentences are corrected afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.article import Article, Span
from kit.model import ROLES
from kit.structure import name_words
from kit.text import occurrences

PARTS = (*ROLES, "spans")


def followed(values: Mapping[str, dict], article: Article) -> dict[str, dict]:
    """Annotations as stored, with the sentences that their words stand in now.

    A sentence that was cut or joined moves the numbers of those behind it. Words that stand once in the whole text have
    a sure place; others keep the sentence that they name, and are told by whoever places them if they are not there.
    """
    return {id: _followed(value, article) for id, value in values.items()}


def _followed(value: dict, article: Article) -> dict:
    if value.get("digest") in (None, article.digest):
        return value
    lists = {part: value[part] for part in PARTS if isinstance(value.get(part), list)}
    return value | {
        part: [moved for entry in entries for moved in _moved(entry, article)] for part, entries in lists.items()
    }


def _moved(entry: Any, article: Article) -> list:
    words = entry.get("words") if isinstance(entry, Mapping) else None
    places = occurrences(words, article.text) if isinstance(words, str) else []
    return name_words(Span(*places[0]), article) if len(places) == 1 else [entry]
