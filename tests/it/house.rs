//! A fresh newsroom for each test, with its own folder, and the things that people do in it.

use std::sync::Arc;

use poem::Endpoint;
use poem::Response;
use poem::http::{StatusCode, header};
use poem::test::{TestClient, TestResponse};
use server::app::App;
use server::clock::Clock;
use server::config::Config;

pub(crate) struct House<E> {
    pub(crate) app: Arc<App>,
    pub(crate) web: TestClient<E>,
    _folder: tempfile::TempDir,
}

/// Somebody at the desk: the cookie of the session and the token of its forms.
pub(crate) struct Signed {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

/// What everybody but the first person signs in with.
pub(crate) const PASSWORD: &str = "một câu dễ nhớ";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

pub(crate) async fn house() -> House<impl Endpoint<Output = Response>> {
    house_with(|_| {}).await
}

/// A newsroom with other settings.
pub(crate) async fn house_with(
    settings: impl FnOnce(&mut Config),
) -> House<impl Endpoint<Output = Response>> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = Config::below(folder.path()).expect("settings");
    settings(&mut config);
    let app = Arc::new(App::start(config, Clock::default()).await.expect("the house starts"));
    server::worker::start(&app);
    let web = TestClient::new(server::routes::all(Arc::clone(&app)));
    House { app, web, _folder: folder }
}

/// The text between two marks.
pub(crate) fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}"));
    rest.split_once(to).map_or(rest, |(found, _)| found)
}

/// The cookie that an answer sets.
pub(crate) fn cookie_of(answer: &TestResponse) -> String {
    let set = answer.0.header(header::SET_COOKIE).expect("a cookie");
    set.split(';').next().unwrap_or_default().to_owned()
}

impl<E: Endpoint<Output = Response>> House<E> {
    /// A page on the newspaper's host.
    pub(crate) async fn get(&self, path: &str) -> TestResponse {
        self.web.get(path).header(header::HOST, "localhost").send().await
    }

    pub(crate) async fn text(&self, path: &str) -> String {
        let answer = self.get(path).await;
        answer.assert_status_is_ok();
        answer.0.into_body().into_string().await.expect("text")
    }

    /// Tries to sign in; the answer is a page with the reason, or leads to the desk.
    pub(crate) async fn try_sign_in(&self, email: &str, password: &str) -> TestResponse {
        let page = self.get("/toa-soan/dang-nhap").await;
        let cookie = cookie_of(&page);
        let html = page.0.into_body().into_string().await.expect("text");
        let csrf = between(&html, "name=\"_csrf\" value=\"", "\"");
        let form = [("_csrf", csrf), ("email", email), ("password", password)];
        let ask = self.web.post("/toa-soan/dang-nhap").header(header::HOST, "localhost");
        ask.header(header::COOKIE, cookie)
            .header(header::USER_AGENT, FIREFOX)
            .form(&form)
            .send()
            .await
    }

    /// Signs in as somebody.
    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Signed {
        let answer = self.try_sign_in(email, password).await;
        answer.assert_status(StatusCode::SEE_OTHER);
        self.signed(cookie_of(&answer)).await
    }

    /// Somebody with this cookie, and the token of the forms.
    async fn signed(&self, cookie: String) -> Signed {
        let nobody = Signed { cookie: cookie.clone(), csrf: String::new() };
        let html = self.desk(&nobody, "/toa-soan").await;
        Signed { cookie, csrf: between(&html, "csrf-token\" content=\"", "\"").to_owned() }
    }

    /// A page of the desk as it is answered, whatever the status.
    pub(crate) async fn ask(&self, who: &Signed, path: &str) -> TestResponse {
        let ask = self.web.get(path).header(header::HOST, "localhost");
        let ask = ask.header(header::ACCEPT, "text/html").header(header::COOKIE, &who.cookie);
        ask.send().await
    }

    /// Invites somebody and returns the path of the link and of the person's page.
    pub(crate) async fn invite(
        &self,
        manager: &Signed,
        email: &str,
        role: &[(&str, &str)],
    ) -> (String, String) {
        let mut form = vec![("email", email)];
        form.extend_from_slice(role);
        let answer = self.send(manager, "/toa-soan/nhan-su/moi", &form).await;
        answer.assert_status_is_ok();
        let html = answer.0.into_body().into_string().await.expect("text");
        let link = between(&html, "id=\"link\" value=\"http://localhost:8080", "\"").to_owned();
        let page = between(&html, "action=\"/toa-soan/nhan-su/", "/");
        (link, format!("/toa-soan/nhan-su/{page}"))
    }

    /// Opens a link and chooses a name and a password, as a stranger's browser.
    pub(crate) async fn accept(&self, link: &str, name: &str, password: &str) -> TestResponse {
        let page = self.get(link).await;
        page.assert_status_is_ok();
        let cookie = cookie_of(&page);
        let html = page.0.into_body().into_string().await.expect("text");
        let csrf = between(&html, "name=\"_csrf\" value=\"", "\"");
        let form = [("_csrf", csrf), ("name", name), ("password", password), ("again", password)];
        let ask = self.web.post(link).header(header::HOST, "localhost");
        ask.header(header::COOKIE, cookie).form(&form).send().await
    }

    /// Somebody with a role over the whole newsroom, signed in; and the path of the person's page.
    pub(crate) async fn colleague(&self, manager: &Signed, role: &str) -> (Signed, String) {
        let email = format!("{role}@bao.example");
        let everywhere = [("role", role), ("sections", "all"), ("languages", "all")];
        let (link, page) = self.invite(manager, &email, &everywhere).await;
        self.accept(&link, role, PASSWORD).await.assert_status(StatusCode::SEE_OTHER);
        (self.sign_in(&email, PASSWORD).await, page)
    }

    /// Makes the first site and a person who may do everything, as an operator does at first.
    pub(crate) async fn set_up(&self) -> Signed {
        let page = self.get("/toa-soan/thiet-lap").await;
        let cookie = cookie_of(&page);
        let html = page.0.into_body().into_string().await.expect("text");
        let csrf = between(&html, "name=\"_csrf\" value=\"", "\"");
        let form = [
            ("_csrf", csrf),
            ("code", self.app.set_up_code()),
            ("site_name", "Báo Thử"),
            ("host", "localhost"),
            ("name", "Nguyễn Thử"),
            ("email", "thu@bao.example"),
            ("password", "mat-khau-dai"),
        ];
        let answer = self
            .web
            .post("/toa-soan/thiet-lap")
            .header(header::HOST, "localhost")
            .header(header::COOKIE, cookie)
            .form(&form)
            .send()
            .await;
        answer.assert_status(StatusCode::SEE_OTHER);
        self.signed(cookie_of(&answer)).await
    }

    /// A page of the desk.
    pub(crate) async fn desk(&self, who: &Signed, path: &str) -> String {
        let answer = self
            .web
            .get(path)
            .header(header::HOST, "localhost")
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, &who.cookie)
            .send()
            .await;
        answer.assert_status_is_ok();
        answer.0.into_body().into_string().await.expect("text")
    }

    /// Sends a form of the desk; the token is added.
    pub(crate) async fn send(
        &self,
        who: &Signed,
        path: &str,
        form: &[(&str, &str)],
    ) -> TestResponse {
        let mut all = vec![("_csrf", who.csrf.as_str())];
        all.extend_from_slice(form);
        self.web
            .post(path)
            .header(header::HOST, "localhost")
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, &who.cookie)
            .form(&all)
            .send()
            .await
    }

    /// Writes an article and takes it all the way; returns its address at the desk and on the site.
    pub(crate) async fn published(
        &self,
        who: &Signed,
        title: &str,
        body: &str,
    ) -> (String, String) {
        let (desk, path) = self.written(who, title, body).await;
        for act in ["gui", "duyet", "xuat-ban"] {
            self.act(who, &desk, act, "").await;
        }
        (desk, path)
    }

    /// Writes an article; returns its address at the desk and the one that it will have on the site.
    pub(crate) async fn written(&self, who: &Signed, title: &str, body: &str) -> (String, String) {
        let made = self.send(who, "/toa-soan/bai", &[]).await;
        let desk = made.0.header(header::LOCATION).expect("an address").to_owned();
        let html = self.desk(who, &desk).await;
        let value =
            |name: &str| between(&html, &format!("name=\"{name}\" value=\""), "\"").to_owned();
        let sections = between(&html, "<select id=\"section\"", "</select>");
        let mut ids = sections.split("<option value=\"").filter_map(|part| part.split('"').next());
        let section = ids.find(|id| id.parse::<i64>().is_ok()).expect("a section");
        let text = [
            ("version", value("version")),
            ("save_id", value("save_id")),
            ("title", title.to_owned()),
            ("lead", "Lời dẫn <của> bài & hơn nữa.".to_owned()),
            ("body", body.to_owned()),
            ("section", section.to_owned()),
            ("language", "vi".to_owned()),
            ("bylines", "Lan Anh".to_owned()),
            ("tags", "chợ phiên".to_owned()),
        ];
        let text: Vec<(&str, &str)> =
            text.iter().map(|(name, text)| (*name, text.as_str())).collect();
        self.send(who, &desk, &text).await.assert_status(StatusCode::SEE_OTHER);
        let id = desk.rsplit('/').next().unwrap_or_default();
        let path = format!("/{}-{id}.html", content::slug::Slug::of(title).as_str());
        (desk, path)
    }

    /// Saves the text again with other values in some of its fields; the others are blank, but for
    /// title, body and section.
    pub(crate) async fn change(&self, who: &Signed, desk: &str, more: &[(&str, &str)]) {
        let html = self.desk(who, desk).await;
        let value =
            |name: &str| between(&html, &format!("name=\"{name}\" value=\""), "\"").to_owned();
        let sections = between(&html, "<select id=\"section\"", "</select>");
        let chosen = sections.split("<option value=\"").find(|part| part.contains(" selected"));
        let section = chosen.and_then(|part| part.split('"').next()).unwrap_or_default();
        let all = [
            ("version", value("version")),
            ("save_id", value("save_id")),
            ("title", between(&html, "class=\"big\">", "</textarea>").to_owned()),
            ("body", "Con mương đầu bản.\n".to_owned()),
            ("section", section.to_owned()),
            ("language", "vi".to_owned()),
        ];
        let others = all.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
        let mut form: Vec<(&str, &str)> =
            others.map(|(name, text)| (*name, text.as_str())).collect();
        form.extend_from_slice(more);
        self.send(who, desk, &form).await.assert_status(StatusCode::SEE_OTHER);
    }

    /// Presses one button of the desk.
    pub(crate) async fn act(&self, who: &Signed, desk: &str, act: &str, note: &str) {
        let html = self.desk(who, desk).await;
        let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
        let form = [("version", version.as_str()), ("note", note)];
        let answer = self.send(who, &format!("{desk}/{act}"), &form).await;
        answer.assert_status(StatusCode::SEE_OTHER);
    }
}
