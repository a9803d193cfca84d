//! The files that a run leaves.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use palmsig_examples::atomic::AtomicFile;

use crate::plot::{self, Curves};
use crate::report::{self, Report};
use crate::table;

/// Lines of a page between which the tables stand.
const BEGIN: &str = "<!-- realism: begin -->";
const END: &str = "<!-- realism: end -->";

/// Which files, and where.
#[derive(Debug, Args)]
pub(crate) struct Outputs {
    /// Where the report goes (`report.md`), all figures (`figures.csv`) and diagrams (one SVG a set).
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// A page whose part between `<!-- realism: begin -->` and `<!-- realism: end -->` the tables replace.
    #[arg(long, value_name = "PAGE.md")]
    markdown: Option<PathBuf>,
}

impl Outputs {
    /// Makes sure that the files can be written, before minutes are spent on what goes into them.
    pub(crate) fn check(&self) -> Result<(), Box<dyn Error>> {
        if let Some(page) = &self.markdown {
            replaced(page, "")?;
        }
        self.out.as_deref().map_or(Ok(()), |folder| Ok(fs::create_dir_all(folder)?))
    }

    pub(crate) fn write(&self, reports: &[Report], curves: &[Curves]) -> Result<(), Box<dyn Error>> {
        let tables = format!("{}\n\n{}", table::LEGEND, table::markdown(reports));
        if let Some(page) = &self.markdown {
            file(page, replaced(page, &tables)?.as_bytes())?;
        }
        let Some(folder) = &self.out else { return Ok(()) };
        file(&folder.join("report.md"), format!("# How real synthetic palms are\n\n{tables}").as_bytes())?;
        let mut csv = Vec::new();
        report::write_csv(&mut csv, reports)?;
        file(&folder.join("figures.csv"), &csv)?;
        for (report, curves) in reports.iter().zip(curves) {
            file(&folder.join(format!("{}.svg", report.set)), plot::svg(report, curves)?.as_bytes())?;
        }
        Ok(())
    }
}

fn file(path: &Path, content: &[u8]) -> Result<(), Box<dyn Error>> {
    let write = || {
        let mut file = AtomicFile::create(path)?;
        file.write_all(content)?;
        file.finish()?.publish()
    };
    write().map_err(|error| format!("{}: {error}", path.display()).into())
}

/// The page with other tables.
fn replaced(page: &Path, tables: &str) -> Result<String, Box<dyn Error>> {
    let text = fs::read_to_string(page).map_err(|error| format!("{}: {error}", page.display()))?;
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        return Err(format!("{}: lacks the lines {BEGIN} and {END}", page.display()).into());
    };
    Ok(format!("{before}{BEGIN}\n\n{tables}\n{END}{after}"))
}
