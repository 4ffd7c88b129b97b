"""The table of states and moves, read as the lawyer reads it."""

import pytest

from tinhso.kernel.duties.steps import EVENTS
from tinhso.kernel.duties.workflow import MOVES, OPEN, STATE_LABELS, Side, State, moves_from


def test_every_state_has_its_words_and_every_move_its_event():
    assert set(STATE_LABELS) == set(State)
    assert set(EVENTS) == set(MOVES)


def test_every_open_state_can_be_left_and_a_closed_one_cannot():
    for state in State:
        assert bool(moves_from(state)) == (state in OPEN), state


def test_every_state_is_reached_from_the_first_one():
    reached, waiting = {State.ASSIGNED}, [State.ASSIGNED]
    while waiting:
        for move in moves_from(waiting.pop()):
            if move.to and move.to not in reached:
                reached.add(move.to)
                waiting.append(move.to)
    assert reached == set(State)


def test_the_lead_never_confirms_returns_stops_or_transfers():
    for name in ("confirm_result", "return_result", "stop", "transfer", "pause", "grant_extension"):
        assert MOVES[name].side == Side.ASSIGNER


@pytest.mark.parametrize("name", ["decline", "return_result", "stop", "transfer", "ask_extension", "pause"])
def test_whoever_refuses_or_ends_says_why(name):
    assert MOVES[name].needs_note


def test_a_result_cannot_be_submitted_while_the_clock_stands():
    names = {move.name for move in moves_from(State.IN_PROGRESS, paused=True)}
    assert names == {
        "report_progress", "give_subduty", "resume", "refuse_extension", "transfer", "stop", "move_deadline",
    }  # fmt: skip
    assert "resume" not in {move.name for move in moves_from(State.IN_PROGRESS)}
