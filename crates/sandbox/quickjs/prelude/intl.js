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

// The parts of a written date. A number is that field of the date that has this value,
// and a word the field that is written so.
function partsOf(written, fields, zone) {
  const end = zone !== '' && written.endsWith(zone) ? written.length - zone.length : written.length;
  const left = [...fields];
  const take = (fits) => {
    const place = left.findIndex(fits);
    return place < 0 ? 'literal' : left.splice(place, 1)[0].type;
  };
  const parts = (written.slice(0, end).match(/\d+|[\p{L}.]+|[^\d\p{L}]+/gu) ?? []).map((value) => {
    if (/^\d/.test(value)) return { type: take(({ number }) => number !== undefined && (number === +value || (value.length === 2 && number % 100 === +value))), value };
    return { type: take(({ word }) => word === value), value };
  });
  return end < written.length ? [...parts, { type: 'timeZoneName', value: zone }] : parts;
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
    if (Number.isNaN(at)) throw new RangeError('Invalid time value');
    const source = `DateTime.fromMillis($json.at).setZone($json.zone).setLocale($json.locale).${call}`;
    return native(source, { at, zone: timeZone, locale: this.#locale, options, ...more });
  }
  // As other engines do, with a common blank before AM and PM; the parts have a narrow one.
  format = (date) => this.#native('toLocaleString($json.options)', date).replaceAll('\u202f', ' ');
  formatToParts(date) {
    const tokens = tokensOf(this.#options);
    if (tokens.length === 1 && tokens[0][0] !== 'dayPeriod') return tokens.map(([type, token]) => ({ type, value: this.#native('toFormat($json.token)', date, { token }) }));
    const { weekday, month, hour, timeZoneName } = this.#options;
    const word = (type, token) => ({ type, word: this.#native('toFormat($json.token)', date, { token }) });
    const number = (type, token) => ({ type, number: +word(type, token).word });
    const days = [number('month', 'M'), number('day', 'd')];
    if (!this.#locale.startsWith('en') || this.#locale === 'en-GB') days.reverse();
    const fields = [...days, number('year', 'y'), ...(hour ? [number('hour', 'h'), number('hour', 'H')] : []), number('minute', 'm'), number('second', 's')];
    fields.push(...(weekday ? [word('weekday', 'E'.repeat(lengths[weekday]))] : []), word('dayPeriod', 'a'));
    if (month in lengths) fields.push(word('month', 'M'.repeat(lengths[month])), word('month', 'L'.repeat(lengths[month])));
    const zone = timeZoneName ? word('', timeZoneName === 'long' ? 'ZZZZZ' : 'ZZZZ').word : '';
    // In parts the blank before AM and PM is a narrow one.
    const written = this.#native('toLocaleString($json.options)', date).replace(/ (?=[ap]\.?m)/i, '\u202f');
    return partsOf(written, fields, zone);
  }
  zoneOf(date) {
    return this.#native('toFormat("ZZZZZ")', date);
  }
  formatRange(start, end) {
    const [from, to] = [this.format(start), this.format(end)];
    if (from === to) return from;
    const shared = /, \d{4}$/.exec(from)?.[0];
    return shared !== undefined && to.endsWith(shared) ? `${from.slice(0, -shared.length)} – ${to}` : `${from} – ${to}`;
  }
  resolvedOptions() {
    const timeZone = zoneName(this.#options.timeZone ?? flowZone());
    const { hour, hour12, hourCycle } = this.#options;
    const halves = hour12 ?? (hourCycle ? hourCycle < 'h2' : /^en(?!-GB|-IE)/.test(this.#locale));
    const clock = hour ? { hour12: halves, hourCycle: halves ? 'h12' : 'h23' } : {};
    return { locale: this.#locale, calendar: 'gregory', numberingSystem: 'latn', timeZone, ...clock };
  }
}

class NumberFormat {
  #locale;
  #options;
  constructor(locales, options = {}) {
    this.#locale = localeOf(locales);
    this.#options = options;
  }
  format = (value) => native('$json.value.format($json.locale, $json.options)', {
    value: +value, locale: this.#locale, options: this.#options,
  });
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
    if (this.#options.style === 'narrow' || this.#options.type === 'unit' || parts.length < 2) return parts.join(', ');
    const word = this.#options.type === 'disjunction' ? 'or' : 'and';
    const last = parts.pop();
    return `${parts.join(', ')}${parts.length > 1 ? ',' : ''} ${word} ${last}`;
  }
}

class PluralRules {
  #options;
  constructor(_, options = {}) {
    this.#options = options;
  }
  select(number) {
    if (this.#options.type !== 'ordinal') return number === 1 ? 'one' : 'other';
    const [ones, tens] = [number % 10, number % 100];
    const name = { 1: 'one', 2: 'two', 3: 'few' }[ones];
    return name !== undefined && tens !== 10 + ones ? name : 'other';
  }
}

class RelativeTimeFormat {
  #locale;
  #options;
  constructor(locales, options = {}) {
    this.#locale = localeOf(locales);
    this.#options = options;
  }
  format(amount, unit) {
    const { numeric = 'always', style = 'long' } = this.#options;
    const units = `${String(unit).replace(/s$/, '')}s`;
    const call = numeric === 'auto' && Math.abs(amount) <= 1 ? 'toRelativeCalendar' : 'toRelative';
    // So far from a day of its own.
    const options = '{ base: $json.base, unit: $json.units, style: $json.style, locale: $json.locale, round: false }';
    return native(`DateTime.fromISO($json.base).plus($json.length).${call}(${options})`, {
      base: '2024-01-01T00:00:00Z', length: { [units]: +amount }, units, style, locale: this.#locale,
    });
  }
}

// The order of texts as the native evaluator has it, by base letter, accent and case.
const signOrder = "_-–—,;:!?.…'‘’\"“”()[]{}@*/\\&#%`^+<=>|~$£€";
const accentOrder = '\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u0303\u0327';
const plainLetters = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th' };
function baseWeight(letter) {
  if (/\s/.test(letter)) return 1;
  const place = signOrder.indexOf(letter);
  if (place >= 0) return 2 + place;
  const code = letter.codePointAt(0);
  return /[\p{L}\p{N}]/u.test(letter) ? 0x1000 + code : 0x100 + (code & 0xeff);
}
function weightsOf(text, numeric) {
  const bases = [], accents = [], cases = [];
  const pieces = numeric ? text.match(/\d+|[^\d]/gsu) ?? [] : text;
  for (const piece of pieces) {
    if (numeric && /^\d/.test(piece)) {
      bases.push(baseWeight('0'), Number(piece));
      continue;
    }
    const low = piece.toLowerCase();
    const [base, ...marks] = low.normalize('NFD');
    for (const letter of plainLetters[low] ?? base) {
      bases.push(baseWeight(letter));
      accents.push(marks.length > 0 ? accentOrder.indexOf(marks[0]) + 1 || 10 : low in plainLetters ? 10 : 0);
      cases.push(low === piece ? 0 : 1);
    }
  }
  return [bases, accents, cases];
}
function listOrder(left, right) {
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    if (left[at] !== right[at]) return left[at] < right[at] ? -1 : 1;
  }
  return Math.sign(left.length - right.length);
}
function textOrder(left, right, { numeric = false, sensitivity = 'variant', caseFirst = 'false' } = {}) {
  if (left === right) return 0;
  const [ours, theirs] = [weightsOf(left, numeric), weightsOf(right, numeric)];
  const byCase = caseFirst === 'upper' ? -1 : 1;
  const levels = { base: [1, 0, 0], accent: [1, 1, 0], case: [1, 0, byCase], variant: [1, 1, byCase] }[sensitivity];
  for (let level = 0; level < 3; level++) {
    const order = levels[level] === 0 ? 0 : listOrder(ours[level], theirs[level]) * levels[level];
    if (order !== 0) return order;
  }
  return 0;
}

class Collator {
  #options;
  constructor(_, options = {}) {
    this.#options = options;
  }
  compare = (left, right) => textOrder(String(left), String(right), this.#options);
}

globalThis.Intl = {};
hidden(Intl, {
  DateTimeFormat, NumberFormat, ListFormat, PluralRules, RelativeTimeFormat, Collator,
  getCanonicalLocales: (locales) => [locales ?? []].flat(),
});
for (const format of [DateTimeFormat, NumberFormat, ListFormat, PluralRules, RelativeTimeFormat, Collator]) {
  format.supportedLocalesOf = (locales) => [locales ?? []].flat();
}

hidden(String.prototype, {
  localeCompare(other, _, options) {
    return textOrder(String(this), String(other), options);
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
// What must be written and is not named is added; a style of the other kind is refused.
function localText(date, locales, options, names, parts, refused) {
  if (Number.isNaN(+date)) return 'Invalid Date';
  if (options?.[refused] !== undefined) throw new TypeError(`Invalid option : ${refused}`);
  const isNamed = names.some((name) => options?.[name] !== undefined);
  return new DateTimeFormat(locales, isNamed ? options : { ...parts, ...options }).format(date);
}

const plainDate = Date.prototype.toString;
hidden(Date.prototype, {
  toLocaleString(locales, options) {
    return localText(this, locales, options, [...dateNames, ...timeNames], { ...dateParts, ...timeParts });
  },
  toLocaleDateString(locales, options) {
    return localText(this, locales, options, dateNames, dateParts, 'timeStyle');
  },
  toLocaleTimeString(locales, options) {
    return localText(this, locales, options, timeNames, timeParts, 'dateStyle');
  },
  toString() {
    const written = plainDate.call(this);
    if (Number.isNaN(+this)) return written;
    const zone = flowZone();
    const name = zoneName(zone) === 'UTC' ? 'Coordinated Universal Time' : new DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'long' }).zoneOf(this);
    return `${written} (${name.startsWith('GMT') ? zone : name})`;
  },
  toTimeString() {
    return Number.isNaN(+this) ? 'Invalid Date' : this.toString().split(' ').slice(4).join(' ');
  },
});

// A list that is sorted by a function, step by step as V8 sorts a short one: who compares
// with `a > b ? 1 : -1` sees in which order entries are compared.
function sortShort(list, compare) {
  let run = 2;
  const falls = compare(list[1], list[0]) < 0;
  while (run < list.length && compare(list[run], list[run - 1]) < 0 === falls) run++;
  if (falls) list.splice(0, run, ...list.slice(0, run).reverse());
  for (let start = run; start < list.length; start++) {
    let left = 0, right = start;
    while (left < right) {
      const middle = (left + right) >> 1;
      if (compare(list[start], list[middle]) < 0) right = middle;
      else left = middle + 1;
    }
    list.splice(left, 0, ...list.splice(start, 1));
  }
}
const plainSort = Array.prototype.sort;
hidden(Array.prototype, {
  sort(compare) {
    const isShort = Array.isArray(this) && typeof compare === 'function' && this.length > 1 && this.length < 64;
    if (!isShort) return plainSort.call(this, compare);
    const there = this.filter((entry) => entry !== undefined);
    if (there.length > 1) sortShort(there, (left, right) => +compare(left, right));
    for (let place = 0; place < this.length; place++) this[place] = place < there.length ? there[place] : undefined;
    return this;
  },
  toSorted(compare) {
    return [...this].sort(compare);
  },
});
