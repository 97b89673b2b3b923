"""A coordinator sends, pastes or types a plan; the bot proposes, asks, opens what is confirmed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.conversations.plans import PAST, PLAN, TWO_DAYS, as_docx
from tests.conversations.town import CHANNELS, Town, a_town
from tests.talk import Talker

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPENED = "✅ Đã mở."


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=CHANNELS)
async def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with a_town(tmp_path_factory.mktemp("plans"), request.param) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ha(town: Town) -> Talker:
    return await town.coordinator()


async def test_nothing_is_created_by_a_plan_that_is_not_confirmed(town: Town, ha: Talker) -> None:
    await ha.says(TWO_DAYS)
    await ha.waits("Kế hoạch có 2 ngày. Đ/c tạo ngày nào?")
    await ha.taps("thứ Bảy 5/12: Ngày tình nguyện vì em")
    await ha.waits("chưa gửi cho ai. Đúng rồi thì đ/c bấm một lần để mở.")
    await ha.taps("Không tạo")
    await ha.waits("Không tạo gì cả")
    await ha.says("/tiendo")
    await ha.waits("Chưa có ngày tình nguyện nào đang mở.")
    await ha.says("/taosukien hạn đăng ký thứ 5, báo cáo 16h thứ 7, tối thiểu 2 ảnh")
    seen = await ha.waits("Tối thiểu 2 ảnh")
    assert "Đăng ký đến hết thứ Năm 26/11" in seen.text
    await ha.says("thôi")
    await ha.waits("Không tạo gì cả")


async def test_a_day_of_the_past_is_said_to_be_over(ha: Talker) -> None:
    await ha.says(PAST)
    seen = await ha.waits("Ngày 28/3 trong kế hoạch đã qua")
    assert "28/11" in seen.text
    await ha.taps("Không tạo")
    await ha.waits("Không tạo gì cả")


async def test_a_line_that_says_before_a_day_asks_about_that_day(ha: Talker) -> None:
    await ha.says("Tạo ngày: đăng ký trước ngày 26/11, báo cáo 16h 28/11")
    await ha.waits("tính cả ngày 26/11 không?")
    await ha.taps("Ghi hạn khác")
    await ha.waits("Nhận đăng ký đến khi nào?")
    await ha.says("hủy")
    await ha.waits("Đã hủy, chưa ghi gì cả")
    await ha.says("tạo ngày: mai mốt")
    await ha.waits("Bot không thấy ngày hay hạn nào trong dòng này")


async def test_a_plan_in_two_messages_is_one(ha: Talker) -> None:
    head, _, rest = PLAN.partition("II. TỔ CHỨC")
    await ha.says(head)
    await ha.waits("Bot không thấy ngày tổ chức trong kế hoạch")
    await ha.says(f"II. TỔ CHỨC{rest}")
    await ha.waits("bot đoán là thứ Bảy 28/11")
    await ha.says("thôi")
    await ha.waits("Không tạo gì cả")


async def test_only_an_officer_gets_a_proposal(town: Town) -> None:
    minh = await town.reporter("Đoàn phường Tân Lộc")
    await minh.sends_document(as_docx(PLAN), "ke hoach.docx", WORD)
    await minh.waits("Bot chưa đọc được loại tin này")
    await minh.says("/taosukien báo cáo 16h thứ 7")
    await minh.waits("Phần này dành cho cán bộ phụ trách")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.4 nothing", "ke hoach.pdf", "Bot không đọc được tệp này"),
        (b"\xd0\xcf\x11\xe0 old Word", "ke hoach.doc", "Bot không đọc được tệp này"),
        ("Chúc đ/c một ngày vui.\n".encode() * 20, "thư.txt", "Bot không thấy ngày, hạn"),
    ],
)
async def test_a_file_that_is_no_plan_is_refused_with_what_to_do(
    ha: Talker, content: bytes, name: str, said: str
) -> None:
    await ha.sends_document(content, name, "application/octet-stream")
    await ha.waits(said)


async def test_a_plan_sent_as_a_file_is_asked_about_edited_and_opened_once(
    town: Town, ha: Talker
) -> None:
    await ha.sends_document(as_docx(PLAN), "ke hoach.docx", WORD)
    card = await ha.waits("Chỗ có dấu ? bot hỏi từng câu")
    for line in (
        "28/11 ?",
        "Đăng ký đến hết thứ Tư 25/11 ?",
        "Báo cáo đến 16:00 thứ Bảy 28/11",
        "• Chi đoàn Thuế: Hướng dẫn người dân kê khai",
        "• đạt 80% trên tổng hồ sơ trong tuần (Đoàn phường Tân Lộc)",
        "Không khớp đơn vị nào của đ/c: Chi đoàn Bệnh viện quận.",
    ):
        assert line in card.text
    await _answers_and_edits(ha)
    await ha.taps("Mở ngày này")
    seen = await ha.waits(OPENED)
    assert "Đăng ký đến 23:59 thứ Năm 26/11" in seen.text
    assert "Tối thiểu 5 ảnh · 2 đơn vị" in seen.text
    if not town.world.channel.endswith("plain"):
        await ha.taps("Mở ngày này")
        await ha.waits("Ngày này đã mở rồi.")


async def _answers_and_edits(ha: Talker) -> None:
    await ha.waits("bot đoán là thứ Bảy 28/11")
    await ha.taps("Đúng")
    await ha.waits("tính cả ngày 26/11 không?")
    await ha.taps("Có, đến hết 26/11")
    await ha.waits("Ngày này có những đơn vị nào?")
    await ha.taps("Chỉ 2 đơn vị được giao")
    await ha.waits("Tối thiểu 4 ảnh · 2 đơn vị")
    await ha.taps("Trong kế hoạch viết gì?")
    await ha.waits("Đăng ký: trong kế hoạch “trước ngày 26/11/2026 (thứ Năm)”")
    await ha.taps("Sửa")
    await ha.waits("Đ/c sửa dòng nào?")
    await ha.taps("Số ảnh")
    await ha.waits("Mỗi đơn vị gửi ít nhất mấy ảnh?")
    await ha.says("5")
    await ha.waits("Tối thiểu 5 ảnh · 2 đơn vị")


async def test_the_board_of_that_day_has_its_units_and_targets(ha: Talker) -> None:
    await ha.says("/tiendo")
    board = await ha.waits("Tiến độ")
    assert "(2 đơn vị)" in board.text
    assert "Hồ sơ giải quyết/tiếp nhận từ 80%" in board.text


async def test_a_day_that_is_open_already_is_not_opened_again(ha: Talker) -> None:
    await ha.says("/taosukien báo cáo 16h thứ 7")
    await ha.waits("Ngày này đã mở rồi, nên bot không tạo thêm")
    await ha.taps("Chọn ngày khác")
    await ha.waits("Ngày nào? Hiện là thứ Bảy 28/11.")
    await ha.says("5/12")
    await ha.waits("chưa gửi cho ai")


async def test_the_way_in_from_the_usual_proposal_waits_for_a_line(ha: Talker) -> None:
    await ha.says("/taosukien")
    await ha.waits("Đề xuất, chưa gửi cho ai")
    await ha.taps("Lấy từ kế hoạch")
    await ha.waits("Đ/c gửi hoặc chuyển tiếp tệp kế hoạch vào đây")
    await ha.says("hạn đăng ký thứ 5 3/12, báo cáo 15h 5/12")
    await ha.waits("Báo cáo đến 15:00 thứ Bảy 5/12")


@pytest.mark.parametrize("channel", ["webchat"])
async def test_buttons_of_an_earlier_step_change_nothing(tmp_path: Path, channel: str) -> None:
    async with a_town(tmp_path, channel) as other:
        officer = await other.coordinator()
        await officer.says("tạo ngày: đăng ký trước ngày 26/11, báo cáo 16h 28/11")
        await officer.waits("tính cả ngày 26/11 không?")
        await officer.taps("Không, đến hết 25/11")
        await officer.waits("Đăng ký đến hết thứ Tư 25/11")
        await officer.taps("Có, đến hết 26/11")
        await officer.waits("Nút vừa bấm là của bước trước")
        await officer.waits("Đăng ký đến hết thứ Tư 25/11")
