"""What a reader can do on a page, in words: for the scripts of the page, which hold none of their own."""

from __future__ import annotations

from analysis.metadata import Metadata
from analysis.present import vocabulary
from analysis.present.phrases import Lang
from analysis.text import printable

_WORDS: dict[str, tuple[str, str]] = {
    "source": ("这个数从哪里来", "Where this figure comes from"),
    "close": ("关闭", "Close"),
    "copy": ("复制引用", "Copy a citation"),
    "copied": ("已复制：{format}", "Copied: {format}"),
    "text": ("文本", "Text"),
    "markdown": ("Markdown", "Markdown"),
    "bibtex": ("BibTeX", "BibTeX"),
    "dataset": ("数据集{dataset}：{how}", "Dataset {dataset}: {how}"),
    "computed": ("由下列各数算出", "Computed"),
    "search": ("在本页查找", "Find on this page"),
    "found": ("{n}处", "{n} found"),
    "filter": ("筛选各行", "Filter rows"),
    "rows": ("{n}行，共{all}行", "{n} of {all} rows"),
    "sort": ("按“{column}”排序", "Sort by {column}"),
    "levels": ("显示到", "Show down to"),
    "base": ("上年数", "Base year’s figures"),
    "known": ("最可靠的", "the best known"),
    "implied": ("只用反推的", "implied only"),
    "stated": ("只用文件所述的", "stated only"),
    "project": ("选一个项目", "Pick a project"),
    "all": ("全部项目", "All projects"),
    "chart": ("图", "Chart"),
}
#: A figure's citation by format. {figure} is what the page shows with its unit, {place} where it is from in one line.
_CITATIONS: dict[str, tuple[str, str]] = {
    "text": (
        "<publisher>：《<title>》，<year>。<figure>：<place>。数据集<dataset>（SHA-256 <sha>），"
        "budget-briefs <version>。",
        "<publisher>, <title>, <year>. <figure>: <place>. Dataset <dataset> (SHA-256 <sha>), budget-briefs <version>.",
    ),
    "markdown": (
        "**<figure>**（<place>），<publisher>：*<title>*，<year>。数据集 `<dataset>`，SHA-256 `<sha>`，"
        "budget-briefs <version>。",
        "**<figure>** (<place>), <publisher>, *<title>*, <year>. Dataset `<dataset>`, SHA-256 `<sha>`, "
        "budget-briefs <version>.",
    ),
    "bibtex": (
        "@misc{<key>,\n  author = {{<publisher>}},\n  title = {<title>},\n  year = {<year>},\n"
        "  note = {<figure>: <place>. Dataset <dataset>, SHA-256 <sha>, budget-briefs <version>}\n}",
    )
    * 2,
}


def words(metadata: Metadata, version: str, lang: Lang) -> dict[str, object]:
    """The words of a page's scripts, and of the citations that they make, with the document filled in."""
    source = metadata.source
    known = {
        "publisher": printable(source.publisher),
        "title": printable(source.title),
        "year": str(source.year),
        "dataset": metadata.id,
        "sha": source.sha256,
        "version": version,
    }
    citations = {name: vocabulary.pick(pair, lang) for name, pair in _CITATIONS.items()}
    return {
        "lang": lang,
        "words": {name: vocabulary.pick(pair, lang) for name, pair in _WORDS.items()},
        "citations": citations,
        "document": known,
    }
