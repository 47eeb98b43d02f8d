// Runs before each test file.
import { afterEach, vi } from "vitest";

const hasDocument = typeof document !== "undefined";
const testing = hasDocument ? await import("@testing-library/react") : undefined;

// Pages are loaded when they are opened; a busy machine takes its time with that.
testing?.configure({ asyncUtilTimeout: 5_000 });

afterEach(() => {
  vi.unstubAllGlobals();
  testing?.cleanup();
});
