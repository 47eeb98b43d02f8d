// Items as the server shows them, and small words about them.

import type { Json } from "../json";

export interface Item {
  readonly json: Json;
  readonly binary?: Readonly<Record<string, BinaryFile>> | null;
}

export interface BinaryFile {
  readonly file_name: string;
  readonly media_type: string;
  readonly size_bytes: number;
}

/** Items by port. */
export type PortItems = Readonly<Record<string, readonly Item[]>>;

export function sizeText(size_bytes: number): string {
  if (size_bytes < 1_024) return `${size_bytes} B`;
  if (size_bytes < 1_048_576) return `${(size_bytes / 1_024).toFixed(1)} KiB`;
  return `${(size_bytes / 1_048_576).toFixed(1)} MiB`;
}
