"""Code 128 as inline SVG: what every barcode reader can read (ISO/IEC 15417). Numbers alone: two digits a symbol."""

from __future__ import annotations

from markupsafe import Markup

from web.drawing.svg import tag

_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
"""How wide bars and spaces are, in modules, of the symbols 0 to 106: six digits each, of the last one seven."""
_START, _STOP = 105, 106  # code set C
_QUIET = 10  # modules left white on both sides


def symbols(digits: str) -> list[int]:
    """The values of all symbols, with the check symbol; `digits` is an even number of them."""
    if not digits.isascii() or not digits.isdigit() or len(digits) % 2:
        raise ValueError("An even number of digits is needed.")
    told = [int(digits[n : n + 2]) for n in range(0, len(digits), 2)]
    check = (_START + sum(n * value for n, value in enumerate(told, 1))) % 103
    return [_START, *told, check, _STOP]


def barcode(digits: str, says: str) -> Markup:
    """As wide and high as its place; a module is as wide as another at any size."""
    bars, x = Markup(""), _QUIET
    for widths in map(_widths, symbols(digits)):
        for n, width in enumerate(map(int, widths)):
            if n % 2 == 0:
                bars += tag("rect", x=x, y=0, width=width, height=10)
            x += width
    box = f"0 0 {x + _QUIET} 10"
    look = {"viewBox": box, "preserveAspectRatio": "none", "shape_rendering": "crispEdges"}
    return tag("svg", bars, **look, role="img", aria_label=says, class_="lb-code")


def _widths(value: int) -> str:
    return _WIDTHS[7 * value : 7 * value + 7].strip()
