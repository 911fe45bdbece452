//! The nearest of some names to one that nobody knows: what "did you mean" is followed by.

/// The candidate nearest to `name`, where it is near enough to be a slip of the finger: at most a third
/// of the letters, insertions, deletions, replacements and swaps of neighbours counting one each.
///
/// Of equally near candidates the first in the order given is taken. Case alone never separates two names.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted: Vec<char> = name.to_lowercase().chars().collect();
    let most = (wanted.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let letters: Vec<char> = candidate.to_lowercase().chars().collect();
        if letters.len().abs_diff(wanted.len()) > most {
            continue;
        }
        let distance = distance(&wanted, &letters);
        if distance <= most && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The optimal string alignment distance, by three rows of its table.
fn distance(a: &[char], b: &[char]) -> usize {
    let cell = |cells: &[usize], index: usize| cells.get(index).copied().unwrap_or(usize::MAX - 1);
    let (mut above, mut here): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=b.len()).collect());
    for (row, left) in a.iter().enumerate() {
        let mut below = vec![row + 1];
        for (column, right) in b.iter().enumerate() {
            let replaced = cell(&here, column) + usize::from(left != right);
            let mut cost = replaced.min(cell(&here, column + 1) + 1).min(cell(&below, column) + 1);
            let before =
                |letters: &[char], index: usize| index.checked_sub(1).and_then(|at| letters.get(at).copied());
            if before(a, row) == Some(*right) && before(b, column) == Some(*left) {
                cost = cost.min(cell(&above, column - 1) + 1);
            }
            below.push(cost);
        }
        above = std::mem::replace(&mut here, below);
    }
    cell(&here, b.len())
}

/// A list of names in prose: `` `a`, `b` and `c` ``.
pub fn listed<'c>(names: impl IntoIterator<Item = &'c str>) -> String {
    in_prose(names, "and")
}

/// A choice of names in prose: `` `a`, `b` or `c` ``.
pub fn either<'c>(names: impl IntoIterator<Item = &'c str>) -> String {
    in_prose(names, "or")
}

fn in_prose<'c>(names: impl IntoIterator<Item = &'c str>, before_last: &str) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {before_last} {last}", rest.join(", ")),
    }
}

/// The way out for an unknown name: the nearest one, or all there are where they are few.
pub fn suggestion(name: &str, candidates: &[&str]) -> String {
    if let Some(near) = nearest(name, candidates.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    match candidates.len() {
        0 => "there is none yet".to_owned(),
        1..=14 => format!("known here: {}", listed(candidates.iter().copied())),
        count => format!("none of the {count} that are known here is near"),
    }
}

/// A help that another sentence follows: with a full stop where it has no mark of its own.
pub fn sentence(help: &str) -> String {
    if help.ends_with(['?', '.']) { help.to_owned() } else { format!("{help}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_found_and_others_are_not() {
        let channels = ["amazon", "shopify", "tiktok-shop"];
        assert_eq!(nearest("amzon", channels), Some("amazon"));
        assert_eq!(nearest("shopfiy", channels), Some("shopify")); // one swap
        assert_eq!(nearest("Amazon", channels), Some("amazon"));
        assert_eq!(nearest("walmart", channels), None);
        // 9 letters allow three slips: `tik-tok` is four away from `tiktok-shop`
        assert_eq!(nearest("tik-tok", channels), None);
    }

    #[test]
    fn lists_read_like_prose() {
        assert_eq!(listed(["a"]), "`a`");
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
