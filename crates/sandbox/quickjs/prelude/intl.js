// QuickJS knows no languages and no time zones; the host does. This is as much of
// `Intl` as Luxon and the methods of numbers and dates need.

const offsetOf = (zone, milliseconds) => number(OFFSET, `${zone} ${milliseconds}`);
const flowZone = () => text(ZONE);

const localeOf = (locales) => (Array.isArray(locales) ? locales[0] : locales) ?? 'en-US';
const zoneName = (zone) => (/^(utc|gmt|etc\/utc|z)$/i.test(zone) ? 'UTC' : zone);

// What makes a part of a date in the tokens of Luxon.
const lengths = { narrow: 5, long: 4, short: 3, '2-digit': 2, numeric: 1 };
function tokensOf({ weekday, month, day, year, hour, era, timeZoneName }) {
  const tokens = [];
  if (weekday) tokens.push(['weekday', 'E'.repeat(lengths[weekday])]);
  if (month) tokens.push(['month', (day ? 'M' : 'L').repeat(lengths[month])]);
  if (day) tokens.push(['day', 'd'.repeat(lengths[day])]);
  if (year) tokens.push(['year', 'yyyy']);
  if (hour) tokens.push(['dayPeriod', 'a']);
  if (era) tokens.push(['era', 'G']);
  if (timeZoneName) tokens.push(['timeZoneName', timeZoneName === 'long' ? 'ZZZZZ' : 'ZZZZ']);
  return tokens;
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
    return tokensOf(this.#options).map(([type, token]) => ({ type, value: this.#native('toFormat($json.token)', date, { token }) }));
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

hidden(String.prototype, {
  // Letters first, then small before large, as people sort.
  localeCompare(other) {
    const [left, right] = [String(this), String(other)];
    const [low, high] = [left.toLowerCase(), right.toLowerCase()];
    if (low !== high) return low < high ? -1 : 1;
    return left === right ? 0 : right < left ? -1 : 1;
  },
});
hidden(Number.prototype, {
  toLocaleString(locales, options) {
    return new NumberFormat(locales, options).format(+this);
  },
});
const dateParts = { year: 'numeric', month: 'numeric', day: 'numeric' };
const timeParts = { hour: 'numeric', minute: 'numeric', second: 'numeric' };
const dateNames = ['weekday', 'year', 'month', 'day', 'dateStyle'];
const timeNames = ['hour', 'minute', 'second', 'timeStyle', 'fractionalSecondDigits', 'dayPeriod'];
// Where nothing is said of what is to be written, all of it is.
const withParts = (options, names, parts) => (names.some((name) => options?.[name] !== undefined) ? options : { ...parts, ...options });

hidden(Date.prototype, {
  toLocaleString(locales, options) {
    const parts = { ...dateParts, ...timeParts };
    return new DateTimeFormat(locales, withParts(options, [...dateNames, ...timeNames], parts)).format(this);
  },
  toLocaleDateString(locales, options) {
    return new DateTimeFormat(locales, withParts(options, dateNames, dateParts)).format(this);
  },
  toLocaleTimeString(locales, options) {
    return new DateTimeFormat(locales, withParts(options, timeNames, timeParts)).format(this);
  },
});
