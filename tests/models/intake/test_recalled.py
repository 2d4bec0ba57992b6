"""What was said once is used for the next file of the kind, by name: where nobody says otherwise and the file proves nothing."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import Workbook

from models.intake import Answers, Intake, Remembered, as_json, read

OPEN = b"Patient;K-1\nDatum;Sys;Dia;Puls;T\n03/04/2024 09:30;120;80;70;36.5\n"
"""Day or month first, and which zone: this file does not say."""
PROVED = OPEN + b"03/25/2024 09:30;121;80;71;36.5\n"
BERLIN, UTC_MONTHS = "Europe/Berlin", ("UTC", "mdy")


def taken(content: bytes = OPEN, **answers: object) -> Intake:
    """The file with these answers."""
    return read("x.csv", content, Answers(**answers))  # type: ignore[arg-type]


def known(name: str = "Omron B", zone: str | None = BERLIN, order: str | None = "dmy", *columns: tuple[str, str]) -> Remembered:
    """What is remembered of files like these."""
    return Remembered(taken().kind.mark, name, zone, order, columns)


def about(intake: Intake) -> list[str]:
    """What is asked."""
    return [question.about for question in intake.questions]


def first(intake: Intake) -> str:
    """When the first reading was."""
    return str(as_json(intake)["signals"]["heart_rate"]["first"]["at"])


def test_what_was_said_can_be_remembered() -> None:
    """Zone, order and columns hold for the next file; a start, a patient and what was not needed belong to this one alone."""
    learnt = taken(zone=BERLIN, date_order="dmy", mapping=(("T", "ignore"), ("Elsewhere", "spo2")), start="2024-01-01").learnt
    assert learnt == Remembered(taken().kind.mark, "", BERLIN, "dmy", (("T", "ignore"),))
    assert learnt.says == 'day first, Europe/Berlin, "T" is ignore'
    dated = b"time,hr\n2024-04-03T09:30:00+02:00,70\n"
    assert taken(dated, zone=BERLIN, date_order="dmy").learnt is None
    assert taken(clinic_zone=BERLIN).learnt is None


def test_many_columns_are_said_in_few_words() -> None:
    """Whoever reads by which answers a file is read is not given a page of columns."""
    many = tuple((f"c{n}", "ignore") for n in range(30))
    first = ", ".join(f'"c{n}" is ignore' for n in range(4))
    assert known("x", BERLIN, None, *many).says == f"{BERLIN}, {first}, 26 more columns"


def test_the_zone_of_the_clinic_is_not_learnt() -> None:
    """Nobody said the clinic's own zone of this file, so it is not remembered of its kind."""
    learnt = taken(clinic_zone=BERLIN, date_order="dmy").learnt
    assert learnt
    assert (learnt.zone, learnt.date_order) == (None, "dmy")


def test_a_known_file_is_read_by_name() -> None:
    """A file that would be asked about is ready, and says by which name and which answers."""
    ready = taken(known=(known(),))
    assert (ready.verdict, ready.recalled, ready.known_as, ready.learnt) == ("ready", known(), ("Omron B",), None)
    assert first(ready) == "2024-04-03T09:30:00+02:00"
    told = as_json(ready)
    assert told["mapping"] == {"name": "Omron B", "says": "day first, Europe/Berlin", "zone": BERLIN, "date_order": "dmy"}
    assert told["settings"] == {"zone": BERLIN, "date_order": "dmy"}
    assert as_json(taken())["mapping"] is None


def test_what_somebody_says_now_comes_first() -> None:
    """An answer to this very file wins over what is remembered, column by column, and only the rest is by that name."""
    both = taken(zone="UTC", mapping=(("T", "temperature"),), known=(known("Omron B", BERLIN, "dmy", ("T", "spo2")),))
    assert first(both) == "2024-04-03T09:30:00+00:00"
    assert both.recalled == known(zone=None)
    assert "spo2" not in as_json(both)["signals"]
    all_said = taken(zone="UTC", date_order="mdy", mapping=(("T", "ignore"),), known=(known(),))
    assert (all_said.recalled, first(all_said)) == (None, "2024-03-04T09:30:00+00:00")


def test_what_the_file_proves_is_not_overruled() -> None:
    """Dates that can only be month first are read so, although day first is remembered; a zone in the file is nearer too."""
    proved = taken(PROVED, known=(known(),))
    assert (proved.settings.date_order, proved.recalled) == ("mdy", known(order=None))
    zoned = b"timezone;UTC\n" + OPEN
    mark = taken(zoned).kind.mark
    stated = taken(zoned, known=(replace(known(), kind=mark),))
    assert (stated.settings.zone, stated.recalled) == ("UTC", Remembered(mark, "Omron B", None, "dmy"))


def test_the_zone_of_a_device_is_nearer_than_that_of_the_clinic() -> None:
    """A device that keeps another zone than the clinic is not read an hour off, and it is said why."""
    ready = taken(clinic_zone="UTC", known=(known(order=None),), date_order="dmy")
    assert (ready.settings.zone, ready.recalled) == (BERLIN, known(order=None))


def test_a_name_for_one_file_is_not_taken_for_another_that_is_known() -> None:
    """Of files that come together, the one that is named gets its name, and one of another kind is read by its own."""
    more = OPEN.replace(b";T\n", b";T;SpO2\n").replace(b"36.5", b"36.5;97")
    own = replace(known("Nonin", *UTC_MONTHS), kind=taken(more).kind.mark)
    both = {"known": (known(), own), "named": "Omron B"}
    assert [taken(content, **both).recalled for content in (OPEN, more)] == [known(), own]


def test_what_is_not_remembered_is_still_asked() -> None:
    """A name that knows the zone only leaves the order of the date to be asked."""
    half = taken(known=(known(order=None),))
    assert (half.verdict, about(half), half.recalled) == ("question", ["date_order"], known(order=None))
    done = taken(known=(known(order=None),), date_order="dmy")
    assert done.learnt == known(name="")


def test_of_two_names_none_is_guessed() -> None:
    """Where two names know the kind, which one is asked, beside what the file leaves open; a name or all answers settle it."""
    two = (known(), known("Omron C", *UTC_MONTHS))
    asked = taken(known=two)
    assert (asked.verdict, about(asked)) == ("question", ["known_as", "date_order", "zone"])
    assert '"Omron B" (day first, Europe/Berlin) and "Omron C" (month first, UTC)' in asked.questions[0].text
    named = taken(known=two, named="Omron C")
    assert (named.recalled, first(named)) == (two[1], "2024-03-04T09:30:00+00:00")
    assert taken(known=two, zone=BERLIN, date_order="dmy").verdict == "ready"


def test_two_zones_are_not_passed_over_for_that_of_the_clinic() -> None:
    """Where the clinic has a zone, two devices of one kind with zones of their own are still asked about."""
    two = (known(), known("Omron C", *UTC_MONTHS))
    assert about(taken(PROVED, known=two, clinic_zone="UTC")) == ["known_as"]
    assert taken(PROVED, known=two, zone="UTC").verdict == "ready"
    dated = b"time,hr\n2024-04-03T09:30:00+02:00,70\n"
    both = tuple(replace(one, kind=taken(dated).kind.mark) for one in two)
    assert (taken(dated, known=both).verdict, taken(dated, known=both).recalled) == ("ready", None)


def test_nobody_is_made_to_use_it() -> None:
    """Whoever wants none of them is asked everything, and the names stay to be chosen."""
    bare = taken(known=(known(),), named="")
    assert (about(bare), bare.recalled, bare.known_as) == (["date_order", "zone"], None, ("Omron B",))


def test_a_name_can_be_used_for_a_file_of_another_kind() -> None:
    """A device that writes a column more since its last update is read by name, and can be remembered anew."""
    more = OPEN.replace(b";T\n", b";T;SpO2\n").replace(b"36.5", b"36.5;97")
    assert taken(more, known=(known(),)).recalled is None
    read_so = taken(more, known=(known(),), named="Omron B")
    assert (read_so.verdict, read_so.recalled) == ("ready", known())


def test_columns_that_are_remembered_hold_also_where_nothing_is_asked() -> None:
    """Columns that are remembered hold also where nothing is asked: the kind has the very same columns."""
    ready = taken(known=(known("Omron B", None, None, ("T", "ignore")),), zone=BERLIN, date_order="dmy")
    assert (ready.recalled, "temperature" in as_json(ready)["signals"]) == (known("Omron B", None, None, ("T", "ignore")), False)


def test_another_sheet_takes_the_place_of_that_which_is_remembered() -> None:
    """Whoever names a sheet of a workbook now gets that one, and not the one of last time."""
    book, file = Workbook(), BytesIO()
    for name, rate in (("Monday", 70), ("Tuesday", 80)):
        sheet = book.create_sheet(name)
        sheet.append(["Zeit", "Puls"])
        sheet.append(["2024-03-04 10:00", rate])
    book.save(file)
    content = file.getvalue()
    learnt = read("x.xlsx", content, Answers(zone="UTC", mapping=(("Monday", "sheet"),))).learnt
    assert learnt
    mine = (replace(learnt, name="Book"),)
    rates = [
        as_json(read("x.xlsx", content, Answers(known=mine, mapping=said)))["signals"]["heart_rate"]["first"]["value"]
        for said in ((), (("Tuesday", "sheet"),))
    ]
    assert rates == [70, 80]


def test_messages_without_an_offset_are_read_in_the_zone_of_their_sender() -> None:
    """A monitor whose HL7 messages say no zone is asked about once."""
    lines = (
        r"MSH|^~\&|MON|ICU|VIGIL|CLINIC|20240314102000||ORU^R01|1|P|2.6",
        "OBX|1|NM|8867-4^Heart rate^LN||70|/min|||||F|||20240314102000",
    )
    content = "\r".join(lines).encode()
    learnt = taken(content, zone=BERLIN).learnt
    assert learnt
    again = taken(content, known=(replace(learnt, name="ICU"),))
    assert (first(again), again.recalled) == ("2024-03-14T10:20:00+01:00", replace(learnt, name="ICU"))


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"nothing"])
def test_what_cannot_be_read_stays_refused(content: bytes) -> None:
    """No name makes a picture a table."""
    assert taken(content, known=(known(),), named="Omron B").verdict == "refused"
