// Addresses of the app as text: paths with parameters (`/flows/$flow`), and what
// stands behind the `?`.

/** The values behind the `?`, by name. */
export type Search = Readonly<Record<string, unknown>>;

/** The values of the parameters a path names. */
export type Params<Path extends string> = Path extends `${string}$${infer Name}/${infer Rest}`
  ? { [Key in Name]: string } & Params<`/${Rest}`>
  : Path extends `${string}$${infer Name}`
    ? { [Key in Name]: string }
    : unknown;

/** The path with its parameters filled in. */
export function pathWith(path: string, params: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\$(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

/** What the parameters of a path are in an address; undefined if it is the address of something else. */
export function paramsIn(path: string, address: string): Record<string, string> | undefined {
  const [wanted, given] = [partsOf(path), partsOf(address)];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? "";
    if (part.startsWith("$")) params[part.slice(1)] = decoded(text);
    else if (part !== text) return undefined;
  }
  return params;
}

/** Whether an address is at a path or below it. */
export function isWithin(path: string, address: string): boolean {
  return address === path || (path !== "/" && address.startsWith(`${path}/`));
}

/** Reads what stands behind the `?`: numbers, lists and the like as JSON, all else as text. */
export function readSearch(text: string): Search {
  const entries = [...new URLSearchParams(text)].map(([name, value]) => [name, read(value)]);
  return Object.fromEntries(entries);
}

/** The text behind the path, with its `?`; empty if nothing is set. */
export function writeSearch(search: Search): string {
  const set = Object.entries(search).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(set.map(([name, value]) => [name, written(value)])).toString();
  return text && `?${text}`;
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

/** A mistyped `%` is a text like any other. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A text that reads as something else is written so that it stays one. */
function written(value: unknown): string {
  if (typeof value === "string" && read(value) === value) return value;
  return JSON.stringify(value);
}
