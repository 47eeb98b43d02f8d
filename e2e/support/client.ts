// The REST API as a program uses it: for what a journey needs but is not about.
import type { FlowFile } from "./flows.ts";
import { type Person, ada, organisation, workspace } from "./people.ts";
import { type Towpath, eventually } from "./towpath.ts";

export interface Answer {
  status: number;
  // What an answer holds is what the journeys look at.
  body: any;
}

export interface Run {
  id: string;
  status: string;
  mode: string;
  retry_of: string | null;
  steps: { index: number; node: string; state: string; error: { class: string; message: string; hint: string } | null }[];
  messages: { channel: string; to: string; status: string; provider_id: string }[];
}

export class Client {
  private constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
    readonly workspace: string,
  ) {}

  /** Claims a fresh server for Ada. */
  static async setUp(towpath: Towpath): Promise<Client> {
    const token = new URL(towpath.setupLink).searchParams.get("token");
    const { name, email, password } = ada;
    return Client.open(towpath, "/api/v1/setup", { token, organisation, workspace, name, email, password, time_zone: "UTC" });
  }

  static async signIn(towpath: Towpath, { email, password }: Person): Promise<Client> {
    return Client.open(towpath, "/api/v1/session", { email, password });
  }

  /** A program with an API token. */
  withToken(token: string): Client {
    return new Client(this.url, { authorization: `Bearer ${token}` }, this.workspace);
  }

  /** Somebody nobody knows. */
  withNothing(): Client {
    return new Client(this.url, {}, this.workspace);
  }

  private static async open(towpath: Towpath, path: string, body: unknown): Promise<Client> {
    const headers = { "content-type": "application/json", "x-towpath-request": "1" };
    const answer = await fetch(towpath.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
    const me = (await answer.json()) as { workspaces: { id: string }[] };
    return new Client(towpath.url, { cookie, "x-towpath-request": "1" }, me.workspaces[0]?.id ?? "");
  }

  /** Sends a request and gives whatever comes back; `W` stands for the workspace. */
  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(this.url + path.replace(/^W\b/, `/api/v1/workspaces/${this.workspace}`), {
      method,
      headers: { ...this.headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  /** The same for requests that must work. */
  async must(method: string, path: string, body?: unknown): Promise<Answer["body"]> {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async addMember(person: Person, role: string): Promise<void> {
    await this.must("POST", "W/members", { ...person, role });
  }

  async addCredential(name: string, kind: string, fields: Record<string, unknown>): Promise<string> {
    return (await this.must("POST", "W/credentials", { name, kind, fields })).id;
  }

  async addToken(name: string, scopes: string[]): Promise<string> {
    return (await this.must("POST", "W/tokens", { name, scopes })).token;
  }

  /** Makes a table with columns of text and these rows, and gives its id. */
  async addTable(name: string, columns: string[], rows: Record<string, unknown>[]): Promise<string> {
    const { id } = await this.must("POST", "W/tables", { name, columns: columns.map((column) => ({ name: column })) });
    await this.must("POST", `W/tables/${id}/rows`, { rows });
    return id;
  }

  async addVariable(name: string, value: unknown): Promise<void> {
    await this.must("POST", "W/variables", { name, value });
  }

  /** Makes a flow and gives its id. */
  async addFlow(document: FlowFile): Promise<string> {
    return (await this.must("POST", "W/flows", { name: document.name, document })).id;
  }

  /** Publishes a flow and gives the address of its webhook, if it has one. */
  async publish(flow: string): Promise<string> {
    const { revision } = await this.must("GET", `W/flows/${flow}`);
    await this.must("POST", `W/flows/${flow}/publish`, { revision });
    const { triggers } = await this.must("GET", `W/flows/${flow}`);
    return triggers[0]?.url ?? "";
  }

  async runs(): Promise<Run[]> {
    return (await this.must("GET", "W/runs")).items;
  }

  async run(run: string): Promise<Run> {
    return this.must("GET", `W/runs/${run}`);
  }

  /** Waits until a run stands so. */
  async runThat(run: string, status: string): Promise<Run> {
    return eventually(`run ${run} being ${status}`, async () => {
      const found = await this.run(run);
      return found.status === status ? found : undefined;
    });
  }
}

/** Sends an event to a webhook. */
export async function send(url: string, event: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(event),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
}
