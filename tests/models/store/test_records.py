"""The form of a fact in the database: whatever a fact says, its row says the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.facts import Dose, Ended, Fact, Note, Signed, Stopped
from models.store import staging
from models.store.chain import digest, sealed
from models.store.lines import entries
from models.store.records import FACT_COLUMNS, KINDS, Place, row, same
from models.vitals import WORDS, ObservationSet, Symptom

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
instants = st.integers(-(2**40), 2**45)
measured = st.one_of(st.none(), st.floats(-1e6, 1e6), st.integers(0, 300))
sets = st.builds(
    ObservationSet,
    id=words,
    at=instants,
    received=instants,
    by=words,
    note=words,
    symptoms=st.lists(st.sampled_from(Symptom), unique=True).map(tuple),
    moved=st.booleans(),
    **dict.fromkeys(WORDS, measured),
)
texts: dict[str, Any] = {"id": words, "at": instants, "by": words, "source": words}
others = st.one_of(*(st.builds(kind, **texts) for kind in KINDS.values() if kind is not ObservationSet))
facts: st.SearchStrategy[Fact] = st.one_of(sets, others)
PLACE = Place(seq=7, session="s", revision=3, logged=0, actor="nora", batch=None, prev="")


@given(facts)
def test_a_row_says_what_its_fact_says(fact: Fact) -> None:
    """Nothing of a fact is lost or changed on its way into a row and back."""
    made = row(PLACE, fact)
    (found,) = entries([getattr(made, name) for name in FACT_COLUMNS], {}.__getitem__)
    assert (found.seq, found.session, found.revision, found.fact) == (7, "s", 3, fact)


@given(facts)
def test_a_staged_fact_is_the_fact(fact: Fact) -> None:
    """Nothing of a fact is lost or changed while its import waits to be complete."""
    assert staging.read(staging.written([fact])) == (fact,)


@given(facts, facts)
def test_only_the_time_of_receipt_may_differ_in_a_retry(one: Fact, other: Fact) -> None:
    """Two entries are one and the same when they differ in nothing but when Vigil received them."""
    assert same(one, one)
    assert not same(one, other) or type(one) is type(other)


@pytest.mark.parametrize(
    ("kind", "body", "fact"),
    [
        ("dose", {"amount": 84.0, "drug": "Esketamine", "route": "nasal", "unit": "mg"}, Dose),
        ("note", {"text": "calm"}, Note),
        ("stop", {}, Stopped),
        ("end", {}, Ended),
        ("sign", {"meaning": "reviewed"}, Signed),
    ],
)
def test_a_row_of_an_older_version_is_still_read(kind: str, body: dict[str, Any], fact: type) -> None:
    """A row that was written before a fact could say more is the same fact, and its hash is that of its own text."""
    made = row(PLACE, fact(id="f", at=5, by="nora"))._replace(body=json.dumps(body), kind=kind)
    sealed_then = sealed(made)
    (found,) = entries([getattr(sealed_then, name) for name in FACT_COLUMNS], {}.__getitem__)
    assert found.fact == fact(id="f", at=5, by="nora", **body)
    assert digest(sealed_then) == sealed_then.hash
