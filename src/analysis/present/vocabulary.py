"""The field's words, Chinese and English: what subjects, columns and origins are called."""

from __future__ import annotations

from dataclasses import replace

from analysis.present.answers import RESIDUAL
from analysis.present.phrases import THIN, Chinese, Lang, Phrase, Shown, of

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
    "fiscal": ("财政拨款", "treasury appropriations"),
    "business": ("事业收入", "business income of public institutions"),
    "business_operation": ("事业单位经营收入", "operating income of public institutions"),
    "education_fees": ("教育收费", "education fees"),
    "superior_subsidy": ("上级补助收入", "subsidies from the superior unit"),
    "subsidiaries_paid": ("附属单位上缴收入", "payments by subordinate units"),
    "used_surplus": ("使用非财政拨款结余", "surplus of other funds drawn on"),
    "opening_balance": ("年初结转和结余", "the opening balance"),
    "paid_to_superior": ("上缴上级支出", "payments to the superior unit"),
    "subsidiaries_subsidy": ("对附属单位补助支出", "subsidies to subordinate units"),
    "surplus_distribution": ("结余分配", "distribution of the surplus"),
    "closing_balance": ("年末结转和结余", "the closing balance"),
    "other_revenue": ("其他收入", "other income"),
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
    "meetings": ("会议费", "meetings"),
    "training": ("培训费", "training"),
    "vehicles": ("公务用车购置及运行费", "official vehicles"),
    "vehicle_purchase": ("公务用车购置费", "the purchase of vehicles"),
    "vehicle_operation": ("公务用车运行维护费", "the running of vehicles"),
    "procurement": ("政府采购", "government procurement"),
    "procurement_goods": ("政府采购货物", "procurement of goods"),
    "procurement_works": ("政府采购工程", "procurement of works"),
    "procurement_services": ("政府采购服务", "procurement of services"),
    "procurement_small_medium": ("面向中小企业预留的政府采购", "procurement reserved for small and medium firms"),
    "procurement_small_micro": ("预留给小微企业的政府采购", "procurement reserved for small and micro firms"),
    "forms_operating": ("其他运转类项目", "projects of operation (其他运转类)"),
    "forms_specific": ("特定目标类项目", "projects with a specific goal (特定目标类)"),
}
_WITHOUT_CARRYOVER = {
    "revenue_total": ("当年预算（不含上年结转）", "the budget of the year, without carryover"),
    "expenditure_total": ("当年支出预算（不含上年结转）", "the expenditure of the year, without carryover"),
}

#: column -> its heading in Chinese and in English; {year} and {base_year} are filled in.
COLUMNS: dict[str, tuple[str, str]] = {
    "subject": ("项目", "Item"),
    "part": ("科目或项目", "Item"),
    "kind_of_change": ("类别", "Kind"),
    "parts": ("个数", "Items"),
    "may_be": ("可能是", "It may be"),
    "names_current": ("{year}年的项目", "Projects of {year}"),
    "names_base": ("{base_year}年的项目", "Projects of {base_year}"),
    "confidence": ("名称相近程度", "Likeness of names"),
    "published_base": ("{base_year}年公开的预算", "Published in {base_year}"),
    "implied_base": ("{year}年文件所述", "As of {year}’s document"),
    "agrees": ("核对", "Do they agree"),
    "year": ("年度", "Year"),
    "growth_pct": ("比前一年（%）", "Growth, %"),
    "growth_per_year_pct": ("年均（%）", "Per year, %"),
    "real": ("{year}年价格", "In prices of {year}"),
    "real_growth_pct": ("实际增长（%）", "Real growth, %"),
    "known_from": ("数的来源", "Known from"),
    "current": ("{year}年", "{year}"),
    "base": ("{base_year}年", "{base_year}"),
    "change": ("增减", "Change"),
    "change_pct": ("增减幅度", "Change, %"),
    "amount": ("金额（万元）", "Amount, 万元"),
    "contribution_pp": ("贡献（百分点）", "Contribution, pp"),
    "base_origin": ("{base_year}年数来源", "Source of the {base_year} figure"),
    "verdict": ("与文件所述核对", "Against what is stated"),
    "base_interval": ("{base_year}年数的区间", "{base_year}, from–to"),
    "change_interval": ("增减的区间", "Change, from–to"),
    "pct_interval": ("增减幅度的区间", "Change in %, from–to"),
    "stated_change_pct": ("文件所述", "Stated"),
    "identity": ("勾稽关系", "Identity"),
    "count": ("条数", "Count"),
    "exact": ("一致", "Exact"),
    "rounding": ("尾差", "Rounding"),
    "violated": ("不符", "Violated"),
    "figure": ("数", "Figure"),
    "against": ("与何核对", "Against"),
    "left": ("印数", "Printed"),
    "right": ("由其他数得出", "From the others"),
    "difference": ("差额", "Difference"),
    "tolerance": ("尾差限度", "Rounding leaves"),
    "place": ("位置", "Where"),
    "function": ("功能分类科目", "Function"),
    "economic_item": ("经济科目", "Economic item"),
    "source": ("来源", "Source"),
    "unit": ("单位", "Unit"),
    "project_name": ("项目", "Project"),
    "share": ("占比", "Share"),
    "cumulative": ("累计占比", "Cumulative"),
    "share_of_source": ("基本支出占该来源", "Basic, of the source"),
    "share_of_use": ("占全部基本支出", "Of all basic"),
    "by_difference": ("基本支出如何得出", "How basic is known"),
    "rows": ("行数", "Rows"),
    "carryover_beside": ("另：上年结转", "Carried over besides"),
    "current_money": ("本年同名项目", "Same name this year"),
    "share_of_current": ("结转占本年", "Carried, of this year’s"),
    "not_treasury_basic": ("基本支出中：其他来源", "Basic: other sources"),
    "not_treasury_project": ("项目支出中：其他来源", "Projects: other sources"),
    "share_of_basic": ("占该项基本支出", "Of its basic"),
    "share_of_project": ("占该项项目支出", "Of its projects"),
    "function_item": ("功能科目（项）", "Function item"),
    "function_class": ("功能科目（类）", "Function class"),
    "tied_projects": ("对应的项目", "Its projects"),
    "tie": ("如何得知", "How it is known"),
    "fitting": ("合得上的组数", "Sets that fit"),
    "share_of_item": ("占该项支出", "Of the item"),
    "share_of_class": ("占该类支出", "Of the class"),
    "year_money": ("本年", "Of the year"),
    "carried_money": ("上年结转", "Carried over"),
    "year_or_carried": ("本年或结转", "When"),
    "ratio": ("指标", "Ratio"),
    "numerator": ("分子", "Numerator"),
    "denominator": ("分母", "Divided by"),
    "result": ("结果", "Result"),
    "covers": ("口径", "What it covers"),
    "budget": ("预算", "Budget"),
    "priced": ("价格合计", "Prices come to"),
    "explained": ("解释的比例", "Explained"),
    "fit": ("与预算比较", "Against the budget"),
    "price": ("价格（成本指标）", "Price (indicator of cost)"),
    "printed_price": ("原文", "As printed"),
    "counted": ("乘以", "Times"),
    "comes_to": ("合计", "Comes to"),
    "result_name": ("承诺的成果", "Promised result"),
    "promise": ("承诺", "Promise"),
    "own_price": ("自有价格，元", "Own price, yuan"),
    "per_unit": ("每单位预算，元", "Budget per unit, yuan"),
    "by_year": ("按年度预算，元", "By the year’s money, yuan"),
    "by_term": ("按实施期预算，元", "By the term’s money, yuan"),
    "indicators": ("指标", "Indicators"),
    "with_figure": ("有数值的", "With a figure"),
    "results_count": ("可计数的成果", "Countable results"),
    "without_cost": ("没有自有价格的", "Without a price"),
    "term_year": ("实施期与年度", "Term against year"),
    "satisfaction": ("满意度", "Satisfaction"),
    "per_million": ("每百万元指标数", "Indicators per million"),
    "elsewhere": ("别处也承诺的", "Promised elsewhere too"),
}

#: measure -> what a column of figures is called, where it is no subject.
MEASURES: dict[str, tuple[str, str]] = {
    "total": ("合计", "total"),
    "current_year": ("当年", "of the year"),
    "fiscal": ("财政拨款", "from the treasury"),
    "business": ("事业收入", "business income"),
    "business_operation": ("事业单位经营收入", "operating income of public institutions"),
    "other": ("其他收入", "other income"),
    "established": ("在编", "established"),
    "posts": ("编制", "posts"),
    "other_sources": ("其他来源", "other sources"),
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
    "accounts": ("决算数", "final accounts"),
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
    "further": ("更多", "Read on"),
    "method": ("方法和资料来源", "Method and source"),
    # on quality
    "identities": ("勾稽关系：按种类", "Identities by kind"),
    "violated": ("不符的勾稽关系", "Identities that are violated"),
    "tails": ("尾差：取整留下的差额", "Rounding tails"),
    "findings": ("需要追问之处", "What to ask about"),
    "tails_table": ("只在尾差之内成立的勾稽关系", "Identities that hold within rounding only"),
    # on years
    "in_depth": ("与上年公开的预算逐项比较", "Item by item against the published budget of the year before"),
    "decomposed_function": ("功能科目：新增、取消、增加、减少", "Function items: new, ended, grown, shrunk"),
    "decomposed_economic": ("经济科目：新增、取消、增加、减少", "Economic items: new, ended, grown, shrunk"),
    "decomposed_project": ("项目：新增、取消、增加、减少", "Projects: new, ended, grown, shrunk"),
    "details_function": ("支出：类、款、项与上年比较", "Expenditure by class, section and item"),
    "details_economic": ("一般公共预算基本支出：按经济科目与上年比较", "Basic expenditure by economic item"),
    "details_project": ("项目与上年比较", "Projects against the year before"),
    "matches": (
        "也许是同一个项目：名称相近，未作为同一项目比较",
        "Perhaps one project under two names",
    ),
    "conflicts": ("与上年公开的预算是否相符", "Do both years’ documents agree"),
    "conflicts_table": (
        "本年文件所述的上年数与上年公开的预算",
        "Last year’s figures, as stated now and as published",
    ),
    "series": ("历年数", "Figures over the years"),
    "series_functions": ("支出：各类历年数", "Expenditure by class over the years"),
    "growth": ("历年增减", "Growth from year to year"),
    # on all budgets at once
    "panel_ranking": ("预算总计：比上年增减（万元）", "Totals against the year before (in 万元, CNY 10,000)"),
    "panel_composition": ("钱用在哪里：各类合计", "What the money is for, all together"),
    "panel_units": ("单位预算在部门预算中的份额", "Units’ own budgets inside their departments’"),
    "panel_heads": ("人均和编制", "Per head, and posts"),
    "panel_like": ("同类成果的单位成本（元）", "Unit costs of like results (in yuan)"),
    "panel_outliers": ("离群的数", "Figures out of line"),
    "panel_findings": ("需要追问之处和不符的勾稽", "What to ask about, and violated identities"),
    # on structure
    "functions": ("按功能分类：钱用在哪里", "By function: what the money is for"),
    "uses": ("按来源和用途：谁负担什么", "By source and use: who pays for what"),
    "economic": ("一般公共预算基本支出：按经济科目", "Basic expenditure of the general public budget"),
    "economic_groups": (
        "一般公共预算基本支出：按部门经济分类",
        "General-budget basic expenditure, departmental groups",
    ),
    "government_items": (
        "一般公共预算基本支出：按政府经济分类",
        "General-budget basic expenditure, governmental items",
    ),
    "units": ("按单位和来源：本年项目支出", "By unit and source: projects of the year"),
    "projects": ("项目：本年预算，由大到小", "Projects of the year, the largest first"),
    "concentration": ("集中程度", "How concentrated the projects are"),
    "kinds": ("项目类别：只印了个数和金额", "Kinds of projects: only counts and sums are printed"),
    "carried": ("上年结转的项目", "Projects carried over"),
    "functions_table": ("支出：类、款、项", "Expenditure by class, section and item"),
    "uses_table": ("各来源负担的支出", "What each source pays"),
    "units_table": ("各单位本年项目支出，含来源", "Project expenditure of the year by unit"),
    "projects_table": ("本年项目支出", "Project expenditure of the year"),
    "carried_table": ("结转资金与本年同名项目", "Money carried over, and this year’s of the same name"),
    "procurement": ("政府采购", "Government procurement"),
    "use_by_function": ("按功能科目：一般公共预算之外由谁负担", "By function item: what other sources pay"),
    "use_by_function_table": (
        "各项支出中一般公共预算和上年结转以外的来源负担的部分",
        "What sources other than the general public budget and carryover pay of each item",
    ),
    "ties": ("项目列在哪个功能科目", "Which function item a project stands under"),
    "ties_table": ("各功能科目的项目支出，及由数字推出的项目", "Project money of function items, and its projects"),
    "tree": ("部门、单位、项目", "Department, units, projects"),
    "tree_table": ("各单位的项目，及推出的功能科目", "Projects of each unit, with the function item that is proven"),
    "purposes": ("项目名称与功能科目对照", "Projects beside the function that pays them"),
    "purposes_table": ("列在主要类级科目以外的项目", "Projects outside the main class"),
    "central": ("中央资金", "Central money"),
    "central_table": ("中央资金：哪些项目，如何得知", "Central money: which projects, and how it is known"),
    "people": ("项目里用于人员的钱", "Money for people inside projects"),
    "people_table": ("按名称认定用于人员的项目", "Projects that pay people, by their names"),
    "fits": ("价格与预算", "Prices against budgets"),
    "fits_table": ("各项目的预算与其价格合计，单位：万元", "Budgets and what prices come to, in 万元 (CNY 10,000)"),
    "prices": ("绩效目标表里的价格", "The forms’ own prices"),
    "prices_table": ("价格乘以承诺的数量，单位：元", "Price times promised number, in yuan"),
    "results": ("每项成果的单位成本", "What one unit of each result costs"),
    "results_table": ("两种单位成本，单位：元", "Two unit costs, in yuan"),
    "terms": ("实施期与年度不同的单位成本", "Where term and year give different costs"),
    "terms_table": ("同一成果按两列预算的单位成本，单位：元", "One result by the money of both columns, in yuan"),
    "scorecard": ("各项目的承诺能否核验", "How far promises can be checked"),
    "scorecard_table": ("各项目绩效目标表的指标", "Indicators of each project’s form"),
    "ratios": ("人均、编制和面积", "Per head, posts and space"),
    "ratios_table": ("分子和分母各指什么", "What numerator and denominator cover"),
}

#: The frame of a page.
PAGE: dict[str, tuple[str, str]] = {
    "kind": ("{year}年部门预算简报", "Budget brief {year}"),
    "pages": ("各页", "Pages"),
    "tools": ("语言、数据和目录", "Language, data and index"),
    "outdated": ("早于其数据，上次生成失败", "older than its inputs: the last build failed"),
    "index": ("目录", "All briefs"),
    "definitions": ("定义", "Definitions"),
    "data": ("数据 CSV", "Data (CSV)"),
    "notebook": ("笔记本", "Notebook"),
    "source": ("来源：{publisher}《{title}》", "Source: {title}, published by {publisher}"),
    "made": ("数据集 {id}，由 budget-briefs {version} 生成。", "Dataset {id}, made by budget-briefs {version}."),
    "document": ("文件", "Document"),
    "of_year": ("{title}（{year}年度）", "{title} (for {year})"),
    "built": ("生成日期", "Built"),
    "version": ("版本", "Version"),
    "dataset": ("数据集", "Dataset"),
    "skip": ("跳到正文", "Skip to the text"),
    "contents": ("本页内容", "On this page"),
    "code": ("显示代码", "Show the code"),
    "notes": ("资料来源", "Sources"),
    "back": ("回到注", "Back to note"),
    "note": ("注", "Note"),
    "figure": ("图{number}", "Figure {number}"),
    "table": ("表{number}", "Table {number}"),
    "behind": ("数据", "Data"),
    "download": ("下载 CSV", "Download CSV"),
}
#: notebook -> the title of its brief.
NOTEBOOKS: dict[str, tuple[str, str]] = {
    "brief": ("一页简报", "The brief of one page"),
    "changes": ("与上年相比的变动", "Changes against the year before"),
    "structure": ("钱用在哪里", "Where the money goes"),
    "costs": ("一项成果多少钱", "What results cost"),
    "quality": ("数据是否可靠", "Do the figures agree"),
    "series": ("历年变化", "Over the years"),
    "panel": ("各部门比较", "All budgets side by side"),
}
#: notebook -> the answers that its page leads to, as files of `data/`, with what the link says.
DATA: dict[str, dict[str, tuple[str, str]]] = {
    "changes": {
        "changes": PAGE["data"],
        "details": ("逐项比较 CSV", "Item by item (CSV)"),
        "conflicts": ("上年数核对 CSV", "Both years’ documents (CSV)"),
    },
    "structure": {"structure": PAGE["data"]},
    "costs": {
        "costs": ("单位成本 CSV", "Unit costs (CSV)"),
        "prices": ("价格 CSV", "Prices (CSV)"),
        "explained": ("价格与预算 CSV", "Prices and budgets (CSV)"),
        "scorecard": ("核验 CSV", "Scorecard (CSV)"),
    },
    "quality": {"reconciliations": ("勾稽 CSV", "Identities (CSV)"), "findings": ("发现 CSV", "Findings (CSV)")},
}
#: What stands before the line below a table that says where its figures are from.
SOURCE = ("资料来源：", "Source: ")
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


def measure(name: str, lang: Lang) -> str:
    """What a column of figures is called, without an article."""
    pair = MEASURES.get(name) or SUBJECTS.get(name)
    return pick(pair, lang).removeprefix("the ") if pair else name.replace("_", " ")


def column(name: str, lang: Lang, year: int | None = None, base_year: int | None = None) -> str:
    """A column's heading."""
    text = pick(COLUMNS[name], lang)
    if base_year is None:
        base_words = "上" if lang == "zh" else "year before"
        text = text.replace("{base_year}", base_words)
    return text.replace("{year}", str(year or "")).replace("{base_year}", str(base_year))


def money(figure: Shown | None, lang: Lang) -> Phrase:
    """The figure with its unit, on one line."""
    if figure is None:
        return of(NOTHING)
    return of(replace(figure, unit=("万元",) if lang == "zh" else (THIN, Chinese("万元"))))


def capital(text: str) -> str:
    """The text with a capital at its beginning; Chinese stays as it is."""
    return text[:1].upper() + text[1:]
