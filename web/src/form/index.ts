// Forms made from a JSON Schema, the views of items, and Markdown.

export type { FormContext, Preview, Source } from "./context";
export { FieldTarget } from "./expression/target";
export { expressionPath, nodeRoot } from "./expression/segment";
export { Markdown, MarkdownLine } from "./markdown/markdown";
export type { Schema } from "./schema";
export { type FormProblem, isComplete, SchemaForm, type SchemaFormProps } from "./schema-form";
