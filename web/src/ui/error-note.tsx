// What went wrong, in a few lines, in a form or beside a button.
import { TriangleAlert } from "lucide-react";
import { asProblem } from "@/api/problem";

type Props = {
  error: unknown;
  /** Fields that show their own part; when all are, the note has nothing to add. */
  shown?: readonly string[];
};

export function ErrorNote({ error, shown = [] }: Props) {
  const problem = asProblem(error);
  const others = problem.fields.filter(({ field }) => !shown.includes(field));
  if (problem.fields.length > 0 && others.length === 0) return null;
  return (
    <div role="alert" className="flex gap-3 rounded-control bg-bad-soft px-4 py-3 text-sm text-bad">
      <TriangleAlert size={18} aria-hidden="true" className="mt-px shrink-0" />
      <div className="min-w-0">
        <p className="font-medium">{problem.title}</p>
        {problem.detail && <p>{problem.detail}</p>}
        {others.map(({ field, message }) => (
          <p key={field}>
            {field}: {message}
          </p>
        ))}
        {problem.hint && <p>{problem.hint}</p>}
      </div>
    </div>
  );
}
