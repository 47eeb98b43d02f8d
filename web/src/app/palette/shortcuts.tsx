// Every shortcut that works on this page, to be searched.

import { useState } from "react";
import { type Action, useAllActions } from "@/lib/actions";
import { groupBy } from "@/lib/group";
import { bestMatches } from "@/lib/match";
import { Dialog } from "@/ui/dialog";
import { Input } from "@/ui/input";
import { Kbd } from "@/ui/kbd";

export default function Shortcuts({ onClose }: { onClose(): void }) {
  const [search, setSearch] = useState("");
  const bound = useAllActions().filter(({ shortcut }) => shortcut);
  const found = bestMatches(search, bound, ({ label, group = "" }) => `${label} ${group}`);
  const groups = [...groupBy(found, ({ group = "Actions" }) => group)];
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <Input
        type="search"
        aria-label="Search shortcuts"
        placeholder="Search shortcuts"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {groups.map(([group, actions]) => (
        <Group key={group} title={group} actions={actions} />
      ))}
      {groups.length === 0 && (
        <p className="py-8 text-center text-sm text-ink-soft">No shortcut does that.</p>
      )}
    </Dialog>
  );
}

function Group({ title, actions }: { title: string; actions: readonly Action[] }) {
  return (
    <section className="mt-5">
      <h3 className="mb-1 text-xs font-medium text-ink-faint">{title}</h3>
      <dl className="divide-y divide-line">
        {actions.map(({ id, label, shortcut = "" }) => (
          <div key={id} className="flex min-h-9 items-center justify-between gap-4 py-1.5 text-sm">
            <dt>{label}</dt>
            <dd>
              <Kbd keys={shortcut} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
