"""The system's libraries that lay out a PDF, asked for their versions without loading what uses them."""

from __future__ import annotations

import contextlib
import ctypes
from functools import cache
from typing import Any

from analysis.text import UserError


class PdfError(UserError):
    """A PDF that can't be made; the message says what is missing and how to get it."""


#: Each library by the names that it has on Linux, macOS and Windows, as WeasyPrint looks for them.
_NAMES = {
    "pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "harfbuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
    "fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
}
MISSING = (
    "PDF needs the system's library Pango, which is not there: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0, dnf install pango, or brew install pango"
)


@cache
def versions() -> dict[str, str]:
    """The versions of Pango, HarfBuzz and fontconfig. Raises PdfError where one of them is missing."""
    pango, harfbuzz = _library("pango"), _library("harfbuzz")
    number = _library("fontconfig").FcGetVersion()
    return {
        "pango": _said(pango.pango_version_string),
        "harfbuzz": _said(harfbuzz.hb_version_string),
        "fontconfig": f"{number // 10000}.{number // 100 % 100}.{number % 100}",
    }


def _library(name: str) -> ctypes.CDLL:
    for known in _NAMES[name]:
        with contextlib.suppress(OSError):
            return ctypes.CDLL(known)
    raise PdfError(MISSING)


def _said(function: Any) -> str:
    function.restype = ctypes.c_char_p
    return str(function().decode())
