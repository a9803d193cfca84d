//! Manifests: what is read, and what is set aside with its line.

use std::path::Path;

use palmsig::image::Band;
use palmsig_examples::manifest::{BadRow, Hand, Kind, Manifest, ManifestError, RowProblem};

const HEADER: &str = "path,set,subject,hand,session,sample,kind,modality\n";

fn read(rows: &str) -> Manifest {
    let csv = format!("{HEADER}{rows}");
    Manifest::read(csv.as_bytes(), Path::new("folder")).unwrap()
}

fn problems(rows: &str) -> Vec<(u64, RowProblem)> {
    read(rows).bad_rows.into_iter().map(|BadRow { line, problem }| (line, problem)).collect()
}

fn value(column: &'static str, value: &str, allowed: &'static str) -> RowProblem {
    RowProblem::Value { column, value: value.into(), allowed }
}

#[test]
fn a_row_becomes_a_capture() {
    let manifest = read("a/1.png,s,007,left,2,1,full,visible\n");
    assert!(manifest.bad_rows.is_empty());
    let [capture] = &manifest.captures[..] else { panic!("{manifest:?}") };
    assert_eq!((capture.palm.set.as_str(), capture.palm.subject.as_str()), ("s", "007"));
    assert_eq!((capture.palm.hand, capture.session, capture.kind), (Hand::Left, 2, Kind::Full));
    let pictures: Vec<_> = capture.pictures().collect();
    let [(band, listing)] = pictures[..] else { panic!("{pictures:?}") };
    assert_eq!((band, listing.path.as_path(), listing.line), (Band::Visible, Path::new("folder/a/1.png"), 2));
}

#[test]
fn rows_that_agree_are_bands_of_one_capture() {
    let manifest = read(
        "n.png,s,1,left,1,1,roi,nir\n\
         other.png,s,1,right,1,1,roi,visible\n\
         v.png,s,1,left,1,1,roi,visible\n",
    );
    assert!(manifest.bad_rows.is_empty());
    let bands: Vec<Vec<_>> =
        manifest.captures.iter().map(|c| c.pictures().map(|(band, l)| (band, l.line)).collect()).collect();
    assert_eq!(
        bands,
        [vec![(Band::Visible, 4), (Band::NearInfrared, 2)], vec![(Band::Visible, 3)]],
        "visible first, captures in the order of their first rows"
    );
}

#[test]
fn a_ninth_column_tells_attacks_apart() {
    let csv = format!(
        "{},attack\n{}",
        HEADER.trim_end(),
        "live.png,s,1,left,1,1,roi,visible,none\n\
         print.png,s,1,left,1,1,roi,visible,print\n\
         short.png,s,1,left,1,2,roi,visible\n\
         empty.png,s,1,left,1,3,roi,visible,\n"
    );
    let manifest = Manifest::read(csv.as_bytes(), Path::new("folder")).unwrap();
    let attacks: Vec<_> = manifest.captures.iter().map(|c| c.attack.as_deref()).collect();
    assert_eq!(attacks, [None, Some("print")], "one live hand, and one print of it");
    let problems: Vec<_> = manifest.bad_rows.iter().map(|bad| (bad.line, bad.problem.clone())).collect();
    assert_eq!(problems, [(4, RowProblem::Columns(8, 9)), (5, RowProblem::Empty("attack"))]);
}

#[test]
fn any_column_of_the_key_tells_captures_apart() {
    let manifest = read(
        "p,s,1,left,1,1,roi,visible\n\
         p,t,1,left,1,1,roi,visible\n\
         p,s,2,left,1,1,roi,visible\n\
         p,s,1,unknown,1,1,roi,visible\n\
         p,s,1,left,0,1,roi,visible\n\
         p,s,1,left,1,2,roi,visible\n",
    );
    assert_eq!((manifest.captures.len(), manifest.bad_rows.len()), (6, 0));
}

#[test]
fn bad_rows_are_set_aside_with_their_line_and_the_rest_stands() {
    let rows = "p,s,1,both,1,1,roi,visible\n\
                p,s,1,left,one,1,roi,visible\n\
                good,s,1,left,1,1,roi,visible\n\
                p,s,1,left,-1,1,roi,visible\n\
                p,s,1,left,1,1,crop,visible\n\
                p,s,1,left,1,1,roi,infrared\n\
                p,s,1,left,1,1,roi\n\
                p,s,1,left,1,1,roi,visible,more\n\
                p,s,,left,1,1,roi,visible\n";
    let session = "a whole number from 0 (unknown) to 4294967295";
    assert_eq!(
        problems(rows),
        [
            (2, value("hand", "both", "left, right or unknown")),
            (3, value("session", "one", session)),
            (5, value("session", "-1", session)),
            (6, value("kind", "crop", "full or roi")),
            (7, value("modality", "infrared", "visible or nir")),
            (8, RowProblem::Columns(7, 8)),
            (9, RowProblem::Columns(9, 8)),
            (10, RowProblem::Empty("subject")),
        ]
    );
    let captures = read(rows).captures;
    assert_eq!(captures.len(), 1);
    assert!(captures[0].visible.as_ref().is_some_and(|l| l.path.ends_with("good")));
}

#[test]
fn a_band_listed_twice_or_as_another_kind_is_a_bad_row() {
    let rows = "first,s,1,left,1,1,roi,visible\n\
                second,s,1,left,1,1,roi,visible\n\
                whole,s,1,left,1,1,full,nir\n";
    assert_eq!(
        problems(rows),
        [(3, RowProblem::SecondOfBand { first: 2 }), (4, RowProblem::KindOfOtherBand { other: 2 })]
    );
    let captures = read(rows).captures;
    assert_eq!(captures.len(), 1);
    assert!(captures[0].visible.as_ref().is_some_and(|l| l.path.ends_with("first")));
    assert_eq!(captures[0].near_infrared, None);
}

#[test]
fn quoted_fields_crlf_empty_lines_and_bytes_that_are_no_text() {
    let mut csv = HEADER.replace('\n', "\r\n").into_bytes();
    csv.extend(b"\"a,b.png\",s,1,left,1,1,roi,visible\r\n");
    csv.extend(b"\r\n");
    csv.extend(b"p\xff,s,1,left,1,2,roi,visible\r\n");
    let manifest = Manifest::read(&csv[..], Path::new("")).unwrap();
    assert!(manifest.captures[0].visible.as_ref().is_some_and(|l| l.path == Path::new("a,b.png")));
    assert_eq!(manifest.bad_rows, [BadRow { line: 4, problem: RowProblem::Encoding }]);
}

#[test]
fn other_headers_and_missing_files_are_errors() {
    let header = |csv: &str| Manifest::read(csv.as_bytes(), Path::new(""));
    assert_eq!(header(""), Err(ManifestError::Header(String::new())));
    let swapped = "path,set,hand,subject,session,sample,kind,modality";
    assert_eq!(header(swapped), Err(ManifestError::Header(swapped.into())));
    assert_eq!(
        header("p,s,1,left,1,1,roi,visible"),
        Err(ManifestError::Header("p,s,1,left,1,1,roi,visible".into()))
    );
    assert_eq!(header(HEADER), Ok(Manifest { captures: vec![], bad_rows: vec![] }));
    let missing = Manifest::open(Path::new("no/such/manifest.csv"));
    assert_eq!(missing, Err(ManifestError::Unreadable(std::io::ErrorKind::NotFound)));
}
