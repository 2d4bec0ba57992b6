"""What everything looks like: the two palettes, and each alert level's colour, shape and word.

Red, yellow and cyan mean alarm and nothing else. Every colour is checked by tests/dashboard/test_theme.py: 4.5:1 for text,
3:1 for marks, and told apart under protanopia, deuteranopia and tritanopia.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from html import escape

from models.limits import Level


@dataclass(frozen=True, slots=True)
class Palette:
    """One set of colours; each field is the css variable of the same name (`high_ink` is `--high-ink`).

    `edge` borders what can be pressed or filled in (3:1), `line` only parts things. `accent` is for links, buttons and the focus
    ring. `*_ink` is the text on an alarm colour and `*_edge` the border that keeps it apart from the panel.
    """

    name: str
    page: str
    panel: str
    line: str
    edge: str
    text: str
    muted: str
    accent: str
    accent_ink: str
    focus: str
    ok: str
    hr: str
    bp: str
    diss: str
    spo2: str
    high: str
    high_ink: str
    high_edge: str
    medium: str
    medium_ink: str
    medium_edge: str
    low: str
    low_ink: str
    low_edge: str


NIGHT = Palette(
    name="night",
    page="#0E1318",
    panel="#171E26",
    line="#2C3742",
    edge="#7A8998",
    text="#E6EAF0",
    muted="#A7B3C0",
    accent="#B3A4FF",
    accent_ink="#0E1318",
    focus="#B3A4FF",
    ok="#3FBF7F",
    hr="#3FBF7F",
    bp="#E6EAF0",
    diss="#D98CB3",
    spo2="#5585E8",
    high="#FF5A52",
    high_ink="#14090A",
    high_edge="#FF5A52",
    medium="#FFD23F",
    medium_ink="#14090A",
    medium_edge="#FFD23F",
    low="#35D0E0",
    low_ink="#14090A",
    low_edge="#35D0E0",
)
"""For the dim treatment room: no pure white, no large bright area. The default."""

DAY = Palette(
    name="day",
    page="#F0F4F5",
    panel="#FFFFFF",
    line="#D8DDE0",
    edge="#768692",
    text="#212B32",
    muted="#4C6272",
    accent="#5B3FC4",
    accent_ink="#FFFFFF",
    focus="#5B3FC4",
    ok="#1F7A48",
    hr="#2C8452",
    bp="#212B32",
    diss="#A3477F",
    spo2="#0B4FA0",
    high="#D4201A",
    high_ink="#FFFFFF",
    high_edge="#D4201A",
    medium="#FFCC00",
    medium_ink="#212B32",
    medium_edge="#212B32",
    low="#00A5B8",
    low_ink="#0B0C0C",
    low_edge="#212B32",
)
"""For the office and for print."""

PALETTES = (NIGHT, DAY)


@dataclass(frozen=True, slots=True)
class Mark:
    """How a level is shown: never by colour alone, always with its shape and its word."""

    level: Level
    word: str
    shape: str
    colour: str
    ink: str


MARKS = {
    Level.NONE: Mark(Level.NONE, "", "", "var(--line)", "var(--text)"),
    Level.LOW: Mark(Level.LOW, "LOW", "◆", "var(--low)", "var(--low-ink)"),
    Level.MEDIUM: Mark(Level.MEDIUM, "MEDIUM", "▲", "var(--medium)", "var(--medium-ink)"),
    Level.HIGH: Mark(Level.HIGH, "HIGH", "▲▲", "var(--high)", "var(--high-ink)"),
}


def variable(field: str) -> str:
    """The css variable of a palette field: `high_ink` -> `--high-ink`."""
    return f"--{field.replace('_', '-')}"


def by_variable() -> Palette:
    """A palette of `var(--...)` in place of colours; the browser puts in the colours (`vigil.palette.paint` in palette.js)."""
    return Palette("variable", *(f"var({variable(f.name)})" for f in fields(Palette)[1:]))


def stylesheet() -> str:
    """The css that declares every variable of both palettes, on `html[data-palette]`."""
    return "\n".join(_rule(palette) for palette in PALETTES)


def _rule(palette: Palette) -> str:
    where = ":root" if palette is NIGHT else f'html[data-palette="{palette.name}"]'
    lines = (f"{variable(f.name)}: {getattr(palette, f.name)};" for f in fields(Palette)[1:])
    scheme = "dark" if palette is NIGHT else "light"
    return f"{where} {{ color-scheme: {scheme}; {' '.join(lines)} }}"


def head(title: str, assets: str = "/assets") -> str:
    """The part of every page's head that must come first: viewport, title, icon, palette before anything is painted."""
    return (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="icon" href="{assets}/icon.svg"><style>{stylesheet()}</style>'
        f'<script src="{assets}/palette.js"></script>'
    )


EARLY = (
    ("/_dash-layout", 'as="fetch" crossorigin="anonymous"'),
    ("/_dash-dependencies", 'as="fetch" crossorigin="anonymous"'),
    ("/_dash-component-suites/dash/dcc/async-graph.js", 'as="script"'),
)
"""What Dash asks for only once its programs run: a browser that knows of it at once has it by then."""


def index_string(zone: str) -> str:
    """The page around every Dash screen.

    With its language (a screen reader needs one), and the clinic's zone and the palette before a script says or paints anything.
    """
    early = "".join(f'<link rel="preload" href="{address}" {kind}>' for address, kind in EARLY)
    return (
        f'<!DOCTYPE html><html lang="en" data-zone="{escape(zone)}"><head>{head("{%title%}")}{early}'
        "{%metas%}{%css%}"
        '<link rel="stylesheet" href="/assets/vigil.css"></head><body>{%app_entry%}{%config%}'
        '<script src="/assets/vendor/plotly-basic.min.js"></script><script src="/assets/vigil.js"></script>'
        "{%scripts%}{%renderer%}</body></html>"
    )
