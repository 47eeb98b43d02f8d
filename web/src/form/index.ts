// Forms made from a JSON Schema, the views of items, and Markdown.

export type { FormContext, Preview, Source } from "./context";
export { CredentialDialog } from "./credential/credential-dialog";
export { explainCron } from "./cron/words";
export { expressionPath, nodeRoot } from "./expression/segment";
export { FieldTarget } from "./expression/target";
export type { Item, PortItems } from "./items/item";
export { ItemsView, type ItemsViewProps } from "./items/items-view";
export { VirtualRows } from "./items/virtual-rows";
export type { Json, JsonObject } from "./json";
export { Markdown, MarkdownLine, Message } from "./markdown/markdown";
export type { Schema } from "./schema";
export {
  type FormProblem,
  isComplete,
  type Question,
  questionsOf,
  SchemaForm,
  type SchemaFormProps,
} from "./schema-form";
