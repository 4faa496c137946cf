"""The pages that lead to all others: the index over disclosures and years, and a page for each disclosure.

Both are there in Chinese and English, work without scripts, and are made from the site's manifest alone. A
disclosure's page is made again only where what it says has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from analysis.briefs import render
from analysis.briefs.documents import FORMS
from analysis.briefs.headline import FIGURES, SEVERITIES
from analysis.briefs.plan import PANEL
from analysis.briefs.site import DEFINITIONS, Site, page_name
from analysis.present import messages
from analysis.present.phrases import NOTHING, Lang, amount, percent
from analysis.text import printable

#: What there may be of a notebook, each by its suffix.
_FORMATS = (*FORMS, "ipynb")
#: What the manifest says of a disclosure, of an output, or a row that a page shows.
_Told = Mapping[str, Any]


def index(site: Site, rendering: Mapping[str, str]) -> None:
    """Stages the index in each language, and the pages of disclosures that say something else than before.

    `rendering` are the digests of what makes these pages.
    """
    pages = [Listing(lang) for lang in messages.languages()]
    outputs = _by_disclosure(site)
    stale = {id for id, entries in outputs.items() if any(entry.get("outdated") for _, entry in entries)}
    years = _years(site)
    for id, about in site.disclosures.items():
        told = {"about": about, "outputs": [_told(*output) for output in outputs.get(id, ())]}
        told["others"] = [other for other in years[_department(about)] if other[1] != id]
        inputs = {"about": hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest(), **rendering}
        for page in pages:
            name = f"{id}/{page.file}"
            if not site.is_listed(name, inputs):
                site.share(name, page.disclosure(id, told).encode(), inputs, disclosure=id, lang=page.lang)
    for page in pages:
        site.put(page.file, page.index(site, stale).encode())


# --- what there is -------------------------------------------------------------------------------


def _by_disclosure(site: Site) -> dict[str, list[tuple[str, _Told]]]:
    """The outputs of each disclosure, in the order of reading; pages like these are not among them."""
    found: dict[str, list[tuple[str, _Told]]] = {}
    for place, entry in site.outputs.items():
        if "disclosure" in entry and "parameters" in entry:
            found.setdefault(entry["disclosure"], []).append((place, entry))
    return {id: sorted(entries, key=_order) for id, entries in found.items()}


def _told(place: str, entry: _Told) -> dict[str, Any]:
    """A row on one output."""
    kept = {name: entry.get(name) for name in ("notebook", "title", "lang", "parameters")}
    return {"place": place, "outdated": bool(entry.get("outdated")), **kept}


def _years(site: Site) -> dict[tuple[str, ...], list[tuple[int, str, str]]]:
    """The disclosures of each department by year, the latest first, with what each is: a budget or accounts."""
    found: dict[tuple[str, ...], list[tuple[int, str, str]]] = {}
    for id, about in site.disclosures.items():
        found.setdefault(_department(about), []).append((about["year"], id, about.get("kind", "budget")))
    return {department: sorted(years, reverse=True) for department, years in found.items()}


def _department(about: _Told) -> tuple[str, ...]:
    return about.get("region", ""), about["department"], about.get("level", "")


def _order(output: tuple[str, _Told]) -> tuple[str, int, str, str]:
    """Briefs in the order of their notebooks; those of other parameters after all."""
    place, entry = output
    return json.dumps(entry["parameters"]), entry.get("order", 0), entry.get("notebook") or "", place


def _first(entry: tuple[str, _Told]) -> tuple[str, str, int, str]:
    """Departments by region and name, each with its latest year first."""
    id, about = entry
    return about.get("region", ""), about["department"], -about["year"], id


# --- pages ---------------------------------------------------------------------------------------


class Listing:
    """The pages in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang, self.file = lang, page_name(lang)
        self.words = messages.words("listing", lang)

    def index(self, site: Site, stale: set[str]) -> str:
        """The index; `stale` are the disclosures of which a page is older than its data."""
        rows = [self._row(id, about, id in stale) for id, about in sorted(site.disclosures.items(), key=_first)]
        years = sorted({about["year"] for about in site.disclosures.values()})
        span = "" if not years else str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
        departments = len({_department(about) for about in site.disclosures.values()})
        return self._page(
            "index.html.j2",
            lead=self.words["lead"].format(count=len(rows), departments=departments, years=span),
            panels=list(self._panels(site)),
            rows=rows,
        )

    def _panels(self, site: Site) -> Iterator[dict[str, str]]:
        """The pages about all budgets at once."""
        for place, entry in sorted(site.outputs.items()):
            if entry.get("disclosure") == PANEL and place.endswith(".html") and entry.get("lang") == self.lang:
                yield {"href": quote(place), "text": printable(self._title(entry))}

    def _title(self, output: _Told) -> str:
        """The title of an output with its parameters; in English where it was made before the language was there."""
        title = output["title"].get(self.lang, output["title"]["en"])
        return "".join([title, *(f" · {key}={value}" for key, value in output["parameters"].items())])

    def _row(self, id: str, about: _Told, is_stale: bool) -> dict[str, Any]:
        findings = about.get("findings", {})
        return {
            "href": f"{quote(id)}/{self.file}",
            "id": id,
            "department": printable(about["department"]),
            "english": self._english(about),
            "year": about["year"],
            "unit": about.get("level") == "unit",
            "accounts": about.get("kind") == "accounts",
            "region": printable(about.get("region", "")),
            "total": _amount(about.get("total")),
            "pct": _percent(about.get("change_pct")),
            "errors": findings.get("error", 0),
            "findings": " · ".join(str(findings[name]) for name in SEVERITIES) if findings else "—",
            "violated": about.get("reconciliations", {}).get("violated", "—"),
            "stale": is_stale,
        }

    def _english(self, about: _Told) -> str:
        """A department's English name on a page that is not Chinese, where it has one."""
        return "" if self.lang == "zh" else printable(about.get("english", ""))

    def disclosure(self, id: str, told: _Told) -> str:
        """The page of a disclosure."""
        about, outputs = told["about"], told["outputs"]
        kind = render.kind_of(about.get("kind", "budget"), about["year"], self.lang)
        briefs = list(self._briefs(outputs))
        forms = [form for form in _FORMATS if any(form in row["links"] for row in briefs)]
        return self._page(
            "disclosure.html.j2",
            up="../",
            id=id,
            department=printable(about["department"]),
            english=self._english(about),
            kind=f"{kind} · {self.words['unit']}" if about.get("level") == "unit" else kind,
            figures=list(self._figures(about)),
            checks=list(self._checks(about)),
            briefs=briefs,
            formats=[(form, self.words.get(form, form.upper())) for form in forms],
            data=list(self._data(outputs)),
            others=[
                {"href": f"../{quote(other)}/{self.file}", "year": self._year(year, kind)}
                for year, other, kind in told["others"]
            ],
            published=self._published(about),
            sha256=about.get("sha256", ""),
        )

    def _year(self, year: int, kind: str) -> str:
        return str(year) if kind == "budget" else messages.word(kind, self.lang, "of_year").format(year=year)

    def _figures(self, about: _Told) -> Iterator[_Told]:
        """The headline figures, those that there are, each with its place in the answers."""
        origin = messages.word(about.get("base_origin", ""), self.lang, "base_origin")
        for name, ref in FIGURES.items():
            if name in about:
                value = about[name]
                shown = _percent(value) if name == "change_pct" else _amount(value, signed=name == "change")
                said = self.words[name].format(year=about.get("base_year", ""), origin=origin)
                yield {"name": said, "value": value, "shown": shown, "ref": ref}
        if "projects" in about:
            yield {"name": self.words["projects"], "value": about["projects"], "shown": about["projects"]}

    def _checks(self, about: _Told) -> Iterator[_Told]:
        """The numbers of identities and findings."""
        before = self.words["identities"] + messages.text("list.colon", self.lang)
        for name, count in about.get("reconciliations", {}).items():
            verdict = messages.word(name, self.lang, "verdict")
            yield {"name": before + verdict, "value": count, "shown": count}
        for name, count in about.get("findings", {}).items():
            yield {"name": self.words[f"{name}s"], "value": count, "shown": count}

    def _briefs(self, outputs: Sequence[_Told]) -> Iterator[_Told]:
        """A row for each notebook with its parameters, its formats in this language; else in the other one."""
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        shown = [output for output in outputs if output["notebook"] is not None]
        for output in sorted(shown, key=lambda output: output["lang"] != self.lang):
            lang, title = output["lang"], self._title(output)
            if lang != self.lang:
                title += f" · {messages.words('language', lang)['name']}"
            fresh = {"title": printable(title), "lang": lang, "links": {}, "stale": False}
            row = rows.setdefault(_key(output), fresh)
            if row["lang"] == lang:
                path = _beside(output)
                row["links"][path.rpartition(".")[2]] = quote(path)
                row["stale"] |= output["outdated"]
        yield from (rows[key] for key in dict.fromkeys(map(_key, shown)))

    def _data(self, outputs: Iterable[_Told]) -> Iterator[dict[str, str]]:
        """The answers as files, and the workbook in this language."""
        for output in outputs:
            path = _beside(output)
            if path.endswith(".xlsx") and output["lang"] == self.lang:
                yield {"href": quote(path), "text": self.words["xlsx"]}
            elif path.endswith(".csv"):
                yield {"href": quote(path), "text": path.removeprefix("data/")}

    def _published(self, about: _Told) -> str:
        if "title" not in about:
            return ""
        title, publisher = printable(about["title"]), printable(about["publisher"])
        return self.words["published"].format(title=title, publisher=publisher)

    def _page(self, template: str, up: str = "", **content: Any) -> str:
        """A page with its frame; `up` leads from it to the folder of outputs."""
        style, script = _style(), render.file("index.js")
        return render.template(template).render(
            words=self.words,
            html_lang=render.tag(self.lang),
            policy=render.policy([style], [script]),
            style=Markup(style),
            script=Markup(script),
            version=version("budget-briefs"),
            index=up + self.file,
            definitions=up + DEFINITIONS,
            languages=[
                {"href": page_name(lang), "lang": render.tag(lang), "text": messages.text("language.name", lang)}
                for lang in messages.languages()
                if lang != self.lang
            ],
            **content,
        )


def _key(output: _Told) -> tuple[str, str]:
    return output["notebook"], json.dumps(output["parameters"])


def _beside(output: _Told) -> str:
    """The place of an output below its disclosure's folder."""
    return str(output["place"]).partition("/")[2]


def _amount(value: str | None, *, signed: bool = False) -> str:
    return NOTHING if value is None else amount(Decimal(value), signed=signed)


def _percent(value: str | None) -> str:
    return NOTHING if value is None else percent(Decimal(value), signed=True)


@cache
def _style() -> str:
    return render.style() + render.file("index.css")
