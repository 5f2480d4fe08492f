//! `/toa-soan/quy-dinh`: which numbers the law sets, since when and where it says so.

use std::sync::Arc;

use content::law::{Law, Provision};
use content::workflow::rights::may_lead;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;
use themes::dates;
use themes::view::desk::laws::{LawRow, LawsPage, ProvisionRow, TypedLaw};

use super::store;
use crate::app::App;
use crate::articles::acts;
use crate::audit::{Entry, store as audit};
use crate::changes::{Kind, store as changes};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::screen::{Notice, Screen};
use crate::people::who::Editor;

/// Characters of a source.
const SOURCE_MAX: usize = 300;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    xong: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    #[serde(rename = "_csrf")]
    csrf: String,
    #[serde(rename = "quy-dinh")]
    law: String,
    #[serde(rename = "so")]
    value: String,
    #[serde(rename = "tu")]
    from_day: String,
    #[serde(rename = "nguon")]
    source: String,
}

/// Shows all with what held, holds and will hold.
#[handler]
pub(crate) async fn page(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let screen = Screen::new(&app, &who, request);
    let notice = screen.after(&asked.xong, "law-saved");
    show(&screen, (notice, StatusCode::OK), &Sent::default()).await
}

/// Adds a line, or shows what was typed again with what is wrong about it.
#[handler]
pub(crate) async fn save(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    if !may_lead(&who.grants) {
        return Err(Error::Forbidden);
    }
    let law = Law::parse(&sent.law).ok_or(Error::BadRequest("error-form"))?;
    let screen = Screen::new(&app, &who, request);
    match sent.read(law) {
        Ok(new) => {
            keep(&app, &who, (law, &new)).await?;
            Ok(respond::see_other("/toa-soan/quy-dinh?xong=1"))
        }
        Err(fault) => {
            let (least, most) = law.bounds().into_inner();
            let values = [("least", least.into()), ("most", most.into())];
            let words = app.themes.texts().say(screen.language, fault, &values);
            let notice = Notice { kind: "error", words };
            show(&screen, (notice, StatusCode::UNPROCESSABLE_ENTITY), &sent).await
        }
    }
}

impl Sent {
    /// The line, or the key of the text that says what is wrong.
    fn read(&self, law: Law) -> std::result::Result<Provision, &'static str> {
        let value = self.value.trim().parse().ok().filter(|value| law.bounds().contains(value));
        let value = value.ok_or("law-fault-value")?;
        let day = self.from_day.trim();
        let from_day = dates::start_of_day(day).map(dates::date).filter(|read| read == day);
        let from_day = from_day.ok_or("law-fault-day")?;
        let source = content::text::tidy_line(&self.source);
        if source.is_empty() || source.chars().count() > SOURCE_MAX {
            return Err("law-fault-source");
        }
        Ok(Provision { from_day, value, source })
    }
}

async fn keep(app: &App, who: &Editor, (law, new): (Law, &Provision)) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let tx = app.db.begin().await?;
    let before = law.in_force(&store::of(&tx, law).await?, &new.from_day);
    store::add(&tx, (law, new), (who.id, now_ms)).await?;
    let told = |one: &Provision| json!({ "law": law.name(), "law_value": one.value, "law_source": one.source, "law_from": one.from_day });
    let noted = Entry {
        by: Some(who.id),
        act: "law_set",
        article: None,
        subject: None,
        before: told(&before),
        after: told(new),
    };
    audit::append(&tx, &noted, now_ms).await?;
    // What stands on pages by such a number is counted anew, on every node.
    let number = changes::append(&tx, &app.db, Kind::Frame, None, now_ms).await?;
    tx.commit().await?;
    acts::tell(app, Some(number)).await;
    Ok(())
}

async fn show(
    screen: &Screen<'_>,
    (notice, status): (Notice, StatusCode),
    typed: &Sent,
) -> Result<Response> {
    if !may_lead(&screen.who.grants) {
        return Err(Error::Forbidden);
    }
    let today = dates::date(screen.app.clock.now_ms());
    let mut laws = Vec::with_capacity(Law::ALL.len());
    for law in Law::ALL {
        let set = store::of(&screen.app.db.read, law).await?;
        laws.push(row(law, &set, &today));
    }
    let view = LawsPage {
        frame: screen.frame(screen.say("laws"), notice),
        today,
        laws,
        typed: TypedLaw {
            law: typed.law.clone(),
            value: typed.value.clone(),
            from_day: typed.from_day.clone(),
            source: typed.source.clone(),
        },
    };
    screen.show(status, &view)
}

/// A law with its lines, the newest day first.
fn row(law: Law, set: &[Provision], today: &str) -> LawRow {
    let now = law.in_force(set, today);
    let mut lines: Vec<Provision> = law.known();
    lines.extend_from_slice(set);
    // Of several that begin on one day the last set holds, and stands first.
    lines.reverse();
    lines.sort_by(|one, other| other.from_day.cmp(&one.from_day));
    let lines = lines.into_iter().map(|line| ProvisionRow {
        now: line == now,
        coming: line.from_day.as_str() > today,
        from_day: line.from_day,
        value: line.value,
        source: line.source,
    });
    let (least, most) = law.bounds().into_inner();
    LawRow { name: law.name().to_owned(), least, most, lines: lines.collect() }
}

#[cfg(test)]
mod tests {
    use content::law::Law;

    use super::Sent;

    #[test]
    fn a_line_needs_a_number_a_day_and_a_source() {
        let sent = |value: &str, from_day: &str, source: &str| Sent {
            value: value.to_owned(),
            from_day: from_day.to_owned(),
            source: source.to_owned(),
            ..Sent::default()
        };
        let read = |sent: Sent| sent.read(Law::CorrectionDays).map(|line| line.value);
        assert_eq!(read(sent(" 10 ", "2027-01-01", "Nghị định 1, Điều 2")), Ok(10));
        for bad in ["", "0", "-1", "366", "9999999999999999999", "mười", "1e2"] {
            assert_eq!(read(sent(bad, "2027-01-01", "x")), Err("law-fault-value"), "{bad}");
        }
        for bad in ["", "2027-02-30", "01/01/2027", "2027-1-1", "<script>"] {
            assert_eq!(read(sent("7", bad, "x")), Err("law-fault-day"), "{bad}");
        }
        for bad in [String::new(), " \n ".to_owned(), "x".repeat(301)] {
            assert_eq!(read(sent("7", "2027-01-01", &bad)), Err("law-fault-source"));
        }
    }
}
