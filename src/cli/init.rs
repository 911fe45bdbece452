//! `evenkeel init`: a policy to begin with, from nothing or from a catalog; nothing that is there is overwritten.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use crate::init::{Draft, Refusal, Request, SAMPLE, SAMPLE_PATH, draft, sample, slug};
use crate::nearest::nearest;
use crate::policy::catalog::Format;
use crate::world::{Disk, Files};

use super::session::{self, note, threads};
use super::{FAILED, Global};

/// Arguments of `init`.
#[derive(Debug, Clone, Args)]
pub(crate) struct InitArgs {
    /// The folder of the new policy [default: the working directory]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// A catalog whose columns are wired, and whose export it is: auto, csv, tsv, shopify-csv, woocommerce-csv, google-tsv [default: auto]
    #[arg(long, value_names = ["FORMAT", "FILE"], num_args = 1..=2)]
    from: Vec<PathBuf>,
    /// The channels, the most important first, such as shopify,amazon
    #[arg(long, value_name = "CHANNELS", value_delimiter = ',')]
    channels: Vec<String>,
}

/// The words before a file, and what they stand for.
const FORMATS: [(&str, Option<Format>); 6] = [
    ("auto", None),
    ("csv", Some(Format::Csv)),
    ("tsv", Some(Format::Tsv)),
    ("shopify-csv", Some(Format::ShopifyCsv)),
    ("woocommerce-csv", Some(Format::WoocommerceCsv)),
    ("google-tsv", Some(Format::GoogleTsv)),
];

/// The name of the file that marks a policy's root.
const ROOT_FILE: &str = "evenkeel.kdl";

/// A catalog to read, and where the policy goes.
struct Wanted {
    folder: PathBuf,
    from: Option<(Option<Format>, PathBuf)>,
}

pub(super) fn run(global: &Global, arguments: &InitArgs) -> anyhow::Result<u8> {
    let wanted = wanted(global, arguments)?;
    let disk = Disk::new(&wanted.folder);
    refuse_where_something_is(&disk)?;
    let name = name(&wanted.folder);
    let channels: Vec<String> = arguments.channels.iter().map(|name| name.trim().to_owned()).collect();
    let Some((format, file)) = &wanted.from else {
        if wanted.folder.join(SAMPLE_PATH).exists() {
            bail!(
                "`{SAMPLE_PATH}` is there already; `evenkeel init --from {SAMPLE_PATH}` writes a policy that reads it"
            );
        }
        let draft = match sample(&name, &channels, threads(global))? {
            Ok(draft) => draft,
            Err(refusal) => return Ok(refused(&refusal)),
        };
        disk.create(SAMPLE_PATH, SAMPLE.as_bytes())?;
        disk.create(ROOT_FILE, draft.text.as_bytes())?;
        return told(&wanted, &draft, &[ROOT_FILE, SAMPLE_PATH]);
    };
    let (beside, own_name) = place(file)?;
    let (path, is_outside) = path_in(&wanted.folder, file, &own_name)?;
    let request = Request {
        name: &name,
        files: &beside,
        file: &own_name,
        path: &path,
        format: *format,
        channels: &channels,
        threads: threads(global),
    };
    let draft = match draft(request)? {
        Ok(draft) => draft,
        Err(refusal) => return Ok(refused(&refusal)),
    };
    let mut written = vec![ROOT_FILE];
    if is_outside {
        disk.create(&path, beside.open(&own_name)?)?;
        written.push(&path);
    }
    disk.create(ROOT_FILE, draft.text.as_bytes())?;
    told(&wanted, &draft, &written)
}

/// The folder and the file that the arguments name: `--from FILE`, `--from FORMAT FILE`, `--from FILE DIR`.
fn wanted(global: &Global, arguments: &InitArgs) -> anyhow::Result<Wanted> {
    let format =
        |word: &Path| FORMATS.iter().find(|(name, _)| word.as_os_str() == *name).map(|(_, format)| *format);
    let (from, mut folder) = match arguments.from.as_slice() {
        [] => (None, None),
        [file] if file.is_file() => (Some((None, file.clone())), None),
        [word] if format(word).is_some() => {
            bail!("`--from {0}` needs a file: `--from {0} FILE`", word.display())
        }
        [file] => bail!("no file `{}`", file.display()),
        [word, file] => match format(word) {
            Some(format) => (Some((format, file.clone())), None),
            // the folder was taken for the second value
            None if word.is_file() && !file.is_file() => (Some((None, word.clone())), Some(file.clone())),
            None => bail!("{}", unknown_format(&word.display().to_string())),
        },
        _ => bail!("`--from` takes a file, and whose export it is before it"),
    };
    if let Some((_, file)) = from.as_ref().filter(|(_, file)| !file.is_file()) {
        bail!("no file `{}`", file.display());
    }
    for given in [&arguments.folder, &global.policy].into_iter().flatten() {
        if folder.is_some() {
            bail!("give one folder for the new policy, not two");
        }
        folder = Some(given.clone());
    }
    Ok(Wanted { folder: folder.unwrap_or_else(|| PathBuf::from(".")), from })
}

fn unknown_format(word: &str) -> String {
    let names: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
    let help = match nearest(word, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the formats are {}", crate::nearest::listed(names)),
    };
    format!("there is no format `{word}`; {help}")
}

/// Whatever is there is somebody's: nothing is overwritten, and nothing made part of a policy unasked.
fn refuse_where_something_is(disk: &Disk) -> anyhow::Result<()> {
    let folder = disk.root();
    if folder.exists() && !folder.is_dir() {
        bail!("`{}` is a file, not a folder", folder.display());
    }
    if folder.join(ROOT_FILE).exists() {
        let there = shown(folder, ROOT_FILE);
        bail!("`{there}` is there already and was left as it is; name another folder, or move it away");
    }
    let others = if folder.exists() { disk.policy_files()? } else { Vec::new() };
    if let Some(other) = others.first() {
        bail!("`{other}` would become part of the new policy; name another folder, or move it away");
    }
    if let Some(above) = folder.exists().then(|| Disk::nearest(folder)).flatten() {
        note(&format!(
            "`{}` above it is a policy of its own, and will not read what stands here",
            above.root().display()
        ));
    }
    Ok(())
}

/// The policy's name: the folder's, as far as it can be one.
fn name(folder: &Path) -> String {
    let full = std::path::absolute(folder).ok();
    let own = full.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    own.and_then(|name| slug(&name)).unwrap_or_else(|| "shop".to_owned())
}

/// The folder of a file, and its name there.
fn place(file: &Path) -> anyhow::Result<(Disk, String)> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.file_name().and_then(|name| name.to_str());
    let name =
        name.with_context(|| format!("the name of `{}` is no text in UTF-8; rename it", file.display()))?;
    Ok((Disk::new(parent), name.to_owned()))
}

/// The path of a file as the policy says it, and whether it has to be copied there: a policy reads what lies below
/// its own folder.
fn path_in(folder: &Path, file: &Path, name: &str) -> anyhow::Result<(String, bool)> {
    let full = fs::canonicalize(file).with_context(|| format!("can't read `{}`", file.display()))?;
    let inside =
        fs::canonicalize(folder).ok().and_then(|root| Some(full.strip_prefix(root).ok()?.to_path_buf()));
    if let Some(inside) = inside.as_deref().and_then(Path::to_str) {
        return Ok((inside.replace('\\', "/"), false));
    }
    let path = format!("catalog/{name}");
    if folder.join(&path).exists() {
        bail!(
            "`{}` would be copied to `{path}`, and that is there already; `--from` that one, or move it away",
            file.display()
        );
    }
    Ok((path, true))
}

fn refused(refusal: &Refusal) -> u8 {
    note(&format!("error: {}; {}", refusal.message, refusal.help));
    FAILED
}

/// Says what was written, what the seller has to say, and what to run next.
fn told(wanted: &Wanted, draft: &Draft, written: &[&str]) -> anyhow::Result<u8> {
    let mut lines: Vec<String> =
        written.iter().map(|path| format!("wrote {}", shown(&wanted.folder, path))).collect();
    if let (Some((_, file)), [_, copy]) = (&wanted.from, written) {
        lines.push(format!(
            "`{}` was copied to `{copy}`, since a policy reads what lies below its own folder",
            file.display()
        ));
    }
    let skus = if draft.items == 1 { "1 SKU".to_owned() } else { format!("{} SKUs", draft.items) };
    let unusable = if draft.unusable > 0 {
        format!(", {} rows that can't be used as they are", draft.unusable)
    } else {
        String::new()
    };
    lines.push(format!("it reads {skus}{unusable}, for {}", draft.channels.join(", ")));
    if !draft.open.is_empty() {
        lines.push("\nwhat the file does not say:".to_owned());
        lines.extend(draft.open.iter().map(|open| format!("  {open}")));
    }
    let policy = if wanted.folder == Path::new(".") {
        String::new()
    } else {
        format!(" --policy {}", wanted.folder.display())
    };
    lines.push("\nnext:".to_owned());
    lines.push(format!("  evenkeel check{policy}            every SKU on every channel"));
    lines.push(format!("  evenkeel explain SKU{policy}      how its prices and quantities come to be"));
    lines.push(format!("  evenkeel build{policy}            the channels' files, in dist"));
    lines.push(String::new());
    session::print(&lines.join("\n"))?;
    Ok(0)
}

/// A path below a folder, as one would type it.
fn shown(folder: &Path, path: &str) -> String {
    if folder == Path::new(".") { path.to_owned() } else { folder.join(path).display().to_string() }
}
