// Cuts a text into its plain parts and its `{{ … }}` parts. Braces inside quotes
// do not end an expression, so `{{ "}}" }}` is one.

export interface Segment {
  kind: "text" | "expression" | "open";
  text: string;
  start: number;
}

/**
 * The parts of a template in order. An expression that is not closed before the
 * next one begins is `open`; `\{{` begins none.
 */
export function segments(template: string): Segment[] {
  const parts: Segment[] = [];
  let from = 0;
  while (from < template.length) {
    const start = nextExpression(template, from);
    if (start === -1) break;
    if (start > from) parts.push({ kind: "text", text: template.slice(from, start), start: from });
    const end = endOfExpression(template, start + 2);
    const next = nextExpression(template, start + 2);
    const stop = end ?? (next === -1 ? template.length : next);
    const kind = end === undefined ? "open" : "expression";
    parts.push({ kind, text: template.slice(start, stop), start });
    from = stop;
  }
  if (from < template.length) parts.push({ kind: "text", text: template.slice(from), start: from });
  return parts;
}

/** Whether a value is computed rather than fixed. */
export function isExpression(value: unknown): value is string {
  return typeof value === "string" && value.includes("{{");
}

/** Whether a caret stands inside `{{ … }}`, where a path needs no braces of its own. */
export function insideExpression(template: string, caret: number): boolean {
  return segments(template).some(
    (part) =>
      part.kind !== "text" &&
      caret >= part.start + 2 &&
      caret <= part.start + part.text.length - (part.kind === "open" ? 0 : 2),
  );
}

/** What is typed for a path such as `$json.name`: with braces unless the caret stands inside some. */
export function typedPath(template: string, caret: number, path: string): string {
  return insideExpression(template, caret) ? path : `{{ ${path} }}`;
}

/** Takes the braces off a field dropped by the browser into an expression. */
export function unwrapDropped(template: string, dropped: string): string {
  const at = template.indexOf(dropped);
  if (at === -1 || !dropped.startsWith("{{")) return template;
  const without = template.slice(0, at) + template.slice(at + dropped.length);
  if (!insideExpression(without, at)) return template;
  return without.slice(0, at) + dropped.slice(2, -2).trim() + without.slice(at);
}

const NAME = /^[A-Za-z_$][\w$]*$/;

/** The path of a value in an expression: `$json.user["first name"]`, `$json.rows[0]`. */
export function expressionPath(root: string, path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return NAME.test(step) ? `${text}.${step}` : `${text}[${JSON.stringify(step)}]`;
  }, root);
}

/** How another node's item is named: `$('Fetch order').item.json`. */
export function nodeRoot(name: string): string {
  return `$('${name.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}').item.json`;
}

function nextExpression(template: string, from: number): number {
  let start = template.indexOf("{{", from);
  while (start > 0 && template[start - 1] === "\\") start = template.indexOf("{{", start + 2);
  return start;
}

/** The place behind the closing braces; braces within quotes are text. */
function endOfExpression(template: string, from: number): number | undefined {
  let quote = "";
  for (let index = from; index < template.length; index += 1) {
    const letter = template[index] as string;
    if (quote !== "") {
      if (letter === "\\") index += 1;
      else if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'" || letter === "`") quote = letter;
    else if (letter === "}" && template[index + 1] === "}") return index + 2;
    else if (letter === "{" && template[index + 1] === "{") return undefined;
  }
  return undefined;
}
