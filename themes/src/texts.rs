//! Screen texts in Fluent: Vietnamese first, English second.

use std::collections::HashMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::engine::ThemeError;

/// Every `locales/{tag}.ftl` as (tag, texts), Vietnamese first.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

type Bundle = FluentBundle<FluentResource>;

/// All texts in all languages of the screens.
pub struct Texts {
    bundles: HashMap<&'static str, Bundle>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Texts").field("languages", &self.bundles.len()).finish()
    }
}

impl Texts {
    /// Reads the built-in texts.
    ///
    /// # Errors
    /// When a file cannot be parsed; names the file.
    pub fn load() -> Result<Self, ThemeError> {
        let mut bundles = HashMap::new();
        for (language, source) in FILES {
            bundles.insert(*language, bundle(language, source)?);
        }
        Ok(Self { bundles })
    }

    /// The tags of the languages that screens can be in, Vietnamese first.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(tag, _)| *tag)
    }

    /// The same tag for as long as the program runs, if screens can be in this language.
    #[must_use]
    pub fn known(tag: &str) -> Option<&'static str> {
        Self::languages().find(|known| *known == tag)
    }

    /// One text in a language; Vietnamese where the language has none, the key where no one has.
    #[must_use]
    pub fn say(&self, language: &str, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let own = language.split('-').next().unwrap_or_default();
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        [own, "vi"]
            .iter()
            .filter_map(|language| self.bundles.get(language))
            .find_map(|bundle| say_in(bundle, key, &args))
            .unwrap_or_else(|| key.to_owned())
    }
}

fn say_in(bundle: &Bundle, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut faults = Vec::new();
    Some(bundle.format_pattern(pattern, Some(args), &mut faults).into_owned())
}

fn bundle(language: &'static str, source: &str) -> Result<Bundle, ThemeError> {
    let broken = |what: String| ThemeError::Texts(format!("{language}.ftl: {what}"));
    let resource = FluentResource::try_new(source.to_owned())
        .map_err(|(_, faults)| broken(format!("{faults:?}")))?;
    let tag: LanguageIdentifier =
        language.parse().ok().ok_or_else(|| broken("its name".to_owned()))?;
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // Else every value is wrapped in direction marks that show up in titles and attributes.
    bundle.set_use_isolating(false);
    bundle.add_resource(resource).map_err(|faults| broken(format!("{faults:?}")))?;
    Ok(bundle)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FILES, Texts};

    fn keys(source: &str) -> BTreeSet<&str> {
        source
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
            .collect()
    }

    #[test]
    fn all_languages_say_the_same_things() {
        let (first, vietnamese) = FILES[0];
        assert_eq!(first, "vi");
        for (tag, source) in FILES {
            assert_eq!(keys(vietnamese), keys(source), "{tag}");
        }
        assert!(Texts::languages().eq(["vi", "en"]));
        assert_eq!(
            (Texts::known("en"), Texts::known("EN"), Texts::known("")),
            (Some("en"), None, None)
        );
    }

    #[test]
    fn a_text_takes_its_values() {
        let texts = Texts::load().unwrap();
        assert_eq!(texts.say("vi", "views", &[("count", 29.into())]), "Lượt xem: 29");
        assert_eq!(texts.say("km", "views", &[("count", 29.into())]), "Lượt xem: 29");
        assert_eq!(texts.say("en", "views", &[("count", 29.into())]), "Views: 29");
    }
}
