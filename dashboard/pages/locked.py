"""What does a locked screen show that was loaded anew? The same lock: what alarms where, and the way back; nobody's name."""

from __future__ import annotations

from html import escape

from dashboard import theme


def html(*, zone: str, mark: str, sound: str, on_call: str) -> str:
    """The page of a locked screen as HTML; lock.js does the rest, and what stands here is for a browser without scripts.

    `zone` is the clinic's, `mark` stands for whoever the sign-in was and names nobody, `sound` is what listening.js begins with.
    `on_call` is whom the clinic wants called when nobody answers: it is the one name that a locked screen may say.
    """
    told = {"owner": mark, "sound": sound, "on-call": on_call}
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in told.items())
    head = f'{theme.head("Locked - Vigil")}<link rel="stylesheet" href="/assets/vigil.css">'
    return (
        f'<!DOCTYPE html><html lang="en" data-zone="{escape(zone)}"><head>{head}</head><body><div class="shell" data-alone{data}>'
        '<main class="sign-in"><h1>Locked</h1><p><strong>No alarm is shown or heard on this page yet.</strong></p>'
        '<p><a href="/sign-in">Sign in</a></p></main></div><script src="/assets/vigil.js"></script></body></html>'
    )
