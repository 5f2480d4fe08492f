//! Search over what the newsroom writes: everybody finds what they may read and nothing else.

use std::time::Duration;

use poem::Endpoint;
use poem::Response;
use poem::http::StatusCode;

use crate::house::{House, Signed, house};

/// The page, once it says this; the index follows within a second or two.
async fn found_in_time<E>(house: &House<E>, who: &Signed, ask: &str, words: &str) -> String
where
    E: Endpoint<Output = Response>,
{
    for _ in 0..200 {
        let page = house.desk(who, &format!("/toa-soan/tim?q={ask}")).await;
        if page.contains(words) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{ask} does not find {words} within twenty seconds");
}

#[tokio::test]
async fn drafts_are_found_by_those_who_may_read_them() {
    let house = house().await;
    let admin = house.set_up().await;
    let (mai, _) = house.colleague(&admin, "reporter").await;
    let (other, _) = house.colleague(&admin, "contributor").await;
    let (editor, _) = house.colleague(&admin, "editor").await;
    let body = "Con mương đầu bản đã cạn từ tháng ba.\n";
    let (desk, _) = house.written(&mai, "Mùa khô ở vùng cao", body).await;
    let link = format!("href=\"{desk}\"");
    // Without marks, by words of the text.
    for who in [&mai, &editor] {
        let page = found_in_time(&house, who, "con+muong+dau+ban", &link).await;
        assert!(page.contains("<mark>Con mương đầu bản"), "in its own letters: {page}");
    }
    // Another writer is told nothing: neither the text nor that there is one.
    let page = house.desk(&other, "/toa-soan/tim?q=con+muong+dau+ban").await;
    assert!(!page.contains(&link) && !page.contains("mương"));
    let page = house.desk(&other, "/toa-soan/tim?q=vung+cao&trong=ban-thao&tu=0").await;
    assert!(!page.contains("Mùa khô"));
    // A colleague by name, for who reads what others write.
    let page = house.desk(&editor, "/toa-soan/tim?q=reporter").await;
    assert!(page.contains("Người") && page.contains("loc=tat-ca&amp;nguoi="));
    let page = house.desk(&mai, "/toa-soan/tim?q=contributor").await;
    assert!(!page.contains("nguoi="));
    // What is typed next is found too, and what was there is not.
    house.act(&mai, &desk, "bo", "").await;
    let page = found_in_time(&house, &mai, "con+muong+dau+ban", "<b>Đã bỏ</b>").await;
    assert!(page.contains(&link));
}

#[tokio::test]
async fn live_articles_stand_by_themselves_and_once() {
    let house = house().await;
    let chief = house.set_up().await;
    let (mai, _) = house.colleague(&chief, "reporter").await;
    let (desk, _) = house.published(&chief, "Chợ phiên vùng cao", "Bà con xuống chợ.\n").await;
    let page = found_in_time(&house, &chief, "cho+phien", "Bài đã đăng").await;
    assert!(page.contains(&format!("href=\"{desk}\"")));
    let live_only = |page: &str| page.contains("Bài đã đăng") && !page.contains("nhom-ban-thao");
    for _ in 0..200 {
        if live_only(&house.desk(&chief, "/toa-soan/tim?q=cho+phien").await) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(live_only(&house.desk(&chief, "/toa-soan/tim?q=cho+phien").await));
    // Who may not open it on the desk is led to the readers' page.
    let page = house.desk(&mai, "/toa-soan/tim?q=cho+phien").await;
    assert!(page.contains("Bài đã đăng") && !page.contains(&desk) && page.contains(".html\""));
}

#[tokio::test]
async fn hostile_questions_get_a_kind_answer() {
    let house = house().await;
    let chief = house.set_up().await;
    let long = "a".repeat(10_000);
    let asks = [
        "",
        "q=",
        "q=%22",
        "q=%00%01",
        "q=%E2%80%AE%F0%9F%8C%BE",
        "q=-",
        "q=((((",
        "q=%25%5F",
        "q=x&trong=%3Cscript%3E",
        "q=x&tu=99999999999999999999",
        "q=x&trong=anh&tu=-1",
        "q=x&trong=nguoi&tu=4999",
        "q=%F0%28%8C%28",
    ];
    for ask in asks.into_iter().map(str::to_owned).chain([format!("q={long}")]) {
        let answer = house.ask(&chief, &format!("/toa-soan/tim?{ask}")).await;
        assert!(matches!(answer.0.status().as_u16(), 200 | 400), "{ask}");
    }
    let stranger = house.get("/toa-soan/tim?q=x").await;
    stranger.assert_status(StatusCode::UNAUTHORIZED);
}
