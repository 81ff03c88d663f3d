"""One function grades shards on any `concurrent.futures.Executor`: here, in threads, in processes, on a Dask cluster.

Few shards are under way at a time, so memory stays flat, and results come in the order of the shards. A worker that
dies costs no result: what it had is done again. A file that ends every process that grades it is found by halving its
shard, and costs itself only.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.errors import KitError
from kit.many.shards import Line, Shard, died, grade_shard

if TYPE_CHECKING:
    from distributed import Client

LOOK, PATIENCE = 5.0, 900.0
"""Seconds: how often it is asked whether anybody is still there, and how long one shard is waited for."""
REACH, WORKERS = 15.0, 30.0
"""Seconds to reach a cluster, and until its first worker is there."""
WITHOUT = 60.0
"""Seconds for which a cluster may be without any worker."""
TRIES, LOSSES = 2, 40
"""How often a shard is done again beside others, and how often workers may die in one run."""
WIDEST = 16
"""Shards under way at a time, however many workers there are: each is held in memory here."""


@dataclass(frozen=True)
class Engine:
    """Where shards are graded."""

    new: Callable[[], Executor]
    """Called once more when an executor is broken."""
    window: int = 1
    """Shards under way at a time."""
    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)
    """What says that a worker died, and not that its work failed."""
    check: Callable[[], None] = lambda: None
    """Called while a result is waited for. Raises KitError where none can come."""


@dataclass
class _UnderWay:
    shard: Shard
    future: Future | None = None
    """None until it is sent, or when it has to be sent again."""
    losses: int = 0


def in_order(engine: Engine, shards: Iterable[Shard], work: Callable[[Shard], list[Line]] = grade_shard):
    """Yields the lines of each shard (a list), shards and files in their order.

    Raises KitError where the engine cannot go on: in one sentence why.
    """
    run = _Run(engine, iter(shards), work)
    with _killing_what_hangs():
        try:
            yield from run.results()
            run.executor.shutdown()
        finally:
            run.leave()


class _Run:
    def __init__(self, engine: Engine, shards: Iterator[Shard], work: Callable[[Shard], list[Line]]) -> None:
        self.engine, self.shards, self.work = engine, shards, work
        self.executor = engine.new()
        self.under_way: deque[_UnderWay] = deque()
        self.losses = 0

    def results(self) -> Iterator[list[Line]]:
        while True:
            try:
                self._send()
                if not self.under_way:
                    return
                made = self._result(self.under_way[0].future)
            except self.engine.lost as loss:
                self._again(loss)
                continue
            self.under_way.popleft()
            yield made

    def leave(self) -> None:
        """Begin nothing more, and wait for nothing."""
        for one in self.under_way:
            if one.future is not None:
                one.future.cancel()
        self.executor.shutdown(wait=False)

    @property
    def careful(self) -> bool:
        """Whether shards are sent one by one: several died together, and whose fault it is must come out."""
        return any(one.losses >= TRIES for one in self.under_way)

    def _send(self) -> None:
        while len(self.under_way) < self.engine.window and (shard := next(self.shards, None)) is not None:
            self.under_way.append(_UnderWay(shard))
        for one in list(self.under_way)[: 1 if self.careful else None]:
            if one.future is None:
                one.future = self.executor.submit(self.work, one.shard)

    def _result(self, future: Future) -> list[Line]:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return future.result(timeout=LOOK)
            except TimeoutError:
                self.engine.check()
                if time.monotonic() > until:
                    what = f"no result came for {PATIENCE / 60:.0f} minutes"
                    raise KitError("Grading", what, "Try it with fewer processes, or without a cluster") from None
            except CancelledError:
                raise KitError("Grading", "the cluster took its work back, or went away", NOTHING_LOST) from None

    def _again(self, loss: BaseException) -> None:
        """What died with a worker is sent again; what died by itself, in halves."""
        self.losses += 1
        if self.losses > LOSSES:
            what = f"those who grade died {self.losses} times, perhaps for lack of memory"
            raise KitError("Grading", what, f"Try it with fewer processes. {NOTHING_LOST}") from None
        alone = self.careful
        for one in self.under_way:
            if one.future is not None and _died(one.future, loss):
                one.future, one.losses = None, one.losses + 1
        if isinstance(loss, BrokenExecutor):
            self.executor.shutdown(wait=False)
            self.executor = self.engine.new()
        if alone:
            self._halve(self.under_way.popleft())

    def _halve(self, one: _UnderWay) -> None:
        if len(one.shard.files) > 1:
            self.under_way.extendleft(_UnderWay(half, None, TRIES) for half in reversed(one.shard.halves()))
            return
        known: Future = Future()
        known.set_result([died(one.shard.files[0])])
        self.under_way.appendleft(_UnderWay(one.shard, known))


NOTHING_LOST = "Nothing was written: try again"


def _died(future: Future, loss: BaseException) -> bool:
    """A broken pool takes with it all that is not done, told of it yet or not."""
    if not future.done():
        return isinstance(loss, BrokenExecutor)
    return future.cancelled() or isinstance(future.exception(), type(loss))


@contextmanager
def _killing_what_hangs() -> Iterator[None]:
    """Where a run breaks off, processes that it began end with it, also those that would never come back."""
    others = set(multiprocessing.active_children())
    try:
        yield
    except BaseException:
        for process in set(multiprocessing.active_children()) - others:
            process.kill()
        raise


# ---- the engines


class _Here(Executor):
    """Does at once what it is given."""

    def submit(self, work, /, *arguments, **named) -> Future:
        future: Future = Future()
        try:
            future.set_result(work(*arguments, **named))
        except Exception as fault:
            future.set_exception(fault)
        return future


def serial() -> Engine:
    """One shard after the other, in this process."""
    return Engine(_Here)


def threads(number: int) -> Engine:
    """In threads of this process."""
    return Engine(lambda: ThreadPoolExecutor(number), 2 * number)


def processes(number: int) -> Engine:
    """In processes of this computer; they begin anew and not as a copy of this one, which may have threads."""
    spawn = multiprocessing.get_context("spawn")
    return Engine(lambda: ProcessPoolExecutor(number, mp_context=spawn), min(2 * number, WIDEST))


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

    where = f"kit grade --dask {address}"
    try:
        # First by hand: a client that never came to be takes half a minute to go.
        asyncio.run(knock())
        client = Client(address, timeout=REACH, set_as_default=False)
    except Exception as fault:
        # As many kinds of error as there are ways of not being there.
        what = f"the cluster cannot be reached ({type(fault).__name__})"
        raise KitError(where, what, "Is its scheduler running, and is this its address? Nothing was written") from None
    try:
        client.wait_for_workers(1, timeout=WORKERS)
        _check_kits(client, where)
    except TimeoutError:
        client.close()
        raise KitError(where, "the cluster has no workers", "Start some; nothing was written") from None
    except KitError:
        client.close()
        raise
    return client


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
