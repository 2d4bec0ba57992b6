"""How far is a session, and why not further? The rows of the way from arrival to signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TICKED = "09:30 opened; 09:32 tick all before"
BEFORE = f"{TICKED}; 09:45 complete; 09:55 complete"
NASAL = f"{BEFORE}; 10:00 device 1; 10:05 device 2; 10:10 device 3"
WATCHED = f"{NASAL}; 10:20 complete; 10:40 complete; 11:00 complete; 11:30 complete"
INFUSED = f"{BEFORE}; 10:00 infusion; 10:10 complete; 10:20 complete; 10:30 complete; 10:40 complete; 10:40 finished"
RECOVERED = f"{INFUSED}; 10:55 complete; 11:10 complete; 11:25 complete; 11:40 complete"


@dataclass(frozen=True, slots=True)
class Stand:
    """At `at` the session is in `stage`, for exactly these reasons."""

    at: str
    stage: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One line of the table: what happened, and how far the session is at each instant."""

    title: str
    facts: str
    stands: tuple[Stand, ...]
    protocol: str = "esketamine-nasal"
    birth: date | None = None


IV = "iv-ketamine-40min"

WAYS = (
    Way(
        "A whole nasal session: two hours from the first device, five minutes of rest after each",
        f"{WATCHED}; 12:00 complete; 12:05 tick all discharge; 12:10 end; 12:12 signed by Nurse A",
        (
            Stand("09:30", "scheduled", ("nothing recorded yet",)),
            Stand("09:40", "pre-dose", ("baseline missing: HR, BP, SpO₂, Sed, Diss", "no dose recorded")),
            Stand("09:50", "pre-dose", ("no dose recorded",)),
            Stand("10:02", "dosing", ("rest after device 1: 3 min more",)),
            Stand("10:09", "dosing", ("rest after device 2: 1 min more",)),
            Stand("10:10", "peak window", ("peak window: 35 min to 0:45",)),
            Stand("10:38", "peak window", ("40-min BP missing", "peak window: 7 min to 0:45")),
            Stand(
                "10:45",
                "recovery",
                (
                    "75 min to 2:00",
                    *(
                        f"discharge list: {one}"
                        for one in (
                            "walks unaided",
                            "no vomiting",
                            "oriented",
                            "safety asked, if indicated (C-SSRS)",
                            "escort present",
                            "told: no driving until tomorrow, after sleep",
                            "next appointment made",
                        )
                    ),
                ),
            ),
            Stand("12:05", "ready"),
            Stand("12:10", "closed"),
            Stand("12:12", "closed"),
        ),
    ),
    Way(
        "A whole infusion: an hour after its end with an escort",
        f"{RECOVERED}; 11:38 tick all discharge; 11:45 end",
        (
            Stand("10:05", "dosing", ("infusion running",)),
            Stand("10:40", "peak window", ("peak window: 5 min to 0:45",)),
            Stand("11:38", "recovery", ("2 min to 1:00 after the end of infusion",)),
            Stand("11:40", "ready"),
            Stand("11:45", "closed"),
        ),
        protocol=IV,
    ),
    Way(
        "An infusion without an escort: two hours after its end",
        f"{RECOVERED}; 11:42 tick all discharge; 11:43 untick escort; 12:10 complete; 12:38 complete",
        (
            Stand("11:43", "recovery", ("57 min to 2:00 after the end of infusion, or 1:00 with an escort",)),
            Stand("12:40", "ready"),
        ),
        protocol=IV,
    ),
    Way(
        "An infusion that is paused still runs; one that was stopped early is over",
        f"{BEFORE}; 10:00 infusion; 10:10 complete; 10:12 paused; 10:15 resumed; 10:20 complete; 10:25 stop",
        (
            Stand("10:13", "dosing", ("infusion paused",)),
            Stand("10:16", "dosing", ("infusion running",)),
            Stand("10:26", "peak window", ("peak window: 19 min to 0:45",)),
        ),
        protocol=IV,
    ),
    Way(
        "Nothing is forgotten before the dose: what is not ticked is named, and none of it locks the dose",
        "09:30 opened; 09:32 tick all before; 09:33 untick food; 09:50 complete; 10:00 device 1",
        (
            Stand("09:55", "pre-dose", ("checklist: no food for 2 hours, no drink for 30 minutes", "no dose recorded")),
            Stand("10:00", "dosing", ("rest after device 1: 5 min more",)),
        ),
    ),
    Way(
        "A baseline older than 30 min is none",
        "09:00 opened; 09:05 tick all before; 09:20 complete; 09:48 BP 130/80",
        (
            Stand("09:50", "pre-dose", ("no dose recorded",)),
            Stand("09:51", "pre-dose", ("baseline missing: HR, SpO₂, Sed, Diss", "no dose recorded")),
        ),
    ),
    Way(
        "A pressure above 140/90: measure again, then the prescriber decides",
        f"{TICKED}; 09:40 complete BP 152/94; 09:46 BP 150/88; 09:50 go by Dr Lin because usual for him",
        (
            Stand(
                "09:45",
                "pre-dose",
                ("BP 152/94 above 140/90: measure again, or the prescriber decides", "no dose recorded"),
            ),
            Stand("09:47", "pre-dose", ("BP 150/88 above 140/90: the prescriber decides", "no dose recorded")),
            Stand("09:50", "pre-dose", ("no dose recorded",)),
        ),
    ),
    Way(
        "The prescriber says no, and a later pressure that is lower opens the gate",
        f"{TICKED}; 09:40 complete BP 152/94; 09:45 no by Dr Lin because on no medicine; 09:55 BP 138/84",
        (
            Stand(
                "09:46",
                "pre-dose",
                ("BP 152/94 above 140/90: Dr Lin decided not to give it (on no medicine)", "no dose recorded"),
            ),
            Stand("09:55", "pre-dose", ("no dose recorded",)),
        ),
    ),
    Way(
        "What was decided about a pressure does not hold for a higher one",
        f"{TICKED}; 09:40 complete BP 152/94; 09:45 go by Dr Lin because usual for him; 09:50 BP 171/99",
        (
            Stand("09:46", "pre-dose", ("no dose recorded",)),
            Stand("09:50", "pre-dose", ("BP 171/99 above 140/90: the prescriber decides", "no dose recorded")),
        ),
    ),
    Way(
        "From 65 years on the gate of the systolic pressure is 150",
        "09:30 opened; 09:32 tick all before; 09:40 complete BP 148/84; 09:50 BP 152/84",
        (
            Stand("09:41", "pre-dose", ("no dose recorded",)),
            Stand(
                "09:51",
                "pre-dose",
                ("BP 152/84 above 150/90: measure again, or the prescriber decides", "no dose recorded"),
            ),
        ),
        birth=date(1961, 9, 21),
    ),
    Way(
        "The day before the 65th birthday it is 140",
        "09:30 opened; 09:32 tick all before; 09:40 complete BP 148/84",
        (
            Stand(
                "09:41",
                "pre-dose",
                ("BP 148/84 above 140/90: measure again, or the prescriber decides", "no dose recorded"),
            ),
        ),
        birth=date(1961, 9, 22),
    ),
    Way(
        "The 40-minute pressure is waited for; a look that was skipped with a reason is not",
        f"{NASAL}; 10:20 complete; 10:40 HR 70 SpO2 97 MOAA/S 5 Diss 0; 10:52 skip 10:40; 11:00 complete",
        (
            Stand("10:50", "peak window", ("40-min BP missing",)),
            Stand(
                "10:53",
                "recovery",
                (
                    "67 min to 2:00",
                    "BP is 33 min old: measure again",
                    *(
                        f"discharge list: {one}"
                        for one in (
                            "walks unaided",
                            "no vomiting",
                            "oriented",
                            "safety asked, if indicated (C-SSRS)",
                            "escort present",
                            "told: no driving until tomorrow, after sleep",
                            "next appointment made",
                        )
                    ),
                ),
            ),
        ),
    ),
    Way(
        "Who is not awake, or still dissociated, or short of oxygen, stays",
        f"{WATCHED}; 11:50 tick all discharge; 12:00 complete MOAA/S 4 Diss 1 SpO2 92",
        (
            Stand(
                "12:01",
                "recovery",
                (
                    "MOAA/S 4, must be 5",
                    "dissociation 1, must be 0",
                    "SpO₂ 92 %, must be 95 or more",
                    "alert standing: Sed low",
                    "alert standing: Diss high",
                ),
            ),
        ),
    ),
    Way(
        "A pressure within 20 of the baseline is low enough",
        f"{WATCHED}; 11:50 tick all discharge; 12:00 complete BP 144/96; 12:04 BP 145/90",
        (
            Stand("12:01", "ready"),
            Stand("12:05", "recovery", ("BP 145/90, must be within 20 of 124/78, or at most 140/90 and falling",)),
        ),
    ),
    Way(
        "A lower baseline: at most 140/90 is low enough when it falls, not when it rises",
        f"{TICKED}; 09:45 complete BP 104/60; 09:55 complete BP 104/60; 10:00 device 1; 10:20 complete; "
        "10:40 complete; 11:00 complete; 11:30 complete BP 128/84; 11:50 tick all discharge; 12:00 complete BP 132/86; "
        "12:05 BP 130/84",
        (
            Stand("12:01", "recovery", ("BP 132/86, must be within 20 of 104/60, or at most 140/90 and falling",)),
            Stand("12:05", "ready"),
        ),
    ),
    Way(
        "A value older than 30 min does not say that somebody may leave, and one in doubt neither",
        f"{WATCHED}; 11:50 tick all discharge; 12:00 HR 70 SpO2 97 MOAA/S 5 Diss 0; 12:03 BP 124/78 moved; 12:06 BP 124/78",
        (
            Stand("12:01", "recovery", ("BP is 31 min old: measure again",)),
            Stand("12:03", "recovery", ("BP in doubt: measure again",)),
            Stand("12:06", "ready"),
        ),
    ),
    Way(
        "An alert that sounds keeps the patient here until it is over",
        f"{WATCHED}; 11:50 tick all discharge; 12:00 complete; 12:01 vomiting; 12:05 acknowledge event",
        (
            Stand("12:00", "ready"),
            Stand("12:02", "recovery", ("alert standing: vomiting",)),
            Stand("12:05", "ready"),
        ),
    ),
    Way(
        "A dose that was struck through was never given",
        f"{BEFORE}; 10:00 device 1; 10:02 void f16",
        (
            Stand("10:01", "dosing", ("rest after device 1: 4 min more",)),
            Stand("10:02", "pre-dose", ("no dose recorded",)),
        ),
    ),
)
