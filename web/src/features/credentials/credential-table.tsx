// Credentials with their kind, how often they are used, and a button that tries them.
import { KeyRound, Pencil, Trash2 } from "lucide-react";
import type { Credential, CredentialKind } from "@/api/types";
import { IconDrawing } from "@/canvas/KindIcon";
import { counted } from "@/lib/format";
import { IconButton } from "@/ui/button";
import { Table, TableBody, TableHead, Td, Th, Tr } from "@/ui/table";
import { RelativeTime } from "@/ui/time";
import { TestButton } from "./test-button";

type Props = {
  credentials: readonly Credential[];
  kinds: readonly CredentialKind[];
  mayChange: boolean;
  onEdit(credential: Credential): void;
  onDelete(credential: Credential): void;
};

export function CredentialTable({ credentials, kinds, mayChange, onEdit, onDelete }: Props) {
  return (
    <Table label="Credentials">
      <TableHead>
        <Th>Name</Th>
        <Th wideOnly>Used by</Th>
        <Th wideOnly>Last change</Th>
        <Th>
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <TableBody>
        {credentials.map((credential) => {
          const kind = kinds.find((one) => one.name === credential.kind);
          return (
            <Tr key={credential.id}>
              <Td className="w-full max-w-0">
                <NameCell
                  credential={credential}
                  kind={kind}
                  onEdit={mayChange ? onEdit : undefined}
                />
              </Td>
              <Td wideOnly className="whitespace-nowrap text-ink-soft">
                {usageText(credential)}
              </Td>
              <Td wideOnly className="whitespace-nowrap text-ink-soft">
                <RelativeTime at={credential.updated_at} />
              </Td>
              <Td>
                {mayChange && (
                  <span className="relative flex items-center justify-end gap-1">
                    {kind?.testable && <TestButton credential={credential} />}
                    <IconButton
                      label={`Edit ${credential.name}`}
                      icon={<Pencil size={16} />}
                      onClick={() => onEdit(credential)}
                    />
                    <IconButton
                      label={`Delete ${credential.name}`}
                      icon={<Trash2 size={16} />}
                      onClick={() => onDelete(credential)}
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

type NameCellProps = {
  credential: Credential;
  kind: CredentialKind | undefined;
  onEdit: ((credential: Credential) => void) | undefined;
};

function NameCell({ credential, kind, onEdit }: NameCellProps) {
  const shown = Object.values(credential.fields).find(
    (value) => typeof value === "string" && value !== "",
  );
  return (
    <span className="flex items-center gap-3">
      <span className="flex size-9 shrink-0 items-center justify-center rounded-control bg-accent-soft text-accent">
        {kind?.icon ? (
          <IconDrawing text={kind.icon} size={20} />
        ) : (
          <KeyRound size={18} aria-hidden />
        )}
      </span>
      <span className="min-w-0">
        {onEdit ? (
          <button
            type="button"
            className="block max-w-full truncate text-start font-medium after:absolute after:inset-0"
            onClick={() => onEdit(credential)}
          >
            {credential.name}
          </button>
        ) : (
          <span className="block truncate font-medium">{credential.name}</span>
        )}
        <span className="block truncate text-ink-soft">
          {kind?.title ?? credential.kind}
          {typeof shown === "string" && ` · ${shown}`}
        </span>
      </span>
    </span>
  );
}

function usageText({ used_by }: Pick<Credential, "used_by">): string {
  return used_by === 0 ? "no flow" : counted(used_by, "flow");
}
