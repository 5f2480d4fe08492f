//! The checks together, and the helpers of their own tables.

use proptest::prelude::*;

use super::{
    CHECKS, Finding, Flaw, Look, Place, Rule, Setting, Settings, Severity, Subject, Weight, check,
};
use crate::article::Text;
use crate::body::read::read;

/// What a check finds in a text.
pub(super) fn flaws(look: Look, text: &Text) -> Vec<Flaw> {
    let (body, notices) = read(&text.body);
    let weight = Weight::default();
    look(&Subject { text, body: &body, notices: &notices, weight, twins: &[] }, 0)
}

/// The keys of what a check finds in a text.
pub(super) fn on(look: Look, text: &Text, limit: u64) -> Vec<&'static str> {
    let (body, notices) = read(&text.body);
    let weight = Weight::default();
    let subject = Subject { text, body: &body, notices: &notices, weight, twins: &[] };
    look(&subject, limit).into_iter().map(|flaw| flaw.key).collect()
}

/// The same for a body alone.
pub(super) fn on_body(look: Look, body: &str, limit: u64) -> Vec<&'static str> {
    on(look, &Text { body: body.to_owned(), ..Text::default() }, limit)
}

fn findings(text: &Text, settings: &Settings) -> Vec<Finding> {
    let (body, notices) = read(&text.body);
    let weight = Weight::default();
    check(&Subject { text, body: &body, notices: &notices, weight, twins: &[] }, settings)
}

fn bad() -> Text {
    Text {
        title: "ệ".repeat(120),
        lead: "Lời dẫn.".into(),
        body: "![](media:ab \"Ảnh: A\")\n\nXem [tại đây](/a).\n\n## Mục\n".into(),
        ..Text::default()
    }
}

#[test]
fn blockers_come_before_warnings_and_say_where() {
    let found = findings(&bad(), &Settings::default());
    let told: Vec<_> = found.iter().map(|one| (one.rule, one.severity, one.place)).collect();
    assert_eq!(
        told,
        [
            (Rule::Alt, Severity::Blocker, Place::Block(1)),
            (Rule::Byline, Severity::Warning, Place::Field("bylines")),
            (Rule::TitleLength, Severity::Warning, Place::Field("title")),
            (Rule::TitleSearch, Severity::Warning, Place::Field("title")),
            (Rule::LinkText, Severity::Warning, Place::Block(2)),
            (Rule::EmptyPart, Severity::Warning, Place::Block(3)),
        ]
    );
    assert_eq!(found[2].measure, Some((120, 110)));
    assert_eq!(found[4].words, "tại đây");
}

#[test]
fn a_rule_can_be_turned_off_weigh_more_or_begin_elsewhere() {
    let mut settings = Settings::default();
    settings.set(Rule::Alt, Setting { severity: None, limit: 0 });
    settings.set(Rule::TitleLength, Setting { severity: Some(Severity::Blocker), limit: 119 });
    settings.set(Rule::TitleSearch, Setting { severity: Some(Severity::Blocker), limit: 120 });
    let found = findings(&bad(), &settings);
    let blockers: Vec<_> =
        found.iter().filter(|one| one.severity == Severity::Blocker).map(|one| one.rule).collect();
    assert_eq!(blockers, [Rule::TitleLength]);
}

#[test]
fn every_rule_has_its_check() {
    let with_checks: Vec<Rule> = CHECKS.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(with_checks, Rule::ALL);
}

#[test]
fn a_thousand_faults_are_told_as_twenty() {
    let text = Text { body: "![](media:ab)\n\n".repeat(1_000), ..Text::default() };
    let found = findings(&text, &Settings::default());
    assert_eq!(found.iter().filter(|one| one.rule == Rule::Alt).count(), 20);
}

proptest! {
    #[test]
    fn no_text_makes_the_checks_fail(title in "\\PC{0,40}", body in "[-#>!\\[\\]()a:`\\n| đ*]{0,200}") {
        let text = Text { title, body, ..Text::default() };
        let found = findings(&text, &Settings::default());
        prop_assert!(found.len() <= 20 * 20);
    }
}
