//! Pictures: PNG, JPEG, WebP and GIF (its first image), changed and converted.

use crate::FormatError;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Pictures with more points are refused.
const MOST_POINTS: u64 = 50_000_000;
/// Neither side may be longer, in points.
const MOST_SIDE: u32 = 16_384;
/// Unpacking a picture may take so much memory, in bytes.
const MOST_MEMORY: u64 = 512 * 1024 * 1024;
/// A stronger blur takes too long.
const MOST_BLUR: f32 = 20.0;

/// The kinds of pictures that are read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP, without loss when written.
    Webp,
    /// GIF.
    Gif,
}

/// A picture in memory.
#[derive(Clone, Debug)]
pub struct Picture {
    image: DynamicImage,
    kind: Kind,
}

/// How a picture is brought to a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Within the size, its shape kept.
    Within,
    /// Within the size, but never larger than it was.
    Shrink,
    /// Within the size, but never smaller than it was.
    Grow,
    /// At least the size, its shape kept.
    Cover,
    /// Exactly the size, cut where it does not fit.
    Fill,
    /// Exactly the size, whatever becomes of its shape.
    Stretch,
}

impl Kind {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        self.format().to_mime_type()
    }

    /// The end of file names.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Gif => "gif",
        }
    }

    fn format(self) -> ImageFormat {
        match self {
            Self::Png => ImageFormat::Png,
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Webp => ImageFormat::WebP,
            Self::Gif => ImageFormat::Gif,
        }
    }

    fn of(format: ImageFormat) -> Option<Self> {
        [Self::Png, Self::Jpeg, Self::Webp, Self::Gif].into_iter().find(|kind| kind.format() == format)
    }
}

impl Picture {
    /// Reads a picture; what it says of its size is looked at before it is unpacked.
    pub fn read(bytes: &[u8]) -> Result<Self, FormatError> {
        let reader = || ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| unreadable(&error));
        let mut picture = reader()?;
        let kind = picture.format().and_then(Kind::of).ok_or_else(|| {
            FormatError::new("The file is no picture that can be read.", "Use PNG, JPEG, WebP or GIF.")
        })?;
        let (width, height) = reader()?.into_dimensions().map_err(|error| unreadable(&error))?;
        check_size(width, height)?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(MOST_SIDE);
        limits.max_image_height = Some(MOST_SIDE);
        limits.max_alloc = Some(MOST_MEMORY);
        picture.limits(limits);
        Ok(Self { image: picture.decode().map_err(|error| unreadable(&error))?, kind })
    }

    /// What kind of file it came from, or will become.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Width and height in points.
    pub fn size(&self) -> (u32, u32) {
        (self.image.width(), self.image.height())
    }

    /// Whether points may be seen through.
    pub fn has_alpha(&self) -> bool {
        self.image.color().has_alpha()
    }

    /// Makes it another kind.
    #[must_use]
    pub fn converted(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Brings it to a size.
    pub fn resized(self, width: u32, height: u32, fit: Fit) -> Result<Self, FormatError> {
        check_size(width.max(1), height.max(1))?;
        let (width, height) = (width.max(1), height.max(1));
        let (is_wide, is_high) = (self.image.width() > width, self.image.height() > height);
        let (old_width, old_height) = (f64::from(self.image.width()), f64::from(self.image.height()));
        let image = match fit {
            Fit::Shrink if !is_wide && !is_high => self.image,
            Fit::Grow if is_wide || is_high => self.image,
            Fit::Within | Fit::Shrink | Fit::Grow => self.image.resize(width, height, FilterType::Lanczos3),
            Fit::Fill => self.image.resize_to_fill(width, height, FilterType::Lanczos3),
            Fit::Stretch => self.image.resize_exact(width, height, FilterType::Lanczos3),
            Fit::Cover => {
                let scale = (f64::from(width) / old_width).max(f64::from(height) / old_height);
                let (width, height) = ((old_width * scale).round() as u32, (old_height * scale).round() as u32);
                check_size(width.max(1), height.max(1))?;
                self.image.resize_exact(width.max(1), height.max(1), FilterType::Lanczos3)
            }
        };
        Ok(Self { image, ..self })
    }

    /// Cuts out a part.
    pub fn cropped(self, left: u32, top: u32, width: u32, height: u32) -> Result<Self, FormatError> {
        if width == 0 || height == 0 || left >= self.image.width() || top >= self.image.height() {
            let message = format!(
                "The part lies outside of the picture of {} × {} points.",
                self.image.width(),
                self.image.height()
            );
            return Err(FormatError::new(message, "Begin within the picture, and take at least one point."));
        }
        Ok(Self { image: self.image.crop_imm(left, top, width, height), ..self })
    }

    /// Turns it by quarters, clockwise.
    #[must_use]
    pub fn turned(self, quarters: u8) -> Self {
        let image = match quarters % 4 {
            1 => self.image.rotate90(),
            2 => self.image.rotate180(),
            3 => self.image.rotate270(),
            _ => self.image,
        };
        Self { image, ..self }
    }

    /// Mirrors it from left to right, or from top to bottom.
    #[must_use]
    pub fn mirrored(self, top_to_bottom: bool) -> Self {
        let image = if top_to_bottom { self.image.flipv() } else { self.image.fliph() };
        Self { image, ..self }
    }

    /// Blurs it.
    #[must_use]
    pub fn blurred(self, strength: f32) -> Self {
        let image = self.image.fast_blur(strength.clamp(0.1, MOST_BLUR));
        Self { image, ..self }
    }

    /// Puts another picture on it.
    #[must_use]
    pub fn with_on_top(mut self, top: &Self, left: i64, down: i64) -> Self {
        imageops::overlay(&mut self.image, &top.image, left, down);
        self
    }

    /// The bytes of its file; `quality` from 1 to 100 is for JPEG.
    pub fn write(&self, quality: u8) -> Result<Vec<u8>, FormatError> {
        let mut bytes = Vec::new();
        let written = match self.kind {
            // JPEG knows nothing of points that can be seen through.
            Kind::Jpeg => JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100))
                .encode_image(&DynamicImage::ImageRgb8(self.image.to_rgb8())),
            Kind::Gif | Kind::Webp => {
                let image = DynamicImage::ImageRgba8(self.image.to_rgba8());
                image.write_to(&mut Cursor::new(&mut bytes), self.kind.format())
            }
            Kind::Png => self.image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png),
        };
        written.map_err(|error| {
            FormatError::new(format!("The picture cannot be written: {error}."), "Choose another kind.")
        })?;
        Ok(bytes)
    }
}

fn check_size(width: u32, height: u32) -> Result<(), FormatError> {
    if width <= MOST_SIDE && height <= MOST_SIDE && u64::from(width) * u64::from(height) <= MOST_POINTS {
        return Ok(());
    }
    let message = format!(
        "The picture has {width} × {height} points; at most {MOST_POINTS} are allowed, and {MOST_SIDE} a side."
    );
    Err(FormatError::new(message, "Make it smaller before."))
}

fn unreadable(error: &dyn std::fmt::Display) -> FormatError {
    FormatError::new(format!("The picture cannot be read: {error}."), "Use PNG, JPEG, WebP or GIF.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> Picture {
        Picture { image: DynamicImage::new_rgba8(width, height), kind: Kind::Png }
    }

    #[test]
    fn sizes() {
        for (fit, expected) in [
            (Fit::Within, (50, 25)),
            (Fit::Shrink, (50, 25)),
            (Fit::Grow, (100, 50)),
            (Fit::Cover, (80, 40)),
            (Fit::Fill, (50, 40)),
            (Fit::Stretch, (50, 40)),
        ] {
            assert_eq!(picture(100, 50).resized(50, 40, fit).unwrap().size(), expected, "{fit:?}");
        }
        assert_eq!(picture(10, 5).resized(50, 40, Fit::Shrink).unwrap().size(), (10, 5));
        assert!(picture(10, 5).resized(100_000, 1, Fit::Stretch).is_err());
        assert_eq!(picture(10, 5).cropped(8, 1, 10, 2).unwrap().size(), (2, 2));
        assert!(picture(10, 5).cropped(10, 0, 1, 1).is_err());
        assert_eq!(picture(10, 5).turned(3).size(), (5, 10));
        assert_eq!(picture(10, 5).mirrored(true).blurred(1.0).with_on_top(&picture(2, 2), -1, 4).size(), (10, 5));
    }

    #[test]
    fn kinds() {
        for kind in [Kind::Png, Kind::Jpeg, Kind::Webp, Kind::Gif] {
            let bytes = picture(4, 3).converted(kind).write(80).unwrap();
            let again = Picture::read(&bytes).unwrap();
            assert_eq!((again.kind(), again.size()), (kind, (4, 3)));
            assert_eq!(crate::media::extension_of(kind.media_type()), Some(kind.extension()));
        }
        assert!(Picture::read(b"no picture").is_err());
        // A head that claims more points than allowed.
        let mut bytes = picture(4, 3).write(80).unwrap();
        bytes[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        assert!(Picture::read(&bytes).is_err());
    }
}
