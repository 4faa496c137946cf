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
from analysis.briefs.headline import FIGURES
from analysis.briefs.plan import PANEL
from analysis.briefs.site import DEFINITIONS, Site, page_name
from analysis.present import messages
from analysis.present.phrases import NOTHING, Lang, amount, percent
from analysis.text import printable

#: What there may be of a notebook, each by its suffix.
_FORMATS = (*FORMS, "ipynb")


def index(site: Site, rendering: Mapping[str, str]) -> None:
    """Stages the index in each language, and the pages of disclosures that say something else than before.

    `rendering` are the digests of what makes these pages.
    """
    own = version("budget-briefs")
    outputs = _by_disclosure(site)
    stale = {id for id, entries in outputs.items() if any(entry.get("outdated") for _, entry in entries)}
    years = _years(site)
    for id, about in site.disclosures.items():
        told = {"about": about, "outputs": [_told(*output) for output in outputs.get(id, ())]}
        told["others"] = [other for other in years[_department(about)] if other[1] != id]
        inputs = {"about": hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest(), **rendering}
        for lang in messages.languages():
            name = f"{id}/{page_name(lang)}"
            if not site.is_listed(name, inputs):
                page = _disclosure(id, told, lang, own)
                site.share(name, page.encode(), inputs, disclosure=id, lang=lang)
    for lang in messages.languages():
        site.put(page_name(lang), _index(site, stale, lang, own).encode())


# --- what there is -------------------------------------------------------------------------------


def _by_disclosure(site: Site) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
    """The outputs of each disclosure, in the order of reading; pages like these are not among them."""
    found: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for place, entry in site.outputs.items():
        if "disclosure" in entry and "parameters" in entry:
            found.setdefault(entry["disclosure"], []).append((place, entry))
    return {id: sorted(entries, key=_order) for id, entries in found.items()}


def _told(place: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """A row on one output."""
    kept = {name: entry.get(name) for name in ("notebook", "title", "lang", "parameters")}
    return {"place": place, "outdated": bool(entry.get("outdated")), **kept}


def _years(site: Site) -> dict[tuple[str, ...], list[tuple[int, str, str]]]:
    """The disclosures of each department by year, the latest first, with what each is: a budget or accounts."""
    found: dict[tuple[str, ...], list[tuple[int, str, str]]] = {}
    for id, about in site.disclosures.items():
        found.setdefault(_department(about), []).append((about["year"], id, about.get("kind", "budget")))
    return {department: sorted(years, reverse=True) for department, years in found.items()}


def _english(about: Mapping[str, Any], lang: Lang) -> str:
    """A department's English name on a page that is not Chinese, where it has one."""
    return "" if lang == "zh" else printable(about.get("english", ""))


def _department(about: Mapping[str, Any]) -> tuple[str, ...]:
    return about.get("region", ""), about["department"], about.get("level", "")


def _order(output: tuple[str, Mapping[str, Any]]) -> tuple[str, int, str, str]:
    """Briefs in the order of their notebooks; those of other parameters after all."""
    place, entry = output
    return json.dumps(entry["parameters"]), entry.get("order", 0), entry.get("notebook") or "", place


# --- pages ---------------------------------------------------------------------------------------


def _index(site: Site, stale: set[str], lang: Lang, own: str) -> str:
    words = _words(lang)
    rows = [_row(id, about, id in stale, lang) for id, about in sorted(site.disclosures.items(), key=_first)]
    years = sorted({about["year"] for about in site.disclosures.values()})
    span = "" if not years else str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    departments = len({_department(about) for about in site.disclosures.values()})
    return render.template("index.html.j2").render(
        **_frame(lang, own, "", page_name),
        words=words,
        lead=words["lead"].format(count=len(rows), departments=departments, years=span),
        panels=list(_panels(site, lang)),
        rows=rows,
    )


def _panels(site: Site, lang: Lang) -> Iterator[dict[str, str]]:
    """The pages about all budgets at once."""
    for place, entry in sorted(site.outputs.items()):
        if entry.get("disclosure") == PANEL and place.endswith(".html") and entry.get("lang") == lang:
            name = _title(entry, lang)
            values = "".join(f" · {key}={value}" for key, value in entry["parameters"].items())
            yield {"href": quote(place), "text": printable(f"{name}{values}")}


def _title(output: Mapping[str, Any], lang: Lang) -> str:
    """The title of an output; in English where it was made before the language was there."""
    return str(output["title"].get(lang, output["title"]["en"]))


def _first(entry: tuple[str, Mapping[str, Any]]) -> tuple[str, str, int, str]:
    """Departments by region and name, each with its latest year first."""
    id, about = entry
    return about.get("region", ""), about["department"], -about["year"], id


def _row(id: str, about: Mapping[str, Any], is_stale: bool, lang: Lang) -> dict[str, Any]:
    findings = about.get("findings", {})
    return {
        "href": f"{quote(id)}/{page_name(lang)}",
        "id": id,
        "department": printable(about["department"]),
        "english": _english(about, lang),
        "year": about["year"],
        "unit": about.get("level") == "unit",
        "accounts": about.get("kind") == "accounts",
        "region": printable(about.get("region", "")),
        "total": _amount(about.get("total")),
        "pct": _percent(about.get("change_pct")),
        "errors": findings.get("error", 0),
        "findings": " · ".join(str(findings[name]) for name in ("error", "warning", "note")) if findings else "—",
        "violated": about.get("reconciliations", {}).get("violated", "—"),
        "stale": is_stale,
    }


def _disclosure(id: str, told: Mapping[str, Any], lang: Lang, own: str) -> str:
    words, about = _words(lang), told["about"]
    kind = render.kind_of(about.get("kind", "budget"), about["year"], lang)
    briefs = list(_briefs(told["outputs"], lang))
    return render.template("disclosure.html.j2").render(
        **_frame(lang, own, "../", page_name),
        words=words,
        id=id,
        department=printable(about["department"]),
        english=_english(about, lang),
        kind=f"{kind} · {words['unit']}" if about.get("level") == "unit" else kind,
        figures=list(_figures(about, words, lang)),
        checks=list(_checks(about, words, lang)),
        briefs=briefs,
        formats=[
            (form, words.get(form, form.upper())) for form in _FORMATS if any(form in row["links"] for row in briefs)
        ],
        data=list(_data(told["outputs"], words, lang)),
        others=[
            {
                "href": f"../{quote(other)}/{page_name(lang)}",
                "year": year if kind == "budget" else messages.word(kind, lang, "of_year").format(year=year),
            }
            for year, other, kind in told["others"]
        ],
        published=_published(about, words),
        sha256=about.get("sha256", ""),
    )


def _figures(about: Mapping[str, Any], words: Mapping[str, str], lang: Lang) -> Iterator[dict[str, Any]]:
    """The headline figures, those that there are, each with its place in the answers."""
    origin = messages.word(about.get("base_origin", ""), lang, "base_origin")
    for name, ref in FIGURES.items():
        if name in about:
            value = about[name]
            shown = _percent(value) if name == "change_pct" else _amount(value, signed=name == "change")
            said = words[name].format(year=about.get("base_year", ""), origin=origin)
            yield {"name": said, "value": value, "shown": shown, "ref": ref}
    if "projects" in about:
        yield {"name": words["projects"], "value": about["projects"], "shown": about["projects"]}


def _checks(about: Mapping[str, Any], words: Mapping[str, str], lang: Lang) -> Iterator[dict[str, Any]]:
    """The numbers of identities and findings."""
    colon = messages.pick(("：", ": "), lang)
    for name, count in about.get("reconciliations", {}).items():
        verdict = messages.word(name, lang, "verdict")
        yield {"name": f"{words['identities']}{colon}{verdict}", "value": count, "shown": count}
    for name, count in about.get("findings", {}).items():
        yield {"name": words[f"{name}s"], "value": count, "shown": count}


def _briefs(outputs: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[dict[str, Any]]:
    """A row for each notebook with each set of parameters, its formats in this language; else in the other one."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    shown = [output for output in outputs if output["notebook"] is not None]
    for output in sorted(shown, key=lambda output: output["lang"] != lang):
        name, values = output["notebook"], output["parameters"]
        title = _title(output, lang)
        title += "".join(f" · {key}={value}" for key, value in values.items())
        if output["lang"] != lang:
            title += f" · {messages.words('language', output['lang'])['name']}"
        fresh = {"title": printable(title), "lang": output["lang"], "links": {}, "stale": False}
        row = rows.setdefault((name, json.dumps(values)), fresh)
        if row["lang"] == output["lang"]:
            path = output["place"].partition("/")[2]
            row["links"][path.rpartition(".")[2]] = quote(path)
            row["stale"] |= output["outdated"]
    order = list(dict.fromkeys((output["notebook"], json.dumps(output["parameters"])) for output in shown))
    yield from (rows[key] for key in order)


def _data(outputs: Iterable[Mapping[str, Any]], words: Mapping[str, str], lang: Lang) -> Iterator[dict[str, str]]:
    """The answers as files, and the workbook in this language."""
    for output in outputs:
        path = output["place"].partition("/")[2]
        if path.endswith(".xlsx") and output["lang"] == lang:
            yield {"href": quote(path), "text": words["xlsx"]}
        elif path.endswith(".csv"):
            yield {"href": quote(path), "text": path.removeprefix("data/")}


def _published(about: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if "title" not in about:
        return ""
    return words["published"].format(title=printable(about["title"]), publisher=printable(about["publisher"]))


def _amount(value: str | None, *, signed: bool = False) -> str:
    return NOTHING if value is None else amount(Decimal(value), signed=signed)


def _percent(value: str | None) -> str:
    return NOTHING if value is None else percent(Decimal(value), signed=True)


def _frame(lang: Lang, own: str, up: str, name: Any) -> dict[str, Any]:
    """The frame of both kinds of pages."""
    style, script = _style(), render.file("index.js")
    return {
        "html_lang": render.tag(lang),
        "policy": render.policy([style], [script]),
        "style": Markup(style),
        "script": Markup(script),
        "version": own,
        "index": f"{up}{name(lang)}",
        "definitions": f"{up}{DEFINITIONS}",
        "languages": [
            {"href": name(other), "lang": render.tag(other), "text": messages.words("language", other)["name"]}
            for other in messages.languages()
            if other != lang
        ],
    }


@cache
def _words(lang: Lang) -> dict[str, str]:
    return messages.words("listing", lang)


@cache
def _style() -> str:
    return render.style() + render.file("index.css")
