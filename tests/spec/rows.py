"""Which facts lead to which words? The worked examples and the fine print, one row each."""

from __future__ import annotations

from tests.spec.looks import LOOKS
from tests.spec.row import Row, Say, overdue
from tests.spec.ward import usual


def _bp(at: str, level: str, rule: str = "", limit: float | None = None, why: str = "") -> Say:
    return Say(at, "systolic", "high", level, rule, limit, why)


def _spo2(at: str, level: str, rule: str = "", limit: float | None = None) -> Say:
    return Say(at, "spo2", "low", level, rule, limit)


ROWS = (
    Row("A rise of 30 over the baseline is said silently", "10:20 BP 160/92", (_bp("10:20", "low", "relative", 154),)),
    Row(
        "A high pressure that is confirmed by a repeat",
        "10:20 BP 182/96; 10:22 BP 184/97",
        (
            _bp("10:20", "medium", "absolute", 180, "182 >= 180, repeat within 3 min"),
            _bp("10:22", "high", "absolute", 180, "confirmed"),
        ),
    ),
    Row(
        "A high pressure whose repeat is lower never becomes high",
        "10:20 BP 182/96; 10:22 BP 171/90",
        (_bp("10:20", "medium", "absolute", 180),),
    ),
    Row(
        "A high pressure that nobody repeats",
        "10:10 complete; 10:20 complete BP 182/96",
        (
            _bp("10:20", "medium"),
            _bp("10:23", "high", why="not repeated"),
            overdue("10:28", "low", 3),
            overdue("10:31", "medium", 6),
        ),
    ),
    Row("Above 200 is high at once", "10:20 BP 201/104", (_bp("10:20", "high", "absolute", 200),)),
    Row(
        "A danger symptom after the alarm has risen changes nothing",
        "10:20 BP 182/96; 10:24 severe_headache",
        (
            _bp("10:20", "medium"),
            _bp("10:23", "high", "absolute", 180, "not repeated"),
            Say("10:24", "event", "high", "medium", "event"),
        ),
    ),
    Row(
        "A danger symptom near a high pressure is high at once",
        "10:20 BP 182/96; 10:21 severe_headache",
        (_bp("10:20", "medium"), _bp("10:21", "high", "symptom", 180)),
    ),
    Row(
        "A danger symptom ten minutes before the pressure counts too",
        "10:10 chest_pain; 10:20 BP 181/96",
        (_bp("10:20", "high", "symptom", 180),),
    ),
    Row("More than ten minutes is too far", "10:09:59 chest_pain; 10:20 BP 181/96", (_bp("10:20", "medium", "absolute", 180),)),
    Row(
        "A dip of the saturation stream is said after 15 s and ends at 95",
        "09:50-10:09:55 every 5 s SpO2 97 from m; 10:10-10:10:25 every 5 s SpO2 92 from m; "
        "10:10:30-10:10:40 every 5 s SpO2 95 from m",
        (_spo2("10:10:15", "medium", "absolute", 93), _spo2("10:10:30", "-")),
    ),
    Row(
        "The first of a stream is a spot check",
        "10:10-10:10:20 every 5 s SpO2 92 from m",
        (_spo2("10:10", "low", "absolute", 94), _spo2("10:10:15", "medium", "absolute", 93)),
    ),
    Row(
        "Two low spot checks in a row",
        "10:10 SpO2 92; 10:20 SpO2 92",
        (_spo2("10:10", "low", "absolute", 94), _spo2("10:20", "medium", "absolute", 93)),
    ),
    Row(
        "A monitor that sends once a minute is not lost between its readings, but after three minutes",
        "10:00:30-10:06:30 every 60 s HR 72 from m",
        (
            Say("10:09:30", "heart_rate", "missing", "low", "lost", 180),
            Say("10:18:30", "heart_rate", "missing", "medium", "lost", 720),
        ),
    ),
    Row(
        "A jump is judged all the same",
        "10:00 complete BP 138/84 HR 70; 10:10 complete BP 182/98 HR 73",
        (_bp("10:10", "medium", "absolute", 180), _bp("10:13", "high", why="not repeated")),
    ),
    Row("MOAA/S 4 is expected", "10:20 MOAA/S 4", ()),
    Row("MOAA/S 3", "10:20 MOAA/S 3", (Say("10:20", "sedation", "low", "medium", "absolute", 3),)),
    Row("MOAA/S 2", "10:20 MOAA/S 2", (Say("10:20", "sedation", "low", "high", "absolute", 2),)),
    Row("A pressure with its halves swapped is not judged", "10:20 BP 90/130", ()),
    Row(
        "A saturation that cannot be is said as a doubt about the sensor, until a valid one comes",
        "10:20 SpO2 44; 10:21 SpO2 97",
        (_spo2("10:20", "medium", "data", 50), _spo2("10:21", "-")),
    ),
    Row(
        "A low pressure after an acknowledged high one is a new alert",
        "10:20 BP 182/96; 10:22 BP 184/97; 10:24 acknowledge systolic; 10:26 BP 84/60",
        (_bp("10:22", "high"), Say("10:26", "systolic", "low", "medium", "absolute", 90), _bp("10:26", "-")),
    ),
    Row(
        "High stays until it is acknowledged, even when the pressure has come back",
        "10:20 BP 201/104; 10:25 BP 130/80; 10:40 acknowledge systolic",
        (_bp("10:20", "high"), _bp("10:40", "-")),
    ),
    Row(
        "After a latched value has come back, a new breach asks for a repeat anew and belongs to the same alert",
        "10:20 BP 201/104; 10:25 BP 130/80; 10:30 BP 183/90; 10:31 acknowledge systolic",
        (_bp("10:20", "high"), _bp("10:31", "medium"), _bp("10:33", "high", why="not repeated")),
    ),
    Row(
        "A repeat after 29 s belongs to the same measurement",
        "10:20 BP 182/96; 10:20:29 BP 150/80",
        (_bp("10:23", "high", why="not repeated"),),
    ),
    Row("A repeat after 30 s decides", "10:20 BP 182/96; 10:20:30 BP 140/80", (_bp("10:20:30", "-"),)),
    Row("A repeat at exactly 3 min is a repeat", "10:20 BP 182/96; 10:23 BP 140/80", (_bp("10:20", "medium"), _bp("10:23", "-"))),
    Row(
        "180 ends at 175, not at 176",
        "10:20 BP 201/104; 10:24 acknowledge systolic; 10:25 BP 176/90; 10:30 BP 124/78",
        (_bp("10:30", "-"),),
    ),
    Row(
        "A suspect pressure (pulse pressure 122) is judged one level lower",
        "10:20 BP 182/60",
        (_bp("10:20", "low", "absolute", 180), _bp("10:23", "medium", why="not repeated")),
    ),
    Row(
        "A suspect pressure that a valid one confirms is high",
        "10:20 BP 182/60; 10:21 BP 184/97",
        (_bp("10:20", "low"), _bp("10:21", "high", why="confirmed")),
    ),
    Row(
        "A suspect pressure ends nothing",
        "10:20 BP 201/104; 10:21 acknowledge systolic; 10:25 BP 124/112",
        (_bp("10:20", "high"),),
    ),
    Row(
        "Two unusable pressures in a row",
        "10:20 BP 90/130; 10:21 BP 80/130; 10:22 BP 124/78",
        (Say("10:21", "systolic", "missing", "low", "data"), Say("10:22", "systolic", "missing", "-")),
    ),
    Row(
        "A low pressure with deep sedation is high at once",
        "10:20 MOAA/S 3; 10:40 BP 88/60",
        (Say("10:40", "systolic", "low", "high", "symptom", 90),),
    ),
    Row(
        "Not awake two hours after the dose",
        "11:00 MOAA/S 4; 12:10 MOAA/S 5",
        (Say("12:00", "sedation", "low", "medium", "absolute", 5), Say("12:10", "sedation", "low", "-")),
    ),
    Row("Awake two hours after the dose", "11:00 MOAA/S 5", ()),
    Row("Dissociation is expected until minute 90", "11:29 Diss 4", ()),
    Row(
        "Dissociation at minute 90",
        "11:30 Diss 1; 11:45 Diss 0",
        (Say("11:30", "dissociation", "high", "medium", "absolute", 1), Say("11:45", "dissociation", "high", "-")),
    ),
    Row(
        "Utter distress",
        "10:20 Distress 4; 10:25 Distress 3",
        (Say("10:20", "distress", "high", "medium", "absolute", 4), Say("10:25", "distress", "high", "-")),
    ),
    Row(
        "Agitation",
        "10:20 RASS 2; 10:21 RASS 3",
        (Say("10:20", "agitation", "high", "medium", "absolute", 2), Say("10:21", "agitation", "high", "high", "absolute", 3)),
    ),
    Row(
        "Vomiting ends when it is acknowledged",
        "10:20 vomiting; 10:30 acknowledge event",
        (Say("10:20", "event", "high", "medium", "event"), Say("10:30", "event", "high", "-")),
    ),
    Row("Nausea is logged only", "10:20 nausea", ()),
    Row("An infusion stopped early", "10:20 stop", (Say("10:20", "event", "high", "medium", "event"),)),
    Row(
        "A slow heart is judged by its own baseline when that is below 55",
        "10:10-10:10:50 every 5 s HR 46 from m; 10:20-10:20:40 every 5 s HR 41 from m",
        (Say("10:20", "heart_rate", "low", "medium", "relative", 42),),
        before=usual("HR 52"),
    ),
    Row(
        "A slow heart with a usual baseline",
        "10:10-10:10:50 every 5 s HR 46 from m",
        (Say("10:10", "heart_rate", "low", "medium", "absolute", 50),),
    ),
    Row(
        "A fast heart in a stream",
        "10:09-10:09:55 every 5 s HR 80 from m; 10:10-10:11:30 every 5 s HR 122 from m",
        (Say("10:10:30", "heart_rate", "high", "medium", "absolute", 120),),
    ),
    Row(
        "Diastolic 25 over the baseline and at least 90",
        "10:20 BP 150/103",
        (Say("10:20", "diastolic", "high", "medium", "relative", 103),),
    ),
    Row("A mean over 130 begins low", "10:20 BP 150/95 MAP 131", (), protocol="esketamine-nasal"),
    Row(
        "A stream that comes back within a minute and stops again is lost again",
        "10:00-10:00:03 every 1 s HR 70 from m; 10:00:40 HR 70 from m",
        (
            Say("10:00:33", "heart_rate", "missing", "low", "lost", 30),
            Say("10:00:40", "heart_rate", "missing", "-"),
            Say("10:01:10", "heart_rate", "missing", "low", "lost", 30),
            Say("10:02:40", "heart_rate", "missing", "medium", "lost", 120),
        ),
    ),
    Row(
        "A stream that was said to be lost and comes back beside another one is lost again when it stops",
        "10:00-10:00:03 every 1 s HR 70 from m; 10:00:40 HR 71 from n; 10:00:50 HR 70 from m",
        (
            Say("10:00:33", "heart_rate", "missing", "low", "lost", 30),
            Say("10:00:40", "heart_rate", "missing", "-"),
            Say("10:01:20", "heart_rate", "missing", "low", "lost", 30),
            Say("10:02:50", "heart_rate", "missing", "medium", "lost", 120),
        ),
    ),
    *LOOKS,
)
