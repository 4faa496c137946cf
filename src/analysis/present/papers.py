"""The words of documents: what a Word brief, a PDF and a workbook say beside the page's own."""

from __future__ import annotations

#: name -> Chinese and English.
PAPER: dict[str, tuple[str, str]] = {
    "contents": ("目录", "Contents"),
    "table": ("表", "Table"),
    "chart": ("图", "Figure"),
    "sources": ("数字的来源", "Where the figures come from"),
    "sources_note": (
        "正文和表中的每个数字都列在这里：它印在文件的哪一处，或如何算出。在正文里点一个数字，可以到它的这一行。",
        "Every figure of the text and the tables is listed here with the place where the document prints it, or how "
        "it was computed. A click on a figure leads to its line.",
    ),
    "where": ("位置", "Where"),
    "figure": ("数字", "Figure"),
    "source": ("来源", "Source"),
    "page_of": ("第{page}页，共{pages}页", "Page {page} of {pages}"),
}
