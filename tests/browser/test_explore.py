"""What a reader can do with tables and charts, and that the address keeps it."""

from __future__ import annotations

from typing import Any

from browser.conftest import Open, until
from support.chromium import NEEDS_BROWSER

pytestmark = NEEDS_BROWSER


def column(browser: Any, table: str, number: int) -> list[str]:
    """The texts of a column's cells that are shown."""
    rows = f"[...document.querySelectorAll('#{table} tbody tr')].filter(r => !r.hidden)"
    return list(browser.execute_script(f"return {rows}.map(r => r.cells[{number}].innerText)"))


def number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-").rstrip("%"))


def type_into(browser: Any, id: str, text: str) -> None:
    browser.execute_script(
        "const e = document.getElementById(arguments[0]); e.value = arguments[1]; e.dispatchEvent(new Event('input'))",
        id,
        text,
    )


def table_of(browser: Any, section: str) -> str:
    return str(browser.execute_script(f"return document.querySelector('#{section} table').id"))


def test_sorting(open_page: Open) -> None:
    browser = open_page("zh/structure.html")
    unfolded = "document.querySelectorAll('details').forEach(d => { d.open = true })"
    browser.execute_script(unfolded)
    table = table_of(browser, "which-projects-are-the-largest > div")
    before = [number(text) for text in column(browser, table, 1)]
    heading = f"document.querySelector('#{table} thead tr').cells[1]"
    browser.execute_script(f"{heading}.querySelector('button').click()")
    assert [number(text) for text in column(browser, table, 1)] == sorted(before, reverse=True)
    browser.execute_script(f"{heading}.querySelector('button').click()")
    assert [number(text) for text in column(browser, table, 1)] == sorted(before)
    assert browser.execute_script(f"return {heading}.ariaSort") == "ascending"
    assert f"sort.{table}=1.up" in browser.current_url
    again = open_page(f"zh/structure.html{browser.current_url[browser.current_url.index('#') :]}")
    again.execute_script(unfolded)
    assert [number(text) for text in column(again, table, 1)] == sorted(before)


def test_every_table_but_a_tree_sorts_and_totals_stay_at_their_end(open_page: Open) -> None:
    totals = 0
    for page in ("changes", "structure", "costs", "quality"):
        browser = open_page(f"zh/{page}.html")
        tables = browser.execute_script(
            "return [...document.querySelectorAll('main table')].filter(t => t.tBodies[0].rows.length > 2)"
            ".map(t => [t.id, !!t.querySelector('.bb-part, .bb-part2'), t.querySelectorAll('thead button').length,"
            " t.rows[0].cells.length])"
        )
        assert tables
        for id, is_tree, buttons, heads in tables:
            assert buttons == (0 if is_tree else heads), id
            browser.execute_script(
                "const d = document.getElementById(arguments[0]).closest('details'); if (d) d.open = true", id
            )
            first = f"document.querySelector('#{id} tbody tr')"
            if is_tree or not browser.execute_script(f"return {first}.classList.contains('bb-total')"):
                continue
            totals += 1
            before = column(browser, id, 0)[0]
            for _ in range(2):
                browser.execute_script(f"document.querySelector('#{id} thead button').click()")
                assert column(browser, id, 0)[0] == before
    assert totals


def functions(browser: Any) -> str:
    """The table of all functions, behind a line that opens it."""
    browser.execute_script("document.querySelector('#what-is-the-money-for .bb-fold').open = true")
    return table_of(browser, "what-is-the-money-for .bb-fold")


def test_the_tree_of_functions(open_page: Open) -> None:
    browser = open_page("en/structure.html")
    table, counts = functions(browser), []
    choices = "document.querySelectorAll('#what-is-the-money-for input[type=radio]')"
    for choice in range(3):
        browser.execute_script(f"{choices}[{choice}].click()")
        counts.append(len(column(browser, table, 0)))
    assert 3 < counts[0] < counts[1] < counts[2]
    browser.execute_script(f"{choices}[0].click()")
    again = open_page(f"en/structure.html{browser.current_url[browser.current_url.index('#') :]}")
    assert len(column(again, functions(again), 0)) == counts[0]


def test_filtering_keeps_what_stands_above(open_page: Open) -> None:
    browser = open_page("zh/structure.html")
    table = functions(browser)
    every = column(browser, table, 0)
    item = browser.execute_script(f"return document.querySelector('#{table} .bb-part2 th').innerText")
    type_into(browser, f"{table}-filter", item)
    kept = column(browser, table, 0)
    assert item in kept
    assert kept[0] == every[0]
    assert len(kept) < len(every)
    type_into(browser, f"{table}-filter", "")
    assert column(browser, table, 0) == every


def test_searching(open_page: Open) -> None:
    browser = open_page("zh/structure.html")
    text = "return document.querySelector('main').innerText"
    before = browser.execute_script(text)
    type_into(browser, "bb-search", "科普经费")
    marks = "return [...document.querySelectorAll('main mark')].map(m => m.textContent)"
    found = browser.execute_script(marks)
    assert len(found) > 3
    assert set(found) == {"科普经费"}
    assert str(len(found)) in browser.execute_script(
        "return document.querySelector('.bb-controls [role=status]').textContent"
    )
    type_into(browser, "bb-search", "")
    assert browser.execute_script(marks) == []
    assert browser.execute_script(text) == before


def test_a_project_that_is_picked_shows_everywhere(open_page: Open) -> None:
    browser = open_page("zh/structure.html")
    charts = "figure:has(script)"
    for place in range(browser.execute_script(f"return document.querySelectorAll('{charts}').length")):
        browser.execute_script(
            f"document.querySelectorAll('{charts}')[{place}].scrollIntoView({{behavior: 'instant'}})"
        )
        until(browser, f"return document.querySelectorAll('{charts}')[{place}].querySelector('.bb-chart > div svg')")
    marks = """return [...document.querySelectorAll('.bb-chart')]
        .map(c => [...c.querySelectorAll('.mark-rect path, .mark-symbol path')])
        .map(marks => marks.map(m => m.getAttribute('opacity') ?? '1'))
        .filter(opacities => new Set(opacities).size > 1)"""
    assert browser.execute_script(marks) == []
    browser.execute_script("""const bars = figure => figure.querySelectorAll('.mark-rect path');
        const chart = [...document.querySelectorAll('figure')]
            .find(f => bars(f).length >= 10 && f.querySelector('tr[data-project]'));
        bars(chart)[0].dispatchEvent(new MouseEvent('click', {bubbles: true}));""")
    picked = until(browser, "return document.getElementById('bb-project').value")
    (faded,) = until(browser, f"const o = (() => {{ {marks} }})(); return o.length === 1 && o")
    assert faded.count("1") == 1
    rows = browser.execute_script("return [...document.querySelectorAll('tr.bb-picked')].map(r => r.dataset.project)")
    assert set(rows) == {picked}
    assert len(rows) >= 2
    cards = "return [...document.querySelectorAll('.bb-card[open]')]"
    assert browser.execute_script(f"{cards}.map(c => c.dataset.project)") == [picked]
    until(browser, f"const c = (() => {{ {cards} }})()[0]; return Math.abs(c.getBoundingClientRect().top) < 60")
    link = browser.execute_script("return [...document.querySelectorAll('.bb-pages a')].map(a => a.hash)")
    assert all("project=" in hash for hash in link)
    again = open_page(f"zh/costs.html{link[0]}")
    assert again.execute_script("return document.querySelectorAll('tr.bb-picked').length") >= 1
