"""The command `budget-briefs`.

Exit codes: 0 done; 1 done, and something is wrong (a notebook that failed, some of several documents
refused); 2 the call or the input can't be used, said in one line on standard error. Nothing heavy is
imported before a command needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from analysis import console
from analysis.console import PROGRAM

if TYPE_CHECKING:
    from analysis.briefs.plan import Format
    from analysis.briefs.steps import Step
    from analysis.disclosure import Disclosure
    from analysis.ingest.batch import Taken
    from analysis.templates import Template

DONE, WRONG, UNUSABLE = 0, 1, 2
_PATIENCE = 30.0  # seconds that an ingest waits for another one to save a dataset


class CallError(ValueError):
    """A call that can't be used; the message is what stands after the program's name."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names that a terminal can't print
    try:
        arguments = _parser().parse_args(argv)
        command: Callable[[argparse.Namespace], int] = arguments.command
        return command(arguments)
    except BrokenPipeError:  # who read the output has gone
        sys.stderr.close()
        return DONE
    except KeyboardInterrupt:
        return console.broken_off("interrupted", 130)
    except console.Terminated:
        return console.broken_off("terminated", 143)
    except OSError as error:
        console.say(console.of_system(error))
        return UNUSABLE
    except ValueError as error:
        if not _is_ours(error):
            raise
        console.say(console.line(error))
        return UNUSABLE


# --- commands ----------------------------------------------------------------------------


def ingest(arguments: argparse.Namespace) -> int:
    """Documents become datasets; of folders and of several documents only those that have changed."""
    from analysis.ingest import batch
    from analysis.metadata import ID_LENGTH, is_id

    sources = _documents(arguments.sources)
    if arguments.id and len(sources) > 1:
        raise CallError(f"--id {arguments.id}: expected one document, got {len(sources)}: ingest them one by one")
    if arguments.id and not is_id(arguments.id):
        raise CallError(
            f"--id {arguments.id}: expected a folder's name of at most {ID_LENGTH} characters: choose another"
        )
    options = {"template": arguments.template, "replace": arguments.replace}
    if len(sources) == 1:
        _say_taken(batch.take(sources[0], arguments.into, id=arguments.id, **options))
        return DONE
    known = {} if arguments.force or arguments.template else batch.unchanged(sources, arguments.into)
    changed = [source for source in sources if source not in known]
    refused = []
    jobs = arguments.jobs or os.cpu_count() or 1
    for _, taken in batch.take_all(changed, arguments.into, jobs=jobs, **options):
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
    console.tell(f"{console.shown(taken.folder)}: {taken.summary}{'' if taken.changed else ' (as before)'}")


def check(arguments: argparse.Namespace) -> int:
    """Whether a disclosure's figures agree with each other, and what an auditor would ask."""
    from analysis.present import audit
    from analysis.present.phrases import language

    reports = [audit.report(*found) for found in _disclosures(arguments)]
    if arguments.json:
        import json

        single = len(arguments.ids) == 1 and len(reports) == 1
        print(json.dumps(reports[0] if single else reports, ensure_ascii=False, indent=2))
    else:
        for checked in reports:
            for line in audit.lines(checked, language(arguments.lang)):
                console.tell(line)
    return WRONG if any(audit.is_violated(checked) for checked in reports) else DONE


def build(arguments: argparse.Namespace) -> int:
    """Datasets become briefs."""
    from analysis import catalog
    from analysis.briefs import plan as plans
    from analysis.briefs.inputs import Inputs
    from analysis.present.phrases import LANGS, language

    values = dict(_value(text) for text in arguments.parameters)
    langs = LANGS if arguments.lang == "both" else (language(arguments.lang),)
    data = catalog.data_folder(arguments.data) if arguments.data or not _are_paths(arguments.ids) else Path()
    plan = plans.make(
        arguments.ids, data=data, names=arguments.notebooks, langs=langs, values=values, formats=_formats(arguments.to)
    )
    out: Path = arguments.out
    if out.exists() and not out.is_dir():
        raise CallError(f"{out}: expected a folder for the outputs, it is a file: name another with --out")

    from analysis.briefs import publish, steps

    options = {"force": arguments.force, "inputs": Inputs()}
    if arguments.dry_run or arguments.explain:
        for step in steps.planned(plan, out, **options):
            if arguments.explain or step.kind != "nothing":
                console.tell(f"{step.name}: {_of_step(step)}")
        if arguments.dry_run:
            return DONE
    with console.ended_by_signal(), console.progress(quiet=arguments.quiet) as report:
        built = publish.build(
            plan,
            out,
            timeout=arguments.timeout,
            memory=arguments.memory and arguments.memory * 1_000_000,
            report=report,
            jobs=arguments.jobs or os.cpu_count() or 1,
            executor=publish.executor(arguments.scheduler),
            **options,
        )
    for failure in built.failures:
        console.say(f"{failure.error}\n  again: {failure.command}")
    if not arguments.quiet:
        console.say(f"{built.ran} ran, {built.fresh} up to date, {len(built.failures)} failed, {built.seconds:.1f} s")
    if built.pages or not built.failures:
        console.tell(console.shown(built.entry))
    return WRONG if built.failures else DONE


def template_check(arguments: argparse.Namespace) -> int:
    """What of a document a template knows, and what it does not."""
    from analysis.ingest import inspection

    report = inspection.inspect(arguments.source, template=arguments.template)
    console.tell("\n".join(report.lines))
    return DONE if report.fits else WRONG


def export(arguments: argparse.Namespace) -> int:
    """A disclosure in the files of other programs."""
    from analysis import catalog
    from analysis.briefs import export as exports
    from analysis.face import answers
    from analysis.files import write_file, write_folder
    from analysis.present.phrases import language

    form, destination, lang = arguments.to, arguments.destination, language(arguments.lang)
    data = None if _are_paths([arguments.id]) else catalog.data_folder(arguments.data)
    budget = catalog.load(arguments.id, data)
    found = answers(budget, data=data or Path(arguments.id).resolve().parent)
    if arguments.only or form == "xlsx":
        if destination.is_dir():
            raise CallError(f"{destination}: expected a file's name, it is a folder: name a file in it")
        write_file(destination, exports.one(budget, found, form, arguments.only, lang))
        console.tell(console.shown(destination))
        return DONE
    files = exports.every(budget, found, form, lang)
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
    if destination.is_dir():
        raise CallError(f"{destination}: expected a file's name, it is a folder: name a file in it")
    with console.ended_by_signal(), console.progress(quiet=arguments.quiet) as report:
        held = store.stored(data, jobs=arguments.jobs or os.cpu_count() or 1, report=report).collect()
    write_file(destination, exports.written(arguments.to, rows.SCHEMA, held))
    console.tell(f"{console.shown(destination)}: {held['disclosure'].n_unique()} budgets, {held.height} rows")
    return DONE


def migrate(arguments: argparse.Namespace) -> int:
    """Datasets of an older schema become datasets of this one."""
    from analysis import catalog
    from analysis.locks import locked
    from analysis.metadata import DatasetError
    from analysis.migrate import migrate as to_current

    data = Path() if _are_paths(arguments.ids) else catalog.data_folder(arguments.data)
    folders = [catalog.find(data, id) for id in arguments.ids] or catalog.folders(data)
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
        console.tell(f"{console.shown(folder)}: {'as before' if before is None else f'from schema version {before}'}")
    return WRONG if refused else DONE


def list_(arguments: argparse.Namespace) -> int:
    """Which datasets there are."""
    from analysis import catalog

    entries = catalog.entries(catalog.data_folder(arguments.data))
    if arguments.json:
        import json

        listed = [
            {
                name: getattr(entry, name)
                for name in ("id", "department", "code", "level", "region", "year", "kind", "template")
            }
            for entry in entries
        ]
        print(json.dumps(listed, ensure_ascii=False, indent=2))
        return DONE
    for entry in entries:
        console.tell(entry.id, entry.department, entry.year)
    return DONE


# --- parts of ingest -----------------------------------------------------------------------


def _documents(sources: Sequence[Path]) -> list[Path]:
    """The documents named, and those in the folders named."""
    from analysis.ingest.sources import SUFFIXES

    documents: list[Path] = []
    for source in sources:
        if source.is_dir():
            found = sorted(p for p in source.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())
            if not found:
                listed = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
                raise CallError(f"{source}: expected documents ({listed}), the folder has none: name another")
            documents += found
        else:
            documents.append(source)
    return documents


# --- parts of check -------------------------------------------------------------------------


def _disclosures(arguments: argparse.Namespace) -> Iterator[tuple[Disclosure, Template]]:
    """What is to be checked, with its template: datasets by name or path, documents, or all datasets there are."""
    from analysis import catalog, templates
    from analysis.ingest import ingest as read

    def data() -> Path:
        return catalog.data_folder(arguments.data)

    for name in arguments.ids or [entry.id for entry in catalog.entries(data())]:
        if Path(name).is_file():
            found = read(Path(name), template=arguments.template).disclosure
        else:
            found = catalog.load(name, None if _are_paths([name]) else data())
        yield found, templates.load(found.metadata.template)


# --- parts of build -------------------------------------------------------------------------


def _value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CallError(f"-p {text}: expected KEY=VALUE: see `{PROGRAM} build --help`")
    return name, value


def _formats(text: str) -> list[Format]:
    """The formats named, in the order in which they are made. Raises CallError."""
    from analysis.briefs.plan import FORMATS

    named = {part.strip() for part in text.split(",")}
    if unknown := sorted(named - {*FORMATS}):
        raise CallError(
            f"--to {','.join(unknown)}: expected some of {','.join(FORMATS)}: name them with commas between"
        )
    if "pdf" in named:
        from analysis.briefs.documents import system

        system.versions()  # said before anything runs where it can't be made
    return [form for form in FORMATS if form in named]


def _are_paths(ids: Sequence[str]) -> bool:
    return bool(ids) and all((Path(id) / "datapackage.json").is_file() for id in ids)


def _of_step(step: Step) -> str:
    """What a step does and why, for --explain."""
    what = {"execute": "runs", "render": "is rendered again", "compute": "are computed", "nothing": "up to date"}
    reasons = "; ".join(step.reasons)
    return f"{what[step.kind]}: {reasons}" if reasons else what[step.kind]


# --- refusals ---------------------------------------------------------------------------------


def _is_ours(error: ValueError) -> bool:
    """Whether the message is made for people. Only what has been imported can have raised it."""
    names = (
        ("analysis.cli", "CallError"),
        ("analysis.metadata", "DatasetError"),
        ("analysis.ingest.errors", "DocumentError"),
        ("analysis.ingest.batch", "OtherDocumentError"),
        ("analysis.templates", "TemplateError"),
        ("analysis.briefs.plan", "PlanError"),
        ("analysis.briefs.publish", "SchedulerError"),
        ("analysis.briefs.export", "ExportError"),
        ("analysis.briefs.documents.system", "PdfError"),
        ("analysis.locks", "LockedError"),
    )
    kinds: list[Any] = [CallError]
    kinds += [getattr(sys.modules[module], name) for module, name in names if module in sys.modules]
    return isinstance(error, tuple(kinds))


# --- the call -----------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in one line."""

    def error(self, message: str) -> NoReturn:
        console.say(f"{message}: see `{self.prog} --help`")
        self.exit(UNUSABLE)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM, description="Briefs from the budgets that Chinese government departments publish.")
    parser.add_argument("--version", action=_Version, help="show the version and exit")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    add = commands.add_parser("ingest", help="documents become datasets", description="Documents become datasets.")
    add.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="a document, or a folder of documents")
    add.add_argument("--into", type=Path, default=Path("data"), metavar="DIR", help="folder of datasets (data)")
    add.add_argument("--id", help="the dataset's ID, instead of code and year")
    add.add_argument("--template", metavar="NAME", help="the publisher's template (a name or a .toml file)")
    add.add_argument("--replace", action="store_true", help="replace a dataset that another document was read into")
    add.add_argument("--jobs", type=_count, metavar="N", help="documents that are read at once (as many as cores)")
    add.add_argument("--force", action="store_true", help="of several documents, read those too that are as before")
    add.set_defaults(command=ingest)

    text = "whether figures agree, and what an auditor would ask"
    add = commands.add_parser("check", help=text, description=f"Says {text}.")
    add.add_argument("ids", nargs="*", metavar="ID|SOURCE", help="a dataset's name, a path to one, or a document (all)")
    add.add_argument("--json", action="store_true", help="as one JSON document, with the place of every figure")
    add.add_argument("--lang", choices=("zh", "en"), default="en", help="language of the findings (en)")
    add.add_argument("--template", metavar="NAME", help="a document's template, instead of the one that fits")
    _data(add)
    add.set_defaults(command=check)

    add = commands.add_parser("build", help="datasets become briefs", description="Datasets become briefs.")
    add.add_argument("ids", nargs="*", metavar="ID", help="a dataset's name, or a path to one (all)")
    add.add_argument(
        "--notebook",
        action="append",
        default=[],
        dest="notebooks",
        metavar="NAME",
        help="only this notebook; may be repeated",
    )
    add.add_argument("--lang", choices=("zh", "en", "both"), default="both", help="language of the briefs (both)")
    add.add_argument("--to", default="html", metavar="FORMATS", help="formats of the briefs: html,docx,pdf,xlsx (html)")
    add.add_argument(
        "-p",
        action="append",
        default=[],
        dest="parameters",
        metavar="KEY=VALUE",
        help="a notebook's parameter; may be repeated",
    )
    add.add_argument("--jobs", type=_count, metavar="N", help="notebooks that run at once (as many as cores)")
    add.add_argument("--scheduler", metavar="ADDRESS", help="run them on a dask cluster, tcp://HOST:PORT")
    add.add_argument("--force", action="store_true", help="run all, whether or not anything has changed")
    add.add_argument("--dry-run", action="store_true", help="say what would run, and run nothing")
    add.add_argument("--explain", action="store_true", help="say for each output why it runs or not")
    add.add_argument("--timeout", type=_seconds, metavar="S", help="seconds that a notebook may take (no limit)")
    add.add_argument("--memory", type=_count, metavar="MB", help="megabytes that a notebook may use (no limit)")
    add.add_argument("--quiet", action="store_true", help="show no progress")
    add.add_argument("--out", type=Path, default=Path("outputs"), metavar="DIR", help="folder of the outputs (outputs)")
    _data(add)
    add.set_defaults(command=build)

    add = commands.add_parser("template", help="templates of publishers' documents")
    templates = add.add_subparsers(required=True, metavar="COMMAND")
    text = "what of a document a template knows, and what it does not, for who writes a new template"
    add = templates.add_parser("check", help=text, description=f"Says {text}.")
    add.add_argument("source", type=Path, metavar="SOURCE", help="a document")
    add.add_argument("--template", metavar="NAME|FILE", help="a template, or a .toml file (the one that fits best)")
    add.set_defaults(command=template_check)

    text = "a dataset in the files of other programs"
    add = commands.add_parser("export", help=text, description=f"Writes {text}, whole or not at all.")
    add.add_argument("id", metavar="ID", help="a dataset's name, or a path to one")
    add.add_argument(
        "--to",
        choices=("xlsx", "parquet", "csv", "svg", "png"),
        required=True,
        help="a workbook; tables and answers, exact, as parquet or CSV; charts as SVG, or PNG at two pixels a point",
    )
    add.add_argument("destination", type=Path, metavar="DEST", help="the workbook's file, or a folder for the others")
    add.add_argument(
        "--only", default="", metavar="NAME", help="just this table, answer or chart; DEST is then its file"
    )
    add.add_argument("--lang", choices=("zh", "en"), default="en", help="language of workbook and charts (en)")
    _data(add)
    add.set_defaults(command=export)

    add = commands.add_parser("panel", help="all disclosures as one table", description="All disclosures as one table.")
    add.add_argument("--to", choices=("parquet", "csv"), required=True, help="format of the table; both are exact")
    add.add_argument("destination", type=Path, metavar="DEST", help="the table's file")
    add.add_argument("--jobs", type=_count, metavar="N", help="datasets that are read at once (as many as cores)")
    add.add_argument("--quiet", action="store_true", help="show no progress")
    _data(add)
    add.set_defaults(command=panel)

    text = "datasets of an older schema"
    add = commands.add_parser("migrate", help=text, description=f"Brings {text} to this version's.")
    add.add_argument("ids", nargs="*", metavar="ID", help="a dataset's name, or a path to one (all)")
    _data(add)
    add.set_defaults(command=migrate)

    add = commands.add_parser("list", help="which datasets there are", description="Which datasets there are.")
    add.add_argument("--json", action="store_true", help="as one JSON document")
    _data(add)
    add.set_defaults(command=list_)
    return parser


def _data(parser: argparse.ArgumentParser) -> None:
    text = "folder of datasets (BUDGET_BRIEFS_DATA, else the nearest data/ upwards)"
    parser.add_argument("--data", type=Path, metavar="DIR", help=text)


def _seconds(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError(f"expected seconds above 0, got {text}")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, got {text}")
    return value


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(nargs=0, default=argparse.SUPPRESS, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        print(version(PROGRAM))
        parser.exit()


if __name__ == "__main__":
    sys.exit(main())
