//! Weights of the ranking from the command line.

use anyhow::Result;
use search_index::Weights;

/// A weight by its name.
pub(crate) fn place<'w>(weights: &'w mut Weights, name: &str) -> Option<&'w mut f32> {
    let Weights { marked: [m0, m1, m2], unmarked: [u0, u1, u2], half: [r0, r1, r2], .. } = weights;
    Some(match name {
        "m0" => m0,
        "m1" => m1,
        "m2" => m2,
        "r0" => r0,
        "r1" => r1,
        "r2" => r2,
        "u0" => u0,
        "u1" => u1,
        "u2" => u2,
        "single" => &mut weights.single,
        "pair" => &mut weights.pair,
        "title_single" => &mut weights.title_single,
        "title_pair" => &mut weights.title_pair,
        "title_whole" => &mut weights.title_whole,
        "typed" => &mut weights.typed,
        "alternative" => &mut weights.alternative,
        "cohesion" => &mut weights.cohesion,
        "cover" => &mut weights.cover,
        "restore" => &mut weights.restore,
        "in_order" => &mut weights.in_order,
        "head" => &mut weights.head,
        "spoken_of" => &mut weights.spoken_of,
        "least" => &mut weights.least,
        "together" => &mut weights.together,
        "length" => &mut weights.length,
        "k1" => &mut weights.k1,
        "b" => &mut weights.b,
        "enough_well" => &mut weights.enough_well,
        "enough" => &mut weights.enough,
        "enough_loose" => &mut weights.enough_loose,
        _ => return None,
    })
}

/// `pool=100 pair=0.9`; other arguments are left alone.
pub(crate) fn read(arguments: &[String]) -> Result<Weights> {
    let mut weights = Weights::default();
    for argument in arguments {
        let Some((name, value)) = argument.split_once('=') else { continue };
        if let Some(place) = place(&mut weights, name) {
            *place = value.parse()?;
        }
        match name {
            "pool" => weights.pool = value.parse()?,
            "fringe" => weights.fringe = value.parse()?,
            "few" => weights.few = value.parse()?,
            "read_others" => weights.read_others = value.parse()?,
            "read" => weights.read = value.parse()?,
            _ => {}
        }
    }
    Ok(weights)
}
