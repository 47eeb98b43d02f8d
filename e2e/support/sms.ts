// An endpoint of Twilio's shape that keeps what it is given, and reports back with
// signatures made by Twilio's own SDK.
import { type IncomingMessage, type Server, createServer } from "node:http";
import twilio from "twilio";
import { freePort } from "./towpath.ts";

export interface SmsRequest {
  account: string;
  authorization: string;
  form: URLSearchParams;
  sid: string;
}

export class SmsService {
  readonly received: SmsRequest[] = [];
  static readonly account = "AC00000000000000000000000000000001";
  static readonly token = "0123456789abcdef0123456789abcdef";

  static readonly authorization = `Basic ${Buffer.from(`${SmsService.account}:${SmsService.token}`).toString("base64")}`;

  private constructor(
    readonly port: number,
    private readonly server: Server,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  static async start(): Promise<SmsService> {
    const port = await freePort();
    let sms: SmsService;
    const server = createServer(async (request, response) => {
      const [, account, resource] = request.url?.match(/^\/2010-04-01\/Accounts\/([^/.]+)(\/Messages)?\.json$/) ?? [];
      const authorization = request.headers.authorization ?? "";
      const form = new URLSearchParams(await read(request));
      response.setHeader("content-type", "application/json");
      if (account === undefined || authorization !== SmsService.authorization) {
        response.statusCode = account === undefined ? 404 : 401;
        response.end(JSON.stringify({ code: 20003, message: "Authenticate", status: response.statusCode }));
        return;
      }
      if (resource === undefined) {
        response.end(JSON.stringify({ sid: account, friendly_name: "Bright Agency", status: "active" }));
        return;
      }
      const sid = `SM${String(sms.received.length + 1).padStart(32, "0")}`;
      sms.received.push({ account, authorization, form, sid });
      response.statusCode = 201;
      response.end(JSON.stringify({ sid, status: "queued", num_segments: "1", to: form.get("To"), error_code: null }));
    });
    sms = new SmsService(port, server);
    await new Promise<void>((started) => server.listen(port, "127.0.0.1", started));
    return sms;
  }

  /** Reports a status of a message as Twilio would; gives the answer's status. */
  async report(request: SmsRequest, status: string, token: string = SmsService.token): Promise<number> {
    const callback = request.form.get("StatusCallback");
    if (!callback) throw new Error("the message has no StatusCallback");
    const fields = { MessageSid: request.sid, MessageStatus: status, AccountSid: SmsService.account, To: request.form.get("To") ?? "" };
    const signature = twilio.getExpectedTwilioSignature(token, callback, fields);
    const answer = await fetch(callback, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature },
      body: new URLSearchParams(fields),
    });
    return answer.status;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((stopped) => this.server.close(() => stopped()));
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}
