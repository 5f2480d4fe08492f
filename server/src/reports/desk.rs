//! `/toa-soan/bao-loi`: what readers found wrong, for those who edit the articles, until it is settled.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use content::id::ArticleId;
use content::workflow::rights::Right;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;
use themes::dates;
use themes::view::desk::reports::{ReportRow, ReportsPage};

use super::store::{self, Report, Which};
use crate::app::App;
use crate::articles::acts;
use crate::articles::store::acts::Found;
use crate::audit;
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::screen::Screen;
use crate::people::who::Editor;

/// Reports of one page.
const LINES: usize = 30;
/// Reports looked at for one page by somebody who may see few of them.
const LOOKED_AT: u64 = 300;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `xong` for those that are settled.
    loc: String,
    /// Id of the last one seen.
    truoc: Option<i64>,
    xong: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Settle {
    #[serde(rename = "_csrf")]
    csrf: String,
}

#[handler]
pub(crate) async fn list(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let screen = Screen::new(&app, &who, request);
    let which = if asked.loc == "xong" { Which::Settled } else { Which::Open };
    let found = store::lines(&app.db.read, which, (asked.truoc, LOOKED_AT)).await?;
    let all = u64::try_from(found.len()).unwrap_or(LOOKED_AT);
    let (mut rows, mut last) = (Vec::new(), None);
    // Of one article there are mostly several.
    let mut articles: HashMap<ArticleId, Option<Found>> = HashMap::new();
    for report in &found {
        if rows.len() == LINES {
            break;
        }
        last = Some(report.id);
        let article = match articles.entry(report.article) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(edited_by(&app, &who, report.article).await?),
        };
        rows.extend(article.as_ref().map(|article| row(report, article)));
    }
    let more = rows.len() == LINES || all == LOOKED_AT;
    let filter = if which == Which::Settled { "&loc=xong" } else { "" };
    let page = ReportsPage {
        frame: screen.frame(screen.say("reports"), screen.after(&asked.xong, "reports-settled")),
        settled: which == Which::Settled,
        rows,
        older: match last.filter(|_| more) {
            Some(last) => format!("/toa-soan/bao-loi?truoc={last}{filter}"),
            None => String::new(),
        },
    };
    screen.show(StatusCode::OK, &page)
}

/// It has been looked into, whether or not something was wrong.
#[handler]
pub(crate) async fn settle(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(sent): Form<Settle>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    let report = store::one(&app.db.read, id).await?;
    edited_by(&app, &who, report.article).await?.ok_or(Error::Forbidden)?;
    let now_ms = app.clock.now_ms();
    let tx = app.db.begin().await?;
    if store::settle(&tx, id, (who.id, now_ms)).await? {
        let noted = audit::Entry {
            act: "report_settled",
            by: Some(who.id),
            article: Some(report.article),
            subject: None,
            before: json!({ "report": report.said.words, "passage": report.said.passage }),
            after: json!({}),
        };
        audit::store::append(&tx, &noted, now_ms).await?;
    }
    tx.commit().await?;
    Ok(respond::see_other("/toa-soan/bao-loi?xong=1"))
}

/// The article, when this person writes or edits it.
async fn edited_by(app: &App, who: &Editor, article: ArticleId) -> Result<Option<Found>> {
    match acts::readable(app, who, article).await {
        Ok(found) => {
            let edits = acts::rights(who, &found).has(Right::Take);
            Ok((edits || found.owner == Some(who.id)).then_some(found))
        }
        Err(Error::Forbidden | Error::NotFound) => Ok(None),
        Err(err) => Err(err),
    }
}

fn row(report: &Report, article: &Found) -> ReportRow {
    ReportRow {
        id: report.id,
        at: dates::short(report.at_ms),
        title: article.draft.text.title.clone(),
        url: format!("/toa-soan/bai/{}", report.article),
        passage: report.said.passage.clone(),
        words: report.said.words.clone(),
        contact: report.said.contact.clone(),
        settled: report.settled,
    }
}
