// Which code travels in which file. Left to itself, the bundler makes dozens of
// tiny ones, or puts the canvas where only its icons are needed. A group takes
// what it depends on with it, so that no two files need each other to start.

const ui = (...names: string[]) => new RegExp(`/src/ui/(${names.join("|")})\\.`);
const anyOf =
  (...tests: RegExp[]) =>
  (id: string) =>
    tests.some((test) => test.test(id));

/** What the pages before sign-in need too; they must not load the framework for it. */
const base = anyOf(
  /\/node_modules\/clsx\//,
  /\/src\/api\/(client|problem|gate)\./,
  /\/src\/lib\/(password|narrow)\./,
  ui("classes", "theme"),
  /vite\/preload-helper/,
);

/** What every page behind the sign-in is framed with. */
const shell = anyOf(
  /\/src\/app\/(app|router|query-client|shell\/shell)\./,
  /\/src\/router\//,
  ui("toast", "skeleton", "badge", "layer"),
  // Small, and in nearly everything: they must not bring the parts along.
  /\/node_modules\/lucide-react\/.*\/(x|chevron-down)\./,
);

/** Small components most of those pages are made of. */
const parts = anyOf(
  ui("dialog", "field", "more-button", "search-field", "table", "text-field", "toggle"),
);

/** Those of them that are all the page of a run needs. */
const few = anyOf(ui("empty-state", "input", "segments"));

/** What more than one file needs; a file for itself alone would be asked for apart. */
const shared = { minShareCount: 2, includeDependenciesRecursively: false };

/** The first that fits counts. */
export const CHUNKS = [
  { name: "base", test: base },
  { name: "framework", test: /node_modules\/(react|react-dom|scheduler|@tanstack)\// },
  { name: "shell", test: shell },
  { name: "few", test: few },
  { name: "parts", test: parts },
  { name: "icons", test: /\/src\/canvas\/(KindIcon|icon)\./ },
  {
    name: "canvas",
    // The overview comes when it is needed; what says what is drawn is the editor's own.
    test: /node_modules\/(@xyflow|d3-\w+)\/|\/src\/canvas\/(?!overview\/(?!hit|grid))(?!(actions|code|group-colour|index|media-type|store)\.)/,
    // Forms share some of what the canvas is made of, and must not load the rest.
    includeDependenciesRecursively: false,
  },
  // Small files that several pages share: on a phone each file costs a way to the server.
  { name: "signs", test: /\/node_modules\/lucide-react\//, ...shared },
  { name: "common", test: /\/src\/(api|lib)\/|\/src\/ui\/(time|direction)\./, ...shared },
];

/** What a page needs is fetched together with it; the shell is there by then. */
export function withoutShell(_: string, files: string[], { hostType }: { hostType: string }) {
  return hostType === "js" ? files.filter((file) => !SHELL_FILES.test(file)) : files;
}
const SHELL_FILES = /\/(base|framework|shell|mount|rolldown-runtime)-/;
