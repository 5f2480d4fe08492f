//! Weights of the ranking from the command line.

use anyhow::{Result, bail};
use search_index::Weights;

/// `pool=100 pair=0.9`; other arguments are left alone.
pub(crate) fn read(arguments: &[String]) -> Result<Weights> {
    let mut weights = Weights::default();
    for argument in arguments {
        let Some((name, value)) = argument.split_once('=') else { continue };
        let Ok(number) = value.parse::<f32>() else { continue };
        let Weights { marked: [m0, m1, m2], unmarked: [u0, u1, u2], .. } = &mut weights;
        let place = match name {
            "m0" => m0,
            "m1" => m1,
            "m2" => m2,
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
            "k1" => &mut weights.k1,
            "b" => &mut weights.b,
            "enough" => &mut weights.enough,
            "enough_loose" => &mut weights.enough_loose,
            "pool" => {
                weights.pool = value.parse()?;
                continue;
            }
            "few" => {
                weights.few = value.parse()?;
                continue;
            }
            _ => bail!("there is no weight {name}"),
        };
        *place = number;
    }
    Ok(weights)
}
