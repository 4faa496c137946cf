"""Real builds with real kernels, into temporary folders."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import re
import shutil
import time
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from analysis import schema
from analysis.briefs import plan as plans
from analysis.briefs import publish, run, workers
from analysis.catalog import data_folder
from briefs.test_plan import write_notebook

DATA = data_folder()
BRIEFS = ("brief", "changes", "structure", "costs", "quality", "inference")
ANSWERS = (
    *("changes", "structure", "costs", "prices", "explained", "scorecard"),
    *("reconciliations", "findings", "details", "matches", "conflicts"),
)
DATASET = ("datapackage.json", *(f"{table.name}.csv" for table in schema.ALL))
INDEXES = ("index.html", "index.en.html")
PARAMETERS = 'disclosure = "x"  # ID\nlang = "zh"  # language\nyear: int | None = None  # year'


@pytest.fixture(scope="module")
def built(site: Path) -> Path:
    """The committed budgets' briefs."""
    return site


def files(out: Path) -> dict[str, bytes]:
    """What is in the outputs, but for how long it took."""
    found = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    found.pop("durations.json", None)
    return found


def of_one(out: Path) -> dict[str, bytes]:
    """What is in the outputs on 322-2026."""
    return {name: content for name, content in files(out).items() if name.startswith("322-2026/")}


def said(built: publish.Built) -> list[str]:
    """What the failures of a build say."""
    return [failure.error for failure in built.failures]


def test_what_is_built(built: Path) -> None:
    assert {*INDEXES, "definitions.html", "manifest.json"} <= set(files(built))
    assert set(of_one(built)) == {
        *(f"322-2026/{name}" for name in INDEXES),
        *(f"322-2026/data/{name}.csv" for name in ANSWERS),
        *(f"322-2026/data/dataset/{name}" for name in DATASET),
        *(f"322-2026/{lang}/{name}.{kind}" for lang in ("zh", "en") for name in BRIEFS for kind in ("html", "ipynb")),
    }


def test_answers_as_data(built: Path) -> None:
    with (built / "322-2026/data/changes.csv").open(encoding="utf-8", newline="") as stream:
        rows = {(row["subject"], row["flow"], row["measure"]): row for row in csv.DictReader(stream)}
    total = rows["revenue_total", "revenue", "total"]
    assert (total["current"], total["base"], total["change"]) == ("10808.91", "12347.87", "-1538.96")
    assert Decimal(total["change_pct"]).quantize(Decimal("0.01")) == Decimal("-12.46")
    assert rows["other_sources", "revenue", "total"]["base_origin"] == "residual"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_message_says_what_changed(built: Path, lang: str) -> None:
    html = (built / f"322-2026/{lang}/changes.html").read_text(encoding="utf-8")
    message = html[html.index('id="message"') :].partition("</section>")[0]
    assert message.startswith('id="message" lang=')
    for figure in ("10808.91", "-1538.96", "-740.4", "3.26"):
        assert f'<data value="{figure}' in html
    assert '<data value="-12.46' in message


@pytest.mark.parametrize("name", BRIEFS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_stands_alone(built: Path, lang: str, name: str) -> None:
    html = (built / f"322-2026/{lang}/{name}.html").read_text(encoding="utf-8")
    assert html.startswith(f'<!DOCTYPE html>\n<html lang="{"zh-Hans" if lang == "zh" else "en"}">')
    assert html.count("<h1>") == 1
    assert html.index("<main") < html.index("<h1>") < html.index("<h2") < html.index('<nav class="bb-contents"')
    shown = re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL)
    charts = [shown.count(part) for part in ("<figure ", "<figcaption ", 'role="img"')]
    assert len(set(charts)) == 1
    assert bool(charts[0]) == (name != "quality")
    assert "Run All" not in html  # no help for the lab
    assert not re.findall(r'\sstyle="|\son\w+="', shown)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
    ids = re.findall(r'\bid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', shown)) <= set(ids)
    assert len(html.encode()) < 1_500_000


def test_the_index_leads_to_all_briefs_in_reading_order(built: Path) -> None:
    for name, lang in zip(INDEXES, ("zh", "en"), strict=True):
        assert f'href="322-2026/{name}"' in (built / name).read_text(encoding="utf-8")
        html = (built / "322-2026" / name).read_text(encoding="utf-8")
        assert re.findall(rf'href="{lang}/(\w+)\.html"', html) == list(BRIEFS)


def test_links_lead_somewhere(built: Path) -> None:
    for page in built.rglob("*.html"):
        for link in re.findall(r'href="([^"#]+)"', page.read_text(encoding="utf-8")):
            assert link.startswith("data:") or (page.parent / unquote(link)).resolve().is_file(), (page, link)


def test_every_page_leads_to_the_definitions(built: Path) -> None:
    for page in (*(built / "322-2026").rglob("*.html"), built / "index.html"):
        assert re.search(r'href="(\.\./)*definitions\.html"', page.read_text(encoding="utf-8")), page
    assert '<h1>Definitions <span lang="zh">定义</span></h1>' in (built / "definitions.html").read_text(
        encoding="utf-8"
    )


def test_policy_allows_the_page_s_own_styles_and_scripts_and_nothing_else(built: Path) -> None:
    html = (built / "322-2026/zh/changes.html").read_text(encoding="utf-8")
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1])  # type: ignore[index]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    held = re.findall(r"<style>(.*?)</style>|<script>(.*?)</script>", html, re.DOTALL)
    digests = {base64.b64encode(hashlib.sha256((a or b).encode()).digest()).decode() for a, b in held}
    assert digests == set(re.findall(r"'sha256-([^']+)'", policy))


def test_executed_notebook_names_nothing_of_this_machine(built: Path) -> None:
    text = (built / "322-2026/en/changes.ipynb").read_text(encoding="utf-8")
    assert str(DATA) not in text
    assert "papermill" not in text.replace("injected-parameters", "")
    assert 'lang = \\"en\\"' in text


def test_manifest(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    contents = files(built)
    assert set(manifest["outputs"]) == set(contents) - {*INDEXES, "manifest.json"}
    for name, entry in manifest["outputs"].items():
        assert entry["sha256"] == hashlib.sha256(contents[name]).hexdigest()
        if "notebook" in entry and name.startswith("322-2026/"):
            assert {"data/322-2026", f"notebooks/{entry['notebook']}.ipynb", "code", "libraries"} <= set(
                entry["inputs"]
            )
            assert "analysis.money" in manifest["parts"][entry["inputs"]["code"]]
            assert "polars" in manifest["parts"][entry["inputs"]["libraries"]]
    assert manifest["disclosures"]["322-2026"]["year"] == 2026


def test_the_same_bytes_again(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"LC_ALL": "C", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "7", "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    out, names = tmp_path / "deep" / "out", ["changes", "costs", "quality"]
    publish.build(plans.make(["322-2026"], data=DATA, names=names, langs=["zh"]), out)
    assert len(list(out.glob("322-2026/zh/*.ipynb"))) == len(names)
    for path in (*out.glob("322-2026/zh/*.ipynb"), *out.glob("322-2026/data/**/*.csv")):  # a page has links besides
        assert path.read_bytes() == (built / path.relative_to(out)).read_bytes(), path


@pytest.mark.long  # each format has a test of its own
def test_every_format_has_the_same_bytes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plans.make(["322-2026"], data=DATA, names=["changes"], langs=["zh"], formats=plans.FORMATS)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")  # the day of the build, which pages name
    once = publish.build(plan, tmp_path / "once")
    assert said(once) == []
    assert {page.name for page in once.pages} == {"changes.html", "changes.docx", "changes.pdf", "322-2026.xlsx"}
    other = {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7", "HOME": str(tmp_path), "USER": "other"}
    for name, value in other.items():
        monkeypatch.setenv(name, value)
    with monkeypatch.context() as patched:
        patched.setattr(workers, "WORKERS", fresh := workers.Workers())
        patched.setattr(time, "time", lambda: 2e9)
        again = publish.build(plan, tmp_path / "deep" / "again")
        fresh.stop()
    assert said(again) == []
    assert files(tmp_path / "deep" / "again") == files(tmp_path / "once")
    manifest = json.loads((tmp_path / "once/manifest.json").read_text(encoding="utf-8"))
    typesetting = manifest["outputs"]["322-2026/zh/changes.pdf"]["inputs"]["typesetting"]
    assert {"weasyprint", "pango", "harfbuzz", "fontconfig"} <= manifest["parts"][typesetting].keys()


def test_one_language_again_keeps_the_other(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(built, out)
    publish.build(plans.make(["322-2026"], data=DATA, names=["changes"], langs=["zh"]), out)
    assert files(out) == files(built)


def own(folder: Path, name: str, *cells: str) -> plans.Plan:
    write_notebook(folder, name, PARAMETERS, *cells)
    return plans.make(["322-2026"], data=DATA, names=[name], langs=["zh"], folder=folder)


class TestFailure:
    def test_names_the_cell_and_keeps_the_last_good_page(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        good = publish.build(own(tmp_path, "n", "print('good <b>')"), out)
        assert (said(good), good.entry) == ([], out / "322-2026/zh/n.html")
        before = files(out)
        assert b"good &lt;b&gt;" in before["322-2026/zh/n.html"]
        bad = publish.build(own(tmp_path, "n", "x = 1", "raise ValueError('no such\\nthing')"), out)
        assert said(bad) == ["322-2026 n zh: cell [3]: ValueError: no such"]
        assert bad.failures[0].command == "budget-briefs build 322-2026 --notebook n --lang zh"
        assert bad.pages == []
        after = files(out)
        listing = {*INDEXES, *(f"322-2026/{name}" for name in INDEXES), "manifest.json"}
        assert {name for name in before if after[name] != before[name]} == listing
        assert "早于其数据，上次生成失败" in after["322-2026/index.html"].decode()
        assert "过期</strong>" in after["index.html"].decode()
        assert "早于其数据" not in before["322-2026/index.html"].decode()
        mended = publish.build(own(tmp_path, "n", "print('good <b>')"), out)
        assert (said(mended), files(out)) == ([], before)

    def test_the_command_that_runs_it_again_names_no_format_that_nobody_gave(self, tmp_path: Path) -> None:
        plan = own(tmp_path, "n", "print(1)")
        publish.build(replace(plan, formats=("html", "docx")), tmp_path / "out")
        failed = publish.build(own(tmp_path, "n", "1 / 0"), tmp_path / "out")  # the document too is to be made anew
        assert [one.command for one in failed.failures] == ["budget-briefs build 322-2026 --notebook n --lang zh"]
        assert "ZeroDivisionError" in failed.failures[0].traceback

    def test_a_kernel_that_is_not_there(self, tmp_path: Path) -> None:
        path = tmp_path / "n.ipynb"
        plan = own(tmp_path, "n", "print(1)")
        held = json.loads(path.read_text())
        path.write_text(
            json.dumps(held | {"metadata": held["metadata"] | {"kernelspec": {"name": "r", "language": "R"}}})
        )
        assert said(publish.build(plan, tmp_path / "out")) == [
            "322-2026 n zh: its kernel r is not installed: choose another in JupyterLab"
        ]

    def test_does_not_stop_the_others(self, tmp_path: Path) -> None:
        write_notebook(tmp_path, "a", PARAMETERS, "1/0")
        write_notebook(tmp_path, "b", PARAMETERS, "print(lang, year)")
        plan = plans.make(["322-2026"], data=DATA, langs=["zh"], folder=tmp_path)
        built = publish.build(plan, tmp_path / "out")
        assert said(built) == ["322-2026 a zh: cell [2]: ZeroDivisionError: division by zero"]
        assert [page.name for page in built.pages] == ["b.html"]
        assert "<pre>zh None" in (tmp_path / "out/322-2026/zh/b.html").read_text()

    def test_a_notebook_that_hangs(self, tmp_path: Path) -> None:
        plan = own(tmp_path, "n", "import time", "time.sleep(60)")
        built = publish.build(plan, tmp_path / "out", timeout=2)
        assert said(built) == ["322-2026 n zh: not done after 2 seconds: allow more with --timeout"]

    def test_a_kernel_that_dies(self, tmp_path: Path) -> None:
        built = publish.build(own(tmp_path, "n", "import os; os._exit(3)"), tmp_path / "out")
        assert said(built) == ["322-2026 n zh: its kernel died: run the notebook in JupyterLab to see where"]

    def test_a_page_that_failed_is_linked_from_nowhere(self, tmp_path: Path) -> None:
        write_notebook(tmp_path, "a", PARAMETERS, "1/0")
        write_notebook(tmp_path, "b", PARAMETERS, "print(1)")
        out = tmp_path / "out"
        publish.build(plans.make(["322-2026"], data=DATA, langs=["zh"], folder=tmp_path), out)
        assert "a.html" not in (out / "322-2026/zh/b.html").read_text()
        assert "a.html" not in (out / "322-2026/index.html").read_text()

    def test_a_notebook_that_eats_memory(self, tmp_path: Path) -> None:
        cell = "import time; held = [b'x' * 10_000_000 for _ in range(40)]; time.sleep(20)"
        built = publish.build(own(tmp_path, "n", cell), tmp_path / "out", memory=300_000_000)
        assert said(built) == ["322-2026 n zh: used more than 300 MB of memory: allow more with --memory"]
        mild = publish.build(own(tmp_path, "n", "held = b'x' * 10_000_000"), tmp_path / "out", memory=300_000_000)
        assert said(mild) == []

    @pytest.mark.parametrize("megabytes", [15, pytest.param(100, marks=pytest.mark.long)])
    def test_a_notebook_that_prints_without_end(self, tmp_path: Path, megabytes: int) -> None:
        plan = own(tmp_path, "n", f"for _ in range({megabytes * 10}): print('x' * 100_000)")
        page = publish.build(plan, tmp_path / "out").entry
        html = page.read_text(encoding="utf-8")
        assert "more characters were printed" in html
        assert len(html) < 300_000

    def test_leaves_no_trace_in_the_environment(self, tmp_path: Path) -> None:
        before = dict(os.environ)
        with pytest.raises(run.NotebookError):
            run.execute(own(tmp_path, "n", "1/0").jobs[0])
        assert dict(os.environ) == before


def test_a_damaged_manifest_is_written_anew(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_text("{")
    publish.build(own(tmp_path, "n", "print(1)"), out)
    assert "322-2026/zh/n.html" in json.loads((out / "manifest.json").read_text())["outputs"]


def test_outputs_of_any_kind(tmp_path: Path) -> None:
    cells = [
        "import sys; print('seen'); print('not', 'seen', file=sys.stderr)",
        "from IPython.display import Markdown, HTML; Markdown('**bold** 甲')",
        "1 + 1",
    ]
    out = publish.build(own(tmp_path, "n", *cells), tmp_path / "out").entry
    html = out.read_text(encoding="utf-8")
    for word in ("<pre>seen", "<strong>bold</strong>", "<pre>2</pre>"):
        assert word in html
    assert "not seen" not in html
