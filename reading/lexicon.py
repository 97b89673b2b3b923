"""What the words of a report mean: data only. A phrase is folded before it is looked up.

Nouns name a metric ("tờ rơi") or only a kind of thing ("lượt", "hồ sơ") that takes its metric from
the verb or the topic beside it ("giải quyết", "trực tuyến"). A decoy takes its number away.
"""

from typing import Final


def _words(text: str) -> list[str]:
    return text.split()


TEAMS: Final = "teams"
VOLUNTEERS: Final = "volunteers"
CITIZENS: Final = "citizens"
RECEIVED: Final = "dossiers_received"
RESOLVED: Final = "dossiers_resolved"
ONLINE: Final = "online_services"
DIGITAL: Final = "digital_ids"
LEAFLETS: Final = "leaflets"
FUNDS: Final = "funds_vnd"
INITIATIVES: Final = "initiatives"
MEDIA: Final = "media_posts"

DOSSIER: Final = "dossier"
CASES: Final = "cases"
TURNS: Final = "turns"
PEOPLE: Final = "people"
FOLK: Final = "folk"
RECEIVE: Final = "receive"
RESOLVE: Final = "resolve"
SERVE: Final = "serve"
ACTIVATE: Final = "activate"
INSTALL: Final = "install"
JOIN: Final = "join"
HAND_OUT: Final = "hand_out"
ALL: Final = "all"
PART: Final = "part"
EACH: Final = "each"
AMONG: Final = "among"
TOTAL: Final = "total"
DECOY: Final = "decoy"
ABSENT: Final = "absent"
SPAN: Final = "span"

SPECIFIC: Final = frozenset((TEAMS, VOLUNTEERS, LEAFLETS, INITIATIVES, MEDIA, FUNDS))
GENERAL: Final = frozenset((DOSSIER, CASES, TURNS, PEOPLE, FOLK))
VERBS: Final = frozenset((RECEIVE, RESOLVE, SERVE, ACTIVATE, INSTALL, HAND_OUT))
MARKERS: Final = frozenset((PART, EACH, AMONG, TOTAL))
LIGHT: Final = VERBS | MARKERS | {JOIN, ALL, ABSENT}

PHRASES: Final[dict[str, str]] = {
    TEAMS: """đhtn; tổ tuyên truyền; tổ hướng dẫn; tổ thông tin; tổ công nghệ số; tổ công nghệ số
        cộng đồng; đội hình; đội; tổ; nhóm; đội hình tình nguyện; đội tình nguyện; đội tn; đội hình
        tn; tổ lưu động; tổ công tác; tổ hỗ trợ; đội lưu động; đội nhóm; đh; nhóm tình nguyện; team;
        đội hình chuyên; đội hình tình nguyện chuyên; tổ tình nguyện; đội áo xanh; số đội hình""",
    VOLUNTEERS: """bạn áo xanh; đvhs; đ.viên; svtn; đvtn; đtvn; đvnt; đvtnn; đvttn; đvntn; nvyt;
        nvyt trẻ; đd trẻ; điều dưỡng trẻ; quân; tnxk; tnxp; quân nhân; quân nhân trẻ; cảnh sát trẻ;
        phóng viên; phóng viên trẻ; b; cô giáo; cô giáo trẻ; thầy cô giáo; giáo viên mầm non; nhân
        viên; nhân viên y tế; đv tn; đvtntn; đoàn viên; đoàn viên thanh niên; đoàn viên tn; thanh
        niên; thanh niên tình nguyện; tntn; tnv; tình nguyện viên; bạn; bn; bợn; bẹn; bợn trẻ; chiến
        hữu; chiến binh; o chú; o chú đoàn viên; o đoàn viên; chú đoàn viên; anh chị đoàn viên; anh
        em đoàn viên; anh chị em đoàn viên; chị em đoàn viên; bạn đoàn viên trẻ; đoàn viên trẻ;
        thanh niên xung kích; bạn trẻ; bạn đoàn viên; bạn đvtn; bạn tnv; đ/c; đ.c; đc; đồng chí;
        đchí; đồng chí đoàn viên; chiến sĩ; chiến sỹ; cán bộ công chức trẻ; cán bộ công chức; cán bộ
        công chức viên chức trẻ; công chức trẻ; cán bộ; cán bộ trẻ; cán bộ đoàn; cán bộ hội; cbcc;
        cbcc trẻ; cbccvc; cbccvc trẻ; cb trẻ; viên chức; viên chức trẻ; công chức; ccvc; ccvc trẻ;
        cb; cbđ; cộng tác viên; ctv; sinh viên; sv; sinh viên tình nguyện; học sinh; giáo viên; giáo
        viên trẻ; gv trẻ; gv; hội viên; hội viên thanh niên; thành viên; mem; ae; anh em; quân số;
        qs; lực lượng; lực lượng tham gia; nhân sự; nhân lực; áo xanh; người tham gia; số người tham
        gia; đv; dvtn; doan vien; đviên; đ viên; đoàn viện; tn tham gia; đoàn viên tham gia; em học
        sinh; lượt đvtn; lượt đoàn viên; lượt tnv; lượt thanh niên; thầy cô; y bác sĩ trẻ; bác sĩ
        trẻ; bs trẻ; bác sĩ; y bác sĩ; điều dưỡng; công nhân; công nhân trẻ; bạn sinh viên; em đoàn
        viên; thanh niên công nhân; chiến sĩ trẻ; luật sư; luật sư trẻ; cán bộ chiến sĩ; cbcs; cbđv;
        đứa; mấy đứa; tiểu thương trẻ; doanh nhân trẻ; nông dân trẻ; trí thức; người lao động trẻ;
        ngư dân trẻ; chủ hộ trẻ; nhà giáo trẻ; kỹ sư trẻ; lao động; giảng viên; gvcn; học viên; hv;
        chuyên viên; kỹ thuật viên; lao động trẻ; hướng dẫn viên; thầy cô trẻ; nhân viên trẻ; trí
        thức trẻ; y sĩ; sĩ quan; cán bộ y tế; bạn thanh niên; bạn tình nguyện viên; bạn cộng tác
        viên; bạn công nhân; bạn cán bộ; hội viên trẻ; hssv; hs tham gia; học sinh sinh viên; học
        sinh, sinh viên; đoàn viên, thanh niên; đvtn, tnv; đoàn viên, hội viên; cán bộ, đoàn viên;
        cán bộ đoàn viên; chiến sĩ tình nguyện; cstn; bạn chiến sĩ; nhân lực tham gia; người trực;
        dân quân; dân quân tự vệ; dqtv; chiến sĩ dân quân; chiến sĩ công an; anh chị em; ace; đchi;
        đòan viên; đoan viên; đoàn viên ưu tú; thanh nien; ntg; members; member; đội viên; đoàn
        sinh; bạn học sinh; bạn áo xanh; đảng viên trẻ; cbcc-vc; cb đoàn; lực lượng ra quân; tổng
        quân số; sĩ số; sỉ số; mạng; anh chị; đvtn ra quân; nguoi tg""",
    CITIZENS: """bạn đọc; lượt bạn đọc; lượt tổ chức; cư dân; lượt cư dân; ngư dân; lượt ngư dân;
        nông dân; bà con cư dân; lượt học sinh; lượt phụ huynh; người lao động; lượt công nhân; du
        khách; lượt du khách; khách hàng; lượt khách hàng; thân nhân; người nhà; cử tri; ld; lđ dân;
        dân; người dân; lượt dân; lượt người dân; lượt người; lượt bà con; bà con; công dân; lượt
        công dân; cd; cdân; ng dân; ndân; đồng bào; lượt đồng bào; lượt o chú; mệ; lượt mệ; o bác;
        ngdân; nd; lượt nd; nhân dân; hộ; hộ dân; hộ gia đình; hộ kinh doanh; hkd; doanh nghiệp; dn;
        lượt doanh nghiệp; lượt dn; công ty; cty; lượt khách; khách; người bệnh; lượt người bệnh;
        bệnh nhân; lượt bệnh nhân; phụ huynh; tiểu thương; cô bác; cô chú; bà con cô bác; lượt ng
        dân; lượt ng; lượt hộ; lượt người cao tuổi; lượt hướng dẫn; lượt hỗ trợ; lượt tiếp; lượt tư
        vấn; lượt phục vụ; người đến; lượt tiếp dân; lượt hộ dân; người được hỗ trợ; người được
        hướng dẫn; người được tư vấn; lượt bc; ba con; hộ kd; cơ sở kinh doanh; lượt giao dịch; cơ
        sở; bác; lượt phụ huynh; cử tri; lượt người đến; dân cư; người lao động; nlđ; công nhân lao
        động; lượt tiếp công dân; khách hàng; lượt khách hàng; người nộp thuế; lượt nộp thuế; cá
        nhân; lượt cá nhân""",
    DOSSIER: """h.sơ; hồ sơ; hs; hso; hsơ; h/s; bộ hồ sơ; bộ hs; hồ sơ tthc; hồ sơ hành chính; hsơ
        tthc; hồ sơ thủ tục hành chính; thủ tục hành chính; tthc; thủ tục; lượt hồ sơ; lượt hs; lượt
        tthc; đầu hồ sơ; giấy tờ; kết quả; hồ sơ giấy; hs giấy; hs nộp giấy; hồ sơ nộp giấy""",
    CASES: "trường hợp; th; ca; vụ; lượt giải quyết; lượt tiếp nhận",
    TURNS: "l; lượt; luot; lươt; lượtt; lược",
    PEOPLE: "người; ng; em; nguoi",
    FOLK: """người cao tuổi; nct; trẻ em; người khuyết tật; hộ nghèo; hộ cận nghèo; người già; cụ
        già; phụ nữ; người có công""",
    ONLINE: """trực tyến; tực tuyến; trục tuyến; hs onl; hồ sơ onl; onl; hstt; tài khoản dvc; tk
        dvc; tài khoản dịch vụ công; tài khoản dvcqg; tk dvcqg; hsdvc; hsdvctt; nộp qua mạng; làm
        qua mạng; làm online; dvctt; dvc trực tuyến; dịch vụ công; dịch vụ công trực tuyến; dịch vụ
        công tt; dvc; dv công; dv công trực tuyến; dvc tt; dvcqg; cổng dịch vụ công; cổng dịch vụ
        công quốc gia; cổng dvc; cổng dvcqg; trực tuyến; online; qua mạng; hồ sơ trực tuyến; hs trực
        tuyến; hs tt; hs online; hồ sơ online; mức độ 3; mức độ 4; mức 3; mức 4; toàn trình; hồ sơ
        dvctt; hs dvctt; lượt dvctt; lượt dvc; hồ sơ dvc; hs dvc; hs qua mạng; dvcctt; dvtt; dvct;
        hồ sơ điện tử; hồ sơ qua mạng; hồ sơ dịch vụ công; hồ sơ dịch vụ công trực tuyến; dịch vụ
        công quốc gia; nộp trực tuyến; nộp online; trực tuyên; dvccc; dvc online; dvc quốc gia; dvc
        toàn trình""",
    DIGITAL: """mức hai; mức độ hai; vneid mức hai; định danh mức hai; tài khoản mức hai; vneid;
        vnied; vnid; vn eid; vneld; vne id; vneiđ; định danh; định danh điện tử; đdđt; đd đt; đddt;
        định danh mức 2; định danh mức độ 2; mức 2; mức độ 2; mức ii; vneid mức 2; vneid mức độ 2;
        vneid m2; m2; mđ2; tài khoản định danh; tài khoản định danh điện tử; tài khoản định danh mức
        2; tài khoản vneid; tk vneid; tk đd; tk định danh; tkđd; tkđdđt; tk đdđt; tk định danh mức
        2; tài khoản; tk; tài khoản đdđt; tài khoản mức 2; tk mức 2; định danh cá nhân; tài khoản
        định danh cá nhân; vneid lv2; vneid level 2; đd mức 2; lv2; đddt mức 2; vneid cấp 2; vneid
        cap do 2""",
    LEAFLETS: """t.rơi; tr; tờ rơi; tờ gấp; tờ bướm; tờ; tờ tuyên truyền; ấn phẩm; ấn phẩm tuyên
        truyền; leaflet; tài liệu; tài liệu tuyên truyền; brochure; cẩm nang; tờ thông tin; tờ rời;
        tờ roi; tờ rơi tuyên truyền; tờ gấp tuyên truyền; tờ hướng dẫn; tài liệu hướng dẫn; bản
        tuyên truyền; tờ bướm tuyên truyền; to rơi; bộ tài liệu; tờ rơi tt; sổ tay""",
    FUNDS: """kinh phí; chi phí; tổng chi; tiền; đồng nào; đồng mô; xu nào; cắc nào; số tiền; kinh
        phí thực hiện; ngân sách; kinh phí vận động; tổng kinh phí; trị giá; tổng trị giá; giá trị;
        tổng giá trị; kphí; kp; k phí; kinh phí tổ chức; tổng số tiền""",
    INITIATIVES: """m.hình; mô hình; sáng kiến; mh; sk; cách làm hay; cách làm mới; cách làm sáng
        tạo; giải pháp; mô hình mới; mô hình sáng kiến; mô hình/sáng kiến; mô hình, sáng kiến; giải
        pháp sáng tạo; ý tưởng; mô hình hay; mô hình, giải pháp; mô hình hay, sáng kiến; sáng kiến
        mô hình; mô hình - sáng kiến; mh/sk; cách làm""",
    MEDIA: """t.bài; tb; tin bài; tin; bài; bài viết; bài đăng; tin/bài; tin, bài; bài báo; bài đăng
        fanpage; link tin bài; link bài; link; đường link; tin tức; post; phóng sự; bài tuyên
        truyền; bv; bài truyền thông; bài trên fanpage; bài fanpage; bài post; status; link tin;
        link bài viết; tin, bài viết; bài facebook; bài fb; bài trên trang; tin - bài; tin ảnh; link
        bài đăng; bản tin; bài đăng facebook; tin bài truyền thông; bài/tin; bài viết tuyên truyền;
        tin bài tuyên truyền; tin đăng; bài pr""",
    RECEIVED: "hstn; tnhs; hsn; hs đầu vào",
    RESOLVED: "hsgq; gqhs; hsxl; hsgqx",
    RECEIVE: """tiếp nhận; nhận; tn; tiếp nhận mới; thu nhận; nhận mới; nhận vào; tnhận; đã nhận;
        mới nhận; tiếp nhân; t.nhận; nhận đc; nhận được; tn mới; đầu vào""",
    RESOLVE: """trả k/quả; giao trả k/quả; xử; g/q; giải quyết; gq; gquyết; g.quyết; xử lý; xử lí;
        xly; trả; trả kết quả; hoàn thành; hoàn tất; xong; xog; trả kq; giao trả; đã trả; trả được;
        gqyết; giải quyêt; làm xong; gỉai quyết; giải quyết xong; xly xong; giải quết; gquyet; đã
        xong; trả xong; xử lý xong; gq xong; done; gqtthc; giải quiết; giãi quyết""",
    SERVE: """h/dẫn; khám; khám bệnh; khám sàng lọc; sàng lọc; chăm sóc; phổ biến; tập huấn cho;
        dạy; giải thích; giải đáp; đo huyết áp; gặp gỡ; gặp; lấy số; ghi tờ khai; dắt; đưa đón;
        hướng dẫn; hd; hdẫn; h.dẫn; hướg dẫn; tư vấn; hỗ trợ; hổ trợ; htro; ht; support; tiếp; tiếp
        đón; đón tiếp; đón; phục vụ; giúp; giúp đỡ; tuyên truyền; vận động; tiếp xúc; hỗ trợ được;
        hdan; hỗ trơ; tiếp cận; hướng dẩn; hỗtrợ; tthông; truyền thông; tư vấn pháp luật; tv""",
    ACTIVATE: """kích hoạt; k.hoạt; khoạt; active; kích hoạt thành công; actived; kh thành công;
        kích""",
    INSTALL: """m1; vneid m1; cài đặt; cài; tải; tải app; cài app; mức 1; mức độ 1; cấp mức 1; cài
        đặt app""",
    JOIN: """t/gia; t.gia; có mặt/đăng ký; tham gia/đăng ký; tham gia; có mặt; ra quân; tgia; tg;
        trực; huy động; tham dự; điểm danh""",
    HAND_OUT: "phát; cấp phát; rải; phân phát; trao tay; đăng; đăng tải",
    ALL: """100 %; toàn bộ; hết; tất cả; xong hết; toàn bộ hồ sơ; đủ 100 %; 100 phần trăm; cả; cả
        luôn; hết luôn; hết trơn; hết ráo; tất; dứt điểm; đều; đầy đủ; hết sạch; trọn vẹn; all;
        sạch""",
    PART: """sáng; buổi sáng; chiều; buổi chiều; trưa; tối; ca sáng; ca chiều; buổi tối; đất đai; hộ
        tịch; chứng thực; sao y; khai sinh; khai tử; kết hôn; cư trú; tạm trú; thường trú; bhyt;
        bhxh; xây dựng; kinh doanh; đkkd; thuế; lao động; chính sách; tư pháp; địa chính; tạm vắng;
        công chứng; bảo trợ; cccd; căn cước; trực tiếp; tư pháp hộ tịch; đô thị; môi trường; lđtbxh;
        địa chính xây dựng; bảo hiểm; bảo hiểm y tế; bảo trợ xã hội; an sinh; tôn giáo; văn hóa; sao
        y chứng thực; nhà đất; xác nhận; giao thông; giáo dục; y tế; lý lịch tư pháp; đkkh; công an;
        lái xe; gplx; hôn nhân; tài chính; đầu tư; khiếu nại; ttht; thêm; lưu trú""",
    EACH: "mỗi; mổi; mỗi một; bình quân; bình quân mỗi; trung bình mỗi",
    AMONG: "trong đó; trong đó có; trong số đó; tđó; trong do; riêng; bao gồm; gồm; gồm có; cụ thể",
    TOTAL: """thực tế; thực chất; sau cùng; cuối cùng; chốt lại; đếm lại; rốt cuộc; tổng; tổng cộng;
        tổng số; cộng; tổng là; tổng lượt; tổng hết; tc; cả ngày; tổng lại""",
    ABSENT: """ở nhà; bị sốt; bị tai nạn; bị covid; nhập viện; bị; bận; vắng; vắng mặt; vắng nhà;
        xin nghỉ; nghỉ; xin phép; bị bệnh; bị ốm; ốm; hẹn; không đi được; về sớm; đi vắng; nghỉ
        phép; từ chối; không tham gia; chưa tham gia; đến trễ; chưa hoàn thành; chưa xong; chưa giải
        quyết; chưa xử lý; còn thiếu; không đạt; bị lỗi; chưa làm; bị trả; trễ hạn; quá hạn; chưa
        đủ; bị hủy; xin về""",
    DECOY: """phần thuốc; túi thuốc; cơ số thuốc; phần; túi; khẩu trang; móc khóa; lon; viên; bao
        gạo; kg gạo; phần gạo; thùng sữa; độ; độ c; mm; xấp; cuốn; quyển; tin nhắn; bài học; bài
        hát; bài thi; bài dự thi; link ảnh; link hình; link drive; hồ sơ tồn; hs tồn; tồn; tồn đọng
        lại; phần quà; quà; suất quà; suất; suất học bổng; học bổng; cây; cây xanh; kg; ảnh; hình;
        hình ảnh; tấm; tấm ảnh; tấm hình; video; clip; nữ; nam giới; đảng viên; ghế; máy in; chai;
        chai nước; thùng; áo; cuộc gọi; câu hỏi; cuộc thi; lượt xem; lượt like; lượt chia sẻ; lượt
        tiếp cận; view; views; share; lượt share; lượt view; like; lượt tương tác; tương tác; người
        theo dõi; thẻ; thẻ bhyt; thẻ căn cước; đơn vị máu; mét; ca trực; cuộc; đúng hạn; trễ hạn;
        quá hạn; trước hạn; sớm hạn; chờ; đang chờ; chờ bổ sung; cần bổ sung; bị trả; đang xử lý;
        đang giải quyết; đang xly; đang gq; chưa giải quyết; chưa xử lý; chưa gq; còn lại; hẹn trả;
        trả lại; từ chối; hồ sơ trễ hạn; số hóa; scan; lưu trữ; sắp xếp; chuyển tiếp; chuyển; hài
        lòng; nhận xét; đánh giá; phiếu; phiếu khảo sát; lượt khảo sát; mức độ hài lòng; tạm dừng;
        bình; ly; lít; ổ bánh mì; bánh mì; cái; chiếc; bộ; nhãn vở; tập vở; lá cờ; cờ; nón; mũ; dù;
        ô; lốc; gói; hộp; bịch; phần ăn; suất ăn; phần cơm; hộp cơm; ly nước; nước uống; nhân khẩu;
        công trình; phần việc; công trình thanh niên; group; quét mã; lượt quét; mã qr; qr; mã;
        pano; băng rôn; bandrol; standee; poster; tranh; triệu view; gameshow; minigame; trò chơi;
        ví điện tử; chữ ký số; thẻ atm; tài khoản ngân hàng; ví; ảnh kèm; tấm kèm; file; trận; giải;
        giải thưởng; xe máy; hồ sơ bị trả; hồ sơ trả lại; hồ sơ chờ; căn mẫu đơn; tờ đơn; tờ khai;
        đơn; hồ sơ mẫu; thắc mắc; phản ánh; kiến nghị; khiếu nại; tố cáo; lượt tải; đánh máy; giấy;
        bản sao; bản; bản photo; photo; kí; ký""",
    SPAN: """cho dân; cho người dân; cho bà con; cho nhân dân; tụi em; bên em; bên tụi em; chúng em;
        không nghỉ; không vắng; đúng hẹn; ở nhà văn hóa; ở nhà văn hoá; ở nhà sinh hoạt; ở nhà thiếu
        nhi; ở nhà cộng đồng; ở nhà thi đấu; ở nhà dân; ở nhà ga; ở nhà thờ; ở nhà sách; ở nhà
        trường; đợt; ban chấp hành; bp tiếp nhận; buổi; bàn; bộ phận một cửa; bộ phận tiếp nhận; bộ
        phận tiếp nhận và trả kết quả; bộ phận trả kết quả; chi đoàn; chốt; chỗ; cuộc họp; căn; cửa;
        facebook; fanpage; ghi nhận; giờ; góp ý; hôm; hẻm; hội nghị; khu phố; km; lượt máy; lần;
        lớp; máy; máy tính; nhà văn hóa; nhà văn hoá; nhà sinh hoạt; mẫu; một cửa; một số; một vài;
        ngày; ngân hàng; người thân; người thực hiện; nhóm trưởng; nhóm zalo; năm; năm học; phòng;
        phút; phút đầu; phường; quầy; số điện thoại; tham mưu; tháng; thôn; thông tin; tin học; tin
        tưởng; tiếng; trang; trang fanpage; trung tâm; trình độ; tuyến; tuyến hẻm; tuyến đường;
        tuần; tuổi; tập huấn; tổ chức; tổ dân phố; tổ phó; tổ trưởng; tổ trưởng tổ dân phố; uỷ ban;
        văn bản; xe; xã; zalo; ý kiến; điểm; đón nhận; đơn vị; đường; đội phó; đội trưởng; ấp; ủy
        ban""",
}

# Short or common folded forms that mean the metric only when they are spelled so, or without marks.
SPELLED: Final = frozenset(
    _words(
        """
    quân bị b l mỗi mổi tổ đội tờ bạn bn dân tin bài hộ ca nhận tiếp phát trả cài tải người em
    hết tối
    sáng cụ bác ô bàn ghế cây áo lần hình bộ cái cờ ví mã đơn cả độ mệ bợn bẹn tất nhà xe đường lớp
        tuyến giờ
    ngày năm tuần thêm riêng quà tồn kí ký dù mũ nón thẻ bản mẫu căn cửa giải phòng cuộc
    điểm chốt suất trang chờ bình gói hộp đón giúp kích chiếc tháng hôm tiền khách tổng cộng
    mạng gồm từng tấm giấy giấy tờ nữ đều sạch
    """
    )
)
SPELLED_PHRASES: Final = frozenset(
    (
        "quân số",
        "nhãn vở",
        *("tổ tuyên truyền", "tờ tuyên truyền"),
        *("tổ hướng dẫn", "tờ hướng dẫn"),
        *("tổ thông tin", "tờ thông tin"),
    )
)
