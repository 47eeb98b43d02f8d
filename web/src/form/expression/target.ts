// The field that had the keyboard last, so that a click on an item's field
// elsewhere puts it there.

type Insert = (path: string) => void;

export class FieldTarget {
  private insert: Insert | undefined;

  /** Puts a path such as `$json.name` into the field, if there is one. */
  put(path: string): void {
    this.insert?.(path);
  }

  /** A field says that it has the keyboard. */
  enter(insert: Insert): void {
    this.insert = insert;
  }

  /** A field goes away. */
  leave(insert: Insert): void {
    if (this.insert === insert) this.insert = undefined;
  }
}

/** Asks an area of typed words that is no text area to put a path at its caret. */
export const INSERT_EVENT = "towpath-insert";

/** What a dragged field carries beside its text. */
export const PATH_TYPE = "application/x-towpath-path";
