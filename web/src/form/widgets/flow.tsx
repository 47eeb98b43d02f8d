// Another flow of the workspace, found by its name.
import { useForm } from "../context";
import { Combobox } from "./combobox";
import type { WidgetProps } from "./index";

export function FlowChoice(props: WidgetProps) {
  const { flows } = useForm().context;
  const options = (flows ?? []).map(({ id, name, hint }) => ({
    value: id,
    text: name,
    ...(hint ? { hint } : {}),
  }));
  return (
    <Combobox
      {...props}
      value={typeof props.value === "string" ? props.value : undefined}
      options={options}
      placeholder="Choose a flow"
    />
  );
}
