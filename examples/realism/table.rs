//! Reports as text for a terminal, and as Markdown.

use crate::report::{Report, Row};

/// What the marks mean.
pub(crate) const LEGEND: &str = "\
± is one standard error, found by leaving out palms in groups. Figures marked * are promised: those of non-mated
codes within 15 % of the real ones, those of mated pairs within 25 %; all others are held to 25 %, too. ? says that
two standard errors could turn the verdict. Differences of correlations are held to shares of 0.5, those of
similarities to shares of one power of ten of the likelihood ratio, the unit of similarity.";

/// The cells of a line.
type Cells = [String; 5];

/// For a terminal.
pub(crate) fn text(report: &Report) -> String {
    let sections = sections(report);
    let all = || sections.iter().flatten();
    let widths: [usize; 5] = std::array::from_fn(|i| {
        all().filter_map(|row| row.get(i)).map(|c| c.chars().count()).max().unwrap_or(0)
    });
    let line = |row: &Cells| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let tables: Vec<String> =
        sections.iter().map(|rows| rows.iter().map(line).collect::<Vec<_>>().join("\n")).collect();
    let (set, samples, tables) = (report.set, report.samples(), tables.join("\n\n"));
    format!("{set}: {samples}\n\n{tables}\n\nWhere it differs\n{}", differences(report))
}

/// As chapters of a page.
pub(crate) fn markdown(reports: &[Report]) -> String {
    reports.iter().map(chapter).collect::<Vec<_>>().join("\n")
}

fn chapter(report: &Report) -> String {
    let line = |row: &Cells| format!("| {} |\n", row.join(" | ").replace('*', "\\*"));
    let table = |rows: Vec<Cells>| {
        let (head, body) = rows.split_first().map_or((String::new(), rows.as_slice()), |(h, b)| (line(h), b));
        format!("{head}|---|---|---|---|---|\n{}\n", body.iter().map(line).collect::<String>())
    };
    let tables: String = sections(report).into_iter().map(table).collect();
    let (set, samples) = (report.set, report.samples());
    format!("### {set}\n\n{samples}.\n\n{tables}Where it differs:\n\n{}", differences(report))
}

/// The lines of each section, a heading first.
fn sections(report: &Report) -> Vec<Vec<Cells>> {
    let of_one = |rows: &[Row]| {
        let heading = rows.first().map_or("", |row| row.section.heading());
        let heading = [heading, "real", "synthetic", "ratio or difference", "verdict"].map(str::to_owned);
        std::iter::once(heading).chain(rows.iter().map(cells)).collect()
    };
    report.rows.chunk_by(|a, b| a.section == b.section).map(of_one).collect()
}

fn cells(row: &Row) -> Cells {
    [
        format!("{}{}", row.name, if row.promised { " *" } else { "" }),
        row.real.to_string(),
        row.synthetic.to_string(),
        row.distance.to_string(),
        row.verdict.to_string(),
    ]
}

fn differences(report: &Report) -> String {
    let lines = report.differences();
    if lines.is_empty() {
        return "* nowhere\n".into();
    }
    lines.into_iter().map(|line| format!("* {line}\n")).collect()
}
