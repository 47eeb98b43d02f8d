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

hidden(globalThis, {
  luxon, DateTime, Duration, Interval,
  get $now() {
    return DateTime.now();
  },
  get $today() {
    return DateTime.now().startOf('day');
  },
});
