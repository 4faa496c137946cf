"""The field's words, Chinese and English: what subjects, columns and origins are called."""

from __future__ import annotations

from dataclasses import replace

from analysis.present.answers import RESIDUAL
from analysis.present.phrases import THIN, Chinese, Figure, Lang, Phrase, of

#: subject -> its name in Chinese and in English.
SUBJECTS: dict[str, tuple[str, str]] = {
    "revenue_total": ("预算收入总计", "total revenue"),
    "expenditure_total": ("预算支出总计", "total expenditure"),
    "general_public_budget": ("一般公共预算", "the general public budget"),
    "government_funds": ("政府性基金预算", "government funds"),
    "state_capital": ("国有资本经营预算", "state capital operations"),
    "special_account": ("财政专户管理资金", "the special fiscal account"),
    "unit_funds": ("单位资金", "units’ own funds"),
    "carryover": ("上年结转", "carryover from earlier years"),
    RESIDUAL: ("其他各项来源合计", "all other sources together"),
    "general_public_expenditure": ("一般公共预算当年支出", "general public expenditure of the year"),
    "basic": ("基本支出", "basic expenditure"),
    "project": ("项目支出", "project expenditure"),
    "personnel": ("人员经费", "personnel"),
    "non_personnel": ("公用经费", "running costs"),
    "operating": ("机关运行经费", "operating expenses"),
    "three_public": ("“三公”经费", "the three public expenses"),
    "overseas": ("因公出国（境）费", "official travel abroad"),
    "reception": ("公务接待费", "official receptions"),
    "vehicles": ("公务用车购置及运行费", "official vehicles"),
    "vehicle_purchase": ("公务用车购置费", "the purchase of vehicles"),
    "vehicle_operation": ("公务用车运行维护费", "the running of vehicles"),
    "procurement": ("政府采购", "government procurement"),
    "procurement_goods": ("政府采购货物", "procurement of goods"),
    "procurement_works": ("政府采购工程", "procurement of works"),
    "procurement_services": ("政府采购服务", "procurement of services"),
}
_WITHOUT_CARRYOVER = {
    "revenue_total": ("当年预算（不含上年结转）", "the budget of the year, without carryover"),
    "expenditure_total": ("当年支出预算（不含上年结转）", "the expenditure of the year, without carryover"),
}

#: column -> its heading in Chinese and in English; {year} and {base_year} are filled in.
COLUMNS: dict[str, tuple[str, str]] = {
    "subject": ("项目", "Item"),
    "current": ("{year}年", "{year}"),
    "base": ("{base_year}年", "{base_year}"),
    "change": ("增减", "Change"),
    "change_pct": ("增减幅度", "Change, %"),
    "contribution_pp": ("贡献（百分点）", "Contribution, pp"),
    "base_origin": ("{base_year}年数来源", "Source of the {base_year} figure"),
    "verdict": ("与文件所述百分比核对", "Against the stated %"),
    "base_interval": ("{base_year}年数的区间", "{base_year}, from–to"),
    "change_interval": ("增减的区间", "Change, from–to"),
    "pct_interval": ("增减幅度的区间", "Change in %, from–to"),
    "stated_change_pct": ("文件所述", "Stated"),
}

ORIGINS: dict[str, tuple[str, str]] = {
    "published": ("公开文件", "published"),
    "stated": ("文件所述", "stated"),
    "implied": ("反推", "implied"),
    "residual": ("差额", "residual"),
}

VERDICTS: dict[str, tuple[str, str]] = {
    "exact": ("一致", "agrees"),
    "rounding": ("尾差内一致", "agrees within rounding"),
    "violated": ("不一致", "disagrees"),
    "unstated": ("文件未给出", "not stated"),
    "undefined": ("上年为0，无百分比", "undefined on 0"),
}

BASE_KINDS: dict[str, tuple[str, str]] = {
    "budget": ("预算数", "budget"),
    "outturn": ("执行数", "outturn"),
    "unstated": ("文件称“上年”，未写明是预算数还是执行数", "“the year before”, not said whether budget or outturn"),
}

#: The parts of the brief on changes, and the captions of its tables.
SECTIONS: dict[str, tuple[str, str]] = {
    "sure": ("有多确定", "How sure this is"),
    "sources": ("收入：按来源比较", "Revenue by source"),
    "revenue": ("收入", "Revenue"),
    "expenditure": ("支出：文件所述的变动", "Expenditure: the stated changes"),
    "running": ("机关运行经费和“三公”经费", "Operating expenses and the three public expenses"),
    "certainty": ("取整留下的余地", "What rounding leaves"),
    "intervals": ("每个数的区间", "The interval of each figure"),
    "method": ("方法和资料来源", "Method and source"),
}

#: The frame of a page.
PAGE: dict[str, tuple[str, str]] = {
    "kind": ("{year}年部门预算简报", "Budget brief {year}"),
    "pages": ("其他页面", "Other pages"),
    "index": ("目录", "All briefs"),
    "data": ("数据 CSV", "Data (CSV)"),
    "notebook": ("笔记本", "Notebook"),
    "source": ("来源：{publisher}《{title}》", "Source: {title}, published by {publisher}"),
    "built": ("数据集 {id}，由 budget-briefs {version} 生成。", "Dataset {id}, made by budget-briefs {version}."),
}
#: notebook -> the title of its brief.
NOTEBOOKS: dict[str, tuple[str, str]] = {"changes": ("与上年相比的变动", "Changes against the year before")}
LANGUAGES: dict[Lang, str] = {"zh": "中文", "en": "English"}

#: What a missing figure is shown as.
NOTHING = "—"


def pick(pair: tuple[str, str], lang: Lang) -> str:
    """The one of the two that is in `lang`."""
    return pair[0] if lang == "zh" else pair[1]


def section(name: str, lang: Lang) -> str:
    """The heading of a part of the brief."""
    return pick(SECTIONS[name], lang)


def subject(name: str, lang: Lang, measure: str = "total") -> str:
    """What a subject is called in a sentence; empty for one that has no name here."""
    pair = SUBJECTS.get(name)
    if measure == "current_year":
        pair = _WITHOUT_CARRYOVER.get(name, pair)
    return pick(pair, lang) if pair else ""


def column(name: str, lang: Lang, year: int | None = None, base_year: int | None = None) -> str:
    """A column's heading."""
    text = pick(COLUMNS[name], lang)
    if base_year is None:
        base_words = "上" if lang == "zh" else "year before"
        text = text.replace("{base_year}", base_words)
    return text.replace("{year}", str(year or "")).replace("{base_year}", str(base_year))


def money(figure: Figure | None, lang: Lang) -> Phrase:
    """The figure with its unit, on one line."""
    if figure is None:
        return of(NOTHING)
    return of(replace(figure, unit=("万元",) if lang == "zh" else (THIN, Chinese("万元"))))


def capital(text: str) -> str:
    """The text with a capital at its beginning; Chinese stays as it is."""
    return text[:1].upper() + text[1:]
