"""Times as files write them, and the instants they mean."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models.intake import Answers, Intake, as_json, read
from models.intake.moments import HOUR, MINUTE, kind, unix_millis, written
from models.intake.zones import iso, zone_named

TEN = 10 * HOUR


def table(*times: str, **answers: str) -> Intake:
    """A file with one heart rate of 70 + n per time."""
    rows = [f'"{time}",{70 + n}' for n, time in enumerate(times)]
    return read("x.csv", "\n".join(("time,hr", *rows)).encode(), Answers(**answers))


def instants(taken: Intake) -> list[str]:
    """When the readings of a file were, in UTC, in the order of their numbers."""
    seen = sorted((one.heart_rate or 0, one.at) for recording in taken.recordings for one in recording.sets)
    return [datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S") for _, at in seen]


@pytest.mark.parametrize(
    ("text", "order", "day", "micros", "offset_minutes"),
    [
        ("2024-03-14T10:00:00+01:00", None, date(2024, 3, 14), TEN, 60),
        ("2024-03-14 10:00:00Z", None, date(2024, 3, 14), TEN, 0),
        ("2024-03-14 10:00", None, date(2024, 3, 14), TEN, None),
        ("2024/3/14 10:00", None, date(2024, 3, 14), TEN, None),
        ("2012-10-8 0:4", None, date(2012, 10, 8), 4 * MINUTE, None),
        ("14.03.2024 10:00", None, date(2024, 3, 14), TEN, None),
        ("14.03.24 10:00", None, date(2024, 3, 14), TEN, None),
        ("03/04/2024 10:00", "dmy", date(2024, 4, 3), TEN, None),
        ("03/04/2024 10:00", "mdy", date(2024, 3, 4), TEN, None),
        ("3/14/2024 11:40:05 PM", "mdy", date(2024, 3, 14), 23 * HOUR + 40 * MINUTE + 5_000_000, None),
        ("3/15/2024 12:00:40 AM", "mdy", date(2024, 3, 15), 40_000_000, None),
        ("01/11/2010, 14:18:35", "mdy", date(2010, 1, 11), 14 * HOUR + 18 * MINUTE + 35_000_000, None),
        ("[00:31:25.894 10/10/2896]", "dmy", date(2896, 10, 10), 31 * MINUTE + 25_894_000, None),
        ("14-Mar-2024 10:00", None, date(2024, 3, 14), TEN, None),
        ("Mar 14, 2024 10:00", None, date(2024, 3, 14), TEN, None),
        ("20240314100000+0100", None, date(2024, 3, 14), TEN, 60),
        ("202403141000", None, date(2024, 3, 14), TEN, None),
        ("2024-03-14", None, date(2024, 3, 14), None, None),
        ("20240314", None, date(2024, 3, 14), None, None),
        ("14-Mar-24 10:00", None, date(2024, 3, 14), TEN, None),
        ("14MAR2024:10:00:00", None, date(2024, 3, 14), TEN, None),
        ("Do, 14. März 2024, 10:00 Uhr", None, date(2024, 3, 14), TEN, None),
        ("1er févr. 2024 10h00", None, date(2024, 2, 1), TEN, None),
        ("14 de enero de 2024 10:00 p. m.", None, date(2024, 1, 14), TEN + 12 * HOUR, None),
        ("Thursday, March 14, 2024 at 10:00 AM", None, date(2024, 3, 14), TEN, None),
        ("10:00:00 Mar 14, 2024", None, date(2024, 3, 14), TEN, None),
        ("14.03.2024 10.00", None, date(2024, 3, 14), TEN, None),
        ("20240314T100000Z", None, date(2024, 3, 14), TEN, 0),
        ("Thu Mar 14 10:00:00 CET 2024", None, date(2024, 3, 14), TEN, 60),
        ("3/14/24, 10:00\u202fPM", "mdy", date(2024, 3, 14), TEN + 12 * HOUR, None),
        ("24/03/14 10:00", "ymd", date(2024, 3, 14), TEN, None),
        ("2024-03-14 10:00:00 +0100", None, date(2024, 3, 14), TEN, 60),
        ("2024-03-14 10:00 UTC+1", None, date(2024, 3, 14), TEN, 60),
        ("30/12/1899 10:00:00", "dmy", None, TEN, None),
        ("47:10", None, None, 47 * HOUR + 10 * MINUTE, None),
        ("11:40 pm", None, None, 23 * HOUR + 40 * MINUTE, None),
    ],
)
def test_spellings_of_time(
    text: str, order: str | None, day: date | None, micros: int | None, offset_minutes: int | None
) -> None:
    """The ways in which devices and people write a time are all understood as the time they mean."""
    told = written(text, order)  # type: ignore[arg-type]
    assert told is not None
    offset = None if told.offset is None else told.offset.total_seconds() / 60
    assert (told.day, told.micros, offset) == (day, micros, offset_minutes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sitting",
        "31/02/2024 10:00",
        "2024-13-01 10:00",
        "10:75",
        "2024-03-14 25:00",
        "14:00 pm",
        "10:00 XYZT",
        "14 March 2024 or 15",
        "12",
        "0001-01-01 10:00",
        "9" * 90,
    ],
)
def test_what_is_no_time(text: str) -> None:
    """A day that no month has, a minute that no hour has, and words are no times."""
    assert written(text, "dmy") is None


def test_a_date_in_an_open_order_is_no_date_yet() -> None:
    """03/04/2024 means nothing until somebody says whether the day or the month comes first."""
    assert written("03/04/2024 10:00") is None


@pytest.mark.parametrize(
    ("text", "sort", "millis"),
    [("1703175960000", "unix", 1_703_175_960_000), ("1680686620.25", "unix", 1_680_686_620_250),
     ("1703175960000000", "unix", 1_703_175_960_000), ("1703175960000000000", "unix", 1_703_175_960_000),
     ("10893142303200", "number", None), ("8.5479", "number", None), ("20240314100000", "moment", None)],
)  # fmt: skip
def test_unix_times(text: str, sort: str, millis: int | None) -> None:
    """Seconds since 1970 and their thousandths to billionths are told apart by their length; anything else is only a number."""
    assert (kind(text), unix_millis(text)) == (sort, millis)


def test_a_time_without_zone_is_asked_about() -> None:
    """UTC is never assumed in silence: without a zone in the file, an answer or the clinic's zone, Vigil asks."""
    taken = table("2024-03-14 10:00")
    assert (taken.verdict, [q.about for q in taken.questions]) == ("question", ["zone"])
    assert as_json(taken)["signals"] == {}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [({"zone": "Europe/Berlin"}, "Europe/Berlin"), ({"clinic_zone": "Europe/Berlin"}, "Europe/Berlin"),
     ({"zone": "+01:00"}, "+01:00"),
     ({"zone": "Europe/Berlin", "clinic_zone": "America/New_York"}, "Europe/Berlin")],
)  # fmt: skip
def test_the_zone_that_was_used_is_named(answers: dict[str, str], expected: str) -> None:
    """A time without zone is read in the zone that was said, before the clinic's own, and the report names it."""
    taken = table("2024-03-14 10:00", **answers)
    assert (taken.verdict, taken.settings.zone, instants(taken)) == ("ready", expected, ["2024-03-14 09:00:00"])


def test_a_zone_in_the_file_needs_no_answer() -> None:
    """A time with its own offset is that instant, whatever zone was said, and no zone is reported as used."""
    taken = table("2024-03-14T10:00:00-05:00", zone="Europe/Berlin")
    assert (taken.settings.zone, instants(taken)) == (None, ["2024-03-14 15:00:00"])


@pytest.mark.parametrize("name", ["Europe/Berln", "../../etc/passwd", "+99:00", "Europe", ""])
def test_a_zone_that_does_not_exist(name: str) -> None:
    """A zone that nobody knows is asked about again by name; it never reads a file of the computer."""
    assert zone_named(name) is None
    taken = table("2024-03-14 10:00", zone=name)
    assert [q.about for q in taken.questions] == ["zone"]
    assert name in taken.questions[0].text


def test_the_hour_that_does_not_exist() -> None:
    """In the night when the clocks go forward, 02:30 is rejected and not shifted."""
    taken = table("2024-03-31 01:55", "2024-03-31 02:30", "2024-03-31 03:05", zone="Europe/Berlin")
    assert instants(taken) == ["2024-03-31 00:55:00", "2024-03-31 01:05:00"]
    assert [(r.signal, r.count) for r in taken.rejected] == [("time", 1)]
    assert "clocks went forward" in taken.rejected[0].reason


def test_the_hour_that_happens_twice() -> None:
    """In the night when the clocks go back, the order of the rows shows which 02:30 is meant."""
    walk = [
        "2024-10-27 01:50",
        "2024-10-27 02:10",
        "2024-10-27 02:40",
        "2024-10-27 02:10",
        "2024-10-27 02:40",
        "2024-10-27 03:10",
    ]
    expected = [
        "2024-10-26 23:50:00",
        "2024-10-27 00:10:00",
        "2024-10-27 00:40:00",
        "2024-10-27 01:10:00",
        "2024-10-27 01:40:00",
        "2024-10-27 02:10:00",
    ]
    assert instants(table(*walk, zone="Europe/Berlin")) == expected
    assert instants(table(*reversed(walk), zone="Europe/Berlin")) == expected[::-1]


def test_an_hour_that_nothing_tells_apart_is_rejected() -> None:
    """A lone reading in the hour that happens twice is rejected: it may be an hour off."""
    taken = table("2024-10-27 01:50", "2024-10-27 02:30", zone="Europe/Berlin")
    assert instants(taken) == ["2024-10-26 23:50:00"]
    assert "happened twice" in taken.rejected[0].reason


def test_two_patients_do_not_tell_the_hour_apart() -> None:
    """The rows of another patient say nothing about which 02:30 is meant."""
    rows = ["mrn,time,hr", "a,2024-10-27 02:10,70", "a,2024-10-27 02:40,71", "b,2024-10-27 02:05,72", "b,2024-10-27 03:05,73"]
    taken = read("x.csv", "\n".join(rows).encode(), Answers(zone="Europe/Berlin"))
    assert instants(taken) == ["2024-10-27 02:05:00"]


def test_day_or_month_first_is_asked_where_it_is_open() -> None:
    """03/04/2024 is asked about, together with the zone; a date that settles it, or an answer, ends the question."""
    assert [q.about for q in table("03/04/2024 10:00").questions] == ["date_order", "zone"]
    proved = table("03/04/2024 10:00", "25/04/2024 10:00", zone="UTC")
    assert (proved.settings.date_order, instants(proved)) == ("dmy", ["2024-04-03 10:00:00", "2024-04-25 10:00:00"])
    answered = table("03/04/2024 10:00", zone="UTC", date_order="mdy")
    assert (answered.settings.date_order, instants(answered)) == ("mdy", ["2024-03-04 10:00:00"])


def test_a_unit_row_can_spell_the_order() -> None:
    """A row of units that says dd/mm/yyyy settles the order of day and month."""
    text = "Time and date,HR\nhh:mm dd/mm/yyyy,bpm\n10:00 03/04/2024,70\n"
    taken = read("x.csv", text.encode(), Answers(zone="UTC"))
    assert (taken.settings.date_order, instants(taken)) == ("dmy", ["2024-04-03 10:00:00"])


def test_hours_since_admission_need_a_start() -> None:
    """Hours and minutes since admission are asked about, and counted from the start that was said."""
    assert [q.about for q in table("00:00", "47:10").questions] == ["start"]
    taken = table("00:00", "47:10", start="2024-03-14T10:00+01:00")
    assert instants(taken) == ["2024-03-14 09:00:00", "2024-03-16 08:10:00"]
    assert taken.settings.start == "2024-03-14T10:00+01:00"


def test_clock_times_need_a_date() -> None:
    """Clock times without a date take it from the start, or from a line above the table, and go on after midnight."""
    taken = table("23:50", "00:10", start="2024-03-14T23:50+01:00")
    assert instants(taken) == ["2024-03-14 22:50:00", "2024-03-14 23:10:00"]
    above = read("x.csv", b"Date,16-4-2021\nName,X\nTime,HR\n08:44,70\n", Answers(zone="UTC"))
    assert instants(above) == ["2021-04-16 08:44:00"]


def test_seconds_since_the_start() -> None:
    """A column of seconds counts from the start; without a unit Vigil asks which one it is."""
    text = b"elapsed (s),hr\n0,70\n90.5,71\n"
    for content in (text, text.replace(b"elapsed (s)", b"Time [s]")):
        assert [q.about for q in read("x.csv", content).questions] == ["start"]
        taken = read("x.csv", content, Answers(start="2024-03-14T10:00Z"))
        assert [one.at % 3_600_000 for one in taken.recordings[0].sets] == [0, 90_500]
    assert [q.about for q in read("x.csv", b"timer,hr\n0,70\n90.5,71\n").questions] == ["unit"]
    mapped = Answers(start="2024-03-14T10:00Z", mapping=(("timer", "time [s]"),))
    assert read("x.csv", b"timer,hr\n0,70\n90.5,71\n", mapped).recordings[0].sets[1].at % 3_600_000 == 90_500


def test_a_date_alone_is_no_time() -> None:
    """A reading with a date but no time of day is rejected: midnight would be made up."""
    taken = table("2024-03-14", zone="UTC")
    assert (taken.verdict, taken.rejected[0].reason) == ("refused", "only a date, no time of day")


def test_rows_that_are_no_readings() -> None:
    """A total below the table or a repeated header is rejected with its line and costs no other row."""
    taken = read("x.csv", b"time,hr\n2024-03-14T10:00Z,70\ntime,hr\nMean,71\n")
    assert [(r.signal, r.count, r.examples[0].where) for r in taken.rejected] == [("time", 2, "line 3")]
    assert len(taken.recordings[0].sets) == 1


def test_far_years_and_thousandths() -> None:
    """Recordings dated far in the future for anonymity keep their year, and thousandths of a second are kept."""
    at = table("[00:31:25.894 10/10/2896]", zone="UTC", date_order="dmy").recordings[0].sets[0].at
    assert iso(at) == "2896-10-10T00:31:25.894+00:00"
    assert iso(0, "Europe/Berlin") == "1970-01-01T01:00:00+01:00"
