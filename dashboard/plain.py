"""What is common to Vigil's small figures: plain dicts and lists, in the colours of a palette."""

from __future__ import annotations

from typing import Any

from dashboard.theme import Palette

Figure = dict[str, Any]
CLEAR = "rgba(0,0,0,0)"


def looks(palette: Palette) -> Figure:
    """How an axis looks."""
    return {"gridcolor": palette.line, "zeroline": False, "fixedrange": True, "tickfont": {"color": palette.muted, "size": 12}}


def text(words: str, colour: str, **place: object) -> Figure:
    """Words on the chart; `place` says where, as plotly's annotations do."""
    return {"text": words, "showarrow": False, "font": {"color": colour, "size": 12}, "bgcolor": CLEAR} | place


def layout(palette: Palette, *, right: int = 12) -> Figure:
    """The sheet that everything is drawn on, with a margin of `right` px for words beside it."""
    return {
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 40, "r": right, "t": 6, "b": 26},
        "hovermode": "closest",
        "dragmode": False,
        "showlegend": False,
        "font": {"family": "inherit", "size": 12, "color": palette.text},
        "hoverlabel": {"bgcolor": palette.page, "bordercolor": palette.edge, "font": {"color": palette.text, "size": 14}},
    }
