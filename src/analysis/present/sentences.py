"""The words of `check` and of the page on quality: findings, identities, and what their kinds are called.

Each pair is Chinese and English; names of the document stay Chinese. `analysis.present.audit` fills them in.
"""

from __future__ import annotations

#: kind of finding -> its sentence in Chinese and in English; names of the document stay Chinese.
SENTENCES: dict[str, tuple[str, str]] = {
    "goal_against_indicator": (
        "“{project}”的目标或计划文字写“{text}”，而指标“{name}”为“{target}”，两处不一致。",
        "{project}: the text of the goal or plan says {text}, the indicator {name} says {target}.",
    ),
    "impossible_date": (
        "“{project}”写有日历上没有的日期：{dates}。",
        "{project} names days that no calendar has: {dates}.",
    ),
    "years_of_money_for_one_output": (
        "“{project}”实施期（{years}）资金{term}元，年度资金{annual}元，而两栏都只承诺“{name}”{target}：几年的钱对着一年的产出。",
        "{project} has {term} yuan for its term ({years}) and {annual} for the year, but both columns promise the same "
        "{name}, {target}: the money of several years stands against the output of one.",
    ),
    "coverage_leaves_out_carryover": (
        "文件称绩效目标覆盖项目支出的100%，但所列{covered}万元不含上年结转；项目支出共{whole}万元。",
        "The forms are said to cover 100% of project expenditure, but their {covered} 万元 leave out what was carried "
        "over: project expenditure is {whole} 万元.",
    ),
    "project_named_two_ways": (
        "同一项目有两个名称：绩效目标表作“{form}”，项目支出预算表作“{table}”。",
        "One project has two names: {form} on its form, {table} in the table of projects.",
    ),
    "unit_named_two_ways": (
        "{projects}的实施单位在绩效目标表作“{form}”，在项目支出预算表作“{table}”。",
        "The unit that implements {projects} is {form} on its form and {table} in the table of projects.",
    ),
    "reasons_do_not_add_up": (
        "{labels}变动{change}万元，所列原因合计{named}万元，其余{rest}万元没有说明。",
        "{labels}: a change of {change} 万元; the reasons given make {named}, and {rest} are left unexplained.",
    ),
    "reason_missing": (
        "{labels}变动{change}万元，文件没有说明原因。",
        "{labels}: a change of {change} 万元, for which the document gives no reason.",
    ),
    "empty_reason": (
        "{labels}变动{change}万元，“原因”之后没有内容。",
        "{labels}: a change of {change} 万元; nothing follows the words that announce the reason.",
    ),
    "reason_restates": (
        "{labels}变动{change}万元，所写原因只是重复变动本身。",
        "{labels}: a change of {change} 万元; the reason says no more than that.",
    ),
    "reason_contradicts": (
        "{labels}变动{change}万元，所写原因与变动方向相反。",
        "{labels}: a change of {change} 万元; the reason says the contrary.",
    ),
    "percent_of_nothing": (
        "“{label}”{year}年为0，文件却写变动{pct}%：以0为基数没有百分比。",
        "{label} was 0 in {year}, and the document states a change of {pct}%: there is no percentage on a base of 0.",
    ),
    "compared_with_own_year": (
        "{labels}写作与{year}年比较，而文件本身就是{own}年的预算。",
        "{labels}: said to be compared with {year}, while this is the budget of {own} itself.",
    ),
    "base_below_zero": (
        "“{label}”{total}万元，文件写比上年变动{change}万元：上年只能是{base}万元，小于零。",
        "{label} is {total} 万元 with a stated change of {change} 万元: the base would be {base} 万元, below zero.",
    ),
    "told_twice": (
        "文字说明把同样的科目和金额写了两遍：{labels}。以下每项只核对一次。",
        "The narrative tells items twice, with the same figures: {labels}. Each is checked once.",
    ),
    "item_left_out": (
        "文字说明列出了其他科目，却没有写表中的{labels}，共{total}万元。",
        "The narrative names the other items and leaves out {labels}, which the tables print: {total} 万元 in all.",
    ),
    "reason_names_no_item": (
        "“{label}”增加的原因写作“{name}”增加，而经济分类表中没有这一科目。",
        "{label}: the reason given for the rise is {name}, an item that the table by economic item does not print.",
    ),
    "outdated_name": (
        "文件仍用旧科目名称“{name}”，{year}年起已不用；现名：{now}。",
        "{name} is an old name, not in use since {year}; it is now called: {now}.",
    ),
    "other_spelling": (
        "科目名称中的“其他”写成了“其它”：{labels}。",
        "其它 stands for 其他 in the names of items: {labels}.",
    ),
    "misprinted_code": (
        "“{name}”的科目编码印作{code}，位数或类别不对，可能有误。",
        "The code of {name} is printed as {code}, of a length or class that can’t be meant.",
    ),
    "code_of_another": (
        "编码{code}印在“{name}”旁，而它是{labels}的编码；“{name}”属于另一类（如{known}）。",
        "Code {code} stands beside {name}, but is that of {labels}; {name} is of another class (such as {known}).",
    ),
    "function_not_in_tables": (
        "文字说明写有“{label}”{total}万元，各表没有这个科目。同类中金额相同的：{labels}。",
        "The narrative has {label} with {total} 万元, an item that no table prints. Of its class, with the same "
        "amount: {labels}.",
    ),
    "count_above_ceiling": (
        "{subject}实有{count}{unit}，高于核定的{ceiling}{unit}。",
        "{subject}: {count} where {ceiling} are approved.",
    ),
    "pay_outside_personnel": (
        "工资福利类科目有{total}万元列在公用经费：{items}。",
        "Items of pay stand under running costs, {total} 万元 in all: {items}.",
    ),
    "declared_empty_but_filled": (
        "{labels}注明无数据，但表中有金额。",
        "Said to hold no data, but prints amounts: {labels}.",
    ),
    "empty_without_a_word": ("{labels}没有金额，也没有注明无数据。", "No amount, and not a word why: {labels}."),
    "another_year": (
        "{labels}的年份与文件年度（{year}年）不符。",
        "Another year than the document’s, {year}, in a title: {labels}.",
    ),
    "price_that_can_not_be_meant": (
        "“{project}”的{items}，金额小得不合情理，可能漏写“万”。",
        "{project}: {items}: too little to be meant; 万 (ten thousand) may be missing.",
    ),
    "money_without_unit": (
        "“{project}”的{items}没有写货币单位。",
        "{project}: no unit of money in {items}.",
    ),
    "indicator_twice": (
        "“{project}”在同一栏中两次列出{items}。",
        "{project} lists twice in one column: {items}.",
    ),
    "ceiling_above_budget": (
        "“{project}”的“{name}”上限为“{target}”，高于该项目全年预算{budget}元。",
        "{project}: the ceiling for {name}, {target}, is above all that the project has this year, {budget} yuan.",
    ),
    "prices_above_budget": (
        "“{project}”自己的价格按承诺的数量合计{made}元，高于全年预算{budget}元，相差{difference}元：{items}。",
        "{project}: its own prices at the promised numbers come to {made} yuan, {difference} above its budget of "
        "{budget}: {items}.",
    ),
    "prices_below_budget": (
        "“{project}”自己的价格按承诺的数量合计{made}元，低于全年预算{budget}元，相差{difference}元：{items}。",
        "{project}: its own prices at the promised numbers come to {made} yuan, {difference} below its budget of "
        "{budget}: {items}.",
    ),
    "coarser_figure": (
        "{place}“{label}”{measure}印作{figure}{money}，其余各数得出{made}{money}，相差{difference}{money}："
        "只有按它自己的位数取整才成立。",
        "{place}, {label}{measure} is printed as {figure} {money}; the other figures make {made}, {difference} "
        "{money} apart: that agrees only if it was rounded to fewer digits than the figures around it.",
    ),
    "coarser_fact": (
        "{fact}印作{figure}{money}，其余各数得出{made}{money}，相差{difference}{money}：只有按它自己的位数取整才成立。",
        "{fact} is printed as {figure} {money}; the other figures make {made}, {difference} {money} apart: that agrees "
        "only if it was rounded to fewer digits than the figures around it.",
    ),
    "truncated_figure": (
        "{place}“{label}”{measure}印作{figure}{money}，其余各数得出{made}{money}：末位之后是截去的，没有四舍五入。",
        "{place}, {label}{measure} is printed as {figure} {money} and is {made} {money} by the other figures: cut off "
        "behind its last digit, not rounded.",
    ),
    "truncated_fact": (
        "{fact}印作{figure}{money}，其余各数得出{made}{money}：末位之后是截去的，没有四舍五入。",
        "{fact} is printed as {figure} {money} and is {made} {money} by the other figures: cut off behind its last "
        "digit, not rounded.",
    ),
    "annual_above_term": (
        "“{project}”的年度目标高于整个实施期的目标：{pairs}。",
        "{project} promises more for the year than for the whole term: {pairs}.",
    ),
    "columns_disagree": (
        "“{project}”两栏的资金和期限相同，目标却不同：{pairs}。",
        "{project}: both columns have the same money for the same time, but different targets: {pairs}.",
    ),
    "in_one_column_only": (
        "“{project}”两栏的资金和期限相同，有的结果却只列在一栏。只在实施期：{only_term}；只在年度：{only_annual}。",
        "{project}: both columns have the same money for the same time, but some results stand in one only. "
        "Term only: {only_term}; year only: {only_annual}.",
    ),
    "promised_twice": (
        "“{project}”和“{other}”两个项目承诺同样的结果：{items}。由谁完成、由谁出资，文件没有说。",
        "{project} and {other} promise the same results: {items}. Who delivers them and who pays is not said.",
    ),
    "department_against_project": (
        "“{name}”在部门绩效目标表为“{text}”，在承担它的“{project}”为“{target}”，两处不一致。",
        "{name} is {text} on the department’s form and {target} on that of {project}, which is to deliver it.",
    ),
    "date_outside_the_year": (
        "“{project}”的年度目标（{year}年）写在另一年完成：{items}。",
        "{project}: targets of the year {year} that are to be met in another year: {items}.",
    ),
    "left_open": (
        "“{project}”有没填好的指标：{items}。",
        "{project} leaves indicators to be filled in: {items}.",
    ),
    "half_a_result": (
        "“{project}”的指标不完整。没有指标值：{names}；没有名称：{targets}。",
        "{project} has incomplete indicators. Without a target: {names}; without a name: {targets}.",
    ),
    "cost_without_a_figure": (
        "{count}个成本指标没有数字，无从对照：{by_project}。",
        "Cost indicators that name no figure to hold a cost against, {count} in all: {by_project}.",
    ),
    "parts_do_not_add_up": (
        "“{project}”列出的{count}个分项合计{sum}{of}，与“{name}”{target}对不上；也可能不是它的分项。",
        "{project}: {count} figures that look like its parts make {sum}{of}, while {name} is {target}; they may be "
        "parts of something else.",
    ),
}
#: kind of finding -> what it is called where only its number is told.
NAMES: dict[str, tuple[str, str]] = {
    "goal_against_indicator": ("目标文字与指标不一致", "text and indicator disagree"),
    "impossible_date": ("日历上没有的日期", "days that no calendar has"),
    "years_of_money_for_one_output": ("几年的资金对着一年的产出", "money of several years for one year’s output"),
    "coverage_leaves_out_carryover": ("“100%覆盖”不含上年结转", "full coverage that leaves out carryover"),
    "project_named_two_ways": ("同一项目两个名称", "one project under two names"),
    "unit_named_two_ways": ("同一单位两个名称", "one unit under two names"),
    "reasons_do_not_add_up": ("变动的原因没有说全", "a change not fully explained"),
    "reason_missing": ("变动没有说明原因", "a change without a reason"),
    "empty_reason": ("原因没有内容", "a reason without words"),
    "compared_with_own_year": ("与本年度自身比较", "compared with its own year"),
    "base_below_zero": ("上年数小于零", "a base below zero"),
    "told_twice": ("同样的科目写了两遍", "items told twice"),
    "item_left_out": ("文字说明漏写科目", "items that the narrative leaves out"),
    "reason_names_no_item": ("原因所指科目表中没有", "a reason that names an item no table prints"),
    "outdated_name": ("旧科目名称", "a name no longer in use"),
    "other_spelling": ("“其他”写成“其它”", "其它 for 其他"),
    "misprinted_code": ("科目编码有误", "a misprinted code"),
    "code_of_another": ("编码属于另一类科目", "a code of another class"),
    "truncated_figure": ("截去尾数，没有四舍五入", "a figure cut off, not rounded"),
    "truncated_fact": ("截去尾数，没有四舍五入", "a fact cut off, not rounded"),
    "reason_restates": ("原因只是重复变动", "a reason that repeats the change"),
    "reason_contradicts": ("原因与变动方向相反", "a reason contrary to the change"),
    "percent_of_nothing": ("以0为基数的百分比", "a percentage on a base of 0"),
    "function_not_in_tables": ("文字说明的科目表中没有", "an item that no table prints"),
    "count_above_ceiling": ("实有数高于核定数", "more than is approved"),
    "pay_outside_personnel": ("工资列在公用经费", "pay under running costs"),
    "declared_empty_but_filled": ("注明无数据的表有金额", "a table said to be empty that is not"),
    "empty_without_a_word": ("空表没有说明", "an empty table without a word"),
    "another_year": ("标题年份不符", "another year in a title"),
    "price_that_can_not_be_meant": ("金额小得不合情理", "a price too small to be meant"),
    "money_without_unit": ("单价没有货币单位", "a price without a unit of money"),
    "indicator_twice": ("同一指标列了两次", "an indicator listed twice"),
    "ceiling_above_budget": ("成本上限高于预算", "a ceiling above the budget"),
    "prices_above_budget": ("价格合计高于预算", "prices above the budget"),
    "prices_below_budget": ("价格合计低于预算", "prices below the budget"),
    "coarser_figure": ("位数少于同表的数", "a figure with fewer digits than its table"),
    "coarser_fact": ("位数少于同表的数", "a figure with fewer digits than its form"),
    "annual_above_term": ("年度目标高于实施期目标", "more promised for the year than for the term"),
    "columns_disagree": ("实施期与年度目标不同", "term and year with different targets"),
    "in_one_column_only": ("结果只列在一栏", "results in one column only"),
    "promised_twice": ("两个项目承诺同样的结果", "the same results promised by two projects"),
    "department_against_project": ("部门与项目的目标不一致", "department and project disagree"),
    "date_outside_the_year": ("年度目标写在另一年完成", "a target of the year in another year"),
    "left_open": ("指标没有填好", "indicators left to be filled in"),
    "half_a_result": ("指标不完整", "incomplete indicators"),
    "cost_without_a_figure": ("成本指标没有数字", "cost indicators without a figure"),
    "parts_do_not_add_up": ("分项与总数对不上", "parts that make another sum"),
}
#: kind of identity -> what it holds against what.
IDENTITIES: dict[str, tuple[str, str]] = {
    "rows": ("下级各行之和应等于上级行", "rows add up to the row above them"),
    "columns": ("分列之和应等于合计列", "columns add up to their total"),
    "tables": ("两张表所列应相同", "two tables print the same"),
    "narrative": ("文字说明应与表格相同", "the narrative repeats the table"),
    "stated": ("所述各分项之和应等于所述总数", "the stated parts add up to the stated whole"),
    "change": ("所述变动和百分比应与所述数额相合", "stated changes and percentages follow from the stated values"),
    "share": ("所述占比应由所述数额得出", "the stated share follows from the stated values"),
    "forms": (
        "绩效目标表的资金和张数应与预算表、文字说明相同",
        "the funds and number of the forms are those of the tables and the narrative",
    ),
    "counts": ("分项之和应等于总数", "the parts add up to the count"),
}
#: What must hold between a unit's own budget and its department's.
RULES = {
    "part": ("单位的数不应大于部门的数", "a unit's figure is not above its department's"),
    "whole": ("总数与部门相同的单位，其余各数也应相同", "a unit with its department's total has all its other figures"),
    "printed": (
        "部门文件列出的单位数应与单位预算相同",
        "what the department prints for a unit is what the unit's own budget prints",
    ),
    "together": ("各单位之和不应大于部门的数", "all units together are not above their department"),
}
VERDICTS = {"exact": ("一致", "exact"), "rounding": ("尾差", "rounding"), "violated": ("不符", "violated")}
SEVERITIES = {"error": ("错误", "error"), "warning": ("提醒", "warning"), "note": ("备注", "note")}
SUBJECTS = {"vehicles": ("公务用车", "Official vehicles"), "staff": ("在编人员", "Established staff")}
#: What the department's own form gives, where a whole is named.
FACTS = {
    "staff": ("在职人员", "Staff"),
    "vehicles": ("公务用车", "Official vehicles"),
    "budget_by_source": ("部门绩效目标表按来源的预算", "Budget by source on the department’s form"),
    "budget_by_use": ("部门绩效目标表按方向的预算", "Budget by use on the department’s form"),
}
