"""Renews the generated parts of README.md: the dataset's columns and the command line's help."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from analysis import schema
from analysis.measures import changes, findings, reconcile, structure

COMMANDS = ("ingest", "check", "build", "list")
ANSWERS = (changes.SCHEMA, structure.SCHEMA, reconcile.SCHEMA, findings.SCHEMA)
README = Path(__file__).resolve().parent.parent / "README.md"


def columns() -> str:
    """The columns of every table of a dataset, then of every answer, as Markdown."""
    return "\n\n".join(_table(table) for table in (*schema.ALL, *ANSWERS))


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


def renewed(text: str) -> str:
    """README's text with each block between `<!-- NAME: generated -->` and `<!-- end -->` made anew."""
    for name, content in {"help": command_line(), "columns": columns()}.items():
        block = re.compile(rf"(<!-- {name}: generated -->\n).*?(\n<!-- end -->)", re.DOTALL)
        text = block.sub(lambda found, content=content: found[1] + content + found[2], text)
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
    before = README.read_text(encoding="utf-8")
    README.write_text(renewed(before), encoding="utf-8")
