// A real Towpath on a throw-away data folder and a free port: start, kill, start again.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Postgres, isWanted as wantsPostgres } from "./postgres.ts";

const binary = process.env.TOWPATH ?? resolve(import.meta.dirname, "../../target/debug/towpath");
const startDeadlineMs = 20_000;

export class Towpath {
  private process: ChildProcess | undefined;
  private printed = "";

  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly database: Postgres | undefined,
  ) {}

  /** Starts on a new data folder, or on a new PostgreSQL. */
  static async start(): Promise<Towpath> {
    const folder = await mkdtemp(join(tmpdir(), "towpath-e2e-"));
    const database = wantsPostgres ? Postgres.start(await freePort()) : undefined;
    const towpath = new Towpath(folder, await freePort(), database);
    await towpath.resume();
    return towpath;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** The one-time link the first start prints. */
  get setupLink(): string {
    const link = this.printed.match(/https?:\/\/\S+\/setup\?token=\S+/)?.[0];
    if (!link) throw new Error(`no set-up link was printed:\n${this.printed}`);
    return link;
  }

  /** Starts on the same data folder and waits until it is ready. */
  async resume(): Promise<void> {
    const child = spawn(binary, ["serve"], {
      env: {
        ...process.env,
        TOWPATH_DATA: this.folder,
        TOWPATH_LISTEN: `127.0.0.1:${this.port}`,
        TOWPATH_PUBLIC_URL: this.url,
        // The mail server and the SMS endpoint of the journeys are on this machine.
        TOWPATH_OUTBOUND_ALLOW: "127.0.0.1/32",
        TOWPATH_LOG: "warn",
        ...this.databaseSettings(),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process = child;
    const keep = (chunk: Buffer) => {
      this.printed += chunk.toString();
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    const giveUpAt = Date.now() + startDeadlineMs;
    while (!(await this.isReady())) {
      if (child.exitCode !== null) throw new Error(`towpath ended with ${child.exitCode}:\n${this.printed}`);
      if (Date.now() > giveUpAt) throw new Error(`towpath was not ready in time:\n${this.printed}`);
      await pause(25);
    }
  }

  private databaseSettings(): Record<string, string> {
    if (!this.database) return {};
    // A life that was killed owns its runs until its lease is over.
    return { TOWPATH_DATABASE_URL: this.database.url, TOWPATH_BEAT_MS: "400", TOWPATH_LEASE_MS: "1600" };
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Ends it as an operator would, and removes its data. */
  async stop(): Promise<void> {
    await this.end("SIGTERM");
    this.database?.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await ended;
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok;
    } catch {
      return false;
    }
  }
}

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command line to its end. */
export function runCommand(args: string[], environment: Record<string, string> = {}): Promise<Ended> {
  return new Promise((done) => {
    execFile(binary, args, { env: { ...process.env, ...environment } }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Waits a moment between two looks at something outside the browser. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Looks until `look` gives something, or fails after the deadline with what is missing. */
export async function eventually<T>(what: string, look: () => T | undefined | Promise<T | undefined>, deadlineMs = 20_000): Promise<T> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > giveUpAt) throw new Error(`${what} did not happen within ${deadlineMs} ms`);
    await pause(50);
  }
}
