// What this server is.

import { useMe } from "@/api/me";
import { Link } from "@/router";
import { Logo } from "@/ui/logo";
import { Section } from "@/ui/section";

export function AboutSection() {
  const { version, organisation } = useMe();
  return (
    <Section title="About">
      <div className="flex items-center gap-4">
        <Logo size={44} />
        <div>
          <p className="font-semibold">Towpath {version}</p>
          <p className="text-sm text-ink-soft">The server of {organisation.name}</p>
        </div>
      </div>
      <p className="mt-5 max-w-prose text-sm text-ink-soft">
        Towpath is free software under the Apache License 2.0. Everything this app does, it does
        over an API that is open to your programs too.
      </p>
      <Link
        to="/api-reference"
        className="mt-2 inline-flex min-h-6 items-center text-sm font-medium text-accent hover:underline"
      >
        API reference
      </Link>
    </Section>
  );
}
