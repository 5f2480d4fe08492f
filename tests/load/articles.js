// Articles for trials of speed: of the usual length, each different, the same in every run.

const PLACES = "Mèo Vạc,Đồng Văn,Mù Cang Chải,Sa Pa,Bắc Hà,Kỳ Sơn,A Lưới,Buôn Đôn,Đắk Glei,Trà Cú,Tri Tôn,Ninh Phước".split(",");
const PEOPLES = "Mông,Dao,Tày,Nùng,Thái,Mường,Khơ Mú,Ê Đê,Gia Rai,Xơ Đăng,Khmer,Chăm".split(",");
const THINGS = "chợ phiên,lớp học xóa mù chữ,trạm y tế xã,con đường liên bản,vườn quế,ruộng bậc thang,nhà rông,lễ mừng cơm mới,nghề dệt thổ cẩm,hợp tác xã mật ong,điện mặt trời,phần mềm dịch vụ công".split(",");
const DOES = "đón thêm nhiều người dân,được mở rộng sau mùa mưa,giúp nhiều gia đình thoát nghèo,giữ nếp của ông bà,có thêm giáo viên người địa phương,được ghi lại bằng hai thứ tiếng,cần thêm vốn vay ưu đãi,được Ủy ban Dân tộc khảo sát,làm thay đổi cách làm ăn,nối bản làng với thành phố".split(",");
const WHO = "Bí thư chi bộ,Người có uy tín,Cô giáo,Chủ tịch xã,Nghệ nhân,Cán bộ khuyến nông,Bộ đội biên phòng,Trưởng bản".split(",");
const SAYS = "cho biết bà con đã bàn nhau từ đầu năm,nói rằng việc này phải làm bền bỉ,kể lại những ngày đầu còn nhiều khó khăn,mong có thêm đường và điện,tin rằng lớp trẻ sẽ ở lại quê hương,nhắc đến nguồn vốn của chương trình mục tiêu quốc gia".split(",");

/** Numbers that fall alike in every run. */
function dice(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

const SECTIONS = { bao: ["thoi-su", "kinh-te", "giao-duc", "van-hoa", "y-te"], cong: ["tin-tuc"], "chuyen-doi-so": ["tin-tuc"] };

/** One line of an import. */
export function article(number) {
  const roll = dice(number + 1);
  const one = (list) => list[roll(list.length)];
  const sentence = () => `${one(WHO)} người ${one(PEOPLES)} ở ${one(PLACES)} ${one(SAYS)}, còn ${one(THINGS)} ${one(DOES)}.`;
  const paragraph = () => Array.from({ length: 4 + roll(3) }, sentence).join(" ");
  const body = Array.from({ length: 9 }, (_, at) => (at === 3 || at === 6 ? `## ${one(THINGS)} ở ${one(PLACES)}\n\n` : "") + paragraph()).join("\n\n");
  const thing = one(THINGS);
  const site = roll(10) < 8 ? "bao" : "cong";
  return {
    source_id: `thu-${number}`,
    site,
    section: one(SECTIONS[site]),
    title: `${thing[0].toUpperCase()}${thing.slice(1)} ở ${one(PLACES)} ${one(DOES)} (${number})`,
    lead: sentence(),
    body,
    bylines: [`${one(WHO)} ${one(PEOPLES)}`],
    tags: [one(THINGS), one(PLACES)],
    published_at: new Date(Date.UTC(2024, 0, 1) + number * 60_000).toISOString(),
  };
}
