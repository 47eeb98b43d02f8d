//! Archives: ZIP and gzip, both ways, and never larger than memory allows.

use crate::FormatError;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// All that is unpacked from one archive, in bytes.
const MOST_BYTES: usize = 128 * 1024 * 1024;
/// Archives with more files are refused.
const MOST_FILES: usize = 10_000;

/// A file of an archive: its name and bytes.
pub type Entry = (String, Vec<u8>);

/// Unpacks a ZIP file; folders are left out. Names may hold `/`, but are never
/// used as paths here.
pub fn unzip(bytes: &[u8]) -> Result<Vec<Entry>, FormatError> {
    let mut archive = open(bytes)?;
    let (mut entries, mut left) = (Vec::new(), MOST_BYTES);
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).map_err(|error| unreadable(&error))?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().to_owned();
        let content = read_limited(&mut file, &mut left)?;
        entries.push((name, content));
    }
    Ok(entries)
}

/// Packs files into a ZIP file, in their order and without their times.
pub fn zip(files: &[Entry]) -> Result<Vec<u8>, FormatError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let failed =
        |error: zip::result::ZipError| FormatError::new(format!("The archive cannot be written: {error}."), "");
    for (name, content) in files {
        let method =
            if is_packed(name) || name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(name.as_str(), SimpleFileOptions::default().compression_method(method)).map_err(failed)?;
        writer.write_all(content).map_err(|error| failed(error.into()))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(failed)
}

/// Unpacks a gzip file.
pub fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, FormatError> {
    read_limited(&mut MultiGzDecoder::new(bytes), &mut { MOST_BYTES })
}

/// Packs a file with gzip.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>, FormatError> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let failed = |error: std::io::Error| FormatError::new(format!("The file cannot be packed: {error}."), "");
    encoder.write_all(bytes).map_err(failed)?;
    encoder.finish().map_err(failed)
}

/// One file of a ZIP file.
pub(crate) fn entry(bytes: &[u8], name: &str) -> Result<Vec<u8>, FormatError> {
    let mut archive = open(bytes)?;
    let mut file = archive.by_name(name).map_err(|error| unreadable(&error))?;
    read_limited(&mut file, &mut { MOST_BYTES })
}

/// Refuses a ZIP file that is larger unpacked than allowed. What it says of its own
/// size is not believed, so it is unpacked once and thrown away.
pub(crate) fn check(bytes: &[u8]) -> Result<(), FormatError> {
    let mut archive = open(bytes)?;
    let mut left = MOST_BYTES as u64;
    for place in 0..archive.len() {
        let file = archive.by_index(place).map_err(|error| unreadable(&error))?;
        let count =
            std::io::copy(&mut file.take(left + 1), &mut std::io::sink()).map_err(|error| unreadable(&error.into()))?;
        left = left.checked_sub(count).ok_or_else(too_large)?;
    }
    Ok(())
}

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, FormatError> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    if archive.len() > MOST_FILES {
        return Err(FormatError::too_large("The archive holds too many files", MOST_FILES, "files"));
    }
    Ok(archive)
}

fn read_limited(reader: &mut dyn Read, left: &mut usize) -> Result<Vec<u8>, FormatError> {
    let mut content = Vec::new();
    let count = reader.take(*left as u64 + 1).read_to_end(&mut content).map_err(|error| unreadable(&error.into()))?;
    *left = left.checked_sub(count).ok_or_else(too_large)?;
    Ok(content)
}

/// Files that are packed already gain nothing by being packed again.
fn is_packed(name: &str) -> bool {
    const PACKED: &[&str] = &[
        "7z", "bz2", "docx", "gif", "gz", "heic", "jpeg", "jpg", "mov", "mp3", "mp4", "pdf", "png", "pptx", "rar",
        "webm", "webp", "xlsx", "zip",
    ];
    name.rsplit_once('.')
        .is_some_and(|(_, extension)| PACKED.iter().any(|packed| packed.eq_ignore_ascii_case(extension)))
}

fn too_large() -> FormatError {
    FormatError::too_large("Unpacked, the archive is too large", MOST_BYTES, "bytes")
}

fn unreadable(error: &zip::result::ZipError) -> FormatError {
    FormatError::new(
        format!("The archive cannot be read: {error}."),
        "Look whether it is a ZIP or gzip file, without a password.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        let files: Vec<Entry> =
            vec![("a.txt".into(), b"aaaa".repeat(1000)), ("b/c.png".into(), vec![1, 2]), ("d".into(), vec![])];
        let packed = zip(&files).unwrap();
        assert_eq!(unzip(&packed).unwrap(), files);
        assert!(check(&packed).is_ok() && entry(&packed, "d").unwrap().is_empty());
        assert_eq!(gunzip(&gzip(b"hello").unwrap()).unwrap(), b"hello");
        assert!(unzip(b"PK\x03\x04").is_err() && gunzip(b"no").is_err());
    }

    #[test]
    fn bombs_are_refused() {
        let zeros = vec![0; 70 * 1024 * 1024];
        let bomb = zip(&[("a".into(), zeros.clone()), ("b".into(), zeros)]).unwrap();
        assert!(bomb.len() < 1024 * 1024);
        assert!(unzip(&bomb).unwrap_err().message.contains("too large"));
        assert!(check(&bomb).unwrap_err().message.contains("too large"));
    }
}
