// Changes the password.
import type { FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { useChangePassword } from "@/api/session";
import { PASSWORD_HINT, PASSWORD_MINIMUM } from "@/lib/password";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Section } from "@/ui/section";
import { TextField } from "@/ui/text-field";
import { toast } from "@/ui/toast";

export function PasswordSection() {
  const { mutate, error, isPending } = useChangePassword();
  const fieldError = (name: string) => (error ? asProblem(error).field(name) : undefined);

  const change = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    mutate(
      { current: String(given.get("current")), new: String(given.get("new")) },
      {
        onSuccess: () => {
          form.reset();
          toast({
            title: "The password is changed",
            detail: "Every other browser was signed out.",
            tone: "good",
          });
        },
      },
    );
  };

  return (
    <Section title="Password" description="Changing it signs every other browser out.">
      <form onSubmit={change} className="flex max-w-md flex-col gap-5">
        <TextField
          label="Current password"
          name="current"
          type="password"
          required
          autoComplete="current-password"
          error={fieldError("current")}
        />
        <TextField
          label="New password"
          name="new"
          type="password"
          required
          minLength={PASSWORD_MINIMUM}
          hint={PASSWORD_HINT}
          autoComplete="new-password"
          error={fieldError("new")}
        />
        {error && <ErrorNote error={error} shown={["current", "new"]} />}
        <Button type="submit" busy={isPending} className="self-start">
          Change password
        </Button>
      </form>
    </Section>
  );
}
