"""What the sheets of a workbook are called and what its first sheet says, in Chinese and in English."""

from __future__ import annotations

#: sheet -> its name; at most 31 letters, as Excel wants it.
SHEETS: dict[str, tuple[str, str]] = {
    "about": ("说明", "About"),
    "columns": ("字段", "Columns"),
    "changes": ("变动", "Changes"),
    "structure": ("结构", "Structure"),
    "costs": ("单位成本", "Unit costs"),
    "prices": ("价格", "Prices"),
    "explained": ("价格与预算", "Prices and budgets"),
    "scorecard": ("核验", "Scorecard"),
    "reconciliations": ("勾稽", "Reconciliations"),
    "findings": ("发现", "Findings"),
    "details": ("逐项比较", "Item by item"),
    "matches": ("也许同一项目", "Perhaps one project"),
    "conflicts": ("上年数核对", "Both years agree"),
    "tables": ("数据-表", "Data tables"),
    "amounts": ("数据-金额", "Data amounts"),
    "statements": ("数据-文字", "Data statements"),
    "reasons": ("数据-原因", "Data reasons"),
    "projects": ("数据-项目", "Data projects"),
    "indicators": ("数据-指标", "Data indicators"),
    "mentions": ("数据-提及", "Data mentions"),
    "department": ("数据-部门", "Data department"),
}
#: What a sheet says beside the columns of its schema.
BESIDE: dict[str, tuple[str, str]] = {
    "message": ("说明", "Message"),
    "description": ("含义", "What it holds"),
    "source": ("来源", "Source"),
}
FLOWS: dict[str, tuple[str, str]] = {"revenue": ("收入", "revenue"), "expenditure": ("支出", "expenditure")}
#: Lines of the first sheet.
ABOUT: dict[str, tuple[str, str]] = {
    "title": ("{department} {year}年部门预算：数据和分析", "{department}: budget of {year}, data and analysis"),
    "department": ("部门", "Department"),
    "year": ("年度", "Year"),
    "id": ("数据集", "Dataset"),
    "source": ("来源文件", "Source document"),
    "publisher": ("发布者", "Publisher"),
    "sha256": ("文件的SHA-256", "SHA-256 of the document"),
    "made": ("生成程序", "Made by"),
    "how": ("怎样读", "How to read it"),
    "units": (
        "金额单位为万元，注明“元”的除外；百分比字段的数即百分数（12.46 表示 12.46%）。",
        "Amounts are in 万元 (CNY 10,000) unless a column says 元 (yuan); columns of percentages hold percent "
        "(12.46 means 12.46%).",
    ),
    "exact": (
        "Excel 的数有15位有效数字；超过的写成文字。CSV 和 Parquet 里的数是完整的。",
        "Excel keeps 15 digits of a number; one that has more is written as text. CSV and Parquet hold all digits.",
    ),
    "heads": (
        "每张工作表：第1行标题，第2行字段名称，第3行程序里的字段名；数据从第4行开始，可以筛选和透视。",
        "Each sheet: title in row 1, names of the columns in row 2, their names in the dataset in row 3; data from "
        "row 4, ready to filter and pivot.",
    ),
    "places": (
        "“来源”各列写明数字印在文件的哪张表、哪一行。标黄的单元格在文件里看不清，须核对原文。",
        "Columns named “source” say table, row and line of the document. Yellow cells can’t be read there for "
        "certain: check them.",
    ),
    "formulas": (
        "各项分析的数是公式，引用各表的单元格，改一个单元格即可看到结果怎样变动。",
        "Figures of the answers are formulas on the tables’ cells: change a cell, and see what follows.",
    ),
    "sheets": ("工作表", "Sheets"),
    "holds": ("内容", "What it holds"),
    "rows": ("行数", "Rows"),
    "back": ("回到说明", "Back to About"),
    "table": ("表{number}", "Table {number}"),
    "unit": ("单位：{unit}", "in {unit}"),
    "printed_unit": ("原表单位：{unit}", "printed in {unit}"),
    "name": ("名称", "Name"),
    "column": ("字段", "Column"),
    "type": ("类型", "Type"),
    "meaning": ("含义（英文）", "Meaning"),
    "about_holds": ("本工作簿的说明", "What this workbook holds"),
    "columns_holds": ("各字段的名称、单位和含义", "Names, units and meaning of the columns"),
    "more": ("……（还有{number}个字，见CSV）", "… ({number} more characters, see the CSV)"),
}
