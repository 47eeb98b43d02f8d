/// <reference types="vitest/config" />
// How the web app is built, served while developing, and tested.
import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `towpath serve` listens while developing. */
const server = process.env.TOWPATH_URL ?? "http://127.0.0.1:8080";

/** Small components most pages behind the shell are made of. */
const PARTS =
  /\/src\/ui\/(badge|dialog|empty-state|field|input|layer|more-button|search-field|segments|table|text-field|time|toggle)\./;

/**
 * What several pages share, by when it is needed. The framework is one file: it
 * compresses better than many, and stays cached when only our own code changes.
 * The others keep a page that needs one of them from loading all.
 */
const CHUNKS = [
  { name: "framework", test: /node_modules\/(react|react-dom|scheduler|@tanstack)\// },
  { name: "parts", test: PARTS },
  { name: "icons", test: /\/src\/canvas\/(KindIcon|icon)\./ },
  { name: "canvas", test: /node_modules\/(@xyflow|d3-\w+)\/|\/src\/canvas\// },
];

/** What a page needs is fetched with it; the framework is there by then. */
function withoutFramework(_: string, files: string[], { hostType }: { hostType: string }) {
  return hostType === "js" ? files.filter((file) => !ALWAYS_THERE.test(file)) : files;
}
const ALWAYS_THERE = /\/(framework|mount|classes|rolldown-runtime|createLucideIcon|react)-/;

/** Drawn once and always on the way to a page: small counts more than memoised. */
const SHELL = /\/src\/app\//;

export default defineConfig({
  plugins: [react({ compiler: true, exclude: [/node_modules/, SHELL] }), tailwind()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: { "/api": server, "/hooks": server } },
  build: {
    manifest: true,
    sourcemap: false,
    modulePreload: { polyfill: false, resolveDependencies: withoutFramework },
    // A data: URL in a style or an image would need a hole in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: { codeSplitting: { groups: CHUNKS, includeDependenciesRecursively: false } },
    },
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    testTimeout: 20_000,
  },
});
