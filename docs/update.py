"""Renews the generated parts of docs/: the command line's help, the columns of the dataset and of the answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from analysis import schema
from analysis.measures.answers import SCHEMAS as ANSWERS
from analysis.measures.recompute import ALL
from analysis.measures.years import series
from analysis.present import messages

COMMANDS = ("ingest", "check", "build", "export", "panel", "template", "migrate", "seal", "list")
#: Further frames, which pages show and `analysis.measures` gives.
FRAMES = (*(table for table in ALL if table not in ANSWERS and table is not series.SCHEMA), series.SCHEMA)
DOCS = Path(__file__).resolve().parent
#: page -> its generated blocks.
PAGES = {"definitions": ("kinds",), "commands": ("help",), "answers": ("files", "answers"), "dataset": ("columns",)}


def columns(tables: Iterable[schema.Schema]) -> str:
    """The columns of tables, as Markdown."""
    return "\n\n".join(_table(table) for table in tables)


def kinds() -> str:
    """The kinds of findings with their Chinese names and what each points at, as Markdown."""
    zh, en = messages.catalog("zh"), messages.catalog("en")
    told = [(kind, zh[f"finding.{kind}.name"], en[f"finding.{kind}.about"]) for kind in messages.findings("en")]
    lines = [f"| `{kind}` {name} | {about} |" for kind, name, about in told]
    return "\n".join(["| kind | what it points at |", "| --- | --- |", *lines])


def files() -> str:
    """The files of `outputs/<id>/data/`, as Markdown."""
    lines = [f"| `{table.name}.csv` | {table.description} |" for table in ANSWERS]
    return "\n".join(["| file | what it holds |", "| --- | --- |", *lines])


def command_line() -> str:
    """The command line's own help, the program's and each command's."""
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    helps = [("--help",), *((name, "--help") for name in COMMANDS)]
    program = (sys.executable, "-m", "analysis.cli")
    printed = [
        subprocess.run([*program, *words], check=True, capture_output=True, text=True, env=environment).stdout.strip()
        for words in helps
    ]
    return "\n".join(["```", "\n\n".join(printed), "```"])


def renewed(page: str, text: str) -> str:
    """A page's text with each block between `<!-- NAME: generated -->` and `<!-- end -->` made anew."""
    makers = {
        "kinds": kinds,
        "help": command_line,
        "files": files,
        "columns": lambda: columns(schema.ALL),
        "answers": lambda: columns((*ANSWERS, *FRAMES)),
    }
    for name in PAGES[page]:
        block = re.compile(rf"(<!-- {name}: generated -->\n).*?(<!-- end -->)", re.DOTALL)
        content = makers[name]()
        text, found = block.subn(lambda found, content=content: f"{found[1]}{content}\n{found[2]}", text)
        if found != 1:
            raise ValueError(f"docs/{page}.md: {found} blocks named {name}: expected one")
    return text


def _table(table: schema.Schema) -> str:
    lines = [
        f"<details><summary><code>{table.name}</code>: {table.description}</summary>",
        "",
        f"Key: {', '.join(f'`{name}`' for name in table.key)}.",
        "",
        "| column | type | what it is |",
        "| --- | --- | --- |",
    ]
    for column in table.columns:
        unit = f" ({column.unit})" if column.unit else ""
        among = f" One of {', '.join(f'`{value}`' for value in column.among)}." if column.among else ""
        required = "" if column.required else ", may be empty"
        lines.append(f"| `{column.name}` | {column.kind}{unit}{required} | {column.description}.{among} |")
    return "\n".join([*lines, "", "</details>"])


if __name__ == "__main__":
    for page in PAGES:
        path = DOCS / f"{page}.md"
        path.write_text(renewed(page, path.read_text(encoding="utf-8")), encoding="utf-8")
