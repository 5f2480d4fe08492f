use proptest::prelude::*;

use super::{Part, merge, merge_body};
use crate::article::{Cover, Text};
use crate::context::{Context, Genre};
use crate::id::SectionId;

fn whole(parts: &[Part]) -> Option<&str> {
    match parts {
        [Part::Agreed { text }] => Some(text),
        _ => None,
    }
}

fn conflict(mine: &str, theirs: &str, base: &str) -> Part {
    let (base, mine, theirs) = (base.to_owned(), mine.to_owned(), theirs.to_owned());
    Part::Conflict { base, mine, theirs }
}

#[test]
fn different_paragraphs_are_merged_even_next_to_each_other() {
    let merged = merge_body(
        "Một.\n\nHai.\n\nBa.\n",
        "Một A.\n\nHai.\n\nBa.\n",
        "Một.\n\nHai B.\n\nBa.\n\nBốn.\n",
    );
    assert_eq!(whole(&merged), Some("Một A.\n\nHai B.\n\nBa.\n\nBốn.\n"));
}

#[test]
fn only_the_paragraph_that_both_changed_is_in_conflict() {
    let base = "Một.\n\nHai.\n\nBa.\n";
    let merged = merge_body(base, "Một A.\n\nHai A.\n\nBa.\n", "Một.\n\nHai B.\n\nBa B.\n");
    let agreed = |text: &str| Part::Agreed { text: text.to_owned() };
    assert_eq!(merged, [agreed("Một A."), conflict("Hai A.", "Hai B.", "Hai."), agreed("Ba B.")]);
}

#[test]
fn what_came_between_and_after_rewritten_paragraphs_is_not_in_conflict() {
    let mine = "Không.\n\nMột.\n\nHai của tôi.\n\nBa của tôi.\n\nBốn.\n";
    let merged = merge_body("Một.\n\nHai.\n\nBa.\n", mine, "Một.\n\nHai khác.\n\nBa.\n");
    let agreed = |text: &str| Part::Agreed { text: text.to_owned() };
    let place = conflict("Hai của tôi.", "Hai khác.", "Hai.");
    assert_eq!(merged, [agreed("Không.\n\nMột."), place, agreed("Ba của tôi.\n\nBốn.")]);
}

#[test]
fn one_deletes_what_the_other_changes() {
    let merged = merge_body("Một.\n\nHai.\n", "Một.\n", "Một.\n\nHai B.\n");
    assert!(merged.contains(&conflict("", "Hai B.", "Hai.")), "{merged:?}");
}

#[test]
fn the_same_new_paragraph_is_taken_once_and_two_at_one_place_are_shown() {
    let merged = merge_body("Một.\n", "Một.\n\nHai.\n", "Một hai.\n\nHai.\n");
    assert_eq!(whole(&merged), Some("Một hai.\n\nHai.\n"));
    let merged = merge_body("Một.\n", "Một.\n\nHai.\n", "Một.\n\nBa.\n");
    assert_eq!(merged[1], conflict("Hai.", "Ba.", ""));
}

#[test]
fn a_list_a_table_and_a_block_of_a_newer_version_stay_whole() {
    let newer = "```timeline 2031\n- a\n\nb\n```";
    let base = format!("Một.\n\n{newer}\n\n- x\n- y\n");
    let merged = merge_body(&base, &base.replace("Một", "Hai"), &base.replace("- y", "- y\n- z"));
    assert_eq!(whole(&merged), Some(format!("Hai.\n\n{newer}\n\n- x\n- y\n- z\n").as_str()));
}

#[test]
fn an_open_fence_does_not_swallow_what_the_other_wrote() {
    let merged = merge_body("Một.\n\nHai.\n", "Một.\n\n```\nHai\n", "Một.\n\nHai.\n\nBa.\n");
    assert_eq!(whole(&merged), None, "{merged:?}");
}

#[test]
fn fields_are_merged_each_by_itself() {
    let base = Text {
        title: "Chợ".into(),
        section: Some(SectionId::new(1)),
        tags: vec!["a".into(), "b".into()],
        cover: Some(Cover { media: "h".into(), ..Cover::default() }),
        ..Text::default()
    };
    let cover = |alt: &str, credit: &str| {
        Some(Cover {
            media: "h".into(),
            alt: alt.into(),
            credit: credit.into(),
            ..Cover::default()
        })
    };
    let mine = Text {
        title: "Chợ phiên".into(),
        tags: vec!["a".into(), "b".into(), "c".into()],
        cover: cover("ảnh", ""),
        ..base.clone()
    };
    let theirs = Text {
        lead: "Sáng nay.".into(),
        section: Some(SectionId::new(2)),
        tags: vec!["b".into(), "d".into()],
        cover: cover("", "Sỹ Hào"),
        ..base.clone()
    };
    let merged = merge(&base, &mine, &theirs);
    assert!(merged.is_clean(), "{merged:?}");
    let wanted = Text {
        title: "Chợ phiên".into(),
        tags: vec!["b".into(), "d".into(), "c".into()],
        cover: cover("ảnh", "Sỹ Hào"),
        ..theirs.clone()
    };
    assert_eq!(merged.text, wanted);
    let other = Text { title: "Chợ tình".into(), cover: None, ..theirs };
    let merged = merge(&base, &mine, &other);
    let fields: Vec<_> = merged.conflicts.iter().map(|conflict| conflict.field).collect();
    assert_eq!(fields, ["title", "cover"]);
    assert_eq!((merged.text.title.as_str(), merged.is_clean()), ("Chợ tình", false));
}

/// Bodies of blocks of every shape, each with a word of its own.
fn blocks(side: &'static str) -> impl Strategy<Value = Vec<String>> {
    let block = (0..7_u8, 0..9_u8).prop_map(move |(shape, n)| match shape {
        0 => format!("```info {n}\na{side}{n}\n\nb\n```"),
        1 => format!("- {side}{n}\n- b"),
        2 => format!("| {side}{n} |\n| --- |\n| 1 |"),
        3 => format!("## {side}{n}"),
        4 => format!("[^{n}]: {side}{n}"),
        5 => format!("> {side}{n}"),
        _ => format!("{side}{n} ạ"),
    });
    proptest::collection::vec(block, 0..8)
}

/// What somebody makes of a body: each block is left, rewritten, taken out, or followed by one.
fn edited(base: &[String], steps: &[u8], side: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (at, block) in base.iter().enumerate() {
        match steps.get(at).copied().unwrap_or_default() % 6 {
            0 => out.push(format!("{side}{at} sửa")),
            1 => {}
            2 => out.extend([block.clone(), format!("{side}{at} thêm")]),
            _ => out.push(block.clone()),
        }
    }
    out
}

fn body(blocks: &[String]) -> String {
    if blocks.is_empty() { String::new() } else { blocks.join("\n\n") + "\n" }
}

/// All that can be read in a result, conflicts included.
fn readable(parts: &[Part]) -> String {
    let words = parts.iter().map(|part| match part {
        Part::Agreed { text } => text.clone(),
        Part::Conflict { mine, theirs, .. } => format!("{mine}\n{theirs}"),
    });
    words.collect::<Vec<_>>().join("\n")
}

proptest! {
    #[test]
    fn who_changed_nothing_gets_the_others_text(base in blocks("g"), other in blocks("t")) {
        let (base, other) = (body(&base), body(&other));
        for (mine, theirs) in [(&other, &base), (&base, &other), (&other, &other)] {
            let merged = merge_body(&base, mine, theirs);
            prop_assert_eq!(whole(&merged), Some(other.as_str()));
        }
    }

    #[test]
    fn no_word_of_either_side_is_missing(
        base in blocks("g"),
        a in proptest::collection::vec(any::<u8>(), 8),
        b in proptest::collection::vec(any::<u8>(), 8),
    ) {
        let (mine, theirs) = (edited(&base, &a, "a"), edited(&base, &b, "b"));
        let text = readable(&merge_body(&body(&base), &body(&mine), &body(&theirs)));
        for block in mine.iter().chain(&theirs).filter(|block| !base.contains(block)) {
            prop_assert!(text.contains(block.as_str()), "{} is missing in {}", block, text);
        }
    }

    #[test]
    fn disjoint_changes_merge_alike_from_both_sides(
        count in 1..8_usize,
        a in proptest::collection::vec(any::<u8>(), 8),
        turns in proptest::collection::vec(any::<bool>(), 8),
    ) {
        let base: Vec<String> = (0..count).map(|n| format!("g{n}")).collect();
        let steps = |mine: bool| -> Vec<u8> {
            a.iter().zip(&turns).map(|(step, turn)| if *turn == mine { *step } else { 5 }).collect()
        };
        let (mine, theirs) = (edited(&base, &steps(true), "a"), edited(&base, &steps(false), "b"));
        let (base, mine, theirs) = (body(&base), body(&mine), body(&theirs));
        let (one, other) = (merge_body(&base, &mine, &theirs), merge_body(&base, &theirs, &mine));
        if let (Some(one), Some(other)) = (whole(&one), whole(&other)) {
            prop_assert_eq!(one, other);
        } else {
            prop_assert_eq!(whole(&one).is_some(), whole(&other).is_some());
        }
    }

    #[test]
    fn anything_at_all_can_be_merged(base in "\\PC{0,80}", a in "[\\PC\n]{0,80}", b in "[`>#|\\-\n a-c]{0,80}") {
        let parts = merge_body(&base, &a, &b);
        prop_assert!(!parts.is_empty() || (a.trim().is_empty() && b.trim().is_empty()));
    }
}

#[test]
fn what_two_people_set_beside_the_words_comes_together_and_only_one_value_is_asked_about() {
    let id = crate::id::ArticleId::new;
    let of = |genre: Genre, storylines: &[&str], related: &[i64]| Text {
        context: Context {
            genre,
            storylines: storylines.iter().map(|name| (*name).to_owned()).collect(),
            related: related.iter().map(|number| id(*number)).collect(),
            ..Context::default()
        },
        ..Text::default()
    };
    let base = of(Genre::News, &["Lũ"], &[1, 2]);
    let merged = merge(&base, &of(Genre::Photo, &["Lũ", "Tết"], &[1]), &base);
    assert!(merged.is_clean());
    assert_eq!(merged.text, of(Genre::Photo, &["Lũ", "Tết"], &[1]));
    let theirs = of(Genre::Live, &["Lũ", "Mưa"], &[1, 2, 3]);
    let merged = merge(&base, &of(Genre::Photo, &["Lũ", "Tết"], &[1]), &theirs);
    assert_eq!(merged.conflicts.iter().map(|one| one.field).collect::<Vec<_>>(), ["genre"]);
    assert_eq!(merged.text, of(Genre::Live, &["Lũ", "Mưa", "Tết"], &[1, 3]));
}
