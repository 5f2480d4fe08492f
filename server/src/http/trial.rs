//! A newsroom with its web and people signed in, for tests of slices from outside.

use std::sync::Arc;

use content::id::PersonId;
use content::workflow::rights::{Grant, Role};
use poem::Endpoint;
use poem::test::{TestClient, TestResponse};

use crate::app::App;
use crate::articles::store::acts::Place;
use crate::articles::store::trial::{Newsroom, newsroom};
use crate::clock::Clock;
use crate::config::Config;
use crate::people::store::{self as people, NewPerson, session};

/// A fresh newsroom with its web; its sites are `bao` and `cong`, each with one section.
pub(crate) struct Desk<E> {
    pub(crate) app: Arc<App>,
    pub(crate) room: Newsroom,
    web: TestClient<E>,
    _folder: tempfile::TempDir,
}

/// Somebody signed in.
pub(crate) struct Person {
    pub(crate) id: PersonId,
    cookie: String,
    csrf: String,
}

/// Makes it; its worker runs.
pub(crate) async fn desk() -> Desk<impl Endpoint> {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::below(folder.path()).unwrap();
    let app = Arc::new(App::start(config, Clock::default()).await.unwrap());
    let room = newsroom(&app.db).await;
    app.reload_atlas().await.unwrap();
    crate::worker::start(&app);
    let web = TestClient::new(crate::routes::all(Arc::clone(&app)))
        .default_header("host", "bao.localhost");
    Desk { app, room, web, _folder: folder }
}

impl<E: Endpoint> Desk<E> {
    /// Somebody with a role, everywhere or in some sections.
    pub(crate) async fn person(&self, role: Role, sections: &[Place]) -> Person {
        let name = format!("{} {}", role.as_str(), sections.len());
        let email = format!("{}@bao.vn", uuid::Uuid::now_v7());
        let new = NewPerson { email, name, password_hash: None };
        let sections = sections.iter().map(|place| place.section).collect();
        let grant = Grant { role, sections, languages: vec![] };
        let tx = self.app.db.begin().await.unwrap();
        let id = people::insert(&tx, &new, &[grant], 1).await.unwrap();
        tx.commit().await.unwrap();
        let (session, cookie) = session::begin(&self.app, Some(id), None).await.unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Person { id, cookie, csrf: session.csrf }
    }

    /// Sends a form; its token is added.
    pub(crate) async fn post(
        &self,
        who: &Person,
        path: &str,
        fields: &[(&str, &str)],
    ) -> TestResponse {
        let mut form = vec![("_csrf", who.csrf.as_str())];
        form.extend_from_slice(fields);
        let body = serde_html_form::to_string(&form).unwrap();
        let post = self.web.post(path).header("cookie", &who.cookie).header("accept", "text/html");
        post.content_type("application/x-www-form-urlencoded").body(body).send().await
    }

    /// Asks for a page of the desk.
    pub(crate) async fn get(&self, who: &Person, path: &str) -> TestResponse {
        let get = self.web.get(path).header("cookie", &who.cookie).header("accept", "text/html");
        get.send().await
    }

    /// A readers' page.
    pub(crate) async fn read(&self, path: &str) -> String {
        text(self.web.get(path).send().await).await
    }
}

/// The text of an answer.
pub(crate) async fn text(answer: TestResponse) -> String {
    answer.0.into_body().into_string().await.unwrap()
}
