"""The page that leads to all others: disclosures with their briefs in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

from analysis.briefs import render
from analysis.briefs.site import Site
from analysis.present import vocabulary
from analysis.present.phrases import LANGS


def index(site: Site) -> bytes:
    """The page that leads to all others."""
    return render.index(list(_listed(site)), version("budget-briefs")).encode()


def _listed(site: Site) -> Iterator[Mapping[str, Any]]:
    pages: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for place, entry in sorted(site.outputs.items(), key=_order):
        if place.endswith(".html") and "notebook" in entry:
            pages.setdefault(entry["disclosure"], []).append((place, entry))
    for id, disclosure in site.disclosures.items():
        yield {**disclosure, "pages": [_listed_page(place, entry) for place, entry in pages.get(id, ())]}


def _listed_page(place: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    name = vocabulary.pick(vocabulary.NOTEBOOKS.get(entry["notebook"], (entry["notebook"],) * 2), entry["lang"])
    values = "".join(f" · {key}={value}" for key, value in entry["parameters"].items())
    outdated = vocabulary.pick(vocabulary.PAGE["outdated"], entry["lang"]) if entry.get("outdated") else ""
    return {"href": place, "lang": entry["lang"], "text": f"{name}{values}", "outdated": outdated}


def _order(output: tuple[str, Mapping[str, Any]]) -> tuple[int, str, int, str]:
    """Briefs in the order of their titles, others after them by name; each in Chinese first."""
    place, entry = output
    langs, known, name = [*LANGS, None], list(vocabulary.NOTEBOOKS), entry.get("notebook", "")
    rank = known.index(name) if name in known else len(known)
    return rank, name, langs.index(entry.get("lang")), place
