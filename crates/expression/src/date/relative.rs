//! How far away a date is, in words: `in 2 days`, `vor 3 Stunden`, `yesterday`.

use super::UNITS;
use super::locale::Locale;
use crate::convert::number_text;
use crate::methods::localized;

/// How long the words are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Words {
    #[default]
    Long,
    Short,
    Narrow,
}

impl Words {
    /// By the name `Intl` gives it.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "short" => Self::Short,
            "narrow" => Self::Narrow,
            _ => Self::Long,
        }
    }
}

/// The words of one language. The units are years, quarters, months, weeks, days, hours,
/// minutes, seconds; each has one form for 1, one for others and in some languages one
/// for many, parted by slashes.
struct Language {
    name: &'static str,
    ahead: &'static str,
    ago: &'static str,
    units: &'static str,
    /// Last, this and next year, month, week and day, parted by slashes.
    near: &'static str,
}

/// `amount` of a unit ahead, or ago.
pub(crate) fn far(amount: f64, is_past: bool, unit: usize, words: Words, locale: Locale) -> String {
    let is_english = locale.language() == "en";
    // In English Luxon puts the words together itself.
    let written = if is_english { number_text(amount) } else { localized(amount, locale.tag()) };
    if is_english && words != Words::Long {
        return short(&written, amount, is_past, unit, words);
    }
    let language = language(locale);
    let forms: Vec<&str> = language.units.split(", ").nth(unit).unwrap_or_default().split('/').collect();
    let is_one = amount == 1.0 || (matches!(language.name, "fr" | "pt") && amount < 2.0);
    let digits = amount.trunc() as u64 % 100;
    let is_few = (2..=4).contains(&(digits % 10)) && !(12..=14).contains(&digits);
    let form = match forms.len() {
        3 if !is_one && !is_few && amount.fract() == 0.0 => forms[2],
        _ if is_one => forms[0],
        _ => forms[forms.len().min(2) - 1],
    };
    let pattern = if is_past { language.ago } else { language.ahead };
    pattern.replace('#', &written).replace('@', form)
}

/// `yesterday`, `this month`, `next year`; None where a language counts instead.
pub(crate) fn near(step: i8, unit: usize, locale: Locale) -> Option<&'static str> {
    let group = [0, 2, 3, 4].iter().position(|known| *known == unit)?;
    let place = usize::try_from(step + 1).ok()?;
    language(locale).near.split(", ").nth(group)?.split('/').nth(place)
}

fn language(locale: Locale) -> &'static Language {
    ALL.iter().find(|language| language.name == locale.language()).unwrap_or(&ALL[0])
}

fn short(written: &str, amount: f64, is_past: bool, unit: usize, words: Words) -> String {
    let is_one = amount == 1.0;
    let word = match (words, UNITS[unit]) {
        (Words::Narrow, "years") => "y",
        (Words::Narrow, "quarters") => "q",
        (Words::Narrow, "months") => "mo",
        (Words::Narrow, name) => &name[..1],
        (_, "years") => " yr.",
        (_, "quarters") if is_one => " qtr.",
        (_, "quarters") => " qtrs.",
        (_, "months") => " mo.",
        (_, "weeks") => " wk.",
        (_, "days") if is_one => " day",
        (_, "days") => " days",
        (_, "hours") => " hr.",
        (_, "minutes") => " min.",
        _ => " sec.",
    };
    if is_past { format!("{written}{word} ago") } else { format!("in {written}{word}") }
}

const ALL: &[Language] = &[
    Language {
        name: "en",
        ahead: "in # @",
        ago: "# @ ago",
        units: "year/years, quarter/quarters, month/months, week/weeks, day/days, hour/hours, minute/minutes, second/seconds",
        near: "last year/this year/next year, last month/this month/next month, last week/this week/next week, yesterday/today/tomorrow",
    },
    Language {
        name: "de",
        ahead: "in # @",
        ago: "vor # @",
        units: "Jahr/Jahren, Quartal/Quartalen, Monat/Monaten, Woche/Wochen, Tag/Tagen, Stunde/Stunden, Minute/Minuten, Sekunde/Sekunden",
        near: "letztes Jahr/dieses Jahr/nächstes Jahr, letzten Monat/diesen Monat/nächsten Monat, letzte Woche/diese Woche/nächste Woche, gestern/heute/morgen",
    },
    Language {
        name: "fr",
        ahead: "dans # @",
        ago: "il y a # @",
        units: "an/ans, trimestre/trimestres, mois/mois, semaine/semaines, jour/jours, heure/heures, minute/minutes, seconde/secondes",
        near: "l’année dernière/cette année/l’année prochaine, le mois dernier/ce mois-ci/le mois prochain, la semaine dernière/cette semaine/la semaine prochaine, hier/aujourd’hui/demain",
    },
    Language {
        name: "es",
        ahead: "dentro de # @",
        ago: "hace # @",
        units: "año/años, trimestre/trimestres, mes/meses, semana/semanas, día/días, hora/horas, minuto/minutos, segundo/segundos",
        near: "el año pasado/este año/el próximo año, el mes pasado/este mes/el próximo mes, la semana pasada/esta semana/la próxima semana, ayer/hoy/mañana",
    },
    Language {
        name: "it",
        ahead: "tra # @",
        ago: "# @ fa",
        units: "anno/anni, trimestre/trimestri, mese/mesi, settimana/settimane, giorno/giorni, ora/ore, minuto/minuti, secondo/secondi",
        near: "anno scorso/quest’anno/anno prossimo, mese scorso/questo mese/mese prossimo, settimana scorsa/questa settimana/settimana prossima, ieri/oggi/domani",
    },
    Language {
        name: "pt",
        ahead: "em # @",
        ago: "há # @",
        units: "ano/anos, trimestre/trimestres, mês/meses, semana/semanas, dia/dias, hora/horas, minuto/minutos, segundo/segundos",
        near: "ano passado/este ano/próximo ano, mês passado/este mês/próximo mês, semana passada/esta semana/próxima semana, ontem/hoje/amanhã",
    },
    Language {
        name: "nl",
        ahead: "over # @",
        ago: "# @ geleden",
        units: "jaar/jaar, kwartaal/kwartalen, maand/maanden, week/weken, dag/dagen, uur/uur, minuut/minuten, seconde/seconden",
        near: "vorig jaar/dit jaar/volgend jaar, vorige maand/deze maand/volgende maand, vorige week/deze week/volgende week, gisteren/vandaag/morgen",
    },
    Language {
        name: "sv",
        ahead: "om # @",
        ago: "för # @ sedan",
        units: "år/år, kvartal/kvartal, månad/månader, vecka/veckor, dag/dagar, timme/timmar, minut/minuter, sekund/sekunder",
        near: "förra året/i år/nästa år, förra månaden/den här månaden/nästa månad, förra veckan/denna vecka/nästa vecka, i går/i dag/i morgon",
    },
    Language {
        name: "da",
        ahead: "om # @",
        ago: "for # @ siden",
        units: "år/år, kvartal/kvartaler, måned/måneder, uge/uger, dag/dage, time/timer, minut/minutter, sekund/sekunder",
        near: "sidste år/i år/næste år, sidste måned/denne måned/næste måned, sidste uge/denne uge/næste uge, i går/i dag/i morgen",
    },
    Language {
        name: "pl",
        ahead: "za # @",
        ago: "# @ temu",
        units: "rok/lata/lat, kwartał/kwartały/kwartałów, miesiąc/miesiące/miesięcy, tydzień/tygodnie/tygodni, dzień/dni/dni, godzinę/godziny/godzin, minutę/minuty/minut, sekundę/sekundy/sekund",
        near: "w zeszłym roku/w tym roku/w przyszłym roku, w zeszłym miesiącu/w tym miesiącu/w przyszłym miesiącu, w zeszłym tygodniu/w tym tygodniu/w przyszłym tygodniu, wczoraj/dzisiaj/jutro",
    },
    Language {
        name: "ja",
        ahead: "# @後",
        ago: "# @前",
        units: "年/年, 四半期/四半期, か月/か月, 週間/週間, 日/日, 時間/時間, 分/分, 秒/秒",
        near: "昨年/今年/来年, 先月/今月/来月, 先週/今週/来週, 昨日/今日/明日",
    },
];
