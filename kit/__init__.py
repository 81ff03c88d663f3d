"""The Media Verification Kit: who says this, what cannot both be true, and what nobody can check.

    import kit
    kit.task("heir/who-1")      an exercise to work on
    kit.worked("heir/who-1")    the same, solved, with reasons
    kit.load("heir")            the case as records and pandas tables
    kit.progress()              what you have done so far
    kit.draft("bakery")         a case of your own, from a pasted text

Loading this costs next to nothing: each name fetches its module when it is first used.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.autograded import points
    from kit.case import cases, load
    from kit.codebook import glossary
    from kit.deskpage import desk
    from kit.drafting import draft
    from kit.errors import KitError
    from kit.handin import hand_in, my_test
    from kit.progresspage import progress
    from kit.tasks import task, worked

_ROOMS = {
    "task": "tasks",
    "worked": "tasks",
    "load": "case",
    "cases": "case",
    "glossary": "codebook",
    "hand_in": "handin",
    "desk": "deskpage",
    "draft": "drafting",
    "my_test": "handin",
    "points": "autograded",
    "progress": "progresspage",
    "KitError": "errors",
}
__all__ = [
    "KitError",
    "cases",
    "desk",
    "draft",
    "glossary",
    "hand_in",
    "load",
    "my_test",
    "points",
    "progress",
    "task",
    "worked",
]
__version__ = "0.1.0"


def __getattr__(name: str):
    if name in _ROOMS:
        return getattr(import_module(f"kit.{_ROOMS[name]}"), name)
    raise AttributeError(f"kit has no {name!r}; it has " + ", ".join(__all__))


def __dir__() -> list[str]:
    return __all__


if sys.platform == "emscripten":
    import_module("kit.inbrowser").set_up()
