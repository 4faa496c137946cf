"""The comparison of two builds sees every figure that changed, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.pages import differences, figures, main

PAGE = (
    '<h1>甲局 <data value="2026">2026</data></h1><p>In all <data value="-1.5" data-how="[a#b]" title="x">−1.50</data>'
    '<span lang="zh">万元</span></p><table><td><data value="3">3.00</data></td><td><data value="4">4.00</data></td>'
    "</table>"
)


def folders(root: Path, old: dict[str, str], new: dict[str, str]) -> tuple[Path, Path]:
    for name, pages in (("old", old), ("new", new)):
        (root / name).mkdir()
        for place, html in pages.items():
            (root / name / place).parent.mkdir(parents=True, exist_ok=True)
            (root / name / place).write_text(html, encoding="utf-8")
    return root / "old", root / "new"


def test_headings_and_figures_in_their_order() -> None:
    assert figures(PAGE) == [("", "甲局 2026"), ("-1.5", "−1.50"), ("3", "3.00"), ("4", "4.00")]


def test_another_source_or_other_words_are_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again = PAGE.replace('data-how="[a#b]" title="x"', 'data-row="1"').replace("In all", "Altogether")
    old, new = folders(tmp_path, {"zh/a.html": PAGE}, {"zh/a.html": again, "data/a.csv": "1"})
    assert list(differences(old, new)) == []
    assert main([str(old), str(new)]) == 0
    assert capsys.readouterr().out == "the same figures on every page\n"


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        ("−1.50", "−1.5", "-1.5\t−1.5"),
        ('value="-1.5"', 'value="-1.51"', "-1.51\t−1.50"),
        ('"3">3.00', '"3">3.01', "3\t3.01"),
        ("甲局", "乙局", "\t乙局 2026"),
        ('<data value="4">4.00</data>', "4.00", ""),
    ],
)
def test_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str], was: str, now: str, line: str) -> None:
    old, new = folders(tmp_path, {"zh/a.html": PAGE, "b.html": PAGE}, {"zh/a.html": PAGE.replace(was, now, 1)})
    found = list(differences(old, new))
    assert found[0] == f"b.html: only in {old}"
    assert "--- zh/a.html" in found
    assert [row for row in found if row.startswith("+") and row != "+++ zh/a.html"] == ([f"+{line}"] if line else [])
    assert sum(row.startswith("-") and row != "--- zh/a.html" for row in found) == 1
    assert main([str(old), str(new)]) == 1
    assert "zh/a.html" in capsys.readouterr().out


def test_a_call_that_can_not_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == main([str(tmp_path), str(tmp_path / "nowhere")]) == 2
    assert "python -m support.pages OLD NEW" in capsys.readouterr().err
