"""Can everybody tell the colours apart, and does colour never speak alone?"""

from __future__ import annotations

import colorsys
import re
from dataclasses import fields
from itertools import combinations
from pathlib import Path

import pytest

from dashboard import theme
from dashboard.theme import DAY, MARKS, NIGHT, PALETTES, Palette
from models.limits import Level

ASSETS = Path(theme.__file__).parent / "assets"
Rgb = tuple[float, float, float]
VISIONS: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""Machado, Oliveira and Fernandes 2009, severity 1: what somebody sees who lacks one kind of cone (linear RGB)."""
SIGNALS = ("hr", "bp", "diss", "spo2")
ALARMS = ("high", "medium", "low")
RESERVED = {"red": 0, "yellow": 48, "cyan": 186}
"""Hues in degrees that mean alarm."""


def linear(colour: str) -> Rgb:
    """The light of a colour, channel by channel."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue))  # type: ignore[return-value]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 counts it, 1 to 21."""
    light, dark = sorted(
        (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, other)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, vision: str) -> Rgb:
    """Where a colour lies in CIE Lab for this kind of vision."""
    r, g, b = (min(1, max(0, sum(m * c for m, c in zip(row, linear(colour), strict=True)))) for row in VISIONS[vision])
    x, y, z = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: str, other: str, vision: str) -> float:
    """How far apart two colours look."""
    return sum((a - b) ** 2 for a, b in zip(lab(one, vision), lab(other, vision), strict=True)) ** 0.5


def colour(palette: Palette, name: str) -> str:
    """A colour of a palette by its field."""
    return str(getattr(palette, name))


@pytest.mark.ux("U19")
@pytest.mark.parametrize("palette", PALETTES, ids=lambda p: p.name)
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "ok"])
def test_text_can_be_read(palette: Palette, ink: str) -> None:
    """Every text colour has a contrast of 4.5:1 on the page and on a panel."""
    assert contrast(colour(palette, ink), palette.page) >= 4.5
    assert contrast(colour(palette, ink), palette.panel) >= 4.5


@pytest.mark.parametrize("palette", PALETTES, ids=lambda p: p.name)
@pytest.mark.parametrize("signal", SIGNALS)
def test_names_of_signals_can_be_read_in_their_colour(palette: Palette, signal: str) -> None:
    """The name of a signal in its own colour has a contrast of 4.5:1 on a panel."""
    assert contrast(colour(palette, signal), palette.panel) >= 4.5


@pytest.mark.parametrize("palette", PALETTES, ids=lambda p: p.name)
@pytest.mark.parametrize("name", [*ALARMS, "accent"])
def test_text_on_colour_can_be_read(palette: Palette, name: str) -> None:
    """The text on an alarm and on a button has a contrast of 4.5:1."""
    assert contrast(colour(palette, f"{name}_ink"), colour(palette, name)) >= 4.5


@pytest.mark.ux("U19")
@pytest.mark.parametrize("palette", PALETTES, ids=lambda p: p.name)
@pytest.mark.parametrize("mark", [*SIGNALS, "edge", "focus", "high_edge", "medium_edge", "low_edge"])
def test_marks_can_be_seen(palette: Palette, mark: str) -> None:
    """Marks, borders of controls, alarm frames and the focus ring have a contrast of 3:1 on page and panel."""
    assert contrast(colour(palette, mark), palette.panel) >= 3
    assert contrast(colour(palette, mark), palette.page) >= 3


@pytest.mark.ux("U20")
@pytest.mark.parametrize("palette", PALETTES, ids=lambda p: p.name)
@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("names", [SIGNALS, ALARMS], ids=["signals", "alarms"])
def test_colours_are_told_apart(palette: Palette, vision: str, names: tuple[str, ...]) -> None:
    """Signals among themselves, and alarm levels among themselves, look at least 20 apart whatever cone is missing."""
    for one, other in combinations(names, 2):
        apart = distance(colour(palette, one), colour(palette, other), vision)
        assert apart >= 20, f"{one} and {other} are {apart:.0f} apart"


@pytest.mark.ux("U22")
@pytest.mark.parametrize("palette", PALETTES, ids=lambda p: p.name)
def test_alarm_hues_mean_alarm_only(palette: Palette) -> None:
    """No colour but an alarm's is red, yellow or cyan."""
    for field in fields(Palette)[1:]:
        if field.name.split("_")[0] in ALARMS:
            continue
        hue, saturation, _ = colorsys.rgb_to_hsv(*(int(colour(palette, field.name)[i : i + 2], 16) / 255 for i in (1, 3, 5)))
        apart = [abs((hue * 360 - reserved + 180) % 360 - 180) for reserved in RESERVED.values()]
        assert saturation < 0.35 or min(apart) > 15, f"{field.name} {colour(palette, field.name)}"


def test_night_has_no_large_bright_colour() -> None:
    """At night page and panels are nearly black and text is not pure white: a dim room stays dim."""
    for name in ("page", "panel", "line"):
        assert sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour(NIGHT, name)), strict=True)) < 0.05
    assert NIGHT.text != "#FFFFFF"


@pytest.mark.ux("U21")
def test_levels_differ_in_shape_and_word() -> None:
    """Each alert level has a shape and a word of its own, so that it is known without colour."""
    shown = [MARKS[level] for level in (Level.LOW, Level.MEDIUM, Level.HIGH)]
    assert len({mark.shape for mark in shown}) == len({mark.word for mark in shown}) == 3
    assert all(mark.shape and mark.word for mark in shown)
    assert MARKS[Level.NONE].word == ""


def test_scripts_and_server_name_levels_alike() -> None:
    """The words and shapes of the scripts are those of the server."""
    script = (ASSETS / "words.js").read_text(encoding="utf-8")
    for level in (Level.LOW, Level.MEDIUM, Level.HIGH):
        assert f'{level.word}: {{ shape: "{MARKS[level].shape}", word: "{MARKS[level].word}" }}' in script


def test_styles_name_no_colour_of_their_own() -> None:
    """Every colour in a style sheet is a variable of the palette, so that no colour escapes these tests."""
    known = {theme.variable(field.name) for field in fields(Palette)[1:]}
    for sheet in ASSETS.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        own = set(re.findall(r"(--[\w-]+)\s*:", text))
        used = set(re.findall(r"var\((--[a-z][\w-]*)\)", text))
        assert used <= known | own, f"{sheet.name}: {used - known - own}"
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", text), sheet.name


def test_page_has_a_language_and_its_palette_before_it_is_painted() -> None:
    """A screen reader knows the language, every script the clinic's zone, the palette is set by the first of them."""
    page = theme.index_string("Europe/Berlin")
    assert '<html lang="en" data-zone="Europe/Berlin">' in page
    assert page.index("palette.js") < page.index("{%css%}")
    assert 'name="viewport"' in page
    assert DAY.page in page
    assert NIGHT.page in page


def test_variables_stand_for_every_colour() -> None:
    """A figure that is drawn with variables names only colours that the page has."""
    for field in fields(Palette)[1:]:
        assert f"{colour(theme.by_variable(), field.name)[4:-1]}: {colour(NIGHT, field.name)};" in theme.stylesheet()
