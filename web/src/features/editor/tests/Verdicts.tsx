// How a test went: what was expected, what came instead, and where they differ.
import type { FlowTestResult, FlowTestVerdict, Json } from "@/api/types";
import { ResultMark } from "./ResultMark";

export function Verdicts({ result }: { result: FlowTestResult }) {
  const failed = result.verdicts.filter(({ passed }) => !passed).length;
  return (
    <section
      aria-label="Result"
      className="grid gap-3 rounded-control border border-line bg-ground p-4"
    >
      <p role="status" className={result.passed ? "font-medium text-good" : "font-medium text-bad"}>
        {result.passed
          ? "The test passes"
          : `The test fails: ${failed} of ${result.verdicts.length} did not come true`}
      </p>
      <ul className="grid gap-2">
        {result.verdicts.map((verdict, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that is replaced as a whole
          <li key={index} className="grid gap-2">
            <span className="flex items-start gap-2 text-sm">
              <ResultMark passed={verdict.passed} />
              {verdict.message}
            </span>
            {!verdict.passed && verdict.expected !== undefined && <Difference {...verdict} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Difference({ expected, actual }: FlowTestVerdict) {
  const [wanted, came] = [linesOf(expected), linesOf(actual)];
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Side title="Expected" lines={wanted} others={came} tone="bg-good-soft" />
      <Side title="Came" lines={came} others={wanted} tone="bg-bad-soft" />
    </div>
  );
}

type SideProps = {
  title: string;
  lines: readonly string[];
  others: readonly string[];
  tone: string;
};

/** Lines the other side does not have are marked. */
function Side({ title, lines, others, tone }: SideProps) {
  const known = new Set(others.map(bare));
  return (
    <div className="min-w-0">
      <h4 className="mb-1 text-xs font-medium text-ink-soft">{title}</h4>
      <section
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="max-h-64 overflow-auto rounded-control border border-line bg-surface font-mono text-sm"
      >
        {lines.map((line, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text
            key={index}
            className={`w-max min-w-full px-3 whitespace-pre ${known.has(bare(line)) ? "" : tone}`}
          >
            {line}
          </div>
        ))}
      </section>
    </div>
  );
}

function linesOf(value: Json | undefined): string[] {
  return value === undefined ? ["nothing"] : JSON.stringify(value, null, 2).split("\n");
}

/** A comma at the end is no difference. */
const bare = (line: string) => line.replace(/,$/, "");
