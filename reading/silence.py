"""The stretches of a message whose numbers are no results: plans, questions, targets, news."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from reading.alternatives import WORD, Alternatives
from reading.fold import Folded
from reading.noise import BLANK
from reading.silent_words import (
    ANSWERS,
    ASIDE,
    ASKED_FOR,
    ASKED_OF_OTHERS,
    ASKS,
    CHANGE,
    DONE,
    DONE_OF_TARGET,
    EXAMPLE,
    MEANT,
    OPEN,
    OTHERS,
    OURS,
    REGISTERS,
    ROUND,
    SURELY_DONE,
    TAG,
    TELLING,
    THANKS,
    TOMORROW,
)
from reading.untyped_names import unquoted

_STOP: Final = re.compile(
    r"(?:(?<!\bp)(?<!\bx)(?<!\bq)(?<!\btt)\.|[!?;…])+(?=\s|$)|\n|[!?]+|(?<=[0-9%] )\|"
)
_WEEKDAY: Final = re.compile(r"\b(?:thu|t) ?[2-7]\b")
_OF_REGISTERED: Final = re.compile(r"[0-9]/[0-9]+ ?(?:[a-z/.]+ ){0,3}$")
_MET: Final = re.compile(
    r"\b(?:dat|du|vuot|qua|theo|tren|hoan thanh|xong|bang)(?: (?:muc|ca|hon|duoc))? ?$"
)
_LAST_FIGURE: Final = re.compile(r"/?(?<![0-9.,])[0-9][0-9.,]*(?:k|tr)?(?: [a-z/]+){0,6} ?$")
_PERCENT: Final = re.compile(r" ?[0-9]+ ?%")
_COMPARED: Final = re.compile(r"\bso voi[a-z0-9 ]{0,20}:")
_CONTRAST: Final = re.compile(
    r"[,;] ?(?:moi|nay|da|hom nay|(?:nam|thang|ky|dot|lan) nay|tuan nay|bay gio|gio|hnay)\b"
)
_FEW: Final = 4
_WAS_WRONG: Final = re.compile(r"\b(?:nham|sai|lon) ?:")
_TARGET: Final = ("muc tieu", "chi tieu")
_THIS_ROUND: Final = re.compile(r"\b(?:dot|lan|ky) nay\b")
_COUNTS: Final = re.compile(r"[0-9]")
_FORM: Final = re.compile(r"\bdon vi[a-z ]{0,12}[:=] ?¬{6}")


class Silence(NamedTuple):
    """Numbers from `start` to `end` are no results; `heads`: a heading, silent is all below it;
    `is_sure`: a target or an earlier figure, which nobody need be asked about;
    `once`: the second figure of a metric in it is a result again ("chỉ tiêu 20, đạt 24")."""

    start: int
    end: int
    heads: bool
    once: bool = False
    is_sure: bool = False


def silences(folded: Folded) -> tuple[Silence, ...]:
    """`folded`: the sender's name masked."""
    text = unquoted(folded.text)
    if "?" not in text and TELLING.isdisjoint(WORD.findall(text)):
        return ()
    if folded.accented:
        text = _heard(folded, text)
    found: list[Silence] = []
    rounds = list(ROUND.finditer(text))
    for start, end in _sentences(text):
        found.extend(_of_sentence(text, start, end))
    found.extend(_earlier_rounds(text, rounds))
    return tuple(found)


def _heard(folded: Folded, text: str) -> str:
    """Without the words that look like a telling one only when their marks are gone."""
    return WORD.sub(partial(_unlike, folded), text)


def _unlike(folded: Folded, match: re.Match[str]) -> str:
    meant = MEANT.get(match[0])
    if meant is None:
        return match[0]
    written = folded.spelling(match.start(), match.end())
    return match[0] if written in meant or written == match[0] else BLANK * len(match[0])


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _STOP.finditer(text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _of_sentence(text: str, start: int, end: int) -> Iterator[Silence]:
    said = text[start:end]
    if not said.strip():
        return
    body = said
    if "?" in said or OPEN.search(said):
        tag = TAG.search(said)
        if tag is None or _is_about_a_number(said, tag.start()):
            yield Silence(start, end, heads=False)
            return
        body = said[: tag.start()] + " " * (len(said) - tag.start())
        yield Silence(start + tag.start(), end, heads=False)
    yield from _said(text, body, start, end)


def _said(text: str, body: str, start: int, end: int) -> Iterator[Silence]:
    words = frozenset(WORD.findall(body))
    if ASKS.search(body, words) or (OTHERS.search(body, words) and not OURS.search(text)):
        yield Silence(start, end, heads=False)
    for pattern in (REGISTERS, TOMORROW, EXAMPLE, ASKED_OF_OTHERS):
        match = pattern.search(body, words)
        if match and not _is_harmless(pattern, match, text, body):
            yield _plan(pattern, match, text, body, start, end)
    if match := THANKS.search(body, words):
        yield Silence(start + match.start(), end, heads=False)
    yield from _asides(text, body, start, end, words)
    for match in CHANGE.finditer(body):
        yield Silence(start + match.start(), start + match.end(), heads=False, is_sure=True)


def _asides(text: str, body: str, start: int, end: int, words: frozenset[str]) -> Iterator[Silence]:
    for match in ASIDE.finditer(body, words):
        if not (
            _is_of_this(body, match) or _WAS_WRONG.search(body, match.start(), match.end() + 2)
        ):
            yield _beside(text, start, end, start + match.start(), start + match.end())


def _is_harmless(pattern: Alternatives, match: re.Match[str], text: str, body: str) -> bool:
    """A filled-in form; "22/30 bạn đăng ký"."""
    if pattern is EXAMPLE:
        return _is_filled_in(text, body)
    if pattern is not REGISTERS:
        return False
    return bool(_OF_REGISTERED.search(body[: match.start()]))


def _is_of_this(body: str, match: re.Match[str]) -> bool:
    """ "vượt chỉ tiêu 120%: ...", "Kết quả so với đợt trước: ..."."""
    compared = _COMPARED.search(body)
    return bool(_PERCENT.match(body, match.end())) or (
        compared is not None and compared.start() <= match.start() < compared.end()
    )


def _is_filled_in(text: str, body: str) -> bool:
    """ "MẪU BÁO CÁO" above a form that says whose it is."""
    return not re.search(r"[0-9]", body) and bool(_FORM.search(text))


def _is_about_a_number(said: str, tag: int) -> bool:
    """ "14 bạn đủ chưa chị?" asks; "..., 105 lượt dân, chị nhận được chưa ạ?" does not."""
    clause = said.rfind(",", 0, tag) + 1
    return clause == 0 and len(re.findall(r"[0-9]+", said[:tag])) == 1


def _plan(
    pattern: Alternatives, match: re.Match[str], text: str, body: str, start: int, end: int
) -> Silence:
    """All of the sentence; with figures before it, only from its own clause on."""
    before = body[: match.start()]
    opened, close = before.rfind("("), body.find(")", match.end())
    if opened > before.rfind(")") and close >= 0:
        return Silence(start + opened, start + close, heads=False, is_sure=True)
    closes = len(body.rstrip(" .!\n")) - match.end() <= 5 and pattern is TOMORROW  # noqa: PLR2004
    heads = closes or not re.search(r"[0-9]", before)
    begin = start if heads else max(start, start + _clause_start(before))
    is_target = text.startswith(_TARGET, start + match.start())
    asked = bool(ASKED_FOR.search(match[0]))
    done = _done(text, start + match.end(), end, asked=asked, target=is_target)
    heads = heads and done == end and not _is_answered(pattern, text, end)
    return Silence(begin, done, heads, is_sure=pattern in (REGISTERS, TOMORROW))


def _clause_start(before: str) -> int:
    return max(before.rfind(","), before.rfind(" - "), before.rfind(" / "), before.rfind(". ")) + 1


def _is_answered(pattern: Alternatives, text: str, end: int) -> bool:
    """A reminder, and below it "Đoàn xã Sơn Hạ báo cáo: ..."."""
    return pattern is ASKED_OF_OTHERS and bool(ANSWERS.match(text, end))


def _done(text: str, start: int, end: int, *, asked: bool = False, target: bool = False) -> int:
    """Where results begin; "phấn đấu tuần này đạt 40" is none yet, "phấn đấu 40, đạt 45" is; nor
    is "mục tiêu tuần này 40"."""
    for match in (DONE_OF_TARGET if target else DONE).finditer(text, start, end):
        is_early = asked or (target and match[0].endswith(" nay"))
        if not is_early or match[0] in SURELY_DONE or _counts(text, start, match.start()):
            return match.start()
    return end


def _counts(text: str, start: int, end: int) -> bool:
    return bool(_COUNTS.search(text, start, end))


def done_after(text: str, start: int) -> int:
    """Where results begin below a silent heading; the end when they never do."""
    match = re.compile(
        r"\bthuc te\b|\bket qua\b|\bkq\b|\bthuc hien ?:|\bda (?:tham gia|thuc hien|ho tro)\b"
    ).search(text, start)
    if match is None:
        return len(text)
    return max(text.rfind(mark, start, match.start()) + 1 for mark in "\n.;,") or start


def _beside(text: str, start: int, end: int, at: int, upto: int) -> Silence:
    """A target or an earlier figure: its bracket, its clause, or its whole sentence if it leads."""
    opened, closed = text.rfind("(", start, at), text.rfind(")", start, at)
    if opened > closed:
        close = text.find(")", at, end)
        return Silence(
            opened if not re.search(r"[0-9]", text[opened:at]) else at,
            close if close >= 0 else end,
            heads=False,
            once=True,
            is_sure=True,
        )
    stop = _done(text, upto, end, target=text.startswith(_TARGET, at))
    clause = _clause_start(text[start:at]) + start
    told = _LAST_FIGURE.search(text, clause, at)
    if told and not re.search(r"[0-9]", text[upto : _clause_end(text, upto, end)]):
        met = _MET.search(text, clause, at)
        return Silence(at if met else told.start(), upto, heads=False, is_sure=True)
    contrast = _CONTRAST.search(text, upto, stop)
    if contrast and re.search(r"[0-9]", text[upto : contrast.start()]):
        stop = contrast.start()
    if _has_figure(text[start:at]):
        comma = re.compile(r",(?! ?[0-9]{3}\b)|\bva\b|[-/] ").search(text, upto, stop)
        return Silence(at, comma.start() if comma else stop, heads=False, once=True, is_sure=True)
    return Silence(at, stop, heads=False, once=True, is_sure=True)


def _has_figure(text: str) -> bool:
    return bool(re.search(r"[0-9]", _WEEKDAY.sub("", text)))


def _clause_end(text: str, at: int, end: int) -> int:
    comma = text.find(",", at, end)
    return comma if comma >= 0 else end


def _earlier_rounds(text: str, rounds: Sequence[re.Match[str]]) -> Iterator[Silence]:
    """ "đợt 1 là 30 hồ sơ" in a report of đợt 2."""
    numbers = {match.start(): _round(match[1]) for match in rounds}
    if len(set(numbers.values())) < 2:  # noqa: PLR2004  one round is the report's own
        yield from _before_this(text, rounds)
        return
    latest = max(numbers.values())
    marks = sorted(numbers)
    for index, at in enumerate(marks):
        if numbers[at] < latest:
            following = marks[index + 1] if index + 1 < len(marks) else len(text)
            stop = re.compile(r"\n|[.;](?=\s|$)|\)").search(text, at, following)
            end = stop.start() if stop else following
            yield Silence(at, end, heads=False, is_sure=True)


def _before_this(text: str, rounds: Sequence[re.Match[str]]) -> Iterator[Silence]:
    """ "đợt 1 được 85 hồ sơ, đợt này phải hơn"."""
    for match in rounds[:_FEW]:
        this = _THIS_ROUND.search(text, match.end())
        if this and _COUNTS.search(text, match.end(), this.start()):
            yield Silence(match.start(), this.start(), heads=False, is_sure=True)


def _round(written: str) -> int:
    return len(written) if written[0] == "i" else int(written)
