"""A chart's specification as a picture: SVG that holds its own text and asks for nothing."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis.files import write_file
from analysis.present import theme
from analysis.text import escaped

_ID = re.compile(r'\bid="([^"]+)"')
_USE = re.compile(r'url\(#([^)]+)\)|((?:xlink:)?href)="#([^"]+)"')
_ROLE = re.compile(r' (?:role="graphics-[a-z]+"|aria-roledescription="[^"]*")')
_SIZE = re.compile(r'<svg([^>]*?) width="([\d.]+)" height="([\d.]+)"')
#: What of Vega a page needs. The addresses name the copies that vl-convert holds, and nothing is fetched; which
#: version of the interpreter it holds can't be asked, and an upgrade that changes it fails a test.
_SNIPPET = """import {{View, parse}} from "https://cdn.jsdelivr.net/npm/vega@{version}/+esm";
import {{expressionInterpreter}} from "https://cdn.jsdelivr.net/npm/vega-interpreter@2.0.0/+esm";
import {{compile}} from "https://cdn.jsdelivr.net/npm/vega-lite@{lite}.0/+esm";
window.bbVega = {{View, parse, compile, interpreter: expressionInterpreter}};"""
_VERSION = "5.8"  # the one nearest to JupyterLab's


def draw(spec: Mapping[str, Any], prefix: str, *, alt: str = "", titled: bool = False) -> str:
    """The chart as an SVG element for a page, its ids beginning with `prefix`.

    `titled` draws the title too; a page says it in the figure's caption instead.
    """
    import vl_convert

    theme.register_font()
    svg: str = vl_convert.vegalite_to_svg(bare(spec, titled=titled), vl_version=_VERSION, allowed_base_urls=[])
    svg = _ID.sub(lambda found: f'id="{prefix}-{found[1]}"', svg)
    svg = _USE.sub(lambda found: _prefixed(found, prefix), svg)
    svg = _ROLE.sub("", svg)  # the chart has a text
    label = f' role="img" aria-label="{escaped(alt)}"' if alt else ' aria-hidden="true"'
    return _SIZE.sub(lambda found: f"<svg{label}{found[1]}", svg, count=1)


def bare(spec: Mapping[str, Any], *, titled: bool = False) -> dict[str, Any]:
    """The specification without what is said elsewhere: its texts, and its title, which is the figure's caption."""
    left_out = ("usermeta", "description") if titled else ("title", "usermeta", "description")
    return {name: part for name, part in spec.items() if name not in left_out}


def raster(svg: str, scale: float = 2) -> bytes:
    """A chart's SVG element, as `draw` gives it, as a PNG, `scale` pixels to one of its own."""
    import vl_convert

    theme.register_font()
    png: bytes = vl_convert.svg_to_png(svg, scale=scale)
    return png


def library() -> str:
    """The script that draws a page's charts, as `bbVega.compile`, `.parse`, `.View` and `.interpreter`.

    It needs no `eval`: expressions are interpreted (https://vega.github.io/vega/usage/interpreter/). Making it takes
    a second, so it is kept where a user's caches are.
    """
    own = version("vl-convert-python")
    name = f"vega-{hashlib.sha256(f'{own} {_VERSION} {_SNIPPET}'.encode()).hexdigest()[:16]}.js"
    kept = cache_folder() / name
    try:
        return kept.read_text(encoding="utf-8")
    except OSError:
        pass
    import vl_convert

    snippet = _SNIPPET.format(version=vl_convert.get_vega_version(), lite=_VERSION)
    script: str = vl_convert.javascript_bundle(snippet, vl_version=_VERSION)
    with suppress(OSError):  # a place that can't be written costs a second each time
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_file(kept, script.encode())
    return script


def cache_folder() -> Path:
    """The folder of a user's caches, as the XDG base directory specification names it."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "budget-briefs"


def _prefixed(found: re.Match[str], prefix: str) -> str:
    return f"url(#{prefix}-{found[1]})" if found[1] else f'{found[2]}="#{prefix}-{found[3]}"'
