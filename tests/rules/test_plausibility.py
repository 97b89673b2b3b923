"""What is worth one question, and when it is asked again: never."""

import pytest

from rules.plausibility import About, Doubt, Standing, Usual, oddities, unsettled, weighed

TELLS = {"volunteers": 25, "citizens": 120}


def abouts(found: tuple[Doubt, ...]) -> list[About]:
    return [doubt.about for doubt in found]


@pytest.mark.parametrize(
    ("members", "odd"), [(24, True), (25, False), (26, False), (None, False), (0, False)]
)
def test_more_people_than_the_unit_has_are_odd(members: int | None, odd: bool) -> None:
    assert abouts(oddities(TELLS, TELLS, members=members)) == [About.MEMBERS] * odd


@pytest.mark.parametrize(("usual", "odd"), [(12, True), (13, False), (0, False)])
def test_ten_times_the_usual_is_odd(usual: int, odd: bool) -> None:
    found = oddities(TELLS, TELLS, usual=Usual({"citizens": usual}))
    assert abouts(found) == [About.USUAL] * odd


@pytest.mark.parametrize(("resolved", "odd"), [(41, True), (40, False), (0, False)])
def test_more_resolved_than_received_is_odd(resolved: int, odd: bool) -> None:
    figures = {"dossiers_received": 40, "dossiers_resolved": resolved}
    assert abouts(oddities(figures, ["dossiers_resolved"])) == [About.RESOLVED] * odd


def test_the_very_figures_of_the_last_report_are_odd() -> None:
    last = Usual(last=TELLS)
    assert abouts(oddities(TELLS, TELLS, usual=last)) == [About.SAME]
    assert oddities({**TELLS, "leaflets": 3}, TELLS, usual=last) == ()
    assert oddities({"volunteers": 25}, ["volunteers"], usual=Usual(last={"volunteers": 25})) == ()


def test_figures_that_a_message_does_not_name_are_not_looked_at_again() -> None:
    assert oddities(TELLS, ["citizens"], members=10) == ()


def told(*fresh: Doubt, before: tuple[Doubt, ...] = (), **figures: int) -> tuple[Doubt, ...]:
    return weighed(before, fresh, figures or TELLS, figures or TELLS, asks=True)


MANY = Doubt(About.MEMBERS, "volunteers", 25, 10)
MEANT = Doubt(About.MEANING, "citizens", 120, why="tn")


def test_only_the_most_important_is_asked() -> None:
    found = told(Doubt(About.SAME), MANY, MEANT)
    assert abouts(found) == [About.MEANING, About.MEMBERS, About.SAME]
    assert [doubt.standing for doubt in found].count(Standing.ASKED) == 1
    assert found[0].standing is Standing.ASKED


def test_a_number_that_can_be_no_figure_is_kept_and_not_asked() -> None:
    (only,) = told(Doubt(About.LOOSE, quote="20-25"))
    assert only.standing is Standing.OPEN


def test_what_was_asked_or_answered_is_not_asked_again() -> None:
    asked = told(MANY)
    (again,) = told(MANY, before=asked)
    assert again.standing is Standing.OPEN
    settled = (Doubt(About.MEMBERS, "volunteers", 25, 10, standing=Standing.SETTLED),)
    assert unsettled(told(MANY, before=settled)) == ()


def test_a_doubt_goes_with_the_figure_that_it_was_about() -> None:
    assert told(before=told(MANY), volunteers=9) == ()
    (kept,) = weighed(told(MANY), (), {**TELLS, "citizens": 5}, ["citizens"], asks=True)
    assert kept.about is About.MEMBERS


def test_a_doubt_does_not_come_with_a_part_of_the_figures_that_it_compares() -> None:
    both = {"dossiers_received": 40, "dossiers_resolved": 41}
    doubts = oddities(both, both)
    assert abouts(weighed((), doubts, both, both, asks=False)) == [About.RESOLVED]
    one = {"dossiers_resolved": 41}
    assert weighed((), doubts, one, one, asks=False) == ()


def test_nothing_is_asked_of_who_enters_for_another() -> None:
    (only,) = weighed((), [MANY], TELLS, TELLS, asks=False)
    assert only.standing is Standing.OPEN
