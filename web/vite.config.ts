/// <reference types="vitest/config" />
// How the web app is built, served while developing, and tested.
import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { CHUNKS, withoutShell } from "./tools/chunks.ts";

/** Where `towpath serve` listens while developing. */
const server = process.env.TOWPATH_URL ?? "http://127.0.0.1:8080";

/** Drawn once and always on the way to a page: small counts more than memoised. */
const SHELL = /\/src\/(app|router)\//;

export default defineConfig({
  plugins: [react({ compiler: true, exclude: [/node_modules/, SHELL] }), tailwind()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: { "/api": server, "/hooks": server } },
  build: {
    manifest: true,
    sourcemap: false,
    modulePreload: { polyfill: false, resolveDependencies: withoutShell },
    // A data: URL in a style or an image would need a hole in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // Else React Flow's own minimap, controls and resizers come along unused.
      treeshake: { manualPureFunctions: ["memo", "forwardRef", "createContext"] },
      output: { codeSplitting: { groups: CHUNKS } },
    },
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    testTimeout: 20_000,
  },
});
