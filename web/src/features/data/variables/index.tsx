// The variables of a workspace, its flows and its organisation.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Braces, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useDeleteVariable, type Variable, variablesQuery } from "@/api/variables";
import { useMay, useWorkspace } from "@/api/workspace";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { ConfirmDialog } from "@/ui/dialog";
import { EmptyState } from "@/ui/empty-state";
import { ErrorNote } from "@/ui/error-note";
import { ErrorState } from "@/ui/error-state";
import { MoreButton } from "@/ui/more-button";
import { Card } from "@/ui/page";
import { SearchField } from "@/ui/search-field";
import { SkeletonRows } from "@/ui/skeleton";
import { Table, TableBody, TableHead, Td, Th, Tr } from "@/ui/table";
import { RelativeTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { DataFrame } from "../frame";
import { ScriptData } from "./script-data";
import { shortly } from "./value";
import { VariableDialog } from "./variable-dialog";

type Open = { what: "new" } | { what: "edit" | "delete"; variable: Variable };

export function VariablesPage() {
  const { id: workspace } = useWorkspace();
  const mayChange = useMay("editor");
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<Open>();
  const variables = useInfiniteQuery({
    ...variablesQuery(workspace, search),
    placeholderData: (previous) => previous,
  });
  const list = variables.data;
  const close = () => setOpen(undefined);
  const newButton = mayChange && (
    <Button
      variant="primary"
      icon={<Plus size={18} aria-hidden />}
      onClick={() => setOpen({ what: "new" })}
    >
      New variable
    </Button>
  );
  const isEmpty = list?.length === 0 && search === "";

  return (
    <DataFrame
      title="Variables"
      description="Values that outlive runs. Every field of a flow can use them, and runs can change them."
      actions={list && !isEmpty && newButton}
    >
      {!isEmpty && (
        <SearchField
          label="Search variables"
          value={search}
          className="mb-3 sm:max-w-xs"
          onChange={setSearch}
        />
      )}
      <Card className="overflow-hidden">
        {variables.error ? (
          <ErrorState error={variables.error} onRetry={() => void variables.refetch()} />
        ) : null}
        {variables.isPending && <SkeletonRows label="Loading variables" />}
        {isEmpty && (
          <EmptyState
            icon={<Braces size={22} aria-hidden />}
            title="No variables yet"
            actions={newButton}
          >
            Make one named <code className="font-mono text-ink">region</code>, and a field can say{" "}
            <code className="font-mono text-ink">{"{{ $vars.region }}"}</code>. The block “Variable”
            reads and changes them, and counts without losing a number.
          </EmptyState>
        )}
        {list?.length === 0 && search !== "" && (
          <EmptyState
            title="No variable has that in its name"
            actions={<Button onClick={() => setSearch("")}>Show all variables</Button>}
          />
        )}
        {list && list.length > 0 && (
          <VariableTable
            variables={list}
            mayChange={mayChange}
            onEdit={(variable) => setOpen({ what: "edit", variable })}
            onDelete={(variable) => setOpen({ what: "delete", variable })}
          />
        )}
        <MoreButton list={variables} />
      </Card>
      <ScriptData workspace={workspace} mayChange={mayChange} />
      {open?.what === "new" && <VariableDialog workspace={workspace} onClose={close} />}
      {open?.what === "edit" && (
        <VariableDialog workspace={workspace} variable={open.variable} onClose={close} />
      )}
      {open?.what === "delete" && (
        <DeleteVariable workspace={workspace} variable={open.variable} onClose={close} />
      )}
    </DataFrame>
  );
}

type TableProps = {
  variables: readonly Variable[];
  mayChange: boolean;
  onEdit(variable: Variable): void;
  onDelete(variable: Variable): void;
};

function VariableTable({ variables, mayChange, onEdit, onDelete }: TableProps) {
  const isOwner = useMay("owner");
  return (
    <Table label="Variables">
      <TableHead>
        <Th>Name</Th>
        <Th>Value</Th>
        <Th wideOnly>Seen by</Th>
        <Th wideOnly>Last change</Th>
        <Th>
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <TableBody>
        {variables.map((variable) => {
          const mayThis = mayChange && (variable.scope !== "organisation" || isOwner);
          return (
            <Tr key={variable.id}>
              <Td className="w-2/5 max-w-0">
                <NameCell variable={variable} onEdit={mayThis ? onEdit : undefined} />
              </Td>
              <Td className="w-3/5 max-w-0">
                <span className="block truncate font-mono text-xs text-ink-soft">
                  {shortly(variable.value) || "(empty)"}
                </span>
              </Td>
              <Td wideOnly className="whitespace-nowrap">
                <ScopeBadge variable={variable} />
              </Td>
              <Td wideOnly className="whitespace-nowrap text-ink-soft">
                <RelativeTime at={variable.updated_at} />
                {variable.by_run && " by a run"}
              </Td>
              <Td>
                {mayThis && (
                  <span className="relative flex items-center justify-end gap-1">
                    <IconButton
                      label={`Edit ${variable.name}`}
                      icon={<Pencil size={16} aria-hidden />}
                      onClick={() => onEdit(variable)}
                    />
                    <IconButton
                      label={`Delete ${variable.name}`}
                      icon={<Trash2 size={16} aria-hidden />}
                      onClick={() => onDelete(variable)}
                    />
                  </span>
                )}
              </Td>
            </Tr>
          );
        })}
      </TableBody>
    </Table>
  );
}

type NameProps = { variable: Variable; onEdit: ((variable: Variable) => void) | undefined };

function NameCell({ variable, onEdit }: NameProps) {
  return (
    <span className="block min-w-0">
      {onEdit ? (
        <button
          type="button"
          className="block max-w-full truncate text-start font-mono font-medium after:absolute after:inset-0"
          onClick={() => onEdit(variable)}
        >
          {variable.name}
        </button>
      ) : (
        <span className="block truncate font-mono font-medium">{variable.name}</span>
      )}
      {variable.description && (
        <span className="block truncate text-ink-soft">{variable.description}</span>
      )}
    </span>
  );
}

function ScopeBadge({ variable }: { variable: Variable }) {
  if (variable.scope === "organisation") return <Badge tone="accent">Organisation</Badge>;
  if (variable.scope === "workspace") return <Badge>Workspace</Badge>;
  return <Badge className="max-w-44 truncate">{variable.flow_name ?? "A flow"}</Badge>;
}

type DeleteProps = { workspace: string; variable: Variable; onClose(): void };

function DeleteVariable({ workspace, variable, onClose }: DeleteProps) {
  const { mutate, error, isPending } = useDeleteVariable(workspace);
  const perform = () =>
    mutate(variable.id, {
      onSuccess: () => {
        toast({ title: `${variable.name} is deleted` });
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title={`Delete ${variable.name}?`}
      confirm="Delete"
      busy={isPending}
      onConfirm={perform}
      onClose={onClose}
    >
      <p>
        Fields that say <code className="font-mono text-ink">{`$vars.${variable.name}`}</code> get
        nothing from then on. The value cannot be brought back.
      </p>
      {error && (
        <div className="mt-4">
          <ErrorNote error={error} />
        </div>
      )}
    </ConfirmDialog>
  );
}
