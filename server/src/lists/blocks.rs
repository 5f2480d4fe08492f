//! The blocks that the desk has put below the stories of a home page or of a section's page, filled
//! with articles.

use std::collections::HashSet;

use content::context::Genre;
use content::front::blocks::{Block, Kind};
use content::front::figures;
use content::id::{ArticleId, SectionId};
use themes::view::reader::frame::Link;
use themes::view::reader::lists::{DocumentView, FigureView, HomeBlock};

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

/// Lines of a list of documents.
const DOCUMENTS: usize = 8;

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

/// Fills blocks in their order. What has nothing to show is left out, and no story stands in two
/// of them; what is read most is a ranking and names it all the same.
pub(super) async fn fill(
    app: &App,
    here: &Here,
    blocks: &[Block],
    mut above: Above<'_>,
) -> Result<Vec<Filled>> {
    let own: HashSet<SectionId> = blocks.iter().filter_map(|one| section_of(here, one)).collect();
    let mut filled = Vec::with_capacity(blocks.len());
    for block in blocks {
        for mut one in fill_one(app, here, block, (&above, &own)).await? {
            if block.kind != Kind::MostRead {
                one.cards.retain(|card| above.top.insert(card.id));
                above.used.extend(one.cards.iter().map(|card| card.id));
            }
            filled.push(one);
        }
    }
    filled.retain(Filled::says_something);
    Ok(filled)
}

async fn fill_one(
    app: &App,
    here: &Here,
    block: &Block,
    (above, own): (&Above<'_>, &HashSet<SectionId>),
) -> Result<Vec<Filled>> {
    let plain = |url: &str, cards: Vec<Card>| {
        vec![Filled { section: None, url: url.to_owned(), cards, block: block.clone() }]
    };
    Ok(match block.kind {
        Kind::Sections => {
            let others = above.sections.iter().filter(|(section, _)| !own.contains(&section.id));
            others.map(|(section, cards)| of_section("", section, cards)).collect()
        }
        Kind::Section => match section_of(here, block) {
            Some(id) => section(app, here, (block, id), above).await?.into_iter().collect(),
            None => Vec::new(),
        },
        Kind::Notices | Kind::Documents => listed(app, here, block, above).await?,
        Kind::Newest => {
            let scope = Scope::Site(here.id);
            plain("", newest(app, &scope, (&above.used, IN_A_BLOCK)).await?)
        }
        Kind::MostRead => plain("/doc-nhieu", above.popular.to_vec()),
        Kind::Storyline | Kind::Genre => {
            labelled(app, here, (block, &above.top)).await?.into_iter().collect()
        }
        Kind::Banner => plain(&block.of, Vec::new()),
        Kind::Links | Kind::Statistics => plain("", Vec::new()),
    })
}

/// The newest of a section as lines.
async fn listed(app: &App, here: &Here, block: &Block, above: &Above<'_>) -> Result<Vec<Filled>> {
    let found = section_of(here, block).and_then(|id| here.atlas.section(id));
    let Some(section) = found else { return Ok(Vec::new()) };
    let scope = Scope::Sections(here.atlas.subtree(section.id));
    let limit = if block.kind == Kind::Documents { DOCUMENTS } else { IN_A_BLOCK };
    let cards = newest(app, &scope, (&above.top, limit)).await?;
    let url = format!("/{}", section.path);
    Ok(vec![Filled { block: block.clone(), section: Some(section.clone()), url, cards }])
}

fn section_of(here: &Here, block: &Block) -> Option<SectionId> {
    let path = block.of.trim_matches('/');
    let section = block.kind.is_of_a_section().then(|| here.atlas.section_by_path(here.id, path));
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
    let cards = newest(app, &scope, (&above.used, IN_A_BLOCK)).await?;
    Ok(Some(of_section(&block.heading, section, &cards)))
}

async fn newest(
    app: &App,
    scope: &Scope,
    (used, limit): (&HashSet<ArticleId>, usize),
) -> Result<Vec<Card>> {
    let left_out: Vec<ArticleId> = used.iter().copied().collect();
    picked::without(&app.db.read, scope, &left_out, (0, limit as u64)).await
}

/// A running story, or what is of a genre.
async fn labelled(
    app: &App,
    here: &Here,
    (block, used): (&Block, &HashSet<ArticleId>),
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
    let cards = newest(app, &Scope::Tag(here.id, label.id), (used, IN_A_BLOCK)).await?;
    let leads = kind == LabelKind::Storyline;
    let url = if leads { kind.path(&block.of) } else { String::new() };
    Ok(Some(Filled { block: block.clone(), section: None, url, cards }))
}

impl Filled {
    fn says_something(&self) -> bool {
        match self.block.kind {
            Kind::Links => self.block.links().next().is_some(),
            Kind::Statistics => self.block.figures().next().is_some(),
            Kind::Banner => !self.block.heading.is_empty() || !self.block.words.is_empty(),
            _ => !self.cards.is_empty(),
        }
    }

    /// What stands above it where the desk has said nothing.
    fn name(&self, app: &App, language: &str) -> String {
        let say = |key: &str| app.themes.texts().say(language, key, &[]);
        let block = &self.block;
        match block.kind {
            Kind::Section | Kind::Sections | Kind::Notices | Kind::Documents => {
                self.section.as_ref().map(|section| section.name.clone()).unwrap_or_default()
            }
            Kind::MostRead => say("most-read"),
            Kind::Newest => say("newest"),
            Kind::Storyline => block.of.clone(),
            Kind::Genre => say(&format!("genre-{}", Genre::of(&block.of).as_str())),
            Kind::Links | Kind::Statistics => say(&format!("block-{}", block.kind.as_str())),
            Kind::Banner => String::new(),
        }
    }

    pub(super) fn view(&self, app: &App, look: &Look<'_>) -> HomeBlock {
        let block = &self.block;
        let only = |kind: Kind| block.kind == kind;
        let is_label = [Kind::MostRead, Kind::Newest, Kind::Genre, Kind::Links, Kind::Statistics]
            .contains(&block.kind);
        let (name, language) = match block.heading.as_str() {
            "" if is_label => (self.name(app, look.language()), look.language()),
            "" => (self.name(app, look.language()), look.site.language.as_str()),
            said => (said.to_owned(), look.site.language.as_str()),
        };
        let whole = only(Kind::Section) || only(Kind::Sections);
        let parents = self.section.iter().filter(|_| whole);
        let children = parents.flat_map(|one| look.atlas.children_of(one.id));
        let link = |(name, url): (&str, &str)| Link { name: name.to_owned(), url: url.to_owned() };
        let documents = self.cards.iter().filter(|_| only(Kind::Documents));
        HomeBlock {
            kind: block.kind.as_str().to_owned(),
            language: language.to_owned(),
            section: Link { name, url: self.url.clone() },
            children: children.map(frame::link).collect(),
            cards: look.cards(&self.cards),
            words: if only(Kind::Banner) { block.words.clone() } else { String::new() },
            links: block.links().filter(|_| only(Kind::Links)).map(link).collect(),
            documents: documents.map(|card| document(look, card)).collect(),
            figures: block.figures().filter(|_| only(Kind::Statistics)).map(figure).collect(),
        }
    }
}

fn document(look: &Look<'_>, card: &Card) -> DocumentView {
    let number = figures::document_number(&card.title);
    let number = number.or_else(|| figures::document_number(&card.kicker));
    DocumentView { article: look.card(card), number: number.unwrap_or_default().to_owned() }
}

fn figure(one: figures::Figure) -> FigureView {
    let figures::Figure { value, unit, label, source, date } = one;
    FigureView { value, unit, label, source, date }
}
