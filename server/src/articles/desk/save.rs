//! `POST /toa-soan/bai/{id}`: the save button, with or without script; history keeps it.

use std::sync::Arc;

use content::article::Text;
use content::id::ArticleId;
use content::workflow::decide::Act;
use poem::error::ResponseError;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use super::conflict;
use super::editor_page::{self, Showing};
use super::screen::{Notice, Screen};
use crate::app::App;
use crate::articles::acts::{self, Doing, Fold, Writing};
use crate::articles::review::faces;
use crate::articles::shape::sent::{self, ActForm, SaveForm};
use crate::error::{Error, Result};
use crate::http::forms::FormWithFile;
use crate::http::{csrf, respond};
use crate::media::keep;
use crate::people::who::Editor;

#[handler]
pub(crate) async fn save(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    FormWithFile { mut form, file }: FormWithFile<SaveForm>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&form.csrf))?;
    let id = ArticleId::new(id);
    let mut text = form.text()?;
    let screen = Screen::new(&app, &who, request);
    if let Some(file) = file {
        let kept = match file {
            Ok(file) => keep::upload(&app, &file.name, file.bytes, Some(who.id)).await,
            Err(err) => Err(err),
        };
        match kept {
            Ok(media) => {
                form.set_cover(&media.hash);
                text = form.text()?;
            }
            // A file that is no picture takes no word with it.
            Err(err @ (Error::BadRequest(_) | Error::Unsupported(_) | Error::TooLarge { .. })) => {
                return again(&screen, id, (&err, &text)).await;
            }
            Err(err) => return Err(err),
        }
    }
    let save_id = sent::save_id(&form.save_id)?;
    let base = form.base();
    let (based_on, fold) = (form.version, Fold::Revision);
    let writing = Writing { based_on, text: &text, save_id, base: base.as_ref(), tab: None, fold };
    match acts::write(&app, &who, id, &writing).await {
        Ok(saved) => {
            let step = match form.roi.as_str() {
                "submit" => Some(Act::Submit),
                "approve" => Some(Act::Approve),
                _ => None,
            };
            if let Some(act) = step {
                let (form, version) = (ActForm::plain(form.csrf), saved.version);
                let doing = Doing::seen(act, version);
                return faces::by_desk(&app, &who, request, id.get(), (&form, doing)).await;
            }
            let done = if saved.merged.is_some() { "merge" } else { "save" };
            Ok(respond::see_other(&format!("/toa-soan/bai/{id}?xong={done}")))
        }
        Err(Error::StaleWrite { .. }) => conflict::show(&screen, id, &text).await,
        Err(err @ (Error::Invalid(_) | Error::Refused(_) | Error::BadRequest(_))) => {
            again(&screen, id, (&err, &text)).await
        }
        Err(err) => Err(err),
    }
}

/// The page again with what was typed and the reason why it could not be kept.
async fn again(
    screen: &Screen<'_>,
    id: ArticleId,
    (err, typed): (&Error, &Text),
) -> Result<Response> {
    let found = acts::readable(screen.app, screen.who, id).await?;
    let notice =
        Notice { kind: "error", words: respond::sentence(screen.app, screen.language, err) };
    let page = editor_page::page(screen, &found, Showing { text: typed, notice }).await?;
    screen.show(err.status(), &page)
}
