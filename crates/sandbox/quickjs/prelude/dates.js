// Luxon, with the zones of the host, and `$now` and `$today`.

const { DateTime, Duration, Interval, IANAZone } = luxon;

hidden(IANAZone.prototype, {
  offset(milliseconds) {
    return offsetOf(this.name, milliseconds) ?? NaN;
  },
});
IANAZone.isValidZone = (zone) => typeof zone === 'string' && offsetOf(zone, 0) !== undefined;

// `plus(1, 'day')` besides Luxon's `plus({ days: 1 })`.
for (const name of ['plus', 'minus']) {
  const plain = DateTime.prototype[name];
  hidden(DateTime.prototype, {
    [name](amount, unit) {
      return plain.call(this, typeof unit === 'string' ? { [unit]: +amount } : amount);
    },
  });
}

// A text or a `Date` where Luxon wants a date of its own.
const asDateTime = (value) => {
  if (DateTime.isDateTime(value)) return value;
  return value instanceof Date ? DateTime.fromJSDate(value) : DateTime.fromISO(String(value));
};
for (const name of ['diff', 'until', 'hasSame']) {
  const plain = DateTime.prototype[name];
  hidden(DateTime.prototype, {
    [name](other, ...more) {
      return plain.call(this, asDateTime(other), ...more);
    },
  });
}

hidden(globalThis, {
  luxon, DateTime, Duration, Interval,
  get $now() {
    return DateTime.now();
  },
  get $today() {
    return DateTime.now().startOf('day');
  },
});
