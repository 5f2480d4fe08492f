//! Every address, in one list.

use std::sync::Arc;

use poem::endpoint::make_sync;
use poem::http::{Method, StatusCode, header};
use poem::web::{Data, Path};
use poem::{
    Endpoint, EndpointExt, IntoEndpoint, Request, Response, Route, RouteMethod, delete, get,
    handler, post,
};

use crate::app::App;
use crate::articles::review::steps::{self, ByApi, ByDesk};
use crate::db::schema::Standing;
use crate::error::{Error, Result};
use crate::http::respond;
use crate::{
    accounts, addresses, articles, comments, desk_search, feeds, fronts, http, imprints, laws,
    lists, media, notices, offline, partners, people, planning, previews, records, reports, search,
    sharing, statements,
};

/// The public address: readers, the desk, the API.
pub fn all(app: Arc<App>) -> impl Endpoint<Output = Response> {
    let headers = app.headers.clone();
    let route = desk_steps(desk_articles(desk_people(machines(readers(Route::new())))));
    let route = desk_review(desk_planning(route));
    api_keys(api_open(route))
        // The home page, articles, sections, topics, authors, their feeds, old addresses
        .at("/*path", get(addresses::any))
        .around(respond::with_error_pages)
        .around(move |next, request| headers.clone().around(next, request))
        .data(app)
}

/// What readers open.
fn readers(route: Route) -> Route {
    route
        .at("/tim-kiem", get(search::find::find))
        .at("/goi-y", get(search::suggest::suggest))
        .at("/doc-nhieu", get(lists::most_read::most_read))
        .at("/in/:id", get(articles::print::print))
        .at("/luot-xem", post(articles::views::open))
        .at("/cach-doc", post(http::reading::choose))
        .at("/tro-nang", get(statements::accessibility::statement))
        .at("/ngoai-tuyen", get(offline::page::page))
        .at("/ngoai-tuyen.js", get(offline::worker::worker))
        .at("/media/:hash/:name", get(media::serve::original))
        .at("/media/:hash/:width/:name", get(media::serve::rendition))
        .at("/the/:name", get(sharing::serve::serve))
        .at("/tai-nguyen/:name", get(asset))
        .at("/luu-tru", get(lists::archive::choose))
        .at("/luu-tru/:year/:month/:day", get(lists::archive::day))
        .at("/bao-loi/:id", get(reports::write::page).post(reports::write::send))
        .at("/xem-thu/:secret", get(previews::open::open))
}

/// Feeds, maps and what search engines ask for.
fn machines(route: Route) -> Route {
    route
        .at("/rss", get(feeds::overview::overview))
        .at("/rss/:name", get(feeds::overview::usual_name))
        .at("/sitemap.xml", get(feeds::machines::sitemap))
        .at("/sitemap-news.xml", get(feeds::machines::news))
        .at("/robots.txt", get(feeds::machines::robots))
        .at("/opensearch.xml", get(feeds::machines::opensearch))
}

/// The desk: people.
fn desk_people(route: Route) -> Route {
    route
        .at("/toa-soan/dang-nhap", get(people::sign_in::page).post(people::sign_in::sign_in))
        .at("/toa-soan/dang-xuat", post(people::sign_out::sign_out))
        .at("/toa-soan/thiet-lap", get(people::set_up::page).post(people::set_up::set_up))
        .at("/toa-soan/loi-moi/:secret", get(people::invited::page).post(people::invited::accept))
        .at("/toa-soan/nhan-su", get(people::staff::list::list))
        .at("/toa-soan/nhan-su/moi", get(people::staff::add::page).post(people::staff::add::add))
        .at("/toa-soan/nhan-su/:id", get(people::staff::one::one))
        .at("/toa-soan/nhan-su/:id/vai-tro", post(people::staff::roles::set))
        .at("/toa-soan/nhan-su/:id/tai-khoan", post(people::staff::state::set))
        .at("/toa-soan/nhan-su/:id/lien-ket", post(people::staff::link::make))
        .at("/toa-soan/nhan-su/:id/phien", post(people::staff::sessions::end))
        .at("/toa-soan/tai-khoan", get(accounts::page::page).post(accounts::choices::keep))
        .at("/toa-soan/tai-khoan/mat-khau", post(accounts::password::change))
        .at("/toa-soan/tai-khoan/phien", post(accounts::sessions::end))
        .at("/toa-soan/thong-bao", get(notices::page::page))
        .at("/toa-soan/thong-bao/da-doc", post(notices::read_all::read_all))
        .at("/toa-soan/thong-bao/:id", get(notices::open::open))
        .at("/toa-soan/nhat-ky", get(records::list::list))
        .at("/toa-soan/toi", get(people::me::me))
        .at("/toa-soan/ngon-ngu/:tag", get(people::language::choose))
}

/// The desk: articles and pictures.
fn desk_articles(route: Route) -> Route {
    route
        .at("/toa-soan", get(articles::desk::list::list))
        .at("/toa-soan/tim", get(desk_search::find::find))
        .at("/toa-soan/bao-loi", get(reports::desk::list))
        .at("/toa-soan/bao-loi/:id", post(reports::desk::settle))
        .at("/toa-soan/anh", post(media::upload::upload))
        .at("/toa-soan/bai", post(articles::create::create))
        .at("/toa-soan/bai/:id", get(articles::desk::edit::edit).post(articles::desk::save::save))
        .at(
            "/toa-soan/bai/:id/ban-nhap",
            get(articles::keeping::newest::newest).put(articles::keeping::autosave::autosave),
        )
        .at("/toa-soan/bai/:id/ban-rieng/:tab", delete(articles::keeping::aside::forget))
        .at("/toa-soan/bai/:id/co-mat", post(articles::presence::beat::beat))
        .at("/toa-soan/bai/:id/tiep-quan", post(articles::presence::take_over::take_over))
        .at("/toa-soan/bai/:id/lich-su", get(articles::desk::revisions::history))
        .at("/toa-soan/bai/:id/lich-su/so-sanh", get(articles::desk::compare::any_two))
        .at("/toa-soan/bai/:id/lich-su/:number", get(articles::desk::compare::one))
        .at("/toa-soan/bai/:id/lich-su/:number/khoi-phuc", step(articles::restore::restore))
        .at("/toa-soan/bai/:id/xem-truoc", get(articles::desk::preview::preview))
}

/// An act on an article. Its address opened by itself, from a reloaded page or the history of the
/// browser, leads to the article.
fn step<E: IntoEndpoint>(act: E) -> RouteMethod
where
    E::Endpoint: 'static,
{
    post(act).get(articles::desk::edit::back)
}

/// The desk: the steps of an article on its way to readers, and back.
fn desk_steps(route: Route) -> Route {
    route
        .at("/toa-soan/bai/:id/gui", step(ByDesk(&steps::SUBMIT)))
        .at("/toa-soan/bai/:id/rut", step(ByDesk(&steps::RECALL)))
        .at("/toa-soan/bai/:id/bo", step(ByDesk(&steps::DISCARD)))
        .at("/toa-soan/bai/:id/lay-lai", step(ByDesk(&steps::RECOVER)))
        .at("/toa-soan/bai/:id/nhan", step(ByDesk(&steps::TAKE)))
        .at("/toa-soan/bai/:id/tra-lai", step(ByDesk(&steps::RETURN)))
        .at("/toa-soan/bai/:id/duyet", step(ByDesk(&steps::APPROVE)))
        .at("/toa-soan/bai/:id/xuat-ban", step(articles::review::publish::publish))
        .at("/toa-soan/bai/:id/hen-gio", step(articles::review::schedule::schedule))
        .at("/toa-soan/bai/:id/bo-hen-gio", step(ByDesk(&steps::UNSCHEDULE)))
        .at("/toa-soan/bai/:id/cam-dang", step(ByDesk(&steps::EMBARGO)))
        .at("/toa-soan/bai/:id/het-han", step(ByDesk(&steps::EXPIRE)))
        .at("/toa-soan/bai/:id/dinh-chinh", step(ByDesk(&steps::CORRECT)))
        .at("/toa-soan/bai/:id/go", step(ByDesk(&steps::WITHDRAW)))
}

/// The desk: fronts, calendar, work.
fn desk_planning(route: Route) -> Route {
    route
        .at("/toa-soan/trang-nhat", get(fronts::desk::overview::overview))
        .at(
            "/toa-soan/trang-nhat/:site",
            get(fronts::desk::page::look).post(fronts::desk::arrange::arrange),
        )
        .at(
            "/toa-soan/trang-nhat/:site/*section",
            get(fronts::desk::page::look).post(fronts::desk::arrange::arrange),
        )
        .at(
            "/toa-soan/trang-nhat-khoi/:site",
            get(fronts::desk::blocks::page).post(fronts::desk::blocks::save),
        )
        .at(
            "/toa-soan/trang-nhat-khoi/:site/*section",
            get(fronts::desk::blocks::page).post(fronts::desk::blocks::save),
        )
        .at("/toa-soan/trang-nhat-xem-truoc/:site", get(lists::preview::preview))
        .at("/toa-soan/trang-nhat-xem-truoc/:site/*section", get(lists::preview::preview))
        .at("/toa-soan/trang-nhat-lich-su/:site", get(fronts::desk::history::history))
        .at("/toa-soan/trang-nhat-lich-su/:site/*section", get(fronts::desk::history::history))
        .at("/toa-soan/lich", get(planning::calendar::look).post(planning::notes::add))
        .at("/toa-soan/lich/:id/xoa", post(planning::notes::remove))
        .at("/toa-soan/phan-cong", get(planning::list::list).post(planning::assign::assign))
        .at("/toa-soan/phan-cong/moi", get(planning::assign::form))
        .at("/toa-soan/phan-cong/:id", get(planning::one::one).post(planning::change::change))
        .at("/toa-soan/phan-cong/:id/viec", post(planning::act::answer))
        .at("/toa-soan/phan-cong/:id/viet-bai", post(planning::write::write))
}

/// The desk: what happens to a text before it goes out.
fn desk_review(route: Route) -> Route {
    route
        .at(
            "/toa-soan/kiem-tra-bai",
            get(articles::desk::check_settings::page).post(articles::desk::check_settings::save),
        )
        .at("/toa-soan/trang-tin", get(imprints::settings::page).post(imprints::settings::save))
        .at("/toa-soan/quy-dinh", get(laws::settings::page).post(laws::settings::save))
        .at("/toa-soan/tim-kiem", get(search::settings::page).post(search::settings::save))
        .at("/toa-soan/bai/:id/nhan-xet", get(comments::list::page).post(comments::add::add))
        .at("/toa-soan/bai/:id/nhan-xet/danh-sach", get(comments::list::list))
        .at("/toa-soan/bai/:id/nhan-xet/:remark/xong", post(comments::settle::resolve))
        .at("/toa-soan/bai/:id/nhan-xet/:remark/mo-lai", post(comments::settle::reopen))
        .at("/toa-soan/bai/:id/xem-thu", get(previews::show::show).post(previews::make::make))
        .at("/toa-soan/bai/:id/xem-thu/:link/thu-hoi", post(previews::revoke::revoke))
}

/// The API: everybody.
fn api_open(route: Route) -> Route {
    route
        .at("/api/v1/articles", get(partners::articles::list).post(articles::create::create_by_api))
        .at("/api/v1/articles/:id", get(partners::articles::one))
        .at("/api/v1/sections", get(partners::sections::sections))
        .at("/api/v1/search", get(search::find::find_by_api))
        .at("/api/v1/suggest", get(search::suggest::suggest))
        .at("/api/v1/changes", get(partners::changes::changes))
        .at("/api/v1/openapi.json", get(partners::openapi::openapi))
}

/// The API: with a token.
fn api_keys(route: Route) -> Route {
    route
        .at("/api/v1/media", post(media::upload::upload_by_api))
        .at("/api/v1/articles/:id/draft", get(articles::draft::show).put(articles::draft::write))
        .at("/api/v1/articles/:id/revisions", get(articles::desk::revisions::list_by_api))
        .at("/api/v1/articles/:id/submit", post(ByApi(&steps::SUBMIT)))
        .at("/api/v1/articles/:id/recall", post(ByApi(&steps::RECALL)))
        .at("/api/v1/articles/:id/discard", post(ByApi(&steps::DISCARD)))
        .at("/api/v1/articles/:id/recover", post(ByApi(&steps::RECOVER)))
        .at("/api/v1/articles/:id/take", post(ByApi(&steps::TAKE)))
        .at("/api/v1/articles/:id/return", post(ByApi(&steps::RETURN)))
        .at("/api/v1/articles/:id/approve", post(ByApi(&steps::APPROVE)))
        .at("/api/v1/articles/:id/publish", post(articles::review::publish::publish_by_api))
        .at("/api/v1/articles/:id/schedule", post(articles::review::schedule::schedule_by_api))
        .at("/api/v1/articles/:id/unschedule", post(ByApi(&steps::UNSCHEDULE)))
        .at("/api/v1/articles/:id/embargo", post(ByApi(&steps::EMBARGO)))
        .at("/api/v1/articles/:id/expire", post(ByApi(&steps::EXPIRE)))
        .at("/api/v1/articles/:id/correct", post(ByApi(&steps::CORRECT)))
        .at("/api/v1/articles/:id/withdraw", post(ByApi(&steps::WITHDRAW)))
}

/// Health and metrics, never on the public address.
pub(crate) fn ops(app: Arc<App>) -> impl Endpoint {
    Route::new()
        .at("/healthz", make_sync(|_| "ok\n"))
        .at("/readyz", get(ready))
        .at("/metrics", get(metrics))
        .data(app)
}

/// Whether this node should be sent requests.
#[handler]
async fn ready(app: Data<&Arc<App>>) -> Response {
    let no =
        |why: &'static str| Response::builder().status(StatusCode::SERVICE_UNAVAILABLE).body(why);
    if app.telemetry.stopping() {
        return no("stopping\n");
    }
    match app.db.standing().await {
        // During an upgrade another node may have brought the schema on: steps only add, and this
        // one goes on unless it is told not to.
        Ok(Standing::Level | Standing::Ahead { .. }) => Response::builder().body("ok\n"),
        Err(Error::NewerDatabase { .. }) => {
            no("the database has a newer schema that needs a newer version of this node\n")
        }
        Ok(Standing::Behind(_)) => no("the database has an older schema; run `toasoan migrate`\n"),
        Err(_) => no("the database is away\n"),
    }
}

/// Prometheus text format.
#[handler]
async fn metrics(app: Data<&Arc<App>>) -> Response {
    let text = app.telemetry.text(&app).await;
    Response::builder().content_type("text/plain; version=0.0.4; charset=utf-8").body(text)
}

/// Styles and scripts under their hashed names.
#[handler]
fn asset(app: Data<&Arc<App>>, request: &Request, Path(name): Path<String>) -> Result<Response> {
    let asset = app.themes.assets().get(&name).ok_or(Error::NotFound)?;
    let accepts = request.header(header::ACCEPT_ENCODING).unwrap_or_default();
    let packed = !asset.brotli.is_empty()
        && http::encoding::preferred(accepts).contains(&Some(http::encoding::Encoding::Brotli));
    let body = if packed { asset.brotli.clone() } else { asset.identity.to_vec() };
    let mut response = Response::builder()
        .content_type(asset.content_type)
        .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
        .header(header::VARY, "Accept-Encoding")
        .header(header::CONTENT_LENGTH, body.len());
    if packed {
        response = response.header(header::CONTENT_ENCODING, "br");
    }
    let head = request.method() == Method::HEAD;
    Ok(response.body(if head { Vec::new() } else { body }))
}
