"""Notebooks that fail: the reader is told which, where, why and how to see it again, and the site stays."""

from __future__ import annotations

import os
import re

from series import FAULTS, GOOD, Command, each, gone
from tumen.build.workers import Limits
from tumen.errors import BuildError

QUICK = Limits(cell_seconds=4, notebook_seconds=60)
TOGETHER = Limits(cell_seconds=4, notebook_seconds=6)
DIVISION = "ZeroDivisionError: division by zero"
KILLED, ENDED = "its process was ended by SIGKILL", "its code ended the process (exit status {})"
LOOP, SLOW = "the cell ran longer than 4 s", "the notebook ran longer than 6 s"
NAPS = ["import time\ntime.sleep(2)"] * 5
STUBBORN = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
FORKED = "import os, time\nif os.fork() == 0:\n    time.sleep(20)\n    os._exit(0)\nos._exit(3)"
DEAF = "import os\nos.closerange(3, 256)\nwhile True: pass"
UNSPEAKABLE = "class Bad(Exception):\n    def __str__(self): raise ValueError('no words')\nraise Bad"
SCREAM = "print('x' * 100_000_000)"
MANY_WORDS = "for _ in range(100): print('x' * 1_000_000)"
HOARD = "kept = bytearray(3_000_000_000)"
SECOND = "1 + 1"

FAILURES = {
    "an exception": (["1 / 0"], 3, DIVISION),
    "an exception in a later cell": ([SECOND, "1 / 0"], 4, DIVISION),
    "an exception without words": (["raise ValueError"], 3, "ValueError"),
    "an exception whose words fail": ([UNSPEAKABLE], 3, "Bad"),
    "an exception full of markup": (["raise ValueError('[red]<b>{x}')"], 3, "ValueError: [red]<b>{x}"),
    "an exception that is no Exception": (["raise BaseException('base')"], 3, "BaseException: base"),
    "an interrupt of its own": (["raise KeyboardInterrupt"], 3, "KeyboardInterrupt"),
    "an endless loop": (["while True: pass"], 3, LOOP),
    "an endless loop that catches everything": ([STUBBORN], 3, LOOP),
    "a notebook over its time": (NAPS, None, SLOW),
    "sys.exit(0)": (["import sys\nsys.exit(0)", SECOND], 3, "SystemExit: 0"),
    "sys.exit(3)": (["import sys\nsys.exit(3)", SECOND], 3, "SystemExit: 3"),
    "sys.exit in the last cell": ([SECOND, "import sys\nsys.exit(0)"], 4, "SystemExit: 0"),
    "os._exit(0)": (["import os\nos._exit(0)"], 3, ENDED.format(0)),
    "os._exit(5)": (["import os\nos._exit(5)"], 3, ENDED.format(5)),
    "a kill of itself": (["import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"], 3, KILLED),
    "a crash": (["import ctypes\nctypes.string_at(0)"], 3, "its process was ended by SIGSEGV"),
    "an end while its fork lives on": ([FORKED], 3, ENDED.format(3)),
    "an endless loop with all its files closed": ([DEAF], 3, ""),
    "100 MB of output": ([SCREAM], 3, "its outputs are over 20 MB"),
    "100 MB of output in many pieces": ([MANY_WORDS], 3, "its outputs are over 20 MB"),
    "a syntax error": (["def :"], 3, "SyntaxError"),
    "a magic that is none": (["%no_such_magic"], 3, "UsageError"),
    "a question to the reader": (["input('what? ')"], 3, "Error"),
    "a name that is not there": (["no_such_name"], 3, "NameError: name 'no_such_name' is not defined"),
    "a table that is not there": (["import tumen as tm\ntm.load_table('quantitees')"], 3, "quantities"),
}
FAULTS.extend(FAILURES)

OUT_OF_MEMORY = {
    "more memory than allowed": (HOARD, "MemoryError", Limits(memory_bytes=2_000_000_000)),
    "less memory than a notebook needs at all": ("len(b'x' * 50_000_000)", "", Limits(memory_bytes=1_000_000)),
}

IN_A_KERNEL = {
    "an exception in a kernel": (["1 / 0"], 3, DIVISION, QUICK),
    "os._exit in a kernel": (["import os\nos._exit(5)"], 3, "Kernel died", Limits(cell_seconds=30)),
    "an endless loop in a kernel": ([SECOND, "while True: pass"], 4, "the cell ran longer than 8 s", Limits(8, 60)),
}


def assert_told(told, name, code, cell, error):
    """Assert that what is said of a notebook names its cell, the error, and the command that repeats it."""
    assert error in told
    assert f"tumen build {name[:2]}" in told
    if cell is None:
        assert told.startswith(name)
    else:
        first_line = code[cell - 3].splitlines()[0]
        assert told.startswith(f"{name}, cell {cell} (cell-{cell - 1}: {first_line})")


def told_by_notebook(message):
    """Return what a message says of each notebook, and its last line."""
    *told, last = re.split(r"\n(?=\d\d-\w+,|Nothing was published)", message)
    return {part[: part.index(",")]: part for part in told}, last


def test_each_failing_notebook_is_named_and_the_others_finish_and_the_site_stays(place):
    names = {name: f"{number}-fails" for number, name in enumerate(FAILURES, start=10)}
    for name, (code, _, _) in FAILURES.items():
        place.write(names[name], *code)
    place.change_all()
    message, events = place.failure(BuildError, limits=TOGETHER)
    told, last = told_by_notebook(message)
    assert set(told) == set(names.values())
    for name, (code, cell, error) in FAILURES.items():
        assert_told(told[names[name]], names[name], code, cell, error)
    assert [event.page for event in events if event.kind == "built"] == list(GOOD)
    assert "Nothing was published" in last
    place.assert_as_it_was()
    place.assert_nothing_beside()


@each("code, error, limits", OUT_OF_MEMORY)
def test_a_notebook_over_its_memory_is_named_and_the_site_stays(place, code, error, limits):
    place.write("01-first", code)
    message, _ = place.failure(BuildError, limits=limits)
    assert message.startswith("01-first")
    assert error in message
    place.assert_as_it_was()
    place.assert_nothing_beside()


@each("code, cell, error, limits", IN_A_KERNEL, slow=list(IN_A_KERNEL))
def test_a_failing_kernel_is_told_of_as_well(place, code, cell, error, limits):
    place.write("01-first", *code)
    message, _ = place.failure(BuildError, limits=limits, engine="kernel")
    assert_told(message, "01-first", code, cell, error)
    place.assert_as_it_was()
    place.assert_nothing_beside()
    assert gone(str(place.folder))


def child(seconds: float, more: str = "") -> str:
    """Return code that starts a process which nothing else on the machine is called like."""
    return f"import subprocess\nsubprocess.Popen(['sleep', '{seconds}{os.getpid()}']{more})"


@each(
    "code, fails",
    {
        "a child process left behind": ([child(7101.1)], False),
        "a child process in a session of its own": ([child(7102.2, ", start_new_session=True")], False),
        "a child process left by a failure": ([f"{child(7103.3)}\n1 / 0"], True),
        "a child process left by os._exit": ([f"{child(7104.4)}\nimport os\nos._exit(0)"], True),
        "a child process left by a loop": ([f"{child(7105.5)}\nwhile True: pass"], True),
    },
    slow=["a child process left behind", "a child process left by os._exit", "a child process left by a loop"],
)
def test_what_a_notebook_started_ends_with_it(place, code, fails):
    place.write("01-first", *code)
    if fails:
        place.failure(BuildError, limits=QUICK)
        place.assert_as_it_was()
    else:
        place.build(limits=QUICK)
        place.assert_whole()
    assert gone(code[0].split("'")[3])


@each(
    "code, kind, limits",
    {
        "a page that fails among good ones": ("1 / 0", DIVISION, QUICK),
        "a page that is killed among good ones": ("import os\nos._exit(5)", ENDED.format(5), QUICK),
        "a page that loops among good ones": ("while True: pass", LOOP, QUICK),
    },
    slow=["a page that is killed among good ones", "a page that loops among good ones"],
)
def test_going_on_publishes_the_good_pages_and_says_which_failed(place, code, kind, limits):
    place.write("01-first", code)
    place.write("02-second", "'another'")
    result = place.build(limits=limits, keep_going=True)
    assert (list(result.built), list(result.failed)) == (["02-second"], ["01-first"])
    assert kind in result.failed["01-first"]
    assert "another" in (place.out / "02-second.html").read_text(encoding="utf-8")
    page = (place.out / "01-first.html").read_text(encoding="utf-8")
    assert "failed" in page or "could not be" in page
    assert kind in page
    place.assert_whole()
    place.write("01-first", "number * 3")
    assert list(place.build().built) == ["01-first"]
    place.assert_the_next_build_makes_good()


@each(
    "options, published",
    {"a failure seen by a script": ([], False), "the same, going on": (["--keep-going"], True)},
    slow=["the same, going on"],
)
def test_the_command_says_by_its_status_that_a_page_failed(place, options, published):
    place.write("01-first", "1 / 0")
    status, _, errors = Command(place, *options).end()
    assert status == 1
    assert "01-first, cell 3 (cell-2: 1 / 0)" in errors
    assert DIVISION in errors
    assert "tumen build 01" in errors
    assert "Traceback" not in errors
    if published:
        place.assert_whole()
    else:
        place.assert_as_it_was()
    place.assert_nothing_beside()


def test_what_a_notebook_writes_past_the_page_is_no_line_of_the_report(place):
    line = '{"kind": "published"}\n'
    place.write("01-first", f"import os\nn = os.write(1, {line.encode()!r})")
    status, out, _ = Command(place, "--json").end()
    assert status == 0
    assert line not in out
