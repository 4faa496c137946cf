"""The command `check`: reports, figures computed again, and a document with what was found marked."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import console
from analysis.console import DONE, WRONG, CallError

if TYPE_CHECKING:
    from analysis.catalog import Catalog
    from analysis.disclosure import Disclosure


def check(arguments: argparse.Namespace) -> int:
    """Checks if figures agree with each other, and tells what an auditor would ask."""
    from analysis.parallel import FEW, each
    from analysis.present import audit
    from analysis.present.words import language

    _shelf.cache_clear()  # what is there may have changed since
    if arguments.to:
        return _marked(arguments)
    done = _recomputed if arguments.recompute else _checked
    work = partial(done, data=arguments.data, template=arguments.template)
    names = arguments.ids or [entry.id for entry in _shelf(arguments.data).entries]
    reports = each(work, names, arguments.jobs, FEW)
    known, used = _baseline(arguments), set[str]()
    wrong = False
    with console.document(single=len(arguments.ids) == 1) if arguments.json else nullcontext() as whole:
        for checked in reports:  # thousands would not fit in memory
            if known is not None:
                used |= audit.mark_known(checked, known)
            wrong |= bool(checked["disagree"]) if arguments.recompute else audit.is_violated(checked)
            if whole is not None:
                whole(checked)
                continue
            lang = language(arguments.lang)
            for line in audit.disagreements(checked) if arguments.recompute else audit.lines(checked, lang):
                console.tell(line)
    # of some of many nobody knows whose the others are
    one, every = len(arguments.ids) == 1, not arguments.ids
    unused = [id for id in known or () if id not in used]
    if gone := [id for id in unused if every or (one and "!" not in id)]:
        console.note(f"{arguments.baseline}: no longer found, to be taken out: {', '.join(gone)}")
    return WRONG if wrong else DONE


def _baseline(arguments: argparse.Namespace) -> list[str] | None:
    """The ids that are known; None without a baseline."""
    import json

    path: Path | None = arguments.baseline
    if path is None:
        return None
    if arguments.recompute:
        raise CallError("--baseline: lists findings and identities, which --recompute does not look at: leave one out")
    expected = 'expected a JSON list of ids, as ["<id>", "<disclosure>!<id>"]: take them from check --json'
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CallError(f"{path}: no such file: {expected}") from None
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise CallError(f"{path}{line}: {expected}") from None
    if not isinstance(known, list) or not all(isinstance(id, str) for id in known):
        raise CallError(f"{path}: {expected}")
    return known


@cache
def _shelf(data: Path | None) -> Catalog:
    from analysis import catalog

    return catalog.Catalog(catalog.data_folder(data))


def _checked(name: str, data: Path | None, template: str | None) -> dict[str, Any]:
    """The report on a dataset, by name or path, or on a document; with its department or units where it has a name."""
    from analysis import templates
    from analysis.measures import units
    from analysis.present import audit

    found, shelf = _asked(name, data, template)
    beside = None if shelf is None else units.known(found, shelf)
    return audit.report(found, templates.load(found.metadata.template), beside)


def _marked(arguments: argparse.Namespace) -> int:
    """The pages of one document with what was found in it marked, as a PDF."""
    from analysis import originals, templates
    from analysis.briefs.documents import marked
    from analysis.files import write_file
    from analysis.ingest import ingest as read
    from analysis.present import messages
    from analysis.present.words import language

    form, out = arguments.to
    if form != "pdf" or len(arguments.ids) != 1 or arguments.json or arguments.recompute:
        raise CallError(f"--to {form} {out}: expected `{console.PROGRAM} check ID|SOURCE --to pdf OUT`, alone")
    name, lang = arguments.ids[0], language(arguments.lang)
    if Path(name).is_file():
        taken = read(Path(name), template=arguments.template)
        found, original = taken.disclosure, taken.original(Path(name))
    else:
        found, shelf = _asked(name, arguments.data, None)
        held = originals.of(shelf.data if shelf else Path(name).resolve().parent, found.metadata)
        if held is None:
            raise CallError(f"{name}: its document is not kept beside it: name the document, or ingest it again")
        original = held
    said = marked.points(found, templates.load(found.metadata.template), original, lang)
    title = messages.words("marked", lang)["title"].format(title=found.metadata.source.title)
    write_file(Path(out), marked.document(title, said, original, lang))
    console.tell(f"{console.shown(Path(out))}: {len(said)} points marked")
    return WRONG if any(point.is_violated for point in said) else DONE


def _recomputed(name: str, data: Path | None, template: str | None) -> dict[str, Any]:
    """The figures of a disclosure's answers computed again, by how each came to be, and those that disagree."""
    from analysis import catalog
    from analysis.measures.recompute import Cells, every, recompute
    from analysis.present import audit

    found, shelf = _asked(name, data, template)
    places = shelf.bases(found.metadata) if shelf else ()
    bases = [catalog.load(place) if place else None for place in places]
    count, wrong = recompute(every(found, *bases), Cells(found, filter(None, bases)))
    return audit.recomputed(found.metadata.id, count, wrong)


def _asked(name: str, data: Path | None, template: str | None) -> tuple[Disclosure, Catalog | None]:
    """The dataset of that name or path, or the document; with the catalogue where it has a name in one."""
    from analysis import catalog

    if Path(name).is_file():
        from analysis.ingest import ingest as read  # slow to load

        return read(Path(name), template=template).disclosure, None
    if catalog.are_paths([name]):
        return catalog.load(name), None
    shelf = _shelf(data)
    return catalog.load(name, shelf.data), shelf
