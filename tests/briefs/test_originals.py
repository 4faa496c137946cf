"""Pages on budgets whose documents were kept: pieces of the original, the pictures beside them, and neither without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis import templates
from analysis.briefs import plan as plans
from analysis.briefs import publish
from analysis.briefs.inputs import Inputs
from analysis.briefs.steps import planned
from analysis.ingest import batch
from support.datasets import Plan, dataset
from support.formats import as_pdf
from support.writer import Layout, write

SMALL = Plan(seed=5, units=1, classes=2, projects=2, forms=1, department_form=False)


@pytest.fixture(scope="module")
def text() -> str:
    return write(dataset(SMALL), templates.load("shanxi"), Layout(heading=""))


@pytest.fixture(scope="module")
def data(text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    (folder / "budget.pdf").write_bytes(as_pdf(text))
    (folder / "budget.txt").write_text(text, encoding="utf-8")
    batch.take(folder / "budget.pdf", folder / "data", id="printed-2025")
    batch.take(folder / "budget.txt", folder / "data", id="written-2025")
    batch.take(folder / "budget.txt", folder / "data", id="bare-2025", keep=False)
    return folder / "data"


@pytest.fixture(scope="module")
def built(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    assert publish.build(plan(data), out, jobs=2).failures == []
    return out


def plan(data: Path, **more: object) -> plans.Plan:
    return plans.make([], data=data, names=["quality"], langs=("zh",), **more)  # type: ignore[arg-type]


def page(built: Path, id: str) -> str:
    return (built / id / "zh" / "quality.html").read_text(encoding="utf-8")


def pieces(html: str) -> dict[str, str]:
    held = html.partition('<template id="bb-originals">')[2].partition("</template>")[0]
    return dict(re.findall(r'<div data-cell="([^"]*)">(.*?)</div>', held, re.DOTALL))


def test_pictures_lie_beside_the_pages(built: Path) -> None:
    there = sorted(path.name for path in (built / "printed-2025" / "original").iterdir())
    html = page(built, "printed-2025")
    shown = set(re.findall(r'href="\.\./original/(\d+\.png)"', html))
    assert shown
    assert shown <= set(there)
    assert "img-src &#39;self&#39; data:;" in html
    assert not list(built.glob("*/original/*"))[len(there) :]


def test_a_figure_of_a_pdf_is_framed_on_its_page(built: Path) -> None:
    found = pieces(page(built, "printed-2025"))
    assert len(found) > 20
    assert all(piece.count("<rect ") == 1 and "viewBox=" in piece for piece in found.values())


def test_a_figure_of_a_text_is_marked_in_its_row_or_sentence(built: Path) -> None:
    found = pieces(page(built, "written-2025"))
    assert found.keys() == pieces(page(built, "printed-2025")).keys()
    rows = [piece for name, piece in found.items() if "#" in name and "<table>" in piece]
    assert rows
    assert all(piece.count("<mark>") == 1 for piece in rows)
    assert "<image" not in page(built, "written-2025")


def test_findings_show_their_place(built: Path) -> None:
    for id in ("printed-2025", "written-2025"):
        items = re.findall(r"<li>(?:(?!</li>).)*data-at=(?:(?!</li>).)*</li>", page(built, id), re.DOTALL)
        assert items
        assert all('<figure class="bb-original"' in item for item in items)


def test_without_the_document_nothing_is_shown(built: Path) -> None:
    html = page(built, "bare-2025")
    assert "bb-originals" not in html.partition("<body>")[2].partition("<script")[0]
    assert '<figure class="bb-original"' not in html
    assert "img-src data:;" in html


def test_pictures_are_made_once(built: Path, data: Path) -> None:
    assert {step.kind for step in planned(plan(data), built, inputs=Inputs())} == {"nothing"}
    (built / "printed-2025" / "original" / "1.png").unlink()
    again = [step for step in planned(plan(data), built, inputs=Inputs()) if step.kind != "nothing"]
    assert [(step.name, step.reasons) for step in again] == [("printed-2025 original", ("1.png is missing",))]
    assert publish.build(plan(data), built).ran == 1
    assert (built / "printed-2025" / "original" / "1.png").is_file()


def test_a_page_that_can_not_be_drawn_fails_alone(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.ingest.formats import apart

    monkeypatch.setattr(apart, "MOST_SECONDS", 0.01)
    built = publish.build(plan(data), tmp_path / "out", jobs=2)
    (failure,) = built.failures
    assert "printed-2025 original: document.pdf: a file that takes more than" in str(failure)
    assert (tmp_path / "out" / "printed-2025" / "zh" / "quality.html").is_file()
