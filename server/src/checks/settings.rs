//! The settings that hold in a section: the newsroom's, then each section's from the top down.

use content::check::{Rule, Setting, Settings};
use content::id::SectionId;

use super::store::{self, Line};
use crate::app::App;
use crate::error::Result;

/// What holds in a section; without one, what holds everywhere.
pub(crate) async fn settings(app: &App, section: Option<SectionId>) -> Result<Settings> {
    let way = way(app, section);
    let lines = store::lines(&app.db.read, &way).await?;
    Ok(laid(&lines, &way))
}

/// One rule as a section sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) rule: Rule,
    /// What was set for this very section.
    pub(crate) own: Option<Setting>,
    /// What holds there when nothing is set for it.
    pub(crate) inherited: Setting,
}

/// Every rule as a section (or the newsroom) sees it, for the page on which they are set.
pub(crate) async fn told(app: &App, section: Option<SectionId>) -> Result<Vec<Told>> {
    let mut above = way(app, section);
    let lines = store::lines(&app.db.read, &above).await?;
    let own = |rule: Rule| {
        let mut own = lines.iter().filter(|line| line.section == section && line.rule == rule);
        own.next().map(|line| line.setting)
    };
    above.pop();
    let inherited = match section {
        Some(_) => laid(&lines, &above),
        None => Settings::default(),
    };
    let all = Rule::ALL.into_iter();
    Ok(all.map(|rule| Told { rule, own: own(rule), inherited: inherited.get(rule) }).collect())
}

/// From the top section down to this one.
fn way(app: &App, section: Option<SectionId>) -> Vec<SectionId> {
    let atlas = app.atlas();
    section.map(|id| atlas.trail(id).iter().map(|part| part.id).collect()).unwrap_or_default()
}

fn laid(lines: &[Line], way: &[SectionId]) -> Settings {
    let mut settings = Settings::default();
    for scope in std::iter::once(None).chain(way.iter().copied().map(Some)) {
        for line in lines.iter().filter(|line| line.section == scope) {
            settings.set(line.rule, line.setting);
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use content::check::{Rule, Setting, Severity};
    use content::id::SectionId;

    use super::laid;
    use crate::checks::store::Line;

    #[test]
    fn the_nearest_section_has_the_last_word() {
        let (top, below) = (SectionId::new(1), SectionId::new(2));
        let line = |section, rule, severity, limit| Line {
            section,
            rule,
            setting: Setting { severity, limit },
        };
        let lines = [
            line(Some(below), Rule::TitleLength, Some(Severity::Blocker), 60),
            line(Some(top), Rule::TitleLength, Some(Severity::Warning), 90),
            line(Some(top), Rule::Byline, None, 0),
            line(None, Rule::Byline, Some(Severity::Blocker), 0),
            line(None, Rule::Credit, Some(Severity::Blocker), 0),
        ];
        let settings = laid(&lines, &[top, below]);
        let of = |rule| (settings.get(rule).severity, settings.get(rule).limit);
        assert_eq!(of(Rule::TitleLength), (Some(Severity::Blocker), 60));
        assert_eq!(of(Rule::Byline), (None, 0));
        assert_eq!(of(Rule::Credit), (Some(Severity::Blocker), 0));
        assert_eq!(settings.get(Rule::Alt), Rule::Alt.by_default());
        assert_eq!(laid(&lines, &[]).get(Rule::Byline).severity, Some(Severity::Blocker));
    }
}
