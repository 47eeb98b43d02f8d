// Presets of a kind of node: used on the open one, saved from it, renamed, replaced and
// deleted. Taking one is a step of the editor, so it can be taken back.
import { useQuery } from "@tanstack/react-query";
import { Bookmark, Check, Pencil, RefreshCw, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import {
  type Preset,
  presetsQuery,
  useChangePreset,
  useCreatePreset,
  useDeletePreset,
} from "@/api/presets";
import { asProblem } from "@/api/problem";
import { useMay } from "@/api/workspace";
import type { Kind, NodePanelProps } from "@/graph";
import { Button, IconButton } from "@/ui/button";
import { Dialog, useFirstFocus } from "@/ui/dialog";
import { EmptyState } from "@/ui/empty-state";
import { ErrorNote } from "@/ui/error-note";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { SkeletonRows } from "@/ui/skeleton";
import { RelativeTime } from "@/ui/time";
import { toast, toastProblem } from "@/ui/toast";

type Props = NodePanelProps & { kind: Kind; onClose(): void };

export default function PresetsDialog(props: Props) {
  const { workspace, kind, readOnly, onClose } = props;
  const mayWrite = useMay("editor");
  const presets = useQuery(presetsQuery(workspace, kind.name));
  return (
    <Dialog
      title="Presets"
      description={`Settings of “${kind.title}” that everybody in the workspace can use again. Credentials are not part of them.`}
      onClose={onClose}
    >
      <div className="grid gap-6">
        {presets.isError ? (
          <ErrorNote error={presets.error} />
        ) : presets.data === undefined ? (
          <SkeletonRows label="The presets are loading" rows={3} />
        ) : presets.data.length === 0 ? (
          <EmptyState icon={<Bookmark size={22} aria-hidden />} title="There is no preset yet">
            Set this block up once, save it under a name, and use it in every flow.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line rounded-card border border-line">
            {presets.data.map((preset) => (
              <PresetRow key={preset.id} {...props} preset={preset} mayWrite={mayWrite} />
            ))}
          </ul>
        )}
        {mayWrite && !readOnly && <SaveForm {...props} />}
      </div>
    </Dialog>
  );
}

interface RowProps extends Props {
  preset: Preset;
  mayWrite: boolean;
}

function PresetRow(props: RowProps) {
  const { workspace, node, preset, readOnly, mayWrite, onCommand, onClose } = props;
  const [isRenaming, setRenaming] = useState(false);
  const change = useChangePreset(workspace);
  const remove = useDeletePreset(workspace);
  const create = useCreatePreset(workspace);
  const use = () => {
    onCommand({ type: "set_parameters", node: node.id, parameters: preset.parameters });
    toast({ tone: "good", title: `“${preset.name}” is used` });
    onClose();
  };
  const replace = () =>
    change.mutate(
      { id: preset.id, change: { parameters: node.parameters } },
      {
        onError: toastProblem,
        onSuccess: () => toast({ tone: "good", title: `“${preset.name}” has these settings now` }),
      },
    );
  const { kind, name, parameters } = preset;
  const again = () => create.mutate({ kind, name, parameters }, { onError: toastProblem });
  const drop = () =>
    remove.mutate(preset.id, {
      onError: toastProblem,
      onSuccess: () =>
        toast({
          tone: "good",
          title: `“${preset.name}” is deleted`,
          action: { label: "Undo", perform: () => again() },
        }),
    });
  if (isRenaming) {
    return <RenameForm {...props} onDone={() => setRenaming(false)} />;
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-40 flex-1">
        <p className="truncate font-medium">{preset.name}</p>
        <p className="text-sm text-ink-soft">
          Changed <RelativeTime at={preset.updated_at} />
        </p>
      </div>
      {!readOnly && (
        <span className="flex items-center gap-0.5">
          {mayWrite && (
            <>
              <IconButton
                label={`Rename ${preset.name}`}
                icon={<Pencil size={15} />}
                onClick={() => setRenaming(true)}
              />
              <IconButton
                label={`Replace ${preset.name} by the settings of this block`}
                icon={<RefreshCw size={15} />}
                onClick={replace}
              />
              <IconButton
                label={`Delete ${preset.name}`}
                icon={<Trash2 size={15} />}
                onClick={drop}
              />
            </>
          )}
          <Button size="small" className="ms-2" aria-label={`Use ${preset.name}`} onClick={use}>
            Use
          </Button>
        </span>
      )}
    </li>
  );
}

function RenameForm({ workspace, preset, onDone }: RowProps & { onDone(): void }) {
  const change = useChangePreset(workspace);
  const [name, setName] = useState(preset.name);
  const first = useFirstFocus<HTMLInputElement>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === preset.name) return onDone();
    change.mutate({ id: preset.id, change: { name } }, { onSuccess: onDone });
  };
  return (
    <li className="px-4 py-3">
      <form onSubmit={submit}>
        <Field
          label={`New name of ${preset.name}`}
          {...(change.error ? { error: asProblem(change.error).detail } : {})}
        >
          {(control) => (
            <div className="flex gap-2">
              <Input
                {...control}
                ref={first}
                required
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
              <Button type="submit" busy={change.isPending} icon={<Check size={15} aria-hidden />}>
                Rename
              </Button>
            </div>
          )}
        </Field>
      </form>
    </li>
  );
}

function SaveForm({ workspace, node, kind }: Props) {
  const create = useCreatePreset(workspace);
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { kind: kind.name, name, parameters: node.parameters },
      { onSuccess: () => setName("") },
    );
  };
  return (
    <form onSubmit={submit}>
      <Field
        label="Save the settings of this block as"
        {...(create.error ? { error: asProblem(create.error).detail } : {})}
      >
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              required
              maxLength={100}
              value={name}
              placeholder="Welcome mail"
              onChange={(event) => setName(event.target.value)}
            />
            <Button type="submit" variant="primary" busy={create.isPending}>
              Save
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}
