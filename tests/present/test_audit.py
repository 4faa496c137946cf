"""What `check` says: every kind of finding in both languages, and the report's shape."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import analysis.measures
from analysis import templates
from analysis.catalog import load
from analysis.measures.findings import findings
from analysis.present import audit
from support.small import change, disclosure, statement

TEMPLATE = templates.load("shanxi")
RULES = Path(analysis.measures.__path__[0])


def test_every_kind_of_finding_has_a_sentence_in_both_languages():
    code = "".join((RULES / name).read_text(encoding="utf-8") for name in ("document_rules.py", "form_rules.py"))
    named = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', code))
    kinds = {kind for kind in named if kind in audit.SENTENCES}
    assert kinds >= set(re.findall(r'Finding\(\s*"(\w+)"', code))
    for zh, en in audit.SENTENCES.values():
        assert set(re.findall(r"{(\w+)}", en)) <= set(re.findall(r"{(\w+)}", zh)), en
        assert zh.endswith("。")
        assert en.endswith(".")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_finding_of_the_committed_dataset_is_a_whole_sentence(lang):
    for row in findings(load("322-2026")).to_dicts():
        said = str(audit.sentence(row["kind"], json.loads(row["figures"]), lang))
        assert "{" not in said
        assert "None" not in said


def test_the_report_names_lines_and_both_languages():
    checked = audit.report(load("322-2026"), TEMPLATE)
    assert set(checked) == {"disclosure", "reconciliations", "findings"}
    assert {"id", "description", "left", "right", "difference", "tolerance", "verdict", "where"} <= set(
        checked["reconciliations"][0]
    )
    for row in checked["findings"]:
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
