"""One function grades shards on any `concurrent.futures.Executor`: here, in threads, in processes, on a cluster.

Few shards are under way at a time, so memory stays flat, and results come in the order of the shards. A worker that
dies costs no result: what it had is done again. A file that ends every process that grades it is found by halving its
shard, and costs itself only.
"""

from __future__ import annotations

import multiprocessing
import time
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
from contextlib import contextmanager
from dataclasses import dataclass

from kit.errors import KitError
from kit.many.shards import Line, Shard, died, grade_shard

LOOK, PATIENCE = 5.0, 900.0
"""Seconds: how often it is asked whether anybody is still there, and how long one shard is waited for."""
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


def in_order(
    engine: Engine, shards: Iterable[Shard], work: Callable[[Shard], list[Line]] = grade_shard
) -> Iterator[list[Line]]:
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
        try:
            self._wait(future)
            return future.result()
        except CancelledError:
            raise KitError("Grading", "the cluster took its work back, or went away", NOTHING_LOST) from None
        except (KitError, *self.engine.lost):
            raise
        except Exception as fault:
            # What a file brings about is told in its line, so this is of the engine.
            what = f"some files could not be graded there ({type(fault).__name__})"
            raise KitError("Grading", what, NOTHING_LOST) from fault

    def _wait(self, future: Future) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                # Gives what the work raised and does not raise it: a TimeoutError here is never of the work itself.
                future.exception(timeout=LOOK)
                return
            except TimeoutError:
                self.engine.check()
                if time.monotonic() > until:
                    what = f"no result came for {PATIENCE / 60:.0f} minutes"
                    raise KitError("Grading", what, "Try it with fewer processes, or without a cluster") from None

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
