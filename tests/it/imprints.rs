//! What the press law wants named is set at the desk and stands on every page at once.

use poem::http::StatusCode;

use crate::house::house;

#[tokio::test]
async fn a_sites_imprint_is_set_at_the_desk_and_shows_on_its_pages_at_once() {
    let house = house().await;
    let chief = house.set_up().await;
    let page = "/toa-soan/trang-tin";
    let form = house.desk(&chief, page).await;
    let key = crate::house::between(&form, "name=\"trang\" value=\"", "\"").to_owned();
    assert!(form.contains("Còn thiếu: luật yêu cầu ghi."), "{form}");
    house.text("/").await;
    let send = async |name: &str, email: &str, address: &str| {
        let fields = [
            ("trang", &*key),
            ("name", name),
            ("publisher", "Ủy ban <Thử>"),
            ("license_number", "12/GP"),
            ("license_date", "01/02/2026"),
            ("license_authority", "Bộ Thử"),
            ("address", address),
            ("phone", "024"),
            ("email", email),
            ("editor_in_chief", "Lê Thử"),
        ];
        house.send(&chief, page, &fields).await
    };
    send("Báo Thử Mới", "toa@bao.vn", "Số 1").await.assert_status(StatusCode::SEE_OTHER);
    let home = house.text("/").await;
    for told in ["Báo Thử Mới", "Ủy ban &lt;Thử&gt;", "12/GP", "Lê Thử", "toa@bao.vn", "Số 1"]
    {
        assert!(home.contains(told), "{told}");
    }
    let records = house.desk(&chief, "/toa-soan/nhat-ky?viec=site_changed").await;
    assert!(records.contains("Số giấy phép") && records.contains("12/GP"), "{records}");
    // What cannot be kept is told, and everything typed is still there.
    for (name, email, told) in
        [("", "a@b.vn", "Trang phải có tên."), ("Báo", "a b", "Thư điện tử chưa đúng")]
    {
        let answer = send(name, email, "Số 2 vừa gõ").await;
        answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        let html = answer.0.into_body().into_string().await.expect("text");
        assert!(html.contains(told) && html.contains("Số 2 vừa gõ"), "{told}");
    }
    assert!(house.text("/").await.contains("Số 1"));
    let unknown = [("trang", "khong-co"), ("name", "x")];
    house.send(&chief, page, &unknown).await.assert_status(StatusCode::BAD_REQUEST);
    for role in ["secretary", "editor", "inspector"] {
        let (who, _) = house.colleague(&chief, role).await;
        house.ask(&who, page).await.assert_status(StatusCode::FORBIDDEN);
        house
            .send(&who, page, &[("trang", &*key), ("name", "x")])
            .await
            .assert_status(StatusCode::FORBIDDEN);
    }
}
