//! The names of months and weekdays in common languages, as the Unicode Common
//! Locale Data Repository gives them.

/// The names of one language, parted by blanks; Monday is the first day.
struct Names {
    language: &'static str,
    months: &'static str,
    months_alone: &'static str,
    months_short: &'static str,
    months_short_alone: &'static str,
    weekdays: &'static str,
    weekdays_short: &'static str,
}

/// Which form of a name is wanted.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    Long,
    /// Without a day beside it; some languages bend the month then.
    LongAlone,
    Short,
    ShortAlone,
}

/// The language of a date, by its tag such as `de-AT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Locale {
    tag: [u8; 5],
    place: u8,
}

impl Locale {
    /// English as in the United States.
    pub(crate) const ENGLISH: Self = Self { tag: *b"en-US", place: 0 };

    /// The language with this tag, if its names are known.
    pub(crate) fn named(tag: &str) -> Option<Self> {
        let language = tag.get(..2)?.to_ascii_lowercase();
        let place = ALL.iter().position(|names| names.language == language)?;
        let mut own = [b' '; 5];
        let written = if language == "en" && tag.len() < 5 { "en-US" } else { tag };
        own.iter_mut().zip(written.bytes()).for_each(|(to, from)| *to = from);
        Some(Self { tag: own, place: u8::try_from(place).ok()? })
    }

    /// Its tag.
    pub(crate) fn tag(&self) -> &str {
        std::str::from_utf8(&self.tag).unwrap_or("en-US").trim_end()
    }

    /// The first two letters of its tag.
    pub(crate) fn language(&self) -> &'static str {
        self.names().language
    }

    fn names(self) -> &'static Names {
        ALL.get(usize::from(self.place)).unwrap_or(&ALL[0])
    }

    /// The name of a month, counted from 1.
    pub(crate) fn month(self, month: i8, form: Form) -> &'static str {
        nth(self.months(form), month)
    }

    /// All months, parted by blanks.
    pub(crate) fn months(self, form: Form) -> &'static str {
        let names = self.names();
        match form {
            Form::Long => names.months,
            Form::LongAlone => names.months_alone,
            Form::Short => names.months_short,
            Form::ShortAlone => names.months_short_alone,
        }
    }

    /// The name of a weekday, counted from 1 for Monday.
    pub(crate) fn weekday(self, day: i8, form: Form) -> &'static str {
        nth(self.weekdays(form), day)
    }

    /// All weekdays, parted by blanks.
    pub(crate) fn weekdays(self, form: Form) -> &'static str {
        let names = self.names();
        if matches!(form, Form::Long | Form::LongAlone) { names.weekdays } else { names.weekdays_short }
    }
}

fn nth(names: &'static str, number: i8) -> &'static str {
    usize::try_from(number - 1).ok().and_then(|place| names.split(' ').nth(place)).unwrap_or_default()
}

const ALL: &[Names] = &[
    Names {
        language: "en",
        months: "January February March April May June July August September October November December",
        months_alone: "January February March April May June July August September October November December",
        months_short: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        months_short_alone: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        weekdays: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        weekdays_short: "Mon Tue Wed Thu Fri Sat Sun",
    },
    Names {
        language: "de",
        months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        months_alone: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        months_short: "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        months_short_alone: "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
        weekdays: "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        weekdays_short: "Mo Di Mi Do Fr Sa So",
    },
    Names {
        language: "fr",
        months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        months_alone: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        months_short: "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        months_short_alone: "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        weekdays: "lundi mardi mercredi jeudi vendredi samedi dimanche",
        weekdays_short: "lun. mar. mer. jeu. ven. sam. dim.",
    },
    Names {
        language: "es",
        months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        months_alone: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        months_short: "ene feb mar abr may jun jul ago sept oct nov dic",
        months_short_alone: "ene feb mar abr may jun jul ago sept oct nov dic",
        weekdays: "lunes martes miércoles jueves viernes sábado domingo",
        weekdays_short: "lun mar mié jue vie sáb dom",
    },
    Names {
        language: "it",
        months: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        months_alone: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        months_short: "gen feb mar apr mag giu lug ago set ott nov dic",
        months_short_alone: "gen feb mar apr mag giu lug ago set ott nov dic",
        weekdays: "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        weekdays_short: "lun mar mer gio ven sab dom",
    },
    Names {
        language: "pt",
        months: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        months_alone: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        months_short: "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
        months_short_alone: "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
        weekdays: "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        weekdays_short: "seg. ter. qua. qui. sex. sáb. dom.",
    },
    Names {
        language: "nl",
        months: "januari februari maart april mei juni juli augustus september oktober november december",
        months_alone: "januari februari maart april mei juni juli augustus september oktober november december",
        months_short: "jan feb mrt apr mei jun jul aug sep okt nov dec",
        months_short_alone: "jan feb mrt apr mei jun jul aug sep okt nov dec",
        weekdays: "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        weekdays_short: "ma di wo do vr za zo",
    },
    Names {
        language: "pl",
        months: "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        months_alone: "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
        months_short: "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        months_short_alone: "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        weekdays: "poniedziałek wtorek środa czwartek piątek sobota niedziela",
        weekdays_short: "pon. wt. śr. czw. pt. sob. niedz.",
    },
    Names {
        language: "sv",
        months: "januari februari mars april maj juni juli augusti september oktober november december",
        months_alone: "januari februari mars april maj juni juli augusti september oktober november december",
        months_short: "jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.",
        months_short_alone: "jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.",
        weekdays: "måndag tisdag onsdag torsdag fredag lördag söndag",
        weekdays_short: "mån tis ons tors fre lör sön",
    },
    Names {
        language: "da",
        months: "januar februar marts april maj juni juli august september oktober november december",
        months_alone: "januar februar marts april maj juni juli august september oktober november december",
        months_short: "jan. feb. mar. apr. maj jun. jul. aug. sep. okt. nov. dec.",
        months_short_alone: "jan. feb. mar. apr. maj jun. jul. aug. sep. okt. nov. dec.",
        weekdays: "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        weekdays_short: "man. tirs. ons. tors. fre. lør. søn.",
    },
    Names {
        language: "ja",
        months: "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        months_alone: "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        months_short: "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        months_short_alone: "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        weekdays: "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
        weekdays_short: "月 火 水 木 金 土 日",
    },
];
