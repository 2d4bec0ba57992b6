"""What does somebody read who wanted paper and got none? Why, and what to press: in the tab that waited for it."""

from __future__ import annotations

from html import escape

from flask import Request, Response

from dashboard.parcel import versioned
from dashboard.theme import head
from models.errors import TooMany, VigilError


def looks(asked: Request) -> bool:
    """Whether a browser wants to show the answer to somebody, and not a script."""
    return "text/html" in asked.headers.get("Accept", "")


def said(error: VigilError, session: str, again: str) -> Response:
    """The page that says why nothing was printed, with the ways on: `again` is the address of the paper."""
    dressed = f'{head("Not printed - Vigil")}<link rel="stylesheet" href="/assets/vigil.css">'
    drawn = (
        f'<!DOCTYPE html><html lang="en"><head>{dressed}</head><body>'
        f'<main class="unprinted"><h1>Not printed</h1><p role="alert">{escape(str(error))}</p>'
        f'<p><a class="button primary" href="{escape(again)}">Press again</a> '
        f'<a class="button" href="/session/{escape(session)}">To the session</a></p></main></body></html>'
    )
    return Response(versioned(drawn), 429 if isinstance(error, TooMany) else 503, mimetype="text/html")
