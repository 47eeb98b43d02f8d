// The parameters of a node: credentials first, then the form of its kind.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { timeZonesQuery } from "@/api/catalog";
import { previewTemplate, tryNode } from "@/api/drafts";
import { flowsQuery } from "@/api/flows";
import { useMe } from "@/api/me";
import { previewMessages, sendTest } from "@/api/messages";
import { asProblem } from "@/api/problem";
import { previewSchedule } from "@/api/schedules";
import { flowVariablesQuery } from "@/api/variables";
import {
  type FieldTarget,
  type FormContext,
  type Json,
  Message,
  type Preview,
  questionsOf,
  SchemaForm,
  type Source,
} from "@/form";
import type { NodePanelProps, Problem } from "@/graph";
import { CredentialSlot } from "./credential-slot";
import type { NodeSamples } from "./samples";
import { shownSlots } from "./slots";
import { TriggerBox } from "./trigger-box";
import { UnknownKind } from "./unknown-kind";
import { useIsPhone, useWizard, Wizard } from "./wizard";

type Props = NodePanelProps & { samples: NodeSamples; target: FieldTarget };

export function Parameters(props: Props) {
  const { node, kind, problems, readOnly, onCommand } = props;
  const context = useFormContext(props);
  const isPhone = useIsPhone();
  const [isWizard, setWizard] = useWizard();
  if (!kind) return <UnknownKind node={node} />;
  const trigger = props.triggers.find((one) => one.node === node.id);
  const slots = shownSlots(kind, node);
  const hasFields = Object.keys(kind.parameters.properties ?? {}).length > 0;
  const form = (only?: readonly string[]) => (
    <SchemaForm
      schema={kind.parameters}
      value={node.parameters}
      problems={problems}
      context={context}
      readOnly={readOnly}
      only={only}
      onChange={(parameters) => onCommand({ type: "set_parameters", node: node.id, parameters })}
    />
  );
  const head = (
    <>
      <NodeProblems problems={problems} />
      {trigger && <TriggerBox {...props} trigger={trigger} />}
      {slots.map((slot) => (
        <CredentialSlot key={slot.slot} {...props} slot={slot} />
      ))}
    </>
  );
  const questions = isWizard && !readOnly ? questionsOf(kind.parameters, node.parameters) : [];
  if (questions.length > 1) {
    const first = {
      title: trigger ? "How it starts" : "What it uses",
      content: <div className="grid gap-5">{head}</div>,
    };
    const hasOwnProblems = problems.some((problem) => !problem.parameter);
    const hasHead = hasOwnProblems || slots.length > 0 || trigger !== undefined;
    const screens = questions.map(({ title, fields }) => ({
      title,
      content: form(fields),
      isTitled: fields.length === 1,
    }));
    return (
      <Wizard
        screens={hasHead ? [first, ...screens] : screens}
        onAll={() => setWizard(false)}
        onDone={props.onClose}
      />
    );
  }
  return (
    <div className="grid grid-cols-1 gap-5">
      {isPhone && !readOnly && !isWizard && (
        <button
          type="button"
          onClick={() => setWizard(true)}
          className="min-h-6 justify-self-end text-xs font-medium text-accent hover:underline"
        >
          One question at a time
        </button>
      )}
      {head}
      {hasFields ? (
        form()
      ) : (
        <p className="text-sm text-ink-soft">There is nothing to set: {kind.summary}</p>
      )}
    </div>
  );
}

/** Problems of the node as a whole; those of a field stand at the field. */
function NodeProblems({ problems }: { problems: readonly Problem[] }) {
  const own = problems.filter((problem) => !problem.parameter);
  if (own.length === 0) return null;
  return (
    <ul className="grid gap-2">
      {own.map((problem) => (
        <li
          key={problem.code + problem.message}
          className={`rounded-control px-4 py-3 text-sm ${problem.severity === "error" ? "bg-bad-soft text-bad" : "bg-warn-soft text-warn"}`}
        >
          <p className="font-medium">
            <Message text={problem.message} />
          </p>
          {problem.hint && (
            <p>
              <Message text={problem.hint} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function useFormContext(props: Props): FormContext {
  const { workspace, flow, document, node, samples, target, kind, history } = props;
  const { data: timeZones } = useQuery(timeZonesQuery);
  const flows = useFlowChoices(workspace, flow, kind);
  const variables = useVariables(workspace, flow);
  // The server keeps what a node received; only what would come in must be sent along.
  const item = samples.received ? undefined : samples.sources[0]?.items[0];
  return {
    timeZone: zoneOf(kind?.parameters, node.parameters) ?? document.settings.time_zone,
    ...(timeZones ? { timeZones } : {}),
    ...(flows ? { flows } : {}),
    sources: [...samples.sources, ...variables],
    target,
    history,
    message: useMessageTools(props),
    schedule: previewDue,
    ...(isHarmless(kind) && { tryOut: () => tryOut(workspace, flow, node, samples) }),
    preview: async (template): Promise<Preview | undefined> => {
      // Without an item every field is missing; that says nothing about the expression.
      if (samples.sources.length === 0 && template.includes("$")) return undefined;
      const request = { node: node.id, template, ...(item === undefined ? {} : { item }) };
      return previewTemplate(workspace, flow, request);
    },
  };
}

const TIMES_SHOWN = 5;

function previewDue(lines: readonly string[], timeZone: string, signal: AbortSignal) {
  return previewSchedule(lines, timeZone, TIMES_SHOWN, signal);
}

/** Looking at messages and testing them, for a kind that sends some. */
function useMessageTools({ workspace, flow, node, kind, samples }: Props): FormContext["message"] {
  const { user } = useMe();
  const { id, parameters, credentials } = node;
  const preview = useCallback(
    (items: readonly Json[], signal: AbortSignal) =>
      previewMessages(workspace, flow, id, { parameters, items }, signal),
    [workspace, flow, id, parameters],
  );
  const message = kind?.message;
  if (!message) return undefined;
  const came = samples.sources.find((source) => source.id === "input");
  return {
    channel: message.channel,
    subject: message.subject,
    items: came?.items ?? [],
    own: message.channel === "email" ? user.email : "",
    preview,
    test: (to, item) =>
      sendTest(workspace, flow, id, { to, item, parameters, credentials: credentials ?? {} }).catch(
        (error: unknown) => {
          const { detail, hint } = asProblem(error);
          return { ok: false, message: detail, ...(hint ? { hint } : {}) };
        },
      ),
  };
}

/** The variables of the flow as something to take values from; none while there are none. */
function useVariables(workspace: string, flow: string): Source[] {
  const { data = [] } = useQuery(flowVariablesQuery(workspace, flow));
  if (data.length === 0) return [];
  const values = Object.fromEntries(data.map(({ name, value }) => [name, value]));
  return [{ id: "$vars", label: "Variables", root: "$vars", items: [values] }];
}

/** Whether performing it now and then does nothing but compute. */
function isHarmless(kind: NodePanelProps["kind"]): boolean {
  return kind?.role === "action" && kind.weight === "light" && !kind.effect && !kind.container;
}

/** What the item that came in last does at the node as it is set just now, in a sentence. */
async function tryOut(
  workspace: string,
  flow: string,
  { id, parameters }: NodePanelProps["node"],
  samples: NodeSamples,
): Promise<string> {
  const came = Object.values(samples.inputs).find((items) => items.length > 0);
  const item = came?.at(-1)?.json ?? samples.sources[0]?.items.at(-1);
  if (item === undefined) return "No item has come in yet: run the flow once.";
  try {
    const tried = await tryNode(workspace, flow, id, { items: [item], parameters });
    if (tried.error) return `${tried.error.message} ${tried.error.hint}`;
    const taken = Object.entries(tried.outputs ?? {}).filter(([, items]) => items.length > 0);
    if (taken.length === 0) return "It does not go on.";
    return `It goes on at “${taken.map(([port]) => port).join("”, “")}”.`;
  } catch (error) {
    return asProblem(error).detail;
  }
}

/** The other flows of the workspace, for a kind that runs one. */
function useFlowChoices(workspace: string, own: string, kind: NodePanelProps["kind"]) {
  const isAsked = kind?.container === "sub_flow";
  const { data } = useInfiniteQuery({ ...flowsQuery(workspace, { limit: 200 }), enabled: isAsked });
  return data
    ?.filter(({ id }) => id !== own)
    .map(({ id, name, version }) => ({
      id,
      name,
      ...(version === null ? { hint: "not published yet" } : {}),
    }));
}

/** A kind with a time zone of its own is shown its times in it. */
function zoneOf(
  schema: NodePanelProps["node"]["parameters"] = {},
  parameters: NodePanelProps["node"]["parameters"],
) {
  const properties = Object.entries(
    (schema.properties ?? {}) as Record<string, { "x-widget"?: string }>,
  );
  const name = properties.find(([, property]) => property["x-widget"] === "time_zone")?.[0];
  const zone = name === undefined ? undefined : parameters[name];
  return typeof zone === "string" && zone !== "" && !zone.includes("{{") ? zone : undefined;
}
