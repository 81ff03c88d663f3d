"""The step `verdicts`, where a draft has an evidence pack: what its documents say about the claims."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kit.drafting import review
from kit.drafting.naming import NAMES, Waiting
from kit.drafting.steps import Step, count
from kit.errors import KitError
from kit.model import Document
from kit.pack import LIST, read_pack

if TYPE_CHECKING:
    from kit.drafting import Draft

FOLDER = "evidence"


@dataclass(frozen=True)
class Pack:
    """What lies in a draft's folder `evidence`."""

    documents: tuple[Document, ...] = ()
    """None while there is a fault."""
    fault: KitError | None = None


def read(folder: Path) -> Pack:
    """The pack in this folder as far as it can be read; a folder with nothing in it is none."""
    try:
        return Pack(read_pack(folder)) if _contents(folder) else Pack()
    except KitError as fault:
        return Pack(fault=fault)
    except (OSError, csv.Error) as fault:
        where = f"{folder.parent.name}/{FOLDER}"
        return Pack(fault=KitError(where, f"a document cannot be read ({fault})", "Save it once more"))


def stamp(folder: Path) -> tuple:
    """By which a pack that has changed since is known."""
    try:
        stats = [(path.name, path.stat()) for path in _contents(folder)]
    except OSError as fault:
        return (str(fault),)
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def pack_files(folder: Path) -> dict[str, bytes]:
    """Name of each file of a pack, as the case's folder has it, to its bytes."""
    return {f"{FOLDER}/{path.name}": path.read_bytes() for path in _contents(folder) if path.is_file()}


def _contents(folder: Path) -> list[Path]:
    """Without what programs leave there for themselves."""
    return [path for path in sorted(folder.iterdir()) if path.name[0] != "."] if folder.is_dir() else []


# ---- the step


class Verdicts(Step):
    """What the pack makes of each claim: the learner's task, with the pack open from the beginning."""

    step = "verdicts"
    prompt = (
        "Say what the documents make of each claim that they touch, and which of them settles it. Mix claims that the "
        "pack supports with some that it refutes or leaves open. A claim without an answer is asked nobody."
    )
    kind, shows, fields = "verdicts", "Evidence", ("document",)

    def view(self) -> dict:
        """Who put the pack together knows it: nothing is sealed, and nobody is asked what they expect."""
        return super().view() | {"open": True, "opened": [d.id for d in self.case.documents]}

    def progress_words(self) -> str:
        """How many verdicts there are."""
        return count(len(review.verdicts(self.draft)), "verdict")


def step(draft: Draft) -> Verdicts | Waiting:
    """What the documents say about the claims; without documents or claims, a sentence that says so."""
    pack, case, name = draft.pack, draft.case, NAMES["verdicts"]
    if pack.fault:
        return Waiting(f"“{name}” cannot read the documents. {told(pack.fault)}", "the documents cannot be read")
    if not pack.documents:
        return Waiting(OPTIONAL.format(name=name, folder=(draft.folder / FOLDER).as_posix()), "optional, no documents")
    if not case.claim_list:
        return Waiting(f"“{name}” waits for claims. Pick some in “{NAMES['claims']}”.", "waits for claims")
    return Verdicts(draft, case, claims=tuple(c.id for c in case.claim_list))


OPTIONAL = (
    "“{name}” is optional, and you can go on. To let learners hold the claims against documents, put some (.md, .csv "
    f"or .svg) into {{folder}}, with a list of them, {LIST}, and run this cell again."
)


def told(fault: KitError) -> str:
    """A fault of the pack as its author reads it."""
    return f"{fault.where}: {fault.what}. {fault.todo}."
