"""An executed notebook becomes a page: one file that asks for nothing, without code, its charts drawn by its script."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from html import escape, unescape
from importlib import resources
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup
from nbformat import NotebookNode

from analysis import how, originals
from analysis.briefs.outline import PICTURE, Outline
from analysis.briefs.plan import Job
from analysis.briefs.sections import html_of, sections
from analysis.briefs.site import DATASET, DEFINITIONS, ORIGINAL
from analysis.disclosure import english_names
from analysis.figure import COLUMN
from analysis.originals import Original
from analysis.present import drawing, interface, messages, theme
from analysis.present.excerpts import excerpt
from analysis.present.html import LEFT
from analysis.present.phrases import Lang
from analysis.text import printable, short

#: The pages' script, in the order of its pieces.
SCRIPTS = ("page.js", "sources.js", "tables.js", "charts.js")
#: By which spreadsheets know a CSV file for UTF-8.
BOM = "\ufeff"
_LONGEST_HEAD = 40  # characters of a name at the head of paper
#: How a cell's output leads to another notebook (`analysis.present.phrases.Link`).
_TO_NOTEBOOK = re.compile(r'<a href="(?P<name>[^"/:]+)\.ipynb">(?P<text>[^<]*)</a>')

#: An item of a list that says where rows of the dataset are printed; what a figure of a page is made from.
_ITEM = re.compile(r'<li>(?:(?!</li>).)*?data-at="(?P<refs>[^"]*)"(?:(?!</li>).)*', re.DOTALL)
_MADE_FROM = re.compile(r' data-(how|ref)="([^"]*)"')
_MOST_PIECES = 2  # of the original for a finding
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_TAG = re.compile(r"(<[^>]*>)")
_CODE, _JOINT = re.compile(r"(?<=<code>)[^<]*"), re.compile("[_/](?=.)")
#: Elements without an end, and those whose text is no reader's.
_VOID = ("<input", "<br", "<img", "<wbr", "<hr", "<meta", "<link")
_QUIET = ("<svg", "<script", "<pre", "<style")
_CHINESE = re.compile("[《“（]?[\u4e00-\u9fff][\u4e00-\u9fff《》〔〕“”（）、，。：；·0-9]*")
#: A heading and its anchor.
_HEADING = re.compile(r'<(h[1-6])><a( id="[^"]*")></a>')

#: Pages that there are beside one another, as notebook and language.
Pages = Collection[tuple[str, Lang]]


def page(notebook: NotebookNode, job: Job, version: str, there: Pages = ()) -> str:
    """The page of an executed notebook, with links to the pages that are `there`, this one in other languages too."""
    words = messages.words("page", job.lang)
    metadata, outline = job.metadata, Outline(job.lang)
    kind, department = kind_of(metadata.kind, metadata.year, job.lang), printable(metadata.department)
    original = None if job.is_panel else originals.of(job.data, metadata)
    held = [leading(part, job, there) for part in parts(notebook, outline)]
    pieces = ""
    if original is not None:
        shown = Excerpts(original, job)
        held = [shown.findings(part) for part in held]
        pieces = shown.all("".join(held))
    running = _running(department, kind)
    scripts = ([drawing.library()] if outline.figures else []) + [script()]
    source = metadata.source
    html = template("brief.html.j2").render(
        html_lang=tag(job.lang),
        policy=policy([style(), running], scripts, "'self'" if original and original.pages else ""),
        style=Markup(style()),
        running=Markup(running),
        scripts=[Markup(one) for one in scripts],
        said=Markup(_json(interface.words(metadata, version, job.lang))),
        version=version,
        built=built_on(),
        title=printable(f"{metadata.department} · {kind}"),
        department=printable(metadata.department),
        english=printable(_english(job)),
        kind=kind,
        words=words,
        facts=list(_facts(job, words, version)),
        pages=list(_siblings(job, there)),
        languages=list(_languages(job, there)),
        up="../" * (len(job.page.parts) - 1),
        others=list(_others(job, there)),
        definitions=DEFINITIONS,
        data=[f"{DATASET}/datapackage.json", *(f"{name}.csv" for name in job.notebook.data)],
        notebook=job.executed.name,
        contents=outline.contents,
        notes=[Markup(note) for note in outline.notes],
        dataset=metadata.id,
        parts=[Markup(part) for part in held],
        originals=Markup(pieces),
        foot=[
            words["source"].format(title=printable(source.title), publisher=printable(source.publisher)),
            words["made"].format(version=version, id=metadata.id),
        ],
    )
    return html if job.lang == "zh" else in_chinese(html)


def in_chinese(html: str) -> str:
    """A page in another language with each Chinese word outside what is marked as Chinese already marked so, too."""
    head, opening, rest = html.partition("<body>")
    text, scripts, tail = rest.partition('<script type="application/json" id="bb-words">')
    pieces = _TAG.split(text)
    quiet: list[bool] = [False]  # of each open element: Chinese, or no text
    for place, piece in enumerate(pieces):
        if place % 2 == 0:
            if not quiet[-1]:
                pieces[place] = _CHINESE.sub(r'<span lang="zh">\g<0></span>', piece)
        elif piece.startswith("</"):
            quiet.pop()
        elif not piece.endswith("/>") and not piece.startswith(_VOID):
            quiet.append(quiet[-1] or 'lang="zh' in piece or piece.startswith(_QUIET))
    return head + opening + "".join(pieces) + scripts + tail


def definitions(source: str, version: str) -> str:
    """The page of definitions, from the Markdown of docs/definitions.md; its comments are for tests and left out."""
    html = _HEADING.sub(r"<\1\2>", html_of(_COMMENT.sub("", source)))
    html = html.replace("<table>", '<div class="bb-wide" tabindex="0"><table>')
    html = html.replace("</table>", "</table></div>")
    html = _CODE.sub(lambda found: _JOINT.sub(r"\g<0><wbr>", found[0]), html)
    pieces = _TAG.split(html)
    pieces[::2] = [_CHINESE.sub(r'<span lang="zh">\g<0></span>', text) for text in pieces[::2]]
    return template("definitions.html.j2").render(
        content=Markup("".join(pieces)),
        index=[messages.words("page", lang)["index"] for lang in messages.languages()],
        policy=policy([style()]),
        style=Markup(style()),
        version=version,
    )


def parts(notebook: NotebookNode, outline: Outline) -> Iterator[str]:
    """The sections of a page as HTML; with the notebook's code, which a switch of the page shows."""

    def code(source: str) -> str:
        shown = f'<pre class="bb-code" tabindex="0"><code>{escape(source)}</code></pre>'
        return shown if source.strip() else ""

    for part in sections(notebook, outline.lang, lambda spec: figure(spec, outline), code):
        yield outline.numbered(part)


def charts(notebook: NotebookNode, lang: Lang) -> list[tuple[Mapping[str, Any], str, str]]:
    """The charts of a page in their order: specification, ID of the figure, and text alternative."""
    specs: list[Mapping[str, Any]] = []

    def seen(spec: Mapping[str, Any]) -> str:
        specs.append(spec)
        return "chart"

    list(sections(notebook, lang, seen, lambda source: ""))
    return [(spec, f"figure-{number}", _alt(spec)) for number, spec in enumerate(specs, 1)]


def _alt(spec: Mapping[str, Any]) -> str:
    return str(spec.get("usermeta", {}).get("alt", ""))


def figure(spec: Mapping[str, Any], outline: Outline) -> str:
    """A chart as a figure: its message as caption, the table behind it, and what the page's script draws.

    Who has no script sees the table; paper has a picture in the place of `PICTURE`.
    """
    said = spec.get("usermeta", {})
    id, caption = outline.figure(_caption(spec), str(said.get("source", "")))
    table = str(said.get("table", "")).replace(LEFT, "").replace("<caption", '<caption class="bb-data"', 1)
    return template("figure.html.j2").render(
        words=messages.words("page", outline.lang),
        id=id,
        caption=Markup(caption),
        alt=_alt(spec),
        picture=Markup(PICTURE.format(id=id)),
        table=Markup(table),
        csv=base64.b64encode((BOM + said["csv"]).encode()).decode() if table else "",
        spec=Markup(_json(drawing.bare(spec))),
    )


def _caption(spec: Mapping[str, Any]) -> str:
    """A chart's message as HTML, with the sources of its figures where it has them."""
    said = spec.get("usermeta", {})
    return str(said.get("caption") or escape(said.get("title", "")))


def _json(value: Any) -> str:
    """A value as JSON that no reader of HTML takes for a tag."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def style() -> str:
    """The pages' style sheet."""
    return f"{theme.style()}\n{file('brief.css')}"


@cache
def script() -> str:
    """The pages' script."""
    return "\n".join(map(file, SCRIPTS))


def file(name: str) -> str:
    """A piece of the pages."""
    return (resources.files("analysis.briefs") / "pages" / name).read_text(encoding="utf-8")


def policy(styles: Iterable[str], scripts: Iterable[str] = (), beside: str = "") -> str:
    """The policy of a page: its own styles and scripts, by their digests, pictures that it holds, those `beside` it."""
    rules = ["default-src 'none'"]
    for name, texts in (("style-src", styles), ("script-src", scripts)):
        if allowed := " ".join(map(digest, texts)):
            rules.append(f"{name} {allowed}")
    rules.append(f"img-src {beside} data:" if beside else "img-src data:")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def digest(text: str) -> str:
    """By which a policy names a style or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def built_on() -> str:
    """The day of the build, in UTC: that of SOURCE_DATE_EPOCH where it is set, as reproducible builds have it."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = int(given) if given.isdecimal() else time.time()
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def tag(lang: Lang) -> str:
    """The tag of a language in HTML."""
    return messages.catalog(lang)["language.tag"]


def kind_of(kind: str, year: int, lang: Lang) -> str:
    """The title of pages on a budget, or on final accounts, of a year."""
    name = "kind" if kind == "budget" else f"kind_{kind}"
    return messages.words("page", lang)[name].format(year=year)


def _english(job: Job) -> str:
    """The department's English name, for pages that are not Chinese; empty where it has none."""
    if job.lang == "zh":
        return ""
    return english_names(job.data / job.metadata.id).get(job.metadata.department, "")


def _running(department: str, kind: str) -> str:
    """The running head of printed pages, as CSS."""
    boxes = (("left", department), ("right", kind))
    said = " ".join(
        f"@top-{side} {{ content: {_css(text)}; font: 8pt {theme.FONT}; color: {theme.MUTED}; }}"
        for side, text in boxes
    )
    return f"@page {{ {said} }}"


def _css(text: str) -> str:
    """A text as a string of CSS: everything but letters and digits by its number."""
    return '"' + "".join(c if c.isalnum() else f"\\{ord(c):06x}" for c in short(text, _LONGEST_HEAD)) + '"'


def _facts(job: Job, words: Mapping[str, str], version: str) -> Iterator[dict[str, str]]:
    """The lines at the head of a page on the document, the build and the dataset."""
    source = job.metadata.source
    title = words["of_year"].format(title=printable(source.title), year=source.year)
    yield {"name": words["document"], "text": title}
    yield {"name": words["built"], "text": built_on()}
    yield {"name": words["version"], "text": f"budget-briefs {version}"}
    yield {"name": words["dataset"], "text": job.metadata.id}


def leading(part: str, job: Job, there: Pages = ()) -> str:
    """The part with links to notebooks leading to their pages, by their titles; words alone where there is none."""

    def link(found: re.Match[str]) -> str:
        name, text = unescape(found["name"]), found["text"]
        text = escape(_titled(job, name)) if text == name else text
        return f'<a href="{quote(name)}.html">{text}</a>' if (name, job.lang) in there else text

    return _TO_NOTEBOOK.sub(link, part)


class Excerpts:
    """Pieces of the original for a page, of which the pictures lie beside it."""

    def __init__(self, original: Original, job: Job) -> None:
        self.original, self.lang = original, job.lang
        self.beside = "../" * (len(job.page.parts) - 2) + ORIGINAL

    def findings(self, html: str) -> str:
        """HTML with, below each item that says where rows are printed, the original there."""
        return _ITEM.sub(lambda found: found[0] + self._pieces(found[0], unescape(found["refs"]).split()), html)

    def all(self, html: str) -> str:
        """The piece for each cell and row that figures of a page come from, by its name, for the page's script."""
        held = ((name, self.of(name)) for name in _made_from(html))
        return "".join(f'<div data-cell="{escape(name)}">{piece}</div>' for name, piece in held if piece)

    def of(self, name: str) -> str:
        """The piece for one cell or row of the dataset; nothing where it is of another one."""
        spot = self.original.spot(name)
        picture = f"{self.beside}/{spot.line.page}.png" if spot is not None and self.original.pages else ""
        return "" if spot is None else excerpt(spot, self.lang, picture)

    def _pieces(self, item: str, refs: Sequence[str]) -> str:
        """The pieces of rows, with the figure marked that the item names of each."""
        named = {name.partition(COLUMN)[0]: name for name in reversed(_made_from(item))}
        pieces = dict.fromkeys(piece for ref in refs if (piece := self.of(named.get(ref, ref))))
        return "".join(list(pieces)[:_MOST_PIECES])


def _made_from(html: str) -> list[str]:
    """The cells, or rows, that the figures of a page come from, each once."""
    said = (unescape(text) for _, text in _MADE_FROM.findall(html))
    return list(dict.fromkeys(name for text in said for name in how.cells(text) or text.split()))


def _titled(job: Job, name: str) -> str:
    """The title of a notebook in the page's language."""
    return job.titles.get(name, {}).get(job.lang, name)


def _siblings(job: Job, there: Pages) -> Iterator[dict[str, Any]]:
    """The pages on the same budget in the same language, in the order of their notebooks."""
    order = {name: number for number, name in enumerate(job.titles)}
    names = {name for name, lang in there if lang == job.lang and not name.startswith("/")}
    names.add(job.notebook.name)
    for name in sorted(names, key=lambda name: (order.get(name, len(order)), name)):
        yield {"href": f"{quote(name)}.html", "text": _titled(job, name), "here": name == job.notebook.name}


def _languages(job: Job, there: Pages) -> Iterator[dict[str, str]]:
    """The same page in other languages."""
    for lang in messages.languages():
        if lang != job.lang and (job.notebook.name, lang) in there:
            other = f"../{lang}/{quote(job.page.name)}"
            yield {"href": other, "text": messages.words("language", lang)["name"], "lang": tag(lang)}


def _others(job: Job, there: Pages) -> Iterator[dict[str, str]]:
    """The same page on the accounts of a budget, or on the budget of accounts."""
    other = job.counterpart
    for place in sorted(name for name, lang in there if lang == job.lang and name.startswith("/")):
        if other is not None:
            yield {"href": quote(place[1:]), "text": kind_of(other.kind, other.year, job.lang)}


@cache
def template(name: str) -> jinja2.Template:
    """A template of the pages: everything is escaped, and what it asks for must be given."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("analysis.briefs", "pages"),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template(name)
