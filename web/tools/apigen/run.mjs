// Writes src/api/schema.ts, the types of what the server takes and answers, from
// the golden OpenAPI document of the API crate. Run it after that document has
// changed; src/api/contract.ts then says where the app must follow.
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
const document = JSON.parse(await readFile(source, "utf8"));
// The paths are left out: the app names them itself, one function each.
const types = await openapi({ ...document, paths: {} }, { defaultNonNullable: false });
await writeFile(target, HEADER + astToString(types));
console.log("wrote src/api/schema.ts");
