"""The commands of `budget-briefs`; `analysis.cli` says how they are called.

Each takes its parsed arguments and gives the exit code. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from analysis import console
from analysis.console import DONE, UNUSABLE, WRONG, CallError

if TYPE_CHECKING:
    from analysis.briefs.plan import Plan
    from analysis.briefs.publish import Built
    from analysis.briefs.steps import Step
    from analysis.ingest.batch import Taken

_PATIENCE = 30.0  # seconds, for another one to save


def ingest(arguments: argparse.Namespace) -> int:
    """Documents become datasets.

    Of several, only those that have changed are read.
    """
    from analysis.ingest import batch
    from analysis.metadata import ID_LENGTH, is_id

    sources = [source for named in arguments.sources for source in named]
    if arguments.id and len(sources) > 1:
        raise CallError(f"--id {arguments.id}: expected one document, got {len(sources)}: ingest them one by one")
    if arguments.id and not is_id(arguments.id):
        expected = f"expected a folder's name of at most {ID_LENGTH} characters: choose another"
        raise CallError(f"--id {arguments.id}: {expected}")
    options = {"template": arguments.template, "replace": arguments.replace, "keep": not arguments.no_source}
    if len(sources) == 1:
        _say_taken(batch.take(sources[0], arguments.into, id=arguments.id, **options))
        return DONE
    anew = arguments.force or arguments.template
    known = {} if anew else batch.unchanged(sources, arguments.into, kept=options["keep"])
    changed = [source for source in sources if source not in known]
    refused = []
    for _, taken in batch.take_all(changed, arguments.into, jobs=arguments.jobs, **options):
        if isinstance(taken, batch.Taken):
            _say_taken(taken)
        else:
            refused.append(console.of_system(taken) if isinstance(taken, OSError) else console.line(taken))
    if known:
        console.note(f"{len(known)} documents as before, not read again (--force reads them)")
    for line in refused:
        console.say(line)
    if not refused:
        return DONE
    console.say(f"{len(refused)} of {len(sources)} documents refused, see above")
    return WRONG if len(refused) < len(sources) else UNUSABLE


def _say_taken(taken: Taken) -> None:
    for note in taken.notes:
        console.note(note)
    told = taken.summary if taken.changed else f"{taken.summary} (as before)"
    console.tell(f"{console.shown(taken.folder)}: {told}")


def build(arguments: argparse.Namespace) -> int:
    """Datasets become briefs."""
    from analysis.briefs.forks import WARM, can_fork

    if (arguments.force or arguments.parameters) and not arguments.dry_run and can_fork():
        WARM.start()  # it loads while the plan is made

    from analysis import catalog
    from analysis.briefs import plan as plans
    from analysis.briefs.documents import FORMS
    from analysis.briefs.inputs import Inputs
    from analysis.briefs.notebooks import own_folder
    from analysis.present import messages
    from analysis.present.words import language

    langs = messages.languages() if arguments.lang == "both" else (language(arguments.lang),)
    beside = not arguments.data and catalog.are_paths(arguments.ids)
    data = Path() if beside else catalog.data_folder(arguments.data)
    make = partial(
        plans.make,
        arguments.ids,
        data=data,
        names=arguments.notebooks,
        langs=langs,
        values=dict(arguments.parameters),
        formats=arguments.to,
        own=own_folder(arguments.own),
    )
    plan = make()
    for form in arguments.to:
        FORMS[form].system()  # refuses before anything runs
    out: Path = arguments.out
    if out.exists() and not out.is_dir():
        raise CallError(f"{out}: expected a folder, it is a file: name another with --out")

    from analysis.briefs import publish, steps

    if arguments.dry_run or arguments.explain:
        for step in steps.planned(plan, out, force=arguments.force, inputs=Inputs()):
            if arguments.explain or step.kind != "nothing":
                console.tell(f"{step.name}: {_of_step(step)}")
        if arguments.dry_run:
            return DONE
    with console.ended_by_signal(), console.progress(quiet=arguments.quiet or arguments.watch) as report:
        do = partial(
            publish.build,
            out=out,
            timeout=arguments.timeout,
            memory=arguments.memory and arguments.memory * 1_000_000,
            report=report,
            jobs=arguments.jobs,
            executor=publish.executor(arguments.scheduler),
        )
        if arguments.watch:
            _watch(make, do, out, force=arguments.force)
        built = do(plan, force=arguments.force, inputs=Inputs())
    _say_built(built, quiet=arguments.quiet)
    if built.pages or not built.failures:
        console.tell(console.shown(built.entry))
    return WRONG if built.failures else DONE


def _watch(make: Callable[[], Plan], do: Callable[..., Built], out: Path, *, force: bool) -> NoReturn:
    """Builds and builds again until it is ended, and says where the pages are."""
    from analysis.briefs import watch

    with watch.Server(out) as server:
        console.tell(f"{server.address()}  (Ctrl-C ends it)")
        for built in watch.builds(make, partial(do, force=force), do, server):
            if isinstance(built, Exception):
                console.say(console.line(built))
            elif built.ran:
                _say_built(built, quiet=False)
    raise AssertionError("it ends by a signal alone")


def _say_built(built: Built, *, quiet: bool) -> None:
    for failure in built.failures:
        console.say(f"{failure.error}\n  again: {failure.command}")
    if not quiet:
        console.say(f"{built.ran} ran, {built.fresh} up to date, {len(built.failures)} failed, {built.seconds:.1f} s")


def template_check(arguments: argparse.Namespace) -> int:
    """Tells what of a document a template knows, and what it does not."""
    from analysis.ingest import inspection

    report = inspection.inspect(arguments.source, template=arguments.template)
    console.tell("\n".join(report.lines))
    return DONE if report.fits else WRONG


def template_draft(arguments: argparse.Namespace) -> int:
    """Writes a first template for a document that none fits, for a person to finish."""
    from analysis.drafting import draft
    from analysis.files import write_file

    out: Path | None = arguments.out
    if out is not None and out.exists():
        raise CallError(f"{out}: is there already, perhaps edited: name another with --out")
    said = draft(arguments.source, arguments.name or (out.stem if out else "draft"))
    if out is None:
        console.tell(said.rstrip())
    else:
        write_file(out, said.encode())
        console.note(f"{console.shown(out)}: edit its words, then `template check {arguments.source} --template {out}`")
    return DONE


def export(arguments: argparse.Namespace) -> int:
    """Writes a dataset in the files of other programs, whole or not at all."""
    from analysis import catalog
    from analysis.briefs import export as exports
    from analysis.briefs import plan as plans
    from analysis.briefs.notebooks import own_folder
    from analysis.face import answers
    from analysis.files import write_file, write_folder
    from analysis.present.words import language

    form, destination, lang = arguments.to, arguments.destination, language(arguments.lang)
    data = None if catalog.are_paths([arguments.id]) else catalog.data_folder(arguments.data)
    is_one = bool(arguments.only) or form == "xlsx"
    if is_one:
        _refuse_folder(destination)
    elif destination.is_file():
        raise CallError(f"{destination}: expected a folder for several files, it is a file: name another")
    if form in exports.PICTURES:
        plan = plans.make([arguments.id], data=data or Path(), langs=(lang,), own=own_folder())
        files = exports.pictures(plan.jobs, form, arguments.only or "")
    else:
        budget = catalog.load(arguments.id, data)
        found = answers(budget, data=data or Path(arguments.id).resolve().parent)
        if is_one:
            files = {"": exports.one(budget, found, form, arguments.only, lang)}
        else:
            files = exports.every(budget, found, form, lang)
    if is_one:
        write_file(destination, next(iter(files.values())))
        console.tell(console.shown(destination))
        return DONE
    write_folder(exports.place(destination, files), files)
    console.tell(f"{console.shown(destination)}: {len(files)} files")
    return DONE


def panel(arguments: argparse.Namespace) -> int:
    """All disclosures as one table."""
    from analysis import catalog
    from analysis.briefs import export as exports
    from analysis.files import write_file
    from analysis.measures.panel import rows, store

    data, destination = catalog.data_folder(arguments.data), arguments.destination
    _refuse_folder(destination)
    with console.ended_by_signal(), console.progress(quiet=arguments.quiet) as report:
        held = store.stored(data, jobs=arguments.jobs, report=report).collect()
    write_file(destination, exports.written(arguments.to, rows.SCHEMA, held))
    budgets = held["disclosure"].n_unique()
    console.tell(f"{console.shown(destination)}: {budgets} budgets and accounts, {held.height} rows")
    return DONE


def _refuse_folder(destination: Path) -> None:
    if destination.is_dir():
        raise CallError(f"{destination}: expected a file's name, it is a folder: name a file in it")


def _named(arguments: argparse.Namespace) -> list[Path]:
    """The folders of the datasets that a call names, by name or path."""
    from analysis import catalog

    data = Path() if catalog.are_paths(arguments.ids) else catalog.data_folder(arguments.data)
    return [catalog.find(data, id) for id in arguments.ids]


def migrate(arguments: argparse.Namespace) -> int:
    """Brings datasets of an older schema to this version's."""
    from analysis import catalog
    from analysis.locks import locked
    from analysis.metadata import DatasetError
    from analysis.migrate import migrate as to_current

    folders = _named(arguments) or catalog.folders(catalog.data_folder(arguments.data))
    refused = 0
    for folder in folders:
        try:
            with locked(folder.parent, "a migration", _PATIENCE):
                before = to_current(folder)
        except DatasetError as error:
            if len(folders) == 1:
                raise
            console.say(console.line(error))
            refused += 1
            continue
        told = "as before" if before is None else f"from schema version {before}"
        console.tell(f"{console.shown(folder)}: {told}")
    return WRONG if refused else DONE


def seal(arguments: argparse.Namespace) -> int:
    """Seals datasets whose tables were changed by hand, on purpose: their new rows and sums are taken."""
    from analysis.disclosure import Disclosure
    from analysis.locks import locked

    for folder in _named(arguments):
        with locked(folder.parent, "a seal", _PATIENCE):
            changed = Disclosure.load(folder, sealed=False).save(folder)
        console.tell(f"{console.shown(folder)}: {'sealed' if changed else 'as before'}")
    return DONE


def list_(arguments: argparse.Namespace) -> int:
    """Lists the datasets."""
    from analysis import catalog

    entries = catalog.entries(catalog.data_folder(arguments.data))
    if arguments.json:
        import json

        names = ("id", "department", "code", "level", "region", "year", "kind", "template")
        listed = [{name: getattr(entry, name) for name in names} for entry in entries]
        print(json.dumps(listed, ensure_ascii=False, indent=2))
        return DONE
    for entry in entries:
        console.tell(entry.id, entry.department, entry.year)
    return DONE


# --- parts of build -------------------------------------------------------------------------


def _of_step(step: Step) -> str:
    """A step and its reasons, for --explain."""
    what = {
        "execute": "runs",
        "render": "is rendered again",
        "compute": "are computed",
        "draw": "are drawn",
        "nothing": "up to date",
    }
    reasons = "; ".join(step.reasons)
    return f"{what[step.kind]}: {reasons}" if reasons else what[step.kind]
