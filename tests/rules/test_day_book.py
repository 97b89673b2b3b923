from tests.day_books import a_book


def test_a_book_counts_the_pictures_of_all_its_units() -> None:
    assert a_book(2).pictures == 6


def test_its_figures_are_those_of_its_units() -> None:
    book = a_book(6)
    reported = [unit.line for unit in book.units if unit.line.reported]
    assert book.figures.tally.reported == len(reported)
    assert book.figures.totals["volunteers"] == sum(line.values["volunteers"] for line in reported)
