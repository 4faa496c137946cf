"""Where each figure of a dataset stands in its document: what is marked there is the figure, as another reader sees."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from analysis import schema
from analysis.originals import Original
from analysis.text import fold, whole
from support import published
from support.turns import first_ones, some

NONE_TO_MARK = ("持平", "一致", "不变")  # words that say a change of 0


@cache
def original(path: Path) -> Original:
    return published.read(path).original(path)


def rows(path: Path, table: schema.Schema) -> list[tuple[str, dict[str, Any]]]:
    frame = published.read(path).disclosure.frames()[table.name]
    return [(table.reference(row), row) for row in frame.iter_rows(named=True)]


def number(printed: str) -> Decimal:
    return Decimal(fold(printed).strip("-+△▲% ").replace(",", "").replace("\n", ""))


@published.needed
@pytest.mark.parametrize("path", published.documents("*"), ids=lambda path: path.stem)
def test_each_amount_is_marked_in_its_cell(path: Path) -> None:
    for ref, row in some(rows(path, schema.AMOUNTS)):
        spot = original(path).spot(f"{ref}#amount")
        assert spot is not None
        assert spot.marked is not None
        assert (spot.line.page, spot.line.line) == (row["page"], row["line"])
        assert " ".join(spot.line.cells[spot.marked].split()) == row["printed"]


@published.needed
@pytest.mark.parametrize("path", published.documents("*"), ids=lambda path: path.stem)
def test_each_stated_figure_is_marked_in_its_sentence(path: Path) -> None:
    for ref, row in some(rows(path, schema.STATEMENTS)):
        for column in ("value", "change", "change_pct", "base_value", "share_pct"):
            if row[column] is None or not row["line"]:
                continue
            spot = original(path).spot(f"{ref}#{column}")
            assert spot is not None
            if spot.marked is None:  # no figure says it
                assert row[column] == 0
            else:
                assert number(spot.line.cells[spot.marked]) == abs(row[column])


@published.needed
@pytest.mark.parametrize("path", published.documents("*"), ids=lambda path: path.stem)
def test_each_promised_number_is_marked_in_its_target(path: Path) -> None:
    for ref, row in rows(path, schema.INDICATORS):
        if row["value"] is not None and not row["uncertain"]:
            spot = original(path).spot(f"{ref}#value")
            assert spot is not None
            assert spot.marked is not None
            assert row["target"] in whole(spot.line.cells[spot.marked]) or spot.line.cells[spot.marked] in row["target"]


@published.needed
@pytest.mark.parametrize("path", first_ones(published.documents("*.pdf"), 2), ids=lambda path: path.stem)
def test_a_box_on_the_page_holds_the_figure(path: Path) -> None:
    """As another reader of PDFs finds the letters there, on every page as it is shown."""
    held: dict[str, list[tuple[Any, str]]] = {}
    for name in original(path).cells:
        spot = original(path).spot(name)
        if name.startswith(("amounts", "statements")) and spot is not None and spot.marked is not None:
            held.setdefault(spot.line.page or "", []).append((spot.box, spot.line.cells[spot.marked]))
    assert len(held) > 5
    with pdfplumber.open(path) as pdf:
        for number_, spots in held.items():
            page = pdf.pages[int(number_) - 1]
            for box, printed in some(dict.fromkeys(spots)):
                left, top, right, bottom = (
                    float(share) * float(side) / 10_000
                    for share, side in zip(box, (page.width, page.height) * 2, strict=True)
                )
                inside = [
                    char["text"]
                    for char in page.chars
                    if left - 1 <= (char["x0"] + char["x1"]) / 2 <= right + 1
                    and top - 1 <= (char["top"] + char["bottom"]) / 2 <= bottom + 1
                ]
                assert "".join(printed.split()) in "".join("".join(inside).split())
