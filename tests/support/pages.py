"""Compares the figures of two builds: whether a change of the code changed none that people see.

By hand, from the folder of the tests: `python -m support.pages OLD NEW`, two folders of outputs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from html.parser import HTMLParser
from pathlib import Path

#: What a page says in figures: the exact value of each (of a heading none), and the text that shows it.
Said = list[tuple[str, str]]


class _Reader(HTMLParser):
    """The first headings and the figures of a page, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.said: Said = []
        self._tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag in ("data", "h1") and not self._tag:
            self._tag = tag
            self.said.append((held.get("value") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._tag:
            self._tag = ""

    def handle_data(self, data: str) -> None:
        if self._tag:
            value, shown = self.said[-1]
            self.said[-1] = value, shown + data


def figures(html: str) -> Said:
    """The figures of a page, and its headings of the first rank."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.said


def differences(old: Path, new: Path) -> Iterator[str]:
    """A line for each page that only one of two folders has, and the lines of figures that differ."""
    before, after = ({page.relative_to(root).as_posix() for page in root.rglob("*.html")} for root in (old, new))
    yield from (f"{page}: only in {old}" for page in sorted(before - after))
    yield from (f"{page}: only in {new}" for page in sorted(after - before))
    for page in sorted(before & after):
        one, other = (
            [f"{value}\t{shown}" for value, shown in figures((root / page).read_text(encoding="utf-8"))]
            for root in (old, new)
        )
        yield from unified_diff(one, other, page, page, n=1, lineterm="")


def main(arguments: Sequence[str]) -> int:
    """Prints what differs; 1 where something does, 2 where the call can't be used."""
    folders = [Path(argument) for argument in arguments]
    if len(folders) != 2 or not all(folder.is_dir() for folder in folders):
        print("expected two folders of outputs: python -m support.pages OLD NEW", file=sys.stderr)
        return 2
    found = list(differences(*folders))
    print("\n".join(found) if found else "the same figures on every page")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
