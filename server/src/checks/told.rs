//! A finding in words: what it is, how much it weighs, and where to go to mend it.

use content::check::{Finding, Place, Rule, Severity};
use serde::Serialize;
use themes::texts::Texts;

/// A finding as screens, scripts and partners are told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Told {
    pub(crate) rule: &'static str,
    pub(crate) key: &'static str,
    pub(crate) severity: &'static str,
    /// `{"field": "title"}` or `{"block": 3}`.
    pub(crate) place: Place,
    /// The place in words.
    pub(crate) label: String,
    /// The whole sentence.
    pub(crate) text: String,
}

/// Blockers and warnings apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Checklist {
    pub(crate) blockers: Vec<Told>,
    pub(crate) warnings: Vec<Told>,
}

/// Everything that was found, in a language.
pub(crate) fn checklist(texts: &Texts, language: &str, findings: &[Finding]) -> Checklist {
    let all = findings.iter().map(|finding| told(texts, language, finding));
    let (blockers, warnings) = all.partition(|told| told.severity == Severity::Blocker.as_str());
    Checklist { blockers, warnings }
}

/// One finding, in a language.
pub(crate) fn told(texts: &Texts, language: &str, finding: &Finding) -> Told {
    let (is, max) = finding.measure.unwrap_or_default();
    let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX).into();
    let values =
        [("is", number(is)), ("max", number(max)), ("words", finding.words.clone().into())];
    Told {
        rule: finding.rule.as_str(),
        key: finding.key,
        severity: finding.severity.as_str(),
        place: finding.place,
        label: label(texts, language, finding),
        text: texts.say(language, finding.key, &values),
    }
}

fn label(texts: &Texts, language: &str, finding: &Finding) -> String {
    match finding.place {
        Place::Field(field) => texts.say(language, &format!("check-place-{field}"), &[]),
        Place::Block(number) => {
            let number = i64::try_from(number).unwrap_or(i64::MAX);
            let key = match finding.rule {
                Rule::Alt | Rule::Credit => "check-place-picture",
                _ => "check-place-block",
            };
            texts.say(language, key, &[("number", number.into())])
        }
    }
}

#[cfg(test)]
mod tests {
    use content::check::{Finding, Place, Rule, Severity};
    use themes::texts::Texts;

    use super::checklist;

    #[test]
    fn a_finding_is_told_with_its_place_and_its_measure() {
        let texts = Texts::load().unwrap();
        let finding = |severity, place| Finding {
            rule: Rule::TitleLength,
            severity,
            key: "check-title-long",
            place,
            measure: Some((123, 110)),
            words: String::new(),
        };
        let all = [
            finding(Severity::Blocker, Place::Block(4)),
            finding(Severity::Warning, Place::Field("title")),
        ];
        for language in ["vi", "en"] {
            let list = checklist(&texts, language, &all);
            assert_eq!((list.blockers.len(), list.warnings.len()), (1, 1));
            assert!(list.blockers[0].label.contains('4'), "{list:?}");
            assert!(list.blockers[0].text.contains("123"), "{list:?}");
            assert!(!list.warnings[0].label.starts_with("check-place"), "{list:?}");
        }
    }

    #[test]
    fn every_rule_has_its_words_in_both_languages() {
        let texts = Texts::load().unwrap();
        for key in Rule::ALL.map(|rule| format!("rule-{}", rule.as_str())) {
            for language in ["vi", "en"] {
                assert_ne!(texts.say(language, &key, &[]), key);
            }
        }
    }
}
