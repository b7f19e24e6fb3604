"""Processes that run notebooks, one each, held to limits; and processes that make pages, one after another."""

from __future__ import annotations

import ctypes
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

_M_TRIM_THRESHOLD = -1
"""What glibc calls the setting in its header malloc.h."""

_NO_FONTS = Path(__file__).with_name("no_fonts.conf")

WARM = "tumen.build.warm"
"""The module that the processes' common parent imports once, so that none of them has to."""


@dataclass(frozen=True)
class Limits:
    """How long and how large a notebook may become before its process is ended; none where it is 0."""

    cell_seconds: float = 300
    notebook_seconds: float = 900
    memory_bytes: int = 0
    output_bytes: int = 20_000_000


class WorkerStopped(Exception):
    """A process ended before its work: killed, out of time, or left by the code it ran."""

    def __init__(self, why: str, cell: int | None):
        super().__init__(why)
        self.why = why
        self.cell = cell
        """Number of the cell that was running, from 0."""


def context() -> multiprocessing.context.BaseContext:
    """Return how processes are started: forked from one that is warm and runs no threads, where there is a fork."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["__main__", WARM])
    forkserver.ensure_running()  # or it would only begin to import when the first process is asked for
    return found


def default_engine() -> str:
    """Return the engine for this system: in a warm process where processes are forked, in a kernel elsewhere."""
    return "warm" if os.name == "posix" and os.uname().sysname == "Linux" else "kernel"


def page_pool(workers: int, *, warm: bool = True) -> Executor:
    """Return processes that make pages; they stay, because what draws charts takes half a second to start.

    Those that are not ``warm`` have imported nothing, and need not wait for the parent that has.
    """
    how = context() if warm else multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(max_workers=workers, mp_context=how, initializer=_begin_pages)


def _begin_pages() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the build, which ends its processes
    os.environ["FONTCONFIG_FILE"] = str(_NO_FONTS)  # the system's would change the pictures, and double their time
    _give_memory_back()
    _end_with_the_build()


def _give_memory_back() -> None:
    """Have glibc, where that is at work, return large blocks when they are free, as it does until it has seen many.

    Pictures are drawn in blocks of many megabytes.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_M_TRIM_THRESHOLD, 128 * 1024)  # its default, which is now kept


@dataclass
class _Task:
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    future: Future
    on_cell: Callable[[int], None]
    process: Any = None
    begun: float = 0.0
    cell_begun: float = 0.0
    cell: int | None = None
    connection: Any = field(default=None)


class NotebookWorkers(Executor):
    """Runs each task in a process of its own and ends it when it passes a limit.

    A task is a function whose last argument is called with the number of each cell before it runs.
    At most ``workers`` run at once, and fewer while other work needs the processors; see `make_room_for`.
    """

    def __init__(self, workers: int, limits: Limits):
        self._limits, self._workers, self._context = limits, workers, context()
        self._waiting: deque[_Task] = deque()
        self._running: list[_Task] = []
        self._others: list[Future] = []
        self._wake, self._woken = multiprocessing.connection.Pipe()
        self._closed = False
        self._thread: threading.Thread | None = None

    def submit(self, function, /, *arguments, on_cell: Callable[[int], None] = lambda number: None) -> Future:
        """Have ``function(*arguments, report)`` called in a process of its own."""
        task = _Task(function, arguments, Future(), on_cell)
        self._waiting.append(task)
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, daemon=True)
            self._thread.start()
        self._wake.send_bytes(b"task")
        return task.future

    def make_room_for(self, other: Future) -> None:
        """Run one task fewer at once, but at least half of them, until ``other``, which runs elsewhere, is done."""
        self._others.append(other)
        other.add_done_callback(lambda _: self._closed or self._wake.send_bytes(b"room"))

    def _room(self) -> int:
        elsewhere = sum(not other.done() for other in self._others)
        return max((self._workers + 1) // 2, self._workers - elsewhere)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End what still runs if ``cancel_futures``; otherwise wait for it."""
        if cancel_futures:
            self._waiting.clear()
            for task in list(self._running):
                _kill(task.process)
        self._closed = True
        if self._thread is not None:
            self._wake.send_bytes(b"end")
            if wait:
                self._thread.join()

    def _serve(self) -> None:
        while not (self._closed and not self._waiting and not self._running):
            while self._waiting and len(self._running) < self._room():
                self._start(self._waiting.popleft())
            watched = [self._woken, *(task.connection for task in self._running)]
            for ready in multiprocessing.connection.wait(watched, timeout=1):
                if ready is self._woken:
                    self._woken.recv_bytes()
                else:
                    self._hear(next(task for task in self._running if task.connection is ready))
            for task in list(self._running):
                self._hold_to_time(task)
                self._notice_its_end(task)

    def _start(self, task: _Task) -> None:
        task.connection, theirs = self._context.Pipe()
        arguments = (theirs, self._limits.memory_bytes, task.function, task.arguments)
        task.process = self._context.Process(target=_work, args=arguments, daemon=True)
        task.process.start()
        theirs.close()
        task.begun = task.cell_begun = time.monotonic()
        self._running.append(task)

    def _hear(self, task: _Task) -> None:
        try:
            kind, content = task.connection.recv()
        except (EOFError, OSError):
            task.process.join(timeout=1)  # it may have closed its files and live on
            self._end(task, error=WorkerStopped(_end_of(task.process.exitcode), task.cell))
            return
        except Exception as error:
            self._end(task, error=WorkerStopped(f"its answer cannot be read: {error}", task.cell))
            return
        if kind == "cell":
            task.cell, task.cell_begun = content, time.monotonic()
            try:
                task.on_cell(content)
            except Exception as error:  # or nobody would hear of the other tasks again
                self._end(task, error=error)
        elif kind == "error":
            self._end(task, error=WorkerStopped(content, task.cell))
        else:
            self._end(task, result=content)

    def _hold_to_time(self, task: _Task) -> None:
        now = time.monotonic()
        limits = (
            ("the cell", now - task.cell_begun, self._limits.cell_seconds),
            ("the notebook", now - task.begun, self._limits.notebook_seconds),
        )
        for what, passed, limit in limits:
            if limit and passed > limit and task in self._running:
                self._end(task, error=WorkerStopped(f"{what} ran longer than {limit:g} s", task.cell))

    def _notice_its_end(self, task: _Task) -> None:
        """Notice a process that has ended although a process of its own still holds the connection open."""
        if task in self._running and task.process.exitcode is not None and not task.connection.poll():
            self._end(task, error=WorkerStopped(_end_of(task.process.exitcode), task.cell))

    def _end(self, task: _Task, *, result: Any = None, error: Exception | None = None) -> None:
        self._running.remove(task)
        _kill(task.process)
        task.connection.close()
        if error is None:
            task.future.set_result(result)
        else:
            task.future.set_exception(error)


def _work(connection, memory_bytes: int, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Do one task in the process that was started for it."""
    os.setsid()  # what the notebook starts ends with it
    _end_with_the_build()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a notebook writes past its outputs is no line of the report
    if memory_bytes:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    try:
        answer = "result", function(*arguments, lambda number: connection.send(("cell", number)))
    except Exception as error:
        answer = "error", f"{type(error).__name__}: {error}"
    with suppress(OSError, EOFError):  # the build may be gone
        connection.send(answer)
        connection.recv()  # the build ends this process with all that the notebook started, while that can be found


def _end_with_the_build() -> None:
    """End this process when the build that started it is gone, even if that was killed."""
    build = multiprocessing.parent_process()

    def watch() -> None:
        multiprocessing.connection.wait([build.sentinel])
        _kill_all(os.getpid())

    threading.Thread(target=watch, daemon=True).start()


def _kill(process) -> None:
    """End a process and all that it started."""
    if process.exitcode is None:
        _kill_all(process.pid)
    else:
        _kill_group(process.pid)
    process.join()


def _kill_all(pid: int) -> None:
    """End a process, its descendants and the groups that these lead; ``/proc`` knows them where there is one."""
    for each in reversed([pid, *_descendants(pid)]):
        _kill_group(each)
        with suppress(ProcessLookupError, PermissionError):
            os.kill(each, signal.SIGKILL)


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if pid != os.getpgid(0):  # the process of a build must not end its caller's
            os.killpg(pid, signal.SIGKILL)


def _descendants(pid: int) -> list[int]:
    """Return the processes below one, parents first."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def _end_of(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"its process was ended by {signal.Signals(-exitcode).name}"
    if exitcode is None:
        return "its code closed the connection to the build"
    return f"its code ended the process (exit status {exitcode})"
