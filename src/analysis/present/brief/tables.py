"""The brief of one page: eight lines, and what to read next.

Takes all answers of `analysis.measures.answers.answers`, the Disclosure that they are about, and the language.
"""

from __future__ import annotations

from analysis.disclosure import Disclosure
from analysis.measures.answers import Answers
from analysis.present import vocabulary
from analysis.present.brief import wording
from analysis.present.html import Block, listing, section
from analysis.present.parts import part, source
from analysis.present.phrases import Link, Phrase, language


def message(answers: Answers, disclosure: Disclosure, lang: str = "zh", before: Disclosure | None = None) -> Block:
    """The budget in one headline and eight lines, each with the page that it is from."""
    traces = wording.Traces(answers, disclosure, language(lang), before)
    title = wording.headline(traces)
    points = listing(list(wording.lines(traces)), "points")
    return section("message", traces.lang, parts=[Block(f"<h1>{title.html()}</h1>", str(title)), points])


def further(answers: Answers, disclosure: Disclosure, lang: str = "zh") -> Block:
    """The other pages on this budget, and the document that all figures are from."""
    trace = wording.Traces(answers, disclosure, language(lang)).any
    pages = [
        Phrase((Link(vocabulary.pick(title, trace.lang), name),))
        for name, title in vocabulary.NOTEBOOKS.items()
        if name != "brief"
    ]
    return part("further", trace, listing(pages), listing([source(trace, disclosure.metadata)]))
