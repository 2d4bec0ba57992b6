"""Until when must the REMS form of a nasal session be sent, or who has sent it? In words, with the button that says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from dash import html

from dashboard.components import attributes
from models.forms import Form
from models.people import Names
from models.vitals import Millis

if TYPE_CHECKING:
    from dash.development.base_component import Component


def called(form: Form, names: Names) -> Form:
    """The form, with whoever sent it called as colleagues do."""
    return replace(form, sent_by=names.of(form.sent_by))


def words(form: Form, now: Millis, zone: tzinfo) -> str:
    """REMS form due by 29 Nov, 5 days left; overdue since, with the days; or when and by whom it was sent."""
    if form.sent_at is not None:
        sent = datetime.fromtimestamp(form.sent_at / 1000, zone)
        return f"REMS form sent {sent.day} {sent:%b %H:%M} by {form.sent_by}"
    due = form.due(zone)
    left = (due - datetime.fromtimestamp(now / 1000, zone).date()).days
    day = f"{due.day} {due:%b}"
    if left < 0:
        return f"REMS form OVERDUE: it was due by {day}, {_days(-left)} ago"
    return f"REMS form due by {day}, {f'{_days(left)} left' if left else 'today is the last day'}"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def line(form: Form, now: Millis, zone: tzinfo, *, may: bool) -> Component:
    """The words on the page of the session; for whoever may record, with the button that says it was sent or takes that back."""
    said = html.Span(words(form, now, zone), role="status")
    label, tells = ("REMS form was sent", "yes") if form.sent_at is None else ("Not sent after all", "no")
    button = html.Button(label, type="button", className="button", **attributes(data_form_sent=tells))
    return html.Div([said, *([button] if may else [])], className="rems")
