"""Pictures of the pages as readers see them: `make gallery` builds the site and photographs it with Chromium.

They go to docs/gallery/, which git ignores, with a page that shows them all and a brief as printed (PDF).
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Any

from analysis.briefs import plan as plans
from analysis.briefs import publish
from analysis.catalog import data_folder

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.chromium import CHROMIUM, DRIVER, chromium  # noqa: E402

FOLDER = ROOT / "docs" / "gallery"
#: Pages that lead to others.
INDEXES = ("index.html", "index.en.html", "322-2026/index.html")
#: name of a look -> width of the window, height of the picture, dark
LOOKS = {"wide": (1280, 1100, False), "narrow": (390, 1100, False), "dark": (1280, 1100, True)}


def main() -> None:
    """Builds, photographs and writes the page."""
    if not (CHROMIUM and DRIVER):
        sys.exit("docs/gallery.py: needs Chromium and its driver: install them by the system's package manager")
    site = FOLDER / "site"
    plan = plans.make(["322-2026"], data=data_folder(), formats=("html", "docx", "pdf", "xlsx"))
    built = publish.build(plan, site)
    if built.failures:
        sys.exit("\n".join(str(failure) for failure in built.failures))
    FOLDER.mkdir(parents=True, exist_ok=True)
    shown: list[str] = []
    with chromium() as browser:
        for page in sorted((site / "322-2026").glob("*/*.html")):
            stem = f"{page.stem}-{page.parent.name}"
            for look, (width, high, dark) in LOOKS.items():
                (FOLDER / f"{stem}-{look}.png").write_bytes(photograph(browser, page.as_uri(), width, high, dark))
                shown.append(f"{stem}-{look}.png")
            (FOLDER / f"{stem}.pdf").write_bytes(printed(browser))
        for place in INDEXES:
            for look, (width, high, dark) in LOOKS.items():
                name = f"{place.replace('/', '-').removesuffix('.html')}-{look}.png"
                (FOLDER / name).write_bytes(photograph(browser, (site / place).as_uri(), width, high, dark))
                shown.append(name)
    shown += [name for form in ("pdf", "docx") for name in documents(site / "322-2026" / "zh" / f"changes.{form}")]
    figures = "\n".join(
        f'<figure><img src="{name}" alt=""><figcaption>{escape(name)}</figcaption></figure>' for name in shown
    )
    style = "body{font:16px sans-serif} figure{display:inline-block;margin:1rem;vertical-align:top} img{width:24rem}"
    page_of = (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Gallery</title><style>{style}</style>{figures}'
    )
    (FOLDER / "index.html").write_text(page_of, encoding="utf-8")
    print(FOLDER / "index.html")


def documents(source: Path, most: int = 3) -> list[str]:
    """Pictures of the first sheets of a document, a Word document as LibreOffice sets it; their names."""
    import pypdfium2

    form = source.suffix[1:]
    with tempfile.TemporaryDirectory() as folder:
        if form == "docx":
            if (office := shutil.which("soffice")) is None:
                print("docs/gallery.py: no LibreOffice here: no pictures of Word documents", file=sys.stderr)
                return []
            home = f"-env:UserInstallation={(Path(folder) / 'office').as_uri()}"
            command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
            subprocess.run(command, capture_output=True, check=True)
            source = Path(folder) / f"{source.stem}.pdf"
        with pypdfium2.PdfDocument(source) as pdf:
            names = [f"{source.stem}-{form}-{number + 1}.png" for number in range(min(most, len(pdf)))]
            for number, name in enumerate(names):
                pdf[number].render(scale=1.5).to_pil().save(FOLDER / name)
    return names


def photograph(browser: Any, address: str, width: int, high: int, dark: bool) -> bytes:
    """The top of a page as a PNG."""
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": [scheme]})
    metrics = {"width": width, "height": high, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(address)
    browser.execute_async_script("setTimeout(arguments[0], 400)")  # charts that are near are drawn
    return base64.b64decode(browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"])


def printed(browser: Any) -> bytes:
    """The page that is open, as printed."""
    asked = {"preferCSSPageSize": True, "printBackground": True}
    return base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", asked)["data"])


if __name__ == "__main__":
    main()
