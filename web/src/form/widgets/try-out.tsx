// What the last item that came in would do at the node as it is set just now.
import { useState } from "react";
import { Button } from "@/ui/button";
import { hintClass } from "@/ui/classes";
import { useForm } from "../context";

export function TryOut() {
  const { context } = useForm();
  const [told, setTold] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const { tryOut } = context;
  if (!tryOut) return null;
  const start = async () => {
    setBusy(true);
    setTold(await tryOut());
    setBusy(false);
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button size="small" busy={isBusy} onClick={() => void start()}>
        Test with the last item
      </Button>
      <p role="status" className={hintClass}>
        {told}
      </p>
    </div>
  );
}
