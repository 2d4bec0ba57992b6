"""What does somebody see who has no clinic? Rooms that run at once, and a past that comes in behind them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dashboard import demo
from models.clinic import Clinic, House
from models.facts import Raised
from models.people import Role
from models.store import Store, wall_clock
from sample_data.cast import ROOMS, STAFF
from tests.dashboard.served import ROOT


@pytest.fixture
def clinic(sqlite_store: Store) -> Clinic:
    """A clinic of which nothing is known but its rooms."""
    return Clinic(sqlite_store, wall_clock, house=House(rooms=ROOMS))


def test_the_first_screen_is_there_first_and_the_past_follows(clinic: Clinic) -> None:
    """Staff and the rooms that run are there before anything else; what was said in the past was said then, and is not late."""
    now = clinic.clock()
    demo.furnish(clinic, now)
    assert {user.name for user in clinic.staff.all(demo.MAKER)} == {one.name for one in STAFF}
    assert clinic.register.sessions(demo.MAKER).count == len([room for room in clinic.board(now) if room.session]) == 4
    demo.remember(clinic, now)
    assert clinic.register.sessions(demo.MAKER).count > 60
    with clinic.store.reading() as db:
        said = [entry.fact for entry in db.since(0) if isinstance(entry.fact, Raised)]
    assert said
    assert not [fact for fact in said if fact.late]


def test_the_past_is_signed(clinic: Clinic) -> None:
    """Each session of the past is signed by its nurse after its end, over the very log that is stored; those that run are not."""
    now = clinic.clock()
    demo.furnish(clinic, now)
    demo.remember(clinic, now)
    with clinic.store.reading() as db:
        rows, hash_of = tuple(db.sessions()), db.hash_of
        views = [clinic.session_view(row.id, now) for row in rows]
        signed = [(view, one) for view in views for one in view.progress.signatures]
        assert all(one.digest == hash_of(view.row.id, one.revision) != "" for view, one in signed)
    assert len(signed) == len(rows) - 4 > 60
    assert all(one.at > (view.picture.ended_at or one.at) for view, one in signed)


def test_the_people_of_the_demo_may_do_what_they_are(clinic: Clinic) -> None:
    """There is somebody of each role to sign in as."""
    demo.furnish(clinic, clinic.clock())
    assert {user.role for user in clinic.staff.all(demo.MAKER)} == {Role.NURSE, Role.CLINICIAN, Role.ADMINISTRATOR}


def test_a_server_starts_without_what_only_a_trend_needs() -> None:
    """The slowest library is loaded when the server answers already, not before."""
    asked = "import sys, dashboard.commands.serving; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=False).returncode == 0
