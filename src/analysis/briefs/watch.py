"""`build --watch`: builds again what a saved notebook or dataset touches, and has open pages load themselves anew.

A server on the loopback address gives the pages out, each with a script that asks whether it has changed and keeps the
place where one reads; on disk, pages have none of this. Where a notebook fails, its error stands in the page's place.
"""

from __future__ import annotations

import hmac
import mimetypes
import re
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterator
from html import escape, unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, cast
from urllib.parse import parse_qs, quote, unquote, urlsplit

from markupsafe import Markup

from analysis.briefs import render
from analysis.briefs.inputs import Inputs
from analysis.briefs.plan import Plan
from analysis.briefs.publish import Built
from analysis.briefs.site import INDEX
from analysis.text import UserError

_SAVED = (".ipynb", ".csv", ".json", ".toml")
_QUIET = 20  # milliseconds until a change is whole
_LOOK = 0.5  # seconds: signals wake nobody who waits for ever
_PATIENCE = 20.0  # seconds until a page that asks is answered
_POLICY = re.compile(r'(?<=http-equiv="Content-Security-Policy" content=")[^"]*')

#: Makes the plan anew from what there is; builds a plan of certain `inputs`.
Make = Callable[[], Plan]
Build = Callable[..., Built]


def builds(make: Make, build: Build, again: Build, server: Server) -> Iterator[Built | UserError]:
    """Yields the result of the first build, and of each after a change (the open pages first), until somebody ends it.

    `again` builds after the first time. A plan or a dataset that can't be used is told, and shown in the pages' place.
    Raises UserError where folders can't be watched.
    """
    plan, inputs = make(), Inputs()
    folders = {folder.resolve() for job in plan.jobs for folder in (job.data, job.notebook.path.parent)}
    changes = _changes(folders, server.out)
    yield server.show(build(plan, inputs=inputs))
    while True:
        try:
            problem = changes.get(timeout=_LOOK)
        except Empty:
            continue
        if problem is not None:
            raise UserError(f"--watch: {problem}: build without it")
        while not changes.empty():
            changes.get()
        inputs = inputs.anew()
        try:
            for part in server.parts(make()):
                yield server.show(again(part, inputs=inputs))
        except UserError as error:
            server.refuse(str(error))
            yield error


def _changes(folders: Collection[Path], out: Path) -> SimpleQueue[Exception | None]:
    """Tells of each change to datasets and notebooks in the folders, or why it can't any more."""
    import watchfiles

    told: SimpleQueue[Exception | None] = SimpleQueue()

    def matters(_: Any, name: str) -> bool:
        path = Path(name)
        inside = next((path.relative_to(folder) for folder in folders if path.is_relative_to(folder)), path)
        is_hidden = any(part.startswith(".") for part in inside.parts)
        return path.suffix in _SAVED and not is_hidden and not path.is_relative_to(out)

    def watch() -> None:
        try:
            for _ in watchfiles.watch(*folders, watch_filter=matters, step=_QUIET):
                told.put(None)
        except Exception as error:  # nothing is seen any more
            told.put(error)

    threading.Thread(target=watch, daemon=True).start()
    return told


class Server(ThreadingHTTPServer):
    """Gives out a folder of outputs at a loopback address, to who knows the token. Use as a context."""

    daemon_threads = True

    def __init__(self, out: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.out, self.token = out.resolve(), secrets.token_urlsafe(16)
        self._changed = threading.Condition()
        self._failed: dict[str, str] = {}
        self._refused = ""
        self._asked: dict[str, float] = {}
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def address(self, place: Path | str = "") -> str:
        """The address of an output."""
        path = quote(Path(place).as_posix()) if place else ""
        return f"http://127.0.0.1:{self.server_port}/{self.token}/{path}"

    def show(self, built: Built) -> Built:
        """Takes in what came of a build, and has open pages know."""
        for place in built.pages:
            self._failed.pop(place.as_posix(), None)
        for one in built.failures:
            self._failed[one.page.as_posix()] = f"{one.error}\n{one.traceback}".strip()
        self.refuse("")
        return built

    def refuse(self, problem: str) -> None:
        """Shows in every page's place why nothing can be built."""
        with self._changed:
            self._refused = problem
            self._changed.notify_all()

    def parts(self, plan: Plan) -> list[Plan]:
        """The jobs whose pages somebody looks at, and the others."""
        now = time.monotonic()
        asked = {place for place, moment in self._asked.items() if now - moment < 2 * _PATIENCE}
        opened = [job.page.as_posix() in asked for job in plan.jobs]
        parts = (
            tuple(job for job, is_open in zip(plan.jobs, opened, strict=True) if is_open is one)
            for one in (True, False)
        )
        return [Plan(jobs, plan.formats) for jobs in parts if jobs]

    def problem(self, place: str) -> str:
        """Why a page is not as its notebook and data have it; empty where it is."""
        return self._refused or self._failed.get(place, "")

    def state(self, place: str, good: bool) -> str:
        """The state of a page, which differs when it is to be loaded anew."""
        path = self.file(place)
        problem = "" if good else self.problem(place)
        return f"{path.stat().st_mtime_ns if path else 0:x}-{hash(problem) & 0xFFFFFFFF:x}"

    def waits(self, place: str, good: bool, seen: str) -> bool:
        """True if a page that somebody looks at changes in good time."""
        self._asked[place] = time.monotonic()
        with self._changed:
            return self._changed.wait_for(lambda: self.state(place, good) != seen, _PATIENCE)

    def file(self, place: str) -> Path | None:
        """The file of an output; None for none, for what is hidden, and for what lies elsewhere."""
        if "\0" in place or any(part.startswith(".") for part in re.split(r"[/\\]", place)):
            return None
        path = (self.out / place).resolve()
        return path if path.is_relative_to(self.out) and path.is_file() else None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes while it is answered is no error."""


class _Handler(BaseHTTPRequestHandler):
    """Answers one request, of a browser on this machine that was given the token."""

    def do_GET(self) -> None:
        server, asked = cast(Server, self.server), urlsplit(self.path)
        token, _, place = unquote(asked.path).lstrip("/").partition("/")
        names = {f"{name}:{server.server_port}" for name in ("127.0.0.1", "localhost")}
        is_known = hmac.compare_digest(token.encode(), server.token.encode())
        if self.headers.get("Host") not in names or not is_known:
            self._answer(403, b"", "text/plain")
            return
        query = parse_qs(asked.query, keep_blank_values=True)
        place, good = place or INDEX, "good" in query
        if "seen" in query:
            self._answer(200 if server.waits(place, good, query["seen"][0]) else 204, b"", "text/plain")
            return
        state, path = server.state(place, good), server.file(place)
        if not good and place.endswith(".html") and (problem := server.problem(place)):
            html = _failed(problem, path is not None)
        elif path is None:
            self._answer(404, b"", "text/plain")
            return
        elif path.suffix == ".html":
            html = path.read_text(encoding="utf-8")
        else:
            kind = "application/json" if path.suffix == ".ipynb" else mimetypes.guess_type(path.name)[0]
            self._answer(200, path.read_bytes(), kind or "application/octet-stream")
            return
        ask = f"?seen={state}{'&good' if good else ''}"
        live = _live(html, render.file("watch.js").replace("ASK", ask))
        self._answer(200, live.encode(), "text/html; charset=utf-8")

    def _answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: what is built is told."""


def _live(html: str, script: str) -> str:
    """A page with a script more, which its policy lets run and ask this server."""

    def allowing(found: re.Match[str]) -> str:
        rules = dict(rule.strip().partition(" ")[::2] for rule in unescape(found[0]).split(";"))
        rules["script-src"] = f"{rules.get('script-src', '')} {render.digest(script)}"
        rules["connect-src"] = "'self'"
        return escape("; ".join(f"{name} {said}" for name, said in rules.items()))

    body, end, rest = _POLICY.sub(allowing, html, count=1).rpartition("</body>")
    return f"{body}<script>{script}</script>{end}{rest}"


def _failed(problem: str, good: bool) -> str:
    """The page in place of one that could not be made; `good`: there is one made before."""
    style = render.style()
    title, _, traceback = problem.partition("\n")
    return render.template("failed.html.j2").render(
        policy=render.policy([style]), style=Markup(style), title=title, text=traceback or title, good=good
    )
