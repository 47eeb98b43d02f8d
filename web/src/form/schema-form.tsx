// A form made from a JSON Schema: the one way node parameters, credentials and
// settings are edited. It holds no values of its own.
import { useId, useState } from "react";
import { type FieldMessage, type FormContext, type FormState, FormStateContext } from "./context";
import { Fields, shownFields } from "./fields";
import { FOLDED_GROUP } from "./group-box";
import { getAt, type JsonObject } from "./json";
import { fieldsOf, resolve, type Schema } from "./schema";
import { validate } from "./validate";

/** A problem at a parameter, as the server names it. */
export interface FormProblem {
  severity: "error" | "warning";
  code?: string;
  message: string;
  hint?: string;
  /** `rules.0.value` */
  parameter?: string | null;
}

export interface SchemaFormProps {
  /** An object schema with the `x-` extras of the catalog. */
  schema: Schema | JsonObject;
  value: JsonObject;
  onChange(next: JsonObject): void;
  problems?: readonly FormProblem[];
  context?: FormContext;
  readOnly?: boolean;
  /** Only these fields of the object. */
  only?: readonly string[] | undefined;
  /** Says everything that is missing at once, as after a press on Save. */
  strict?: boolean;
}

const NO_PROBLEMS: readonly FormProblem[] = [];
const NO_CONTEXT: FormContext = {};

export function SchemaForm(props: SchemaFormProps) {
  const { value, problems = NO_PROBLEMS, context = NO_CONTEXT, readOnly = false } = props;
  const id = useId();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const root = props.schema as Schema;
  const schema = resolve(root, root);
  const local = validate(schema, value, root);

  const state: FormState = {
    id,
    root,
    context,
    readOnly,
    messageAt(path) {
      const own = props.strict || touched.has(path) ? local[path] : undefined;
      return own === undefined
        ? serverMessage(problems, path, value)
        : { severity: "error", message: own };
    },
    touch(path) {
      if (!touched.has(path)) setTouched(new Set([...touched, path]));
    },
  };

  return (
    <FormStateContext value={state}>
      <div className="@container">
        <Fields
          fields={fieldsOf(schema, root)}
          value={value}
          path={[]}
          only={props.only}
          onChange={props.onChange}
        />
      </div>
    </FormStateContext>
  );
}

/** Whether anything is surely wrong, for a Save button. */
export function isComplete(schema: Schema | JsonObject, value: JsonObject): boolean {
  return Object.keys(validate(schema as Schema, value)).length === 0;
}

/** One thing to ask: a field, or those that most people leave as they are. */
export type Question = { readonly title: string; readonly fields: readonly string[] };

/** The form one question after the other. */
export function questionsOf(given: Schema | JsonObject, value: JsonObject): readonly Question[] {
  const root = given as Schema;
  const shown = shownFields(fieldsOf(resolve(root, root), root), value);
  const usual = shown.filter(({ group }) => group !== FOLDED_GROUP);
  const folded = shown.filter(({ group }) => group === FOLDED_GROUP);
  const rest = { title: FOLDED_GROUP, fields: folded.map(({ name }) => name) };
  return [
    ...usual.map(({ name, title }) => ({ title, fields: [name] })),
    ...(folded.length > 0 ? [rest] : []),
  ];
}

function serverMessage(
  problems: readonly FormProblem[],
  path: string,
  value: JsonObject,
): FieldMessage | undefined {
  const problem = problems.find((one) => one.parameter === path);
  if (problem === undefined) return undefined;
  // The server answers a moment after the change: what is there now is not missing.
  const given = getAt(value, path.split(".")) ?? "";
  if (problem.code === "parameter_missing" && given !== "") return undefined;
  return problem;
}
