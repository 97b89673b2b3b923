"""What a process says of itself."""

from bot.start import where_it_went_wrong


def test_a_logged_error_says_where_it_happened_and_nothing_that_a_person_wrote() -> None:
    written = "Lan 0912 345 678"
    try:
        try:
            int(written)
        except ValueError as error:
            raise KeyError(written) from error
    except KeyError as error:
        told = where_it_went_wrong((type(error), error, error.__traceback__))
    assert "test_start.py" in told
    assert told.index("ValueError") < told.index("KeyError")
    assert "0912" not in told
