"""Who is responsible, who has signed, and what may still be written under a signature?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.clinic import User
from models.errors import Conflict, Forbidden, Refused
from models.facts import (
    Acknowledged,
    Amended,
    Dose,
    Ended,
    Fact,
    HandedOver,
    Intervention,
    Note,
    Signed,
    TakenOver,
    Ticked,
    Voided,
)
from models.sign_ins import hashed
from models.store import Store
from models.vitals import MINUTE, ObservationSet
from tests.models.bedside import FULL, OMAR, now
from tests.models.wards import NURSE, Ward, ward

PASSWORD = "lamps over quiet water"
CARED, REVIEWED = "I cared for this patient", "reviewed"


@pytest.fixture
def here(sqlite_store: Store) -> Ward:
    """A clinic with an infusion session in room 1."""
    return ward(sqlite_store)


@pytest.fixture
def two(here: Ward) -> Ward:
    """A clinic where Omar works too."""
    with here.clinic.store.writing() as db:
        db.add_user(NURSE)
        db.add_user(OMAR)
    return here


def test_both_nurses_sign_a_handover(two: Ward) -> None:
    """Who hands over says to whom; who takes over says from whom, and is responsible from then on."""
    two.enter(HandedOver(id="h", at=0, to="omar"))
    assert (handed := now(two).handed) is not None
    assert (handed.by, handed.to, now(two).nurse) == ("nina", "omar", "nina")
    two.clinic.record(two.session, TakenOver(id="t", at=0, frm="nina"), OMAR)
    assert (now(two).handed, now(two).nurse) == (None, "omar")


def test_an_open_alert_blocks_the_takeover(two: Ward) -> None:
    """Nobody takes over while an alert that sounds waits for an answer."""
    two.enter(HandedOver(id="h", at=0, to="omar"))
    two.see(systolic=201, diastolic=99)
    with pytest.raises(Conflict, match="Alerts wait for an answer: systolic high"):
        two.clinic.record(two.session, TakenOver(id="t", at=0, frm="nina"), OMAR)
    two.enter(Acknowledged(id="a", at=0, signal="systolic"))
    assert two.clinic.record(two.session, TakenOver(id="t", at=0, frm="nina"), OMAR).new


@pytest.mark.parametrize(("to", "sentence"), [("nobody", "is nobody who may take over"), ("nina", "hand over to yourself")])
def test_a_handover_goes_to_somebody(two: Ward, to: str, sentence: str) -> None:
    """A handover names another person who may look after patients."""
    with pytest.raises(Refused, match=sentence):
        two.enter(HandedOver(id="h", at=0, to=to))


def test_nobody_takes_over_what_was_not_handed_over(two: Ward) -> None:
    """A takeover without a handover to this person is refused."""
    with pytest.raises(Conflict, match="nina has not handed this patient over to you"):
        two.clinic.record(two.session, TakenOver(id="t", at=0, frm="nina"), OMAR)


@pytest.fixture
def over(store: Store) -> Ward:
    """A session that has ended, on each database, with two people who can sign it."""
    made = ward(store)
    with store.writing() as db:
        for user in (NURSE, OMAR):
            db.add_user(replace(user, password_hash=hashed(PASSWORD)))
    made.see(**FULL)
    made.wait(10)
    made.enter(Ended(id="end", at=0))
    return made


def sign(here: Ward, who: User = NURSE, meaning: str = CARED, password: str = PASSWORD) -> Signed:
    """Somebody signs."""
    done = here.clinic.sign(here.session, Signed(id=f"sign-{who.name}", at=0, meaning=meaning), password, "", who)
    assert isinstance(done.entry.fact, Signed)
    return done.entry.fact


def test_a_signature_stands_for_the_log_up_to_it(over: Ward) -> None:
    """A signature names the last row before it and its hash; two people can sign, each once."""
    with over.clinic.store.reading() as db:
        rows = [row for row in db.rows() if row.session == over.session]
    signed = sign(over)
    assert (signed.revision, signed.digest, signed.by) == (rows[-1].revision, rows[-1].hash, "nina")
    sign(over, OMAR, REVIEWED)
    assert [one.by for one in now(over).signatures] == ["nina", "omar"]
    with pytest.raises(Conflict, match="You have signed this record already"):
        over.clinic.sign(over.session, Signed(id="more", at=0, meaning=REVIEWED), PASSWORD, "", NURSE)
    assert over.clinic.store.verify().bad is None


def test_a_signature_that_is_sent_again_is_one(over: Ward) -> None:
    """A retry of a signature stores nothing anew."""
    first = sign(over)
    over.wait(1)
    assert sign(over) == first
    assert len(now(over).signatures) == 1


def test_a_wrong_password_signs_nothing(over: Ward) -> None:
    """The password is asked again; a wrong one signs nothing and is noted."""
    with pytest.raises(Refused, match=r"The password is not right\. Nothing was signed"):
        sign(over, password="lamps over loud water")
    assert now(over).signatures == ()


def test_only_what_has_ended_is_signed(here: Ward) -> None:
    """A session that runs cannot be signed, and an administrator signs no care."""
    with pytest.raises(Conflict, match="End it first"):
        here.enter(Signed(id="s", at=0, meaning=CARED))
    admin = replace(NURSE, role="administrator")
    with pytest.raises(Forbidden):
        here.clinic.sign(here.session, Signed(id="s", at=0, meaning=CARED), PASSWORD, "", admin)


def test_a_meaning_is_one_of_the_two(over: Ward) -> None:
    """A signature says as what: cared for the patient, or reviewed."""
    with pytest.raises(Refused, match="The meaning must be one of"):
        over.enter(Signed(id="s", at=0, meaning="seen"))


@pytest.mark.parametrize(
    "late",
    [
        ObservationSet(id="x", at=0, heart_rate=70),
        Note(id="x", at=0, text="calm"),
        Acknowledged(id="x", at=0, signal="systolic"),
        Ticked(id="x", at=0, item="escort"),
        Intervention(id="x", at=0, what="reassured"),
        Dose(id="x", at=0, drug="Ketamine"),
    ],
)
def test_a_signed_record_takes_amendments_only(over: Ward, late: Fact) -> None:
    """After the first signature everything but a correction or a note with a reason is refused, in words."""
    sign(over)
    with pytest.raises(Conflict, match="This record was signed by nina"):
        over.enter(replace(late, at=over.clock.now - 5 * MINUTE))


def test_a_signed_record_can_be_amended_with_a_reason(over: Ward) -> None:
    """A correction, a strike-through and a note that says why it comes now are taken, and stand after the signature."""
    sign(over)
    over.wait(60)
    over.enter(Note(id="n", at=0, text="Called the patient: well.", reason="call on the next day"))
    wrong = next(e.fact for e in over.clinic.entries(over.session) if isinstance(e.fact, ObservationSet))
    right = replace(wrong, systolic=128.0)
    over.enter(Amended(id="a", at=0, target=wrong.id, reason="typo", content=right))
    over.enter(Voided(id="v", at=0, target=wrong.id, reason="cuff was loose"))
    assert [type(e.fact) for e in over.clinic.entries(over.session)][-4:] == [Signed, Note, Amended, Voided]
