// Which way the page is read. Radix does not ask the page and takes left to right.

export function readingDirection(): "ltr" | "rtl" {
  return document.documentElement.dir === "rtl" ? "rtl" : "ltr";
}
