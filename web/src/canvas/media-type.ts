/** What kinds are dragged as from the palette. */
export const KIND_MEDIA_TYPE = "application/x-towpath-kind";
