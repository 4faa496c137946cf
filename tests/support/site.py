"""The site that tests share: every dataset has its pages, most of them in one language."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from analysis.briefs import plan as plans
from analysis.briefs.plan import PANEL, Plan
from analysis.catalog import Catalog, data_folder

_SHELF = Catalog(data_folder())
#: A budget whose base year's own is there too.
LATER = next(entry.id for entry in _SHELF.entries if _SHELF.bases(entry)[0])
#: What has its pages in both languages.
BOTH = ("322-2026", LATER, PANEL)


@cache
def whole() -> Plan:
    """The pages of all committed datasets."""
    return plans.make([], data=data_folder())


@cache
def usual() -> Plan:
    """The same, of other datasets than `BOTH` in Chinese and in English in turn."""
    langs = {id: ("zh", "en")[number % 2] for number, id in enumerate(sorted(whole().ids - {*BOTH}))}
    jobs = (job for job in whole().jobs if job.lang == langs.get(job.metadata.id, job.lang))
    return replace(whole(), jobs=tuple(jobs))
