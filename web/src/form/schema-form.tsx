// A form made from a JSON Schema: the one way node parameters, credentials and
// settings are edited. It holds no values of its own.
import { useId, useState } from "react";
import { type FieldMessage, type FormContext, type FormState, FormStateContext } from "./context";
import { Fields } from "./fields";
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
        <Fields fields={fieldsOf(schema, root)} value={value} path={[]} onChange={props.onChange} />
      </div>
    </FormStateContext>
  );
}

/** Whether anything is surely wrong, for a Save button. */
export function isComplete(schema: Schema | JsonObject, value: JsonObject): boolean {
  return Object.keys(validate(schema as Schema, value)).length === 0;
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
