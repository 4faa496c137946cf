"""What `check` says: every kind of finding in both languages, and the report's shape."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import analysis.measures
from analysis import templates
from analysis.catalog import load
from analysis.measures.quality.findings import findings
from analysis.present import audit, messages
from support.datasets import Plan, dataset, second_department
from support.small import change, disclosure, statement
from support.turns import some

TEMPLATE = templates.load("shanxi")
RULES = Path(analysis.measures.__path__[0]) / "quality"


def test_every_kind_of_finding_has_a_sentence_in_both_languages():
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(RULES.glob("*_rules.py")))
    named = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', code))
    kinds = {kind for kind in named if kind in messages.findings("zh")}
    assert kinds >= set(re.findall(r'finding\(\s*"(\w+)"', code))
    for kind in messages.findings("zh"):
        zh, en = (messages.catalog(lang)[f"finding.{kind}.said"] for lang in messages.languages())
        assert set(re.findall(r"{(\w+)}", en)) <= set(re.findall(r"{(\w+)}", zh)), en
        assert zh.endswith("。")
        assert en.endswith(".")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_finding_of_the_committed_dataset_is_a_whole_sentence(lang):
    for row in some(findings(load("322-2026")).to_dicts()):
        said = str(audit.sentence(row["kind"], json.loads(row["figures"]), lang))
        assert "{" not in said
        assert "None" not in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_finding_of_made_up_departments_is_a_whole_sentence(lang):
    made = (second_department(), *(dataset(Plan(seed=seed, forms=6, projects=8)) for seed in range(6)))
    for row in some(row for data in made for row in findings(data).to_dicts()):
        said = str(audit.sentence(row["kind"], json.loads(row["figures"]), lang))
        assert not re.search(r"None|[{}\[\]]", said), said


def test_long_lists_are_cut_short():
    names = [f"指标{n} {n}次" for n in range(9)]
    figures = {"project": "甲", "only_term": names, "only_annual": []}
    chinese = str(audit.sentence("in_one_column_only", figures, "zh"))
    assert "指标5 5次等9项；只在年度：无。" in chinese
    assert "指标6" not in chinese
    assert "指标5 5次 and 3 more; year only: none." in str(audit.sentence("in_one_column_only", figures, "en"))


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (["amounts", "3"], "表3“单位资金”印作15万元，其余各数得出15.10万元，相差0.10万元"),
        (["statements", "二、收入"], "文字说明“单位资金”印作15万元"),
    ],
)
def test_a_coarse_figure_is_named_with_its_place_and_difference(place, said):
    figures = {"place": place, "label": "单位资金", "measure": "total", "money": "万元"}
    printed = {"figure": "15", "made": "15.1", "difference": "0.1"}
    figures |= {name: {"value": value, "how": "[amounts/1#amount]"} for name, value in printed.items()}
    assert said in str(audit.sentence("coarser_figure", figures, "zh"))
    fact = figures | {"fact": ["budget_by_use", "basic"]}
    assert "按方向的预算：基本支出印作15万元" in str(audit.sentence("coarser_fact", fact, "zh"))
    english = str(audit.sentence("coarser_figure", figures, "en"))
    assert "is printed as 15 万元, while the other figures give 15.10, 0.10 万元 apart" in english
    assert "  " not in english


def test_the_report_names_lines_and_both_languages():
    checked = audit.report(load("322-2026"), TEMPLATE)
    assert set(checked) == {"disclosure", "reconciliations", "findings"}
    assert {"id", "description", "left", "right", "difference", "tolerance", "verdict", "where"} <= set(
        checked["reconciliations"][0]
    )
    for row in some(checked["findings"]):
        assert {"id", "kind", "severity", "evidence", "amount_yuan", "message_zh", "message_en", "where"} == set(row)
        assert row["where"]
        assert all(place["line"] > 0 for place in row["where"])
    assert not audit.is_violated(checked)
    json.dumps(checked)


def test_a_fall_keeps_its_sign_in_words():
    parts = [statement("carryover", 2, parent=1, **change("-4.00"))]
    data = disclosure(
        statements=[statement("revenue_total", 1, label="预算收入总计", reason="given", **change("-10.00")), *parts]
    )
    checked = audit.report(data, TEMPLATE)
    assert "−10.00" in checked["findings"][0]["message_zh"]
    assert "−6.00" in checked["findings"][0]["message_en"]
    assert audit.lines(checked, "en")[0] == "x-2026: 0 reconciliations: 0 exact, 0 rounding, 0 violated"
