"""An executed notebook becomes a page: one file that asks for nothing, without code, charts drawn as SVG."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from html import escape, unescape
from importlib import resources
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup
from nbformat import NotebookNode

from analysis.briefs.plan import Job
from analysis.briefs.site import DEFINITIONS
from analysis.present import drawing, vocabulary
from analysis.present.html import LEFT
from analysis.present.phrases import LANGS, Lang
from analysis.present.specification import MIME

#: Cells with this tag are help for who works in JupyterLab, and no part of the page.
LAB = "lab"
_HTML_LANG: dict[Lang, str] = {"zh": "zh-Hans", "en": "en"}
#: How a cell's output leads to another notebook (`analysis.present.phrases.Link`).
_TO_NOTEBOOK = re.compile(r'<a href="(?P<name>[^"/:]+)\.ipynb">(?P<text>[^<]*)</a>')

#: The page that defines every measure, beside the index.
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_LETTER = re.compile(r"&#([0-9]{3,});")
_TAG = re.compile(r"(<[^>]*>)")
_CODE, _JOINT = re.compile(r"(?<=<code>)[^<]*"), re.compile("[_/](?=.)")
_CHINESE = re.compile("[《“（]?[\u4e00-\u9fff][\u4e00-\u9fff《》〔〕“”（）、，。：；·0-9]*")
#: A heading as nbconvert makes it: with an ID and a link to itself; the source has an anchor of its own in most.
_HEADING = re.compile(r'<(h[1-6]) id="[^"]*">(?:<a( id="[^"]*") */>)?(.*?)<a class="anchor-link"[^>]*>[^<]*</a></\1>')

#: Pages that there are beside one another, as notebook and language.
Pages = Collection[tuple[str, Lang]]
#: Makes a chart's picture, as `analysis.present.drawing.draw` does.
Draw = Callable[..., str]


def page(notebook: NotebookNode, job: Job, version: str, there: Pages = (), draw: Draw = drawing.draw) -> str:
    """The page of an executed notebook, with links to the pages that are `there`, this one in other languages too.

    `draw` makes a chart's picture.
    """
    words = {name: vocabulary.pick(pair, job.lang) for name, pair in vocabulary.PAGE.items()}
    metadata = job.metadata
    kind = words["kind"].format(year=metadata.year)
    source = metadata.source
    return _template("brief.html.j2").render(
        html_lang=_HTML_LANG[job.lang],
        policy=policy(),
        style=Markup(style()),
        version=version,
        title=f"{metadata.department} · {kind}",
        department=metadata.department,
        kind=kind,
        words=words,
        pages=list(_siblings(job, there)),
        links=list(_links(job, words, there)),
        dataset=metadata.id,
        parts=[Markup(_leading(part, job.lang, there)) for part in parts(notebook, draw)],
        foot=[
            words["source"].format(title=source.title, publisher=source.publisher, year=source.year),
            words["built"].format(version=version, id=metadata.id),
        ],
    )


def definitions(source: str, version: str) -> str:
    """The page of definitions, from the Markdown of docs/definitions.md; its comments are for tests and left out."""
    from nbconvert.filters.markdown import markdown2html

    html = _LETTER.sub(lambda found: chr(int(found[1])), markdown2html(_COMMENT.sub("", source)))
    html = _HEADING.sub(r"<\1\2>\3</\1>", html)
    html = html.replace("<table>", '<div class="bb-wide"><table>').replace("</table>", "</table></div>")
    html = _CODE.sub(lambda found: _JOINT.sub(r"\g<0><wbr>", found[0]), html)
    pieces = _TAG.split(html)
    pieces[::2] = [_CHINESE.sub(r'<span lang="zh">\g<0></span>', text) for text in pieces[::2]]
    return _template("definitions.html.j2").render(
        content=Markup("".join(pieces)),
        index=vocabulary.PAGE["index"],
        policy=policy(),
        style=Markup(style()),
        version=version,
    )


def parts(notebook: NotebookNode, draw: Draw = drawing.draw) -> Iterator[str]:
    """What the page shows of the notebook, in order, as HTML."""
    charts = 0
    for cell in notebook.cells:
        if LAB in cell.metadata.get("tags", ()):
            continue
        if cell.cell_type == "markdown":
            yield _markdown(cell.source)
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if MIME in data:
                charts += 1
                yield figure(data[MIME], f"chart{charts}", draw)
            elif output.output_type == "stream":
                yield f"<pre>{escape(output.text)}</pre>" if output.name == "stdout" else ""
            else:
                yield _shown(data)


def figure(spec: Mapping[str, Any], prefix: str, draw: Draw = drawing.draw) -> str:
    """A chart as a figure: its message as the caption, its text alternative on the picture."""
    said = spec.get("usermeta", {})
    caption = f"<figcaption>{escape(said['title'])}</figcaption>" if said.get("title") else ""
    return f"<figure>{caption}{draw(spec, prefix, alt=said.get('alt', ''), titled=not caption)}</figure>"


@cache
def style() -> str:
    """The pages' style sheet."""
    return (resources.files("analysis.briefs") / "pages" / "brief.css").read_text(encoding="utf-8")


@cache
def policy() -> str:
    """What a page may load: nothing but its own style sheet, and pictures that it holds itself."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _shown(data: Mapping[str, Any]) -> str:
    """The richest form of an output that a page can hold."""
    if "text/html" in data:
        return str(data["text/html"]).replace(LEFT, "")
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            said, picture = escape(str(data.get("text/plain", ""))), str(data[kind]).replace("\n", "")
            return f'<figure><img alt="{said}" src="data:{kind};base64,{picture}"></figure>'
    if "text/markdown" in data:
        return _markdown(str(data["text/markdown"]))
    if "text/plain" in data:
        return f"<pre>{escape(str(data['text/plain']))}</pre>"
    return ""


def _markdown(source: str) -> str:
    from nbconvert.filters.markdown import markdown2html

    return f"<section>{markdown2html(source)}</section>"


def _leading(part: str, lang: Lang, there: Pages) -> str:
    """The part with links to notebooks leading to their pages; words alone where there is none."""

    def link(found: re.Match[str]) -> str:
        name, text = found["name"], found["text"]
        return f'<a href="{quote(name)}.html">{text}</a>' if (unescape(name), lang) in there else text

    return _TO_NOTEBOOK.sub(link, part)


def _siblings(job: Job, there: Pages) -> Iterator[dict[str, Any]]:
    """The pages on the same budget in the same language, in the order of their titles."""
    known = list(vocabulary.NOTEBOOKS)
    names = {name for name, lang in there if lang == job.lang} | {job.notebook.name}
    for name in sorted(names, key=lambda name: (known.index(name) if name in known else len(known), name)):
        title = vocabulary.pick(vocabulary.NOTEBOOKS.get(name, (name, name)), job.lang)
        yield {"href": f"{quote(name)}.html", "text": title, "here": name == job.notebook.name}


def _links(job: Job, words: Mapping[str, str], there: Pages) -> Iterator[dict[str, str]]:
    up = "../" * (len(job.page.parts) - 1)
    yield {"href": f"{up}index.html", "text": words["index"], "lang": ""}
    yield {"href": f"{up}{DEFINITIONS}", "text": words["definitions"], "lang": ""}
    for lang in LANGS:
        if lang != job.lang and (job.notebook.name, lang) in there:
            other = f"../{lang}/{quote(job.page.name)}"
            yield {"href": other, "text": vocabulary.LANGUAGES[lang], "lang": _HTML_LANG[lang]}
    for name, said in vocabulary.DATA.get(job.notebook.name, {}).items():
        yield {"href": f"../data/{quote(name)}.csv", "text": vocabulary.pick(said, job.lang), "lang": ""}
    yield {"href": quote(job.executed.name), "text": words["notebook"], "lang": ""}


@cache
def _template(name: str) -> jinja2.Template:
    loader = jinja2.PackageLoader("analysis.briefs", "pages")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True).get_template(name)
