"""Figures of a comparison with the base year, each with its place in the document or its formula, in words."""

from __future__ import annotations

from decimal import Decimal

from analysis.disclosure import Disclosure
from analysis.present import vocabulary
from analysis.present.answers import Answer, Change
from analysis.present.phrases import Chinese, Lang, Phrase, Shown, amount, of, percent, say
from analysis.present.trace import Trace


class ChangesTrace(Trace):
    """Figures of an answer on changes as `Figure`s that know their source, in one language."""

    def __init__(
        self, answer: Answer, disclosure: Disclosure | None, lang: Lang, before: Disclosure | None = None
    ) -> None:
        super().__init__(disclosure, lang, (before,))
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
        stated = self.row(f"statements/{row.statement}")
        return str((stated or {}).get("label") or row.subject.replace("_", " "))

    # --- figures of a row ------------------------------------------------------------

    def current(self, row: Change) -> Shown | None:
        """This year's figure."""
        return self.told(row.row, "current")

    def base(self, row: Change) -> Shown | None:
        """The base year's figure."""
        notes = {
            "implied": self.pick("由文件所述变动反推", "implied by the stated change"),
            "residual": self.pick("即差额", "what is left"),
        }
        note = notes.get(row.base_origin or "")
        return self.told(row.row, "base", notes=[note] if note else ())

    def change(self, row: Change, *, bare: bool = False) -> Shown | None:
        """The change; `bare` without its sign, where a word says the direction."""
        if row.change is None:
            return None
        return self.told(row.row, "change", amount(abs(row.change)) if bare else amount(row.change, signed=True))

    def pct(self, row: Change, *, bare: bool = False) -> Shown | None:
        """The change in percent; `bare` without its sign."""
        if row.change_pct is None:
            return None
        shown = percent(abs(row.change_pct) if bare else row.change_pct, signed=not bare)
        return self.told(row.row, "change_pct", shown, self._on_pct(row))

    def contribution(self, row: Change) -> Shown | None:
        """The row's part of the total's change, in percentage points."""
        if row.contribution_pp is None:
            return None
        return self.told(row.row, "contribution_pp", percent(row.contribution_pp, signed=True, mark=""))

    def end(self, row: Change, column: str) -> Shown | None:
        """One end of an interval, by its column: base_low, change_pct_high ..."""
        value: Decimal | None = getattr(row, column)
        if value is None:
            return None
        shown = percent(value, signed=True, decimals=4) if "pct" in column else amount(value)
        words = self.pick("印刷取整留下的余地", "what the printed rounding leaves")
        return Shown(value, shown, source=words, dataset=self.id, ref=f"{row.name}#{column}")

    def stated_pct(self, row: Change) -> Shown | None:
        """The percentage that the document states."""
        if row.stated_change_pct is None:
            return None
        return self.told(row.row, "stated_change_pct", percent(row.stated_change_pct, signed=True))

    def _on_pct(self, row: Change) -> list[str]:
        """What rounding leaves of a percentage, and whether the stated one agrees."""
        said = []
        if row.change_pct_low is not None and row.change_pct_high is not None:
            low, high = (percent(end, signed=True, decimals=4) for end in (row.change_pct_low, row.change_pct_high))
            said.append(self.pick(f"取整区间{low}至{high}", f"between {low} and {high} by rounding"))
        if row.stated_change_pct is not None:
            stated = percent(row.stated_change_pct, signed=True)
            verdict = vocabulary.pick(vocabulary.VERDICTS[row.verdict or "unstated"], self.lang)
            said.append(self.pick(f"文件所述{stated}：{verdict}", f"stated {stated}: {verdict}"))
        return said
