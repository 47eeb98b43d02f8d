// What counts as narrow: where columns no longer stand beside each other, and where the
// outline is the editor.

/** A phone: the outline is the editor. */
export const PHONE = "(width < 768px)";
/** Too narrow for columns beside each other. */
export const NARROW = "(max-width: 63.99rem)";
