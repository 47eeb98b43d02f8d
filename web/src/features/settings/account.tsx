// What belongs to the person: who they are, their password, where they are signed in.
import { useMe } from "@/api/me";
import { Section } from "@/ui/section";
import { AppearanceSection } from "./appearance";
import { PasswordSection } from "./password";
import { SessionsSection } from "./sessions";

export function AccountSection() {
  const { user } = useMe();
  return (
    <>
      <Section title="You">
        <dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[8rem_1fr]">
          <dt className="text-ink-soft">Name</dt>
          <dd>{user.name}</dd>
          <dt className="text-ink-soft">Email</dt>
          <dd>{user.email}</dd>
        </dl>
      </Section>
      <AppearanceSection />
      <PasswordSection />
      <SessionsSection />
    </>
  );
}
