"""The command line: exit codes, what goes to which stream, and that help costs nothing."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from analysis import catalog, cli, console, templates
from support.datasets import Plan, dataset
from support.writer import write

DATA = catalog.data_folder()


def call(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    try:
        code = cli.main([str(argument) for argument in arguments])
    except SystemExit as end:
        code = int(end.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed dataset as a document."""
    path = tmp_path_factory.mktemp("document") / "budget.txt"
    path.write_text(write(catalog.load("322-2026"), templates.load("shanxi")), encoding="utf-8")
    return path


class TestHelp:
    def test_imports_nothing_heavy(self) -> None:
        code = (
            "import sys; from analysis.cli import main\n"
            "try: main(['build', '--help'])\n"
            "except SystemExit: pass\n"
            "heavy = {'polars', 'altair', 'papermill', 'nbformat', 'jinja2', 'tqdm', 'json'} & set(sys.modules)\n"
            "sys.exit(repr(heavy) if heavy else 0)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert "--notebook" in done.stdout

    def test_names_every_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = call(capsys, "--help")
        assert code == 0
        assert all(name in out for name in ("ingest", "check", "build", "list"))

    def test_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = call(capsys, "--version")
        assert (code, out.count(".")) == (0, 2)


class TestCallsThatCannotBeUsed:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ([], "required: COMMAND"),
            (["nope"], "invalid choice: 'nope'"),
            (["build", "nope"], "no dataset 'nope': there are"),
            (["build", "--lang", "fr"], "invalid choice: 'fr'"),
            (["build", "-p", "year"], "argument -p: expected KEY=VALUE, got year"),
            (["build", "--jobs", "x"], "argument --jobs: expected a whole number, 1 or more, got x"),
            (["build", "--jobs", "0"], "argument --jobs: expected a whole number, 1 or more, got 0"),
            (["build", "--timeout", "soon"], "argument --timeout: expected seconds above 0, got soon"),
            (["build", "--timeout", "nan"], "argument --timeout: expected seconds above 0, got nan"),
            (["build", "--to", "html,odt"], "expected some of html,docx,pdf,xlsx with commas between, got odt"),
            (["build", "-p", "nope=1"], "expected one of the notebook's parameters: base_year (default None)"),
            (["build", "-p", "base_year=1999"], "322-2026 can be compared with: 2025"),
            (["build", "--notebook", "nope"], "expected one of brief"),
            (["build", "--timeout", "0"], "expected seconds above 0"),
            (["build", "--data", "nowhere"], "nowhere: no such folder of datasets"),
            (["list", "--data", "nowhere"], "nowhere: no such folder of datasets"),
            (["ingest", "nowhere.txt"], "nowhere.txt: "),
            (["ingest", "a", "b", "--id", "x"], "expected one document, got 2"),
            (
                ["check", "322-2026", "--to", "docx", "x"],
                "expected `budget-briefs check ID|SOURCE --to pdf OUT`, alone",
            ),
            (["check", "--to", "pdf", "x.pdf"], "expected `budget-briefs check ID|SOURCE --to pdf OUT`, alone"),
            (["check", "nope", "--to", "pdf", "x.pdf"], "no dataset 'nope': there are"),
        ],
    )
    def test_one_line_and_exit_2(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], message: str
    ) -> None:
        at = ["--out", str(tmp_path / "out")] if arguments[:1] == ["build"] else []
        code, out, err = call(capsys, *arguments, *at)
        assert (code, out) == (2, "")
        assert err.startswith("budget-briefs: ")
        assert err.count("\n") == 1
        assert message in err
        assert not (tmp_path / "out").exists()

    def test_outputs_where_a_file_is(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        (tmp_path / "out").write_text("")
        code, _, err = call(capsys, "build", "--out", tmp_path / "out")
        assert (code, err.count("\n")) == (2, 1)
        assert "expected a folder" in err

    def test_no_room(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, document: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device", str(tmp_path / "x"))

        monkeypatch.setattr("analysis.disclosure.write_folder", full)
        code, _, err = call(capsys, "ingest", document, "--into", tmp_path)
        assert (code, err.splitlines()[-1][:14]) == (2, "budget-briefs:")
        assert "No space left on device: nothing was half-written" in err

    def test_a_disk_that_is_read_only_is_not_to_be_freed(self) -> None:
        said = console.of_system(OSError(errno.EROFS, "Read-only file system", "x.xlsx"))
        assert said == "x.xlsx: Read-only file system: name a place that can be written"


class TestList:
    def test_for_people(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "322-2026\t山西省科学技术协会\t2026\n" in call(capsys, "list", "--data", DATA)[1]

    def test_json_and_nothing_else(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, err = call(capsys, "list", "--json", "--data", DATA)
        assert (code, err) == (0, "")
        (entry,) = [entry for entry in json.loads(out) if entry["id"] == "322-2026"]
        assert (entry["department"], entry["year"]) == ("山西省科学技术协会", 2026)


class TestIngest:
    def test_again_and_another(self, capsys: pytest.CaptureFixture[str], tmp_path: Path, document: Path) -> None:
        code, out, err = call(capsys, "ingest", document, "--into", tmp_path)
        assert code == 0
        assert "13 tables, 456 amounts" in out
        assert all(line.startswith("budget.txt:") for line in err.splitlines())
        before = {path.name: path.read_bytes() for path in (tmp_path / "322-2026").iterdir()}
        assert "(as before)" in call(capsys, "ingest", document, "--into", tmp_path)[1]

        other = tmp_path / "other.txt"
        other.write_text(document.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        code, out, err = call(capsys, "ingest", other, "--into", tmp_path)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "--replace" in err
        assert {path.name: path.read_bytes() for path in (tmp_path / "322-2026").iterdir()} == before
        assert call(capsys, "ingest", other, "--into", tmp_path, "--replace")[0] == 0
        assert call(capsys, "ingest", document, "--into", tmp_path, "--id", "mine")[0] == 0
        assert [entry.id for entry in catalog.entries(tmp_path)] == ["322-2026", "mine"]

    def test_goes_on_after_a_bad_one(self, capsys: pytest.CaptureFixture[str], tmp_path: Path, document: Path) -> None:
        folder = tmp_path / "documents"
        folder.mkdir()
        (folder / "a.txt").write_bytes(b"")
        (folder / "b.md").write_bytes(document.read_bytes())
        (folder / "c.bin").write_bytes(b"\0")
        code, out, err = call(capsys, "ingest", folder, "--into", tmp_path / "data")
        assert code == 1
        assert "322-2026" in out
        assert err.splitlines()[-1] == "budget-briefs: 1 of 2 documents refused, see above"
        assert "a.txt" in err.splitlines()[-2]

    def test_a_folder_in_two_processes_and_then_only_what_has_changed(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, document: Path
    ) -> None:
        folder, into = tmp_path / "documents", tmp_path / "data"
        folder.mkdir()
        text = document.read_text(encoding="utf-8")
        for code in ("322", "517", "309"):
            (folder / f"{code}.txt").write_text(text.replace("322-", f"{code}-"), encoding="utf-8")
        assert call(capsys, "ingest", folder, "--into", into, "--jobs", "2")[0] == 0
        ids = ["309-2026", "322-2026", "517-2026"]
        assert [entry.id for entry in catalog.entries(into)] == ids
        alone = tmp_path / "alone"
        call(capsys, "ingest", folder / "517.txt", "--into", alone)
        one, other = (
            {path.name: path.read_bytes() for path in (place / "517-2026").iterdir()} for place in (into, alone)
        )
        assert one == other

        code, out, err = call(capsys, "ingest", folder, "--into", into)
        assert (code, out) == (0, "")
        assert "3 documents as before, not read again" in err
        (folder / "517.txt").write_text(text.replace("322-", "517-") + "\n", encoding="utf-8")
        code, out, _ = call(capsys, "ingest", folder, "--into", into, "--replace")
        assert (code, out.count("517-2026"), out.count("322-2026")) == (0, 1, 0)
        assert call(capsys, "ingest", folder, "--into", into, "--force")[1].count("(as before)") == 3

    @pytest.mark.parametrize("id", ["../x", "a/b", "x" * 61])
    def test_an_id_that_is_no_folder_s_name(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, document: Path, id: str
    ) -> None:
        code, _, err = call(capsys, "ingest", document, "--into", tmp_path / "data", "--id", id)
        assert code == 2
        assert "expected a folder's name" in err
        assert not (tmp_path / "data").exists()


NOTEBOOKS = ("brief", "changes", "costs", "inference", "quality", "structure")


class TestBuild:
    def test_from_another_folder(self, tmp_path: Path) -> None:
        """As installed: started elsewhere, with data and outputs named."""
        command = [sys.executable, "-m", "analysis.cli", "build", str(DATA / "322-2026"), "--notebook", "changes"]
        command += ["--lang", "zh", "--out", "site"]
        environment = {name: value for name, value in os.environ.items() if name != catalog.VARIABLE}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.stdout == "site/322-2026/zh/changes.html\n"
        assert done.returncode == 0
        *steps, summary = done.stderr.splitlines()
        assert {step.partition("] ")[2] for step in steps} == {"322-2026 data", "322-2026 changes zh"}
        assert summary.startswith("budget-briefs: 2 ran, 0 up to date, 0 failed, ")
        assert (tmp_path / "site/322-2026/data/changes.csv").is_file()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]

    def test_a_failing_notebook(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from analysis.briefs import run

        def fail(job: object, **_: object) -> None:
            raise run.NotebookError("322-2026 changes zh: cell [3]: KeyError: 'x'")

        monkeypatch.setattr(run, "execute", fail)
        code, out, err = call(capsys, "build", "322-2026", "--data", DATA, "--lang", "zh", "--out", tmp_path, "--quiet")
        assert (code, out) == (1, "")
        assert set(err.splitlines()) == {
            "budget-briefs: 322-2026 changes zh: cell [3]: KeyError: 'x'",
            *(f"  again: budget-briefs build 322-2026 --notebook {name} --lang zh" for name in NOTEBOOKS),
        }

    def test_what_would_run_and_why(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        arguments = ("build", "322-2026", "--data", DATA, "--lang", "zh", "--notebook", "quality", "--out", tmp_path)
        code, out, err = call(capsys, *arguments, "--dry-run")
        assert (code, err, list(tmp_path.iterdir())) == (0, "", [])
        assert out.splitlines() == ["322-2026 data: are computed: it is new", "322-2026 quality zh: runs: it is new"]
        assert call(capsys, *arguments, "--quiet")[0] == 0
        assert call(capsys, *arguments, "--dry-run")[1] == ""
        assert call(capsys, *arguments, "--dry-run", "--explain")[1].splitlines() == [
            "322-2026 data: up to date",
            "322-2026 quality zh: up to date",
        ]
        assert "runs: --force" in call(capsys, *arguments, "--dry-run", "--force")[1]

    def test_nothing_to_do_imports_nothing_heavy(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        arguments = ["build", "322-2026", "--data", str(DATA), "--lang", "zh", "--notebook", "changes"]
        arguments += ["--out", str(tmp_path)]
        assert call(capsys, *arguments, "--quiet")[0] == 0
        look = (
            "import sys; from analysis.cli import main; code = main(sys.argv[1:]);"
            "print([name for name in ('polars', 'altair', 'papermill', 'IPython', 'zmq') if name in sys.modules], code)"
        )
        done = subprocess.run([sys.executable, "-c", look, *arguments], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "[] 0"
        assert "0 ran, 2 up to date" in done.stderr


class TestCheck:
    def test_a_dataset_whose_figures_agree(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, err = call(capsys, "check", "322-2026")
        assert (code, err) == (0, "")  # findings alone are no failure
        assert "0 violated" in out
        assert "[1083, 1090]" in out

    def test_json_is_one_document_with_places(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = call(capsys, "check", "--json", "322-2026")
        found = json.loads(out)
        assert (code, found["disclosure"]) == (0, "322-2026")
        assert all(place["line"] for row in found["reconciliations"] for place in row["where"])
        assert isinstance(json.loads(call(capsys, "check", "--json", "322-2026", "322-2026")[1]), list)

    def test_json_of_several_is_a_list_of_what_each_gives(self, capsys: pytest.CaptureFixture[str]) -> None:
        ids = [entry.id for entry in catalog.entries(DATA)][:3]
        alone = [json.loads(call(capsys, "check", id, "--json")[1]) for id in ids]
        _, out, _ = call(capsys, "check", *ids, "--json")
        assert out == json.dumps(alone, ensure_ascii=False, indent=2) + "\n"
        code, out, err = call(capsys, "check", *ids, "none", "--json")
        assert (code, out, err.count("\n")) == (2, "", 1)

    def test_a_document_gives_the_same_as_its_dataset(self, capsys: pytest.CaptureFixture[str], document: Path) -> None:
        def verdicts(argument: str | Path) -> list[tuple[str, str]]:
            found = json.loads(call(capsys, "check", "--json", argument)[1])
            return [(row["id"], row["verdict"]) for row in found["reconciliations"]]

        assert verdicts(document) == verdicts("322-2026")

    def test_a_wrong_digit_is_a_violation(self, capsys: pytest.CaptureFixture[str], wrong: Path) -> None:
        code, out, _ = call(capsys, "check", wrong)
        assert code == 1
        assert "violated rows/budget_summary.expenditure" in out

    def test_the_document_with_what_was_found_marked(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        wrong, made = tmp_path / "wrong.txt", tmp_path / "marked.pdf"
        budget = dataset(Plan(seed=5, units=1, classes=2, projects=2, forms=1))
        right = budget.amounts.filter(schedule="expenditure", level="item", measure="total")["printed"][0]
        wrong_figure = f"9{right}"
        wrong.write_text(write(budget, templates.load("shanxi")).replace(right, wrong_figure, 1), encoding="utf-8")
        code, out, err = call(capsys, "check", wrong, "--to", "pdf", made, "--lang", "zh")
        assert (code, err) == (1, "")
        found = json.loads(call(capsys, "check", "--json", wrong)[1])
        violated = [row for row in found["reconciliations"] if row["verdict"] == "violated"]
        assert f"{len(violated) + len(found['findings'])} points marked" in out
        with pypdfium2.PdfDocument(made) as pdf:
            text = "".join(page.get_textpage().get_text_range() for page in pdf)
        assert wrong_figure in text
        assert "核对结果" in text

        assert call(capsys, "ingest", wrong, "--into", tmp_path / "kept", "--id", "kept-2026")[0] == 0
        again = tmp_path / "again.pdf"
        assert call(capsys, "check", tmp_path / "kept" / "kept-2026", "--to", "pdf", again, "--lang", "zh")[0] == 1
        assert again.read_bytes()[:5] == b"%PDF-"
        assert call(capsys, "ingest", wrong, "--into", tmp_path / "bare", "--id", "bare-2026", "--no-source")[0] == 0
        code, out, err = call(capsys, "check", tmp_path / "bare" / "bare-2026", "--to", "pdf", tmp_path / "no.pdf")
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "its document is not kept beside it: name the document, or ingest it again" in err
        assert not (tmp_path / "no.pdf").exists()

    @pytest.fixture
    def wrong(self, document: Path, tmp_path: Path) -> Path:
        path = tmp_path / "wrong.txt"
        path.write_text(document.read_text(encoding="utf-8").replace("1654.64", "1645.64", 1), encoding="utf-8")
        return path

    def test_a_baseline_holds_only_what_is_new(
        self, capsys: pytest.CaptureFixture[str], wrong: Path, tmp_path: Path
    ) -> None:
        rows = json.loads(call(capsys, "check", "--json", wrong)[1])["reconciliations"]
        violated = [row["id"] for row in rows if row["verdict"] == "violated"]
        assert len(violated) > 1
        assert {row["severity"] for row in rows if row["id"] in violated} == {"error"}
        baseline = tmp_path / "known.json"

        def check(*known: str, options: tuple[str, ...] = ()) -> tuple[int, str, str]:
            baseline.write_text(json.dumps(known), encoding="utf-8")
            return call(capsys, "check", *options, "--baseline", baseline, wrong)

        code, out, err = check(*violated[1:])
        assert (code, err) == (1, "")
        assert f"  error: violated {violated[0]}:" in out
        assert f"  known error: violated {violated[1]}:" in out
        assert check(f"322-2026!{violated[0]}", *violated[1:])[0] == 0
        assert check(f"323-2026!{violated[0]}", *violated[1:])[0] == 1
        code, _, err = check(*violated, "tables/none")
        assert (code, err.count("\n")) == (0, 1)
        assert "no longer found, to be taken out: tables/none" in err
        found = json.loads(check(*violated, options=("--json",))[1])
        assert {row["id"] for row in found["reconciliations"] if row.get("known")} == set(violated)
        assert all(row["known"] is False for row in found["findings"])

    @pytest.mark.parametrize("content", ["{}", "[1]", "[", "[" * 100_000, "\xff", None])
    def test_a_baseline_that_is_none(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str | None
    ) -> None:
        baseline = tmp_path / "known.json"
        if content is not None:
            baseline.write_bytes(content.encode("latin-1"))
        code, out, err = call(capsys, "check", "322-2026", "--baseline", baseline)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "known.json" in err
        assert "check --json" in err

    def test_a_baseline_is_not_for_computing_again(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        code, out, err = call(capsys, "check", "322-2026", "--recompute", "--baseline", tmp_path / "known.json")
        assert (code, out, err.count("\n")) == (2, "", 1)

    def test_errors_come_first(self, capsys: pytest.CaptureFixture[str], wrong: Path) -> None:
        lines = call(capsys, "check", wrong)[1].splitlines()[1:]
        grades = [line.strip().partition(":")[0] for line in lines]
        assert grades == sorted(grades, key=("error", "warning", "note").index)

    def test_what_is_not_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, err = call(capsys, "check", "999-2026")
        assert (code, out, err.count("\n")) == (2, "", 1)
