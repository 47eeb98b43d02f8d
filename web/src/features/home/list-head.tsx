// The head of a list on the home page.
import type { ReactNode } from "react";

export function ListHead(props: { id: string; title: string; children?: ReactNode }) {
  return (
    <header className="flex min-h-13 items-center justify-between gap-4 border-b border-line px-5 sm:px-6">
      <h2 id={props.id} className="font-semibold">
        {props.title}
      </h2>
      {props.children}
    </header>
  );
}
