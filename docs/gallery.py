"""Makes the gallery: what the briefs look like, in pictures and documents. `make gallery` runs it.

Pages are photographed by Chromium (both languages, wide and narrow, dark, and the index), Word and PDF by their own
programs where these are installed; what is missing is named and left out. Nothing of it is committed but a few
small pictures in docs/.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

ID, NOTEBOOKS = "322-2026", ("brief", "changes", "structure", "costs", "quality")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


def main(out: Path) -> None:
    """Builds the briefs of the committed dataset into `out`/site and pictures of them beside it."""
    from analysis.cli import main as command

    site = out / "site"
    if command(["build", ID, "--to", "html,docx,pdf,xlsx", "--quiet", "--out", str(site)]):
        sys.exit("the briefs could not be built, see above")
    made = [*pages(site, out), *documents(site, out)]
    items = "".join(
        f'<figure><img src="{escape(name)}" alt=""><figcaption>{escape(name)}</figcaption></figure>' for name in made
    )
    links = "".join(
        f'<li><a href="site/{ID}/zh/{name}.{form}">{name}.{form}</a></li>'
        for name in NOTEBOOKS
        for form in ("pdf", "docx")
    )
    style = "body{font:16px sans-serif}img{max-width:100%;border:1px solid #ccc}figure{margin:2rem 0}"
    html = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Gallery</title><style>{style}</style>'
    (out / "index.html").write_text(f"{html}<h1>Gallery</h1><ul>{links}</ul>{items}</html>", encoding="utf-8")
    print(out / "index.html")


def pages(site: Path, out: Path) -> list[str]:
    """Pictures of pages; their names."""
    if CHROMIUM is None:
        print("gallery: no Chromium here: no pictures of pages", file=sys.stderr)
        return []
    places = {f"{lang}-{name}": f"{ID}/{lang}/{name}.html" for lang in ("zh", "en") for name in NOTEBOOKS}
    places |= {"index-zh": "index.html", "index-en": "index.en.html", "disclosure-zh": f"{ID}/index.html"}
    views = {
        "wide": ("1280,2400",),
        "narrow": ("390,2400",),
        "dark": ("1280,1600", "--blink-settings=preferredColorScheme=0"),
    }
    made = []
    for name, place in places.items():
        for view, (size, *flags) in views.items():
            picture = out / f"{name}-{view}.png"
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
                options = [f"--user-data-dir={profile}", f"--window-size={size}", f"--screenshot={picture}", *flags]
                subprocess.run(
                    [CHROMIUM, *QUIET, *options, (site / place).resolve().as_uri()], capture_output=True, check=True
                )
            made.append(picture.name)
    return made


def documents(site: Path, out: Path) -> list[str]:
    """Pictures of the first pages of a PDF and of a Word document; their names."""
    made = []
    for form in ("pdf", "docx"):
        source = site / ID / "zh" / f"changes.{form}"
        with tempfile.TemporaryDirectory() as folder:
            if form == "docx":
                if (office := shutil.which("soffice")) is None:
                    print("gallery: no LibreOffice here: no pictures of Word documents", file=sys.stderr)
                    continue
                home = f"-env:UserInstallation={(Path(folder) / 'office').as_uri()}"
                command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
                subprocess.run(command, capture_output=True, check=True)
                source = Path(folder) / "changes.pdf"
            made += photographed(source, out, f"changes-{form}")
    return made


def photographed(source: Path, out: Path, name: str, most: int = 3) -> list[str]:
    """The first pages of a PDF as pictures; their names."""
    import pypdfium2

    with pypdfium2.PdfDocument(source) as pdf:
        for number in range(min(most, len(pdf))):
            pdf[number].render(scale=1.5).to_pil().save(out / f"{name}-{number + 1}.png")
        return [f"{name}-{number + 1}.png" for number in range(min(most, len(pdf)))]


if __name__ == "__main__":
    place = Path(sys.argv[1] if len(sys.argv) > 1 else "outputs/gallery")
    place.mkdir(parents=True, exist_ok=True)
    main(place)
