"""When must somebody look, and when is a look missed? The rows of the schedule."""

from __future__ import annotations

from tests.spec.row import Row, overdue

LOOKS = (
    Row(
        "The 40-minute check is never low",
        "10:10 complete; 10:20 complete; 10:30 complete; 12:00 end",
        (overdue("10:43", "medium", 3),),
    ),
    Row(
        "A check that was skipped with a reason is not missed",
        "10:05 complete; 10:12 skip 10:20; 10:25 complete; 10:40 complete; 10:56 end",
        (),
    ),
    Row(
        "A check may be made up to five minutes early, not more",
        "10:04:59 complete; 10:20 complete; 10:30 complete; 10:40 complete; 10:41 end",
        (overdue("10:13", "low", 3), overdue("10:16", "medium", 6), overdue("10:20", "-")),
    ),
    Row(
        "A check need not be made at one instant", "10:06 HR 70 SpO2 97; 10:08 BP 124/78; 10:12:59 MOAA/S 5 Diss 0; 10:14 end", ()
    ),
    Row(
        "Without a planned dose the first set is due 10 min after opening",
        "10:14 dose; 10:30 end",
        (overdue("10:13", "low", 3), overdue("10:14", "-"), overdue("10:27", "low", 3)),
        before="10:00 opened",
    ),
    Row(
        "With a planned dose one set is due 15 and one 5 minutes before it",
        "09:45 complete; 10:10 end",
        (overdue("09:58", "low", 3), overdue("10:01", "medium", 6)),
        before="09:40 opened planned 10:00",
    ),
    Row(
        "Nasal: after two hours a look every 15 min only while the pressure is high",
        "10:20 complete; 10:40 complete; 11:00 complete; 11:30 complete; 12:00 complete BP 166/90; 12:30 BP 130/80; 14:00 end",
        (overdue("12:18", "low", 3), overdue("12:21", "medium", 6)),
        protocol="esketamine-nasal",
    ),
    Row(
        "Nasal: nothing is due after two hours when the pressure is down",
        "10:20 complete; 10:40 complete; 11:00 complete; 11:30 complete; 12:00 complete; 14:00 end",
        (),
        protocol="esketamine-nasal",
    ),
    Row(
        "Nasal: a look that was made but not owed does not narrow the window of the next",
        "10:20 complete; 10:31 MOAA/S 3; 10:36-12:11 every 300 s complete MOAA/S 3; 12:14 complete MOAA/S 3; 12:23 end",
        (),
        protocol="esketamine-nasal",
    ),
    Row(
        "Nasal: a look that was neither owed nor made does not narrow the window of the next",
        "10:20 complete; 10:31 MOAA/S 3; 10:36-12:11 every 300 s complete MOAA/S 3; "
        "12:14 HR 70 BP 124/78 SpO2 97 MOAA/S 3; 12:16:30 Diss 0; 12:23 end",
        (),
        protocol="esketamine-nasal",
    ),
    Row(
        "Nasal: a look that was owed, because the pressure was high, narrows the window of the next",
        "10:20 complete; 10:31 MOAA/S 3; 10:36-12:11 every 300 s complete MOAA/S 3; 12:14 complete BP 166/90 MOAA/S 3; 12:23 end",
        (overdue("12:19", "low", 3), overdue("12:22", "medium", 6)),
        protocol="esketamine-nasal",
    ),
    Row(
        "A file that begins with the dose owes the ten-minute check",
        "10:20 acknowledge systolic",
        (overdue("10:13", "low", 3), overdue("10:16", "medium", 6)),
        before="10:00 opened; 10:00 dose",
    ),
    Row(
        "Looking every five minutes ends with the second good set in a row with a pressure",
        "10:10 complete; 10:20 complete BP 190/95; 10:22 BP 140/80; 10:25 complete BP 130/80; "
        "10:30 complete; 10:40 complete; 10:54 end",
        (),
    ),
)
