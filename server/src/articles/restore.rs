//! `POST /toa-soan/bai/{id}/lich-su/{number}/khoi-phuc`: an old text becomes the newest one.
//!
//! Nothing is lost by it: what stands in the draft, saved a moment ago by whomever, is frozen as a
//! revision first, and the old text comes back as a revision of its own.

use std::sync::Arc;

use content::article::Text;
use content::id::ArticleId;
use content::workflow::decide::{Act, decide};
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use themes::view::desk::editor::TriedView;

use super::acts::{rights, stays_in_reach};
use super::desk::edit;
use super::desk::screen::Screen;
use super::shape::sent::ActForm;
use super::store::acts::{self, Found, Kept};
use super::store::{drafts, revisions};
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::who::Editor;

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Restored {
    /// The old text is the newest one now.
    Done,
    /// It was the newest one already.
    Same,
}

/// The desk's face; whatever version its page showed, the text of now is kept first.
#[handler]
pub(crate) async fn restore(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path((id, number)): Path<(i64, i32)>,
    Form(form): Form<ActForm>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&form.csrf))?;
    let done = match take_back(&app, &who, ArticleId::new(id), number).await {
        Ok(Restored::Done) => "restore",
        Ok(Restored::Same) => "restore-same",
        Err(err @ (Error::Refused(_) | Error::BadRequest(_))) => {
            return edit::refused(
                &Screen::new(&app, &who, request),
                ArticleId::new(id),
                (&err, TriedView::default()),
            )
            .await;
        }
        Err(err) => return Err(err),
    };
    Ok(respond::see_other(&format!("/toa-soan/bai/{id}?xong={done}&ban={number}")))
}

/// The act: by the right to write, in one transaction.
async fn take_back(app: &App, who: &Editor, id: ArticleId, number: i32) -> Result<Restored> {
    let tx = app.db.begin().await?;
    let found = acts::hold(&tx, id).await?;
    let (now_ms, by) = (app.clock.now_ms(), Some(who.id));
    // The right first: who may not write must not learn which revisions there are.
    let change = decide(&found.standing(), Act::Write, &rights(who, &found), now_ms)?;
    let revision = revisions::by_number(&tx, id, number).await?;
    let text = within_reach(app, who, &found, revision.text);
    if text == found.draft.text {
        return Ok(Restored::Same);
    }
    stays_in_reach(app, who, &found, &text)?;
    let (before, saved_by) = (&found.draft, found.draft.saved_by);
    revisions::freeze(&tx, before, saved_by, "before_restore", "", now_ms).await?;
    drafts::write(&tx, id, before.version, &text, by, now_ms).await?;
    let kept = Kept { change: &change, by, places: &[], published_ms: None, now_ms };
    acts::apply(&tx, &app.db, &kept).await?;
    let draft = drafts::read(&tx, id).await?;
    revisions::freeze(&tx, &draft, by, "restore", &number.to_string(), now_ms).await?;
    tx.commit().await?;
    Ok(Restored::Done)
}

/// The old text, in the section of now where its own is gone or out of this person's reach.
fn within_reach(app: &App, who: &Editor, found: &Found, old: Text) -> Text {
    if stays_in_reach(app, who, found, &old).is_ok() {
        return old;
    }
    Text { section: found.draft.text.section, ..old }
}
