"""A folder of made-up documents through the commands: read, checked, put into the panel and ranked, and again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from analysis import catalog, cli
from analysis.ingest import ingest
from analysis.measures.panel import store
from support import many

#: So many that each kind of damage and a department of several years are among them.
NUMBER, SEED = 12, 9


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[many.Made]]:
    folder = tmp_path_factory.mktemp("documents")
    return folder, many.fill(folder, NUMBER, SEED)


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str], list[str]]:
    """Exit code, and the lines of both streams; of the second those that a person must act on."""
    code = cli.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out.splitlines(), [line for line in err.splitlines() if line.startswith("budget-briefs: ")]


def computed(data: Path) -> tuple[pl.LazyFrame, list[str]]:
    """The stored panel, and the datasets that were read for it."""
    read: list[str] = []
    return store.stored(data, report=lambda name, total: read.append(name)), read


def test_what_is_made_is_as_it_was_drawn() -> None:
    made = list(many.documents(400))
    assert made[:NUMBER] == list(many.documents(NUMBER))
    assert len({one.id for one in made}) == 400
    assert {one.damage for one in made} == set(many.DAMAGES)
    good = sum(one.damage == "" for one in made) / 400
    assert 0.85 < good < 0.95
    projects = sorted(one.plan.projects for one in made)
    assert projects[200] < 18 < projects[-1]  # 322-2026 has eighteen, more than most
    years = Counter(Counter(one.plan.code for one in made).values())
    assert set(years) == set(many.YEARS)


def test_from_documents_to_a_ranking_and_again_only_what_changed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, documents: tuple[Path, list[many.Made]]
) -> None:
    folder, made = documents
    data = tmp_path / "data"
    cut = {one.file for one in made if one.damage == "cut"}
    assert cut
    code, out, said = call(capsys, "ingest", folder, "--into", data, "--jobs", "1")
    assert code == 1
    assert {line.split(": ")[1] for line in said[:-1]} == cut
    assert all(line.count(": ") >= 2 for line in said[:-1])
    assert said[-1] == f"budget-briefs: {len(cut)} of {NUMBER} documents refused, see above"
    taken = sorted(one.id for one in made if one.file not in cut)
    assert [entry.id for entry in catalog.entries(data)] == taken
    assert len(out) == len(taken)

    code, out, _ = call(capsys, "check", "--data", data)
    assert sum(": " in line and " reconciliations: " in line for line in out) == len(taken)
    damaged = [one.id for one in made if one.damage == "digits"]
    assert damaged
    violated = [line.partition(":")[0] for line in out if " reconciliations: " in line and " 0 violated" not in line]
    assert set(damaged) <= set(violated)
    assert code == 1

    panel, read = computed(data)
    assert read == taken
    ranked = panel.lazy().filter(dimension="budget", key="revenue_total/revenue/total", year=many.LAST).collect()
    assert sorted(ranked["disclosure"]) == [id for id in taken if id.endswith(f"-{many.LAST}")]

    assert call(capsys, "ingest", folder, "--into", data)[1] == []
    assert computed(data)[1] == []
    one = next(one for one in made if one.id in taken and one.plan.year < many.LAST)
    place = folder / one.file
    before = place.read_bytes()
    place.write_bytes(before + b"\n")
    try:
        code, out, _ = call(capsys, "ingest", folder, "--into", data, "--replace")
    finally:
        place.write_bytes(before)
    assert [line.partition(":")[0].rpartition("/")[2] for line in out] == [one.id]
    later = f"{one.plan.code}-{one.plan.year + 1}"
    assert computed(data)[1] == [id for id in (one.id, later) if id in taken]


def test_many_of_one_size_have_all_its_rows(tmp_path: Path) -> None:
    budget = catalog.load("322-2026")
    for name, content in many.alike(budget, 2, 120_000):
        (tmp_path / name).write_bytes(content)
        found = ingest(tmp_path / name).disclosure
        assert 115_000 < len(content) < 125_000
        assert f"{found.metadata.id}.txt" == name
        assert found.metadata.department != budget.metadata.department
        for table in ("amounts", "projects", "indicators", "mentions", "statements"):
            assert getattr(found, table).height == getattr(budget, table).height
