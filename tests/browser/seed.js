// The article that is typed in: the portal item where its file is at hand, otherwise our own of
// the same shape.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = new URL("../..", import.meta.url).pathname;

export function seed() {
  const folder = process.env.TOASOAN_SAMPLES ?? join(ROOT, "../shared/data");
  const file = join(folder, "seed-article.txt");
  if (!existsSync(file)) {
    console.log(`the seed article is not at ${file}: our own of the same shape is typed instead`);
    return OURS;
  }
  const parts = readFileSync(file, "utf8").split("\n").map((line) => line.trim()).filter(Boolean);
  const [title, , caption, ...rest] = parts;
  return { title, lead: rest[0].slice(0, 220), caption, paragraphs: rest, words: "chuyển đổi số" };
}

const OURS = {
  title: "Ban chỉ đạo nghe báo cáo tiến độ chuyển đổi số ở cấp xã",
  lead: "Cuộc họp nghe báo cáo việc số hoá sổ hộ tịch và kế hoạch đưa dịch vụ công về bản.",
  caption: "Quang cảnh cuộc họp",
  paragraphs: [
    "Tại cuộc họp, tổ công tác báo cáo đã số hoá xong hai phần ba số sổ hộ tịch của mười hai xã.",
    "Về nhiệm vụ tới, việc chuyển đổi số sẽ tập trung vào các thủ tục người dân hỏi nhiều nhất.",
    "Kết luận cuộc họp, người chủ trì đề nghị mỗi xã có một tổ hướng dẫn nói được tiếng địa phương.",
  ],
  words: "chuyển đổi số",
};
