// A private PostgreSQL of a journey, from the installed programs, that goes with it.
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Journeys run on PostgreSQL if this says so; otherwise on SQLite. */
export const isWanted = process.env.TOWPATH_DATABASE === "postgres";

const settings = "-c fsync=off -c listen_addresses=127.0.0.1";

export class Postgres {
  private constructor(
    private readonly folder: string,
    readonly url: string,
  ) {}

  static start(port: number): Postgres {
    const folder = mkdtempSync(join(tmpdir(), "towpath-e2e-postgres-"));
    const owner = owned();
    if (owner) chownSync(folder, owner.uid, owner.gid);
    const data = join(folder, "data");
    run("initdb", ["-D", data, "-U", "owner", "--auth=trust", "--no-sync"], folder);
    run("pg_ctl", ["start", "-w", "-D", data, "-l", join(folder, "log"), "-o", `-p ${port} -k ${folder} ${settings}`], folder);
    const place = ["-h", "127.0.0.1", "-p", String(port), "-U", "owner"];
    // Towpath refuses to work as a superuser.
    run("createuser", [...place, "towpath"], folder);
    run("createdb", [...place, "-O", "towpath", "towpath"], folder);
    return new Postgres(folder, `postgres://towpath@127.0.0.1:${port}/towpath`);
  }

  stop(): void {
    run("pg_ctl", ["stop", "-m", "immediate", "-D", join(this.folder, "data")], this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function run(program: string, args: string[], cwd: string): void {
  execFileSync(join(programs(), program), args, { cwd, stdio: "ignore", ...owned() });
}

/** The newest of Debian's folders, else the search path. */
function programs(): string {
  const folder = "/usr/lib/postgresql";
  const versions = existsSync(folder) ? readdirSync(folder).sort((one, other) => Number(other) - Number(one)) : [];
  return versions[0] ? join(folder, versions[0], "bin") : "";
}

/** Whom the server runs as if this is root: it refuses to be that. */
function owned(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"]).toString());
  return { uid: id("-u"), gid: id("-g") };
}
