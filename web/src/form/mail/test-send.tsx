// Sends the message for real, to one address or number, and says what became of it.
import { Send } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/ui/button";
import { hintClass, labelClass } from "@/ui/classes";
import { Input } from "@/ui/input";
import { useForm } from "../context";
import type { Json } from "../json";
import { Message } from "../markdown/markdown";

type Outcome = { ok: boolean; message: string; hint?: string };

export function TestSend({ item }: { item: Json }) {
  const { context, readOnly } = useForm();
  const tools = context.message;
  const id = useId();
  const [to, setTo] = useState(tools?.own ?? "");
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  if (!tools || readOnly) return null;
  const isMail = tools.channel === "email";
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setOutcome(undefined);
    setOutcome(await tools.test(to, item).catch(failed));
    setBusy(false);
  };
  return (
    <form
      aria-label="Send a test"
      onSubmit={(event) => void send(event)}
      className="grid max-w-200 shrink-0 gap-2 rounded-card border border-line bg-surface p-4"
    >
      <label htmlFor={id} className={labelClass}>
        Send this one to
      </label>
      <div className="flex flex-wrap gap-2">
        <Input
          id={id}
          className="min-w-48 flex-1"
          type={isMail ? "email" : "tel"}
          autoComplete="off"
          required
          value={to}
          placeholder={isMail ? "you@example.com" : "+491701234567"}
          onChange={(event) => setTo(event.target.value)}
        />
        <Button type="submit" busy={isBusy} icon={<Send size={15} aria-hidden />}>
          Send a test
        </Button>
      </div>
      <p role="status" className="text-sm empty:hidden">
        {outcome && (
          <span className={outcome.ok ? "text-good" : "text-bad"}>
            <Message text={outcome.message} />{" "}
            {outcome.hint && (
              <span className="text-ink-soft">
                <Message text={outcome.hint} />
              </span>
            )}
          </span>
        )}
      </p>
      <p className={hintClass}>
        It is really sent, with the credential of the block, to this {isMail ? "address" : "number"}{" "}
        alone{isMail && "; its subject begins with [Test]"}. The audit log has a line of it.
      </p>
    </form>
  );
}

function failed(error: unknown): Outcome {
  return {
    ok: false,
    message: error instanceof Error ? error.message : "The server did not answer.",
  };
}
