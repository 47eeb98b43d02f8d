// Fails when a page asks the browser for more script than its budget: the code it
// cannot be drawn without, compressed with gzip. Also when two files need each
// other, because one of them then starts with holes. Run it after `npm run build`.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", dist), "utf8"));

const ENTRY = "index.html";
const SHELL = [ENTRY, "src/app/mount.tsx"];
/** What draws, by the name of its file: several pages share it. */
const CANVAS = Object.keys(manifest).find((key) => manifest[key].name === "canvas");

const PAGES = [
  { page: "sign-in and set-up", chunks: [ENTRY, "src/features/gate/index.ts"], budget_kb: 60 },
  { page: "shell", chunks: SHELL, budget_kb: 120 },
  { page: "home", chunks: [...SHELL, "src/features/home/index.tsx"], budget_kb: 150 },
  { page: "flows", chunks: [...SHELL, "src/features/flows/index.tsx"], budget_kb: 150 },
  {
    page: "editor",
    chunks: [...SHELL, "src/app/editor-route.tsx", CANVAS],
    budget_kb: 260,
  },
  // The list alone: nothing is drawn there until somebody asks.
  { page: "editor on a phone", chunks: [...SHELL, "src/app/editor-route.tsx"], budget_kb: 170 },
  { page: "runs", chunks: [...SHELL, "src/features/runs/index.tsx"], budget_kb: 150 },
  {
    page: "run",
    chunks: [...SHELL, "src/app/run-route.tsx", CANVAS],
    budget_kb: 260,
  },
  { page: "run on a phone", chunks: [...SHELL, "src/app/run-route.tsx"], budget_kb: 170 },
  { page: "credentials", chunks: [...SHELL, "src/features/credentials/index.tsx"], budget_kb: 200 },
  { page: "settings", chunks: [...SHELL, "src/features/settings/index.tsx"], budget_kb: 150 },
  {
    page: "API reference",
    chunks: [...SHELL, "src/features/api-reference/index.tsx"],
    budget_kb: 150,
  },
];

/** The files a chunk cannot do without. */
function closure(name, seen = new Set()) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`the build has no chunk ${name}; is it still a page of its own?`);
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const imported of chunk.imports ?? []) closure(imported, seen);
  return seen;
}

async function size_kb(chunks) {
  const files = new Set(chunks.flatMap((name) => [...closure(name)]));
  const bodies = await Promise.all([...files].map((file) => readFile(new URL(file, dist))));
  return bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0) / 1000;
}

let failed = false;
for (const { page, chunks, budget_kb } of PAGES) {
  const kb = await size_kb(chunks);
  const over = kb > budget_kb;
  failed ||= over;
  console.log(`${over ? "OVER" : "  ok"} ${kb.toFixed(1).padStart(6)} of ${budget_kb} kB  ${page}`);
}
/** Whether a chunk, over what it imports, needs itself. */
function isInCircle(name) {
  const { file, imports = [] } = manifest[name];
  return imports.some((imported) => closure(imported).has(file));
}

for (const name of Object.keys(manifest).filter(isInCircle)) {
  failed = true;
  console.log(`CIRCLE  ${manifest[name].file} needs a file that needs it`);
}

if (failed) process.exitCode = 1;
