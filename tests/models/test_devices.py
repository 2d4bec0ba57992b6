"""Which devices may send readings, and what may they do with their token?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.clinic import NewSession, device
from models.errors import Conflict, Forbidden, NotFound, Refused, TooMany
from models.facts import Ended
from models.people import Role
from models.store import Store, User
from models.vitals import MINUTE, ObservationSet, Symptom
from tests.models.wards import IV, NURSE, OPERATOR, START, Ward, patient, ward

BOSS = User(name="adam", full_name="Adam", role=Role.ADMINISTRATOR, password_hash="")
HERE = "192.0.2.7"


@pytest.fixture
def here(store: Store) -> Iterator[Ward]:
    """A clinic with a session in room 1, on each database."""
    return ward(store)


def trail(here: Ward) -> list[tuple[str, str, str]]:
    """Who did what about which device."""
    with here.clinic.store.reading() as db:
        return [(t.actor, t.action, t.about) for t in db.trail() if "token" in t.action]


def test_a_token_is_kept_as_a_hash_only(here: Ward) -> None:
    """Whoever reads the database or the audit trail finds no token that opens anything."""
    token, secret = here.clinic.devices.add("bedside-3", "3", BOSS)
    with here.clinic.store.reading() as db:
        kept = repr(db.tokens()) + repr(db.trail())
    assert secret not in kept
    assert token.token_hash in kept
    assert here.clinic.devices.known(secret, HERE).device == "bedside-3"


def test_no_two_tokens_are_alike(here: Ward) -> None:
    """A token cannot be guessed from another one: each has 32 random bytes."""
    secrets = {here.clinic.devices.add(f"bedside-{number}", "", BOSS)[1] for number in range(20)}
    assert len(secrets) == 20
    assert min(map(len, secrets)) >= 43


def test_making_and_revoking_is_in_the_audit_trail(here: Ward) -> None:
    """Who let a device in, and who ended it, can be read afterwards."""
    here.clinic.devices.add("bedside-3", "3", BOSS)
    here.clinic.devices.revoke("bedside-3", OPERATOR)
    assert trail(here) == [("adam", "add token", "bedside-3"), (OPERATOR.name, "revoke token", "bedside-3")]


def test_only_administrators_let_devices_in(here: Ward) -> None:
    """Neither nurses nor devices make, list or revoke tokens."""
    for who in (NURSE, device("bedside-3")):
        with pytest.raises(Forbidden):
            here.clinic.devices.add("bedside-4", "", who)
        with pytest.raises(Forbidden):
            here.clinic.devices.all(who)
        with pytest.raises(Forbidden):
            here.clinic.devices.revoke("bedside-3", who)
    assert here.clinic.devices.all(BOSS) == ()


def test_a_revoked_token_is_worth_nothing_at_once(here: Ward) -> None:
    """From the moment of revoking a device is turned away with a sentence that says why; a new token lets it in again."""
    _, old = here.clinic.devices.add("bedside-3", "", BOSS)
    here.clinic.devices.revoke("bedside-3", BOSS)
    with pytest.raises(Forbidden, match="was revoked"):
        here.clinic.devices.known(old, HERE)
    _, new = here.clinic.devices.add("bedside-3", "", BOSS)
    assert here.clinic.devices.known(new, HERE).device == "bedside-3"
    with pytest.raises(Forbidden, match="was revoked"):
        here.clinic.devices.known(old, HERE)


def test_what_has_no_token_cannot_be_revoked(here: Ward) -> None:
    """Whoever misspells a device learns that nothing was revoked."""
    here.clinic.devices.add("bedside-3", "", BOSS)
    with pytest.raises(NotFound, match="bedside-4"):
        here.clinic.devices.revoke("bedside-4", BOSS)


@pytest.mark.parametrize("name", ["", "x", "a b", "x" * 41, "manual", "vigil", "bed\n3"])
def test_a_device_has_a_name_that_can_be_read_aloud(here: Ward, name: str) -> None:
    """What vouches for a reading has a name of its own: never empty, and never one of Vigil's own words."""
    with pytest.raises(Refused, match="such as bedside-3"):
        here.clinic.devices.add(name, "", BOSS)


def test_a_device_and_a_person_never_share_a_name(here: Ward) -> None:
    """The log says of each reading who vouches for it, so no device has the name of a person, nor a person that of a device."""
    nina, bed = (User(name=name, full_name=name, role=Role.NURSE, password_hash="") for name in ("nina", "bedside-3"))
    with here.clinic.store.writing() as db:
        db.add_user(nina, "test")
    with pytest.raises(Conflict, match="name of a person"):
        here.clinic.devices.add("nina", "", BOSS)
    here.clinic.devices.add("bedside-3", "", BOSS)
    with here.clinic.store.writing() as db, pytest.raises(Conflict, match="A device is called bedside-3"):
        db.add_user(bed, "test")


def test_a_device_has_one_token_at_a_time(here: Ward) -> None:
    """A second token of one device is refused until the first is revoked: no forgotten one stays good."""
    here.clinic.devices.add("bedside-3", "", BOSS)
    with pytest.raises(Conflict, match="Revoke that one first"):
        here.clinic.devices.add("bedside-3", "", BOSS)


def test_guessing_tokens_is_slowed_down_and_noted(here: Ward) -> None:
    """Ten wrong tokens a minute from one place are looked at; the log notes it once a minute, and a right one is let in."""
    _, secret = here.clinic.devices.add("bedside-3", "", BOSS)
    for _ in range(10):
        with pytest.raises(Forbidden, match="not known"):
            here.clinic.devices.known("vigil_guess", HERE)
    with pytest.raises(TooMany):
        here.clinic.devices.known("vigil_guess", HERE)
    assert here.clinic.devices.known(secret, HERE).device == "bedside-3"
    assert trail(here)[1:] == [("", "refused token", "unknown token")]
    here.wait(1)
    with pytest.raises(Forbidden):
        here.clinic.devices.known("vigil_guess", HERE)


def test_the_last_use_of_a_token_is_known(here: Ward) -> None:
    """An administrator sees which device has gone quiet; the minute is enough."""
    _, secret = here.clinic.devices.add("bedside-3", "", BOSS)
    assert here.clinic.devices.all(BOSS)[0].seen is None
    for _ in range(4):
        here.wait(0.75)
        here.clinic.devices.known(secret, HERE)
    assert here.clinic.devices.all(BOSS)[0].seen == START + round(2.25 * MINUTE)


def test_what_a_device_measured_is_under_its_name(here: Ward) -> None:
    """The reading says which device vouches for it, in its own stream, and is judged as any other."""
    token, _ = here.clinic.devices.add("bedside-3", "", BOSS)
    done = here.clinic.devices.record(here.session, ObservationSet(id="m", at=0, systolic=201, diastolic=99), token)
    seen = done.entry.fact
    assert isinstance(seen, ObservationSet)
    assert (seen.by, seen.source, seen.at) == ("bedside-3", "bedside-3", START)
    assert "systolic" in {alert.signal for alert in done.view.picture.standing}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sedation", 5), ("agitation", 0), ("dissociation", 0), ("distress", 0), ("symptoms", (Symptom.NAUSEA,)),
        ("note", "calm"), ("confirmed", True), ("source", "monitor-9"),
    ],
)  # fmt: skip
def test_a_device_says_nothing_that_only_staff_can_judge(here: Ward, field: str, value: object) -> None:
    """No device declares a patient awake, calm or free of complaints, confirms a value, or speaks for another device."""
    token, _ = here.clinic.devices.add("bedside-3", "", BOSS)
    seen = ObservationSet(id="m", at=0, heart_rate=72, **{field: value})  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        here.clinic.devices.record(here.session, seen, token)
    assert [error.field for error in refused.value.fields] == [field]
    assert len(here.clinic.entries(here.session)) == 1


def test_a_device_that_measured_nothing_is_told_so(here: Ward) -> None:
    """An empty reading is no look at the patient."""
    token, _ = here.clinic.devices.add("bedside-3", "", BOSS)
    with pytest.raises(Refused, match="Nothing was measured"):
        here.clinic.devices.record(here.session, ObservationSet(id="m", at=0), token)


def test_a_token_for_a_room_opens_no_other_room(here: Ward) -> None:
    """A monitor that is meant for room 2 cannot write into the session of room 1, neither by its id nor by the room."""
    token, _ = here.clinic.devices.add("bedside-2", "2", BOSS)
    seen = ObservationSet(id="m", at=0, heart_rate=72)
    with pytest.raises(Forbidden, match="room 2 only"):
        here.clinic.devices.record(here.session, seen, token)
    with pytest.raises(Forbidden, match="room 2 only"):
        here.clinic.devices.session_in("1", seen, token)


def test_a_reading_that_comes_late_never_goes_to_the_next_patient(here: Ward) -> None:
    """A gateway that kept readings back while the network was down: each goes to the session that ran when it was measured."""
    first = here.session
    here.wait(30)
    here.enter(Ended(id="end", at=here.clock.now))
    here.wait(10)
    second = here.clinic.open_session(NewSession(room="1", patient=patient("0043"), protocol=IV), NURSE).row.id
    here.wait(10)
    after = {minute: ObservationSet(id=f"m{minute}", at=START + minute * MINUTE, heart_rate=72) for minute in (-1, 10, 35, 45)}
    find = here.clinic.devices.session_in
    assert (find("1", after[10]), find("1", after[45])) == (first, second)
    assert find("1", ObservationSet(id="now", at=0, heart_rate=72)) == second
    for nobody in (-1, 35):
        with pytest.raises(NotFound, match="No session ran in room 1"):
            find("1", after[nobody])
    with pytest.raises(NotFound, match="room 2"):
        find("2", after[10])


def test_a_reading_that_is_sent_again_stays_where_it_is(here: Ward) -> None:
    """A reading without a time whose answer was lost is not stored a second time for the next patient of the room."""
    token, _ = here.clinic.devices.add("bedside-1", "1", BOSS)
    seen = ObservationSet(id="m", at=0, heart_rate=72)
    here.clinic.devices.record(here.session, seen, token)
    here.wait(1)
    here.enter(Ended(id="end", at=here.clock.now))
    here.clinic.open_session(NewSession(room="1", patient=patient("0043"), protocol=IV), NURSE)
    here.wait(1)
    again = here.clinic.devices.session_in("1", seen, token)
    assert again == here.session
    assert not here.clinic.devices.record(again, seen, token).new
