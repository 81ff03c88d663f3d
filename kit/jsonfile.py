"""JSON from outside: read as text, and looked at before anybody walks through it."""

from __future__ import annotations

import json
from typing import Any

DEEPEST = 60
"""Levels of lists and groups; an honest file has eight."""
HUGE = 1e15
"""No number in an honest file comes near."""


class BadJson(ValueError):
    """JSON that is not read; its text is a sentence without its capital and stop, as errors are told."""


def parse(data: bytes) -> Any:
    """What UTF-8 JSON holds, as it stands. Raises BadJson."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        what = f"it is not UTF-8 (byte {fault.start + 1}); was it opened and saved in another program?"
        raise BadJson(what) from None
    except RecursionError:
        raise BadJson("its lists are nested too deeply") from None
    except ValueError:
        raise BadJson("it is not whole: the JSON in it breaks off or is damaged") from None


def check_shape(value: Any) -> None:
    """No NaN, no infinite or endless numbers, no depth that only an attack has. Raises BadJson."""
    level = [value]
    for _ in range(DEEPEST):
        inner: list = []
        for part in level:
            kind = type(part)  # JSON gives no others than its own, and most of them are text
            if kind is str:
                continue
            if kind is dict:
                inner.extend(part.values())
            elif kind is list:
                inner.extend(part)
            elif kind in (int, float) and not abs(part) < HUGE:
                raise BadJson("it holds a number that no answer has (NaN, infinite or huge)")
        level = inner
        if not level:
            return
    raise BadJson("its lists are nested too deeply")


def is_writable(value: Any) -> bool:
    """Whether it can be written as UTF-8 again: JSON can hold half of a sign (a lone surrogate), and no text can."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except ValueError:
        return False
    return True
