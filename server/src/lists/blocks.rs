//! The blocks that the desk has put below the stories of a home page, filled with articles.

use std::collections::HashSet;

use content::context::Genre;
use content::front::blocks::{Block, Kind};
use content::id::{ArticleId, SectionId};
use themes::view::reader::frame::Link;
use themes::view::reader::lists::HomeBlock;

use super::home::IN_A_BLOCK;
use crate::app::App;
use crate::articles::card::Look;
use crate::articles::store::live::cards::{Card, Scope};
use crate::articles::store::live::labels::{self, Kind as LabelKind};
use crate::articles::store::live::picked;
use crate::error::Result;
use crate::http::site::Here;
use crate::sites::atlas::Section;
use crate::sites::frame;

/// A block with what stands in it.
pub(super) struct Filled {
    block: Block,
    section: Option<Section>,
    /// Where its heading leads; empty where it leads nowhere.
    url: String,
    pub(super) cards: Vec<Card>,
}

/// What the page already has: stories that stand above, sections with their stories, what is read
/// most.
pub(super) struct Above<'a> {
    pub(super) used: HashSet<ArticleId>,
    /// The stories of the slots: what only a line names may stand here too.
    pub(super) top: HashSet<ArticleId>,
    pub(super) sections: &'a [(Section, Vec<Card>)],
    pub(super) popular: &'a [Card],
}

/// Fills the site's blocks in their order. What has nothing to show is left out.
pub(super) async fn fill(app: &App, here: &Here, above: Above<'_>) -> Result<Vec<Filled>> {
    let blocks = here.site()?.blocks.clone();
    let own: HashSet<SectionId> = blocks.iter().filter_map(|one| section_of(here, one)).collect();
    let mut filled = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block.kind {
            Kind::Sections => {
                let others =
                    above.sections.iter().filter(|(section, _)| !own.contains(&section.id));
                filled.extend(others.map(|(section, cards)| of_section("", section, cards)));
            }
            Kind::Section => {
                let Some(id) = section_of(here, &block) else { continue };
                filled.extend(section(app, here, (&block, id), &above).await?);
            }
            Kind::MostRead => filled.push(Filled {
                section: None,
                url: "/doc-nhieu".to_owned(),
                cards: above.popular.to_vec(),
                block,
            }),
            Kind::Storyline | Kind::Genre => {
                filled.extend(labelled(app, here, (block, &above.top)).await?);
            }
            Kind::Links | Kind::Banner => {
                let url = if block.kind == Kind::Banner { block.of.clone() } else { String::new() };
                filled.push(Filled { section: None, url, cards: Vec::new(), block });
            }
        }
    }
    filled.retain(Filled::says_something);
    Ok(filled)
}

fn section_of(here: &Here, block: &Block) -> Option<SectionId> {
    let path = block.of.trim_matches('/');
    let section = (block.kind == Kind::Section).then(|| here.atlas.section_by_path(here.id, path));
    section.flatten().map(|section| section.id)
}

/// Under a heading of its own, or the section's name.
fn of_section(heading: &str, section: &Section, cards: &[Card]) -> Filled {
    let (kind, heading) = (Kind::Section, heading.to_owned());
    Filled {
        block: Block { kind, heading, of: section.path.clone(), words: String::new() },
        url: format!("/{}", section.path),
        section: Some(section.clone()),
        cards: cards.to_vec(),
    }
}

/// Of a section of the menu the page has the stories; those of another are read here.
async fn section(
    app: &App,
    here: &Here,
    (block, id): (&Block, SectionId),
    above: &Above<'_>,
) -> Result<Option<Filled>> {
    if let Some((section, cards)) = above.sections.iter().find(|(section, _)| section.id == id) {
        return Ok(Some(of_section(&block.heading, section, cards)));
    }
    let Some(section) = here.atlas.section(id) else { return Ok(None) };
    let scope = Scope::Sections(here.atlas.subtree(id));
    let cards = newest(app, &scope, &above.used).await?;
    Ok(Some(of_section(&block.heading, section, &cards)))
}

async fn newest(app: &App, scope: &Scope, used: &HashSet<ArticleId>) -> Result<Vec<Card>> {
    let left_out: Vec<ArticleId> = used.iter().copied().collect();
    picked::without(&app.db.read, scope, &left_out, (0, IN_A_BLOCK as u64)).await
}

/// A running story, or what is of a genre.
async fn labelled(
    app: &App,
    here: &Here,
    (block, used): (Block, &HashSet<ArticleId>),
) -> Result<Option<Filled>> {
    let kind = match block.kind {
        Kind::Genre => LabelKind::Genre,
        _ => LabelKind::Storyline,
    };
    if block.of.is_empty() {
        return Ok(None);
    }
    let slug = kind.slug(&block.of);
    let Some(label) = labels::by_slug(&app.db.read, kind, &slug).await? else { return Ok(None) };
    let cards = newest(app, &Scope::Tag(here.id, label.id), used).await?;
    let leads = kind == LabelKind::Storyline;
    let url = if leads { kind.path(&block.of) } else { String::new() };
    Ok(Some(Filled { block, section: None, url, cards }))
}

impl Filled {
    fn says_something(&self) -> bool {
        match self.block.kind {
            Kind::Links => self.block.links().next().is_some(),
            Kind::Banner => !self.block.heading.is_empty() || !self.block.words.is_empty(),
            _ => !self.cards.is_empty(),
        }
    }

    pub(super) fn view(&self, app: &App, look: &Look<'_>) -> HomeBlock {
        let say = |key: &str| app.themes.texts().say(look.site.language.as_str(), key, &[]);
        let block = &self.block;
        let name = match (&block.heading, block.kind) {
            (heading, _) if !heading.is_empty() => heading.clone(),
            (_, Kind::Section | Kind::Sections) => {
                self.section.as_ref().map(|section| section.name.clone()).unwrap_or_default()
            }
            (_, Kind::MostRead) => say("most-read"),
            (_, Kind::Storyline) => block.of.clone(),
            (_, Kind::Genre) => say(&format!("genre-{}", Genre::of(&block.of).as_str())),
            (_, Kind::Links) => say("block-links"),
            (_, Kind::Banner) => String::new(),
        };
        let children = self.section.iter().flat_map(|one| look.atlas.children_of(one.id));
        let link = |(name, url): (&str, &str)| Link { name: name.to_owned(), url: url.to_owned() };
        let links =
            if block.kind == Kind::Links { block.links().map(link).collect() } else { vec![] };
        HomeBlock {
            kind: block.kind.as_str().to_owned(),
            section: Link { name, url: self.url.clone() },
            children: children.map(frame::link).collect(),
            cards: look.cards(&self.cards),
            words: if block.kind == Kind::Banner { block.words.clone() } else { String::new() },
            links,
        }
    }
}
