//! Changes and converts pictures.

use crate::files::{aside, for_each_aside, format_error, named};
use formats::picture::{self, Picture};
use node_sdk::each::{OnItemError, paired};
use node_sdk::flow::Item;
use node_sdk::flow::item::Binary;
use node_sdk::{Field, Group, HeavyContext, HeavyNode, Kind, NodeError, Output, async_trait, binary, heavy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// # Edit image
///
/// Resizes, cuts, turns or converts a picture of the item, or tells of its size.
///
/// PNG, JPEG, WebP and GIF are known; of a GIF that moves the first image is taken. What cameras write into a picture,
/// such as the place, does not go along. Pictures of more than 50 million points are refused.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditImage {
    /// # What to do
    ///
    /// How the picture changes.
    #[serde(default)]
    operation: Operation,
    /// # File
    ///
    /// The name the item has for the picture.
    #[serde(default = "data")]
    file: Field<String>,
    /// In points.
    #[serde(default = "five_hundred")]
    #[schemars(extend("x-show" = {"operation": ["resize", "crop"]}))]
    width: Field<f64>,
    /// In points.
    #[serde(default = "five_hundred")]
    #[schemars(extend("x-show" = {"operation": ["resize", "crop"]}))]
    height: Field<f64>,
    /// How the size is meant.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["resize"]}))]
    fit: Fit,
    /// # From the left
    ///
    /// Where the part or the other picture begins, in points.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["crop", "composite"]}))]
    left: Field<f64>,
    /// # From the top
    ///
    /// Where the part or the other picture begins, in points.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["crop", "composite"]}))]
    top: Field<f64>,
    /// # Degrees
    ///
    /// Clockwise: 90, 180 or 270.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["rotate"]}))]
    degrees: Field<f64>,
    /// # Top to bottom
    ///
    /// Otherwise it is mirrored from left to right.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["mirror"]}))]
    top_to_bottom: bool,
    /// # Strength
    ///
    /// From 0.1 to 20.
    #[serde(default = "two")]
    #[schemars(extend("x-show" = {"operation": ["blur"]}))]
    strength: Field<f64>,
    /// # Picture on top
    ///
    /// The name the item has for it.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["composite"]}))]
    on_top: Field<String>,
    /// # Becomes
    ///
    /// What kind of picture is written.
    #[serde(default)]
    format: Format,
    /// # Quality
    ///
    /// Of JPEG: from 1 to 100.
    #[serde(default = "eighty_five")]
    #[schemars(range(min = 1, max = 100), extend("x-group" = "Advanced"))]
    quality: u8,
    /// # File name
    ///
    /// Empty: as it was, with the right end.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    file_name: Field<String>,
    /// # Result
    ///
    /// The name the item gets for the new picture. Empty: it takes the place of the old one.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    result: Field<String>,
    /// # When one item fails
    ///
    /// Whether the node fails, or the item goes on with a field `error`.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    on_item_error: OnItemError,
}

/// How the picture changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Operation {
    /// # Resize
    #[default]
    Resize,
    /// # Cut out
    Crop,
    /// # Turn
    Rotate,
    /// # Mirror
    Mirror,
    /// # Blur
    Blur,
    /// # Put another on it
    Composite,
    /// # Convert
    Convert,
    /// # Tell of it
    ///
    /// The item gets `width`, `height`, `format` and `has_alpha`.
    Information,
}

/// How the size is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Fit {
    /// # At most, its shape kept
    #[default]
    Within,
    /// # At most, never enlarged
    Shrink,
    /// # At most, never made smaller
    Grow,
    /// # At least, its shape kept
    Cover,
    /// # Exactly, cut where it does not fit
    Fill,
    /// # Exactly, whatever becomes of its shape
    Stretch,
    /// # Per cent of what it was
    Percent,
}

/// What kind of picture is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    /// # The same
    #[default]
    Same,
    /// # PNG
    Png,
    /// # JPEG
    Jpeg,
    /// # WebP
    Webp,
    /// # GIF
    Gif,
}

#[async_trait]
impl HeavyNode for EditImage {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        for_each_aside(context, 1, self.on_item_error, |index| self.worked(context, index)).await
    }
}

impl EditImage {
    async fn worked(&self, context: &HeavyContext<'_>, index: usize) -> Result<Item, NodeError> {
        let (item, scope) = (&context.items()[index], context.scope(index));
        let number =
            |field: &Field<f64>, name: &str| field.get(&scope).map_err(|error| NodeError::from(error).at(name));
        let name = named(&self.file, &scope, "file")?;
        let on_top = named(&self.on_top, &scope, "on_top")?;
        let on_top = match self.operation {
            Operation::Composite => Some(binary::find(item, &on_top).map_err(|error| error.at("on_top"))?.clone()),
            _ => None,
        };
        let job = Job {
            operation: self.operation,
            file: binary::find(item, &name).map_err(|error| error.at("file"))?.clone(),
            on_top,
            size: (number(&self.width, "width")?, number(&self.height, "height")?),
            fit: self.fit,
            place: (number(&self.left, "left")?, number(&self.top, "top")?),
            degrees: number(&self.degrees, "degrees")?,
            top_to_bottom: self.top_to_bottom,
            strength: number(&self.strength, "strength")?,
            format: self.format,
            quality: self.quality,
            file_name: named(&self.file_name, &scope, "file_name")?,
        };
        let result = named(&self.result, &scope, "result")?;
        let mut item = Item { lineage: paired(index), ..item.clone() };
        match aside(move || job.done()).await? {
            Done::Picture(file) => drop(item.binary.insert(if result.is_empty() { name } else { result }, file)),
            Done::Told { size: (width, height), format, has_alpha } => {
                for (name, value) in [
                    ("width", json!(width)),
                    ("height", json!(height)),
                    ("format", json!(format)),
                    ("has_alpha", json!(has_alpha)),
                ] {
                    item.json[name] = value;
                }
            }
        }
        Ok(item)
    }
}

/// All that is needed to change one picture.
struct Job {
    operation: Operation,
    file: Binary,
    on_top: Option<Binary>,
    size: (f64, f64),
    fit: Fit,
    place: (f64, f64),
    degrees: f64,
    top_to_bottom: bool,
    strength: f64,
    format: Format,
    quality: u8,
    file_name: String,
}

enum Done {
    Picture(Binary),
    Told { size: (u32, u32), format: &'static str, has_alpha: bool },
}

impl Job {
    fn done(self) -> Result<Done, NodeError> {
        let picture = Picture::read(&binary::bytes(&self.file)?).map_err(format_error)?;
        if self.operation == Operation::Information {
            let format = picture.kind().extension();
            return Ok(Done::Told { size: picture.size(), format, has_alpha: picture.has_alpha() });
        }
        let picture = self.changed(picture)?;
        let kind = match self.format {
            Format::Same => picture.kind(),
            Format::Png => picture::Kind::Png,
            Format::Jpeg => picture::Kind::Jpeg,
            Format::Webp => picture::Kind::Webp,
            Format::Gif => picture::Kind::Gif,
        };
        let bytes = picture.converted(kind).write(self.quality).map_err(format_error)?;
        let stem = self.file.file_name.rsplit_once('.').map_or(self.file.file_name.as_str(), |(stem, _)| stem);
        let is_same = self.format == Format::Same;
        let name = match self.file_name.as_str() {
            "" if is_same => self.file.file_name.clone(),
            "" => format!("{stem}.{}", kind.extension()),
            name => name.to_owned(),
        };
        binary::of(&bytes, name, kind.media_type()).map(Done::Picture)
    }

    fn changed(&self, picture: Picture) -> Result<Picture, NodeError> {
        let (left, top) = self.place;
        match self.operation {
            Operation::Resize => {
                let (width, height) = self.wanted(picture.size());
                picture.resized(width, height, self.fit.kind()).map_err(format_error)
            }
            Operation::Crop => picture
                .cropped(points(left), points(top), points(self.size.0), points(self.size.1))
                .map_err(format_error),
            Operation::Rotate => {
                let quarters = (self.degrees / 90.0).rem_euclid(4.0);
                if quarters.fract() != 0.0 {
                    let message = format!("A picture cannot be turned by {} degrees.", self.degrees);
                    return Err(NodeError::permanent("parameter_invalid", message, "Use 90, 180 or 270.").at("degrees"));
                }
                Ok(picture.turned(quarters as u8))
            }
            Operation::Mirror => Ok(picture.mirrored(self.top_to_bottom)),
            Operation::Blur => Ok(picture.blurred(self.strength as f32)),
            Operation::Composite => {
                let Some(on_top) = &self.on_top else { return Ok(picture) };
                let on_top = Picture::read(&binary::bytes(on_top)?).map_err(format_error)?;
                Ok(picture.with_on_top(&on_top, left as i64, top as i64))
            }
            Operation::Convert | Operation::Information => Ok(picture),
        }
    }

    fn wanted(&self, (width, height): (u32, u32)) -> (u32, u32) {
        if self.fit != Fit::Percent {
            return (points(self.size.0), points(self.size.1));
        }
        let part = |side: u32, percent: f64| points(f64::from(side) * percent / 100.0);
        (part(width, self.size.0), part(height, self.size.1))
    }
}

impl Fit {
    fn kind(self) -> picture::Fit {
        match self {
            Self::Within => picture::Fit::Within,
            Self::Shrink => picture::Fit::Shrink,
            Self::Grow => picture::Fit::Grow,
            Self::Cover => picture::Fit::Cover,
            Self::Fill => picture::Fit::Fill,
            Self::Stretch | Self::Percent => picture::Fit::Stretch,
        }
    }
}

/// A number as points of a picture; too large ones are refused where they are used.
fn points(number: f64) -> u32 {
    number.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

fn five_hundred() -> Field<f64> {
    Field::Fixed(500.0)
}

fn two() -> Field<f64> {
    Field::Fixed(2.0)
}

fn eighty_five() -> u8 {
    85
}

/// The kind `edit_image`.
pub fn kind() -> Kind {
    heavy::<EditImage>("edit_image", Group::Data, include_str!("icon.svg")).keywords(&[
        "picture",
        "photo",
        "resize",
        "crop",
        "rotate",
        "convert",
        "png",
        "jpeg",
        "webp",
        "thumbnail",
    ])
}
