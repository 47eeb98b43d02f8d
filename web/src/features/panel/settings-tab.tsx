// The settings every node has: when it starts, what a failure does, a note.
import { useQuery } from "@tanstack/react-query";
import { kindsQuery } from "@/api/catalog";
import { SchemaForm } from "@/form";
import { Kinds, type NodePanelProps } from "@/graph";
import { arrowsInto, changedOptions, settingsSchema, settingsValue, undoingOf } from "./settings";

export function Settings({ document, node, kind, readOnly, onCommand }: NodePanelProps) {
  const { data: kinds = [] } = useQuery(kindsQuery);
  const arrows = arrowsInto(document, new Kinds(kinds), node.id);
  const schema = settingsSchema({
    arrows,
    undoing: undoingOf(document, new Kinds(kinds), node.id),
    effect: kind?.effect === true,
    looksUp: kind?.looks_up === true,
    trigger: kind?.role === "trigger",
  });
  const value = settingsValue(node);
  return (
    <SchemaForm
      schema={schema}
      value={value}
      readOnly={readOnly}
      context={{}}
      onChange={(next) => {
        const options = changedOptions(value, next);
        if (Object.keys(options).length > 0)
          onCommand({ type: "set_options", node: node.id, options });
      }}
    />
  );
}
