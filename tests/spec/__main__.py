"""What will a medical director sign? The table of rows as one page: `python -m tests.spec > what-vigil-says.html`."""

from __future__ import annotations

import sys
from html import escape

from models import protocol
from tests.spec.row import Row, Say
from tests.spec.rows import ROWS
from tests.spec.ways import WAYS, Way

_STYLE = """body{font:11pt/1.4 sans-serif;margin:2cm;color:#111}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #888;padding:.3em .5em;text-align:left;vertical-align:top}tr{break-inside:avoid}
.sign{margin-top:2cm;display:flex;gap:2cm}.sign p{flex:1;border-top:1px solid #111;padding-top:.3em}"""


def page() -> str:
    """The whole page as HTML that stands alone and prints on A4."""
    digests = "".join(f"<li>{escape(name)}: {protocol.load(name).digest}</li>" for name in protocol.shipped())
    rows, ways = "".join(_row(row) for row in ROWS), "".join(_way(way) for way in WAYS)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>What Vigil says, and when</title>
<style>{_STYLE}</style></head><body><h1>What Vigil says, and when</h1>
<p>Each row was tried on the program itself. Before each row, unless it says otherwise: two complete sets with 124/78 mmHg and
heart rate 70 before the dose at 10:00. Only the signals in question are shown. The limits are a proposal until a medical director
has signed them.</p><ul>{digests}</ul>
<table><thead><tr><th>What it shows</th><th>What happens</th><th>What is said</th></tr></thead><tbody>{rows}</tbody></table>
<h2>How far a session is, and why not further</h2>
<p>None of it locks anything: staff may go on, and the record says so. "tick all before" and "tick all discharge" are every line
of that list.</p>
<table><thead><tr><th>What it shows</th><th>What happens</th><th>How far it is</th></tr></thead><tbody>{ways}</tbody></table>
<div class="sign"><p>Name and role</p><p>Date</p><p>Signature</p></div></body></html>
"""


def _row(row: Row) -> str:
    said = "<br>".join(escape(_words(say)) for say in row.said) or "nothing"
    happens = "<br>".join(escape(line.strip()) for line in row.facts.split(";"))
    name = "" if row.protocol == "iv-ketamine-40min" else f" <em>({escape(row.protocol)})</em>"
    return f"<tr><td>{escape(row.title)}{name}</td><td>{happens}</td><td>{said}</td></tr>"


def _way(way: Way) -> str:
    far = "<br>".join(
        escape(f"{stand.at} {stand.stage}{': ' if stand.reasons else ''}{'; '.join(stand.reasons)}") for stand in way.stands
    )
    happens = "<br>".join(escape(line.strip()) for line in way.facts.split(";"))
    born = "" if way.birth is None else f", born {way.birth}"
    return f"<tr><td>{escape(way.title)} <em>({escape(way.protocol)}{born})</em></td><td>{happens}</td><td>{far}</td></tr>"


def _words(say: Say) -> str:
    what = f"{say.signal.replace('_', ' ')} {say.direction}"
    if say.level == "-":
        return f"{say.at} {what}: over"
    because = "" if say.limit is None else f", {say.rule} limit {say.limit:g}"
    return f"{say.at} {what}: {say.level}{because}{say.why and f' ({say.why})'}"


if __name__ == "__main__":
    sys.stdout.write(page())
