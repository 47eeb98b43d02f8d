// Cron lines somebody writes, each with what it means.
import { Plus, Trash2 } from "lucide-react";
import { Button, IconButton } from "@/ui/button";
import { hintClass } from "@/ui/classes";
import { Input } from "@/ui/input";
import { wrongWith } from "./schedule";
import { explainCron } from "./words";

interface Props {
  lines: readonly string[];
  isSeveral: boolean;
  readOnly: boolean;
  placeholder: string;
  onBlur(): void;
  onChange(lines: readonly string[]): void;
}

const LINES_MOST = 21;

export function CronLines({ lines, isSeveral, readOnly, placeholder, onBlur, onChange }: Props) {
  return (
    <div className="grid gap-3">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is what is typed in it
        <div key={index} className="grid gap-1">
          <div className="flex gap-1">
            <Input
              className="font-mono text-sm!"
              aria-label={lines.length > 1 ? `Cron line ${index + 1}` : "Cron line"}
              aria-invalid={wrongWith(line) !== undefined || undefined}
              spellCheck={false}
              readOnly={readOnly}
              value={line}
              placeholder={placeholder}
              onBlur={onBlur}
              onChange={(event) => onChange(lines.with(index, event.target.value))}
            />
            {lines.length > 1 && !readOnly && (
              <IconButton
                label={`Remove cron line ${index + 1}`}
                icon={<Trash2 size={15} />}
                className="mt-1"
                onClick={() => onChange(lines.toSpliced(index, 1))}
              />
            )}
          </div>
          <Said line={line} />
        </div>
      ))}
      {isSeveral && !readOnly && lines.length < LINES_MOST && (
        <Button
          size="small"
          className="justify-self-start"
          icon={<Plus size={15} aria-hidden />}
          onClick={() => onChange([...lines, "0 12 * * *"])}
        >
          Add a line
        </Button>
      )}
    </div>
  );
}

function Said({ line }: { line: string }) {
  const wrong = wrongWith(line);
  if (wrong !== undefined) return <p className="text-sm text-bad">{wrong}</p>;
  const words = explainCron(line);
  return words === undefined ? null : <p className={hintClass}>{words}.</p>;
}
