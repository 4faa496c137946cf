"""A page becomes a Word document: real headings, tables whose heads repeat, charts, a contents field.

Each figure leads to its line in a list of sources behind the text. The same page gives the same bytes: the
document holds no time, no user and no machine.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Emu
from lxml.etree import _Element as Element

from analysis.archives import reproducible
from analysis.briefs import render
from analysis.briefs.documents import sources, word
from analysis.briefs.documents.blocks import Block, Cell, Heading, Line, Paragraph, Picture, Run, Table, read
from analysis.briefs.documents.styles import BULLETS, FIRST_LIST, SOFT, dress, numbering
from analysis.briefs.documents.widths import LONGEST_FIGURE, widths
from analysis.briefs.outline import letters
from analysis.briefs.plan import Job
from analysis.present import drawing, messages
from analysis.present.phrases import Lang
from analysis.text import printable

_EMU_OF_TWIP = 635
_CAPTION = 1400  # twips of three lines beside a chart
_STYLES = {"note": "Note", "code": "Code", "group": "Caption", "listed": "SourceText"}
#: Settings of the library's own template.
_OF_ITS_OWN = ("rsids", "themeFontLang", "savePreviewPicture", "proofState", "zoom")
_SCALE = 2  # pixels to one of the specification


def document(page: str, job: Job, version: str, drawn: Mapping[str, str]) -> bytes:
    """The Word document of a job's page; `version` is that of the program that made it.

    `drawn` are the page's charts as SVG, by the IDs of their figures.
    """
    tree = sources.for_paper(page, job.lang).find(".//main")
    assert tree is not None
    for number in tree.find_class("bb-number"):  # Word numbers headings and captions itself
        number.drop_tree()
    writer, metadata = _Writer(job.lang, drawn), job.metadata
    department, subject = printable(metadata.department), job.notebook.title[job.lang]
    kind = render.kind_of(metadata.kind, metadata.year, job.lang)
    about = f"{department} · {kind}"
    writer.masthead(department, kind)
    writer.blocks(list(read(tree)), subject)
    return writer.finished(title=f"{about} · {subject}", about=about, version=version)


@dataclass
class _Writer:
    lang: Lang
    drawn: Mapping[str, str]
    body: list[Element] = field(default_factory=list)
    contents: list[tuple[int, str, str]] = field(default_factory=list)  # level, text, bookmark
    _lists: int = 0  # those that count
    _marks: int = 0
    _counts: dict[str, int] = field(default_factory=dict)
    _place: Element | None = None  # where the contents come
    _numbers: list[int] = field(default_factory=lambda: [0, 0, 0])

    def __post_init__(self) -> None:
        self.document: Document = docx.Document()
        dress(self.document, self.lang)

    # --- parts -----------------------------------------------------------------------

    def masthead(self, department: str, kind: str) -> None:
        """The first line: who published what."""
        name = word.run(department, strong=True, chinese=True)
        self._add(word.paragraph("Masthead", name, word.tab(), self._run(Run(kind))))
        self._running_heads(department, kind)

    def blocks(self, blocks: Sequence[Block], title: str) -> None:
        """The text; the contents come before its first part that has a heading."""
        if not any(isinstance(block, Heading) and block.level == 1 for block in blocks):
            self._title([Run(title)])
        for block in blocks:
            if self._place is None and not _is_message(block):
                self._place = self.body[-1]
            match block:
                case Heading(level=1):
                    self._title(block.runs)
                case Heading():
                    self._heading(block)
                case Paragraph():
                    self._paragraph(block)
                case Table():
                    self._table(block)
                case Picture():
                    self._picture(block)

    def finished(self, *, title: str, about: str, version: str) -> bytes:
        """The document as a file."""
        self._set_contents()
        body = self.document.element.body
        for child in list(body):
            if child.tag != qn("w:sectPr"):
                body.remove(child)
        for place, child in enumerate(self.body):
            body.insert(place, child)
        self.document.part.numbering_part._element = numbering(self._lists)
        properties = self.document.core_properties
        properties.title, properties.subject, properties.category = title, about, ""
        properties.author = properties.last_modified_by = f"budget-briefs {version}"
        properties.comments, properties.keywords = "", ""
        properties.language = messages.catalog(self.lang)["language.tag"]
        _drop_leftovers(self.document)
        out = io.BytesIO()
        self.document.save(out)
        return reproducible(out.getvalue())

    # --- blocks ----------------------------------------------------------------------

    def _title(self, runs: Sequence[Run]) -> None:
        self._add(word.paragraph("Title", *self._runs(runs)))

    def _heading(self, block: Heading) -> None:
        if block.boxed:
            self._add(word.paragraph("CalloutHeading", *self._runs(block.runs), keep=True))
            return
        level = min(block.level - 1, 3)
        self._numbers[level - 1] += 1
        self._numbers[level:] = [0] * (3 - level)
        number = ".".join(str(count) for count in self._numbers[:level])
        anchor = f"part{len(self.contents) + 1}"
        self.contents.append((level, f"{number}\t{''.join(run.text for run in block.runs)}", anchor))
        marked = word.bookmark(anchor, self._mark(), *self._runs(block.runs))
        self._add(word.paragraph(f"Heading{level}", *marked))

    def _paragraph(self, block: Paragraph) -> None:
        runs = self._runs(block.runs)
        if block.kind == "item":
            if block.number == 1:
                self._lists += 1
            style = "CalloutItem" if block.boxed else "ListNumber" if block.number else "ListBullet"
            listed = FIRST_LIST + self._lists - 1 if block.number else BULLETS
            depth = min(block.depth, 2)
            level, list_ = word.element("w:ilvl", w_val=depth), word.element("w:numId", w_val=listed)
            extra = [word.element("w:numPr", level, list_)]
            if block.boxed:
                extra.append(word.element("w:ind", w_left=480 + 240 * depth, w_right=120, w_hanging=240))
            self._add(word.paragraph(style, *runs, extra=extra))
            return
        style = "Callout" if block.boxed else _STYLES.get(block.kind, "Normal")
        self._add(word.paragraph(style, *runs, keep=block.kind == "group"))

    def _table(self, block: Table) -> None:
        self._caption("table", block.caption)
        wide = widths(block, word.TEXT_WIDTH)
        rows = [self._row(line, wide, head=True) for line in block.head]
        rows += [self._row(line, wide) for line in block.body]
        title = "".join(run.text for run in block.caption)
        self._add(word.table("Figures", wide, *rows, title=title), word.paragraph("Note"))

    def _row(self, line: Line, wide: Sequence[int], *, head: bool = False) -> Element:
        cells, at = [], 0
        for place, cell in enumerate(line.cells):
            width = sum(wide[at : at + cell.span])
            at += cell.span
            cells.append(self._cell(cell, width, line, first=not place, head=head))
        if at < len(wide):
            cells.append(word.cell(sum(wide[at:]), word.paragraph("TableText"), span=len(wide) - at))
        return word.row(*cells, head=head)

    def _cell(self, cell: Cell, width: int, line: Line, *, first: bool, head: bool) -> Element:
        runs = self._runs(cell.runs, strong=head or line.strong)
        indent = [word.element("w:ind", w_left=200 * line.level)] if first and line.level else []
        text = word.paragraph("TableFigure" if cell.figures else "TableText", *runs, keep=head, extra=indent)
        whole = cell.figures and not head and len(cell.text) <= LONGEST_FIGURE
        fill = SOFT if line.strong and not head else ""
        return word.cell(width, text, span=cell.span, fill=fill, head=head, whole=whole)

    def _picture(self, block: Picture) -> None:
        self._caption("chart", block.caption)
        content = block.content or drawing.raster(self.drawn[block.chart], _SCALE)
        scale = 1 if block.content else _SCALE
        paragraph = self.document.add_paragraph(style="Picture")
        shape = paragraph.add_run().add_picture(io.BytesIO(content))
        wide, high = shape.width // scale, shape.height // scale
        room, tall = word.TEXT_WIDTH * _EMU_OF_TWIP, (word.TEXT_HEIGHT - _CAPTION) * _EMU_OF_TWIP
        shrunk = min(1.0, room / wide, tall / high)
        shape.width, shape.height = Emu(round(wide * shrunk)), Emu(round(high * shrunk))
        properties = shape._inline.docPr
        count = sum(self._counts.values())
        properties.set("id", str(count + 1))
        properties.set("name", f"chart{count}")
        properties.set("descr", printable(block.alt))
        self._add(paragraph._p)

    def _caption(self, kind: str, runs: Sequence[Run]) -> None:
        """The caption of a table or chart, numbered by Word; where it has no words, its number alone.

        Tables bear letters, since the document that they are about numbers its own.
        """
        self._counts[kind] = self._counts.get(kind, 0) + 1
        name, count = self._say(kind), self._counts[kind]
        shown, form = (letters(count), "ALPHABETIC") if kind == "table" else (str(count), "ARABIC")
        number = word.field(f"SEQ {name} \\* {form}", shown)
        between = [self._run(Run("\u3000" if self.lang == "zh" else ". "))] if runs else []
        named = [self._run(Run(f"{name} ")), *number, *between, *self._runs(runs)]
        self._add(word.paragraph("Caption", *named, keep=True))

    # --- words -----------------------------------------------------------------------

    def _runs(self, runs: Iterable[Run], *, strong: bool = False) -> list[Element]:
        made: list[Element] = []
        for run in runs:
            text = self._run(run, strong=strong)
            if run.anchor:
                made += word.bookmark(run.anchor, self._mark(), text)
            else:
                made.append(word.link(run.source, text) if run.source else text)
        return made

    def _run(self, run: Run, *, strong: bool = False) -> Element:
        style = "CodeText" if run.code else ""
        chinese = run.chinese if run.chinese is not None else self.lang == "zh"
        raised = [word.element("w:vertAlign", w_val="superscript")] if run.raised else []
        return word.run(run.text, style=style, strong=strong or run.strong, chinese=chinese, extra=raised)

    def _say(self, name: str) -> str:
        return messages.words("paper", self.lang)[name]

    def _add(self, *made: Element) -> None:
        self.body.extend(made)

    def _mark(self) -> int:
        self._marks += 1
        return self._marks

    # --- what holds the document together ----------------------------------------------

    def _running_heads(self, department: str, kind: str) -> None:
        """Department and kind at the head of all pages but the first, the page's number at the foot of all."""
        section = self.document.sections[0]
        name = word.run(department, chinese=True)
        _replace(section.header, word.paragraph("Header", name, word.tab(), self._run(Run(kind))))
        _replace(section.first_page_header, word.paragraph("Header"))
        for footer in (section.footer, section.first_page_footer):
            before, _, rest = self._say("page_of").partition("{page}")
            between, _, after = rest.partition("{pages}")
            content = [word.tab(), self._run(Run(before)), *word.field("PAGE", "1")]
            content += [self._run(Run(between)), *word.field("NUMPAGES", "1"), self._run(Run(after))]
            _replace(footer, word.paragraph("Footer", *content))

    def _set_contents(self) -> None:
        """The contents as a field that Word can bring up to date, with its entries in place already."""
        if self._place is None:
            return
        begin, code, separate = word.field('TOC \\o "1-2" \\n \\h \\z \\u', "")[:3]
        lines = [word.paragraph("TOCHeading", self._run(Run(self._say("contents"))))]
        shown = [entry for entry in self.contents if entry[0] <= 2]
        for place, (level, text, anchor) in enumerate(shown):
            content = [word.link(anchor, self._run(Run(text.replace("\t", "\u2002"))))]
            if place == 0:
                content[:0] = [begin, code, separate]
            if place == len(shown) - 1:
                content.append(word.element("w:r", word.element("w:fldChar", w_fldCharType="end")))
            lines.append(word.paragraph(f"TOC{level}", *content))
        at = self.body.index(self._place) + 1
        self.body[at:at] = lines


def _is_message(block: Block) -> bool:
    """True if a block is part of what comes first, before the contents: the title and the text under it."""
    return isinstance(block, Paragraph) or (isinstance(block, Heading) and (block.level == 1 or block.boxed))


def _replace(frame: Any, paragraph: Element) -> None:
    """The one paragraph of a header or footer."""
    frame.is_linked_to_previous = False
    holder = frame._element
    for child in list(holder):
        holder.remove(child)
    holder.append(paragraph)


def _drop_leftovers(document: Document) -> None:
    """Takes out what the library's own template has: a thumbnail, styles of an old Word, another program's name."""
    package = document.part.package
    for rels, names in (
        (package.rels, ("thumbnail", "extended-properties")),
        (document.part.rels, ("stylesWithEffects", "customXml", "webSettings")),
    ):
        for id in [id for id, relation in rels.items() if relation.reltype.rpartition("/")[2] in names]:
            del rels[id]
    settings = document.settings.element
    for child in list(settings):
        if child.tag.rpartition("}")[2] in _OF_ITS_OWN:
            settings.remove(child)
