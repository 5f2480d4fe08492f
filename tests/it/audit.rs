//! The list of everything that was done: complete, readable, and only for those who answer for it.

use poem::http::StatusCode;

use crate::house::{PASSWORD, between, house};

#[tokio::test]
async fn acts_on_articles_and_accounts_are_told_in_words_with_before_and_after() {
    let house = house().await;
    let admin = house.set_up().await;
    let (_, page) = house.colleague(&admin, "editor").await;
    let (desk, _) = house.published(&admin, "Chợ phiên", "Bà con xuống chợ.\n").await;
    house.act(&admin, &desk, "go", "Sai <số> liệu").await;
    house.try_sign_in("editor@bao.example", "sai mật khẩu rồi").await;
    let form = [("role", "secretary"), ("sections", "all"), ("languages", "all")];
    house
        .send(&admin, &format!("{page}/vai-tro"), &form)
        .await
        .assert_status(StatusCode::SEE_OTHER);
    let html = house.desk(&admin, "/toa-soan/nhat-ky").await;
    for words in [
        "Thêm người",
        "Đặt mật khẩu qua liên kết",
        "Đăng nhập sai mật khẩu",
        "<b>Xuất bản</b>",
        "<b>Gỡ bài</b>",
        "<del>Đã đăng</del> → <ins>Đã gỡ</ins>",
        "<ins>Sai &lt;số&gt; liệu</ins>",
        "<del>Biên tập viên</del> → <ins>Biên tập viên; Thư ký tòa soạn</ins>",
    ] {
        assert!(html.contains(words), "no {words}");
    }
    for secret in ["$argon2id", PASSWORD, "{&quot;", "password_hash"] {
        assert!(!html.contains(secret), "{secret}");
    }
    let id = desk.rsplit('/').next().unwrap_or_default();
    let history = house.desk(&admin, &format!("{desk}/lich-su")).await;
    assert!(history.contains(&format!("/toa-soan/nhat-ky?bai={id}")));
    let of_article = house.desk(&admin, &format!("/toa-soan/nhat-ky?bai={id}")).await;
    assert!(of_article.contains("<b>Xuất bản</b>") && !of_article.contains("<b>Đăng nhập</b>"));
}

#[tokio::test]
async fn the_list_is_filtered_by_who_what_and_when_and_goes_on_page_by_page() {
    let house = house().await;
    let admin = house.set_up().await;
    let (_, page) = house.colleague(&admin, "editor").await;
    let id = page.rsplit('/').next().unwrap_or_default();
    for _ in 0..45 {
        for act in ["disable", "enable"] {
            house.send(&admin, &format!("{page}/tai-khoan"), &[("act", act)]).await;
        }
    }
    let count = |html: &str| html.matches("<time datetime").count();
    let mut path = format!("/toa-soan/nhat-ky?ve={id}&viec=person_disabled");
    let mut seen = 0;
    let mut pages = 0;
    loop {
        let html = house.desk(&admin, &path).await;
        seen += count(&html);
        pages += 1;
        let Some((_, rest)) = html.split_once("rel=\"next\" href=\"") else { break };
        path = between(rest, "", "\"").replace("&amp;", "&");
        assert!(path.contains("viec=person_disabled"), "{path}");
    }
    assert_eq!((seen, pages), (45, 2));
    let by = house.desk(&admin, &format!("/toa-soan/nhat-ky?nguoi={id}")).await;
    assert!(by.contains("<b>Đăng nhập</b>") && !by.contains("<b>Khóa tài khoản</b>"));
    let long_ago = house.desk(&admin, "/toa-soan/nhat-ky?den=2001-01-01").await;
    assert!(long_ago.contains("Không có việc nào"));
    let hostile = "/toa-soan/nhat-ky?nguoi=%27&ve=x&viec=%3Cscript%3E&bai=-&tu=0&den=99&truoc=1.x";
    assert!(!house.desk(&admin, hostile).await.contains("<script>"));
}

#[tokio::test]
async fn only_the_whole_newsrooms_chief_inspector_and_managers_see_it() {
    let house = house().await;
    let admin = house.set_up().await;
    let (desk, _) = house.published(&admin, "Chợ phiên", "Bà con xuống chợ.\n").await;
    for (role, sees) in [
        ("contributor", false),
        ("reporter", false),
        ("editor", false),
        ("secretary", false),
        ("portal", false),
        ("chief", true),
        ("inspector", true),
        ("admin", true),
    ] {
        let (who, _) = house.colleague(&admin, role).await;
        let status = house.ask(&who, "/toa-soan/nhat-ky").await.0.status();
        assert_eq!(status.is_success(), sees, "{role} {status}");
        let bar = house.desk(&who, "/toa-soan").await;
        assert_eq!(bar.contains("href=\"/toa-soan/nhat-ky\""), sees, "{role}");
    }
    // Who only manages people is told of the article, and not led to where the door is shut.
    let manager = house.sign_in("admin@bao.example", PASSWORD).await;
    let html = house.desk(&manager, "/toa-soan/nhat-ky?viec=publish").await;
    assert!(html.contains("· Chợ phiên") && !html.contains("href=\"/toa-soan/bai/"), "{html}");
    // A title that no reader has seen is not told.
    let (draft, _) = house.written(&admin, "Tin mật", "Chưa đăng.\n").await;
    house.act(&admin, &draft, "gui", "").await;
    let html = house.desk(&manager, "/toa-soan/nhat-ky?viec=submit").await;
    assert!(html.contains("(chưa đăng lần nào)") && !html.contains("Tin mật"), "{html}");
    let editor = house.sign_in("editor@bao.example", PASSWORD).await;
    let history = house.desk(&editor, &format!("{desk}/lich-su")).await;
    assert!(!history.contains("/toa-soan/nhat-ky"));
    let limited =
        [("role", "chief"), ("sections", "all"), ("languages", "some"), ("language", "en")];
    let (link, _) = house.invite(&admin, "tieng-anh@bao.example", &limited).await;
    house.accept(&link, "Chief", PASSWORD).await.assert_status(StatusCode::SEE_OTHER);
    let limited = house.sign_in("tieng-anh@bao.example", PASSWORD).await;
    house.ask(&limited, "/toa-soan/nhat-ky").await.assert_status(StatusCode::FORBIDDEN);
    let nobody = house.get("/toa-soan/nhat-ky").await;
    nobody.assert_status(StatusCode::UNAUTHORIZED);
}
