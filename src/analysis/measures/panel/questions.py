"""What a panel answers: rankings, compositions, like results, outliers and findings per million.

All take a panel (`rows.SCHEMA`) and give a frame; each works on lazy frames, so that a stored panel of thousands of
budgets is read only where it must be. Departments are compared with departments and units with units, budgets with
budgets and accounts with accounts (`phase`). What is added up over all budgets does not name the cells of them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

#: Of so few a median says nothing about who is out of line.
_LEAST = 5
#: 1.4826 times the median absolute deviation estimates the standard deviation of a normal distribution
#: (Iglewicz and Hoaglin, How to Detect and Handle Outliers, ASQC 1993, who flag scores beyond 3.5).
MAD_SCALE, BEYOND = 1.4826, 3.5
#: The figures of a unit that are held against its department's, the total first.
INSIDE = (
    "revenue_total/revenue/total",
    "basic/expenditure/total",
    "project/expenditure/total",
    "operating/expenditure/total",
    "three_public/expenditure/total",
)


def _of(panel: pl.DataFrame | pl.LazyFrame, level: str, phase: str, *more: pl.Expr) -> pl.LazyFrame:
    """The rows that are compared with each other."""
    return panel.lazy().filter(pl.col("level") == level, pl.col("phase") == phase, *more)


def main_year(panel: pl.DataFrame | pl.LazyFrame, level: str = "department", phase: str = "budget") -> int | None:
    """The year of which there are the most budgets, the latest of several; None of an empty panel."""
    counted = _of(panel, level, phase).group_by("year").agg(pl.col("disclosure").n_unique())
    years = counted.sort("disclosure", "year").collect()["year"]
    return None if years.is_empty() else int(years[-1])


def ranking(
    panel: pl.DataFrame | pl.LazyFrame,
    year: int,
    key: str = "revenue_total/revenue/total",
    level: str = "department",
    by: str = "change_pct",
    phase: str = "budget",
) -> pl.DataFrame:
    """Budgets of a year by how much a figure changed, the largest rise first; those without a known base are last.

    Columns: rank (empty without `by`), disclosure, department, region, value, base, base_origin, change, change_pct,
    share_pct, and how each figure came to be. Amounts in 万元. `by` is value, change, change_pct or share_pct.
    """
    chosen = _of(panel, level, phase, pl.col("dimension") == "budget", pl.col("key") == key, pl.col("year") == year)
    figures = ("value", "base", "change", "change_pct", "share_pct")
    names = ("disclosure", "department", "region", "value", "base", "base_origin", *figures[2:])
    columns = (*names, *(f"{name}_how" for name in figures))
    ranked = chosen.sort([by, "disclosure"], descending=[True, False], nulls_last=True).select(
        pl.when(pl.col(by).is_not_null()).then(pl.col(by).rank("min", descending=True)).alias("rank"), *columns
    )
    return ranked.collect()


def composition(
    panel: pl.DataFrame | pl.LazyFrame, year: int, level: str = "department", phase: str = "budget"
) -> pl.DataFrame:
    """Shares of the functional classes in each budget of a year, and in all of them together.

    Columns: disclosure (empty for all together), department, key, label, value in 万元, share_pct, value_how,
    share_pct_how (both empty for all together). Only departments are put together: units' money is inside theirs.
    """
    chosen = _of(panel, level, phase, pl.col("dimension") == "function", pl.col("year") == year)
    columns = ("disclosure", "department", "key", "label", "value", "share_pct", "value_how", "share_pct_how")
    own = chosen.select(columns).sort("disclosure", "key")
    if level != "department":
        return own.collect()
    both = chosen.group_by("key").agg(pl.col("label").first(), pl.col("value").sum())
    whole = both.with_columns(
        *(pl.lit(None, pl.String).alias(name) for name in ("disclosure", "department", "value_how", "share_pct_how")),
        (pl.col("value").cast(pl.Decimal(38, 10)) * 100 / pl.col("value").sum())
        .cast(pl.Decimal(20, 6))
        .alias("share_pct"),
        pl.col("value").cast(pl.Decimal(20, 6)),
    ).select(columns)
    return pl.concat([own, whole.sort("key")]).collect()


def inside(
    panel: pl.DataFrame | pl.LazyFrame, departments: Mapping[str, str], keys: Sequence[str] = INSIDE
) -> pl.DataFrame:
    """What units' own budgets are of their departments': of each key that both print.

    `departments` has the ID of the department's budget by the unit's (`catalog.departments`). Columns: disclosure (the
    unit's), department (that of the department), key, value and of (in 万元), share_pct (empty where `of` is 0), and
    how each of the three came to be; by department, then the largest unit first.
    """
    pairs = pl.LazyFrame(
        {"disclosure": list(departments), "in": list(departments.values())},
        schema={"disclosure": pl.String, "in": pl.String},
    )
    held = panel.lazy().filter(pl.col("dimension") == "budget", pl.col("key").is_in(list(keys)))
    above = held.select(
        pl.col("disclosure").alias("in"), "key", pl.col("value").alias("of"), pl.col("value_how").alias("of_how")
    )
    share = pl.col("value").cast(pl.Decimal(38, 10)) * 100 / pl.when(pl.col("of") != 0).then(pl.col("of"))
    order, figures = pl.Enum(list(keys)), ("value", "of", "share_pct")
    return (
        held.join(pairs, on="disclosure")
        .join(above, on=["in", "key"])
        .with_columns(
            share.cast(pl.Decimal(20, 6)).alias("share_pct"),
            pl.when(pl.col("of") != 0)
            .then(pl.format("100 * ({}) / ({})", "value_how", "of_how"))
            .alias("share_pct_how"),
            pl.col("value").filter(pl.col("key") == keys[0]).first().over("disclosure").alias("total"),
        )
        .sort(
            ["in", "total", "disclosure", pl.col("key").cast(order)],
            descending=[False, True, False, False],
            nulls_last=True,
        )
        .select("disclosure", pl.col("in").alias("department"), "key", *figures, *(f"{name}_how" for name in figures))
        .collect()
    )


def heads(
    panel: pl.DataFrame | pl.LazyFrame, year: int, level: str = "department", phase: str = "budget"
) -> pl.DataFrame:
    """Ratios per head and of posts that a year's budgets give beyond doubt, by ratio, the highest first.

    Columns: disclosure, department, key, value, unit, value_how.
    """
    return (
        _of(panel, level, phase, pl.col("dimension") == "ratio", pl.col("year") == year)
        .select("disclosure", "department", "key", "value", "unit", "value_how")
        .sort("key", "value", "disclosure", descending=[False, True, False])
        .collect()
    )


def like(panel: pl.DataFrame | pl.LazyFrame, year: int | None = None, least: int = 2) -> pl.DataFrame:
    """Unit costs of like results: the same indicator in plain words, the same unit and basis, in several budgets.

    Columns: label, unit, basis, budgets (how many), low, median, high (元 per unit), ratio (high / low), and the
    disclosures, in the order of their costs. Results that only bear one name need not be one thing: a lecture in a
    school and one in a theatre are both 场, so that a high ratio is a question and no finding.
    """
    chosen = panel.lazy().filter(pl.col("dimension") == "unit_cost", pl.col("value") > 0)
    if year is not None:
        chosen = chosen.filter(pl.col("year") == year)
    named = ["label", "unit", "basis"]
    value = pl.col("value").cast(pl.Float64)
    return (
        chosen.sort("value", "disclosure")
        .group_by(named, maintain_order=True)
        .agg(
            pl.col("disclosure").n_unique().alias("budgets"),
            pl.col("value").min().alias("low"),
            value.median().alias("median"),
            pl.col("value").max().alias("high"),
            (value.max() / value.min()).alias("ratio"),
            pl.col("disclosure").unique(maintain_order=True).str.join(" ").alias("disclosures"),
        )
        .filter(pl.col("budgets") >= least)
        .sort(["ratio", *named], descending=[True, False, False, False])
        .collect()
    )


def outliers(
    panel: pl.DataFrame | pl.LazyFrame,
    year: int,
    level: str = "department",
    beyond: float = BEYOND,
    phase: str = "budget",
) -> pl.DataFrame:
    """Figures far from the others' of the same kind: a robust z-score, (x - median) / (1.4826 MAD), beyond `beyond`.

    Changes in percent of each budget figure, shares of each functional class and ratios are held against all budgets
    of the year and level, at least five of them. Columns: dimension, key, disclosure, department, what (change_pct,
    share_pct or value), x, median, z, x_how. A kind of which half the figures are alike has no deviation and no
    outliers.
    """
    chosen = _of(panel, level, phase, pl.col("year") == year)
    kinds = (("budget", "change_pct"), ("function", "share_pct"), ("ratio", "value"))
    named = ["dimension", "key"]
    found = [
        chosen.filter(pl.col("dimension") == dimension, pl.col(what).is_not_null()).select(
            *named,
            "disclosure",
            "department",
            pl.lit(what).alias("what"),
            pl.col(what).cast(pl.Float64).alias("x"),
            pl.col(f"{what}_how").alias("x_how"),
        )
        for dimension, what in kinds
    ]
    held = pl.concat(found).with_columns(
        pl.len().over(named).alias("budgets"), pl.col("x").median().over(named).alias("median")
    )
    spread = (pl.col("x") - pl.col("median")).abs().median().over(named) * MAD_SCALE
    scored = held.with_columns(spread.alias("spread")).filter(pl.col("budgets") >= _LEAST, pl.col("spread") > 0)
    return (
        scored.with_columns(((pl.col("x") - pl.col("median")) / pl.col("spread")).alias("z"))
        .filter(pl.col("z").abs() > beyond)
        .select(*named, "disclosure", "department", "what", "x", "median", "z", "x_how")
        .sort(pl.col("z").abs(), descending=True)
        .collect()
    )


def findings(
    panel: pl.DataFrame | pl.LazyFrame, year: int, level: str = "department", phase: str = "budget"
) -> pl.DataFrame:
    """Findings per million yuan of a year's budgets, the most errors first.

    Columns: disclosure, department, error, warning, note, violated (counts) and each of them with `_per_million`.
    """
    kinds = ("error", "warning", "note", "violated")
    names = [*kinds, *(f"{kind}_per_million" for kind in kinds)]
    chosen = _of(panel, level, phase, pl.col("dimension") == "findings", pl.col("year") == year)
    picked = [pl.col("value").filter(pl.col("key") == name).first().alias(name) for name in names]
    return (
        chosen.group_by("disclosure", maintain_order=True)
        .agg(pl.col("department").first(), *picked)
        .sort("error_per_million", "warning_per_million", "disclosure", descending=[True, True, False], nulls_last=True)
        .collect()
    )
