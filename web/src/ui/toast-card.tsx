// One toast. It stays while it is pointed at or focused.
import { CircleCheck, CircleX, Info, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button, IconButton } from "./button";
import { dismiss, type Shown } from "./toast";

const LASTS_MS = 6_000;
const LASTS_BAD_MS = 12_000;

const ICON = {
  good: <CircleCheck size={18} className="text-good" aria-hidden="true" />,
  bad: <CircleX size={18} className="text-bad" aria-hidden="true" />,
  neutral: <Info size={18} className="text-ink-soft" aria-hidden="true" />,
};

export default function ToastCard({
  toast: { id, title, detail, tone = "neutral", action },
}: {
  toast: Shown;
}) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => clearTimeout(timer.current);
  const start = () => {
    stop();
    timer.current = setTimeout(() => dismiss(id), tone === "bad" ? LASTS_BAD_MS : LASTS_MS);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each toast
  useEffect(() => {
    start();
    return stop;
  }, []);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps it from leaving while read
    <div
      onPointerEnter={stop}
      onPointerLeave={start}
      onFocus={stop}
      onBlur={start}
      className="flex animate-rise items-start gap-3 rounded-card border border-line bg-raised py-3 pe-2 ps-4 text-ink shadow-float"
    >
      <span className="mt-0.75 shrink-0">{ICON[tone]}</span>
      <div className="min-w-0 flex-1 py-0.5">
        <p className="text-sm font-medium">{title}</p>
        {detail && <p className="mt-0.5 text-sm text-ink-soft">{detail}</p>}
      </div>
      {action && (
        <Button
          size="small"
          variant="quiet"
          className="text-accent!"
          onClick={() => {
            dismiss(id);
            action.perform();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label="Dismiss" icon={<X size={16} />} onClick={() => dismiss(id)} />
    </div>
  );
}
