// Messages as people get them: somebody is chosen on one side, and what they get stands
// on the other, with a way to send it to oneself.
import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { hintClass } from "@/ui/classes";
import { Segments } from "@/ui/segments";
import { Spinner } from "@/ui/spinner";
import { type MessageShown, useForm } from "../context";
import { isObject, type Json } from "../json";
import { Message } from "../markdown/markdown";
import { CONTACTS } from "./contacts";
import { MailFrame } from "./frame";
import { TestSend } from "./test-send";

const ITEMS_SHOWN = 5;
const ASK_AFTER_MS = 250;

interface Person {
  id: string;
  name: string;
  hint: string;
  json: Json;
}

export function MessagePreview() {
  const tools = useForm().context.message;
  const people = peopleOf(tools?.items ?? []);
  const [chosen, setChosen] = useState(0);
  const asked = useMessages(people);
  const person = people[chosen] ?? people[0];
  if (!tools || !person) return null;
  const shown = asked.messages?.[people.indexOf(person)];
  return (
    <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
      <People
        people={people}
        chosen={person}
        messages={asked.messages}
        onChoose={(one) => setChosen(people.indexOf(one))}
      />
      <section
        aria-label={`What ${person.name} gets`}
        aria-busy={asked.isBusy}
        className="flex min-w-0 flex-1 flex-col gap-4 p-5 max-md:shrink-0 max-md:p-4 md:min-h-0 md:overflow-y-auto"
      >
        {asked.failure !== undefined ? (
          <Trouble message={asked.failure} hint="What is missing is named at the block." />
        ) : shown === undefined ? (
          <p className="flex items-center gap-2 text-sm text-ink-soft">
            <Spinner /> Putting the messages together…
          </p>
        ) : shown.error ? (
          <Trouble {...shown.error} />
        ) : tools.channel === "sms" ? (
          <TextMessage shown={shown} messages={asked.messages ?? []} people={people} />
        ) : (
          <Mail shown={shown} name={person.name} />
        )}
        <TestSend key={person.id} item={person.json} />
      </section>
    </div>
  );
}

/** Items that came in, and people made up; these have the other fields of the first item. */
function peopleOf(items: readonly Json[]): readonly Person[] {
  const real = items.slice(0, ITEMS_SHOWN).map((json, index) => ({
    id: `item-${index}`,
    name: nameOf(json) ?? `Item ${index + 1}`,
    hint: `Item ${index + 1} of those that came in`,
    json,
  }));
  const first = items[0];
  const rest = isObject(first) ? first : {};
  const madeUp = CONTACTS.map(({ name, hint, json }) => ({
    id: name,
    name,
    hint,
    json: { ...rest, ...json },
  }));
  return [...real, ...madeUp];
}

function nameOf(json: Json): string | undefined {
  if (!isObject(json)) return undefined;
  const { name, first_name, email, phone } = json;
  const found = [name, first_name, email, phone].find(
    (text) => typeof text === "string" && text !== "",
  );
  return found as string | undefined;
}

interface Asked {
  messages: readonly MessageShown[] | undefined;
  failure: string | undefined;
  isBusy: boolean;
}

/** Asks again a moment after the last change; what was there stays until the answer. */
function useMessages(people: readonly Person[]): Asked {
  const { message } = useForm().context;
  const [asked, setAsked] = useState<Asked>({
    messages: undefined,
    failure: undefined,
    isBusy: true,
  });
  const preview = message?.preview;
  const items = JSON.stringify(people.map(({ json }) => json));
  useEffect(() => {
    if (!preview) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      setAsked((before) => ({ ...before, isBusy: true }));
      preview(JSON.parse(items) as Json[], abort.signal).then(
        (messages) =>
          abort.signal.aborted || setAsked({ messages, failure: undefined, isBusy: false }),
        (error: unknown) =>
          abort.signal.aborted ||
          setAsked({ messages: undefined, failure: sentence(error), isBusy: false }),
      );
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [preview, items]);
  return asked;
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : "The server did not answer.";
}

function People(props: {
  people: readonly Person[];
  chosen: Person;
  messages: readonly MessageShown[] | undefined;
  onChoose(person: Person): void;
}) {
  const { people, chosen, messages } = props;
  const isMadeUp = (person: Person) => !person.id.startsWith("item-");
  const groups = [
    { title: "Came in last", list: people.filter((person) => !isMadeUp(person)) },
    { title: "Made up, in six time zones", list: people.filter(isMadeUp) },
  ].filter(({ list }) => list.length > 0);
  return (
    <nav
      aria-label="People to look with"
      className="shrink-0 border-line bg-surface p-3 max-md:border-b md:w-72 md:overflow-y-auto md:border-e"
    >
      {groups.map(({ title, list }) => (
        <section key={title} aria-label={title} className="mb-3 last:mb-0">
          <h3 className="px-2.5 pb-1 text-xs font-medium text-ink-faint">{title}</h3>
          <ul className="flex gap-1 max-md:overflow-x-auto max-md:pb-1 md:grid md:grid-cols-1">
            {list.map((person) => (
              <li key={person.id} className="min-w-0 max-md:shrink-0">
                <PersonButton
                  person={person}
                  isChosen={person === chosen}
                  message={messages?.[people.indexOf(person)]}
                  onChoose={() => props.onChoose(person)}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function PersonButton(props: {
  person: Person;
  isChosen: boolean;
  message: MessageShown | undefined;
  onChoose(): void;
}) {
  const { person, isChosen, message } = props;
  const sms = message?.sms;
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={props.onChoose}
      className={clsx(
        "flex min-h-11 w-full items-center gap-3 rounded-control px-2.5 py-1.5 text-start text-sm max-md:border max-md:border-line",
        isChosen ? "bg-accent-soft text-ink" : "hover:bg-hover",
      )}
    >
      <span className="min-w-0 flex-1">
        <span className={clsx("block truncate", isChosen && "font-medium")}>{person.name}</span>
        <span className="block truncate text-xs text-ink-soft max-md:hidden">{person.hint}</span>
      </span>
      {sms && (
        <span className="shrink-0 text-xs text-ink-soft tabular-nums">
          {sms.segments} {sms.segments === 1 ? "part" : "parts"}
        </span>
      )}
      {message?.error && (
        <span className="shrink-0 text-bad">
          <CircleAlert size={16} aria-hidden />
          <span className="sr-only">cannot be made</span>
        </span>
      )}
    </button>
  );
}

function Trouble({ message, hint }: { message: string; hint: string }) {
  return (
    <div role="status" className="rounded-control bg-bad-soft px-4 py-3 text-sm text-bad">
      <p className="font-medium">
        <Message text={message} />
      </p>
      <p>
        <Message text={hint} />
      </p>
    </div>
  );
}

type Part = "html" | "text";
type Screen = "desktop" | "phone";
type Scheme = "light" | "dark";

function Mail({ shown, name }: { shown: MessageShown; name: string }) {
  const [screen, setScreen] = useState<Screen>("desktop");
  const [scheme, setScheme] = useState<Scheme>("light");
  const [wanted, setPart] = useState<Part>("html");
  const part = shown.html === undefined ? "text" : wanted;
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Segments<Screen> label="Screen" value={screen} options={SCREENS} onChange={setScreen} />
        <Segments<Scheme> label="Colours" value={scheme} options={SCHEMES} onChange={setScheme} />
        {shown.html !== undefined && (
          <Segments<Part>
            label="Part of the mail"
            value={part}
            options={PARTS}
            onChange={setPart}
          />
        )}
      </div>
      <div
        className={clsx(
          "flex min-h-136 w-full flex-1 shrink-0 flex-col overflow-hidden rounded-card border border-line bg-surface shadow-card",
          screen === "phone" ? "mx-auto max-w-95 max-md:max-w-90" : "max-w-200",
        )}
      >
        <div className="grid gap-0.5 border-b border-line px-4 py-3">
          <p className="truncate font-semibold">
            {shown.subject || <em className="font-normal">No subject</em>}
          </p>
          {shown.preheader && <p className="truncate text-sm text-ink-soft">{shown.preheader}</p>}
          <p className="truncate text-xs text-ink-faint">
            To {shown.to ?? "nobody: the address cannot be read from this item"}
          </p>
        </div>
        {part === "html" && shown.html !== undefined ? (
          <MailFrame
            title={`The mail as ${name} gets it`}
            html={shown.html}
            dark={scheme === "dark"}
            className="w-full flex-1"
          />
        ) : (
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by the keyboard
            tabIndex={0}
            className="min-h-80 flex-1 overflow-auto px-5 py-4 font-mono text-sm whitespace-pre-wrap"
          >
            {shown.text}
          </pre>
        )}
      </div>
      <p className={hintClass}>
        Pictures are not loaded here. Mail programs differ: send a test to see it in yours.
      </p>
    </>
  );
}

const SCREENS = [
  { value: "desktop", label: "Desktop" },
  { value: "phone", label: "Phone" },
] as const;
const SCHEMES = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;
const PARTS = [
  { value: "html", label: "Mail" },
  { value: "text", label: "As text" },
] as const;

function TextMessage(props: {
  shown: MessageShown;
  messages: readonly MessageShown[];
  people: readonly Person[];
}) {
  const { shown, messages, people } = props;
  const { encoding = "", segments = 0, suggestion } = shown.sms ?? {};
  const most = Math.max(...messages.map(({ sms }) => sms?.segments ?? 0));
  const longest = people[messages.findIndex(({ sms }) => sms?.segments === most)];
  return (
    <div className="grid max-w-160 gap-5 lg:grid-cols-[20rem_1fr]">
      <div className="mx-auto flex min-h-80 w-full max-w-80 flex-col rounded-[28px] border-4 border-line-strong/40 bg-surface p-4">
        <p className="pb-3 text-center text-xs text-ink-faint">{shown.to ?? "No number"}</p>
        <p className="max-w-[92%] self-start rounded-card rounded-es-none bg-neutral-soft px-3 py-2 text-sm wrap-anywhere whitespace-pre-wrap">
          {shown.text || <em>An empty text</em>}
        </p>
      </div>
      <div className="grid content-start gap-3">
        <dl className="grid gap-3 text-sm">
          <Fact term="Parts it is sent in" value={`${segments} (${encoding})`} />
          <Fact
            term="The most for anybody here"
            value={longest ? `${most}, for ${longest.name}` : String(most)}
          />
          {suggestion !== undefined && (
            <Fact
              term="With plain quotes and dashes it takes fewer"
              value="Switch on “Use plain quotes and dashes” for that."
            />
          )}
        </dl>
        {encoding === "UCS-2" && (
          <p className={hintClass}>
            A letter outside of the SMS alphabet makes the parts shorter: 70 letters instead of 160.
          </p>
        )}
      </div>
    </div>
  );
}

function Fact({ term, value }: { term: string; value: string }) {
  return (
    <div>
      <dt className="text-ink-soft">{term}</dt>
      <dd className="font-medium">{value}</dd>
    </div>
  );
}
