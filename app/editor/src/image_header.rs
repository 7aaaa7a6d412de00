//! What the first bytes of an image file say of it, so that its size is known before anything decodes it.

/// The kinds of image that a text may show.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ImageKind {
    /// PNG (RFC 2083).
    Png,
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// GIF89a and its predecessor.
    Gif,
    /// WebP (RFC 9649).
    Webp,
}

impl ImageKind {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }
}

/// Kind and size of an image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImageHeader {
    /// What it is, by its content and not by its name.
    pub kind: ImageKind,
    /// Its width in pixels, before it is turned upright.
    pub width: u32,
    /// Its height in pixels, before it is turned upright.
    pub height: u32,
}

impl ImageHeader {
    /// The most pixels that an image of a text may have: more than a camera of 48 megapixels gives, less than what takes a
    /// browser down.
    pub const MAX_PIXELS: u64 = 50_000_000;
    /// How many bytes of a file are enough: photographs carry a thumbnail before their size.
    pub const BYTES: usize = 256 * 1024;

    /// Reads the start of a file; `None` when it is no image of a known kind, or its size is not in these bytes.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (kind, width, height) = png(bytes)
            .or_else(|| gif(bytes))
            .or_else(|| webp(bytes))
            .or_else(|| jpeg(bytes))?;
        (width > 0 && height > 0).then_some(Self { kind, width, height })
    }

    /// Whether it has more pixels than an image of a text may have.
    pub fn is_too_large(&self) -> bool {
        u64::from(self.width) * u64::from(self.height) > Self::MAX_PIXELS
    }
}

type Found = Option<(ImageKind, u32, u32)>;

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

fn big_u16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(array(bytes, at)?)))
}

fn little_u16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes(array(bytes, at)?)))
}

fn little_u24(bytes: &[u8], at: usize) -> Option<u32> {
    let [low, middle, high] = array(bytes, at)?;
    Some(u32::from_le_bytes([low, middle, high, 0]))
}

fn png(bytes: &[u8]) -> Found {
    let is_png = bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.get(12..16)? == b"IHDR";
    let side = |at| Some(u32::from_be_bytes(array(bytes, at)?));
    is_png.then_some((ImageKind::Png, side(16)?, side(20)?))
}

fn gif(bytes: &[u8]) -> Found {
    let is_gif = bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a");
    is_gif.then_some((ImageKind::Gif, little_u16(bytes, 6)?, little_u16(bytes, 8)?))
}

fn webp(bytes: &[u8]) -> Found {
    if !bytes.starts_with(b"RIFF") || bytes.get(8..12)? != b"WEBP" {
        return None;
    }
    let (width, height) = match bytes.get(12..16)? {
        b"VP8X" => (little_u24(bytes, 24)? + 1, little_u24(bytes, 27)? + 1),
        b"VP8L" if bytes.get(20) == Some(&0x2f) => {
            let sizes = u32::from_le_bytes(array(bytes, 21)?);
            ((sizes & 0x3fff) + 1, (sizes >> 14 & 0x3fff) + 1)
        }
        b"VP8 " if bytes.get(23..26)? == b"\x9d\x01\x2a" => {
            (little_u16(bytes, 26)? & 0x3fff, little_u16(bytes, 28)? & 0x3fff)
        }
        _ => return None,
    };
    Some((ImageKind::Webp, width, height))
}

/// Walks from segment to segment to the frame header, which holds the size.
fn jpeg(bytes: &[u8]) -> Found {
    if !bytes.starts_with(b"\xff\xd8\xff") {
        return None;
    }
    let mut at = 2;
    loop {
        let [0xff, marker] = array(bytes, at)? else {
            return None;
        };
        match marker {
            // Any number of 0xff may fill the space before a marker.
            0xff => at += 1,
            // Markers without content.
            0x01 | 0xd0..=0xd8 => at += 2,
            // The size comes before the picture, and before its end.
            0xd9 | 0xda => return None,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some((ImageKind::Jpeg, big_u16(bytes, at + 7)?, big_u16(bytes, at + 5)?));
            }
            _ => at += 2 + usize::try_from(big_u16(bytes, at + 2)?).ok()?.max(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(bytes: &[u8]) -> Option<(ImageKind, u32, u32)> {
        ImageHeader::read(bytes).map(|header| (header.kind, header.width, header.height))
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn each_kind_says_its_size() {
        assert_eq!(header(&png(640, 480)), Some((ImageKind::Png, 640, 480)));
        assert_eq!(
            header(b"GIF89a\x05\0\x03\x01rest"),
            Some((ImageKind::Gif, 5, 259))
        );
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc4\0\x02\xff\xc2\0\x11\x08\x01\x02\x03\x04\x03";
        assert_eq!(header(jpeg), Some((ImageKind::Jpeg, 0x0304, 0x0102)));
        let lossy = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x10\x41\x20\0";
        assert_eq!(header(lossy), Some((ImageKind::Webp, 0x110, 0x20)));
        let lossless = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x02\x40\0\0";
        assert_eq!(header(lossless), Some((ImageKind::Webp, 3, 2)));
        let extended = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x0f\x27\0\x01\0\0";
        assert_eq!(header(extended), Some((ImageKind::Webp, 10_000, 2)));
    }

    #[test]
    fn what_is_no_image_or_is_cut_short_is_none() {
        let jpeg_without_frame = b"\xff\xd8\xff\xda\0\x02\xff\xc0\0\x11\x08\x01\x02\x03\x04";
        for bytes in [
            b"".as_slice(),
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"\x89PNG\r\n\x1a\n",
            b"GIF89a",
            b"RIFF\0\0\0\0WEBPVP8?",
            b"\xff\xd8\xff",
            b"\xff\xd8\xff\xe0\xff\xff",
            jpeg_without_frame,
            b"BM\0\0\0\0",
        ] {
            assert_eq!(header(bytes), None, "{bytes:?}");
        }
        assert_eq!(header(&png(0, 5)), None);
        for length in 0..24 {
            assert_eq!(header(&png(5, 5)[..length]), None);
        }
    }

    #[test]
    fn a_picture_that_would_take_a_browser_down_is_too_large() {
        let is_too_large =
            |width, height| ImageHeader::read(&png(width, height)).is_some_and(|it| it.is_too_large());
        assert!(is_too_large(30_000, 30_000));
        assert!(is_too_large(u32::MAX, u32::MAX));
        assert!(!is_too_large(8000, 6000));
    }
}
