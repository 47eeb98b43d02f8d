// Writes src/api/schema.ts from the golden OpenAPI document of the API crate.
// Run it after that document has changed; a test there says when it has.
import { readFile, writeFile } from "node:fs/promises";

const source = new URL("../../../crates/api/openapi.json", import.meta.url);
const target = new URL("../../src/api/schema.ts", import.meta.url);
const HEADER = "// Written by `npm run apigen` from crates/api/openapi.json. Do not edit.\n";

async function generator() {
  try {
    return await import("openapi-typescript");
  } catch {
    throw new Error(
      "the generator is not installed; run `npm ci --ignore-scripts` in tools/apigen",
    );
  }
}

const { default: openapi, astToString } = await generator();
const types = await openapi(JSON.parse(await readFile(source, "utf8")));
await writeFile(target, HEADER + astToString(types));
console.log("wrote src/api/schema.ts");
