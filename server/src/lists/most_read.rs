//! `GET /doc-nhieu`: what was opened most in 24 hours and in seven days, counted without anything of
//! a person.

use std::sync::Arc;

use content::id::ArticleId;
use poem::web::Data;
use poem::{Request, Response, handler};
use themes::view::reader::lists::{MostRead, MostReadPage};

use crate::app::App;
use crate::articles::card::{self, Look};
use crate::articles::store::live::cards::{Card, Scope};
use crate::articles::store::live::picked;
use crate::error::Result;
use crate::http::page_cache::Tag;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::sites::frame::{self, About};

/// With fewer articles than this a list of what is read most says nothing.
const FEW: usize = 3;

#[handler]
pub(crate) async fn most_read(app: Data<&Arc<App>>, req: &Request, here: Here) -> Result<Response> {
    let key = here.key("/doc-nhieu".to_owned());
    serve_page::serve(&app, req, key, make(&app, here)).await
}

async fn make(app: &Arc<App>, here: Here) -> Result<Made> {
    let ranking = app.popular.of(here.id);
    let (day, week) =
        (cards(app, &here, &ranking.day).await?, cards(app, &here, &ranking.week).await?);
    let shelf = card::shelf(app, &day.iter().chain(&week).collect::<Vec<_>>()).await?;
    let mut tags = card::tags(day.iter().chain(&week));
    tags.extend([Tag::Popular(here.id), Tag::Site(here.id)]);
    Ok(Made::html(tags, move |app| {
        let site = here.site()?;
        let look = Look { atlas: &here.atlas, site, shelf: &shelf, reading: here.reading };
        let language = here.language(site);
        let about = About {
            title: app.themes.texts().say(language, "most-read", &[]),
            canonical: format!("{}/doc-nhieu", frame::base_url(app, site)),
            reading: here.reading,
            ..About::default()
        };
        let list = |heading: &str, cards: &[Card]| MostRead {
            heading: heading.to_owned(),
            cards: look.cards(cards),
        };
        let page = MostReadPage {
            frame: frame::frame(app, &here.atlas, site, about),
            lists: vec![list("most-read-day", &day), list("most-read-week", &week)],
        };
        Ok(app.themes.render(&site.theme, &page)?)
    }))
}

/// What is read most now, for a short list: of the day, or of the week while the day has too little.
pub(super) async fn of(app: &App, here: &Here, limit: usize) -> Result<Vec<Card>> {
    let ranking = app.popular.of(here.id);
    let mut found = cards(app, here, &ranking.day).await?;
    if found.len() < FEW {
        found = cards(app, here, &ranking.week).await?;
    }
    found.truncate(limit);
    Ok(if found.len() < FEW { Vec::new() } else { found })
}

/// Those of these that the site still shows, in their order.
async fn cards(app: &App, here: &Here, ids: &[ArticleId]) -> Result<Vec<Card>> {
    let mut found = picked::cards(&app.db.read, &Scope::Site(here.id), ids).await?;
    found.sort_by_key(|card| ids.iter().position(|id| *id == card.id));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use content::id::ArticleId;
    use content::workflow::decide::Act;

    use crate::articles::popular;
    use crate::articles::store::live::counts;
    use crate::articles::store::trial::{act, begin, text as words};
    use crate::http::trial::{Desk, desk};

    async fn opened<E: poem::Endpoint>(desk: &Desk<E>, openings: &[(ArticleId, i64)]) {
        let tx = desk.app.db.begin().await.unwrap();
        let openings: HashMap<ArticleId, i64> = openings.iter().copied().collect();
        counts::add(&tx, &openings, desk.app.clock.now_ms()).await.unwrap();
        tx.commit().await.unwrap();
        popular::look(&desk.app).await.unwrap();
    }

    /// The titles of a list in their order.
    fn order(page: &str, heading: &str) -> Vec<String> {
        let list = page.split(heading).nth(1).and_then(|rest| rest.split("</section>").next());
        let items = list.unwrap_or_default().split("<li").skip(1);
        let title = |item: &str| Some(item.split(".html\">").nth(1)?.split('<').next()?.to_owned());
        items.filter_map(title).collect()
    }

    #[tokio::test]
    async fn the_most_opened_come_first_and_the_home_page_follows() {
        let desk = desk().await;
        let mut ids = Vec::new();
        for title in ["Một", "Hai", "Ba"] {
            let db = &desk.app.db;
            let id = begin(db, desk.room.paper, &words(title, desk.room.paper.section)).await;
            for step in [Act::Submit, Act::Approve, Act::Publish] {
                act(db, id, step, desk.app.clock.now_ms()).await;
            }
            ids.push(id);
        }
        assert!(!desk.read("/").await.contains("id=\"most-read\""));
        opened(&desk, &[(ids[0], 3), (ids[1], 9), (ids[2], 5)]).await;
        let most = ["Hai", "Ba", "Một"];
        assert_eq!(order(&desk.read("/doc-nhieu").await, "24 giờ qua"), most);
        assert_eq!(order(&desk.read("/").await, "id=\"most-read\""), most);
        desk.app.clock.advance_ms(25 * 3_600_000);
        opened(&desk, &[(ids[0], 20)]).await;
        let page = desk.read("/doc-nhieu").await;
        assert_eq!(order(&page, "24 giờ qua"), ["Một"]);
        assert_eq!(order(&page, "7 ngày qua"), ["Một", "Hai", "Ba"]);
        // A day with one article says nothing yet: the week stands on the home page.
        assert_eq!(order(&desk.read("/").await, "id=\"most-read\""), ["Một", "Hai", "Ba"]);
    }
}
