"""Documents of many departments and years, made up by a seed: sizes and errors are drawn, each from its own number.

The same number and seed give the same document, whatever else is made. A tenth of them are not as they should be:
a digit is changed, a row is missing, or the end is, and the last are to be refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, count
from pathlib import Path
from random import Random
from typing import Literal

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.metadata import Metadata, Source, dataset_id
from analysis.schema import ALL
from support.datasets import Plan, dataset
from support.words import FILLER
from support.writer import write

#: How many departments of a hundred have so many budgets, one a year, the last of `LAST`.
YEARS = {1: 50, 2: 20, 3: 20, 4: 10}
LAST = 2026
#: What is done to a document, and how often of a hundred times.
Damage = Literal["", "digits", "rows", "cut"]
DAMAGES: dict[Damage, int] = {"": 90, "digits": 5, "rows": 3, "cut": 2}
_PLACES = ("东岭", "西河", "南川", "北原", "中都", "临江", "望海", "云山", "平湖", "青石")
_BUREAUS = (
    "教育局",
    "科学技术局",
    "档案文化局",
    "卫生健康局",
    "水利局",
    "林业局",
    "统计局",
    "图书馆",
    "博物馆",
    "体育局",
)


@dataclass(frozen=True)
class Made:
    """A document: what it was written from, and what was done to it then."""

    plan: Plan
    damage: Damage

    @property
    def id(self) -> str:
        return dataset_id(self.plan.code, self.plan.department, self.plan.year)

    @property
    def file(self) -> str:
        return f"{self.id}.txt"

    def content(self) -> bytes:
        text = write(dataset(self.plan), templates.load("shanxi"))
        return _damaged(text, self.damage, self.plan.code, Random(f"{self.plan.seed}:{self.damage}")).encode()


def documents(number: int, seed: int = 0) -> Iterator[Made]:
    """So many documents: department after department, the years of one together."""
    years = (_years(Random(f"{seed}:years:{n}")) for n in count())
    made = (plan for n, many in enumerate(years) for plan in _department(n, many, seed))
    for _, plan in zip(range(number), made, strict=False):
        random = Random(f"{plan.seed}:damage")
        yield Made(plan, random.choices(list(DAMAGES), DAMAGES.values())[0])


def fill(folder: Path, number: int, seed: int = 0, jobs: int = 1) -> list[Made]:
    """Writes so many documents into a folder; gives what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    made = list(documents(number, seed))
    if jobs == 1:
        for one in made:
            _write(folder, one)
        return made
    with ProcessPoolExecutor(jobs) as pool:
        list(pool.map(partial(_write, folder), made, chunksize=16))
    return made


def alike(budget: Disclosure, number: int, size: int = 0) -> Iterator[tuple[str, bytes]]:
    """A budget as so many departments' own, by file name; with prose that nothing reads up to `size` bytes."""
    name, code = "〇〇〇〇局", "987654321"  # stand nowhere else in a document
    text = write(renamed(budget, name, code), templates.load(budget.metadata.template))
    start, mark, rest = text.partition(FILLER[1])
    prose = "\n".join(f"{'，'.join(FILLER)}。" for _ in range((size - len(text.encode())) // 125))
    text = f"{start}{prose}\n{mark}{rest}"
    for n in range(number):
        own = text.replace(name, f"{_PLACES[n % 10]}{_BUREAUS[n // 10 % 10]}第{n + 1}处").replace(
            code, str(100_001 + n)
        )
        yield f"{100_001 + n}-{budget.metadata.year}.txt", own.encode()


def renamed(budget: Disclosure, department: str, code: str) -> Disclosure:
    """The budget as another department's: of that name and code, in every text that has them."""
    old = budget.metadata
    rows = {
        table.name: [
            {k: v.replace(old.department, department) if isinstance(v, str) else v for k, v in row.items()}
            for row in budget.frames()[table.name].to_dicts()
        ]
        for table in ALL
    }
    source = Source(old.source.title, department, old.source.year, "0" * 64)
    identity = {"id": dataset_id(code, department, old.year), "department": department, "code": code}
    metadata: Metadata = replace(old, source=source, **identity)
    return Disclosure.of(metadata, rows)


# --- what is drawn -----------------------------------------------------------------------------


def _years(random: Random) -> int:
    return random.choices(list(YEARS), YEARS.values())[0]


def _department(number: int, years: int, seed: int) -> Iterator[Plan]:
    """The budgets of a department: its size is its own, each year's figures and a tenth of its projects are new."""
    random = Random(f"{seed}:{number}")
    projects = min(60, int(random.lognormvariate(2.0, 0.9)))
    name = f"{random.choice(_PLACES)}{random.choice(_BUREAUS)}第{number + 1}处"
    plan = Plan(
        department=name,
        code=str(100_001 + number),
        units=random.choices((1, 2, 3, 4, 5, 6), (30, 20, 15, 15, 10, 10))[0],
        classes=random.randint(1, 6),
        government=random.random() < 0.2,
        capital=random.random() < 0.05,
        operating=random.random() < 0.7,
        carryover=random.random() < 0.6,
        unit_funds=random.random() < 0.5,
        tails=random.random() < 0.3,
        negative=random.random() < 0.05,
    )
    changes = accumulate((random.choice((-1, 0, 0, 1)) for _ in range(years - 1)), initial=projects)
    for back, held in zip(range(years - 1, -1, -1), changes, strict=True):
        several = max(0, held)
        forms = several if random.random() < 0.8 else several // 2
        own = random.getrandbits(32)
        yield replace(plan, seed=own, year=LAST - back, projects=several, forms=forms)


def _damaged(text: str, damage: Damage, code: str, random: Random) -> str:
    """The text with up to three digits of table rows changed, as many rows gone, or cut in its first tenth.

    The department's code stays: with another one it would be another department's budget.
    """
    lines = text.split("\n")
    if damage == "cut":
        return "\n".join(lines[: random.randint(3, len(lines) // 10)])
    rows = [n for n, line in enumerate(lines) if "\t" in line and code not in line and any(map(str.isdigit, line))]
    chosen = random.sample(rows, min(len(rows), random.randint(1, 3))) if damage else []
    for n in sorted(chosen, reverse=True):
        if damage == "rows":
            del lines[n]
            continue
        at = random.choice([i for i, char in enumerate(lines[n]) if char.isdigit()])
        lines[n] = lines[n][:at] + random.choice("0123456789") + lines[n][at + 1 :]
    return "\n".join(lines)


def _write(folder: Path, made: Made) -> None:
    (folder / made.file).write_bytes(made.content())
