"""Figures of a comparison with the base year, each with its place in the document or its formula, in words."""

from __future__ import annotations

from decimal import Decimal

from analysis.disclosure import Disclosure
from analysis.present import vocabulary
from analysis.present.answers import RESIDUAL, Answer, Change
from analysis.present.formula import Formula, Input, difference, percentage
from analysis.present.phrases import Chinese, Figure, Lang, Phrase, amount, of, percent, say
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
        held = [self.row(ref) for ref in (row.change_ref or "").split()]
        labels = [row["label"] for row in held if row is not None and "label" in row]
        return next((str(label) for label in labels if label), row.subject.replace("_", " "))

    # --- figures of a row ------------------------------------------------------------

    def current(self, row: Change) -> Figure | None:
        """This year's figure."""
        return None if row.current is None else self.printed(row.current, row.current_ref or "")

    def base(self, row: Change) -> Figure | None:
        """The base year's figure."""
        if row.base is None:
            return None
        ref, shown = f"{row.name}:base", amount(row.base)
        if row.base_origin == "stated" and row.change_ref:
            return self.printed(row.base, f"{row.change_ref}:base_value")
        if row.base_origin == "published" and row.change_ref and self.row(row.change_ref) is not None:
            return self.printed(row.base, row.change_ref)
        if row.base_origin == "published":
            words = self.pick(f"{row.base_year}年的公开文件", f"the published budget of {row.base_year}")
            return Figure(row.base, shown, ref, words, dataset=self.id)
        if row.base_origin == "residual" and (rest := self._residual()) is not None:
            return self.computed(row.base, shown, rest, ref, [self.pick("即差额", "what is left")])
        current, change = self.operand(row, "current"), self.operand(row, "change")
        if current is None or change is None:
            return Figure(row.base, shown, ref, dataset=self.id)
        note = self.pick("由文件所述变动反推", "implied by the stated change")
        return self.computed(row.base, shown, difference(current, change), ref, [note])

    def change(self, row: Change, *, bare: bool = False) -> Figure | None:
        """The change; `bare` without its sign, where a word says the direction."""
        if row.change is None:
            return None
        shown = amount(abs(row.change)) if bare else amount(row.change, signed=True)
        refs = [f"{ref}:change" for ref in (row.change_ref or "").split() if row.base_origin == "implied"]
        inputs = self.inputs(" ".join(refs))
        if row.base_origin == "implied" and len(inputs) == len(refs) and self.making(row.change, inputs) is not None:
            return self.printed(row.change, " ".join(refs), shown)
        current, base = self.operand(row, "current"), self.operand(row, "base")
        if current is None or base is None:
            return Figure(row.change, shown, f"{row.name}:change", dataset=self.id)
        return self.computed(row.change, shown, difference(current, base), f"{row.name}:change")

    def pct(self, row: Change, *, bare: bool = False) -> Figure | None:
        """The change in percent; `bare` without its sign."""
        if row.change_pct is None:
            return None
        shown, ref = percent(abs(row.change_pct) if bare else row.change_pct, signed=not bare), f"{row.name}:change_pct"
        change, base = self.operand(row, "change"), self.operand(row, "base")
        if change is None or base is None:
            return Figure(row.change_pct, shown, ref, dataset=self.id)
        return self.computed(row.change_pct, shown, percentage(change, base), ref, self._on_pct(row))

    def contribution(self, row: Change) -> Figure | None:
        """The row's part of the total's change, in percentage points."""
        if row.contribution_pp is None:
            return None
        shown, ref, total = percent(row.contribution_pp, signed=True, mark=""), f"{row.name}:contribution_pp", None
        if self.answer.total is not None:
            total = self.operand(self.answer.total, "base")
        change = self.operand(row, "change")
        if total is None or change is None:
            return Figure(row.contribution_pp, shown, ref, dataset=self.id)
        return self.computed(row.contribution_pp, shown, percentage(change, total), ref)

    def end(self, row: Change, column: str) -> Figure | None:
        """One end of an interval, by its column: base_low, change_pct_high ..."""
        value: Decimal | None = getattr(row, column)
        if value is None:
            return None
        shown = percent(value, signed=True, decimals=4) if "pct" in column else amount(value)
        words = self.pick("印刷取整留下的余地", "what the printed rounding leaves")
        return Figure(value, shown, f"{row.name}:{column}", words, dataset=self.id)

    def stated_pct(self, row: Change) -> Figure | None:
        """The percentage that the document states."""
        if row.stated_change_pct is None:
            return None
        shown, ref = percent(row.stated_change_pct, signed=True), f"{row.change_ref}:change_pct"
        if self.input(ref) is not None:
            return self.printed(row.stated_change_pct, ref, shown)
        words = self.pick("文件所述", "stated in the document")
        return Figure(row.stated_change_pct, shown, f"{row.name}:stated_change_pct", words, dataset=self.id)

    # --- how a figure is computed -------------------------------------------------------

    def place(self, ref: str, *, titled: bool = True) -> str:
        """One place of the document; of a base-year figure how it is known."""
        row = next((row for row in self.answer.rows if ref == f"{row.name}:base"), None)
        figure = None if row is None else self.base(row)
        if figure is None:
            return super().place(ref, titled=titled)
        return self.pick("；", "; ").join(figure.source.split("\n")[:2])

    def operand(self, row: Change, column: str) -> Input | None:
        """A figure of the row as an operand: the document's own where one row prints it, else the answer's."""
        value: Decimal | None = getattr(row, column)
        published = row.change_ref or "" if row.base_origin == "published" else ""
        stated = "" if published else f"{row.change_ref}:change"
        printed = {"current": row.current_ref or "", "change": stated, "base": published}[column]
        if " " not in printed and (found := self.input(printed)) is not None and found.value == value:
            return found
        return self.input(f"{row.name}:{column}", value)

    def _residual(self) -> Formula | None:
        """What the known sources leave of the total of the base year."""
        total = self.answer.total
        rows = [row for row in self.answer.sources if row.subject != RESIDUAL and row.base is not None]
        inputs = [found for row in (total, *rows) if row is not None and (found := self.operand(row, "base"))]
        return difference(*inputs) if total is not None and inputs else None

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
