// Reads a curl command as people copy it from documentation and browsers.

import { added, bodyOf, type RequestDraft } from "./request";

/** Whether a text is meant as one. */
export function isCurl(text: string): boolean {
  return /^\s*(\$\s*)?curl(\.exe)?\s/.test(text);
}

/** Options that take a word we have no use for. */
const IGNORED_WITH_WORD = new Set(
  `-o --output -w --write-out -m --max-time --connect-timeout --retry --retry-delay -x --proxy --cacert --cert -E
   --key --resolve --interface -c --cookie-jar --limit-rate --max-redirs -y -Y -z --ciphers --tls-max -D --dump-header
   --http2-prior-knowledge-host --proto --unix-socket`.split(/\s+/),
);

/** Undefined if the text is no curl command or names no address. */
export function readCurl(text: string): RequestDraft | undefined {
  if (!isCurl(text)) return undefined;
  const words = wordsOf(text.replace(/^\s*\$\s*/, "")).slice(1);
  const read = new Reader();
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    read.option(word, () => words.shift() ?? "");
  }
  return read.request();
}

class Reader {
  #url: string | undefined;
  #method: string | undefined;
  #headers: [string, string][] = [];
  #data: string[] = [];
  #isJson = false;
  #isQuery = false;
  #hasParts = false;
  readonly #notes: string[] = [];

  option(word: string, next: () => string): void {
    const [name, value] = splitOption(word, next);
    switch (name) {
      case "-X":
      case "--request":
        this.#method = value().toUpperCase();
        return;
      case "-H":
      case "--header":
        this.#header(value());
        return;
      case "-d":
      case "--data":
      case "--data-ascii":
      case "--data-binary":
        this.#body(value());
        return;
      case "--data-raw":
        this.#data.push(value());
        return;
      case "--data-urlencode":
        this.#data.push(encoded(value()));
        return;
      case "--json":
        this.#isJson = true;
        this.#body(value());
        return;
      case "-F":
      case "--form":
      case "--form-string":
        value();
        this.#hasParts = true;
        return;
      case "-G":
      case "--get":
        this.#isQuery = true;
        return;
      case "-I":
      case "--head":
        this.#method = "HEAD";
        return;
      case "-A":
      case "--user-agent":
        this.#headers.push(["User-Agent", value()]);
        return;
      case "-e":
      case "--referer":
        this.#headers.push(["Referer", value()]);
        return;
      case "-b":
      case "--cookie":
        this.#headers.push(["Cookie", value()]);
        return;
      case "-u":
      case "--user":
        value();
        this.#notes.push(
          "User and password belong into a credential: choose one under “Sign in with”.",
        );
        return;
      case "--url":
        this.#url = value();
        return;
      case undefined:
        this.#url ??= word;
        return;
      default:
        if (IGNORED_WITH_WORD.has(name)) value();
    }
  }

  request(): RequestDraft | undefined {
    if (this.#url === undefined) return undefined;
    const [address = "", search = ""] = withScheme(this.#url).split(/\?(.*)/s);
    const data = this.#data.join("&");
    const headers = this.#headers.filter(([name]) => !this.#isOurs(name));
    const query = new URLSearchParams(
      this.#isQuery ? [search, data].filter(Boolean).join("&") : search,
    );
    const hasBody = data !== "" && !this.#isQuery;
    if (this.#hasParts)
      this.#notes.push("The parts of the form were left out: add them under “Parts”.");
    const proves = headers.find(([name]) => /^(authorization|x-api-key)$/i.test(name));
    if (proves)
      this.#notes.push(`The header ${proves[0]} holds a secret: better keep it in a credential.`);
    return {
      method: this.#method ?? (hasBody || this.#hasParts ? "POST" : "GET"),
      url: address,
      query: [...query].reduce((pairs, [name, value]) => added(pairs, name, value), {}),
      headers: headers.reduce((pairs, [name, value]) => added(pairs, name, value), {}),
      body: hasBody ? bodyOf(data, this.#contentType()) : { kind: "none" },
      notes: this.#notes,
    };
  }

  #header(text: string): void {
    const at = text.indexOf(":");
    if (at > 0) this.#headers.push([text.slice(0, at).trim(), text.slice(at + 1).trim()]);
  }

  #body(text: string): void {
    if (text.startsWith("@")) {
      this.#notes.push(`The file ${text.slice(1)} was left out: write its content under “Body”.`);
      return;
    }
    this.#data.push(text);
  }

  #contentType(): string {
    const given = this.#headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
    return given ?? (this.#isJson ? "application/json" : "application/x-www-form-urlencoded");
  }

  /** What the node says by itself, or the browser that was copied from. */
  #isOurs(name: string): boolean {
    return /^(content-type|content-length|host|accept-encoding|connection|sec-.*|priority)$/i.test(
      name,
    );
  }
}

/** `-XPOST`, `--request=POST` and `-X POST` are the same. Undefined is no option. */
function splitOption(word: string, next: () => string): [string | undefined, () => string] {
  if (word.startsWith("--")) {
    const at = word.indexOf("=");
    return at < 0 ? [word, next] : [word.slice(0, at), () => word.slice(at + 1)];
  }
  if (!word.startsWith("-") || word === "-") return [undefined, next];
  const name = word.slice(0, 2);
  const takesWord = /^-[XHdFAebuoxmwcEyYzD]$/.test(name);
  return takesWord && word.length > 2 ? [name, () => word.slice(2)] : [name, next];
}

function encoded(text: string): string {
  const at = text.indexOf("=");
  if (at < 0) return encodeURIComponent(text);
  return `${text.slice(0, at)}=${encodeURIComponent(text.slice(at + 1))}`;
}

function withScheme(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`;
}

const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", "0": "\0" };

/** Words as a shell takes them apart: quotes, backslashes, lines that go on. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  const add = (part: string) => {
    word = (word ?? "") + part;
  };
  while (at < text.length) {
    const letter = text.charAt(at);
    const rest = text.slice(at);
    const single = /^'([^']*)'/.exec(rest);
    const ansi = /^\$'((?:[^'\\]|\\.)*)'/s.exec(rest);
    const double = /^"((?:[^"\\]|\\.)*)"/s.exec(rest);
    if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
    } else if (/^[\\^]\r?\n/.test(rest)) {
      // Windows ends a line that goes on with a caret.
      at += rest.indexOf("\n") + 1;
    } else if (single) {
      add(single[1] ?? "");
      at += single[0].length;
    } else if (ansi) {
      add(unescaped(ansi[1] ?? ""));
      at += ansi[0].length;
    } else if (double) {
      add((double[1] ?? "").replace(/\\\r?\n/g, "").replace(/\\(["\\$`])/g, "$1"));
      at += double[0].length;
    } else if (letter === "\\") {
      add(text.charAt(at + 1));
      at += 2;
    } else {
      add(letter);
      at += 1;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function unescaped(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/gs,
    (_, unicode, hex, letter) =>
      letter === undefined
        ? String.fromCodePoint(Number.parseInt(unicode ?? hex, 16))
        : (ESCAPES[letter] ?? letter),
  );
}
