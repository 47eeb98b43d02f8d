// QuickJS knows no languages and no time zones; the host does. This is as much of
// `Intl` as Luxon and the methods of numbers and dates need.

const offsetOf = (zone, milliseconds) => number(OFFSET, `${zone} ${milliseconds}`);
const flowZone = () => text(ZONE);

const localeOf = (locales) => (Array.isArray(locales) ? locales[0] : locales) ?? 'en-US';
const zoneName = (zone) => (/^(utc|gmt|etc\/utc|z)$/i.test(zone) ? 'UTC' : zone);

// The tokens of Luxon that write one part as these options do.
function tokenOf({ weekday, month, day, year, hour, era, timeZoneName, dayPeriod }) {
  const lengths = { narrow: 5, long: 4, short: 3, '2-digit': 2, numeric: 1 };
  if (timeZoneName) return { timeZoneName: timeZoneName === 'long' ? 'ZZZZZ' : 'ZZZZ' };
  if (hour) return { dayPeriod: 'a' };
  if (month && !day) return { month: 'L'.repeat(lengths[month]) };
  if (month) return { month: 'M'.repeat(lengths[month]) };
  if (weekday) return { weekday: 'E'.repeat(lengths[weekday]) };
  if (era) return { era: 'G' };
  if (year) return { year: 'yyyy' };
  return { day: 'd' };
}

class DateTimeFormat {
  #locale;
  #options;
  constructor(locales, options = {}) {
    const zone = options.timeZone;
    if (zone !== undefined && offsetOf(zone, 0) === undefined) throw new RangeError(`Invalid time zone specified: ${zone}`);
    this.#locale = localeOf(locales);
    this.#options = { ...options };
  }
  #native(call, date, more) {
    const { timeZone = flowZone(), ...options } = this.#options;
    const at = date === undefined ? Date.now() : +date;
    const source = `DateTime.fromMillis($json.at).setZone($json.zone).setLocale($json.locale).${call}`;
    return native(source, { at, zone: timeZone, locale: this.#locale, options, ...more });
  }
  format(date) {
    return this.#native('toLocaleString($json.options)', date);
  }
  formatToParts(date) {
    const tokens = Object.entries(tokenOf(this.#options));
    return tokens.map(([type, token]) => ({ type, value: this.#native('toFormat($json.token)', date, { token }) }));
  }
  resolvedOptions() {
    const timeZone = zoneName(this.#options.timeZone ?? flowZone());
    return { locale: this.#locale, calendar: 'gregory', numberingSystem: 'latn', timeZone };
  }
}

const shortUnits = {
  year: 'yr', quarter: 'qtr', month: 'mth', week: 'wk', day: 'day', hour: 'hr', minute: 'min', second: 'sec', millisecond: 'ms',
};

class NumberFormat {
  #locale;
  #options;
  constructor(locales, options = {}) {
    this.#locale = localeOf(locales);
    this.#options = options;
  }
  format(value) {
    const { style, unit, unitDisplay, minimumIntegerDigits = 1, ...options } = this.#options;
    if (minimumIntegerDigits > 1) return String(value).padStart(minimumIntegerDigits, '0');
    if (style !== 'unit') return native('$json.value.format($json.locale, $json.options)', {
      value: +value, locale: this.#locale, options: this.#options,
    });
    const written = new NumberFormat(this.#locale, options).format(value);
    const name = unitDisplay === 'long' || !(unit in shortUnits) ? unit : shortUnits[unit];
    return `${written} ${name}${+value === 1 || name === 'ms' || name === 'min' || name === 'sec' ? '' : 's'}`;
  }
  resolvedOptions() {
    return { locale: this.#locale, numberingSystem: 'latn', ...this.#options };
  }
}

class ListFormat {
  #options;
  constructor(_, options = {}) {
    this.#options = options;
  }
  format(list) {
    const parts = [...list];
    if (this.#options.style === 'narrow' || parts.length < 2) return parts.join(', ');
    const word = this.#options.type === 'disjunction' ? 'or' : 'and';
    const last = parts.pop();
    return `${parts.join(', ')}${parts.length > 1 ? ',' : ''} ${word} ${last}`;
  }
}

class Collator {
  compare = (left, right) => left.localeCompare(right);
}

globalThis.Intl = {};
hidden(Intl, { DateTimeFormat, NumberFormat, ListFormat, Collator, getCanonicalLocales: (locales) => [locales ?? []].flat() });

hidden(Number.prototype, {
  toLocaleString(locales, options) {
    return new NumberFormat(locales, options).format(+this);
  },
});
hidden(Date.prototype, {
  toLocaleString(locales, options) {
    return new DateTimeFormat(locales, options ?? { ...dateParts, ...timeParts }).format(this);
  },
  toLocaleDateString(locales, options) {
    return new DateTimeFormat(locales, options ?? dateParts).format(this);
  },
  toLocaleTimeString(locales, options) {
    return new DateTimeFormat(locales, options ?? timeParts).format(this);
  },
});
const dateParts = { year: 'numeric', month: 'numeric', day: 'numeric' };
const timeParts = { hour: 'numeric', minute: 'numeric', second: 'numeric' };
