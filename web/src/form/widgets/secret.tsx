// Secrets, which are typed and never shown again, and texts that are there to be copied.
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/ui/button";
import { CopyButton } from "@/ui/code-block";
import { Input } from "@/ui/input";
import { useForm } from "../context";
import type { WidgetProps } from "./index";
import { domProps } from "./text";

export function Secret(props: WidgetProps) {
  const { context } = useForm();
  const [shown, setShown] = useState(false);
  const kept = context.keepsSecrets === true && props.value === undefined;
  return (
    <span className="relative block">
      <Input
        {...domProps(props)}
        type={shown ? "text" : "password"}
        required={props.field.required && !kept}
        placeholder={kept ? "•••••••• kept as it is" : props.field.placeholder}
        autoComplete="new-password"
        spellCheck={false}
        className="pe-12!"
        onChange={(event) =>
          props.onChange(event.target.value === "" ? undefined : event.target.value)
        }
      />
      <IconButton
        label={shown ? "Hide" : "Show"}
        icon={shown ? <EyeOff size={16} /> : <Eye size={16} />}
        className="absolute! end-1 top-1"
        onClick={() => setShown(!shown)}
      />
    </span>
  );
}

export function CopyText(props: WidgetProps) {
  const { context } = useForm();
  const given = props.value ?? context.copy?.[props.field.name] ?? props.field.default;
  const text = typeof given === "string" ? given : "";
  return (
    <span className="relative block">
      <Input
        id={props.id}
        readOnly
        value={text}
        className="pe-12! font-mono text-sm!"
        aria-describedby={props.describedBy}
      />
      <CopyButton text={text} className="absolute! end-1 top-1" />
    </span>
  );
}
