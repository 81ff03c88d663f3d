"""How many independent origins a set of statements has, as far as the text shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kit.model import Chain, Choice, Key, Layer, Task, VoiceFacts
from kit.scoring.about import ORIGINS, by_item

ITSELF = "the article itself"


def root(voice: str, facts: Mapping[str, VoiceFacts]) -> str:
    """The voice that this one belongs to in the end: a spokesman's ministry."""
    seen = set()
    while voice in facts and facts[voice].part_of and voice not in seen:
        seen.add(voice)
        voice = facts[voice].part_of or voice
    return voice


def origins(chains: Iterable[Chain], facts: Mapping[str, VoiceFacts]) -> dict[str, list[str]]:
    """Origin to the claims that begin there; "" is the publisher, where no voice carries a claim."""
    found: dict[str, list[str]] = {}
    for chain in chains:
        last = root(chain.voices[-1], facts) if chain.voices else ""
        found.setdefault(last, []).append(chain.claim)
    return found


def with_origins(key: Key, tasks: Iterable[Task], names: Mapping[str, str]) -> Key:
    """The key with an answer to "how many origins" for each task that asks it, counted from its chains."""
    added = []
    for task in tasks:
        if task.kind == "chains" and ORIGINS in task.fields:
            chains = [a for a in by_item(task, key.layer).values() if isinstance(a, Chain)]
            found, id = origins(chains, key.voices), f"{ORIGINS}/{task.id}"
            accept, wrong = key.origins.get(task.id, ((), ()))
            why = _told(found, names)
            added += (
                [Choice(id=id, item=id, option=str(len(found)), why=why, accept=accept, wrong=wrong)] if found else []
            )
    return replace(key, layer=Layer((*key.layer.annotations, *added), key.layer.digest)) if added else key


def _told(found: Mapping[str, list[str]], names: Mapping[str, str]) -> str:
    parts = [
        f"{names.get(voice, voice) if voice else ITSELF} ({len(claims)} statement{'s' if len(claims) > 1 else ''})"
        for voice, claims in sorted(found.items(), key=lambda entry: -len(entry[1]))
    ]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"As far as the text shows, they begin with {listed}. A voice that belongs to another counts with it."
