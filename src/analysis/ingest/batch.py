"""Documents taken into a folder of datasets: one, or many at once, each whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from analysis import metadata, originals
from analysis.files import restore_folder
from analysis.ingest.errors import DocumentError, called
from analysis.ingest.reading import Ingested, ingest
from analysis.inputs import Inputs
from analysis.locks import LockedError, locked
from analysis.metadata import DatasetError
from analysis.parallel import each
from analysis.templates import TemplateError
from analysis.text import UserError

#: Seconds that one ingest waits for another.
_PATIENCE = 60.0


class OtherDocumentError(UserError):
    """A dataset that is there was read from another document; the message says what to do."""


#: What a document can be refused with: messages for people.
REFUSALS = (DocumentError, DatasetError, TemplateError, LockedError, OtherDocumentError, OSError)


@dataclass(frozen=True)
class Taken:
    """The outcome of one document: the dataset's folder, a summary of it, and lines about places to check."""

    folder: Path
    summary: str
    notes: tuple[str, ...]
    changed: bool


def take(
    source: Path,
    into: Path,
    *,
    template: str | None = None,
    id: str | None = None,
    replace: bool = False,
    keep: bool = True,
) -> Taken:
    """Reads the document at `source` into its dataset below `into`, and keeps it beside that where `keep` says so.

    Raises one of REFUSALS; then nothing there has changed.
    """
    result = ingest(source, template=template, id=id)
    disclosure = result.disclosure
    folder = into / disclosure.metadata.id
    into.mkdir(parents=True, exist_ok=True)
    with locked(into, "an ingest", _PATIENCE):
        restore_folder(folder)
        if not replace:
            _refuse_other(source, folder, disclosure.metadata.source.sha256)
        if keep:
            originals.keep(into, disclosure.metadata, result.evidence.document.content, result.original(source))
        changed = disclosure.save(folder)
    remarks = (f"{called(source.name, remark.at)}: {remark.text}" for remark in result.remarks)
    return Taken(folder, _summary(result), (f"{source.name}: {result.evidence}", *remarks), changed)


def take_all(
    sources: Sequence[Path], into: Path, *, jobs: int = 1, **how: Any
) -> Iterator[tuple[Path, Taken | Exception]]:
    """The same for many documents, `jobs` at once, in their order; what one is refused with ends no other.

    `how` is `template`, `replace` and `keep`, as for one.
    """
    yield from zip(sources, each(partial(_tried, into=into, **how), sources, jobs), strict=True)


def _tried(source: Path, into: Path, **how: Any) -> Taken | Exception:
    try:
        return take(source, into, **how)
    except REFUSALS as error:
        return error


def unchanged(sources: Sequence[Path], into: Path, *, kept: bool = True) -> dict[Path, Path]:
    """Those documents of which `into` has a dataset, which keeps the digest of its document, with its folder.

    With `kept`, only those that stand beside it. Other code does not count as a change, since people may have mended
    what it read: they ask for it.
    """
    known: dict[str, Path] = {}
    for file in sorted(into.glob(f"*/{metadata.FILE}")) if into.is_dir() else ():
        with suppress(DatasetError, OSError):  # of an older version, or damaged: read again
            held = metadata.read(file.read_bytes(), str(file))
            if not kept or originals.there(into, held):
                known[held.source.sha256] = file.parent
    found, inputs = {}, Inputs()
    for source in sources:
        with suppress(OSError):  # said when it is read
            if (digest := inputs.file(source)) in known:
                found[source] = known[digest]
    return found


def _refuse_other(source: Path, folder: Path, sha256: str) -> None:
    """Another document than the one that the dataset in `folder` is from is refused."""
    file = folder / metadata.FILE
    if not file.is_file():
        return
    before = metadata.read(file.read_bytes(), str(file))
    if before.source.sha256 != sha256:
        raise OtherDocumentError(
            f"{source}: expected the document of {folder} ({before.source.title}), this is another: "
            "give it its own ID with --id, or replace that dataset with --replace"
        )


def _summary(result: Ingested) -> str:
    held = result.disclosure
    counts = {
        "tables": held.tables.height,
        "amounts": held.amounts.height,
        "statements": held.statements.height,
        "projects": held.projects["form"].n_unique(),
        "indicators": held.indicators.height,
    }
    listed = ", ".join(f"{count} {name}" for name, count in counts.items())
    return f"{listed}; {len(result.remarks)} places to check" if result.remarks else listed
