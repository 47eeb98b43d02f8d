// Opens the import: a flow file of Towpath or a workflow of n8n, chosen or pasted.
import { Upload } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/button";
import { ImportDialog } from "./import-dialog";

export function ImportButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon={<Upload size={16} aria-hidden="true" />} onClick={() => setOpen(true)}>
        Import
      </Button>
      {isOpen && <ImportDialog onClose={() => setOpen(false)} />}
    </>
  );
}
