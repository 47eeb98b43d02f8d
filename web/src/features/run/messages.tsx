// The messages a run sent, each with what became of it.
import { Mail, MessageSquare, Send } from "lucide-react";
import type { Message, RunDetail } from "@/api/types";
import { fullTime } from "@/lib/format";
import { Badge, type Tone } from "@/ui/badge";
import { cardClass } from "@/ui/classes";
import { RelativeTime } from "@/ui/time";

const TONE: Record<string, Tone> = {
  delivered: "good",
  read: "good",
  sent: "busy",
  queued: "neutral",
  accepted: "neutral",
  failed: "bad",
  undelivered: "bad",
  bounced: "bad",
};

const ICON: Record<string, typeof Mail> = { email: Mail, sms: MessageSquare };

export function Messages({ run }: { run: RunDetail }) {
  const names = new Map(run.document.nodes.map((node) => [node.id, node.name]));
  return (
    <ul className="grid gap-3">
      {run.messages.map((message) => (
        <MessageCard key={message.id} message={message} from={names.get(message.node) ?? ""} />
      ))}
    </ul>
  );
}

function MessageCard({ message, from }: { message: Message; from: string }) {
  const Icon = ICON[message.channel] ?? Send;
  return (
    <li className={`${cardClass} p-4`}>
      <div className="flex items-center gap-3">
        <span className="flex size-9 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent">
          <Icon size={17} aria-hidden />
        </span>
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">{message.to}</p>
          <p className="truncate text-sm text-ink-soft">
            {[from, channelName(message), message.provider_id].filter(Boolean).join(" · ")}
          </p>
        </div>
        <Badge tone={TONE[message.status] ?? "neutral"}>{titled(message.status)}</Badge>
      </div>
      {message.history.length > 0 && (
        <ol className="mt-3 ms-4 grid gap-2 border-s border-line ps-6 text-sm">
          {message.history.map((entry) => (
            <li
              key={`${entry.at}${entry.status}`}
              className="relative before:absolute before:top-2 before:-start-[1.7rem] before:size-1.75 before:rounded-full before:bg-line-strong"
            >
              <span className="font-medium">{titled(entry.status)}</span>{" "}
              <span className="text-ink-soft" title={fullTime(entry.at)}>
                <RelativeTime at={entry.at} />
              </span>
              {entry.detail && <p className="text-ink-soft wrap-anywhere">{entry.detail}</p>}
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

function channelName({ channel, segments }: Message): string {
  const name = channel === "sms" ? "SMS" : titled(channel);
  return segments && segments > 1 ? `${name}, ${segments} parts` : name;
}

function titled(word: string): string {
  const text = word.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
