//! Arranging, timing and joining layouts.

use super::merge::{Merged, choose, merge};
use super::{Flaw, Layout, PICKS_MAX, Pick};
use crate::id::{ArticleId, ChangeNumber};

fn pick(article: i64) -> Pick {
    Pick::of(ArticleId::new(article), ChangeNumber::new(1))
}

fn timed(article: i64, from_ms: Option<i64>, until_ms: Option<i64>) -> Pick {
    Pick { from_ms, until_ms, ..pick(article) }
}

/// One story a slot, 0 for none.
fn layout(articles: &[i64]) -> Layout {
    let mut layout = Layout::empty(articles.len());
    for (at, article) in articles.iter().enumerate().filter(|(_, article)| **article > 0) {
        layout.add(at, pick(*article)).unwrap();
    }
    layout
}

fn articles(layout: &Layout) -> Vec<Vec<i64>> {
    layout.slots().iter().map(|picks| picks.iter().map(|p| p.article.get()).collect()).collect()
}

fn showing(layout: &Layout, now_ms: i64) -> Vec<i64> {
    let shown = layout.showing(now_ms, |_| true);
    shown.into_iter().map(|article| article.map_or(0, ArticleId::get)).collect()
}

#[test]
fn a_story_put_into_a_taken_slot_moves_the_others_down_to_the_first_free_one() {
    let mut front = layout(&[1, 2, 0, 4]);
    front.put(0, pick(9)).unwrap();
    assert_eq!(showing(&front, 0), [9, 1, 2, 4]);
    front.put(0, pick(4)).unwrap();
    assert_eq!(showing(&front, 0), [4, 9, 1, 2], "it stands once");
    front.put(1, pick(7)).unwrap();
    assert_eq!(showing(&front, 0), [4, 7, 9, 1], "the last one falls off");
    assert_eq!(front.put(4, pick(8)), Err(Flaw::NoSuchSlot));
    assert_eq!(showing(&front, 0), [4, 7, 9, 1], "a refused move changes nothing");
}

#[test]
fn up_and_down_change_places_and_stop_at_the_ends() {
    let mut front = layout(&[1, 2, 0]);
    front.raise(ArticleId::new(2)).unwrap();
    assert_eq!(showing(&front, 0), [2, 1, 0]);
    front.lower(ArticleId::new(1)).unwrap();
    assert_eq!(showing(&front, 0), [2, 0, 1]);
    assert_eq!(front.raise(ArticleId::new(2)), Err(Flaw::NoSuchSlot));
    assert_eq!(front.lower(ArticleId::new(1)), Err(Flaw::NoSuchSlot));
    assert_eq!(front.lower(ArticleId::new(77)), Err(Flaw::NoSuchSlot));
}

#[test]
fn a_pin_shows_from_its_beginning_to_its_end_and_gives_the_slot_back() {
    let mut front = layout(&[1, 2]);
    front.put(0, timed(8, Some(100), Some(200))).unwrap();
    front.put(0, timed(9, Some(150), None)).unwrap();
    for (now, lead) in [(99, 1), (100, 8), (149, 8), (150, 9), (500, 9)] {
        assert_eq!(showing(&front, now), [lead, 2], "at {now}");
    }
    front.remove(ArticleId::new(9));
    assert_eq!(showing(&front, 199), [8, 2]);
    assert_eq!(showing(&front, 200), [1, 2]);
}

#[test]
fn a_story_that_readers_may_not_see_gives_its_slot_to_the_next_or_to_the_newest() {
    let mut front = layout(&[1, 2]);
    front.put(0, timed(8, Some(100), None)).unwrap();
    let without = |gone: i64, now| front.showing(now, |pick| pick.article.get() != gone);
    assert_eq!(without(8, 150)[0], Some(ArticleId::new(1)));
    assert_eq!(without(2, 150)[1], None);
}

#[test]
fn flawed_layouts_are_told_and_old_times_may_have_passed() {
    let mut front = layout(&[1, 2]);
    front.add(1, pick(1)).unwrap();
    assert_eq!(front.check(&Layout::empty(2), 0), Err(Flaw::Twice));
    let mut front = Layout::empty(2);
    front.add(0, timed(1, Some(50), Some(50))).unwrap();
    assert_eq!(front.check(&Layout::empty(2), 0), Err(Flaw::EndsBeforeItBegins));
    let mut front = Layout::empty(2);
    front.add(0, timed(1, None, Some(50))).unwrap();
    assert_eq!(front.check(&Layout::empty(2), 50), Err(Flaw::InThePast));
    assert_eq!(front.check(&Layout::empty(2), 49), Ok(()));
    assert_eq!(front.check(&front.clone(), 99), Ok(()), "it was there before its time passed");
    let mut front = Layout::empty(1);
    for article in 0..PICKS_MAX {
        front.add(0, timed(i64::try_from(article).unwrap() + 1, Some(9), None)).unwrap();
    }
    assert_eq!(front.add(0, pick(99)), Err(Flaw::TooMany));
    assert_eq!(front.put(0, pick(99)), Err(Flaw::TooMany));
    assert_eq!(front.add(7, pick(99)), Err(Flaw::NoSuchSlot));
}

#[test]
fn changes_in_different_slots_are_joined() {
    let base = layout(&[1, 2, 3]);
    let joined = merge(&base, &layout(&[9, 2, 3]), &layout(&[1, 2, 8]));
    assert_eq!(joined, Merged::Both(layout(&[9, 2, 8])));
    let alike = merge(&base, &layout(&[9, 2, 3]), &layout(&[9, 2, 8]));
    assert_eq!(alike, Merged::Both(layout(&[9, 2, 8])));
}

#[test]
fn a_slot_that_both_changed_is_to_be_chosen() {
    let base = layout(&[1, 2, 3]);
    let (mine, theirs) = (layout(&[9, 2, 3]), layout(&[8, 2, 7]));
    let Merged::Choose { slots, so_far } = merge(&base, &mine, &theirs) else { panic!("chosen") };
    assert_eq!((slots.as_slice(), articles(&so_far)), (&[0][..], articles(&layout(&[9, 2, 7]))));
    assert_eq!(choose(&so_far, &theirs, &[0]), layout(&[8, 2, 7]));
    assert_eq!(choose(&so_far, &theirs, &[]), layout(&[9, 2, 7]));
    assert_eq!(choose(&so_far, &theirs, &[70]), layout(&[9, 2, 7]));
}

#[test]
fn a_story_that_two_people_put_into_two_slots_does_not_stand_twice() {
    let base = layout(&[1, 2, 0, 0]);
    let (mine, theirs) = (layout(&[1, 2, 5, 0]), layout(&[1, 2, 0, 5]));
    let Merged::Choose { slots, so_far } = merge(&base, &mine, &theirs) else { panic!("chosen") };
    assert_eq!(slots, [2, 3]);
    let chosen = choose(&so_far, &theirs, &[3]);
    assert_eq!(chosen, layout(&[1, 2, 5, 0]));
}

#[test]
fn layouts_are_stored_as_lists_and_grow_or_shrink_with_the_front() {
    let front = layout(&[1, 0, 3]);
    assert_eq!(articles(&front.clone().sized(2)), [vec![1], vec![]]);
    assert_eq!(front.sized(4).slots().len(), 4);
}
