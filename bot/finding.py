"""What a doctor says of one thing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`good` False: a person should do something about it."""

    good: bool
    line: str


def good(line: str) -> Finding:
    return Finding(good=True, line=f"ok   {line}")


def bad(line: str) -> Finding:
    return Finding(good=False, line=f"BAD  {line}")
