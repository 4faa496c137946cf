"""The folder of outputs: what is in it and what that was made from, changed in one step that a crash can't halve.

New files are written beside the site and flushed; then a journal of all moves is written, then they are moved,
the index and the manifest among them. A process that dies before the journal leaves the site as it was; one that
dies after it leaves the moves to the next build, which makes them first of all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any, Literal, Self

from analysis.briefs.plan import Job
from analysis.files import flush_folder, write_flushed
from analysis.locks import locked
from analysis.metadata import Metadata
from analysis.present import messages
from analysis.present.phrases import Lang

MANIFEST, INDEX, DURATIONS = "manifest.json", "index.html", "durations.json"
#: The page of definitions, which all disclosures share.
DEFINITIONS = "definitions.html"
#: Grows when what is in a manifest changes its meaning.
VERSION = 4
#: The folder, beside a disclosure's answers, of the dataset that they rest on.
DATASET = "dataset"
#: The folder of the pictures of the original's pages, for all pages on a disclosure.
ORIGINAL = "original"
_STAGING, _JOURNAL = ".staging", "journal.json"

Entry = dict[str, Any]


def page_name(lang: Lang) -> str:
    """The file's name of an index in a language."""
    return INDEX if lang == messages.languages()[0] else f"index.{lang}.html"


class Site:
    """The outputs in one folder, locked while it is open. Use as a context."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.outputs: dict[str, Entry] = {}
        self.disclosures: dict[str, Any] = {}
        #: digest of modules or libraries -> each with its own digest or version, for saying what has changed
        self.parts: dict[str, dict[str, str]] = {}
        self.durations: dict[str, float] = {}
        self._staged: dict[str, Path] = {}
        self._sums: dict[str, str] = {}
        self._lock = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Locks the folder, finishes or clears what a dead build left, and reads the manifest."""
        self.out.mkdir(parents=True, exist_ok=True)
        self._lock.enter_context(locked(self.out, "a build"))
        try:
            recover(self.out)
            self.read()
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            shutil.rmtree(self.out / _STAGING, ignore_errors=True)
        finally:
            self._lock.close()

    def read(self) -> None:
        """Takes in the manifest; without one, or with a damaged one, nothing is known."""
        try:
            before = json.loads((self.out / MANIFEST).read_text(encoding="utf-8"))
            if before["version"] == VERSION:
                self.outputs = {name: entry for name, entry in before["outputs"].items() if entry["sha256"]}
                self.disclosures, self.parts = before["disclosures"], before["parts"]
            self.durations = json.loads((self.out / DURATIONS).read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass

    # --- what is there ---------------------------------------------------------------

    def entry(self, place: Path) -> Entry | None:
        """The manifest's entry of an output whose file is there as it says; else None."""
        name = place.as_posix()
        entry = self.outputs.get(name)
        if entry is None or name in self._staged:
            return entry
        return entry if self._sum(name) == entry["sha256"] else None

    def content(self, place: Path) -> bytes:
        """An output's bytes, the staged ones before those that are there."""
        return (self._staged.get(place.as_posix()) or self.out / place).read_bytes()

    def has(self, place: Path) -> bool:
        """True if there is such an output."""
        return place.as_posix() in self._staged or (self.out / place).is_file()

    def _sum(self, name: str) -> str:
        if name not in self._sums:
            try:
                self._sums[name] = hashlib.sha256((self.out / name).read_bytes()).hexdigest()
            except OSError:
                self._sums[name] = ""
        return self._sums[name]

    # --- changing it -----------------------------------------------------------------

    def stage(
        self,
        place: Path,
        content: bytes,
        job: Job,
        inputs: Mapping[str, str],
        of: Literal["notebook", "workbook", "answers"] = "notebook",
    ) -> None:
        """Takes in a new version of an output of a notebook, a workbook in one language or answers in none.

        Nothing of the site changes before `commit`.
        """
        metadata, name = job.metadata, place.as_posix()
        if not job.is_panel:
            self.tell(metadata, {})
        about: Entry = {"disclosure": metadata.id}
        if of == "notebook":
            about |= {"notebook": job.notebook.name, "title": job.notebook.title, "order": job.notebook.order}
        about |= {"lang": job.lang} if of != "answers" else {}
        self.share(name, content, inputs, **about, parameters=dict(sorted(job.parameters.items())))

    def tell(self, metadata: Metadata, headline: Mapping[str, Any]) -> None:
        """Takes in what the index is to say of a disclosure; what was told before and not now stays."""
        known = {**self.disclosures.get(metadata.id, {}), **headline}
        self.disclosures[metadata.id] = known | {"department": metadata.department, "year": metadata.year}

    def is_listed(self, name: str, inputs: Mapping[str, str]) -> bool:
        """True if such a page is there, made from these inputs."""
        return name in self.outputs and self.outputs[name]["inputs"] == dict(inputs) and self.has(Path(name))

    def put(self, name: str, content: bytes) -> None:
        """Takes in the content of a file, where that differs from what is there."""
        if self._sum(name) != hashlib.sha256(content).hexdigest():
            self._write(name, content)

    def share(self, name: str, content: bytes, inputs: Mapping[str, str], **about: Any) -> None:
        """Takes in an output that is no notebook's; `about` is what the manifest says of it besides."""
        digest = hashlib.sha256(content).hexdigest()
        self.outputs[name] = {"sha256": digest, **about, "inputs": dict(sorted(inputs.items()))}
        self.put(name, content)

    def outdated(self, place: Path) -> None:
        """Marks an output as older than its inputs: what would make it anew has failed."""
        if (entry := self.outputs.get(place.as_posix())) is not None:
            entry["outdated"] = True

    def commit(self, index: Callable[[Site], None], parts: Mapping[str, Mapping[str, str]]) -> None:
        """Moves everything staged to its place, with a manifest and what `index` stages from it. Raises OSError."""
        self.outputs = {name: entry for name, entry in self.outputs.items() if self.has(Path(name))}
        used = {entry["disclosure"] for entry in self.outputs.values() if "parameters" in entry}
        self.disclosures = {
            id: dict(sorted(self.disclosures[id].items())) for id in sorted(used & set(self.disclosures))
        }
        index(self)
        known = {**self.parts, **parts}
        digests = {digest for entry in self.outputs.values() for digest in entry["inputs"].values()}
        self.parts = {digest: dict(known[digest]) for digest in sorted(digests & set(known))}
        self.put(MANIFEST, self._manifest())
        self.put(DURATIONS, self._durations())
        if not self._staged:
            return
        staging = self.out / _STAGING
        moves = {name: path.name for name, path in self._staged.items()}
        write_flushed(staging / f"{_JOURNAL}.new", json.dumps(moves).encode(), self.out / MANIFEST)
        with _unbroken():
            (staging / f"{_JOURNAL}.new").replace(staging / _JOURNAL)
            flush_folder(staging)
            _move(self.out, moves)
        for name in moves:
            self._sums.pop(name, None)
        self._staged.clear()

    def _manifest(self) -> bytes:
        content = {
            "version": VERSION,
            "budget-briefs": version_of("budget-briefs"),
            "disclosures": self.disclosures,
            "outputs": dict(sorted(self.outputs.items())),
            "parts": self.parts,
        }
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()

    def _durations(self) -> bytes:
        kept = {name: seconds for name, seconds in sorted(self.durations.items()) if name in self.outputs}
        return (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode()

    def _write(self, name: str, content: bytes) -> None:
        staging = self.out / _STAGING
        staging.mkdir(exist_ok=True)
        path = staging / str(len(self._staged))
        path = self._staged.get(name, path)
        write_flushed(path, content, self.out / name)
        self._staged[name] = path


def recover(out: Path) -> None:
    """Makes the moves that a dead build had written down, and clears what else it left."""
    staging = out / _STAGING
    if (staging / _JOURNAL).is_file():
        _move(out, json.loads((staging / _JOURNAL).read_text(encoding="utf-8")))
    shutil.rmtree(staging, ignore_errors=True)


def _move(out: Path, moves: Mapping[str, str]) -> None:
    """Moves staged files to their places, those that are there still; the manifest comes last."""
    staging = out / _STAGING
    for name in sorted(moves, key=lambda name: (name == MANIFEST, name == INDEX)):
        place = out / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # an earlier attempt has moved it
            (staging / moves[name]).replace(place)
    for folder in {(out / name).parent for name in moves}:
        flush_folder(folder)
    shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _unbroken() -> Iterator[None]:
    """Keeps Ctrl-C and SIGTERM waiting for the few milliseconds that the moves take."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
