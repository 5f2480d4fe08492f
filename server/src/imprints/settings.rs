//! `/toa-soan/trang-tin`: the name of each site, and what stands in its masthead and footer.

use std::sync::Arc;

use content::workflow::rights::may_lead;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use themes::view::desk::imprints::{ImprintField, ImprintRow, ImprintsPage};

use crate::app::App;
use crate::articles::acts;
use crate::audit::{Entry, store as audit};
use crate::changes::{Kind, store as changes};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::screen::{Notice, Screen};
use crate::people::who::Editor;
use crate::sites::atlas::{Imprint, Site};
use crate::sites::store as sites;

/// Characters of one field.
const FIELD_MAX: usize = 300;

/// In the order of the form; each has the text `imprint-<name>`.
const FIELDS: [&str; 10] = [
    "name",
    "tagline",
    "publisher",
    "editor_in_chief",
    "license_number",
    "license_date",
    "license_authority",
    "address",
    "phone",
    "email",
];
/// What a site may do without; the law wants all others shown.
const FREE: [&str; 1] = ["tagline"];

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
    /// A site's key.
    trang: String,
    #[serde(flatten)]
    said: Said,
}

/// A site's name with its imprint, as the form sends it and as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Said {
    name: String,
    #[serde(flatten)]
    imprint: Imprint,
}

/// Shows all sites.
#[handler]
pub(crate) async fn page(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let screen = Screen::new(&app, &who, request);
    let notice = screen.after(&asked.xong, "imprints-saved");
    show(&screen, (notice, StatusCode::OK), None)
}

/// Keeps what is said of one site, or shows it again with what is wrong.
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
    let atlas = app.atlas();
    let site = atlas.site_by_key(&sent.trang).ok_or(Error::BadRequest("error-form"))?;
    let screen = Screen::new(&app, &who, request);
    match tidy(&sent.said) {
        Ok(said) => {
            keep(&app, &who, (site, &said)).await?;
            Ok(respond::see_other("/toa-soan/trang-tin?xong=1"))
        }
        Err(fault) => {
            let notice = Notice { kind: "error", words: screen.say(fault) };
            let typed = Some((site.key.as_str(), &sent.said));
            show(&screen, (notice, StatusCode::UNPROCESSABLE_ENTITY), typed)
        }
    }
}

impl Said {
    fn of(site: &Site) -> Self {
        Self { name: site.name.clone(), imprint: site.imprint.clone() }
    }

    /// Its fields by name.
    fn fields(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        }
    }
}

/// Each field on one line, or the key of the text that says what is wrong.
fn tidy(said: &Said) -> std::result::Result<Said, &'static str> {
    let mut fields = said.fields();
    for value in fields.values_mut() {
        let line = content::text::tidy_line(value.as_str().unwrap_or_default());
        if line.chars().count() > FIELD_MAX {
            return Err("imprints-fault-long");
        }
        *value = Value::String(line);
    }
    let said: Said = serde_json::from_value(fields.into()).ok().ok_or("error-form")?;
    if said.name.is_empty() {
        return Err("imprints-fault-name");
    }
    let address = &said.imprint.email;
    let plain = address.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !address.contains(char::is_whitespace)
    });
    if !address.is_empty() && !plain {
        return Err("imprints-fault-email");
    }
    Ok(said)
}

async fn keep(app: &App, who: &Editor, (site, said): (&Site, &Said)) -> Result<()> {
    let before = Said::of(site);
    if before == *said {
        return Ok(());
    }
    let now_ms = app.clock.now_ms();
    let tx = app.db.begin().await?;
    sites::set_imprint(&tx, site.id, (&said.name, &said.imprint)).await?;
    let told = |said: &Said| {
        let mut told: Map<String, Value> = said
            .fields()
            .into_iter()
            .map(|(name, value)| (format!("imprint_{name}"), value))
            .collect();
        told.insert("site_key".to_owned(), site.key.clone().into());
        Value::Object(told)
    };
    let noted = Entry {
        by: Some(who.id),
        act: "site_changed",
        article: None,
        subject: None,
        before: told(&before),
        after: told(said),
    };
    audit::append(&tx, &noted, now_ms).await?;
    let number = changes::append(&tx, &app.db, Kind::Frame, None, now_ms).await?;
    tx.commit().await?;
    acts::tell(app, Some(number)).await;
    Ok(())
}

fn show(
    screen: &Screen<'_>,
    (notice, status): (Notice, StatusCode),
    typed: Option<(&str, &Said)>,
) -> Result<Response> {
    if !may_lead(&screen.who.grants) {
        return Err(Error::Forbidden);
    }
    let atlas = screen.app.atlas();
    let row = |site: &Site| {
        let own = typed.filter(|(key, _)| *key == site.key).map(|(_, said)| said.clone());
        row(site, &own.unwrap_or_else(|| Said::of(site)))
    };
    let view = ImprintsPage {
        frame: screen.frame(screen.say("imprints"), notice),
        sites: atlas.sites.iter().map(row).collect(),
    };
    screen.show(status, &view)
}

fn row(site: &Site, said: &Said) -> ImprintRow {
    let fields = said.fields();
    let field = |name: &&str| ImprintField {
        name: (*name).to_owned(),
        value: fields.get(*name).and_then(Value::as_str).unwrap_or_default().to_owned(),
        wanted: !FREE.contains(name),
    };
    ImprintRow {
        key: site.key.clone(),
        name: site.name.clone(),
        fields: FIELDS.iter().map(field).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{FIELDS, Said, tidy};
    use crate::sites::atlas::Imprint;

    fn said(name: &str, email: &str) -> Said {
        let imprint = Imprint { email: email.to_owned(), ..Imprint::default() };
        Said { name: name.to_owned(), imprint }
    }

    #[test]
    fn the_form_has_every_field_that_is_kept() {
        let fields = said("x", "").fields();
        assert_eq!(fields.len(), FIELDS.len());
        assert!(FIELDS.iter().all(|name| fields.contains_key(*name)));
    }

    #[test]
    fn a_site_has_a_name_and_an_address_that_is_one() {
        assert_eq!(tidy(&said(" Báo \n mới ", "a@bao.vn")).unwrap().name, "Báo mới");
        assert!(tidy(&said("Báo", "")).is_ok());
        assert_eq!(tidy(&said(" \t", "")), Err("imprints-fault-name"));
        assert_eq!(tidy(&said(&"x".repeat(301), "")), Err("imprints-fault-long"));
        for bad in ["a", "a@", "@b.vn", "a@b", "a b@c.vn", "<script>"] {
            assert_eq!(tidy(&said("Báo", bad)), Err("imprints-fault-email"), "{bad}");
        }
    }
}
