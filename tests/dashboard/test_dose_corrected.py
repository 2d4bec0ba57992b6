"""What does the interface answer when a dose was mistyped?"""

from __future__ import annotations

from dashboard import openapi
from tests.dashboard.clinics import Browser, Office
from tests.dashboard.test_api import iso, messages


def test_a_mistyped_dose_is_corrected_on_every_screen(office: Office, nurse: Browser, session: str) -> None:
    """A dose is corrected with all that was given; screens hear what holds, by whom and why, and the clock follows."""
    wrong = nurse.enter(session, "doses", drug="Ketamine", amount=36, route="IV", second="cleo", lot="L-7", confirmed=True).json
    at = office.clock.now - 240_000
    right = {"drug": "Ketamine", "amount": 63, "route": "IV", "second": "cleo", "at": iso(at), "revision": wrong["revision"]}
    address = f"doses/{wrong['id']}/amend"
    assert nurse.enter(session, address, **right).json["errors"][0]["field"] == "reason"
    fixed = nurse.enter(session, address, reason="turned", **right)
    assert (fixed.status_code, fixed.json["picture"]["drug"], fixed.json["picture"]["dose"]) == (201, "Ketamine 63 mg IV", at)
    told = nurse.get(f"/api/v1/sessions/{session}/since").json["entries"][-1]
    said = {key: told[key] for key in ("k", "of", "ref", "why", "by", "at", "txt", "amount")}
    assert said == {
        "k": "amend", "of": "dose", "ref": wrong["id"], "why": "turned", "by": "nina", "at": at, "txt": "Ketamine 63 mg IV",
        "amount": 63,
    }  # fmt: skip
    assert "lot" not in told
    unknown = messages(nurse.enter(session, address, reason="again", unknown=1))["unknown"]
    assert set(unknown.split("Known are ")[1].rstrip(".").split(", ")) == set(openapi.schemas()["DoseAmendment"]["properties"])
    late = office.browser("clinician").enter(session, address, reason="again", **{**right, "second": "nina"})
    assert (late.status_code, "nina has corrected this entry" in late.json["message"]) == (409, True)
