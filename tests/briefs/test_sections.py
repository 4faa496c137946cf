"""Sections of a page: headings in one language, what shows nothing left out, help for JupyterLab no part of it."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode

from analysis.briefs.sections import sections

MD, CODE, BOOK = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell, nbformat.v4.new_notebook


def shown(html: str) -> NotebookNode:
    output = nbformat.v4.new_output("execute_result", {"text/html": html, "text/plain": "x"})  # type: ignore[no-untyped-call]
    return CODE("code", outputs=[output])  # type: ignore[no-untyped-call]


def parts(lang: Any, *cells: NotebookNode) -> list[str]:
    return list(sections(BOOK(cells=list(cells)), lang, lambda spec: "<chart>", lambda source: ""))  # type: ignore[no-untyped-call]


def test_headings_and_paragraphs_of_one_language() -> None:
    cells = (MD("## 钱用在哪里？ · Where does it go?\n\n先看大的。\n\nThe large ones first."), shown("<p>1</p>"))  # type: ignore[no-untyped-call]
    (zh,), (en,) = parts("zh", *cells), parts("en", *cells)
    assert zh == (
        '<section class="bb bb-where-does-it-go" id="where-does-it-go" lang="zh">'
        "<h2>钱用在哪里？</h2><p>先看大的。</p><p>1</p></section>"
    )
    assert 'id="where-does-it-go"' in en
    assert "<h2>Where does it go?</h2><p>The large ones first.</p><p>1</p>" in en


def test_a_heading_whose_cells_show_nothing_is_left_out() -> None:
    cells = (shown("<h1>x</h1>"), MD("## 甲 · A\n\n甲文"), shown(""), CODE("x = 1"), MD("## 乙 · B"), shown("<p>b</p>"))  # type: ignore[no-untyped-call]
    assert [part.count("<h2>") for part in parts("zh", *cells)] == [0, 1]
    assert parts("zh") == []


def test_help_is_no_part_of_it_and_text_is_escaped() -> None:
    help = MD("# title", metadata={"tags": ["lab"]})  # type: ignore[no-untyped-call]
    (part,) = parts("en", help, MD("## <b>甲 · A & B"), shown("<p>1</p>"))  # type: ignore[no-untyped-call]
    assert "title" not in part
    assert "<h2>A &amp; B</h2>" in part
    stream = nbformat.v4.new_output("stream", name="stdout", text="<i>")  # type: ignore[no-untyped-call]
    assert "<pre>&lt;i&gt;</pre>" in parts("en", CODE("print", outputs=[stream]))[0]  # type: ignore[no-untyped-call]
