// Fixed value or expression, for fields that are no text.

import { clsx } from "clsx";
import { GroupBox } from "../group-box";

export function ModeSwitch(props: {
  computed: boolean;
  title: string;
  onChange(computed: boolean): void;
}) {
  const choices = [
    { computed: false, text: "Fixed" },
    { computed: true, text: "Expression" },
  ];
  return (
    <GroupBox
      aria-label={`How ${props.title} is given`}
      className="flex rounded-small bg-sunken p-0.5"
    >
      {choices.map((choice) => {
        const pressed = choice.computed === props.computed;
        return (
          <button
            key={choice.text}
            type="button"
            aria-pressed={pressed}
            className={clsx(
              "min-h-6 rounded-[4px] px-2 text-xs",
              pressed
                ? "bg-surface font-medium text-ink shadow-card"
                : "text-ink-soft hover:text-ink",
            )}
            onClick={() => pressed || props.onChange(choice.computed)}
          >
            {choice.text}
          </button>
        );
      })}
    </GroupBox>
  );
}
