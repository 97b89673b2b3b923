import json
from datetime import time

import pytest

from rules.rungs import DEFAULT_RUNGS, Anchor, Moment, Rung, Stage, rung_from_json, rung_json


@pytest.mark.parametrize("rung", DEFAULT_RUNGS, ids=lambda rung: rung.key)
def test_a_rung_survives_being_stored_as_json(rung: Rung) -> None:
    assert rung_from_json(json.loads(json.dumps(rung_json(rung)))) == rung


def test_every_field_of_an_edited_rung_survives() -> None:
    moment = Moment(Anchor.EVENT_START, minutes=5, clock=time(8, 45), days=-2, weekday=1)
    rung = Rung("own", Stage.REPORT, moment, True, True, time(5, 15))
    assert rung_from_json(json.loads(json.dumps(rung_json(rung)))) == rung


def test_rung_keys_are_unique() -> None:
    assert len({rung.key for rung in DEFAULT_RUNGS}) == len(DEFAULT_RUNGS)
