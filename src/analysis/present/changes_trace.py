"""Figures of a comparison with the base year, each with its place in the document or its formula, in words."""

from __future__ import annotations

from decimal import Decimal

from analysis.disclosure import Disclosure
from analysis.present import vocabulary
from analysis.present.answers import RESIDUAL, Answer, Change
from analysis.present.phrases import Chinese, Figure, Lang, Phrase, amount, of, percent, say
from analysis.present.trace import Trace


class ChangesTrace(Trace):
    """Figures of an answer on changes as `Figure`s that know their source, in one language."""

    def __init__(self, answer: Answer, disclosure: Disclosure | None, lang: Lang) -> None:
        super().__init__(disclosure, lang)
        self.answer = answer

    # --- names ------------------------------------------------------------------------

    def name(self, row: Change) -> str:
        """What the row's subject is called in a sentence; without a name of ours, as the document calls it."""
        known = vocabulary.subject(self.answer.stands_for(row), self.lang, row.measure)
        return known or self._label(row)

    def heading(self, row: Change) -> Phrase:
        """The name at the head of a table's row: in English with the Chinese term beside it."""
        subject = self.answer.stands_for(row)
        term = vocabulary.subject(subject, "zh", row.measure) or self._label(row)
        if self.lang == "zh":
            return of(term)
        known = vocabulary.subject(subject, "en", row.measure).removeprefix("the ")
        return say("{name} {term}", name=vocabulary.capital(known), term=Chinese(term)) if known else of(Chinese(term))

    def _label(self, row: Change) -> str:
        held = [self.row(ref) for ref in (row.change_ref or "").split()]
        labels = [row["label"] for row in held if row is not None and "label" in row]
        return next((str(label) for label in labels if label), row.subject.replace("_", " "))

    # --- figures of a row ------------------------------------------------------------

    def current(self, row: Change) -> Figure | None:
        """This year's figure."""
        return _figure(row.current, row.current_ref or "", self.places(row.current_ref))

    def base(self, row: Change) -> Figure | None:
        """The base year's figure."""
        ref = row.change_ref if row.base_origin == "stated" and row.change_ref else f"{row.name}/base"
        return _figure(row.base, ref, self._of_base(row))

    def change(self, row: Change, *, bare: bool = False) -> Figure | None:
        """The change; `bare` without its sign, where a word says the direction."""
        stated = row.base_origin in ("implied", "stated") and row.change_ref
        ref = row.change_ref if stated and row.change_ref else f"{row.name}/change"
        figure = _figure(row.change, ref, self._of_change(row), signed=not bare)
        return _bare(figure) if figure and bare else figure

    def pct(self, row: Change, *, bare: bool = False) -> Figure | None:
        """The change in percent; `bare` without its sign."""
        if row.change_pct is None:
            return None
        shown = percent(abs(row.change_pct) if bare else row.change_pct, signed=not bare)
        return Figure(row.change_pct, shown, f"{row.name}/change_pct", self._of_pct(row))

    def contribution(self, row: Change) -> Figure | None:
        """The row's part of the total's change, in percentage points."""
        if row.contribution_pp is None:
            return None
        total = self.answer.total
        source = ""
        if total is not None and total.base is not None and row.change is not None:
            source = f"{amount(row.change)} ÷ {amount(total.base)} × 100"
        shown = percent(row.contribution_pp, signed=True, mark="")
        return Figure(row.contribution_pp, shown, f"{row.name}/contribution_pp", source)

    def end(self, row: Change, column: str) -> Figure | None:
        """One end of an interval, by its column: base_low, change_pct_high ..."""
        value: Decimal | None = getattr(row, column)
        if value is None:
            return None
        shown = percent(value, signed=True, decimals=4) if "pct" in column else amount(value)
        return Figure(
            value, shown, f"{row.name}/{column}", self.pick("印刷取整留下的余地", "what the printed rounding leaves")
        )

    def stated_pct(self, row: Change) -> Figure | None:
        """The percentage that the document states."""
        if row.stated_change_pct is None:
            return None
        shown = percent(row.stated_change_pct, signed=True)
        return Figure(row.stated_change_pct, shown, row.change_ref or "", self.places(row.change_ref))

    # --- how a figure is computed -------------------------------------------------------

    def _of_base(self, row: Change) -> str:
        places = self.places(row.change_ref)
        if row.base_origin == "implied" and row.current is not None and row.change is not None:
            formula = f"{amount(row.current)} − ({amount(row.change, signed=True)})"
            return _with(
                self.pick(f"{formula}，由文件所述变动反推", f"{formula}, implied by the stated change"), places
            )
        if row.base_origin == "residual":
            total = self.answer.total
            if total is None or total.base is None:
                return self.pick("差额", "what is left")
            others = [r.base for r in self.answer.sources if r.subject != RESIDUAL and r.base is not None]
            formula = " − ".join(amount(value) for value in (total.base, *others))
            return self.pick(f"{formula}，即差额", f"{formula}: what is left")
        if row.base_origin == "published":
            return self.pick(f"{row.base_year}年的公开文件", f"the published budget of {row.base_year}")
        return places

    def _of_change(self, row: Change) -> str:
        if row.base_origin in ("implied", "stated") and (places := self.places(row.change_ref)):
            return places
        if row.current is None or row.base is None:
            return ""
        return f"{amount(row.current)} − {amount(row.base)}"

    def _of_pct(self, row: Change) -> str:
        if row.change is None or row.base is None:
            return ""
        parts = [f"{amount(row.change, signed=True)} ÷ {amount(row.base)}"]
        if row.change_pct_low is not None and row.change_pct_high is not None:
            low, high = (percent(end, signed=True, decimals=4) for end in (row.change_pct_low, row.change_pct_high))
            parts.append(self.pick(f"取整区间{low}至{high}", f"between {low} and {high} by rounding"))
        if row.stated_change_pct is not None:
            stated = percent(row.stated_change_pct, signed=True)
            parts.append(self.pick(f"文件所述{stated}", f"stated {stated}"))
        return self.pick("；", "; ").join(parts)


def _figure(value: Decimal | None, ref: str, source: str, *, signed: bool = False) -> Figure | None:
    return None if value is None else Figure(value, amount(value, signed=signed), ref, source)


def _bare(figure: Figure) -> Figure:
    return Figure(figure.value, amount(abs(figure.value)), figure.ref, figure.source)


def _with(words: str, places: str) -> str:
    return f"{words} ({places})" if places else words
