//! Numbers that the law sets are lines with a day and a source, and nothing of them is lost.

use poem::http::StatusCode;

use crate::house::house;

#[tokio::test]
async fn a_new_number_holds_from_its_day_on_and_the_old_lines_stay() {
    let house = house().await;
    let chief = house.set_up().await;
    let page = "/toa-soan/quy-dinh";
    let before = house.desk(&chief, page).await;
    assert!(
        before.contains("Luật Báo chí 103/2016/QH13, Điều 42") && before.contains("Đang áp dụng")
    );
    let form = |value: &str, day: &str, source: &str| {
        [("quy-dinh", "correction-days"), ("so", value), ("tu", day), ("nguon", source)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let send = async |fields: [(String, String); 4]| {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        house.send(&chief, page, &fields).await
    };
    let kept = send(form("15", "2099-01-01", "Thông tư <9>, Điều 3")).await;
    kept.assert_status(StatusCode::SEE_OTHER);
    let after = house.desk(&chief, page).await;
    for wanted in ["Thông tư &lt;9&gt;, Điều 3", "01/01/2099", "Chưa đến ngày", "01/01/2017"]
    {
        assert!(after.contains(wanted), "{wanted}");
    }
    let records = house.desk(&chief, "/toa-soan/nhat-ky?viec=law_set").await;
    assert!(records.contains("Đặt con số theo quy định") && records.contains("Thông tư &lt;9&gt;"));
    // What cannot be kept is told, and stands in the form as it was typed.
    for (value, day, source, told) in [
        ("0", "2099-01-01", "x", "Con số phải từ 1 đến 365."),
        ("7", "2099-02-30", "x", "Hãy ghi ngày bắt đầu áp dụng"),
        ("7", "2099-01-01", " ", "Hãy ghi căn cứ"),
    ] {
        let answer = send(form(value, day, source)).await;
        answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        let html = answer.0.into_body().into_string().await.expect("text");
        assert!(html.contains(told) && html.contains(&format!("value=\"{value}\"")), "{told}");
    }
    let unknown = [("quy-dinh", "x"), ("so", "7"), ("tu", "2099-01-01"), ("nguon", "x")];
    house.send(&chief, page, &unknown).await.assert_status(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn only_who_leads_the_newsroom_sets_them() {
    let house = house().await;
    let chief = house.set_up().await;
    for role in ["reporter", "editor", "secretary", "inspector"] {
        let (who, _) = house.colleague(&chief, role).await;
        house.ask(&who, "/toa-soan/quy-dinh").await.assert_status(StatusCode::FORBIDDEN);
        let fields =
            [("quy-dinh", "correction-days"), ("so", "1"), ("tu", "2026-01-01"), ("nguon", "x")];
        let answer = house.send(&who, "/toa-soan/quy-dinh", &fields).await;
        answer.assert_status(StatusCode::FORBIDDEN);
    }
}
