// The way to messages as people get them; only where the node sends some.
import { Eye } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "@/ui/button";
import { useForm } from "../context";

const PreviewDialog = lazy(() => import("../mail/preview-dialog"));

export function PreviewButton() {
  const { message } = useForm().context;
  const [isOpen, setOpen] = useState(false);
  if (!message) return null;
  return (
    <>
      <Button
        size="small"
        className="justify-self-start"
        icon={<Eye size={15} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Preview and test
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <PreviewDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
