/// <reference types="vitest/config" />
// How the web app is built, served while developing, and tested.
import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `towpath serve` listens while developing. */
const server = process.env.TOWPATH_URL ?? "http://127.0.0.1:8080";

/** Without what only pages with lists and forms need. */
const FRAMEWORK =
  /node_modules\/(react|react-dom|scheduler|@tanstack)\/(?!.*(infinite|mutationObserver))/i;

/**
 * What several pages share, by when it is needed. The framework is one file: it
 * compresses better than many, and stays cached when only our own code changes.
 * The others keep a page that needs one of them from loading all.
 */
const CHUNKS = [
  { name: "framework", test: FRAMEWORK },
  { name: "icons", test: /\/src\/canvas\/(KindIcon|icon)\./ },
  { name: "canvas", test: /node_modules\/(@xyflow|d3-\w+)\/|\/src\/canvas\// },
];

/** Drawn once and always on the way to a page: small counts more than memoised. */
const SHELL = /\/src\/app\//;

export default defineConfig({
  plugins: [react({ compiler: true, exclude: [/node_modules/, SHELL] }), tailwind()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: { "/api": server, "/hooks": server } },
  build: {
    manifest: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
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
