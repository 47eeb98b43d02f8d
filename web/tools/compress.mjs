// Puts a brotli and a gzip sibling beside every text file of the build, so that
// the server never compresses while it answers.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const TEXT = /\.(js|css|html|svg|json|txt|webmanifest)$/;
/** Smaller files travel in one packet anyway. */
const MINIMUM_BYTES = 1024;

const brotli = promisify(brotliCompress);
const gz = promisify(gzip);

async function compress(path) {
  const body = await readFile(path);
  if (body.length < MINIMUM_BYTES) return;
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  await writeFile(`${path}.br`, await brotli(body, quality));
  await writeFile(`${path}.gz`, await gz(body, { level: 9 }));
}

const entries = await readdir(dist, { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile() && TEXT.test(entry.name));
await Promise.all(files.map((entry) => compress(join(entry.parentPath ?? entry.path, entry.name))));
console.log(`compressed the text files among ${files.length} of dist`);
