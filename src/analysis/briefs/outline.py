"""A page's outline: numbered headings, tables and figures with what they are cited by, and the notes at its end.

Tables of a page bear letters, since the document that it is about numbers its own; those behind a line that opens
them bear none, since on paper they are left out, and keep their source below them. What stands for a part, a table or
a figure is the same in both languages, so that a link leads to the same place of the other page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape
from string import ascii_uppercase

from analysis.present import messages
from analysis.present.phrases import Lang, capital

#: A part under its heading, as `analysis.present.html.section` makes it, or a heading of a notebook's own text.
_PART = re.compile(r'(<section class="bb [^"]*" id="(?P<id>[^"]+)"[^>]*>)<h2>(?P<text>.*?)</h2>')
_HEADING = re.compile(r'<h2 id="(?P<id>[^"]*)">(?P<text>.*?)(?:<a class="anchor-link".*?</a>)?</h2>')
#: A table with its caption, and the line below it that says where its figures are from; not one behind a chart.
_TABLE = re.compile(
    r"<table(?P<shape>[^>]*)><caption(?P<style>(?! class)[^>]*)>(?P<caption>.*?)</caption>(?P<body>.*?)</table></div>"
    r'(?:<p class="bb-source">(?P<source>.*?)</p>)?',
    re.DOTALL,
)
_TAG = re.compile("<[^>]*>")
_FOLD = re.compile("(<details[ >]|</details>)")

#: Where a page's figure has its picture on paper.
PICTURE = "<!--{id}-->"


@dataclass(frozen=True)
class Entry:
    """A line of the page's contents."""

    id: str
    number: str
    text: str


@dataclass
class Outline:
    """Numbers what it is given, in the order in which it is given, and keeps what the page lists."""

    lang: Lang
    contents: list[Entry] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tables: int = 0
    figures: int = 0
    _ids: set[str] = field(default_factory=set)

    @property
    def _words(self) -> dict[str, str]:
        return messages.words("page", self.lang)

    def numbered(self, html: str) -> str:
        """A piece of the page with its headings and tables numbered."""
        html = _PART.sub(lambda found: found[1] + self._heading(found["id"], found["text"], own=False), html)
        html = _HEADING.sub(lambda found: self._heading(found["id"], found["text"], own=True), html)
        pieces, folds = _FOLD.split(html), 0
        for place, piece in enumerate(pieces):
            if place % 2:
                folds += -1 if piece.startswith("</") else 1
            else:
                pieces[place] = _TABLE.sub(self._folded if folds else self._table, piece)
        return "".join(pieces)

    def figure(self, caption: str, source: str = "") -> tuple[str, str]:
        """The ID of the next figure, and its caption with number and note."""
        self.figures += 1
        id = f"figure-{self.figures}"
        number = self._words["figure"].format(number=self.figures)
        return id, f'<span class="bb-number">{number}</span> {caption}{self._note(source)}'

    def _heading(self, id: str, text: str, *, own: bool) -> str:
        place = self._free(id)
        entry = Entry(place, str(len(self.contents) + 1), unescape(_TAG.sub("", text)))
        self.contents.append(entry)
        where = f' id="{escape(place)}"' if own or place != id else ""
        return f'<h2{where}><span class="bb-number">{entry.number}</span> {text}</h2>'

    def _table(self, found: re.Match[str]) -> str:
        self.tables += 1
        number = letters(self.tables)
        id = self._free(f"table-{number.lower()}")
        name = self._words["table"].format(number=number)
        caption = f'<span class="bb-number">{name}</span> {found["caption"]}{self._note(found["source"] or "")}'
        head = f'<table{found["shape"]} id="{id}"><caption{found["style"]}>{caption}</caption>'
        return f"{head}{found['body']}</table></div>"

    def _folded(self, found: re.Match[str]) -> str:
        return found[0].replace("<table", f'<table id="{self._free("folded")}"', 1)

    def _note(self, source: str) -> str:
        """The mark of a note that says where figures are from; the same source has one note."""
        if not source:
            return ""
        source = capital(source.removeprefix(self._words["before_source"]))
        if source in self.notes:
            number, at = self.notes.index(source) + 1, ""
        else:
            self.notes.append(source)
            number = len(self.notes)
            at = f' id="note-{number}-at"'
        label = self._words["note"]
        return f'<sup><a href="#note-{number}"{at} aria-label="{label} {number}">{number}</a></sup>'

    def _free(self, id: str) -> str:
        """The ID, or one like it where it is taken."""
        free, number = id, 1
        while free in self._ids:
            number += 1
            free = f"{id}-{number}"
        self._ids.add(free)
        return free


def letters(number: int) -> str:
    """The number as Word letters it: A to Z, then AA, BB and so on."""
    return ascii_uppercase[(number - 1) % 26] * ((number - 1) // 26 + 1)
