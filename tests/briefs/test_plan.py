"""What can be wrong with a call is found before anything runs, and the message says what there is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.briefs import notebooks as books
from analysis.briefs import plan as plans
from analysis.catalog import data_folder
from analysis.metadata import DatasetError

DATA = data_folder()


def write_notebook(folder: Path, name: str, parameters: str, *cells: str, about: str = "budget") -> Path:
    tagged = {"tags": ["parameters"]}
    sources = [(parameters, tagged), *((cell, {}) for cell in cells)]
    content: dict[str, Any] = {
        "cells": [
            {"cell_type": "code", "id": f"c{n}", "metadata": m, "source": s, "outputs": [], "execution_count": None}
            for n, (s, m) in enumerate(sources)
        ],
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            **({"budget_briefs": {"about": about}} if about else {}),
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def make(*ids: str, **options: Any) -> plans.Plan:
    return plans.make(ids, **({"data": DATA} | options))


def test_every_disclosure_notebook_and_language() -> None:
    plan = make()
    assert {(job.metadata.id, job.notebook.name, job.lang) for job in plan.jobs} >= {
        ("322-2026", "changes", "zh"),
        ("322-2026", "changes", "en"),
        ("322-2026", "structure", "zh"),
        ("322-2026", "quality", "en"),
    }
    assert len({job.page for job in plan.jobs} | {job.executed for job in plan.jobs}) == 2 * len(plan.jobs)


def test_places() -> None:
    (job,) = make("322-2026", langs=("en",), names=("changes",)).jobs
    assert job.page == Path("322-2026/en/changes.html")
    assert job.executed == Path("322-2026/en/changes.ipynb")


def test_parameters_have_a_folder_of_their_own() -> None:
    (job,) = make("322-2026", langs=("en",), values={"base_year": "2025"}, names=("changes",)).jobs
    assert job.parameters == {"base_year": 2025}
    assert job.page == Path("322-2026/base_year=2025/en/changes.html")


def test_a_parameter_at_its_default_is_none() -> None:
    (job,) = make("322-2026", langs=("en",), values={"base_year": "none"}, names=("changes",)).jobs
    assert job.parameters == {}


def test_a_parameter_is_given_to_the_notebooks_that_have_it(tmp_path: Path) -> None:
    write_notebook(tmp_path, "a", 'disclosure = "x"\nlang = "zh"\nyear = 1')
    write_notebook(tmp_path, "b", 'disclosure = "x"\nlang = "zh"')
    plan = make("322-2026", langs=("en",), values={"year": "2"}, folder=tmp_path)
    assert {job.notebook.name: (job.parameters, job.page.as_posix()) for job in plan.jobs} == {
        "a": ({"year": 2}, "322-2026/year=2/en/a.html"),
        "b": ({}, "322-2026/en/b.html"),
    }
    with pytest.raises(plans.PlanError, match="-p year=2: expected one of the notebook's parameters: none"):
        make("322-2026", names=["b"], values={"year": "2"}, folder=tmp_path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"names": ["nope"]}, r"--notebook nope: expected one of .*changes"),
        ({"values": {"nope": "1"}}, r"-p nope=1: expected one of .*base_year \(default None\)"),
        ({"values": {"base_year": "soon"}}, "-p base_year=soon: expected a whole number or none"),
        ({"values": {"base_year": "2019"}}, "expected a year that 322-2026 can be compared with: 2025"),
        ({"values": {"base_year": "2026"}}, "can be compared with: 2025$"),
        ({"values": {"lang": "zh"}}, "-p lang=zh: .*use --lang"),
        ({"values": {"disclosure": "x"}}, "-p disclosure=x: .*name it as ID"),
    ],
)
def test_what_does_not_fit(options: dict[str, Any], message: str) -> None:
    with pytest.raises(plans.PlanError, match=message):
        make("322-2026", **options)


def test_an_unknown_disclosure_names_those_there_are() -> None:
    with pytest.raises(DatasetError, match=r"there are .*322-2026"):
        make("nope")


def test_no_datasets(tmp_path: Path) -> None:
    with pytest.raises(plans.PlanError, match="no datasets"):
        make(data=tmp_path)


def test_a_path_is_an_id() -> None:
    plan = make(str(DATA / "322-2026"), data=Path())
    assert {job.data for job in plan.jobs} == {DATA.resolve()}


class TestParameters:
    def test_types_defaults_comments(self) -> None:
        year, lang, share, on = books.parameters(
            ['year: int | None = None  # a year\nlang = "zh"\nshare = 0.5\non = True  # switch', "x = []"][0]
        )
        assert (year.types, year.default, year.comment) == (("int", "None"), None, "a year")
        assert (lang.types, share.types, on.types) == (("str",), ("float",), ("bool",))
        assert [year.parse("2024"), year.parse("None"), lang.parse("7"), share.parse("1"), on.parse("false")] == [
            2024,
            None,
            "7",
            1.0,
            False,
        ]

    def test_a_value_that_does_not_fit(self) -> None:
        (on,) = books.parameters("on = True  # switch")
        with pytest.raises(plans.PlanError, match="-p on=perhaps: expected true or false: switch"):
            on.parse("perhaps")

    def test_a_notebook_says_what_it_is(self, tmp_path: Path) -> None:
        write_notebook(tmp_path, "plain", 'lang = "zh"', about="")
        write_notebook(tmp_path, "brief", 'disclosure = "a"\nlang = "zh"')
        write_notebook(tmp_path, "several", 'lang = "zh"', about="all")
        found = books.notebooks(tmp_path)
        assert {name: (one.is_panel, one.is_series) for name, one in found.items()} == {
            "brief": (False, False),
            "several": (True, False),
        }

    def test_what_it_says_has_to_be_known(self, tmp_path: Path) -> None:
        write_notebook(tmp_path, "brief", 'lang = "zh"', about="town")
        with pytest.raises(plans.PlanError, match="about is 'town': expected one of budget, department, all"):
            books.notebooks(tmp_path)
        write_notebook(tmp_path, "brief", "x = 1")
        with pytest.raises(plans.PlanError, match="no cell tagged parameters sets lang"):
            books.notebooks(tmp_path)

    def test_its_heading_is_its_title_and_notebooks_of_one_s_own_win(self, tmp_path: Path) -> None:
        known = books.notebooks(books.notebooks_folder())
        assert known["changes"].title == {"zh": "与上年相比的变动", "en": "Changes against the year before"}
        assert list(known)[:6] == ["brief", "execution", "changes", "structure", "costs", "quality"]
        write_notebook(tmp_path, "mine", 'lang = "zh"')
        write_notebook(tmp_path, "changes", 'lang = "en"')
        both = books.notebooks(books.notebooks_folder(), tmp_path)
        assert both["mine"].title == {"zh": "mine", "en": "mine"}
        assert both["changes"].path.parent == tmp_path

    def test_the_folder_of_one_s_own(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "notebooks").mkdir()
        (tmp_path / "deep" / "er").mkdir(parents=True)
        monkeypatch.chdir(tmp_path / "deep" / "er")
        assert books.own_folder() == tmp_path / "notebooks"
        monkeypatch.setenv(books.VARIABLE, str(tmp_path / "deep"))
        assert books.own_folder() == tmp_path / "deep"
        with pytest.raises(plans.PlanError, match="no folder of notebooks: name one by --notebooks"):
            books.own_folder(tmp_path / "none")

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "{}",
            "[]",
            '{"metadata": {"budget_briefs": {}}, "cells": '
            '[{"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": "("}]}',
        ],
    )
    def test_a_damaged_notebook(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "bad.ipynb").write_text(content)
        with pytest.raises(plans.PlanError, match=r"bad\.ipynb: not a notebook"):
            books.notebooks(tmp_path)


@pytest.mark.parametrize(
    ("values", "name"),
    [({}, ""), ({"b": 1, "a": "x"}, "a=x,b=1")],
)
def test_variant(values: dict[str, Any], name: str) -> None:
    assert plans.variant(values) == name


def test_no_two_variants_share_a_folder() -> None:
    names = {
        plans.variant({"a": value}) for value in ("../x", "..\\x", ".._x", "x" * 300, "x" * 301, "a/b", "a:b", "a b")
    }
    assert len(names) == 8
    assert all("/" not in name and len(name) <= 60 for name in names)


def test_the_wheel_s_notebooks_come_first() -> None:
    assert (books.notebooks_folder() / "changes.ipynb").is_file()
