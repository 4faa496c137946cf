"""A watcher as people start it: `build --watch` in a process of its own, on a notebook of one's own."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, writes

from analysis.catalog import data_folder

PAGE = "322-2026/zh/mine.html"


def command(folder: Path, *more: str, data: Path | None = None) -> list[str]:
    """Builds `folder`'s notebook `mine`, for one disclosure in Chinese."""
    words = [
        "build",
        "322-2026",
        "--data",
        str(data or data_folder()),
        "--notebooks",
        str(folder),
        "--notebook",
        "mine",
    ]
    return [sys.executable, "-m", "analysis.cli", *words, "--lang", "zh", "--out", str(folder / "out"), *more]


def save(folder: Path, source: str) -> None:
    """Saves the notebook with a cell."""
    cells = [
        new_markdown_cell("# 试 · Try", id="title"),
        new_code_cell("disclosure = '322-2026'\nlang = 'zh'", id="values", metadata={"tags": ["parameters"]}),
        new_code_cell(source, id="cell"),
    ]
    text = writes(new_notebook(cells=cells, metadata={"budget_briefs": {"about": "budget"}}))
    (folder / "mine.ipynb").write_text(text, encoding="utf-8")


def said(text: str) -> str:
    """A cell that shows a text, and more than a screen of others below."""
    return f"from IPython.display import HTML\nHTML('<p id=\"said\">{text}</p>' + '<p>…</p>' * 200)"


@dataclass
class Watcher:
    """One that runs, and what it gives out."""

    process: subprocess.Popen[str]
    address: str

    def get(self, place: str, host: str = "", method: str = "GET") -> tuple[int, str]:
        """Status and text of what is at a place, or at a whole path where it begins with a slash."""
        parts = urlsplit(self.address)
        connection = HTTPConnection("127.0.0.1", parts.port or 0, timeout=60)
        try:
            path = place if place.startswith("/") else parts.path + place
            connection.putrequest(method, path, skip_host=True)
            connection.putheader("Host", host or parts.netloc)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def until(self, holds: Callable[[str], bool], place: str = PAGE, seconds: float = 60) -> str:
        """A page once that holds of it, asked for as a browser does."""
        end, html = time.monotonic() + seconds, ""
        while time.monotonic() < end:
            status, html = self.get(place)
            if status == 200 and holds(html):
                return html
            if found := re.search(r'fetch\("(\?[^"]*)"', html):
                self.get(place.partition("?")[0] + found[1])
            else:
                time.sleep(0.1)
        raise AssertionError(f"in vain: {html[-2000:]}")


@contextmanager
def watching(folder: Path, *more: str, data: Path | None = None) -> Iterator[Watcher]:
    """A watcher that has said where its pages are; it is ended afterwards, with all that it started."""
    process = subprocess.Popen(
        command(folder, "--watch", *more, data=data), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        yield Watcher(process, process.stdout.readline().split()[0])
    finally:
        process.kill()  # the processes that it started end with it
        process.wait()
