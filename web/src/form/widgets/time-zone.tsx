// A time zone, found by the name of a city.
import { useState } from "react";
import { useForm } from "../context";
import { offsetText } from "../zone";
import { Combobox } from "./combobox";
import type { WidgetProps } from "./index";
import { placeholderOf } from "./text";

export function TimeZone(props: WidgetProps) {
  const { context } = useForm();
  const [now_ms] = useState(Date.now);
  const zones = context.timeZones ?? Intl.supportedValuesOf("timeZone");
  const options = zones.map((zone) => ({
    value: zone,
    text: zone.replaceAll("_", " "),
    hint: offsetText(now_ms, zone),
  }));
  return (
    <Combobox
      {...props}
      value={typeof props.value === "string" ? props.value : undefined}
      options={options}
      placeholder={placeholderOf(props) || context.timeZone || "UTC"}
    />
  );
}
