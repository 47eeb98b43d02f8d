// Helper methods: `"…".toTitleCase()`, `[…].unique()`, `$now.isWeekend()`. The
// engine asks here where it is about to call a method that is not there; the
// native evaluator does the work.

// Those that make a date; it comes back as a text.
const dateMakers = new Set([
  'toDateTime', 'toDate', 'beginningOf', 'endOfMonth', 'startOf', 'endOf', 'plus', 'minus', 'set', 'setZone', 'toUTC', 'toLocal',
]);
// Those that make sense of nothing too.
const ofNothing = new Set(['isEmpty', 'isNotEmpty', 'isBlank', 'isNotBlank']);

// All there are; what is no helper is not there at all.
const helpers = new Set(`
  abs append camelCase snakeCase urlEncodeFields average base64Decode base64Encode beginningOf ceil chunk compact diffTo diffToNow difference endOfMonth
  extract extractDomain extractEmail extractUrl extractUrlPath first floor format hasField hash intersection
  isBetween isBlank isDomain isDst isEmail isEmpty isEven isInLast isInteger isNotBlank isNotEmpty isNumeric isOdd
  isUrl isWeekend keepFieldsContaining keys last max merge min minus parseJson pluck plus quote randomItem
  removeAccents removeDuplicates removeField removeFieldsContaining removeMarkdown removeTags renameKeys
  replaceSpecialChars round shuffle smartJoin sum toBoolean toDate toDateTime toDecimalNumber toFloat toInt
  toJsonString toNumber toRelative toSentenceCase toSnakeCase toTitleCase toWholeNumber union unique urlDecode
  urlEncode values length
`.trim().split(/\s+/));

// How a value is named natively, where `$json.it` is what crosses; none for what
// natively does not exist.
function nativeOf(value, place) {
  if (value instanceof Date) return { source: `DateTime.fromMillis(${place})`, data: +value };
  if (DateTime.isDateTime(value)) {
    const data = { at: +value, zone: value.zoneName, locale: value.locale ?? 'en-US' };
    return { source: `DateTime.fromMillis(${place}.at).setZone(${place}.zone).setLocale(${place}.locale)`, data };
  }
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return undefined;
  }
  return typeof value === 'symbol' || isFunction(value) ? undefined : { source: place, data: value };
}

// A date that comes back as a text: in the zone it was in, if that fits.
function dateFrom(written, zone) {
  const date = DateTime.fromISO(written, { setZone: true });
  const there = date.setZone(zone ?? 'system');
  return there.offset === date.offset ? there : date;
}

const isFunction = (value) => typeof value === 'function';

function extension(receiver, name) {
  if (typeof name !== 'string' || !/^[A-Za-z]\w*$/.test(name)) return undefined;
  if (receiver === undefined || receiver === null) {
    return ofNothing.has(name) ? () => name === 'isEmpty' || name === 'isBlank' : undefined;
  }
  if (Object.hasOwn(quick, name) && Array.isArray(receiver)) return quick[name];
  // On a `Date`, what only Luxon's dates have.
  if (receiver instanceof Date && isFunction(DateTime.prototype[name])) {
    return (...given) => DateTime.fromJSDate(receiver)[name](...given);
  }
  const it = helpers.has(name) ? nativeOf(receiver, '$json.it') : undefined;
  if (it === undefined) return undefined;
  return (...given) => {
    const arguments_ = given.map((value, place) => nativeOf(value, `$json.given[${place}]`));
    if (arguments_.includes(undefined)) throw new TypeError(`${name} is not a function`);
    const call = `${it.source}.${name}(${arguments_.map((argument) => argument.source).join(', ')})`;
    const value = native(call, { it: it.data, given: arguments_.map((argument) => argument.data) }, name);
    if (!dateMakers.has(name) || typeof value !== 'string') return value;
    return dateFrom(value, DateTime.isDateTime(receiver) ? receiver.zone : undefined);
  };
}

// Short enough to do at once, and they keep what a list holds as it is.
const quick = {
  first(count) {
    return count === undefined ? this[0] : this.slice(0, count);
  },
  last(count) {
    return count === undefined ? this[this.length - 1] : this.slice(-count);
  },
  isEmpty() {
    return this.length === 0;
  },
  isNotEmpty() {
    return this.length > 0;
  },
  randomItem() {
    return this[Math.floor(Math.random() * this.length)];
  },
};
