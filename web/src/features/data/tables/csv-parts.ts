// Large CSV files go to the server in parts, each with the line of names.

/** The server takes a megabyte at once; JSON around the text needs some of it. */
const PART_LETTERS = 400_000;
const PART_LINES = 10_000;

/** The text in parts that the server takes, cut between rows and never inside quotes. */
export function csvParts(text: string, letters = PART_LETTERS, lines = PART_LINES): string[] {
  const records = recordsOf(text.replace(/^\uFEFF/, ""));
  const [names, ...rest] = records;
  if (names === undefined || rest.length === 0) return [text];
  const parts: string[] = [];
  let part: string[] = [];
  let size = 0;
  for (const record of rest) {
    if (part.length > 0 && (size + record.length > letters || part.length >= lines)) {
      parts.push([names, ...part].join("\n"));
      part = [];
      size = 0;
    }
    part.push(record);
    size += record.length;
  }
  return [...parts, [names, ...part].join("\n")];
}

/** Lines, but those that end inside of quotes go on. */
function recordsOf(text: string): string[] {
  const records: string[] = [];
  let open = "";
  for (const line of text.split(/\r?\n/)) {
    open = open === "" ? line : `${open}\n${line}`;
    const isQuoted = (open.split('"').length - 1) % 2 === 1;
    if (isQuoted) continue;
    if (open.trim() !== "") records.push(open);
    open = "";
  }
  return open.trim() === "" ? records : [...records, open];
}
