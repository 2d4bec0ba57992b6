"""Is every defect that was read at a peer shown to be none here, by tests that there are?"""

from __future__ import annotations

import ast

import pytest

from tests.shape.tree import FUNCTIONS, ROOT, parsed
from tests.spec.peers import DEFECTS, WENT_SILENT, Defect

NAMED = ("tests/spec/test_peers.py", "tests/dashboard/test_peers.py", "tests/browser/test_peers.py", "tests/spec/test_silence.py")
"""Where a test is named after a peer and its defect."""


def told_in(file: str) -> dict[str, str]:
    """Each test of a file with its docstring; none where there is no such file."""
    path = ROOT / file
    nodes = parsed(path).body if path.is_file() else []
    return {
        node.name: ast.get_docstring(node) or "" for node in nodes if isinstance(node, FUNCTIONS) and node.name[:5] == "test_"
    }


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: f"{defect.peer}: {defect.defect}")
def test_a_defect_of_a_peer_is_shown_to_be_none_here(defect: Defect) -> None:
    """Each defect names at least one test, and each test that it names is there and says in words what it shows."""
    assert defect.shown
    for place in defect.shown:
        file, _, name = place.partition("::")
        assert told_in(file).get(name), f"{place} is not there"


def test_every_test_that_is_named_after_a_peer_is_in_the_list() -> None:
    """Whoever adds a test to these files says whose defect it is about."""
    listed = {place for defect in DEFECTS for place in defect.shown}
    assert {f"{file}::{name}" for file in NAMED for name in told_in(file)} <= listed


def test_no_defect_is_told_twice_and_no_way_is_forgotten() -> None:
    """Each entry of the list is of its own, and the ways of going silent are eleven, in order."""
    assert len({(one.peer, one.defect) for one in DEFECTS}) == len(DEFECTS)
    assert [way.peer for way in WENT_SILENT] == [f"N{number}" for number in range(1, 12)]
