//! Compresses once, at build time, as well as can be: the server then only picks a file.

use std::io::Write;
use std::thread;

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::site::files::Files;

/// Other kinds (images, fonts) are compressed already.
const COMPRESSIBLE: [&str; 8] = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest"];

/// Read by the server only, never sent.
const NOT_SENT: &str = "pkg.txt";

/// Adds `<file>.br` and `<file>.gz` for each file that becomes smaller so.
pub fn add_compressed_twins(site: &mut Files) {
    let twins: Vec<(String, Vec<u8>)> = thread::scope(|scope| {
        let jobs: Vec<_> = site
            .iter()
            .filter(|(path, _)| is_compressible(path))
            .map(|(path, bytes)| {
                scope.spawn(move || {
                    let twins = [
                        (format!("{path}.br"), brotli(bytes)),
                        (format!("{path}.gz"), gzip(bytes)),
                    ];
                    twins
                        .into_iter()
                        .filter(|(_, twin)| twin.len() < bytes.len())
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        jobs.into_iter()
            .flat_map(|job| job.join().expect("compressing does not panic"))
            .collect()
    });
    for (path, bytes) in twins {
        site.insert(&path, bytes);
    }
}

fn is_compressible(path: &str) -> bool {
    path != NOT_SENT
        && path
            .rsplit_once('.')
            .is_some_and(|(_, extension)| COMPRESSIBLE.contains(&extension))
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters).expect("memory takes every write");
    compressed
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .expect("memory takes every write")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_gets_twins_and_what_would_grow_does_not() {
        let mut site = Files::default();
        site.insert("pkg/1/a.css", "a { color: red } ".repeat(50).into_bytes());
        site.insert("tiny.txt", b"x".to_vec());
        site.insert("icon.png", vec![0; 500]);
        site.insert("pkg.txt", "0".repeat(500).into_bytes());
        add_compressed_twins(&mut site);
        let names: Vec<&str> = site.sizes().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [
                "icon.png",
                "pkg.txt",
                "pkg/1/a.css",
                "pkg/1/a.css.br",
                "pkg/1/a.css.gz",
                "tiny.txt"
            ]
        );
    }
}
