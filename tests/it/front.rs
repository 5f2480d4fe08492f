//! Arranging front pages: what readers then find, and what hostile forms achieve (nothing).

use poem::http::{StatusCode, header};

use crate::house::{between, house};

const HOME: &str = "/toa-soan/trang-nhat/bao";

/// The number in the address of an article.
fn id(path: &str) -> &str {
    path.rsplit('-').next().unwrap_or_default().trim_end_matches(".html")
}

/// The part of the home page that shows the lead.
fn lead(html: &str) -> &str {
    between(html, "<article class=\"card first\"", "</article>")
}

#[tokio::test]
async fn an_arranged_front_goes_live_at_once_and_a_withdrawn_story_leaves_its_slot() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, first) = house.published(&chief, "Bài thứ nhất", "Chữ.\n").await;
    house.published(&chief, "Bài thứ hai", "Chữ.\n").await;
    house.published(&chief, "Bài thứ ba", "Chữ.\n").await;
    assert!(lead(&house.text("/").await).contains("Bài thứ ba"));
    let put = format!("them-{}", id(&first));
    let answer = house.send(&chief, HOME, &[("viec", &put), ("o", "0"), ("version", "0")]).await;
    answer.assert_status(StatusCode::SEE_OTHER);
    assert!(lead(&house.text("/").await).contains("Bài thứ ba"), "not put up yet");
    let preview = "/toa-soan/trang-nhat-xem-truoc/bao";
    let inside = house.desk(&chief, &format!("{preview}?khung=trang")).await;
    assert!(lead(&inside).contains("Bài thứ nhất"));
    let up = [("viec", "len-trang-da-xem"), ("version", "1")];
    house.send(&chief, HOME, &up).await.assert_status(StatusCode::SEE_OTHER);
    let home = house.text("/").await;
    assert!(lead(&home).contains("Bài thứ nhất"));
    for title in ["Bài thứ nhất", "Bài thứ hai", "Bài thứ ba"] {
        assert_eq!(home.matches(&format!(">{title}</a>")).count(), 1, "{title} once");
    }
    assert!(house.desk(&chief, "/toa-soan/trang-nhat-lich-su/bao").await.contains("Nguyễn Thử"));

    house.act(&chief, &desk, "go", "Sai số liệu").await;
    assert!(lead(&house.text("/").await).contains("Bài thứ ba"));
    assert!(house.desk(&chief, HOME).await.contains("front-gone"));
}

#[tokio::test]
async fn a_section_shows_its_chosen_story_first_and_the_home_pages_block_follows() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, first) = house.published(&chief, "Bài cũ", "Chữ.\n").await;
    for number in 0..24 {
        house.published(&chief, &format!("Bài {number}"), "Chữ.\n").await;
    }
    let front = format!("{HOME}/thoi-su");
    let put = format!("them-{}", id(&first));
    house.send(&chief, &front, &[("viec", &put), ("o", "0")]).await;
    let up = [("viec", "len-trang-da-xem"), ("version", "1")];
    house.send(&chief, &front, &up).await.assert_status(StatusCode::SEE_OTHER);
    let section = house.text("/thoi-su").await;
    assert!(lead(&section).contains("Bài cũ"));
    let further = house.text("/thoi-su?trang=2").await;
    assert!(!further.contains(">Bài cũ</a>"), "it does not come again where it stood before");
    // Beside a list stands what else is new on the site.
    let listed = |page: &str| between(page, "<main", "class=\"newest").to_owned();
    let both = listed(&section) + &listed(&further);
    for number in 0..24 {
        assert_eq!(both.matches(&format!(">Bài {number}</a>")).count(), 1, "Bài {number}");
    }
    let home = house.text("/").await;
    let block = between(&home, "class=\"block\"", "</section>");
    assert!(between(block, "<h3>", "</h3>").contains("Bài cũ"));
    assert_eq!(home.matches(">Bài cũ</a>").count(), 1);
}

#[tokio::test]
async fn hostile_forms_are_refused_and_change_nothing() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, path) = house.published(&chief, "Bài", "Chữ.\n").await;
    let line = format!("0-{}", id(&path));
    let good = ("bai", line.as_str());
    let many: Vec<(&str, &str)> =
        (0..10_000).flat_map(|_| [good, ("tu", ""), ("den", "")]).collect();
    let bad: Vec<Vec<(&str, &str)>> = vec![
        many,
        vec![good],
        vec![("bai", "10000-1"), ("tu", ""), ("den", "")],
        vec![("bai", "0-99999999999999999999"), ("tu", ""), ("den", "")],
        vec![good, ("tu", "hôm qua"), ("den", "")],
        vec![good, ("tu", ""), ("den", "2001-01-01T00:00")],
        vec![good, ("tu", "2031-01-02T00:00"), ("den", "2031-01-01T00:00")],
        vec![good, ("tu", ""), ("den", ""), good, ("tu", ""), ("den", "")],
        vec![("viec", "xoa-het")],
        vec![("viec", "khoi-phuc-77")],
        vec![("viec", "len-1")],
        vec![("viec", "them-1"), ("o", "99")],
    ];
    for form in bad {
        let answer = house.send(&chief, HOME, &form).await;
        let status = answer.0.status();
        assert!(status.is_client_error(), "{status} {:?}", form.first());
    }
    let html = house.desk(&chief, HOME).await;
    assert!(!html.contains("name=\"bai\""));
    for lost in ["/toa-soan/trang-nhat/khong-co", "/toa-soan/trang-nhat/bao/khong-co"] {
        let answer = house.send(&chief, lost, &[("viec", "luu")]).await;
        answer.assert_status(StatusCode::NOT_FOUND);
    }
    // A version from the future or the far past: nothing is overwritten unseen.
    let put = format!("them-{}", id(&path));
    house.send(&chief, HOME, &[("viec", &put), ("o", "0")]).await;
    let stale = [("viec", "luu"), ("version", "-7"), ("bai", "1-1"), ("tu", ""), ("den", "")];
    let status = house.send(&chief, HOME, &stale).await.0.status();
    assert!(status.is_client_error(), "{status}");
    assert!(house.desk(&chief, HOME).await.contains(&format!("value=\"{line}\"")));
}

#[tokio::test]
async fn only_the_preview_may_stand_in_a_frame_of_ours() {
    let house = house().await;
    let chief = house.set_up().await;
    let ask = |path: &'static str| {
        house.web.get(path).header(header::HOST, "localhost").header(header::COOKIE, &chief.cookie)
    };
    let framed = ask("/toa-soan/trang-nhat-xem-truoc/bao?khung=trang").send().await;
    assert_eq!(framed.0.header("x-frame-options"), Some("SAMEORIGIN"));
    let policy = framed.0.header("content-security-policy").expect("a policy");
    assert!(policy.contains("frame-ancestors 'self'") && policy.contains("'sha256-"), "{policy}");
    let around = ask("/toa-soan/trang-nhat-xem-truoc/bao").send().await;
    let policy = around.0.header("content-security-policy").expect("a policy");
    assert!(policy.contains("frame-src 'self'") && policy.contains("frame-ancestors 'none'"));
    for path in ["/", HOME] {
        let other = ask(path).send().await;
        assert_eq!(other.0.header("x-frame-options"), Some("DENY"), "{path}");
    }
    let lost = house.get("/toa-soan/trang-nhat-xem-truoc/bao?khung=trang").await;
    assert!(!lost.0.status().is_success(), "nobody is signed in");
}

#[tokio::test]
async fn partners_are_not_told_of_arranged_fronts() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, path) = house.published(&chief, "Bài", "Chữ.\n").await;
    let put = format!("them-{}", id(&path));
    house.send(&chief, HOME, &[("viec", &put), ("o", "1")]).await;
    house.send(&chief, HOME, &[("viec", "len-trang-da-xem"), ("version", "1")]).await;
    let told = house.text("/api/v1/changes?after=0").await;
    assert!(told.contains("published") && !told.contains("front"), "{told}");
}
