//! What whoever sends a preview link can rely on: it shows the newest text, to nobody else, and ends.

use poem::http::{StatusCode, header};

use crate::house::{House, Signed, between, house};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A draft with this title; its address at the desk.
async fn draft<E: poem::Endpoint<Output = poem::Response>>(
    house: &House<E>,
    who: &Signed,
    title: &str,
) -> String {
    let made = house.send(who, "/toa-soan/bai", &[]).await;
    let desk = made.0.header(header::LOCATION).expect("an address").to_owned();
    write(house, who, &desk, title).await;
    desk
}

async fn write<E: poem::Endpoint<Output = poem::Response>>(
    house: &House<E>,
    who: &Signed,
    desk: &str,
    title: &str,
) {
    let html = house.desk(who, desk).await;
    let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
    let text = [("version", version.as_str()), ("title", title), ("body", "Chữ chưa ai đọc.\n")];
    house.send(who, desk, &text).await.assert_status(StatusCode::SEE_OTHER);
}

/// A link that ends in so many days; the path of its address.
async fn link<E: poem::Endpoint<Output = poem::Response>>(
    house: &House<E>,
    who: &Signed,
    (desk, days): (&str, &str),
) -> String {
    let made = house.send(who, &format!("{desk}/xem-thu"), &[("so-ngay", days)]).await;
    made.assert_status_is_ok();
    let html = made.0.into_body().into_string().await.expect("text");
    let address = between(&html, "id=\"link\" value=\"", "\"").to_owned();
    let path = address.splitn(4, '/').nth(3).expect("a path").to_owned();
    assert!(path.starts_with("xem-thu/"), "{address}");
    format!("/{path}")
}

#[tokio::test]
async fn a_link_shows_the_newest_text_to_somebody_without_an_account_and_is_kept_by_nobody() {
    let house = house().await;
    let chief = house.set_up().await;
    let desk = draft(&house, &chief, "Bản thứ nhất").await;
    let path = link(&house, &chief, (&desk, "3")).await;
    write(&house, &chief, &desk, "Bản thứ hai <b>").await;
    let answer = house.get(&path).await;
    answer.assert_status_is_ok();
    answer.assert_header(header::CACHE_CONTROL, "no-store");
    answer.assert_header(header::REFERRER_POLICY, "no-referrer");
    let robots = answer.0.header("x-robots-tag").expect("a header").to_owned();
    assert!(robots.contains("noindex"));
    let policy = answer.0.header(header::CONTENT_SECURITY_POLICY).expect("a policy").to_owned();
    assert!(policy.contains("frame-ancestors 'none'"));
    let html = answer.0.into_body().into_string().await.expect("text");
    assert!(html.contains("Bản thứ hai &lt;b&gt;") && html.contains("Bản xem thử, chưa đăng"));
    assert!(html.contains("name=\"robots\" content=\"noindex\"") && !html.contains("luot-xem"));
    // Nothing else of it is public.
    for page in ["/", "/sitemap.xml", "/rss.xml", "/tim-kiem?q=ban+thu+hai"] {
        assert!(!house.text(page).await.contains("Bản thứ hai"), "{page}");
    }
}

#[tokio::test]
async fn a_link_ends_on_its_day_or_when_it_is_revoked_and_says_so_plainly() {
    let house = house().await;
    let chief = house.set_up().await;
    let desk = draft(&house, &chief, "Chưa đăng").await;
    let short = link(&house, &chief, (&desk, "1")).await;
    let long = link(&house, &chief, (&desk, "30")).await;
    let page = house.desk(&chief, &format!("{desk}/xem-thu")).await;
    // The newest stands first.
    let newest = between(&page, &format!("{desk}/xem-thu/"), "/thu-hoi").to_owned();
    let revoke = format!("{desk}/xem-thu/{newest}/thu-hoi");
    house.get(&long).await.assert_status_is_ok();
    let foreign = format!("{desk}0/xem-thu/{newest}/thu-hoi");
    house.send(&chief, &foreign, &[]).await.assert_status(StatusCode::NOT_FOUND);
    house.send(&chief, &revoke, &[]).await.assert_status(StatusCode::SEE_OTHER);
    house.get(&long).await.assert_status(StatusCode::GONE);
    house.app.clock.advance_ms(DAY_MS - 60_000);
    house.get(&short).await.assert_status_is_ok();
    house.app.clock.advance_ms(61_000);
    let over = house.get(&short).await;
    over.assert_status(StatusCode::GONE);
    over.assert_header(header::CACHE_CONTROL, "no-store");
    let html = over.0.into_body().into_string().await.expect("text");
    assert!(html.contains("đã hết hạn") && !html.contains("Chưa đăng"));
}

#[tokio::test]
async fn only_hashes_of_secrets_are_kept_and_no_guess_says_anything() {
    let house = house().await;
    let chief = house.set_up().await;
    let desk = draft(&house, &chief, "Chưa đăng").await;
    let path = link(&house, &chief, (&desk, "7")).await;
    let secret = path.rsplit('/').next().expect("a secret").to_owned();
    for entry in std::fs::read_dir(&house.app.config.data).expect("the data") {
        let file = entry.expect("an entry").path();
        if file.is_file() {
            let bytes = std::fs::read(&file).expect("a file");
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{}", file.display());
        }
    }
    let mut near = secret.clone();
    near.replace_range(63..64, if secret.ends_with('0') { "1" } else { "0" });
    let upper = secret.to_uppercase();
    for guess in [near.as_str(), &upper, "x", "..%2f..%2fetc", &"a".repeat(5_000), "%00"] {
        let status = house.get(&format!("/xem-thu/{guess}")).await.0.status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{guess}");
    }
    for days in ["0", "2", "-1", "31", "3650000", "<b>", ""] {
        let refused = house.send(&chief, &format!("{desk}/xem-thu"), &[("so-ngay", days)]).await;
        refused.assert_status(StatusCode::BAD_REQUEST);
    }
    let stranger = Signed { cookie: chief.cookie.clone(), csrf: "sai".to_owned() };
    let forged = house.send(&stranger, &format!("{desk}/xem-thu"), &[("so-ngay", "3")]).await;
    forged.assert_status(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn only_the_desks_own_preview_may_stand_in_a_frame_of_ours() {
    let house = house().await;
    let chief = house.set_up().await;
    let desk = draft(&house, &chief, "Chưa đăng").await;
    let policy = async |path: &str| {
        let answer = house
            .web
            .get(path)
            .header(header::HOST, "localhost")
            .header(header::COOKIE, &chief.cookie)
            .send()
            .await;
        answer.assert_status_is_ok();
        let of = |name| answer.0.header(name).expect("a header").to_owned();
        (of(header::CONTENT_SECURITY_POLICY), of(header::X_FRAME_OPTIONS))
    };
    let (framed, option) = policy(&format!("{desk}/xem-truoc")).await;
    assert!(framed.contains("frame-ancestors 'self'") && option == "SAMEORIGIN");
    let (framing, option) = policy(&format!("{desk}/xem-thu")).await;
    assert!(framing.contains("frame-src 'self'") && framing.contains("frame-ancestors 'none'"));
    assert_eq!(option, "DENY");
    for path in ["/", "/toa-soan", &desk] {
        let (strict, option) = policy(path).await;
        assert!(strict.contains("frame-ancestors 'none'") && !strict.contains("frame-src"));
        assert_eq!(option, "DENY", "{path}");
    }
}
