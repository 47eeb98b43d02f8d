// Conditions on rows, as a form that narrows the grid while one fills it in.
import { Filter, Plus, X } from "lucide-react";
import type { Condition, RowFilter, Test } from "@/api/tables";
import { Button, IconButton } from "@/ui/button";
import { Input, SelectInput } from "@/ui/input";
import { type GridColumn, titleOf } from "./cells";
import { newCondition, TEST_LABELS, testsOf, wantsValue } from "./conditions";

type Props = {
  columns: readonly GridColumn[];
  filter: RowFilter;
  onChange(filter: RowFilter): void;
};

export function Filters({ columns, filter, onChange }: Props) {
  const { conditions, any = false } = filter;
  const put = (index: number, condition: Condition) =>
    onChange({ ...filter, conditions: conditions.with(index, condition) });
  const add = () => onChange({ ...filter, conditions: [...conditions, newCondition(columns)] });
  const remove = (index: number) =>
    onChange({ ...filter, conditions: conditions.filter((_, other) => other !== index) });

  return (
    <div className="flex min-w-0 flex-col gap-2">
      {conditions.map((condition, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no other name than their place
        <fieldset key={index} className="flex flex-wrap items-center gap-2">
          <legend className="sr-only">Condition {index + 1}</legend>
          {index === 0 && <span className="w-22 text-sm text-ink-soft max-sm:w-full">Where</span>}
          {index === 1 && (
            <SelectInput
              aria-label="How conditions are taken together"
              value={any ? "or" : "and"}
              options={[
                { value: "and", label: "and" },
                { value: "or", label: "or" },
              ]}
              className="w-22"
              onChange={(event) => onChange({ ...filter, any: event.target.value === "or" })}
            />
          )}
          {index > 1 && <span className="w-22 text-sm text-ink-soft">{any ? "or" : "and"}</span>}
          <ConditionFields
            columns={columns}
            condition={condition}
            onChange={(next) => put(index, next)}
          />
          <IconButton
            label="Remove condition"
            icon={<X size={16} aria-hidden />}
            onClick={() => remove(index)}
          />
        </fieldset>
      ))}
      <span className="flex gap-2">
        <Button
          size="small"
          variant="quiet"
          icon={
            conditions.length > 0 ? (
              <Plus size={16} aria-hidden />
            ) : (
              <Filter size={16} aria-hidden />
            )
          }
          onClick={add}
        >
          {conditions.length > 0 ? "Add condition" : "Filter"}
        </Button>
        {conditions.length > 0 && (
          <Button size="small" variant="quiet" onClick={() => onChange({ conditions: [] })}>
            Show all rows
          </Button>
        )}
      </span>
    </div>
  );
}

type ConditionProps = {
  columns: readonly GridColumn[];
  condition: Condition;
  onChange(condition: Condition): void;
};

function ConditionFields({ columns, condition, onChange }: ConditionProps) {
  const kind = columns.find(({ name }) => name === condition.column)?.kind ?? "text";
  const tests = testsOf(kind);
  return (
    <>
      <SelectInput
        aria-label="Column"
        value={condition.column}
        options={columns.map(({ name }) => ({ value: name, label: titleOf(name) }))}
        className="w-40 max-sm:min-w-32 max-sm:flex-1"
        onChange={(event) => {
          const column = event.target.value;
          const next = columns.find(({ name }) => name === column)?.kind ?? "text";
          const fits = testsOf(next).includes(condition.test);
          onChange({
            ...condition,
            column,
            test: fits ? condition.test : (testsOf(next)[0] ?? "equals"),
          });
        }}
      />
      <SelectInput
        aria-label="Comparison"
        value={condition.test}
        options={tests.map((test) => ({ value: test, label: TEST_LABELS[test] }))}
        className="w-44 max-sm:min-w-32 max-sm:flex-1"
        onChange={(event) => onChange({ ...condition, test: event.target.value as Test })}
      />
      {wantsValue(condition.test) && (
        <Input
          aria-label="Value"
          value={String(condition.value ?? "")}
          placeholder={kind === "date" ? "2026-01-31" : "Value"}
          className="w-44! max-sm:min-w-32 max-sm:flex-1"
          onChange={(event) => onChange({ ...condition, value: event.target.value })}
        />
      )}
    </>
  );
}
