//! Finds each template (an operator's copy first, then the theme's, then the newspaper's) and
//! renders views with it.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use content::body::SafeHtml;
use fluent_bundle::FluentValue;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde};
use minijinja::{AutoEscape, Environment, State, UndefinedBehavior, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::assets::Assets;
use crate::files::{Fingerprint, early, fingerprint, names, overriding, source, style};
use crate::texts::Texts;

/// Steps that a template may take; a page needs some ten thousand, a loop without end stops here.
const FUEL: u64 = 5_000_000;
/// Themes and the one each falls back to.
const THEMES: [(&str, &[&str]); 5] = [
    ("newspaper", &["newspaper"]),
    ("portal", &["portal", "newspaper"]),
    ("transformation", &["transformation", "newspaper"]),
    ("desk", &["desk"]),
    ("mail", &["mail"]),
];

/// What can go wrong with a theme.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// A built-in template does not compile, or rendering failed; names file and line.
    #[error("{0:#}")]
    Template(#[from] minijinja::Error),
    /// A file of texts does not parse.
    #[error("{0}")]
    Texts(String),
}

/// A page: the view that its template sees.
pub trait Page: Serialize {
    /// File name of the template inside the theme.
    const TEMPLATE: &'static str;

    /// Language of the screen texts on it.
    fn language(&self) -> &str;
}

/// A mail: two templates, `<NAME>.txt` and `<NAME>.html`, that see the same view.
pub trait Letter: Serialize {
    /// File name of both templates, without ending.
    const NAME: &'static str;

    /// Language of the texts in it.
    fn language(&self) -> &str;
}

/// The loaded themes, texts and assets.
#[derive(Debug)]
pub struct Themes {
    overrides: Option<PathBuf>,
    loaded: ArcSwap<Loaded>,
    texts: Arc<Texts>,
    assets: Arc<Assets>,
}

#[derive(Debug)]
struct Loaded {
    environments: HashMap<&'static str, Environment<'static>>,
    /// Without what overrides: shown where an overriding file fails while a page is made. Empty when
    /// nothing overrides.
    built_in: HashMap<&'static str, Environment<'static>>,
    seen: Fingerprint,
    style_hashes: Vec<String>,
    script_hashes: Vec<String>,
    faults: Vec<String>,
    /// What failed while pages were made.
    late: Mutex<BTreeSet<String>>,
}

/// Faults met while pages were made that are remembered until the next change of a file.
const LATE_MAX: usize = 20;

impl Themes {
    /// Parses every template, so that a broken one stops the start and not a reader. Below
    /// `overrides`, `<theme>/<file>` wins over the built-in file; one that does not compile is
    /// left out and told in [`Themes::faults`].
    ///
    /// # Errors
    /// When a built-in template or text is broken.
    pub fn load(overrides: Option<&Path>) -> Result<Self, ThemeError> {
        let texts = Arc::new(Texts::load()?);
        let assets = Arc::new(Assets::load());
        let overrides = overrides.map(Path::to_owned);
        let loaded = load_all(overrides.as_deref(), &texts, &assets)?;
        Ok(Self { overrides, loaded: ArcSwap::from_pointee(loaded), texts, assets })
    }

    /// Reads the overriding files anew if one has come, changed or gone since the last time, and
    /// tells whether. Takes milliseconds; off the reactor, please.
    ///
    /// # Errors
    /// When a built-in template is broken.
    pub fn follow(&self) -> Result<bool, ThemeError> {
        let seen = self.overrides.as_deref().map(look).unwrap_or_default();
        if self.loaded.load().seen == seen {
            return Ok(false);
        }
        let loaded = load_all(self.overrides.as_deref(), &self.texts, &self.assets)?;
        self.loaded.store(Arc::new(loaded));
        Ok(true)
    }

    /// Overriding files that are not used, or could not be used for some page, each with the reason
    /// and its line.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let loaded = self.loaded.load();
        let late = loaded.late.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.faults.iter().chain(late.iter()).cloned().collect()
    }

    /// Renders a page in a theme; an unknown theme is the newspaper's.
    ///
    /// # Errors
    /// When the template uses something that the view does not have.
    pub fn render<P: Page>(&self, theme: &str, page: &P) -> Result<String, ThemeError> {
        let loaded = self.loaded.load();
        let theme = if loaded.environments.contains_key(theme) { theme } else { "newspaper" };
        let Some(environment) = loaded.environments.get(theme) else {
            return Err(ThemeError::Texts("no theme is loaded".to_owned()));
        };
        let context = || {
            minijinja::context! {
                language => page.language(),
                page => Value::from(Serde(page)),
            }
        };
        let made = environment.get_template(P::TEMPLATE).and_then(|found| found.render(context()));
        let why = match (made, loaded.built_in.get(theme)) {
            (Err(why), Some(built_in)) => {
                let made = built_in.get_template(P::TEMPLATE)?.render(context())?;
                // The built-in one can do it: an overriding file is to blame.
                loaded.note(format!("{theme}/{why:#}"));
                return Ok(made);
            }
            (made, _) => made,
        };
        Ok(why?)
    }

    /// Renders a mail: its plain form, then its HTML.
    ///
    /// # Errors
    /// When a template uses something that the view does not have.
    pub fn letter<L: Letter>(&self, letter: &L) -> Result<(String, String), ThemeError> {
        let loaded = self.loaded.load();
        let Some(environment) = loaded.environments.get("mail") else {
            return Err(ThemeError::Texts("no mails are loaded".to_owned()));
        };
        let part = |ending: &str| {
            let template = environment.get_template(&format!("{}.{ending}", L::NAME))?;
            template.render(minijinja::context! {
                language => letter.language(),
                letter => Value::from(Serde(letter)),
            })
        };
        Ok((part("txt")?, part("html")?))
    }

    /// What a content security policy must name to allow the pages' own styles:
    /// `'sha256-…'` for each theme.
    #[must_use]
    pub fn style_hashes(&self) -> Vec<String> {
        self.loaded.load().style_hashes.clone()
    }

    /// The same for the few bytes of script that stand in a page, so that what its reader chose
    /// shows with the first paint.
    #[must_use]
    pub fn script_hashes(&self) -> Vec<String> {
        self.loaded.load().script_hashes.clone()
    }

    /// Screen texts.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Styles and scripts.
    #[must_use]
    pub fn assets(&self) -> &Assets {
        &self.assets
    }
}

impl Loaded {
    /// Lets the policy name a theme's style and script.
    fn allow(
        &mut self,
        chain: &[&str],
        overrides: Option<&Path>,
        left_out: &BTreeSet<PathBuf>,
        assets: &Assets,
    ) {
        let named =
            |text: String| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
        for (hashes, text) in [
            (&mut self.style_hashes, style(chain, overrides, left_out, assets)),
            (&mut self.script_hashes, early(chain, overrides, left_out)),
        ] {
            let hash = named(text);
            if !hashes.contains(&hash) {
                hashes.push(hash);
            }
        }
    }

    fn note(&self, fault: String) {
        let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        if late.len() < LATE_MAX {
            late.insert(fault);
        }
    }
}

fn look(folder: &Path) -> Fingerprint {
    fingerprint(folder, THEMES.iter().map(|(theme, _)| *theme))
}

fn load_all(
    overrides: Option<&Path>,
    texts: &Arc<Texts>,
    assets: &Arc<Assets>,
) -> Result<Loaded, ThemeError> {
    let mut loaded = Loaded {
        environments: HashMap::new(),
        built_in: HashMap::new(),
        seen: overrides.map(look).unwrap_or_default(),
        style_hashes: Vec::new(),
        script_hashes: Vec::new(),
        faults: Vec::new(),
        late: Mutex::default(),
    };
    let overrides = overrides.filter(|_| !loaded.seen.is_empty());
    for (theme, chain) in THEMES {
        let mut left_out = BTreeSet::new();
        let environment = loop {
            let environment = environment(chain, overrides, &left_out, texts, assets);
            let Some((file, why)) = first_broken(&environment, chain) else { break environment };
            let over = overrides
                .and_then(|folder| overriding(folder, chain, &file))
                .filter(|path| !left_out.contains(path));
            let Some(path) = over else { return Err(why.into()) };
            loaded.faults.push(format!("{theme}/{why:#}"));
            left_out.insert(path);
        };
        loaded.allow(chain, overrides, &left_out, assets);
        if overrides.is_some() {
            let nothing = BTreeSet::new();
            loaded.allow(chain, None, &nothing, assets);
            let built_in = self::environment(chain, None, &nothing, texts, assets);
            loaded.built_in.insert(theme, built_in);
        }
        loaded.environments.insert(theme, environment);
    }
    Ok(loaded)
}

fn first_broken(
    environment: &Environment<'_>,
    chain: &[&str],
) -> Option<(String, minijinja::Error)> {
    names(chain)
        .into_iter()
        .find_map(|name| environment.get_template(&name).err().map(|why| (name.clone(), why)))
}

fn environment(
    chain: &'static [&'static str],
    overrides: Option<&Path>,
    left_out: &BTreeSet<PathBuf>,
    texts: &Arc<Texts>,
    assets: &Arc<Assets>,
) -> Environment<'static> {
    let mut environment = Environment::new();
    let (left_out_styles, left_out_scripts) = (left_out.clone(), left_out.clone());
    let folder_of_scripts = overrides.map(Path::to_owned);
    let (folder, left_out) = (overrides.map(Path::to_owned), left_out.clone());
    environment.set_loader(move |name| Ok(source(chain, folder.as_deref(), &left_out, name)));
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|name| {
        if name.ends_with(".txt") { AutoEscape::None } else { AutoEscape::Html }
    });
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    if let Ok(syntax) = syntax.build() {
        environment.set_syntax(syntax);
    }
    environment.set_fuel(Some(FUEL));
    environment.set_formatter(write_value);
    let texts = Arc::clone(texts);
    environment.add_function("t", move |state: &State<'_, '_>, key: &str, values: Kwargs| {
        say(&texts, state, key, &values)
    });
    let (assets, built) = (Arc::clone(assets), Arc::clone(assets));
    environment.add_function("asset", move |name: &str| assets.address(name));
    // JSON inside a script element: only a closing tag could end it early.
    environment.add_function("structured", |json: &str| {
        Value::from_safe_string(json.replace('<', "\\u003c"))
    });
    let style = style(chain, overrides, &left_out_styles, &built);
    environment.add_function("style", move || Value::from_safe_string(style.clone()));
    let early = early(chain, folder_of_scripts.as_deref(), &left_out_scripts);
    environment.add_function("early", move || Value::from_safe_string(early.clone()));
    environment
}

/// Escapes as HTML wants it and no more: the engine's own way also turns every `/` of an address
/// into five letters.
fn write_value(
    out: &mut minijinja::Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    let plain = matches!(state.auto_escape(), AutoEscape::None);
    let Some(text) = value.as_str().filter(|_| !plain && !value.is_safe()) else {
        return minijinja::escape_formatter(out, state, value);
    };
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '&', '"', '\'']) {
        let (before, after) = rest.split_at(at);
        out.write_str(before)?;
        let mut after = after.chars();
        out.write_str(match after.next() {
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('&') => "&amp;",
            Some('"') => "&quot;",
            _ => "&#39;",
        })?;
        rest = after.as_str();
    }
    Ok(out.write_str(rest)?)
}

fn say(
    texts: &Texts,
    state: &State<'_, '_>,
    key: &str,
    values: &Kwargs,
) -> Result<String, minijinja::Error> {
    let language = state.lookup("language").and_then(|value| value.as_str().map(str::to_owned));
    let mut args: Vec<(&str, FluentValue<'_>)> = Vec::new();
    for name in values.args() {
        let value: Value = values.get(name)?;
        let given = match value.as_i64() {
            Some(number) if value.is_number() => FluentValue::from(number),
            _ => FluentValue::from(value.to_string()),
        };
        args.push((name, given));
    }
    Ok(texts.say(language.as_deref().unwrap_or("vi"), key, &args))
}

/// The door through which a body's HTML enters a template unescaped.
///
/// # Errors
/// As the serializer's.
pub fn safe<S: serde::Serializer>(html: &SafeHtml, serializer: S) -> Result<S::Ok, S::Error> {
    Value::from_safe_string(html.as_str().to_owned()).serialize(serializer)
}
