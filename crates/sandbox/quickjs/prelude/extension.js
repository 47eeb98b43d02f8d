// Helper methods: `"…".toTitleCase()`, `[…].unique()`, `$now.isWeekend()`. The
// engine asks here where it is about to call a method that is not there; the
// native evaluator does the work.

// Those that make a date; it comes back as a text.
const dateMakers = new Set([
  'toDateTime', 'toDate', 'beginningOf', 'endOfMonth', 'startOf', 'endOf', 'plus', 'minus', 'set', 'setZone', 'toUTC', 'toLocal',
]);
// Those that make sense of nothing too.
const ofNothing = new Set(['isEmpty', 'isNotEmpty', 'isBlank', 'isNotBlank']);

// How the receiver is named natively; none for what natively does not exist.
function receiverOf(value) {
  if (value instanceof Date) return { source: 'DateTime.fromMillis($json.it)', data: { it: +value } };
  if (DateTime.isDateTime(value)) {
    const data = { it: +value, zone: value.zoneName, locale: value.locale ?? 'en-US' };
    return { source: 'DateTime.fromMillis($json.it).setZone($json.zone).setLocale($json.locale)', data };
  }
  if (typeof value === 'object') {
    const prototype = Object.getPrototypeOf(value);
    if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return undefined;
  }
  return { source: '$json.it', data: { it: value } };
}

const isFunction = (value) => typeof value === 'function';

function extension(receiver, name) {
  if (typeof name !== 'string' || !/^[A-Za-z]\w*$/.test(name)) return undefined;
  if (receiver === undefined || receiver === null) {
    return ofNothing.has(name) ? () => name === 'isEmpty' || name === 'isBlank' : undefined;
  }
  if (Object.hasOwn(quick, name) && Array.isArray(receiver)) return quick[name];
  if (Object.hasOwn(own, name) && typeof receiver === own[name].of) return own[name].call;
  if (isFunction(receiver) || typeof receiver === 'symbol' || typeof receiver === 'bigint') return undefined;
  // On a `Date`, what only Luxon's dates have.
  if (receiver instanceof Date && isFunction(DateTime.prototype[name])) {
    return (...given) => DateTime.fromJSDate(receiver)[name](...given);
  }
  const named = receiverOf(receiver);
  if (named === undefined) return undefined;
  return (...given) => {
    if (given.some(isFunction)) throw new TypeError(`${name} is not a function`);
    const places = given.map((_, place) => `$json.given[${place}]`).join(', ');
    const value = native(`${named.source}.${name}(${places})`, { ...named.data, given }, name);
    if (!dateMakers.has(name) || typeof value !== 'string') return value;
    return DateTime.fromISO(value, { zone: named.data.zone ?? flowZone() });
  };
}

// Short enough to do at once, and they keep what a list holds as it is.
const quick = {
  first() {
    return this[0];
  },
  last() {
    return this[this.length - 1];
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

// What the native evaluator leaves to us.
const own = {
  hash: {
    of: 'string',
    call(algorithm = 'md5') {
      return algorithm === 'base64' ? btoa(this) : digest(String(algorithm), Buffer.from(String(this))).toString('hex');
    },
  },
};
