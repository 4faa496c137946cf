"""A further language is one more file: a catalog copied, a few words changed, and the site is there in it."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import pytest

from analysis.briefs import plan as plans
from analysis.briefs import publish
from analysis.catalog import data_folder
from analysis.present import messages
from analysis.present.words import WORDS, catalogs

WORDS_OF_IT = {
    'name = "English"': 'name = "Deutsch"',
    'tag = "en"': 'tag = "de"',
    'order = "2"': 'order = "3"',
    'skip = "Skip to the message"': 'skip = "Zur Aussage"',
    'titled_row = "table {number} ({title}), row “{label}”, {at}"': 'titled_row = "Tabelle {number}, „{label}“, {at}"',
    '\nline = "line {line}"': '\nline = "Zeile {line}"',
    '\ncarryover = "carryover"': '\ncarryover = "Übertrag aus Vorjahren"',
}
TEXTS = '[texts]\n"Which sources changed?" = "Welche Quellen haben sich geändert?"\n'


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the English catalog under another name, without its last section."""
    text = catalogs()["en"].read_text(encoding="utf-8")
    for ours, theirs in WORDS_OF_IT.items():
        assert ours in text
        text = text.replace(ours, theirs)
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "de.toml").write_text(f"{text}\n{TEXTS}", encoding="utf-8")
    monkeypatch.setenv(WORDS, str(tmp_path / "words"))


@pytest.mark.usefixtures("german")
def test_a_page_in_a_third_language(tmp_path: Path) -> None:
    assert messages.languages() == ("zh", "en", "de")
    out = tmp_path / "out"
    built = publish.build(plans.make(["322-2026"], data=data_folder(), names=["changes"], langs=["de", "en"]), out)
    assert not built.failures
    page = lxml.html.parse(str(out / "322-2026/de/changes.html")).getroot()
    assert page.get("lang") == "de"
    assert page.find_class("bb-skip")[0].text == "Zur Aussage"
    text = page.text_content()
    assert "Welche Quellen haben sich geändert?" in text
    assert "Übertrag aus Vorjahren" in text
    places = {figure.get("title") for figure in page.iterfind(".//main//data")}
    assert any(re.fullmatch(r"Tabelle 1, „收入总计“, Zeile \d+", place) for place in places)
    # what it has no words for is English, and says so
    assert "How did running costs change?" in text
    spoken = {part.text_content() for part in page.iterfind(".//main//*[@lang='en']")}
    assert "How did running costs change?" in spoken
    assert not {part for part in spoken if "Welche" in part}
    links = {link.get("hreflang"): link.get("href") for link in page.iterfind(".//nav[@class='bb-languages']//a")}
    assert links == {"en": "../en/changes.html"}


@pytest.mark.usefixtures("german")
def test_the_indexes_lead_to_each_other(tmp_path: Path) -> None:
    publish.build(plans.make(["322-2026"], data=data_folder(), names=["quality"], langs=["en"]), tmp_path / "out")
    found = {}
    for name in ("index.html", "index.en.html", "index.de.html"):
        html = (tmp_path / "out" / name).read_text(encoding="utf-8")
        found[name] = re.findall(r'class="bb-other" href="([^"]+)" hreflang="([^"]+)"', html)
    assert found["index.html"] == [("index.en.html", "en"), ("index.de.html", "de")]
    assert found["index.de.html"] == [("index.html", "zh-Hans"), ("index.en.html", "en")]
    assert (tmp_path / "out" / "322-2026" / "index.de.html").is_file()


def test_what_it_lacks_is_said_in_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORDS, str(tmp_path))
    (tmp_path / "de.toml").write_text('[language]\nname = "Deutsch"\ntag = "de"\norder = "3"\n', encoding="utf-8")
    assert messages.catalog("de")["page.index"] == messages.catalog("en")["page.index"]
    assert messages.pick(("钱", "money"), "de") == "money"


def test_a_file_that_is_no_catalog_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORDS, str(tmp_path))
    (tmp_path / "de.toml").write_text("[language", encoding="utf-8")
    with pytest.raises(messages.MessageError, match=r"de\.toml: .*expected words as in en\.toml"):
        messages.catalog("de")
