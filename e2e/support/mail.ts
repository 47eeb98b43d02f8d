// A real SMTP server on loopback that keeps what it is given.
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { freePort } from "./towpath.ts";

export class MailServer {
  readonly received: Email[] = [];

  private constructor(
    readonly port: number,
    private readonly server: SMTPServer,
  ) {}

  static readonly user = "flows@agency.test";
  static readonly password = "correct horse battery";

  static async start(): Promise<MailServer> {
    const port = await freePort();
    let mail: MailServer;
    const server = new SMTPServer({
      authMethods: ["PLAIN", "LOGIN"],
      // The connection is unencrypted on loopback, and the journey says so in its settings.
      allowInsecureAuth: true,
      disabledCommands: ["STARTTLS"],
      onAuth(auth, _session, done) {
        const isKnown = auth.username === MailServer.user && auth.password === MailServer.password;
        done(isKnown ? null : new Error("535 no such user"), { user: auth.username });
      },
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", async () => {
          mail.received.push(await PostalMime.parse(Buffer.concat(chunks)));
          done();
        });
      },
    });
    mail = new MailServer(port, server);
    await new Promise<void>((started) => server.listen(port, "127.0.0.1", started));
    return mail;
  }

  async stop(): Promise<void> {
    await new Promise<void>((stopped) => this.server.close(() => stopped()));
  }
}
