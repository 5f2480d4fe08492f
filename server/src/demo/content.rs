//! What the demo is made of: files beside the code, read at compile time.

use std::collections::BTreeMap;

use content::context::{Context, Genre};
use content::front::blocks::Block;
use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::sites::atlas::Imprint;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/demo"]
struct Files;

/// Sites with their sections, and one account a role.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Newsroom {
    pub(crate) sites: Vec<DemoSite>,
    pub(crate) people: Vec<DemoPerson>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct DemoSite {
    pub(crate) key: String,
    pub(crate) host: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) theme: String,
    pub(crate) stamp: String,
    pub(crate) name: String,
    pub(crate) imprint: Imprint,
    /// (path, name, description), parents first.
    pub(crate) sections: Vec<(String, String, String)>,
    /// What stands below the stories, by the section's path; the home page's under nothing.
    #[serde(default)]
    pub(crate) blocks: BTreeMap<String, Vec<Block>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct DemoPerson {
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) password: String,
    /// Keys of the sites that the role is limited to; all when empty.
    #[serde(default)]
    pub(crate) sites: Vec<String>,
}

/// One sample article: `key: value` lines between two rules, then the body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sample {
    /// File name without ending; the key of repeating.
    pub(crate) source_id: String,
    pub(crate) site: String,
    pub(crate) section: String,
    pub(crate) title: String,
    pub(crate) kicker: String,
    pub(crate) lead: String,
    pub(crate) bylines: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) language: String,
    pub(crate) published: String,
    /// `site/section` where it is shown too.
    pub(crate) shown_on: Vec<String>,
    pub(crate) cover: String,
    pub(crate) alt: String,
    pub(crate) caption: String,
    pub(crate) credit: String,
    pub(crate) views: i64,
    pub(crate) genre: Genre,
    pub(crate) storylines: Vec<String>,
    /// Name of the sample that it is a translation of.
    pub(crate) translation_of: String,
    pub(crate) ai_use: String,
    /// Markdown; `media:{name}` names a drawn picture.
    pub(crate) body: String,
}

impl Sample {
    /// What it is beside its words; without its original, which only the newsroom's numbers name.
    pub(crate) fn context(&self) -> Context {
        Context {
            genre: self.genre,
            storylines: self.storylines.clone(),
            ai_use: self.ai_use.clone(),
            ..Context::default()
        }
    }
}

/// What is in hand at the demo's desk.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct DeskPlan {
    pub(crate) texts: Vec<DeskText>,
    /// E-mail of who edits the texts, and of who schedules and assigns.
    pub(crate) editor: String,
    pub(crate) secretary: String,
    pub(crate) work: Vec<DeskWork>,
    pub(crate) notes: Vec<DeskNote>,
}

/// A text and the steps that it has gone.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct DeskText {
    /// Name of the file, without folder and ending.
    pub(crate) file: String,
    pub(crate) writer: String,
    pub(crate) steps: Vec<String>,
    /// With which it was returned.
    #[serde(default)]
    pub(crate) note: String,
}

/// Work that was given out; `days` from today, at an hour of that day.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct DeskWork {
    pub(crate) title: String,
    pub(crate) brief: String,
    pub(crate) place: String,
    pub(crate) section: String,
    /// E-mail; empty for nobody yet.
    pub(crate) to: String,
    pub(crate) days: i64,
    pub(crate) hour: i64,
    pub(crate) priority: String,
}

/// A note on a day, counted from today.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct DeskNote {
    pub(crate) day: i64,
    pub(crate) words: String,
}

/// What is in hand.
///
/// # Errors
/// Never for the files that are built in; tests read them.
pub(crate) fn desk_plan() -> serde_json::Result<DeskPlan> {
    let file = Files::get("desk.json").map(|file| file.data.into_owned()).unwrap_or_default();
    serde_json::from_slice(&file)
}

/// A text that is in hand, by its file's name.
pub(crate) fn desk_text(file: &str) -> Option<Sample> {
    let text = Files::get(&format!("desk/{file}.md"))?.data.into_owned();
    read(file, &String::from_utf8(text).ok()?)
}

/// The sites and people.
///
/// # Errors
/// Never for the files that are built in; tests read them.
pub(crate) fn newsroom() -> serde_json::Result<Newsroom> {
    let file = Files::get("sites.json").map(|file| file.data.into_owned()).unwrap_or_default();
    serde_json::from_slice(&file)
}

/// All sample articles, by file name, translations behind their originals.
pub(crate) fn samples() -> Vec<Sample> {
    let mut names: Vec<_> = Files::iter().filter(|name| name.starts_with("articles/")).collect();
    names.sort_unstable();
    let read = |name: &std::borrow::Cow<'static, str>| {
        let text = String::from_utf8(Files::get(name)?.data.into_owned()).ok()?;
        let stem = name.rsplit('/').next()?.trim_end_matches(".md");
        read(stem, &text)
    };
    let mut samples: Vec<Sample> = names.iter().filter_map(read).collect();
    samples.sort_by_key(|sample| !sample.translation_of.is_empty());
    samples
}

fn read(source_id: &str, text: &str) -> Option<Sample> {
    let (head, body) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
    let value = |key: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        lines
            .into_iter()
            .find(|(name, _)| name.trim() == key)
            .map_or("", |(_, v)| v.trim())
            .to_owned()
    };
    let list = |key: &str, between: char| -> Vec<String> {
        let all = value(key);
        all.split(between).map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
    };
    Some(Sample {
        source_id: format!("demo-{source_id}"),
        site: value("site"),
        section: value("section"),
        title: value("title"),
        kicker: value("kicker"),
        lead: value("lead"),
        bylines: list("bylines", ';'),
        tags: list("tags", ','),
        language: value("language"),
        published: value("published"),
        shown_on: list("shown_on", ','),
        cover: value("cover"),
        alt: value("alt"),
        caption: value("caption"),
        credit: value("credit"),
        views: value("views").parse().unwrap_or_default(),
        genre: Genre::of(&value("genre")),
        storylines: list("storylines", ','),
        translation_of: value("translation_of"),
        ai_use: value("ai_use"),
        body: body.trim_start().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{desk_plan, desk_text, newsroom, samples};

    #[test]
    fn every_sample_stands_in_a_section_that_exists_and_has_its_picture() {
        let newsroom = newsroom().unwrap();
        let mut places = HashSet::new();
        for site in &newsroom.sites {
            places.extend(site.sections.iter().map(|(path, _, _)| format!("{}/{path}", site.key)));
        }
        let mut titles = HashSet::new();
        for sample in samples() {
            let home = format!("{}/{}", sample.site, sample.section);
            for place in sample.shown_on.iter().chain([&home]) {
                assert!(places.contains(place), "{}: {place}", sample.source_id);
            }
            assert!(titles.insert(sample.title.clone()), "{} twice", sample.title);
            assert!(sample.published.parse::<jiff::Timestamp>().is_ok(), "{}", sample.source_id);
            if !sample.cover.is_empty() {
                assert!(scenes::names().contains(&sample.cover.as_str()), "{}", sample.cover);
                assert!(!sample.alt.is_empty(), "{}", sample.source_id);
            }
        }
    }

    #[test]
    fn what_is_in_hand_has_its_files_people_sections_and_pictures() {
        let (newsroom, plan) = (newsroom().unwrap(), desk_plan().unwrap());
        let emails: HashSet<&str> = newsroom.people.iter().map(|one| one.email.as_str()).collect();
        let paper = newsroom.sites.iter().find(|site| site.key == "bao").unwrap();
        let section = |path: &str| paper.sections.iter().any(|(known, _, _)| known == path);
        for text in &plan.texts {
            let sample = desk_text(&text.file).unwrap();
            assert!(section(&sample.section) && emails.contains(text.writer.as_str()));
            let picture = sample.cover.as_str();
            assert!(picture.is_empty() || scenes::names().contains(&picture), "{picture}");
            assert_eq!(text.steps.iter().any(|step| step == "return"), !text.note.is_empty());
        }
        for work in &plan.work {
            assert!(
                section(&work.section) && (work.to.is_empty() || emails.contains(work.to.as_str()))
            );
        }
        assert!(emails.contains(plan.editor.as_str()) && emails.contains(plan.secretary.as_str()));
    }

    #[test]
    fn invented_articles_say_that_they_are() {
        for sample in samples().iter().filter(|sample| sample.source_id != "demo-hop-chuyen-doi-so")
        {
            let marked =
                sample.body.contains("Nội dung minh hoạ") || sample.body.contains("Sample content");
            assert!(marked, "{}", sample.source_id);
        }
    }
}
