"""The command's talk with people: lines on standard error, progress, signals, exit codes."""

from __future__ import annotations

import errno
import itertools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from analysis.text import UserError, printable

PROGRAM = "budget-briefs"
#: Exit codes: done; done and something is wrong; a call or an input that can't be used.
DONE, WRONG, UNUSABLE = 0, 1, 2


class CallError(UserError):
    """A call that can't be used; the message is what stands after the program's name."""


_LONGEST = 2000  # letters of a field that are printed


class Terminated(BaseException):
    """The process was asked to end (SIGTERM)."""


def broken_off(how: str, code: int) -> int:
    """Says how the command ended. Threads that still wait for a kernel that is gone are not waited for."""
    say(f"{how}: what was there before stands")
    if "analysis.briefs.publish" in sys.modules:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


@contextmanager
def document(*, single: bool) -> Iterator[Callable[[object], None]]:
    """Takes what one JSON document lists (with `single`, the one thing that it is), and prints it at the end.

    It waits in a temporary file, so that any number fits in memory and nothing is printed where something fails.
    """
    import json
    import shutil
    import tempfile

    with tempfile.TemporaryFile("w+", encoding="utf-8") as held:
        count = 0

        def take(entry: object) -> None:
            nonlocal count
            text = json.dumps(entry, ensure_ascii=False, indent=2)
            held.write(text if single else f"{',' if count else ''}\n  " + text.replace("\n", "\n  "))
            count += 1

        yield take
        held.seek(0)
        if not single:
            sys.stdout.write("[")
        shutil.copyfileobj(held, sys.stdout)
        sys.stdout.write("\n" if single else "\n]\n" if count else "]\n")


def say(text: str) -> None:
    """One line on standard error, behind the program's name."""
    note(f"{PROGRAM}: {text}")


def note(text: str) -> None:
    """A line on standard error; what names of a document or a file would do to a terminal is shown, not done."""
    print(printable(text, "\n"), file=sys.stderr, flush=True)


def tell(*fields: object) -> None:
    """A line on standard output, its fields between tabs, each of a length that people read."""
    print("\t".join(_short(printable(str(field), "\n")) for field in fields), flush=True)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text) - _LONGEST} more characters)"


def line(error: Exception) -> str:
    """An error's message in one line."""
    return " ".join(str(error).split())


def of_system(error: OSError) -> str:
    """A refusal of the operating system in one line: file, what happened, remedy."""
    remedies = {
        errno.ENOENT: "name one that is there",
        errno.EACCES: "make it accessible, or name another",
        errno.EPERM: "make it accessible, or name another",
        errno.EROFS: "name a place that can be written",
        errno.EISDIR: "name a file",
        errno.ENOTDIR: "name a folder",
        errno.ENOSPC: "nothing was half-written; free the place or name another",
    }
    remedy = remedies.get(error.errno or 0, "nothing was half-written; try again or name another")
    place = f"{error.filename}: " if error.filename else ""
    return line(OSError(f"{place}{error.strerror or error}: {remedy}"))


def shown(path: Path) -> str:
    """The path as one types it from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str, int], None]]:
    """Tells what is done of how many steps: a bar in a terminal, a line each elsewhere, nothing when quiet."""
    if quiet:
        yield lambda done, total: None
    elif not sys.stderr.isatty():
        count = itertools.count(1)
        yield lambda done, total: note(f"[{next(count)}/{total}] {done}")
    else:
        from tqdm import tqdm

        with tqdm(unit="step", file=sys.stderr, leave=False) as bar:

            def report(done: str, total: int) -> None:
                bar.total = total
                bar.set_postfix_str(printable(done), refresh=False)
                bar.update()

            yield report


@contextmanager
def ended_by_signal() -> Iterator[None]:
    """Makes SIGTERM end the block like Ctrl-C does, so that kernels are ended and nothing is left half done."""

    def terminate(number: int, frame: object) -> NoReturn:
        raise Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
