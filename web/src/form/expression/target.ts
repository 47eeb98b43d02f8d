// The field that had the keyboard last, so that a click on an item's field
// elsewhere puts it there.

type Insert = (path: string) => void;

export class FieldTarget {
  private insert: Insert | undefined;
  private readonly listeners = new Set<() => void>();

  /** Puts a path such as `$json.name` into the field; false if there is none. */
  put(path: string): boolean {
    this.insert?.(path);
    return this.insert !== undefined;
  }

  get isSet(): boolean {
    return this.insert !== undefined;
  }

  /** A field says that it has the keyboard. */
  enter(insert: Insert): void {
    this.insert = insert;
    this.tell();
  }

  /** A field goes away. */
  leave(insert: Insert): void {
    if (this.insert !== insert) return;
    this.insert = undefined;
    this.tell();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** What a dragged field carries beside its text. */
export const PATH_TYPE = "application/x-towpath-path";
