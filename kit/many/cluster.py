"""The engine that is a Dask cluster, which somebody else keeps running: reached, asked for its kit, and left.

What can be wrong with it is told in one sentence, and in a bounded time.
"""

from __future__ import annotations

import asyncio
import logging
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from kit.errors import KitError
from kit.many.engine import NOTHING_LOST, WIDEST, Engine

if TYPE_CHECKING:
    from distributed import Client

REACH, WORKERS = 15.0, 30.0
"""Seconds to reach a cluster, and until its first worker is there."""
WITHOUT = 60.0
"""Seconds for which a cluster may be without any worker."""


@contextmanager
def dask(address: str) -> Iterator[Engine]:
    """On a Dask cluster, whose scheduler is at this address (`tcp://10.0.0.7:8786`).

    Raises KitError where it cannot be reached or has no worker.
    """
    try:
        from distributed import KilledWorker
    except ImportError:
        todo = "Install the kit with its extra `scale`, or the package `distributed`"
        raise KitError("kit grade --dask", "Dask is not installed here", todo) from None
    with _quiet():
        client = _reached(address)
        try:
            # Workers may come later, so those of now do not count.
            yield Engine(lambda: client.get_executor(pure=False), WIDEST, (KilledWorker,), _anybody(client, address))
        finally:
            with suppress(Exception):
                client.close(timeout=REACH)


def _reached(address: str) -> Client:
    """A client of a cluster that is there and has this kit. Raises KitError."""
    from distributed import Client
    from distributed.comm import connect

    async def knock() -> None:
        (await connect(address, timeout=REACH)).abort()

    where, client = f"kit grade --dask {address}", None
    try:
        # First by hand: a client that never came to be takes half a minute to go. In a thread of its own, because in a
        # notebook this one has a loop that runs already.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(lambda: asyncio.run(knock())).result()
        client = Client(address, timeout=REACH, set_as_default=False)
        _wait_for_workers(client, where)
        _check_kits(client, where)
        return client
    except Exception as fault:
        if client is not None:
            client.close()
        if isinstance(fault, KitError):
            raise
        # As many kinds of error as there are ways of not being there.
        what = f"the cluster cannot be reached ({type(fault).__name__})"
        raise KitError(where, what, "Is its scheduler running, and is this its address? Nothing was written") from None


def _wait_for_workers(client: Client, where: str) -> None:
    try:
        client.wait_for_workers(1, timeout=WORKERS)
    except TimeoutError:
        raise KitError(where, "the cluster has no workers", "Start some; nothing was written") from None


def _check_kits(client: Client, where: str) -> None:
    """Raises KitError where the scheduler or a worker has no kit, or another one.

    It is asked before any shard is sent: a worker that cannot read what it is sent goes away without a word.
    """

    def known() -> tuple[str, str] | None:
        # Dask sends a function within a function by value, so it needs no kit where it runs.
        try:
            import kit
            from kit.many.shards import kit_digest

            return kit.__version__, kit_digest()
        except ImportError:
            return None

    ours = known()
    theirs = {"its scheduler": client.run_on_scheduler(known)}
    theirs |= {f"its worker {name}": found for name, found in client.run(known).items()}
    for who, found in theirs.items():
        if found != ours:
            has = "no kit" if found is None else f"another kit ({found[0]} there, {ours[0]} here)"
            has = "a kit with other files" if found and found[0] == ours[0] else has
            raise KitError(where, f"{who} has {has}", "Install the same kit on the whole cluster; nothing was written")


def _anybody(client: Client, address: str) -> Callable[[], None]:
    """What asks whether a worker is left."""
    seen = [time.monotonic()]

    def check() -> None:
        where = f"kit grade --dask {address}"
        try:
            anybody = bool(client.nthreads())
        except Exception as fault:
            raise KitError(where, f"the cluster went away ({type(fault).__name__})", NOTHING_LOST) from None
        if anybody:
            seen[0] = time.monotonic()
        elif time.monotonic() - seen[0] > WITHOUT:
            raise KitError(where, f"the cluster has had no worker for {WITHOUT:.0f} seconds", NOTHING_LOST)

    return check


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask speaks of lost connections at length; what a teacher needs to know is told in a sentence."""
    speaker = logging.getLogger("distributed")
    was = speaker.level
    speaker.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            # That a shard travels by value is meant so.
            warnings.filterwarnings("ignore", message="Sending large graph")
            yield
    finally:
        speaker.setLevel(was)
