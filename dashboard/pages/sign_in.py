"""Who are you? The one page that anybody may see: plain HTML, so that it works before any script."""

from __future__ import annotations

from html import escape

from dashboard import theme
from dashboard.components import ADJUNCT, DEMO_WORDS

DEMO = f'<p class="demo"><strong>DEMO</strong> {DEMO_WORDS}</p>'


def html(clinic: str = "", message: str = "", *, name: str = "", next_: str = "", demo: bool = False) -> str:
    """The sign-in page as HTML.

    `message` is the one sentence that says what went wrong ("" at first), `name` what was typed as the name then: it is kept and
    the cursor waits in the password. `next_` is the address to go on to ("" for the board).
    """
    wrong = f'<p class="wrong" role="alert">{escape(message)}</p>' if message else ""
    onward = f'<input type="hidden" name="next" value="{escape(next_)}">' if next_ else ""
    where = f" · {escape(clinic)}" if clinic else ""
    head = f'{theme.head("Sign in - Vigil")}<link rel="stylesheet" href="/assets/vigil.css">'
    who = _field("name", "Name", "text", "username", value=name, first=not name)
    password = _field("password", "Password", "password", "current-password", first=bool(name))
    return (
        f'<!DOCTYPE html><html lang="en"><head>{head}</head>'
        f'<body>{DEMO if demo else ""}<main class="sign-in"><form method="post" action="/sign-in">{onward}'
        f'<h1>Vigil</h1><p class="hint">Supervised ketamine treatment{where}</p>{wrong}'
        f"{who}{password}"
        f'<button type="submit" class="button main">Sign in</button><p class="use">{ADJUNCT}</p></form></main></body></html>'
    )


def _field(name: str, label: str, kind: str, autocomplete: str, *, value: str = "", first: bool = False) -> str:
    """A labelled field. Pasting is allowed: password managers are safer than memory."""
    typed = f'value="{escape(value)}" ' if value else ""
    return (
        f'<div class="field"><label for="{name}">{label}</label><input id="{name}" name="{name}" type="{kind}" {typed}'
        f'autocomplete="{autocomplete}" autocapitalize="none" spellcheck="false" required{" autofocus" if first else ""}></div>'
    )
