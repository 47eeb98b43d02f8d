// What scripts expect of the web and of Node.js, as far as it needs neither a
// network nor a file: bytes, addresses, timers, digests.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextets = new Map([...alphabet, '-', '_'].map((letter, place) => [letter, place < 64 ? place : place - 2]));

function toBase64(bytes) {
  let written = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first, second = 0, third = 0] = bytes.subarray(at, at + 3);
    const whole = (first << 16) | (second << 8) | third;
    for (let shift = 18; shift >= 0; shift -= 6) written += alphabet[(whole >> shift) & 63];
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return written.slice(0, written.length - missing) + '='.repeat(missing);
}

function fromBase64(written) {
  const bytes = [];
  let bits = 0, held = 0;
  for (const letter of written) {
    const sextet = sextets.get(letter);
    if (sextet === undefined) continue;
    held = ((held << 6) | sextet) & 0xffffff;
    bits += 6;
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 255);
  }
  return bytes;
}

function toUtf8(text) {
  const bytes = [];
  for (const letter of text.toWellFormed()) {
    const code = letter.codePointAt(0);
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

// Each byte that does not fit becomes the sign for what cannot be read.
function fromUtf8(bytes) {
  const parts = [];
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at++];
    const more = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1;
    let code = more === 0 ? first : first & (0x3f >> more);
    let taken = 0;
    while (taken < more && (bytes[at + taken] & 0xc0) === 0x80) code = (code << 6) | (bytes[at + taken++] & 63);
    const isWhole = taken === more && !(more === 2 && code < 0x800) && !(more === 3 && (code < 0x10000 || code > 0x10ffff));
    const isSurrogate = code >= 0xd800 && code < 0xe000;
    parts.push(isWhole && !isSurrogate ? String.fromCodePoint(code) : '\ufffd');
    if (isWhole) at += more;
  }
  return parts.join('');
}

const latin = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

const encodings = {
  utf8: [toUtf8, fromUtf8],
  hex: [
    (text) => (text.match(/[0-9a-f]{2}/gi) ?? []).map((pair) => Number.parseInt(pair, 16)),
    (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  ],
  base64: [fromBase64, toBase64],
  base64url: [fromBase64, (bytes) => toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')],
  latin1: [(text) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at) & 255), latin],
};
encodings['utf-8'] = encodings.utf8;
encodings.binary = encodings.ascii = encodings.latin1;

function encodingNamed(name = 'utf8') {
  const found = encodings[String(name).toLowerCase()];
  if (found === undefined) throw new TypeError(`Unknown encoding: ${name}`);
  return found;
}

class Buffer extends Uint8Array {
  static from(source, encoding) {
    if (typeof source === 'string') return Buffer.from(encodingNamed(encoding)[0](source));
    if (source instanceof ArrayBuffer) return new Buffer(source.slice(0));
    if (source?.type === 'Buffer') return Buffer.from(source.data);
    const bytes = new Buffer(source.length ?? 0);
    bytes.set(source);
    return bytes;
  }
  static alloc(size, fill = 0) {
    return new Buffer(size).fill(fill);
  }
  static concat(list) {
    const whole = new Buffer(list.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of list) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
  static isBuffer(value) {
    return value instanceof Buffer;
  }
  static byteLength(text, encoding) {
    return Buffer.from(text, encoding).length;
  }
  toString(encoding, start = 0, end = this.length) {
    return encodingNamed(encoding)[1](this.subarray(start, end));
  }
  toJSON() {
    return { type: 'Buffer', data: Array.from(this) };
  }
  equals(other) {
    return this.length === other.length && this.every((byte, at) => byte === other[at]);
  }
}

class TextEncoder {
  encode(text = '') {
    return Uint8Array.from(toUtf8(String(text)));
  }
}
class TextDecoder {
  decode(bytes = []) {
    return fromUtf8(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes);
  }
}

function btoa(text) {
  if (/[^\u0000-\u00ff]/.test(text)) throw new RangeError('btoa takes letters of Latin 1 only; encode the text first.');
  return toBase64(Uint8Array.from(encodings.latin1[0](String(text))));
}

// Bytes of a digest; with a key, of an HMAC.
function digest(algorithm, bytes, key) {
  const asked = { algorithm, data: toBase64(bytes), key: key === undefined ? null : toBase64(key) };
  const answer = text(DIGEST, stringify(asked));
  if (answer === undefined) throw new TypeError(`Unknown digest: ${algorithm}`);
  return Buffer.from(answer, 'base64');
}

function hasher(algorithm, key) {
  const parts = [];
  return {
    update(data, encoding) {
      parts.push(Buffer.from(data, encoding));
      return this;
    },
    digest(encoding) {
      const bytes = digest(algorithm, Buffer.concat(parts), key);
      return encoding === undefined ? bytes : bytes.toString(encoding);
    },
  };
}

function randomBytes(size) {
  return Buffer.from(Array.from({ length: size }, () => host.chance() & 255));
}

function randomUUID() {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const cryptoModule = {
  createHash: (algorithm) => hasher(algorithm),
  createHmac: (algorithm, key) => hasher(algorithm, Buffer.from(key)),
  randomBytes,
  randomUUID,
  randomInt: (low, high) => (high === undefined ? Math.floor(Math.random() * low) : low + Math.floor(Math.random() * (high - low))),
  getRandomValues: (list) => list.map(() => host.chance()),
  timingSafeEqual: (left, right) => Buffer.from(left).equals(right),
};

class URLSearchParams {
  #pairs = [];
  #changed = () => {};
  constructor(from = '', changed = undefined) {
    if (typeof from === 'string') this.#read(from);
    else if (isFunction(from?.[Symbol.iterator])) this.#pairs = Array.from(from, ([name, value]) => [String(name), String(value)]);
    else this.#pairs = Object.entries(from).map(([name, value]) => [name, String(value)]);
    if (isFunction(changed)) this.#changed = changed;
  }
  #read(query) {
    const decode = (part) => fromUtf8(Buffer.from(part.replaceAll('+', ' ').replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1'));
    const parts = query.replace(/^\?/, '').split('&').filter(Boolean);
    this.#pairs = parts.map((part) => {
      const [name, ...rest] = part.split('=');
      return [decode(name), decode(rest.join('='))];
    });
  }
  get size() {
    return this.#pairs.length;
  }
  append(name, value) {
    this.#pairs.push([String(name), String(value)]);
    this.#changed();
  }
  delete(name) {
    this.#pairs = this.#pairs.filter(([other]) => other !== name);
    this.#changed();
  }
  set(name, value) {
    const at = this.#pairs.findIndex(([other]) => other === name);
    if (at < 0) return this.append(name, value);
    this.#pairs = this.#pairs.filter(([other], place) => other !== name || place === at);
    this.#pairs[at][1] = String(value);
    this.#changed();
  }
  get(name) {
    return this.#pairs.find(([other]) => other === name)?.[1] ?? null;
  }
  getAll(name) {
    return this.#pairs.filter(([other]) => other === name).map(([, value]) => value);
  }
  has(name) {
    return this.#pairs.some(([other]) => other === name);
  }
  sort() {
    this.#pairs.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
    this.#changed();
  }
  forEach(call) {
    for (const [name, value] of this.#pairs) call(value, name, this);
  }
  keys() {
    return this.#pairs.map(([name]) => name).values();
  }
  values() {
    return this.#pairs.map(([, value]) => value).values();
  }
  entries() {
    return this.#pairs.map((pair) => [...pair]).values();
  }
  [Symbol.iterator]() {
    return this.entries();
  }
  toString() {
    const encode = (part) => encodeURIComponent(part).replace(/%20/g, '+').replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
    return this.#pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  }
}

// The host takes addresses apart, and puts them together when a part is set.
class URL {
  #parts;
  #query;
  constructor(address, base) {
    this.#take({ address: String(address), base: base === undefined ? null : String(base) });
  }
  #take(asked) {
    const parts = json(ADDRESS, stringify(asked));
    if (parts === undefined) throw new TypeError(`Invalid URL: ${asked.address}`);
    this.#parts = parts;
  }
  static canParse(address, base) {
    return json(ADDRESS, stringify({ address: String(address), base: base === undefined ? null : String(base) })) !== undefined;
  }
  get origin() {
    return this.#parts.origin;
  }
  get searchParams() {
    this.#query ??= new URLSearchParams(this.search, () => this.#set('search', String(this.#query)));
    return this.#query;
  }
  #set(part, value) {
    this.#take({ address: this.href, base: null, part, value: String(value) });
  }
  toString() {
    return this.href;
  }
  toJSON() {
    return this.href;
  }
  static {
    for (const part of ['href', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash']) {
      defineProperty(this.prototype, part, {
        configurable: true,
        get() {
          return this.#parts[part];
        },
        set(value) {
          this.#set(part, value);
          if (part === 'search' || part === 'href') this.#query = undefined;
        },
      });
    }
  }
}

function structuredClone(value, seen = new Map()) {
  if (isFunction(value) || typeof value === 'symbol') throw new TypeError(`${String(value)} could not be cloned.`);
  if (value === null || typeof value !== 'object') return value;
  if (seen.has(value)) return seen.get(value);
  const keep = (copy) => (seen.set(value, copy), copy);
  if (value instanceof Date) return keep(new Date(+value));
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
  if (ArrayBuffer.isView(value)) return keep(value.slice());
  if (value instanceof Map) {
    const copy = keep(new Map());
    for (const [name, inner] of value) copy.set(structuredClone(name, seen), structuredClone(inner, seen));
    return copy;
  }
  if (value instanceof Set) {
    const copy = keep(new Set());
    for (const inner of value) copy.add(structuredClone(inner, seen));
    return copy;
  }
  const copy = keep(Array.isArray(value) ? [] : value instanceof Error ? new value.constructor(value.message) : {});
  for (const name of Object.keys(value)) copy[name] = structuredClone(value[name], seen);
  return copy;
}

// Nothing is waited for: what is due comes at once, in the order in which it is due.
const timers = [];
let timerNumber = 0;
function addTimer(call, delay, given, isRepeated) {
  const wait = Math.max(+delay || 0, isRepeated ? 1 : 0);
  timers.push({ number: ++timerNumber, due: virtualTime + wait, every: isRepeated ? wait : undefined, call: () => call(...given) });
  return timerNumber;
}
let virtualTime = 0;
const removeTimer = (number) => {
  const place = timers.findIndex((timer) => timer.number === number);
  if (place >= 0) timers.splice(place, 1);
};
function nextTimer() {
  const place = timers.reduce((best, timer, at) => (timer.due < timers[best].due ? at : best), 0);
  const [next] = timers.splice(place, 1);
  virtualTime = next.due;
  if (next.every !== undefined) timers.push({ ...next, due: next.due + next.every });
  return next;
}

hidden(globalThis, {
  Buffer, TextEncoder, TextDecoder, URL, URLSearchParams, btoa, crypto: cryptoModule,
  atob: (text) => latin(fromBase64(String(text))),
  structuredClone: (value) => structuredClone(value),
  setTimeout: (call, delay, ...given) => addTimer(call, delay, given, false),
  setInterval: (call, delay, ...given) => addTimer(call, delay, given, true),
  setImmediate: (call, ...given) => addTimer(call, 0, given, false),
  clearTimeout: removeTimer, clearInterval: removeTimer, clearImmediate: removeTimer,
  global: globalThis,
});
