//! `/toa-soan/trang-nhat-khoi/{site}[/{section}]`: the blocks below the stories of a home page or of
//! a section's page. Every press keeps all that the form says, and then does what was pressed; it
//! needs no script.

use std::sync::Arc;

use content::context::Genre;
use content::front::blocks::{BLOCKS_MAX, Block, Kind};
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;
use themes::view::desk::frame::Choice;
use themes::view::desk::front::{BlockRow, BlocksPage};

use super::door::{Door, Named};
use crate::app::App;
use crate::articles::acts;
use crate::articles::desk::screen::{Notice, Screen};
use crate::audit::{Entry, store as audit};
use crate::changes::{Kind as Changed, store as changes};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::who::Editor;
use crate::sites::store as sites;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    xong: String,
}

/// The form: each field once for every block, in their order.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    #[serde(rename = "_csrf")]
    csrf: String,
    /// What the page was made from.
    goc: String,
    #[serde(rename = "loai")]
    kinds: Vec<String>,
    #[serde(rename = "ten")]
    headings: Vec<String>,
    #[serde(rename = "cua")]
    of: Vec<String>,
    #[serde(rename = "chu")]
    words: Vec<String>,
    /// Kind of the block that is added.
    them: String,
    /// `luu`, `them`, `mac-dinh`; `len-2`, `xuong-2` and `bo-2` with a block's place.
    lam: String,
}

#[handler]
pub(crate) async fn page(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(named): Path<Named>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let door = Door::open(&app, &who, &named)?;
    let screen = Screen::new(&app, &who, request);
    let notice = screen.after(&asked.xong, "blocks-saved");
    show(&screen, &door, (door.blocks()?, notice), StatusCode::OK)
}

#[handler]
pub(crate) async fn save(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(named): Path<Named>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    let door = Door::open(&app, &who, &named)?;
    let screen = Screen::new(&app, &who, request);
    let (blocks, at) = pressed(sent.blocks()?, &sent);
    let again = |key: &str, status| {
        let notice = Notice { kind: "error", words: screen.say(key) };
        show(&screen, &door, (&blocks, notice), status)
    };
    if let Some(fault) = blocks.iter().find_map(Block::fault) {
        let key = format!("block-fault-{}", fault.as_str());
        return again(&key, StatusCode::UNPROCESSABLE_ENTITY);
    }
    if blocks.len() > BLOCKS_MAX {
        return again("block-fault-many", StatusCode::UNPROCESSABLE_ENTITY);
    }
    // What somebody else did meanwhile is not written over unseen: the page that is shown now is
    // made from theirs, and a second press means it.
    if sent.goc != mark(door.blocks()?) {
        return again("blocks-changed-meanwhile", StatusCode::CONFLICT);
    }
    keep(&app, &who, (&door, &blocks)).await?;
    let place = at.map(|at| format!("#khoi-{}", at + 1)).unwrap_or_default();
    Ok(respond::see_other(&format!("{}?xong=1{place}", door.blocks_address())))
}

impl Sent {
    fn blocks(&self) -> Result<Vec<Block>> {
        let count = self.kinds.len();
        if [self.headings.len(), self.of.len(), self.words.len()].iter().any(|len| *len != count) {
            return Err(Error::BadRequest("error-form"));
        }
        let fields = self.kinds.iter().zip(&self.headings).zip(self.of.iter().zip(&self.words));
        let block = |((kind, heading), (of, words)): ((&String, &String), (&String, &String))| {
            let kind = Kind::of(kind).ok_or(Error::BadRequest("error-form"))?;
            let (heading, of, words) = (heading.clone(), of.clone(), words.clone());
            Ok(Block { kind, heading, of, words }.tidy())
        };
        fields.map(block).collect()
    }
}

/// The blocks after what was pressed, and the place where the keys go on.
fn pressed(mut blocks: Vec<Block>, sent: &Sent) -> (Vec<Block>, Option<usize>) {
    let (act, at) = sent.lam.rsplit_once('-').unwrap_or((&sent.lam, ""));
    let at = at.parse::<usize>().ok().filter(|at| *at < blocks.len());
    match (act, at, Kind::of(&sent.them)) {
        ("len", Some(at), _) if at > 0 => {
            blocks.swap(at, at - 1);
            (blocks, Some(at - 1))
        }
        ("xuong", Some(at), _) if at + 1 < blocks.len() => {
            blocks.swap(at, at + 1);
            (blocks, Some(at + 1))
        }
        ("bo", Some(at), _) => {
            blocks.remove(at);
            let next = at.min(blocks.len().saturating_sub(1));
            (blocks, Some(next))
        }
        ("mac-dinh" | "mac", ..) => (Vec::new(), None),
        ("them", _, Some(kind)) => {
            let of = if kind == Kind::Genre { Genre::Photo.as_str() } else { "" };
            let (heading, words) = (String::new(), String::new());
            blocks.push(Block { kind, heading, of: of.to_owned(), words });
            let last = blocks.len() - 1;
            (blocks, Some(last))
        }
        _ => (blocks, None),
    }
}

/// By which a page knows what it was made from.
fn mark(blocks: &[Block]) -> String {
    let json = serde_json::to_vec(blocks).unwrap_or_default();
    blake3::hash(&json).to_hex().chars().take(16).collect()
}

async fn keep(app: &App, who: &Editor, (door, blocks): (&Door, &[Block])) -> Result<()> {
    let before = door.blocks()?;
    if before == blocks {
        return Ok(());
    }
    let front = door.front;
    let now_ms = app.clock.now_ms();
    let tx = app.db.begin().await?;
    sites::set_blocks(&tx, (front.site, front.section), blocks).await?;
    let told = |blocks: &[Block]| {
        let one = |block: &Block| {
            let parts = [block.kind.as_str(), &block.heading, &block.of, &block.words];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        };
        let lines: Vec<String> = blocks.iter().map(one).collect();
        json!({ "site": front.site, "section": front.section, "blocks": lines.join("\n") })
    };
    let noted = Entry {
        by: Some(who.id),
        act: "blocks_changed",
        article: None,
        subject: None,
        before: told(before),
        after: told(blocks),
    };
    audit::append(&tx, &noted, now_ms).await?;
    let number = changes::append(&tx, &app.db, Changed::Frame, None, now_ms).await?;
    tx.commit().await?;
    acts::tell(app, Some(number)).await;
    Ok(())
}

fn show(
    screen: &Screen<'_>,
    door: &Door,
    (blocks, notice): (&[Block], Notice),
    status: StatusCode,
) -> Result<Response> {
    let sections: Vec<Choice> = door
        .atlas
        .tree_of(door.front.site)
        .into_iter()
        .map(|section| Choice {
            value: section.path.clone(),
            name: section.name.clone(),
            depth: section.path.matches('/').count(),
            chosen: false,
        })
        .collect();
    let genres = Genre::ALL.into_iter().filter(|genre| *genre != Genre::News);
    let view = BlocksPage {
        frame: screen.frame(screen.say("blocks"), notice),
        heading: door.heading(screen),
        is_home: door.front.section.is_none(),
        front_url: door.address(),
        base: mark(door.blocks()?),
        rows: blocks
            .iter()
            .map(|block| BlockRow {
                kind: block.kind.as_str().to_owned(),
                heading: block.heading.clone(),
                of: block.of.clone(),
                words: block.words.clone(),
                fault: match block.fault() {
                    Some(fault) => screen.say(&format!("block-fault-{}", fault.as_str())),
                    None => String::new(),
                },
            })
            .collect(),
        kinds: Kind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect(),
        sections,
        genres: genres.map(|genre| genre.as_str().to_owned()).collect(),
    };
    screen.show(status, &view)
}
