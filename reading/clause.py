"""What a message is cut into."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reading.amounts import Amount, Amounts
from reading.fold import Folded
from reading.terms import Term
from reading.tokens import Token


@dataclass(slots=True)
class Clause:
    """`parent`: the clause in whose brackets this one stands; `sentence`, `line`: their numbers."""

    line: int
    sentence: int
    parent: int | None
    items: list[Amount | Term] = field(default_factory=list)
    colons: set[int] = field(default_factory=set)
    starts: int = -1
    ends: int = -1
    opened_by_stop: bool = True
    counted: bool = False

    @property
    def amounts(self) -> list[Amount]:
        return [item for item in self.items if isinstance(item, Amount)]

    @property
    def terms(self) -> list[Term]:
        return [item for item in self.items if isinstance(item, Term)]


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is folded and without noise; `run` are its tokens."""

    text: str
    run: Sequence[Token]
    clauses: Sequence[Clause]
    amounts: Amounts
    folded: Folded
