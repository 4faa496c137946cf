"""An executed notebook in sections: each heading with what its cells show, in one language.

A heading of a notebook says its question in both languages, `## 钱用在哪里？ · Where does the money go?`, of which a
page shows its own; so it does of paragraphs, which are in the language of their letters. What a language lacks is in
English. A heading whose cells show nothing is left out, with all that stands under it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html import escape
from typing import Any

from nbformat import NotebookNode

from analysis.present import messages, theme
from analysis.present.html import LEFT
from analysis.present.phrases import BETWEEN, Lang

#: Cells with this tag are help for who works in JupyterLab, and no part of the page.
LAB = "lab"
_HEADING = re.compile(r"(?P<marks>#{2,6})\s+(?P<text>.*)")
_CHINESE = re.compile("[\u2e80-\u9fff]")
_NO_LETTERS = re.compile("[^a-z0-9]+")
#: The section before the first heading.
MESSAGE = "message"

Chart = Callable[[Mapping[str, Any]], str]


def sections(notebook: NotebookNode, lang: Lang, chart: Chart, code: Callable[[str], str]) -> Iterator[str]:
    """The sections as HTML, in order; `chart` makes a chart of its specification, `code` shows a cell's source."""
    id, heading, held, says = MESSAGE, "", list[str](), False
    for cell in notebook.cells:
        if LAB in cell.metadata.get("tags", ()):
            continue
        if cell.cell_type == "markdown":
            for found in _markdown(cell.source, lang):
                if isinstance(found, str):
                    held.append(found)
                    continue
                if says:
                    yield _section(id, heading, held, lang)
                (id, heading), held, says = found, [], False
            continue
        if cell.cell_type == "code":
            held.append(code(cell.source))
        shown = [_output(output, chart) for output in cell.get("outputs", ())]
        says = says or any(shown)
        held += shown
    if says:
        yield _section(id, heading, held, lang)


def _section(id: str, heading: str, held: list[str], lang: Lang) -> str:
    top = f"<h2>{heading}</h2>" if heading else ""
    return f'<section class="bb bb-{id}" id="{id}" lang="{lang}">{top}{"".join(held)}</section>'


def _markdown(source: str, lang: Lang) -> Iterator[str | tuple[str, str]]:
    """Paragraphs as HTML, and headings of the second level as ID and HTML, in a language."""
    for block in re.split(r"\n\s*\n", source):
        found = _HEADING.fullmatch(block.strip())
        if found is None:
            if block.strip() and (lang == "zh") == bool(_CHINESE.search(block)):
                yield _spoken(html_of(messages.pick((block, block.strip()), lang)), block.strip(), lang)
            continue
        zh, _, en = found["text"].partition(BETWEEN)
        text = messages.pick((zh, en or zh), lang)
        if len(found["marks"]) == 2:
            yield _NO_LETTERS.sub("-", (en or zh).lower()).strip("-") or "part", _spoken(escape(text), en, lang, "span")
        else:
            yield _spoken(html_of(f"{found['marks']} {text}"), en, lang)


def _spoken(html: str, english: str, lang: Lang, element: str = "div") -> str:
    """Text as HTML, marked as English where the page's language has no other."""
    own = not english or messages.is_translated(english, lang)
    return html if own else f'<{element} lang="en">{html}</{element}>'


def html_of(source: str) -> str:
    """Markdown as HTML."""
    return str(_markdown_reader()(source)).strip()


@cache
def _markdown_reader() -> Callable[[str], object]:
    import mistune

    return mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "url"])


def _output(output: Mapping[str, Any], chart: Chart) -> str:
    """An output of a cell in the richest form that a page can hold."""
    data = output.get("data", {})
    if theme.MIME in data:
        return chart(data[theme.MIME])
    if output["output_type"] == "stream":
        return f"<pre>{escape(output['text'])}</pre>" if output["name"] == "stdout" else ""
    if "text/html" in data:
        return str(data["text/html"]).replace(LEFT, "")
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            said, picture = escape(str(data.get("text/plain", ""))), str(data[kind]).replace("\n", "")
            return f'<figure><img alt="{said}" src="data:{kind};base64,{picture}"></figure>'
    if "text/markdown" in data:
        return html_of(str(data["text/markdown"]))
    return f"<pre>{escape(str(data['text/plain']))}</pre>" if data.get("text/plain") else ""
