"""What pages in English call the document's names and promises, and that no English name is of something else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analysis import about, load
from analysis.catalog import Catalog, data_folder
from analysis.present import audit
from analysis.present.phrases import of
from analysis.present.sentences import word

IDS = [entry.id for entry in Catalog(data_folder()).entries]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    about(load("322-2026"), "en")
    yield
    about(None, "zh")


@pytest.mark.parametrize("id", IDS)
def test_every_english_name_is_of_something_in_its_dataset(id: str) -> None:
    folder = data_folder() / id
    held = "".join(
        path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.name not in ("names.csv",)
    )
    assert [name for name in load(id).names if name not in held.replace('""', '"')] == []


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("≥50万人次", "≥500,000 visits"),
        ("≥0.8万人", "≥8,000 people"),
        ("1次", "1 time"),
        ("≥20个※", "≥20※"),
        ("≤73.93元/平方米", "≤CNY\u202f73.93 per m²"),
        ("50万元/站", "CNY\u202f500,000 per station"),
        ("造价咨询总成本; 项目管理总成本", "Cost consultancy: total cost; Project management: total cost"),
        ("年观众接待量", "Visitors received in the year"),
        (
            "社会保障和就业支出-行政事业单位养老支出",
            "Social security and employment – Pensions of administrative bodies and public institutions",
        ),
        ("9月31日", "9月31日"),  # what is none is as printed
        ("每月15日前", "每月15日前"),
    ],
)
def test_what_english_pages_call_it(printed: str, said: str) -> None:
    assert str(of(word(printed))) == said
    about(load("322-2026"), "zh")
    assert str(of(word(printed))).replace("；", "; ") == printed


def test_two_names_of_one_thing_stay_as_printed() -> None:
    names = {"form": "科技馆运行费-水费电费取暖费", "table": "科技馆运行费-水电电费取暖费"}
    said = str(audit.sentence("project_named_two_ways", names, "en", called=word))
    assert all(name in said for name in names.values())
