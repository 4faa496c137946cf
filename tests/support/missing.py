"""What a page says that a document does not give, and what it leaves out, held against the dataset itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import lxml.html

from analysis.columns import SOURCES
from analysis.disclosure import Disclosure
from analysis.measures.figures import Figures
from analysis.present import messages

#: Words of a page that say that something is not there, in either language.
_ABSENT = re.compile(
    "文件没有|没有印|未印|没有给|未给|未列|没有列|未说|没有说|没有写|不详|无法|不能比|没有可比|没有总|"
    "no performance|not print|n’t print|no table|prints no|not stat|not given|can.t be|no figure|no count|none given|"
    "none of the|says nothing|not known|unknown|no total",
    re.IGNORECASE,
)
#: Findings cite the place that they are about; their rules have tests of their own.
_CITED = re.compile(r"（第\d|第\d+行|\((?:lines?|pages?) ")
#: What a page says of money that can't be shared out, and infers, is no matter of what is printed.
_JUDGED = re.compile("无法分摊|be costed one by one|最后一年的标准|the last year’s rate")


def _unpriced(budget: Disclosure) -> set[str]:
    """The projects of which no indicator names a sum of money."""
    named = budget.indicators.filter(period="annual")
    priced = named.filter(named["unit"].str.contains("元") & named["value"].is_not_null())["project"]
    return set(named["project"].drop_nulls()) - set(priced.drop_nulls())


#: What is said to be missing, and whether the dataset bears it out; a page that says anything else fails.
_CHECKS: dict[str, Callable[[Disclosure, str], bool]] = {
    "没有项目绩效目标表|No performance-target": lambda budget, _: budget.projects.is_empty(),
    "推断科目的项目|function can be inferred": lambda budget, _: (
        budget.amounts["project"].null_count() == budget.amounts.height
    ),
    "没有印出项目的功能科目|No table prints a project’s": lambda budget, _: budget.amounts.drop_nulls(
        ["project", "function_code"]
    ).is_empty(),
    "其他来源负担后的差额|what the other sources leave": lambda budget, _: (
        Figures(budget).find("unit_funds", "expenditure", "basic") is None
    ),
    "没有给任何支出标价|price none of the project": lambda budget, _: (
        not budget.indicators["unit"].drop_nulls().str.contains("元/").any()
    ),
    "没有给出任何成本数额|no figure of cost: ": lambda budget, said: str(len(_unpriced(budget))) in said,
    "No figure of cost": lambda budget, said: any(name in said for name in _unpriced(budget)),
    "其余来源合计.*没有说明原因|which the document does not explain": lambda budget, _: (
        not set(SOURCES) <= set(budget.statements.drop_nulls("change")["subject"])
    ),
    "未给数额|No figure(?! of cost)": lambda budget, said: any(
        name in said for name in budget.indicators.filter(budget.indicators["value"].is_null())["level3"].drop_nulls()
    ),
    "在编人数|count of established": lambda budget, _: budget.department.filter(subject="staff").is_empty(),
    "离退休人员，人数|whom no count": lambda budget, _: budget.department.filter(subject="retirees").is_empty(),
    "未说明|None given": lambda budget, said: not _reasoned(budget, said),
    "文件未给出|Not stated": lambda budget, said: not _stated(budget, said),
}


def _of(said: str, subject: str) -> bool:
    """Whether a row of a table is about a subject."""
    names = (messages.word(subject, lang).removeprefix("the ").lower() for lang in ("zh", "en"))
    return any(said.lower().startswith(name) for name in names)


def _reasoned(budget: Disclosure, said: str) -> bool:
    held = budget.statements.join(budget.reasons.select("statement"), on="statement", how="semi")
    return any(_of(said, subject) for subject in held["subject"].drop_nulls().unique())


def _stated(budget: Disclosure, said: str) -> bool:
    return any(_of(said, subject) for subject in budget.statements.drop_nulls("change_pct")["subject"].drop_nulls())


def unfounded(html: str, budget: Disclosure, before: Disclosure | None, name: str) -> Iterator[str]:
    """What a page says is missing while the dataset holds it, and what it should have said and does not."""
    tree = lxml.html.document_fromstring(html).find(".//main")
    for code in tree.xpath(".//script | .//svg | .//pre"):
        code.drop_tree()
    told = {Decimal(figure.get("value")) for figure in tree.iter("data")}
    for element in tree.iter("p", "li", "tr", "h1", "h2", "caption", "summary"):
        said = " ".join(element.text_content().split())
        if not _ABSENT.search(said) or _CITED.search(said) or _JUDGED.search(said):
            continue
        checks = [check for words, check in _CHECKS.items() if re.search(words, said)]
        if not checks:
            yield f"says that something is missing, and nothing holds that against the dataset: {said[:80]}"
        elif not all(check(budget, said) for check in checks):
            yield f"the dataset holds what is said to be missing: {said[:80]}"
    yield from (f"does not say {missed}" for missed in _missed(budget, before, name, told))


def _missed(budget: Disclosure, before: Disclosure | None, name: str, told: set[Decimal]) -> Iterator[str]:
    own, past = Figures(budget), None if before is None else Figures(before)
    total = own.find("revenue_total", "revenue")
    if name in ("brief", "changes") and total is not None and total.value not in told:
        yield f"the total, {total.value}"
    for subject in ("revenue_total", "operating", "three_public") if name == "changes" else ():
        flow = "revenue" if subject == "revenue_total" else "expenditure"
        now, then = own.find(subject, flow), past and past.find(subject, flow)
        if now is not None and then is not None and now.value - then.value not in told:
            yield f"what {subject} changed by: {then.value} to {now.value}"
