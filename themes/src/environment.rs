//! What templates are written in: their syntax, their functions, and how values are escaped.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fluent_bundle::FluentValue;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Kwargs;
use minijinja::{AutoEscape, Environment, State, UndefinedBehavior, Value};

use crate::assets::Assets;
use crate::drawing;
use crate::files::{OF_ALL, OF_BLOCKS, OF_MEDIA, early, source, style};
use crate::texts::Texts;

/// Steps that a template may take; a page needs some ten thousand, a loop without end stops here.
const FUEL: u64 = 5_000_000;

/// The templates of a theme and of those it falls back to.
pub(crate) fn environment(
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
    drawing::add_functions(&mut environment);
    environment.set_formatter(write_value);
    let texts = Arc::clone(texts);
    environment.add_function("t", move |state: &State<'_, '_>, key: &str, values: Kwargs| {
        say(&texts, state, key, &values)
    });
    environment.add_function("lang", lang);
    environment.add_function("own_lang", own_lang);
    let (assets, built) = (Arc::clone(assets), Arc::clone(assets));
    environment.add_function("asset", move |name: &str| assets.address(name));
    // JSON inside a script element: only a closing tag could end it early.
    environment.add_function("structured", |json: &str| {
        Value::from_safe_string(json.replace('<', "\\u003c"))
    });
    for (name, files) in [("style", OF_ALL), ("block_style", OF_BLOCKS), ("media_style", OF_MEDIA)]
    {
        let style = style(files, chain, overrides, &left_out_styles, &built);
        environment.add_function(name, move || Value::from_safe_string(style.clone()));
    }
    let early = early(chain, folder_of_scripts.as_deref(), &left_out_scripts);
    environment.add_function("early", move || Value::from_safe_string(early.clone()));
    environment
}

/// The attribute of words that are in another language than those around them, which are in the
/// labels' where nothing else is told (WCAG 2.2, success criterion 3.1.2).
fn lang(state: &State<'_, '_>, language: &str, around: Option<&str>) -> Value {
    let labels = state.lookup("language");
    let around = around.or_else(|| labels.as_ref()?.as_str()).unwrap_or_default();
    let is_tag = language.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
    if language.is_empty() || language == around || !is_tag {
        return Value::from_safe_string(String::new());
    }
    Value::from_safe_string(format!(" lang=\"{language}\""))
}

/// The same for names and words of the site itself: its sections, topics, blocks.
fn own_lang(state: &State<'_, '_>, around: Option<&str>) -> Value {
    let site = state.lookup("page").and_then(|page| {
        page.get_attr("frame").and_then(|frame| frame.get_attr("site")?.get_attr("language")).ok()
    });
    let own = site.as_ref().and_then(Value::as_str).unwrap_or_default();
    lang(state, own, around)
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
