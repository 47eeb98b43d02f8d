//! The long names of zones in English: `Central European Summer Time`.

use jiff::Zoned;

/// The long name of the zone of a date; None if only its offset has a name.
pub(crate) fn long_name(date: &Zoned) -> Option<String> {
    let name = super::zone_name(date);
    if matches!(name.as_str(), "UTC" | "Etc/UTC" | "GMT" | "Etc/GMT") {
        return Some("Coordinated Universal Time".into());
    }
    let (_, words) = ALL.iter().find(|(names, _)| names.split(' ').any(|one| one == name))?;
    let is_dst = date.time_zone().to_offset_info(date.timestamp()).dst().is_dst();
    // Ireland calls its summer the standard time, so the offset tells.
    let is_summer = if name == "Europe/Dublin" { !date.offset().is_zero() } else { is_dst };
    let (winter, summer) = words.split_once('|').unwrap_or((words, words));
    Some(if is_summer { summer } else { winter }.to_owned())
}

const ALL: &[(&str, &str)] = &[
    (
        "America/New_York America/Toronto America/Detroit America/Montreal US/Eastern",
        "Eastern Standard Time|Eastern Daylight Time",
    ),
    (
        "America/Chicago America/Winnipeg America/Mexico_City America/Costa_Rica America/Guatemala US/Central",
        "Central Standard Time|Central Daylight Time",
    ),
    (
        "America/Denver America/Edmonton America/Phoenix America/Boise US/Mountain",
        "Mountain Standard Time|Mountain Daylight Time",
    ),
    ("America/Los_Angeles America/Vancouver America/Tijuana US/Pacific", "Pacific Standard Time|Pacific Daylight Time"),
    ("America/Anchorage", "Alaska Standard Time|Alaska Daylight Time"),
    ("Pacific/Honolulu", "Hawaii-Aleutian Standard Time"),
    ("America/Halifax America/Puerto_Rico", "Atlantic Standard Time|Atlantic Daylight Time"),
    ("America/Sao_Paulo", "Brasilia Standard Time"),
    ("America/Argentina/Buenos_Aires America/Buenos_Aires", "Argentina Standard Time"),
    ("America/Bogota", "Colombia Standard Time"),
    ("America/Lima", "Peru Standard Time"),
    ("Europe/London", "Greenwich Mean Time|British Summer Time"),
    ("Europe/Dublin", "Greenwich Mean Time|Irish Standard Time"),
    ("Europe/Lisbon Atlantic/Canary", "Western European Standard Time|Western European Summer Time"),
    (
        "Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Vienna Europe/Zurich Europe/Amsterdam Europe/Brussels Europe/Copenhagen Europe/Oslo Europe/Stockholm Europe/Prague Europe/Warsaw Europe/Budapest Europe/Belgrade Europe/Zagreb Europe/Ljubljana Europe/Bratislava Europe/Luxembourg Europe/Malta",
        "Central European Standard Time|Central European Summer Time",
    ),
    (
        "Europe/Athens Europe/Helsinki Europe/Bucharest Europe/Sofia Europe/Kiev Europe/Kyiv Europe/Riga Europe/Tallinn Europe/Vilnius Africa/Cairo",
        "Eastern European Standard Time|Eastern European Summer Time",
    ),
    ("Europe/Moscow", "Moscow Standard Time"),
    ("Europe/Istanbul", "Türkiye Standard Time"),
    ("Africa/Johannesburg", "South Africa Standard Time"),
    ("Africa/Lagos", "West Africa Time"),
    ("Africa/Nairobi", "East Africa Time"),
    ("Asia/Jerusalem", "Israel Standard Time|Israel Daylight Time"),
    ("Asia/Dubai", "Gulf Standard Time"),
    ("Asia/Karachi", "Pakistan Standard Time"),
    ("Asia/Kolkata Asia/Calcutta", "India Standard Time"),
    ("Asia/Dhaka", "Bangladesh Standard Time"),
    ("Asia/Bangkok Asia/Ho_Chi_Minh Asia/Saigon", "Indochina Time"),
    ("Asia/Jakarta", "Western Indonesia Time"),
    ("Asia/Shanghai", "China Standard Time"),
    ("Asia/Hong_Kong", "Hong Kong Standard Time"),
    ("Asia/Singapore", "Singapore Standard Time"),
    ("Asia/Manila", "Philippine Standard Time"),
    ("Asia/Tokyo", "Japan Standard Time"),
    ("Asia/Seoul", "Korean Standard Time"),
    ("Australia/Perth", "Australian Western Standard Time"),
    ("Australia/Adelaide", "Australian Central Standard Time|Australian Central Daylight Time"),
    (
        "Australia/Sydney Australia/Melbourne Australia/Hobart Australia/Brisbane Australia/Canberra",
        "Australian Eastern Standard Time|Australian Eastern Daylight Time",
    ),
    ("Pacific/Auckland", "New Zealand Standard Time|New Zealand Daylight Time"),
];
