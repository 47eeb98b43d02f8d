// Items as the server shows them, and small words about them.

import { isObject, type Json } from "../json";

export interface Item {
  readonly json: Json;
  /** Files by the name a node refers to them with. */
  readonly binary?: Json;
}

export interface BinaryFile {
  name: string;
  file_name: string;
  media_type: string;
  size_bytes: number;
}

/** Items by port. */
export type PortItems = Readonly<Record<string, readonly Item[]>>;

/** The files of an item; what does not look like one is left out. */
export function filesOf({ binary }: Item): BinaryFile[] {
  if (!isObject(binary)) return [];
  return Object.entries(binary).flatMap(([name, file]) => {
    if (!isObject(file) || typeof file.size_bytes !== "number") return [];
    const { file_name, media_type, size_bytes } = file;
    return [
      {
        name,
        file_name: String(file_name || name),
        media_type: String(media_type ?? ""),
        size_bytes,
      },
    ];
  });
}

export function sizeText(size_bytes: number): string {
  if (size_bytes < 1_024) return `${size_bytes} B`;
  if (size_bytes < 1_048_576) return `${(size_bytes / 1_024).toFixed(1)} KiB`;
  return `${(size_bytes / 1_048_576).toFixed(1)} MiB`;
}
