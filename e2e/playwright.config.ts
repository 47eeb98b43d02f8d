// Browser journeys on the real binary. `cargo xtask test` sets TOWPATH (the binary)
// and CHROMIUM (a browser); both have defaults for running a journey by hand.
import { defineConfig } from "@playwright/test";

const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: "tests",
  // One makes the picture of the README, two measure: none belongs to every run.
  testIgnore: [
    ...(process.env.PICTURE ? [] : ["**/picture.spec.ts"]),
    ...(process.env.SPEED ? [] : ["**/speed.spec.ts"]),
    ...(process.env.LIGHTHOUSE ? [] : ["**/lighthouse.spec.ts"]),
  ],
  outputDir: ".output",
  // Two cores: the browser, the server and the test share them.
  workers: 1,
  forbidOnly: true,
  // Where a change is judged, a journey that fails has one more try and is then named as flaky: something to mend.
  retries: process.env.CI ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    actionTimeout: 10_000,
    // What glides is hit where it was.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    trace: "off",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
