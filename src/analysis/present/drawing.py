"""A chart's specification as a picture: SVG that holds its own text and asks for nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from analysis.present import theme

_ID = re.compile(r'\bid="([^"]+)"')
_USE = re.compile(r'url\(#([^)]+)\)|((?:xlink:)?href)="#([^"]+)"')
_SIZE = re.compile(r'<svg([^>]*?) width="([\d.]+)" height="([\d.]+)"')
_VERSION = "5.8"  # the one nearest to JupyterLab's


def draw(spec: Mapping[str, Any], prefix: str, *, alt: str = "", titled: bool = False) -> str:
    """The chart as an SVG element for a page, its ids beginning with `prefix`.

    `titled` draws the title too; a page says it in the figure's caption instead.
    """
    import vl_convert

    theme.register_font()
    shown = {name: part for name, part in spec.items() if titled or name != "title"}
    svg: str = vl_convert.vegalite_to_svg(shown, vl_version=_VERSION, allowed_base_urls=[])
    svg = _ID.sub(lambda found: f'id="{prefix}-{found[1]}"', svg)
    svg = _USE.sub(lambda found: _prefixed(found, prefix), svg)
    label = f' role="img" aria-label="{escape(alt)}"' if alt else ' aria-hidden="true"'
    return _SIZE.sub(rf"<svg{label}\1", svg, count=1)


def picture(spec: Mapping[str, Any], *, titled: bool = False, scale: float = 2) -> bytes:
    """The chart as a PNG, `scale` pixels to one of the specification's; `titled` draws the title too."""
    import vl_convert

    theme.register_font()
    shown = {name: part for name, part in spec.items() if titled or name != "title"}
    png: bytes = vl_convert.vegalite_to_png(shown, vl_version=_VERSION, scale=scale, allowed_base_urls=[])
    return png


def _prefixed(found: re.Match[str], prefix: str) -> str:
    return f"url(#{prefix}-{found[1]})" if found[1] else f'{found[2]}="#{prefix}-{found[3]}"'
