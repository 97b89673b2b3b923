"""Wrong input at every question, forged and stale taps on every button: a sentence that says what
to do, and the conversation goes on. The cases come from the forms and the routers themselves.
"""

from collections.abc import AsyncIterator, Iterator
from itertools import cycle
from typing import Any, Final

import pytest
import pytest_asyncio
from aiogram import Router
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter

from bot.conversations import all_forms, build_dispatcher
from handlers.forms import Field, Form, Prose
from tests.conversations.cast import ROLES, Act, Browser, Cast, Paper, Photo, Tap, a_cast, data_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG: Final = "dài quá " * 1250
FACE: Final = "😀"
INJECTED: Final = "<b>{{7*7}}</b> {% raw %} **đậm** _x_ [a](http://b)"
NUMBERS: Final = "9" * 40

NO_NUMBER: Final = (FACE, LONG, "nhiều lắm", "31/2", "25:00", INJECTED, NUMBERS, "-5", "...")
WRONG: Final[dict[str, tuple[str, ...]]] = {
    "text": (FACE, LONG, "...", "\u200b"),
    "name": (FACE, LONG, "12345", "31/2", "25:00", INJECTED, "..."),
    "names": (FACE, LONG, "...", "\u200b"),
    "number": NO_NUMBER,
    "figures": NO_NUMBER,
    "change": NO_NUMBER,
    "date": (FACE, LONG, "nhiều lắm", "31/2", "25:00", INJECTED, NUMBERS),
    "moment": (FACE, LONG, "nhiều lắm", "31/2", "25:00", INJECTED, NUMBERS),
    "later": (FACE, LONG, "nhiều lắm", "31/2", "25:00", "15h59 28/11", INJECTED, NUMBERS),
    "unit_name": (FACE, LONG, "...", INJECTED),
    "time": (FACE, LONG, "nhiều lắm", "25:00", "31/2", INJECTED, NUMBERS),
    "link": (FACE, LONG, "nhiều lắm", "31/2", "https://", "nha van hoa.vn", INJECTED, "..."),
    "people": (FACE, LONG, "12345", "31/2", INJECTED, "..."),
    "choice": (FACE, LONG, "nhiều lắm", "31/2", INJECTED, NUMBERS),
    "goal": NO_NUMBER,
    "goal_value": NO_NUMBER,
    "metric": (FACE, LONG, "31/2", "25:00", INJECTED, NUMBERS, "..."),
    "rung": (FACE, LONG, "nhiều lắm", "31/2", "25:00", INJECTED, NUMBERS),
    "signers": (FACE, LONG, "...", INJECTED, "Bí thư\nPhó Bí thư\nỦy viên"),
    "window": (FACE, LONG, "nhiều lắm", "7:30", "25:00-26:00", INJECTED, NUMBERS),
}
"""What no question of that kind can be answered with."""

ELSEWHERE: Final[tuple[Act, ...]] = ("/la", "/dulieu", Photo(), Paper(), Tap("nav:back:and:more"))
"""What has nothing to do with the question; after it the question still stands."""

RIGHT: Final[dict[str, dict[str, str]]] = {
    "bind_name": {"name": "Nguyễn Văn Huy"},
    "bind_unit": {"unit": "Tân Lộc"},
    "units": {"names": "Đoàn phường Mới"},
    "event": {
        "title": "Ngày thứ Bảy xanh",
        "day": "5/12",
        "window": "8:00-11:00",
        "registration": "17h thứ Tư",
        "report": "15:00",
        "second": "17:30",
        "grace": "5",
        "photos": "2",
        "place": "Nhà văn hóa",
    },
    "plan": {
        "title": "Ngày thứ Bảy xanh",
        "day": "5/12",
        "window": "8:00-11:00",
        "registration": "17h thứ Tư",
        "report": "15:00",
        "second": "17:30",
        "grace": "5",
        "photos": "2",
        "place": "Nhà văn hóa",
    },
    "invite_unit": {"name": "Sơn Hạ"},
    "answer_question": {"answer": "Đ/c gửi thẳng vào đây nhé"},
    "registration": {
        "content": "Hướng dẫn dịch vụ công",
        "place": "Nhà văn hóa",
        "hours": "7:30-11:00",
        "gather": "7:00",
        "finish_time": "trong ngày",
        "summary": "Ba tổ, mỗi tổ năm bạn",
        "partners": "Hội Phụ nữ",
        "capacity": "20",
        "leader": "Minh",
        "dress": "áo xanh",
        "expected": "ĐVTN: 25, lượt dân: 120",
        "notes": "mang theo nước",
    },
    "opt_out": {"reason": "trùng lịch"},
    "report": {"figure1": "25", "figure2": "120", "figure3": "85", "figure4": "80"},
    "report_edit": {"change": "ĐVTN", "new": "30"},
    "ask_officer": {"question": "Mấy giờ họp ạ?"},
    "unit_find": {"name": "Sơn Hạ"},
    "mend_unit": {"name": "Sơn Hạ"},
    "reporter_until": {"day": "31/12"},
    "reenter_name": {"name": "Trần Thị Na"},
    "reenter_unit": {"unit": "Tân Lộc"},
    "behalf": {"figure1": "25", "figure2": "120", "figure3": "85", "figure4": "80"},
    "review_back": {"reason": "Số liệu chưa khớp"},
    "review_fix": {"change": "ĐVTN 31", "reason": "gõ nhầm"},
    "covers": {"names": "Sơn Hạ"},
    "count": {"unit": "Sơn Hạ"},
    "volunteer_name": {"name": "Dung"},
    "shift": {
        "place": "Nhà văn hóa",
        "hours": "13:30-17:00",
        "gather": "13:00",
        "capacity": "20",
        "leader": "Minh",
        "dress": "áo xanh",
        "map_url": "https://maps.app.goo.gl/abc",
    },
    "shift_code": {"name": "Dung"},
    "walk_in": {"names": "Nguyễn Văn An, Trần Thị Bé"},
    "more_time": {"until": "18h", "reason": "mạng yếu"},
    "give_time": {"until": "thêm 1 tiếng"},
    "event_cancel": {"reason": "bão về"},
    "metric": {
        "label": "Số cây trồng",
        "counts": "cây",
        "words": "cây xanh",
        "need": "chỉ vài đơn vị",
        "units": "Sơn Hạ",
    },
    "metric_for": {"names": "Sơn Hạ"},
    "rung_move": {"moment": "trước hạn 3 giờ"},
    "rung_add": {"whom": "số liệu", "moment": "thứ Năm 15:00"},
    "target_line": {"line": "70% hồ sơ giải quyết/tiếp nhận"},
    "target": {
        "numerator": "hồ sơ giải quyết",
        "value": "70%",
        "denominator": "hồ sơ tiếp nhận",
        "scope": "mỗi đơn vị",
    },
    "day_unit": {"name": "Sơn Hạ"},
    "unit_which": {"name": "Sơn Hạ"},
    "unit_rename": {"name": "Đoàn phường Tân Lộc Mới"},
    "letterhead": {
        "superior": "Thành Đoàn Hồng Hà",
        "issuer": "Ban Chấp hành Quận Đoàn Lạc Hồng",
        "place": "Lạc Hồng",
        "symbol": "BC/QĐ",
        "on_behalf": "TM. BAN CHẤP HÀNH",
        "signers": "BÍ THƯ: Trần Văn Minh",
        "recipients": "Thành Đoàn",
    },
    "shortcomings": {"text": "Một số đơn vị đến muộn"},
    "own_form": {"holds": "ĐVTN tham gia"},
}

FORMS: Final = {form.name: form for form in all_forms()}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cast(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cast]:
    async with a_cast(tmp_path_factory.mktemp("wrong")) as made:
        yield made


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def _nobody_reads_an_apology(cast: Cast) -> AsyncIterator[None]:
    yield
    cast.nothing_broke()


def way_in(cast: Cast, form: str) -> tuple[str, tuple[Act, ...]]:
    """Whose form it is, and how that person comes to its first question."""
    ours = cast.ours
    unit, shift = ours["participation_id"], ours["shift_id"]
    return {
        "bind_name": ("stranger", (Tap(f"bind_name:{ours['code']}"),)),
        "bind_unit": ("stranger", (Tap(f"bind_name:{ours['code']}"), "Trần Thị Na")),
        "units": ("coordinator", (Tap("units_type"),)),
        "event": ("coordinator", (Tap("event_line:0:all"),)),
        "plan": ("coordinator", ("tạo ngày: báo cáo 16h thứ 7", Tap("plan_line:all"))),
        "invite_unit": ("coordinator", (Tap("invite_unit"),)),
        "answer_question": ("coordinator", (Tap(f"question_more:{ours['question_id']}"),)),
        "registration": ("reporter", (Tap(f"register:{unit}"),)),
        "opt_out": ("reporter", (Tap(f"opt_out:{unit}"),)),
        "report": ("reporter", (Tap(f"report_ask:{unit}"),)),
        "report_edit": ("reporter", (Tap(f"report_edit:{unit}"),)),
        "ask_officer": ("reporter", (Tap("ask_officer"),)),
        "behalf": ("coordinator", (Tap(f"behalf_ask:{unit}"),)),
        "review_back": ("coordinator", (Tap(f"review_back:{unit}"),)),
        "review_fix": ("coordinator", (Tap(f"review_fix:{unit}"),)),
        "unit_find": ("coordinator", (Tap(f"unit_find:{ours['event_id']}"),)),
        "mend_unit": ("coordinator", (Tap(f"mend_unit:{unit}:{ours['photo_id']}"),)),
        "reporter_until": (
            "coordinator",
            (Tap(f"reporter_until:{ours['unit_id']}:{ours['person_id']}"),),
        ),
        "reenter_name": ("stranger", (Tap("reenter_yes"),)),
        "reenter_unit": ("stranger", (Tap("reenter_yes"), "Trần Thị Na")),
        "covers": ("reporter", (Tap(f"covers:{unit}"),)),
        "count": ("coordinator", (Tap(f"count:{unit}"),)),
        "more_time": ("coordinator", (Tap(f"more_time:{ours['idle_id']}"),)),
        "give_time": ("coordinator", (Tap(f"more_time_give:{unit}"),)),
        "event_cancel": ("coordinator", (Tap(f"event_cancel_why:{ours['event_id']}"),)),
        "day_unit": ("coordinator", (Tap(f"day_unit:{ours['event_id']}"),)),
        "metric": ("coordinator", (Tap(f"metric_add:{ours['event_id']}"),)),
        "metric_for": ("coordinator", (Tap(f"metric_for:{ours['metric_id']}"),)),
        "rung_move": ("coordinator", (Tap(f"rung_move:{ours['event_id']}:report_2h"),)),
        "rung_add": ("coordinator", (Tap(f"rung_add:{ours['event_id']}"),)),
        "target_line": ("coordinator", (Tap(f"target_add:{ours['event_id']}:{unit}"),)),
        "target": ("coordinator", (Tap(f"target_ask:{ours['event_id']}:0"),)),
        "unit_which": ("coordinator", ("đổi tên đơn vị",)),
        "unit_rename": ("coordinator", (Tap(f"unit_rename:{ours['unit_id']}"),)),
        "letterhead": ("coordinator", (Tap(f"head_edit:{ours['event_id']}:all"),)),
        "shortcomings": ("coordinator", (Tap(f"short_edit:{ours['event_id']}"),)),
        "own_form": ("coordinator", (Tap(f"own_form_col:{ours['form_id']}:C"),)),
        "shift": ("reporter", (Tap(f"sh_add:{unit}"),)),
        "shift_code": ("stranger", (Tap(f"sc_name:{ours['code']}:1"),)),
        "walk_in": ("reporter", (Tap(f"at_add:{shift}"),)),
        "volunteer_name": ("stranger", (Tap(f"su_name:{shift}:1"),)),
    }[form]


async def at_each_field(cast: Cast, form: Form, *, plain: bool) -> dict[str, Browser]:
    """For every question somebody who has just been asked it."""
    role, acts = way_in(cast, form.name)
    named = {f"{role} {i}": field for i, field in enumerate(form.fields, 1)}
    people = await (cast.people(named, plain=True) if plain else cast.regulars(named))
    for step in acts:
        await cast.all_do([(person, step) for person in people.values()])
    for position, field in enumerate(form.fields):
        behind = [
            people[name] for name, asked in named.items() if asked in form.fields[position + 1 :]
        ]
        await cast.all_do([(person, RIGHT[form.name][field.key]) for person in behind])
    return {field.key: people[name] for name, field in named.items()}


def wrong_at(form: Form, field: Field) -> list[Act]:
    first, last = field is form.fields[0], "bỏ qua"
    more: list[Act] = ["quay lại"] if first else []
    kind = "text" if isinstance(field.read, Prose) else field.kind
    return [*WRONG[kind], *more, *(() if field.optional else (last,))]


def question(text: str) -> str:
    """Without the words that plain mode adds: they follow from where one stands."""
    return text.split("\n\n")[0]


@pytest.mark.parametrize("plain", [False, True], ids=["buttons", "plain"])
@pytest.mark.parametrize("name", FORMS)
async def test_a_wrong_answer_is_explained_and_the_right_one_still_counts(
    cast: Cast, name: str, plain: bool
) -> None:
    """On a plain chat free text is answered with markup at last: it stays what was written."""
    form = FORMS[name]
    people = await at_each_field(cast, form, plain=plain)
    asked = {key: person.last.text for key, person in people.items()}
    cases = {field.key: wrong_at(form, field) for field in form.fields}
    for turn in range(max(map(len, cases.values()))):
        now = [(key, people[key], acts[turn]) for key, acts in cases.items() if turn < len(acts)]
        read = await cast.all_do([(person, what) for _, person, what in now])
        for (key, person, what), seen in zip(now, read, strict=True):
            assert len(seen) == 1, f"{name}.{key} to {what!r:.40}: {[s.text for s in seen]}"
            assert question(asked[key]) in seen[0].text, (
                f"{name}.{key} to {what!r:.40}: {person.last.text}"
            )
            assert seen[0].text != asked[key], f"{name}.{key} to {what!r:.40}: not explained"
    for other in ELSEWHERE:
        read = await cast.all_do([(person, other) for person in people.values()])
        assert all(read), f"{name}: silence to {other}"
    free = [field.key for field in form.fields if plain and isinstance(field.read, Prose)]
    right = {**RIGHT[name], **dict.fromkeys(free, INJECTED)}
    read = await cast.all_do([(person, right[key]) for key, person in people.items()])
    for key, seen in zip(people, read, strict=True):
        assert seen, f"{name}.{key}"
        stands = asked[key] in seen[-1].text and key not in free  # markup is no name of a unit
        assert not stands, f"{name}.{key} to the right answer: {seen[-1].text}"
    read += await cast.all_do([(people[key], "xong") for key in free])
    said = "\n".join(one.text for seen in read for one in seen)
    assert "49" not in said, f"{name}: what was written was worked out"
    assert said.count("{{7*7}}") == said.count(INJECTED), f"{name}: markup was not kept as written"


@pytest.mark.parametrize("name", FORMS)
async def test_whoever_gives_up_at_any_question_is_out_and_the_old_buttons_say_so(
    cast: Cast, name: str
) -> None:
    people = await at_each_field(cast, FORMS[name], plain=False)
    old = [data_of([person.last], "nav") for person in people.values()]
    read = await cast.all_do([(person, "Hủy.") for person in people.values()])
    assert {seen[-1].text for seen in read} == {
        "Đã hủy, chưa ghi gì cả. Cần làm lại lúc nào cũng được."
    }
    taps = [(person, Tap(data)) for person, data in zip(people.values(), old, strict=True)]
    for seen in await cast.all_do(taps):
        assert seen[-1].text.startswith("Câu hỏi này đã xong rồi.")


@pytest.mark.parametrize("name", [name for name in FORMS if len(FORMS[name].fields) > 1])
async def test_a_second_tap_on_skip_skips_nothing_that_was_not_read(cast: Cast, name: str) -> None:
    form = FORMS[name]
    people = await at_each_field(cast, form, plain=False)
    skipped = [field.key for field in form.fields[:-1] if field.optional]
    skips = {key: Tap(f"nav:skip:{name}.{at}") for at, key in enumerate(people) if key in skipped}
    first = await cast.all_do([(people[key], skip) for key, skip in skips.items()])
    again = await cast.all_do([(people[key], skip) for key, skip in skips.items()])
    for once, twice in zip(first, again, strict=True):
        assert twice[-1].text.startswith("Nút vừa bấm là của câu trước.")
        assert twice[-1].text.endswith(once[-1].text)


@pytest.mark.parametrize("name", FORMS)
async def test_two_messages_at_once_are_two_answers(cast: Cast, name: str) -> None:
    form = FORMS[name]
    role, acts = way_in(cast, name)
    (person,) = (await cast.regulars([role])).values()
    await cast.does(person, *acts)
    answers = [*RIGHT[name].values(), "bỏ qua"][:2]
    both = (await cast.all_do([(person, answer) for answer in answers]))[0]
    assert len(both) >= 2, [one.text for one in both]
    assert form.name == name


def callbacks(router: Router) -> Iterator[type[CallbackData]]:
    for handler in router.callback_query.handlers:
        for each in handler.filters or ():
            if isinstance(each.callback, CallbackQueryFilter):
                yield each.callback.callback_data
    for below in router.sub_routers:
        yield from callbacks(below)


TAPS: Final = {each.__prefix__: each for each in callbacks(build_dispatcher())}

OPEN_TO_ALL: Final = frozenset({"su_show", "su_unit", "su_age", "su_yes", "su_name"}) | {
    "bind_yes",
    "bind_name",
    "bind_unit",
    "reenter_at",
}
"""What a unit offers is for everybody to see, what a code opens for whoever holds it."""

SERVING: Final = ("reporter", "coordinator")
OURS: Final = ("stranger", "volunteer", "reporter", "viewer", "coordinator")
THEIR_SECRETS: Final = ("Hải An", "Đông Hải", "7.077")

PARTS: Final[dict[str, str]] = {"int": "id", "bool": "flag", "str": "word"}
BAD: Final[dict[str, tuple[str, ...]]] = {
    "id": ("0", "-1", "9223372036854775807", "9223372036854775808", "9" * 30, "mười", ""),
    "flag": ("có", "2", ""),
    "word": ("<b>x</b>", "ZZZZ2222", ""),
}


def forged(cast: Cast, tap: type[CallbackData]) -> list[str]:
    """Each part spoilt in every way beside parts that are right, too many parts and too few."""
    mine = parts(cast, tap, theirs=False)
    cases = [[*mine[:at], bad, *mine[at + 1 :]] for at, bad in spoilt(tap)]
    cases += [[*mine, "1"], *([mine[:-1]] if mine else [])]
    return [data for case in cases if len((data := packed(tap, case)).encode()) <= 64]


def packed(tap: type[CallbackData], case: list[str]) -> str:
    return ":".join((tap.__prefix__, *case))


def spoilt(tap: type[CallbackData]) -> Iterator[tuple[int, str]]:
    for at, field in enumerate(tap.model_fields.values()):
        yield from ((at, bad) for bad in BAD[kind_of(field.annotation)])


def kind_of(annotation: Any) -> str:  # noqa: ANN401  whatever a CallbackData declares
    return PARTS.get(getattr(annotation, "__name__", ""), "word")


def parts(cast: Cast, tap: type[CallbackData], *, theirs: bool) -> list[str]:
    """A new part of a new button needs its row here."""
    known: dict[str, int | str] = {
        "page": 0,
        "over_16": 1,
        "accepts": 1,
        "present": 1,
        "told": 24,
        "part": "place",
        "stamp": "0123456789ab",
        "line": "title",
        "version": 1,
        "place": 0,
        "answer": "yes",
        "day": 20261128,
        "what": "board",
        "volunteers": 1,
        "until": 1795000000,
        "says": "yes",
        "how": "cluster",
        "number": 1,
        "want": "may",
        "sure": 1,
        "key": "report_2h",
        "off": 1,
        "on": 1,
        "head_part": "head",
        "each": 1,
        "instead_id": 0,
        "step": "skip",
        "asked": "registration.0",
        "value": "25",
        "kind": "photos",
        "other_version": 1,
        "at": "C",
        "moved_photo": (cast.theirs if theirs else cast.ours)["photo_id"],
        "waiting_id": (cast.theirs if theirs else cast.ours)["photo_id"],
        **(cast.theirs if theirs else cast.ours),
    }
    return [str(known[name]) for name in tap.model_fields]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def everybody(cast: Cast) -> dict[str, Browser]:
    return await cast.people(ROLES)


async def all_tap(cast: Cast, people: dict[str, Browser], data: str) -> dict[str, str]:
    """What everybody reads after that tap; nobody is left without a word."""
    read = await cast.all_do([(person, Tap(data)) for person in people.values()])
    said = {
        role: " ".join(one.text for one in seen) for role, seen in zip(people, read, strict=True)
    }
    assert all(said.values()), f"silence after {data}: {said}"
    return said


@pytest.mark.parametrize("prefix", TAPS)
async def test_a_forged_tap_gets_a_sentence_from_everybody(
    cast: Cast, everybody: dict[str, Browser], prefix: str
) -> None:
    """What is no such button at all is the same for every role, so they share those cases; one that
    could be is tapped by those who have buttons and by the others in turn."""
    tap = TAPS[prefix]
    unread = [data for data in forged(cast, tap) if not reads(tap, data)]
    turns = cycle(role for role in everybody if role not in SERVING)
    for data in [data for data in forged(cast, tap) if reads(tap, data)]:
        tapping = (*SERVING, next(turns))
        await all_tap(cast, {role: everybody[role] for role in tapping}, data)
    shares = {role: unread[at :: len(everybody)] for at, role in enumerate(everybody)}
    tapped = [(everybody[role], [Tap(data) for data in share]) for role, share in shares.items()]
    for (_, taps), seen in zip(tapped, await cast.all_do_all(tapped), strict=True):
        said = [one.text.partition(".")[0] for one in seen]
        assert said == ["Nút này không còn dùng được nữa"] * len(taps), taps


def reads(tap: type[CallbackData], data: str) -> bool:
    try:
        tap.unpack(data)
    except (TypeError, ValueError):
        return False
    return True


@pytest.mark.parametrize("prefix", sorted(TAPS.keys() - OPEN_TO_ALL))
async def test_a_tap_on_what_is_somebody_elses_shows_nothing_of_it(
    cast: Cast, everybody: dict[str, Browser], prefix: str
) -> None:
    tap = TAPS[prefix]
    if not cast.theirs.keys() & tap.model_fields.keys():
        return
    ours = {role: everybody[role] for role in OURS}
    for role, said in (
        await all_tap(cast, ours, packed(tap, parts(cast, tap, theirs=True)))
    ).items():
        assert not [secret for secret in THEIR_SECRETS if secret in said], f"{role}: {said}"
