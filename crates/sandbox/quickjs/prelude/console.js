// The console: what is printed is kept by the host, a line each.

const { print } = host;

function shown(value, depth = 0) {
  if (typeof value === 'string') return depth === 0 ? value : stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[function ${value.name || 'anonymous'}]`;
  if (value instanceof Error) return value.stack ? `${value.name}: ${value.message}` : String(value);
  if (value === null || typeof value !== 'object') return String(value);
  try {
    return asJson(value);
  } catch {
    return '[an object that cannot be shown]';
  }
}

const printed = (...values) => print(values.map((value) => shown(value)).join(' '));
globalThis.console = {};
hidden(console, {
  log: printed, info: printed, warn: printed, error: printed, debug: printed, trace: printed, dir: printed,
  table: printed, assert: (held, ...values) => held || printed('Assertion failed:', ...values),
  group: printed, groupEnd() {}, time() {}, timeEnd() {}, count() {},
});
