from __future__ import annotations

from analysis.present.specification import fitted


def test_a_long_title_is_broken_between_words() -> None:
    lines = fitted("The largest source is the general public budget: 7,734.64\u202f万元, 71.56% of the total", 62)
    assert len(lines) == 2
    assert any("7,734.64\u202f万元," in line for line in lines)
    assert "".join(fitted("甲" * 100 + "。", 62)) == "甲" * 100 + "。"
    assert not any(line.startswith("。") for line in fitted("甲" * 62 + "。" + "乙" * 30, 62))
