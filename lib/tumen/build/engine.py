"""How papermill runs the cells of a notebook: in the process itself, already warm, or in a kernel of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import nbformat.v4
from ipykernel.displayhook import ZMQShellDisplayHook
from ipykernel.jsonutil import encode_images, json_clean
from ipykernel.zmqshell import ZMQDisplayPublisher, ZMQInteractiveShell
from nbformat import NotebookNode
from papermill.engines import Engine, NBClientEngine, NotebookExecutionManager, papermill_engines
from traitlets.config import Config

OnCell = Callable[[int], None]
"""Called with the number of each cell, from 0, before it runs."""


class WarmEngine(Engine):
    """Runs the cells in this process, by the shell that a kernel runs them in, its outputs kept instead of sent.

    What the process has imported is there for the notebook at once. The process runs one notebook and ends.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, *, on_cell: OnCell, **_: Any
    ) -> None:
        """Run each cell until one fails, as a kernel would."""
        shell = _shell()
        for number, cell in enumerate(nb_man.nb.cells):
            on_cell(number)
            nb_man.cell_start(cell, number)
            if cell.cell_type == "code" and cell.source.strip() and not _run(shell, cell):
                nb_man.cell_exception(cell, number)
                return
            nb_man.cell_complete(cell, number)


class KernelEngine(NBClientEngine):
    """Runs the cells in a Jupyter kernel, as papermill does by itself, and tells which is running."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, *, on_cell: OnCell, **options: Any
    ) -> None:
        """Run the cells by nbclient."""
        start = nb_man.cell_start

        def cell_start(cell: NotebookNode, cell_index: int | None = None, **more: Any) -> None:
            on_cell(cell_index)
            start(cell, cell_index, **more)

        nb_man.cell_start = cell_start
        super().execute_managed_notebook(nb_man, kernel_name, **options)


ENGINES = {"warm": WarmEngine, "kernel": KernelEngine}


def register() -> None:
    """Make the engines known to papermill, each as ``tumen-NAME``."""
    for name, engine in ENGINES.items():
        papermill_engines.register(f"tumen-{name}", engine)


# --- running cells in this process -------------------------------------------------------------------


class _Kept:
    """Outputs of the cell that is running, in the form a notebook keeps them in."""

    def __init__(self):
        self._outputs: list[NotebookNode] = []
        self._written: list[str] = []
        """The text of the last output, where that is a stream: many pieces may come, to be joined once."""

    def add(self, kind: str, **content: Any) -> None:
        self._join()
        self._outputs.append(nbformat.v4.new_output(kind, **content))

    def write(self, name: str, text: str) -> None:
        if not self._written or self._outputs[-1].name != name:
            self.add("stream", name=name)
        self._written.append(text)

    def clear(self) -> None:
        self._outputs, self._written = [], []

    def outputs(self) -> list[NotebookNode]:
        self._join()
        return self._outputs

    def _join(self) -> None:
        if self._written:
            self._outputs[-1].text = "".join(self._written)
            self._written = []


_kept = _Kept()


class _Stream:
    """Takes the place of standard output or standard error."""

    encoding, errors = "utf-8", "strict"

    def __init__(self, name: str):
        self.name = name

    def write(self, text: str) -> int:
        if text:
            _kept.write(self.name, text)
        return len(text)

    def writelines(self, lines) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing waits to be written."""

    def isatty(self) -> bool:
        return False


class _Publisher(ZMQDisplayPublisher):
    """Keeps what a cell displays."""

    def publish(self, data, metadata=None, *, transient=None, update=False, **_):
        self._validate_data(data, metadata)
        _kept.add("display_data", data=json_clean(encode_images(data)), metadata=json_clean(metadata or {}))

    def clear_output(self, wait=False):
        _kept.clear()


class _DisplayHook(ZMQShellDisplayHook):
    """Keeps the value of the last expression of a cell."""

    def start_displayhook(self):
        self._value: dict[str, Any] = {}

    def write_output_prompt(self):
        self._value["execution_count"] = self.prompt_count

    def write_format_data(self, format_dict, md_dict=None):
        self._value |= {"data": json_clean(encode_images(format_dict)), "metadata": json_clean(md_dict or {})}

    def finish_displayhook(self):
        if self._value.get("data"):
            _kept.add("execute_result", **self._value)


class _InProcessZMQShell(ZMQInteractiveShell):
    """The shell of a kernel without one; pandas tells by ``zmq`` in the name that there is no terminal to fit into."""

    def _showtraceback(self, etype, evalue, stb):
        _kept.add("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb))


def _shell() -> ZMQInteractiveShell:
    """Return a shell like a kernel's, without a history of its own or settings of the user."""
    settings = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"cache_size": 1000}})
    _InProcessZMQShell.clear_instance()
    shell = _InProcessZMQShell.instance(
        config=settings, display_pub_class=_Publisher, displayhook_class=_DisplayHook, user_ns={}
    )
    sys.stdout, sys.stderr = _Stream("stdout"), _Stream("stderr")
    return shell


def _run(shell: ZMQInteractiveShell, cell: NotebookNode) -> bool:
    """Run one cell, put its outputs and count into it, and return whether it ran through."""
    _kept.clear()
    result = shell.run_cell(cell.source, store_history=True)
    error = result.error_before_exec or result.error_in_exec
    if error and not any(output.output_type == "error" for output in _kept.outputs()):  # a magic's is only printed
        _kept.add("error", ename=type(error).__name__, evalue=str(error), traceback=[])
    cell.outputs = _kept.outputs()
    cell.execution_count = result.execution_count
    return result.success
