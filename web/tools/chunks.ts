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
  /\/src\/lib\/password\./,
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
    // The overview comes when it is needed.
    test: /node_modules\/(@xyflow|d3-\w+)\/|\/src\/canvas\/(?!overview\/(?!hit|grid))/,
    // Forms share some of what the canvas is made of, and must not load the rest.
    includeDependenciesRecursively: false,
  },
];

/** What a page needs is fetched together with it; the shell is there by then. */
export function withoutShell(_: string, files: string[], { hostType }: { hostType: string }) {
  return hostType === "js" ? files.filter((file) => !SHELL_FILES.test(file)) : files;
}
const SHELL_FILES = /\/(base|framework|shell|mount|rolldown-runtime)-/;
