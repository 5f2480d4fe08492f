//! Work in hand for the demo's desk: texts in each step of the flow, assignments and notes, made
//! once, by the same acts that people do.

use std::collections::BTreeMap;
use std::sync::Arc;

use content::article::Text;
use content::assignment::Priority;
use content::id::{ArticleId, SectionId, SiteId};
use content::lang::Lang;
use content::slug::Slug;
use content::workflow::decide::Act;
use themes::dates;

use super::content::{DeskPlan, DeskText, DeskWork, Sample, desk_plan, desk_text};
use super::fill::cover;
use crate::app::App;
use crate::articles::acts::{Doing, act};
use crate::articles::store::create::{self, NewArticle};
use crate::assignments::store::{self as assignments, Wish};
use crate::error::{Error, Result};
use crate::people::store as people;
use crate::people::who::Editor;
use crate::planning::store::{self as planning, Note};
use crate::planning::tell;

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// The hour at which the scheduled text goes out.
const MORNING: i64 = 6;
/// Notes that a day may hold; more than the demo writes.
const NOTES_MAX: usize = 20;

/// Pictures by the name of their scene.
pub(super) type Pictures = BTreeMap<&'static str, String>;

/// Makes what is in hand, unless it was made before.
pub(super) async fn fill(app: &Arc<App>, pictures: &Pictures) -> Result<()> {
    let plan = desk_plan()?;
    let Some(first) = plan.texts.first() else { return Ok(()) };
    let made = create::by_source(&app.db.read, &source(first)).await?;
    let editor = Editor::by_email(app, &plan.editor).await?;
    let secretary = Editor::by_email(app, &plan.secretary).await?;
    // An installation without these people is somebody's own by now.
    let (None, Some(editor), Some(secretary)) = (made, editor, secretary) else { return Ok(()) };
    for text in &plan.texts {
        begin(app, text, pictures, (&editor, &secretary)).await?;
    }
    assign(app, &plan, &secretary).await?;
    note(app, &plan, &secretary).await
}

fn source(text: &DeskText) -> String {
    format!("demo-desk-{}", text.file)
}

async fn begin(
    app: &Arc<App>,
    planned: &DeskText,
    pictures: &Pictures,
    (editor, secretary): (&Editor, &Editor),
) -> Result<()> {
    let Some(writer) = Editor::by_email(app, &planned.writer).await? else { return Ok(()) };
    let Some(sample) = desk_text(&planned.file) else { return Ok(()) };
    let (site, section) = place(app, &sample.site, &sample.section)?;
    let text = written(&sample, section, pictures);
    let new = NewArticle {
        site,
        owner: Some(writer.id),
        source_id: Some(source(planned)),
        slug: Slug::of(&text.title),
        text,
    };
    let tx = app.db.begin().await?;
    let id = create::insert(&tx, &new, app.clock.now_ms()).await?;
    tx.commit().await?;
    for step in &planned.steps {
        let (who, wanted) = match step.as_str() {
            "submit" => (&writer, Act::Submit),
            "take" => (editor, Act::Take),
            "return" => (editor, Act::Return { note: planned.note.clone() }),
            "approve" => (editor, Act::Approve),
            "schedule" => (secretary, Act::Schedule { at_ms: next_morning(app) }),
            _ => continue,
        };
        done(app, who, id, wanted).await?;
    }
    Ok(())
}

async fn done(app: &App, who: &Editor, id: ArticleId, wanted: Act) -> Result<()> {
    let (seen, places, repeat, override_reason) = (None, None, None, String::new());
    act(app, who, id, Doing { act: wanted, seen, places, repeat, override_reason }).await?;
    Ok(())
}

/// Far enough away that whoever tries the demo sees it waiting.
fn next_morning(app: &App) -> i64 {
    let now_ms = app.clock.now_ms();
    let tomorrow = midnight(now_ms, 1) + MORNING * HOUR_MS;
    if tomorrow - now_ms > 6 * HOUR_MS { tomorrow } else { tomorrow + DAY_MS }
}

/// The beginning of the day that many days from now, in Vietnam.
fn midnight(now_ms: i64, days: i64) -> i64 {
    let today = dates::start_of_day(&dates::date(now_ms)).unwrap_or(now_ms);
    today + days * DAY_MS
}

fn place(app: &App, site: &str, section: &str) -> Result<(SiteId, Option<SectionId>)> {
    let atlas = app.atlas();
    let site = atlas.site_by_key(site).ok_or(Error::NotFound)?;
    Ok((site.id, atlas.section_by_path(site.id, section).map(|section| section.id)))
}

fn written(sample: &Sample, section: Option<SectionId>, pictures: &Pictures) -> Text {
    Text {
        title: sample.title.clone(),
        kicker: sample.kicker.clone(),
        lead: sample.lead.clone(),
        body: sample.body.clone(),
        section,
        language: Lang::parse(&sample.language).unwrap_or_else(|_| Lang::vi()),
        bylines: sample.bylines.clone(),
        tags: sample.tags.clone(),
        cover: cover(sample, pictures),
        context: sample.context(),
    }
}

async fn assign(app: &App, plan: &DeskPlan, by: &Editor) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let tx = app.db.begin().await?;
    for planned in &plan.work {
        let wish = wish(app, planned, now_ms).await?;
        let id = assignments::insert(&tx, &wish, by.id, now_ms).await?;
        if let Some(person) = wish.assignee {
            let work = assignments::find(&tx, id).await?;
            tell::assignee(&tx, app, (by.id, person), &work).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn wish(app: &App, planned: &DeskWork, now_ms: i64) -> Result<Wish> {
    let (site, section) = place(app, "bao", &planned.section)?;
    let person = people::by_email(&app.db.read, &planned.to).await?;
    Ok(Wish {
        title: planned.title.clone(),
        brief: planned.brief.clone(),
        place: planned.place.clone(),
        site,
        section,
        due_ms: midnight(now_ms, planned.days) + planned.hour * HOUR_MS,
        priority: Priority::parse(&planned.priority),
        assignee: person.map(|person| person.id),
    })
}

async fn note(app: &App, plan: &DeskPlan, by: &Editor) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let tx = app.db.begin().await?;
    for planned in &plan.notes {
        let day = dates::date(midnight(now_ms, planned.day));
        let note = Note { id: 0, day, words: planned.words.clone(), by: by.id };
        planning::add(&tx, &note, NOTES_MAX, now_ms).await?;
    }
    tx.commit().await?;
    Ok(())
}
