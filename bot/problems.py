"""What is said in one line to whoever starts the program."""


class BadSettings(Exception):  # noqa: N818  an answer to a person
    """A setting or an option is wrong: the message names it and says what to do."""
