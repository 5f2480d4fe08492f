//! From outside: who arranges fronts, what two people at once see, and what readers get.

use content::article::Text;
use content::id::ArticleId;
use content::workflow::decide::Act;
use content::workflow::rights::Role;
use poem::Endpoint;
use poem::http::StatusCode;

use crate::articles::acts::tell;
use crate::articles::store::acts::Place;
use crate::articles::store::trial::{act, begin, text as words};
use crate::changes::store as changes;
use crate::http::page_cache::Key;
use crate::http::reading::Reading;
use crate::http::trial::{Desk, desk, text};

const HOME: &str = "/toa-soan/trang-nhat/bao";

async fn live<E: Endpoint>(desk: &Desk<E>, place: Place, title: &str) -> ArticleId {
    let id = begin(&desk.app.db, place, &words(title, place.section)).await;
    let now = desk.app.clock.now_ms();
    act(&desk.app.db, id, Act::Submit, now).await;
    act(&desk.app.db, id, Act::Approve, now).await;
    act(&desk.app.db, id, Act::Publish, now).await;
    id
}

/// Waits until the followers have come to the end of the feed.
async fn settle<E: Endpoint>(desk: &Desk<E>) {
    let last = changes::last(&desk.app.db).await.unwrap();
    tell(&desk.app, Some(last)).await;
}

/// The first heading of a story on a readers' page.
fn lead(html: &str) -> &str {
    let (_, after) = html.split_once("<article class=\"card first\"").unwrap_or_default();
    after.split_once("<h2>").and_then(|(_, h)| h.split_once("</h2>")).unwrap_or_default().0
}

#[tokio::test]
async fn only_secretary_and_chief_arrange_the_paper_and_the_portals_editors_their_own_site() {
    let desk = desk().await;
    let (paper, portal) = (desk.room.paper, desk.room.portal);
    for (role, sections, allowed) in [
        (Role::Contributor, vec![], false),
        (Role::Reporter, vec![], false),
        (Role::Editor, vec![], false),
        (Role::Inspector, vec![], false),
        (Role::Admin, vec![], false),
        (Role::Portal, vec![portal], false),
        (Role::Secretary, vec![portal], false),
        (Role::Secretary, vec![], true),
        (Role::Secretary, vec![paper], true),
        (Role::Chief, vec![], true),
    ] {
        let who = desk.person(role, &sections).await;
        let expected = if allowed { StatusCode::OK } else { StatusCode::FORBIDDEN };
        for path in [HOME, "/toa-soan/trang-nhat-xem-truoc/bao", "/toa-soan/trang-nhat-lich-su/bao"]
        {
            let answer = desk.get(&who, path).await;
            assert_eq!(answer.0.status(), expected, "{role:?} {sections:?} {path}");
        }
        let posted = desk.post(&who, HOME, &[("viec", "len-trang")]).await.0.status();
        let expected = if allowed { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN };
        assert_eq!(posted, expected, "{role:?} posts");
    }
}

#[tokio::test]
async fn a_form_without_our_token_arranges_nothing() {
    let desk = desk().await;
    let chief = desk.person(Role::Chief, &[]).await;
    let forged = desk.post(&chief, HOME, &[("_csrf", "x"), ("viec", "len-trang")]).await;
    assert!(forged.0.status().is_client_error());
}

#[tokio::test]
async fn stories_of_elsewhere_and_unknown_ones_cannot_be_put_in() {
    let desk = desk().await;
    let chief = desk.person(Role::Chief, &[]).await;
    let foreign = live(&desk, desk.room.portal, "Tin của cổng").await;
    let draft = begin(&desk.app.db, desk.room.paper, &Text::default()).await;
    for id in [foreign.to_string(), draft.to_string(), "999999".to_owned(), "-5".to_owned()] {
        let put = format!("them-{id}");
        let answer = desk.post(&chief, HOME, &[("viec", &put), ("o", "0")]).await;
        assert!(answer.0.status().is_client_error(), "{id} {}", answer.0.status());
    }
    assert!(!desk.read("/").await.contains("Tin của cổng"));
}

#[tokio::test]
async fn two_people_who_change_different_slots_are_joined_and_the_same_slot_is_chosen() {
    let desk = desk().await;
    let (first, second) =
        (desk.person(Role::Chief, &[]).await, desk.person(Role::Secretary, &[]).await);
    let mut ids = Vec::new();
    for title in ["Một", "Hai", "Ba"] {
        ids.push(live(&desk, desk.room.paper, title).await.to_string());
    }
    let put = |at: usize| format!("them-{}", ids[at]);
    let one = [("version", "0"), ("viec", &put(0)), ("o", "0")];
    desk.post(&first, HOME, &one).await.assert_status(StatusCode::SEE_OTHER);
    let two = [("version", "0"), ("viec", &put(1)), ("o", "2")];
    let joined = desk.post(&second, HOME, &two).await;
    assert_eq!(
        joined.0.header("location").unwrap().split('&').next(),
        Some(&*format!("{HOME}?xong=ghep"))
    );
    let same = [("version", "0"), ("viec", &put(2)), ("o", "0")];
    let conflict = desk.post(&second, HOME, &same).await;
    conflict.assert_status(StatusCode::CONFLICT);
    let html = text(conflict).await;
    assert!(
        html.contains("Một") && html.contains("Ba") && html.contains("name=\"chon\""),
        "{html}"
    );
    // My choice in the lead, theirs everywhere else.
    let (line_one, line_two) = (format!("0-{}", ids[2]), format!("2-{}", ids[1]));
    let answer = [
        ("version", "2"),
        ("viec", "luu"),
        ("bai", line_one.as_str()),
        ("tu", ""),
        ("den", ""),
        ("bai", line_two.as_str()),
        ("tu", ""),
        ("den", ""),
        ("chon", ""),
    ];
    desk.post(&second, HOME, &answer).await.assert_status(StatusCode::SEE_OTHER);
    let html = text(desk.get(&first, HOME).await).await;
    assert!(html.contains(&format!("value=\"{line_one}\"")), "{html}");
    assert!(html.contains(&format!("value=\"{line_two}\"")));
    assert!(!html.contains(&format!("value=\"0-{}\"", ids[0])));
}

#[tokio::test]
async fn what_is_put_up_is_read_at_once_and_ends_when_its_pin_does() {
    let desk = desk().await;
    let chief = desk.person(Role::Chief, &[]).await;
    let old = live(&desk, desk.room.paper, "Bài cũ").await;
    desk.app.clock.advance_ms(60_000);
    live(&desk, desk.room.paper, "Bài mới").await;
    settle(&desk).await;
    assert!(lead(&desk.read("/").await).contains("Bài mới"));
    let until = themes::dates::field(desk.app.clock.now_ms() + 10 * 60_000);
    let line = format!("0-{old}");
    let form = |act: &'static str, version: &'static str| {
        vec![
            ("version", version),
            ("bai", line.as_str()),
            ("tu", ""),
            ("den", until.as_str()),
            ("viec", act),
        ]
    };
    desk.post(&chief, HOME, &form("luu", "0")).await.assert_status(StatusCode::SEE_OTHER);
    assert!(lead(&desk.read("/").await).contains("Bài mới"), "the working copy is not for readers");
    let up = desk.post(&chief, HOME, &form("len-trang", "1")).await;
    assert!(up.0.header("location").unwrap().contains("xong=len-trang"));
    assert!(lead(&desk.read("/").await).contains("Bài cũ"));
    desk.app.clock.advance_ms(11 * 60_000);
    let mut tries = 0;
    while !lead(&desk.read("/").await).contains("Bài mới") {
        tries += 1;
        assert!(tries < 200, "the page outlives its pin");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn only_the_pages_of_the_arranged_front_are_made_anew() {
    let desk = desk().await;
    let chief = desk.person(Role::Chief, &[]).await;
    let id = live(&desk, desk.room.paper, "Một").await;
    live(&desk, desk.room.paper, "Hai").await;
    settle(&desk).await;
    let kept = |address: &str| {
        let key = Key {
            site: desk.room.paper.site,
            address: address.to_owned(),
            reading: Reading::default(),
        };
        desk.app.pages.get(&key).is_some()
    };
    for address in ["/", "/thoi-su"] {
        desk.read(address).await;
        assert!(kept(address), "{address}");
    }
    let put = format!("them-{id}");
    desk.post(&chief, HOME, &[("viec", &put), ("o", "0")]).await;
    assert!(kept("/"), "the working copy is not for readers");
    desk.post(&chief, HOME, &[("viec", "len-trang-da-xem"), ("version", "1")]).await;
    assert!(!kept("/"));
    assert!(kept("/thoi-su"));
}

#[tokio::test]
async fn a_preview_that_others_changed_meanwhile_is_not_put_up_unseen() {
    let desk = desk().await;
    let chief = desk.person(Role::Chief, &[]).await;
    let mut puts = Vec::new();
    for title in ["Một", "Hai"] {
        puts.push(format!("them-{}", live(&desk, desk.room.paper, title).await));
    }
    let one = [("version", "0"), ("viec", &*puts[0]), ("o", "0")];
    desk.post(&chief, HOME, &one).await.assert_status(StatusCode::SEE_OTHER);
    let two = [("version", "0"), ("viec", &*puts[1]), ("o", "3")];
    desk.post(&chief, HOME, &two).await.assert_status(StatusCode::SEE_OTHER);
    let seen = desk.post(&chief, HOME, &[("viec", "len-trang-da-xem"), ("version", "1")]).await;
    assert!(seen.0.header("location").unwrap().contains("xong=ghep"));
    let history = desk.get(&chief, "/toa-soan/trang-nhat-lich-su/bao").await;
    assert!(!text(history).await.contains("khoi-phuc-1"));
}
