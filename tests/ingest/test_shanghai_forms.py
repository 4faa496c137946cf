"""Performance-target forms of the Shanghai template: read as far as their layout proves itself, else reported."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.ingest import Ingested, ingest_bytes
from support.formats import FORMATS
from support.writer import Layout, write

DATA = Path(__file__).parents[2] / "data"
FORM = """财政项目支出绩效目标申报表
（2025年度）
项目名称\t社区文化活动经费\t\t\t
主管部门\t示例街道办事处\t实施单位\t示例街道社区文化中心\t
项目类别\t经常性项目\t计划完成日期\t2025-12-31\t
项目资金（元）\t年度资金总额：\t1,230,000\t\t
\t其中:财政资金\t1,200,000\t\t
\t其他资金\t30,000\t\t
年度绩效目标\t举办演出12场，服务居民3万人次。\t\t\t
绩效指标\t一级指标\t二级指标\t三级指标\t指标值
\t产出指标\t数量指标\t演出场次\t≥12场
\t\t质量指标\t演出完成率\t100%
\t效益指标\t社会效益指标\t受益居民\t≥3万人次
\t满意度指标\t服务对象满意度指标\t居民满意度\t≥90%
"""


def read(form: str, kind: str = "text") -> Ingested:
    disclosure = Disclosure.load(DATA / "上海市普陀区人民政府办公室-unit-2025")
    printed = write(disclosure, templates.load("shanghai"), Layout(heading="", contents=False))
    return ingest_bytes(FORMATS[kind](printed + "\n" + form), "budget")


@pytest.mark.parametrize("kind", FORMATS)
def test_a_form_of_one_column(kind: str) -> None:
    found = read(FORM, kind)
    (project,) = found.disclosure.projects.to_dicts()
    assert (project["project"], project["period"], project["nature"]) == ("社区文化活动经费", "annual", "经常性")
    assert project["budget_unit"] == "示例街道社区文化中心"
    assert project["total_yuan"] == Decimal(1230000)
    assert (project["local_yuan"], project["other_yuan"]) == (Decimal(1200000), Decimal(30000))
    assert not project["uncertain"]
    rows = found.disclosure.indicators.to_dicts()
    assert [(r["period"], r["level2"], r["level3"], r["target"]) for r in rows] == [
        ("annual", "数量指标", "演出场次", "≥12场"),
        ("annual", "质量指标", "演出完成率", "100%"),
        ("annual", "社会效益指标", "受益居民", "≥3万人次"),
        ("annual", "服务对象满意度指标", "居民满意度", "≥90%"),
    ]
    assert not any(row["uncertain"] for row in rows)
    mentions = [(m["field"], m["printed"]) for m in found.disclosure.mentions.to_dicts()]
    assert mentions == [("goal_annual", "12场"), ("goal_annual", "3万人次")]


def test_rows_that_the_template_does_not_know_are_reported() -> None:
    strange = FORM.replace("项目类别", "评审结论").replace("计划完成日期", "评审人")
    found = read(strange)
    said = [remark.text for remark in found.remarks if "not read" in remark.text]
    assert said == ["1 rows of the form are not read, the first of them: 评审结论 | 经常性项目 | 评审人 | 2025-12-31"]
