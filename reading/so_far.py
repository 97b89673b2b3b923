"""What was stated up to a number of a message: what the next one may refer to."""

from dataclasses import dataclass, field

from reading.amounts import Amount
from reading.clause import Clause, Message
from reading.frames import Frame
from reading.terms import Lexicon, Term
from reading.words_about import Meaning

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Statement:
    """A value said of a metric; spans are of the folded text. `noun`: the word that named it;
    `at`: where the number stands; `unsure`: why it is to be asked, which changes nothing of how it
    is counted; `item`: its name in a list,
    `label`: on a line of its own."""

    key: str
    value: int
    start: int
    end: int
    clause: int
    sentence: int
    line: int = 0
    at: int = 0
    noun: str = ""
    parts: frozenset[str] = frozenset()
    is_total: bool = False
    is_aside: bool = False
    is_each: bool = False
    is_label: bool = False
    is_counter: bool = False
    how: str = "stated"
    doubt: str = ""
    unsure: str = ""
    item: str = ""
    label: str = ""


@dataclass(slots=True)
class SoFar:
    """`heading`: the words of a line above; `pending`: of a clause before without a number;
    `counted`: (sense, noun, value) of all numbers; `among`: the clause that began a breakdown;
    `each`: "mỗi đội 7 bạn" before it is known how many; `part`: the last "sáng" or
    "đất đai" and where; `waiting`: statements without a metric yet."""

    said: Message
    known: Lexicon
    statements: list[Statement] = field(default_factory=list)
    loose: list[Amount] = field(default_factory=list)
    heading: tuple[Term, ...] = ()
    pending: tuple[Term, ...] = ()
    counted: list[tuple[str, str, int]] = field(default_factory=list)
    last: Meaning | None = None
    last_line: int = -1
    among: int = -1
    part: tuple[Place, frozenset[str]] = ((-1, -1), frozenset())
    waiting: list[int] = field(default_factory=list)
    each: list[tuple[Clause, Frame]] = field(default_factory=list)

    @property
    def latest(self) -> Statement | None:
        return self.statements[-1] if self.statements else None

    def parent_of(self, clause: Clause) -> Clause | None:
        return None if clause.parent is None else self.said.clauses[clause.parent]
