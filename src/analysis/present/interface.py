"""The words of buttons and panels, for the scripts of a page, which hold none of their own."""

from __future__ import annotations

from analysis.metadata import Metadata
from analysis.present import messages
from analysis.present.phrases import Lang
from analysis.text import printable

#: A citation for BibTeX, in every language; the others are in the catalogs, {figure} is what the page shows.
_BIBTEX = (
    "@misc{<key>,\n  author = {{<publisher>}},\n  title = {<title>},\n  year = {<year>},\n"
    "  note = {<figure>: <place>. Dataset <dataset>, SHA-256 <sha>, budget-briefs <version>}\n}"
)


def words(metadata: Metadata, version: str, lang: Lang) -> dict[str, str | dict[str, str]]:
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
    citations = {**messages.words("citations", lang), "bibtex": _BIBTEX}
    return {
        "lang": lang,
        "words": messages.words("controls", lang),
        "citations": citations,
        "document": known,
    }
