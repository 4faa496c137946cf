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
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from analysis import checking, commands, console
from analysis.console import DONE, PROGRAM, UNUSABLE
from analysis.present.words import catalogs
from analysis.text import UserError

N = TypeVar("N", int, float)


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
    except UserError as error:
        console.say(console.line(error))
        return UNUSABLE


# --- the call -----------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in one line."""

    def error(self, message: str) -> NoReturn:
        console.say(f"{message}: see `{self.prog} --help`")
        self.exit(UNUSABLE)

    def switch(self, name: str, text: str) -> None:
        """An option without a value."""
        self.add_argument(name, action="store_true", help=text)

    def ids(self, nargs: str) -> None:
        """The datasets that a command is for."""
        text = "a dataset's name, or a path to one" + (" (all)" if nargs == "*" else "")
        self.add_argument("ids", nargs=nargs, metavar="ID", help=text)

    def jobs(self, what: str) -> None:
        """How many processes a command may use."""
        text = f"{what} at once (as many as cores)"
        self.add_argument("--jobs", type=_count, default=os.cpu_count() or 1, metavar="N", help=text)

    def data(self) -> None:
        """The folder of datasets."""
        text = "folder of datasets (BUDGET_BRIEFS_DATA, else the nearest data/ upwards)"
        self.add_argument("--data", type=Path, metavar="DIR", help=text)


def _parser() -> _Parser:
    parser = _Parser(prog=PROGRAM, description="Briefs from the budgets that Chinese government departments publish.")
    parser.add_argument("--version", action=_Version, help="show the version and exit")
    groups = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    add = _command(groups, commands.ingest)
    text = "a document, or a folder of documents"
    add.add_argument("sources", nargs="+", type=_documents, metavar="SOURCE", help=text)
    add.add_argument("--into", type=Path, default="data", metavar="DIR", help="folder of datasets (data)")
    add.add_argument("--id", help="the dataset's ID, instead of code and year")
    add.add_argument("--template", metavar="NAME", help="the publisher's template (a name or a .toml file)")
    add.switch("--replace", "replace a dataset that another document was read into")
    add.switch("--no-source", "do not keep the document beside its dataset")
    add.jobs("documents that are read")
    add.switch("--force", "of several documents, read those too that are as before")

    add = _command(groups, checking.check)
    add.add_argument("ids", nargs="*", metavar="ID|SOURCE", help="a dataset's name, a path to one, or a document (all)")
    add.switch("--json", "as one JSON document, with the place of every figure")
    add.switch("--recompute", "only compute every figure of the answers again, by how it came to be")
    text = "a JSON list of ids that are known: they do not make exit 1"
    add.add_argument("--baseline", type=Path, metavar="FILE", help=text)
    text = "write the document's own pages, with what was found marked"
    add.add_argument("--to", nargs=2, metavar=("pdf", "OUT"), help=text)
    add.add_argument("--lang", choices=[*catalogs()], default="en", help="language of the findings (en)")
    add.add_argument("--template", metavar="NAME", help="a document's template, instead of the one that fits")
    add.jobs("how many are checked")
    add.data()

    add = _command(groups, commands.build)
    add.ids("*")
    several: dict[str, Any] = {"action": "append", "default": []}
    text = "only this notebook; may be repeated"
    add.add_argument("--notebook", dest="notebooks", metavar="NAME", help=text, **several)
    text = "notebooks of your own (the nearest notebooks/ upwards)"
    add.add_argument("--notebooks", dest="own", metavar="DIR", help=text)
    add.add_argument("--lang", choices=[*catalogs(), "both"], default="both", help="language of the briefs (both: all)")
    text = "formats of the briefs: html,docx,pdf,xlsx (html)"
    add.add_argument("--to", type=_formats, default="html", metavar="FORMATS", help=text)
    text = "a notebook's parameter; may be repeated"
    add.add_argument("-p", type=_value, dest="parameters", metavar="KEY=VALUE", help=text, **several)
    add.jobs("notebooks that run")
    add.add_argument("--scheduler", metavar="ADDRESS", help="run them on a dask cluster, tcp://HOST:PORT")
    add.switch("--watch", "stay, build again what a saved notebook or dataset touches, and keep open pages up to date")
    add.switch("--force", "run all, whether or not anything has changed")
    add.switch("--dry-run", "say what would run, and run nothing")
    add.switch("--explain", "say for each output why it runs or not")
    text = "seconds that a notebook may take (600)"
    add.add_argument("--timeout", type=_seconds, default=600.0, metavar="S", help=text)
    add.add_argument("--memory", type=_count, metavar="MB", help="megabytes that a notebook may use (no limit)")
    add.switch("--quiet", "show no progress")
    add.add_argument("--out", type=Path, default="outputs", metavar="DIR", help="folder of the outputs (outputs)")
    add.data()

    add = groups.add_parser("template", help="templates of publishers' documents")
    templates = add.add_subparsers(required=True, metavar="COMMAND")

    add = _command(templates, commands.template_check)
    add.add_argument("source", type=Path, metavar="SOURCE", help="a document")
    add.add_argument("--template", metavar="NAME|FILE", help="a template, or a .toml file (the one that fits best)")

    add = _command(templates, commands.template_draft)
    add.add_argument("source", type=Path, metavar="SOURCE", help="a document")
    add.add_argument("--out", type=Path, metavar="FILE", help="the template's file, NAME.toml (standard output)")
    add.add_argument("--name", default="", help="the template's name (that of the file, else draft)")

    add = _command(groups, commands.export)
    add.add_argument("id", metavar="ID", help="a dataset's name, or a path to one")
    text = "a workbook; tables and answers, exact, as parquet or CSV; charts as SVG, or PNG at two pixels a point"
    add.add_argument("--to", choices=("xlsx", "parquet", "csv", "svg", "png"), required=True, help=text)
    add.add_argument("destination", type=Path, metavar="DEST", help="the workbook's file, or a folder for the others")
    text = "just this table, answer or chart; DEST is then its file"
    add.add_argument("--only", default="", metavar="NAME", help=text)
    add.add_argument("--lang", choices=[*catalogs()], default="en", help="language of workbook and charts (en)")
    add.data()

    add = _command(groups, commands.panel)
    add.add_argument("--to", choices=("parquet", "csv"), required=True, help="format of the table; both are exact")
    add.add_argument("destination", type=Path, metavar="DEST", help="the table's file")
    add.jobs("datasets that are read")
    add.switch("--quiet", "show no progress")
    add.data()

    for run, nargs in ((commands.migrate, "*"), (commands.seal, "+")):
        add = _command(groups, run)
        add.ids(nargs)
        add.data()

    add = _command(groups, commands.list_)
    add.switch("--json", "as one JSON document")
    add.data()
    return parser


def _command(groups: Any, run: Callable[[argparse.Namespace], int]) -> _Parser:
    """The command that a function runs, in the words of its docstring's first line."""
    said = (run.__doc__ or "").partition("\n")[0]
    name = run.__name__.strip("_").removeprefix("template_")
    added: _Parser = groups.add_parser(name, help=said[:1].lower() + said[1:].rstrip("."), description=said)
    added.set_defaults(command=run)
    return added


def _seconds(text: str) -> float:
    return _number(float, text, "seconds above 0", 0)


def _count(text: str) -> int:
    return _number(int, text, "a whole number, 1 or more", 1)


def _number(kind: Callable[[str], N], text: str, expected: str, least: int) -> N:
    """The number that a text gives, not below `least`, and above 0."""
    with suppress(ValueError):
        if 0 < (value := kind(text)) >= least:
            return value
    raise argparse.ArgumentTypeError(f"expected {expected}, got {text}")


def _value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"expected KEY=VALUE, got {text}")
    return name, value


def _formats(text: str) -> list[str]:
    """The formats named, in the order in which they are made."""
    from analysis.briefs.plan import FORMATS

    named = {part.strip() for part in text.split(",")}
    if unknown := sorted(named - {*FORMATS}):
        allowed = ",".join(FORMATS)
        raise argparse.ArgumentTypeError(f"expected some of {allowed} with commas between, got {','.join(unknown)}")
    return [form for form in FORMATS if form in named]


def _documents(text: str) -> list[Path]:
    """A document, or those in a folder."""
    from analysis.ingest.sources import SUFFIXES

    source = Path(text)
    if not source.is_dir():
        return [source]
    if found := sorted(p for p in source.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file()):
        return found
    listed = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
    raise argparse.ArgumentTypeError(f"expected documents ({listed}), the folder {text} has none")


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
