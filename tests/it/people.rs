//! Accounts and rights: who comes in, who may do what, and what strangers and colleagues without
//! the right cannot reach.

use poem::http::{StatusCode, header};

use crate::house::{PASSWORD, Signed, between, house};

const EVERYWHERE: [(&str, &str); 2] = [("sections", "all"), ("languages", "all")];

fn with<'a>(first: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [first, &EVERYWHERE].concat()
}

#[tokio::test]
async fn an_invited_person_chooses_a_password_once_and_comes_to_the_own_desk() {
    let house = house().await;
    let admin = house.set_up().await;
    let (link, page) =
        house.invite(&admin, "Mai@Bao.example", &with(&[("role", "reporter")])).await;
    assert!(house.desk(&admin, &page).await.contains("Đã mời"));
    assert!(!house.desk(&admin, &page).await.contains(&link), "the link is shown once");
    // Looking uses nothing up.
    house.get(&link).await.assert_status_is_ok();
    let done = house.accept(&link, " Lò  Thị Mai ", PASSWORD).await;
    done.assert_status(StatusCode::SEE_OTHER);
    let mai = house.sign_in("mai@bao.example", PASSWORD).await;
    let desk = house.desk(&mai, "/toa-soan").await;
    assert!(desk.contains("Lò Thị Mai") && desk.contains("Phóng viên"));
    assert!(!desk.contains("/toa-soan/nhan-su") && !desk.contains("/toa-soan/nhat-ky"));
    house.get(&link).await.assert_status(StatusCode::NOT_FOUND);
    let list = house.desk(&admin, "/toa-soan/nhan-su?q=mai").await;
    assert!(list.contains("mai@bao.example") && list.contains("Đang hoạt động"));
}

#[tokio::test]
async fn used_old_forged_and_replaced_links_look_alike_to_a_stranger() {
    let house = house().await;
    let admin = house.set_up().await;
    let reporter = with(&[("role", "reporter")]);
    let (old, _) = house.invite(&admin, "an@bao.example", &reporter).await;
    house.app.clock.advance_ms(7 * 24 * 3_600_000 - 60_000);
    house.get(&old).await.assert_status_is_ok();
    house.app.clock.advance_ms(120_000);
    let admin = house.sign_in("thu@bao.example", "mat-khau-dai").await;
    let (used, _) = house.invite(&admin, "binh@bao.example", &reporter).await;
    house.accept(&used, "Bình", PASSWORD).await.assert_status(StatusCode::SEE_OTHER);
    let (replaced, page) = house.invite(&admin, "chi@bao.example", &reporter).await;
    house.send(&admin, &format!("{page}/lien-ket"), &[]).await.assert_status_is_ok();
    let (closed, page) = house.invite(&admin, "dung@bao.example", &reporter).await;
    let disable = [("act", "disable")];
    let done = house.send(&admin, &format!("{page}/tai-khoan"), &disable).await;
    done.assert_status(StatusCode::SEE_OTHER);
    let forged = format!("/toa-soan/loi-moi/{}", "0".repeat(64));
    let mut pages = Vec::new();
    for link in [old, used, replaced, closed, forged, "/toa-soan/loi-moi/x%00'".to_owned()] {
        let answer = house.get(&link).await;
        answer.assert_status(StatusCode::NOT_FOUND);
        pages.push(answer.0.into_body().into_string().await.expect("text"));
        let form = [("name", "Kẻ lạ"), ("password", PASSWORD), ("again", PASSWORD)];
        let sent = house.web.post(&link).header(header::HOST, "localhost").form(&form).send().await;
        sent.assert_status(StatusCode::NOT_FOUND);
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "a stranger can tell them apart");
}

#[tokio::test]
async fn a_link_needs_a_name_a_long_password_twice_and_our_own_page() {
    let house = house().await;
    let admin = house.set_up().await;
    let (link, _) = house.invite(&admin, "an@bao.example", &with(&[("role", "editor")])).await;
    let short = house.accept(&link, "An", "ngắn").await;
    short.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    house.accept(&link, " ", PASSWORD).await.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    let long = "a".repeat(101);
    house.accept(&link, &long, PASSWORD).await.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    let form = [("name", "An"), ("password", PASSWORD), ("again", PASSWORD)];
    let forged = house.web.post(&link).header(header::HOST, "localhost").form(&form).send().await;
    forged.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    house.accept(&link, "An", PASSWORD).await.assert_status(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn only_who_manages_people_reaches_their_pages_and_only_with_the_token() {
    let house = house().await;
    let admin = house.set_up().await;
    let (_, victim) = house.colleague(&admin, "editor").await;
    let posts: [(&str, &[(&str, &str)]); 5] = [
        ("/toa-soan/nhan-su/moi", &[("email", "x@x.vn"), ("role", "admin")]),
        ("vai-tro", &[("role", "chief"), ("sections", "all"), ("languages", "all")]),
        ("tai-khoan", &[("act", "disable")]),
        ("lien-ket", &[]),
        ("phien", &[]),
    ];
    for role in ["reporter", "chief", "inspector"] {
        let (who, _) = house.colleague(&admin, role).await;
        for path in ["/toa-soan/nhan-su", "/toa-soan/nhan-su/moi", &victim] {
            house.ask(&who, path).await.assert_status(StatusCode::FORBIDDEN);
        }
        for (path, form) in posts {
            let path =
                if path.starts_with('/') { path.to_owned() } else { format!("{victim}/{path}") };
            house.send(&who, &path, form).await.assert_status(StatusCode::FORBIDDEN);
        }
    }
    let forged = Signed { cookie: admin.cookie.clone(), csrf: "khac".to_owned() };
    for (path, form) in posts {
        let path = if path.starts_with('/') { path.to_owned() } else { format!("{victim}/{path}") };
        house.send(&forged, &path, form).await.assert_status(StatusCode::FORBIDDEN);
    }
    house.sign_in("editor@bao.example", PASSWORD).await;
}

#[tokio::test]
async fn forged_roles_sections_and_languages_give_nothing() {
    let house = house().await;
    let admin = house.set_up().await;
    let (_, page) = house.colleague(&admin, "reporter").await;
    let roles = format!("{page}/vai-tro");
    let before = roles_of(&house.desk(&admin, &page).await);
    let hostile: [&[(&str, &str)]; 9] = [
        &[("role", "root"), ("sections", "all"), ("languages", "all")],
        &[("role", "editor"), ("sections", "some"), ("section", "999"), ("languages", "all")],
        &[("role", "editor"), ("sections", "some"), ("section", "1 OR 1"), ("languages", "all")],
        &[("role", "editor"), ("sections", "some"), ("languages", "all")],
        &[("role", "editor"), ("languages", "all")],
        &[("role", "editor"), ("sections", "all"), ("section", "1"), ("languages", "all")],
        &[("role", "editor"), ("sections", "all"), ("languages", "some"), ("language", "\"><b>")],
        &[],
        &[("role", "reporter"), ("sections", "all"), ("languages", "all")],
    ];
    for form in hostile {
        house.send(&admin, &roles, form).await.assert_status(StatusCode::BAD_REQUEST);
    }
    // What was chosen stands there again, in the open form.
    let some = [("role", "secretary"), ("sections", "some"), ("languages", "all")];
    let again = house.send(&admin, &roles, &some).await.0.into_body().into_string().await;
    let again = again.expect("a page");
    assert!(again.contains("<details class=\"card\" open>"));
    assert!(again.contains("value=\"secretary\" selected"));
    let foreign: [&[(&str, &str)]; 2] = [
        &[("grant", "1"), ("act", "remove")],
        &[("grant", "1"), ("role", "chief"), ("sections", "all"), ("languages", "all")],
    ];
    for form in foreign {
        // Row 1 is the administrator's own.
        house.send(&admin, &roles, form).await.assert_status(StatusCode::NOT_FOUND);
    }
    assert_eq!(roles_of(&house.desk(&admin, &page).await), before);
    for email in ["", "không phải", "a@b@c", "a b@c.vn", "thu@bao.example"] {
        let form = with(&[("email", email), ("role", "reporter")]);
        let answer = house.send(&admin, "/toa-soan/nhan-su/moi", &form).await;
        assert!(answer.0.status().is_client_error(), "{email}");
    }
}

/// The titles of the roles on a person's page.
fn roles_of(html: &str) -> Vec<String> {
    html.split("<summary><b>")
        .skip(1)
        .map(|part| between(part, "", "</summary>").to_owned())
        .collect()
}

#[tokio::test]
async fn a_role_is_limited_to_a_section_and_takes_effect_at_once() {
    let house = house().await;
    let admin = house.set_up().await;
    let (editor, page) = house.colleague(&admin, "editor").await;
    let (desk, _) = house.published(&admin, "Chợ phiên", "Bà con xuống chợ.\n").await;
    house.ask(&editor, &desk).await.assert_status_is_ok();
    let html = house.desk(&admin, &page).await;
    let row = between(&html, "name=\"grant\" value=\"", "\"").to_owned();
    let sections: Vec<String> = html
        .split("name=\"section\" value=\"")
        .skip(1)
        .map(|part| between(part, "", "\"").to_owned())
        .collect();
    // The article stands in the first section.
    let form = [
        ("grant", row.as_str()),
        ("role", "editor"),
        ("sections", "some"),
        ("section", &sections[1]),
        ("section", &sections[2]),
        ("languages", "some"),
        ("language", "vi"),
    ];
    let done = house.send(&admin, &format!("{page}/vai-tro"), &form).await;
    done.assert_status(StatusCode::SEE_OTHER);
    house.ask(&editor, &desk).await.assert_status(StatusCode::FORBIDDEN);
    let html = house.desk(&admin, &page).await;
    assert!(html.contains("Kinh tế, Xã hội · Tiếng Việt"), "{:?}", roles_of(&html));
    let list = house.desk(&admin, "/toa-soan/nhan-su").await;
    assert!(list.contains("Biên tập viên (2 chuyên mục; vi)"));
    let remove = [("grant", row.as_str()), ("act", "remove")];
    house
        .send(&admin, &format!("{page}/vai-tro"), &remove)
        .await
        .assert_status(StatusCode::SEE_OTHER);
    assert_eq!(roles_of(&house.desk(&admin, &page).await), Vec::<String>::new());
}

#[tokio::test]
async fn nobody_can_shut_out_themselves_and_so_a_manager_always_remains() {
    let house = house().await;
    let admin = house.set_up().await;
    // The first person of a newsroom, whose first role is to manage.
    let own = "/toa-soan/nhan-su/1".to_owned();
    let html = house.desk(&admin, &own).await;
    let row = between(&html, "name=\"grant\" value=\"", "\"").to_owned();
    let closing: [(&str, Vec<(&str, &str)>); 3] = [
        ("tai-khoan", vec![("act", "disable")]),
        ("vai-tro", vec![("grant", &row), ("act", "remove")]),
        ("vai-tro", with(&[("grant", &row), ("role", "reporter")])),
    ];
    for (path, form) in &closing {
        let answer = house.send(&admin, &format!("{own}/{path}"), form).await;
        answer.assert_status(StatusCode::BAD_REQUEST);
        let html = answer.0.into_body().into_string().await.expect("text");
        assert!(html.contains("Bạn không thể tự khóa"), "{path}");
    }
    // Another manager can; and then the first is out at once.
    let (second, _) = house.colleague(&admin, "admin").await;
    let (path, form) = &closing[1];
    house.send(&second, &format!("{own}/{path}"), form).await.assert_status(StatusCode::SEE_OTHER);
    house.ask(&admin, "/toa-soan/nhan-su").await.assert_status(StatusCode::FORBIDDEN);
    house.ask(&admin, "/toa-soan").await.assert_status_is_ok();
}

#[tokio::test]
async fn a_disabled_person_is_out_at_once_and_may_be_let_in_again() {
    let house = house().await;
    let admin = house.set_up().await;
    let (editor, page) = house.colleague(&admin, "editor").await;
    let set = async |act: &str| {
        let form = [("act", act)];
        let answer = house.send(&admin, &format!("{page}/tai-khoan"), &form).await;
        answer.assert_status(StatusCode::SEE_OTHER);
    };
    set("disable").await;
    let out = house.ask(&editor, "/toa-soan").await;
    out.assert_status(StatusCode::SEE_OTHER);
    assert!(house.desk(&admin, &page).await.contains("Không có phiên đăng nhập nào."));
    let answer = house.try_sign_in("editor@bao.example", PASSWORD).await;
    answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    house
        .send(&admin, &format!("{page}/lien-ket"), &[])
        .await
        .assert_status(StatusCode::BAD_REQUEST);
    set("enable").await;
    // The old session stays ended.
    house.ask(&editor, "/toa-soan").await.assert_status(StatusCode::SEE_OTHER);
    house.sign_in("editor@bao.example", PASSWORD).await;
    let odd = house.send(&admin, &format!("{page}/tai-khoan"), &[("act", "delete")]).await;
    odd.assert_status(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn guessing_at_the_sign_in_page_does_not_tell_which_addresses_exist() {
    let house = house().await;
    let admin = house.set_up().await;
    let (_, page) = house.colleague(&admin, "reporter").await;
    let mut told = Vec::new();
    for email in ["reporter@bao.example", "khong-co@bao.example"] {
        let mut pages = Vec::new();
        for _ in 0..11 {
            let answer = house.try_sign_in(email, "đoán mò thôi mà").await;
            answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
            let html = answer.0.into_body().into_string().await.expect("text");
            pages.push(between(&html, "id=\"loi\">", "<").to_owned());
        }
        told.push(pages);
    }
    assert_eq!(told[0], told[1]);
    assert!(told[0][9].contains("chưa đúng") && told[0][10].contains("tạm khóa"));
    assert!(house.desk(&admin, &page).await.contains("Bỏ tạm khóa vì sai mật khẩu"));
    let unlock = [("act", "unlock")];
    house
        .send(&admin, &format!("{page}/tai-khoan"), &unlock)
        .await
        .assert_status(StatusCode::SEE_OTHER);
    house.sign_in("reporter@bao.example", PASSWORD).await;
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_the_old_one_and_ends_other_sessions() {
    let house = house().await;
    let admin = house.set_up().await;
    let (mai, page) = house.colleague(&admin, "reporter").await;
    let elsewhere = house.sign_in("reporter@bao.example", PASSWORD).await;
    let answer = house.send(&admin, &format!("{page}/lien-ket"), &[]).await;
    let html = answer.0.into_body().into_string().await.expect("text");
    let link = between(&html, "id=\"link\" value=\"http://localhost:8080", "\"").to_owned();
    let change = async |old: &str, new: &str, again: &str| {
        let form = [("old", old), ("new", new), ("again", again)];
        house.send(&mai, "/toa-soan/tai-khoan/mat-khau", &form).await.0.status()
    };
    let new = "câu khác còn dễ nhớ hơn";
    assert_eq!(change("sai hoàn toàn", new, new).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(change(PASSWORD, "ngắn", "ngắn").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(change(PASSWORD, new, PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(change(PASSWORD, new, new).await, StatusCode::SEE_OTHER);
    house.ask(&mai, "/toa-soan").await.assert_status_is_ok();
    house.ask(&elsewhere, "/toa-soan").await.assert_status(StatusCode::SEE_OTHER);
    house.get(&link).await.assert_status(StatusCode::NOT_FOUND);
    let old = house.try_sign_in("reporter@bao.example", PASSWORD).await;
    old.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    house.sign_in("reporter@bao.example", new).await;
    for _ in 0..10 {
        change("đoán từ máy để quên", new, new).await;
    }
    assert_eq!(change(new, PASSWORD, PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn sessions_are_listed_and_signed_out_by_their_person_or_a_manager_only() {
    let house = house().await;
    let admin = house.set_up().await;
    let (mai, page) = house.colleague(&admin, "reporter").await;
    let (son, _) = house.colleague(&admin, "editor").await;
    let second = house.sign_in("reporter@bao.example", PASSWORD).await;
    let html = house.desk(&mai, "/toa-soan/tai-khoan").await;
    assert!(html.contains("Firefox trên Linux") && html.contains("Thiết bị này"));
    let handle = between(&html, "name=\"session\" value=\"", "\"").to_owned();
    let one = [("session", handle.as_str())];
    // A stranger to this account, a pattern and an empty hand end nothing.
    house.send(&son, "/toa-soan/tai-khoan/phien", &one).await.assert_status(StatusCode::SEE_OTHER);
    for forged in ["%", "________________", "0"] {
        let form = [("session", forged)];
        house
            .send(&mai, "/toa-soan/tai-khoan/phien", &form)
            .await
            .assert_status(StatusCode::SEE_OTHER);
    }
    house.ask(&second, "/toa-soan").await.assert_status_is_ok();
    house.send(&mai, "/toa-soan/tai-khoan/phien", &one).await.assert_status(StatusCode::SEE_OTHER);
    house.ask(&second, "/toa-soan").await.assert_status(StatusCode::SEE_OTHER);
    let third = house.sign_in("reporter@bao.example", PASSWORD).await;
    house.send(&mai, "/toa-soan/tai-khoan/phien", &[]).await.assert_status(StatusCode::SEE_OTHER);
    house.ask(&third, "/toa-soan").await.assert_status(StatusCode::SEE_OTHER);
    house.ask(&mai, "/toa-soan").await.assert_status_is_ok();
    house.send(&admin, &format!("{page}/phien"), &[]).await.assert_status(StatusCode::SEE_OTHER);
    house.ask(&mai, "/toa-soan").await.assert_status(StatusCode::SEE_OTHER);
}
