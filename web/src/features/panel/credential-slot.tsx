// The credential a node uses: one of those there are, or a new one made in place.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { credentialKindsQuery } from "@/api/catalog";
import { credentialsQuery } from "@/api/credentials";
import { useMay } from "@/api/workspace";
import { CredentialDialog } from "@/form";
import type { NodePanelProps, CredentialSlot as Slot } from "@/graph";
import { IconButton } from "@/ui/button";
import { Field } from "@/ui/field";
import { SelectInput } from "@/ui/input";

export function CredentialSlot(props: NodePanelProps & { slot: Slot }) {
  const { workspace, node, slot, problems, readOnly, onCommand } = props;
  const [creating, setCreating] = useState(false);
  const mayCreate = useMay("admin");
  const { data: kinds = [] } = useQuery(credentialKindsQuery);
  const { data: credentials = [], isPending } = useInfiniteQuery(credentialsQuery(workspace));
  const kind = kinds.find((one) => one.name === slot.credential);
  const fitting = credentials.filter((one) => one.kind === slot.credential);
  const chosen = node.credentials?.[slot.slot] ?? "";
  const isGone = chosen !== "" && !isPending && !fitting.some((one) => one.id === chosen);
  const title = kind?.title ?? slot.credential;
  const problem = problems.find((one) => one.parameter === `credentials.${slot.slot}`);
  const set = (credential: string) =>
    onCommand({
      type: "set_credential",
      node: node.id,
      slot: slot.slot,
      credential: credential || null,
    });

  return (
    <>
      <Field
        label={
          <>
            {title}
            {slot.required && (
              <span className="ms-1 text-bad">
                *<span className="sr-only"> (needed)</span>
              </span>
            )}
          </>
        }
        error={
          isGone
            ? "The credential that was chosen is gone. Choose another one."
            : chosen
              ? undefined
              : problem?.message
        }
        hint={hintOf(fitting.length, isPending, mayCreate, title)}
      >
        {(control) => (
          <div className="flex gap-2">
            <SelectInput
              {...control}
              className="flex-1"
              disabled={readOnly}
              value={chosen}
              onChange={(event) => set(event.target.value)}
              options={[
                { value: "", label: slot.required ? "Choose a credential…" : "None" },
                ...(isGone ? [{ value: chosen, label: "Gone", disabled: true }] : []),
                ...fitting.map((one) => ({ value: one.id, label: one.name })),
              ]}
            />
            {mayCreate && kind && !readOnly && (
              <IconButton
                label={`New credential for ${title}`}
                size="medium"
                variant="secondary"
                icon={<Plus size={17} />}
                onClick={() => setCreating(true)}
              />
            )}
          </div>
        )}
      </Field>
      {creating && kind && (
        <CredentialDialog
          workspace={workspace}
          kinds={[kind]}
          onSaved={(credential) => set(credential.id)}
          onClose={() => setCreating(false)}
        />
      )}
    </>
  );
}

function hintOf(
  count: number,
  isPending: boolean,
  mayCreate: boolean,
  title: string,
): string | undefined {
  if (isPending || count > 0) return undefined;
  return mayCreate
    ? `There is none for ${title} yet. Make one with the button beside.`
    : `There is none for ${title} yet. An admin of the workspace can make one.`;
}
