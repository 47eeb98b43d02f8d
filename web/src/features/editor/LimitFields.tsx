// How many runs of the flow may be under way at once, and how many may begin in a time.
import type { FlowConcurrency, FlowRate, WhenFull } from "@/graph";
import { wholeNumber } from "@/lib/rate";
import { RateField } from "@/ui/rate-field";
import { Select, TextField } from "@/ui/text-field";

const AT_ONCE_MOST = 10_000;
const KEY_HINT =
  "Counted apart for each value of this expression over the trigger’s item, such as {{ $json.customer }}. Empty: all together.";
const WHEN_FULL: readonly { value: WhenFull; label: string }[] = [
  { value: "wait", label: "It waits for its turn" },
  { value: "refuse", label: "It is refused: the caller is told to come back" },
  { value: "skip", label: "It is skipped: written down as cancelled" },
];

type ConcurrencyProps = {
  value: FlowConcurrency | undefined;
  onChange(value: FlowConcurrency | undefined): void;
};

export function ConcurrencyFields({ value, onChange }: ConcurrencyProps) {
  return (
    <fieldset className="grid gap-4">
      <TextField
        label="Runs at once"
        hint="A run that waits for something keeps its place. Leave it empty for no limit."
        type="number"
        min={1}
        value={value?.at_once ?? ""}
        onChange={({ target }) => {
          const at_once = wholeNumber(target.value, AT_ONCE_MOST);
          onChange(at_once === undefined ? undefined : { ...value, at_once });
        }}
      />
      {value && (
        <KeyAndWhenFull
          value={value}
          onChange={(changed) => onChange({ at_once: value.at_once, ...changed })}
        />
      )}
    </fieldset>
  );
}

type RateProps = { value: FlowRate | undefined; onChange(value: FlowRate | undefined): void };

export function RateFields({ value, onChange }: RateProps) {
  return (
    <fieldset className="grid gap-4">
      <RateField
        value={value}
        onChange={(rate) => onChange(rate && { ...value, ...rate })}
        hint="Leave it empty for no limit."
      />
      {value && (
        <KeyAndWhenFull
          value={value}
          onChange={(changed) => onChange({ runs: value.runs, per_ms: value.per_ms, ...changed })}
        />
      )}
    </fieldset>
  );
}

type Keyed = { readonly key?: string; readonly when_full?: WhenFull };

function KeyAndWhenFull({ value, onChange }: { value: Keyed; onChange(changed: Keyed): void }) {
  const { key = "", when_full = "wait" } = value;
  return (
    <>
      <TextField
        label="Counted for each"
        hint={KEY_HINT}
        value={key}
        onChange={({ target }) => onChange(keyed(target.value, when_full))}
      />
      <Select
        label="What becomes of a run too many"
        value={when_full}
        options={WHEN_FULL}
        onChange={({ target }) => onChange(keyed(key, target.value as WhenFull))}
      />
    </>
  );
}

const keyed = (key: string, when_full: WhenFull): Keyed => ({
  ...(key && { key }),
  ...(when_full !== "wait" && { when_full }),
});
