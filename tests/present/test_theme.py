"""Colours that mean something are told apart in grey print and by those who see colours otherwise."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from analysis.present import theme

Colour = tuple[float, float, float]

#: What dichromats see of linear RGB: G. M. Machado et al., A Physiologically-based Model for Simulation of Color Vision
#: Deficiency, IEEE TVCG 15 (2009), severity 1.
SEEN = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
FILLS = {"rise or fall": (theme.RISE, theme.FALL), "parts": tuple(theme.config()["range"]["category"])}
GROUNDS = {"light": {}, "dark": theme._DARK}


def seen(colour: str, by: str) -> Colour:
    """A colour as CIE L*a*b* (D65) as somebody sees it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in SEEN[by])
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (part ** (1 / 3) if part > 216 / 24389 else 841 / 108 * part + 4 / 29 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(one: Colour, other: Colour) -> float:
    """The CIE 1976 colour difference; about 2 is just seen."""
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)


def test_colours_are_known_once() -> None:
    """Pages, documents, workbooks and charts have them from the theme."""
    package = Path(theme.__file__).parents[1]
    colour = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}\b|(?:w:fill|w:color|w:val)=\"[0-9a-fA-F]{6}\"")
    found = {
        file.name: colour.findall(file.read_text(encoding="utf-8"))
        for kind in ("py", "css", "js", "j2", "xml")
        for file in package.rglob(f"*.{kind}")
    }
    assert len(found.pop("theme.py")) > 20
    assert {name: some for name, some in found.items() if some} == {}


@pytest.mark.parametrize("by", SEEN)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("fills", FILLS)
def test_fills_of_one_chart_are_told_apart(fills: str, ground: str, by: str) -> None:
    colours = [seen(GROUNDS[ground].get(colour, colour), by) for colour in FILLS[fills]]
    assert min(apart(*pair) for pair in combinations(colours, 2)) >= 10


@pytest.mark.parametrize("fills", FILLS)
def test_fills_of_one_chart_are_told_apart_in_grey_print(fills: str) -> None:
    lightness = sorted(seen(colour, "all")[0] for colour in FILLS[fills])
    assert min(b - a for a, b in pairwise(lightness)) >= 9


@pytest.mark.parametrize("ground", GROUNDS)
def test_text_has_contrast(ground: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text of any size."""

    def luminance(colour: str) -> float:
        lightness = seen(GROUNDS[ground].get(colour, colour), "all")[0]
        return ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness * 27 / 24389

    ground_of = luminance(theme.GROUND)
    for ink in (theme.INK, theme.MUTED):
        high, low = sorted((luminance(ink), ground_of), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5
