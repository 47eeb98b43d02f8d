// Draws the Markdown of the catalog's docs as React elements, never as HTML.
import { clsx } from "clsx";
import { type Block, type Inline, readInline, readMarkdown } from "./read";

/** A whole help text. */
export function Markdown({ text, className }: { text: string; className?: string }) {
  return (
    <div className={clsx("grid gap-3 text-sm text-ink-soft", className)}>
      {readMarkdown(text).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text is read once and never reordered
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

/** One line, such as the description of a field. */
export function MarkdownLine({ text }: { text: string }) {
  return <InlineView parts={readInline(text)} />;
}

/**
 * A message of the server, with what stands between backticks as code. It may hold
 * texts from outside, so nothing else in it is Markdown.
 */
export function Message({ text }: { text: string }) {
  return text.split(/`([^`]+)`/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the text is split once and never reordered
      <PartView key={index} part={{ kind: "code", text: part }} />
    ),
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading":
      return <HeadingView block={block} />;
    case "paragraph":
      return (
        <p>
          <InlineView parts={block.text} />
        </p>
      );
    case "code":
      return (
        <pre className="overflow-x-auto rounded-control bg-sunken px-3 py-2 font-mono text-xs text-ink">
          {block.text}
        </pre>
      );
    case "list":
      return <ListView block={block} />;
    case "table":
      return <TableView block={block} />;
  }
}

function HeadingView({ block }: { block: Extract<Block, { kind: "heading" }> }) {
  // The page has its own headings above; these are a level of their own below.
  const look = block.level === 1 ? "text-base" : "text-sm";
  return (
    <h3 className={clsx("mt-1 font-semibold text-ink first:mt-0", look)}>
      <InlineView parts={block.text} />
    </h3>
  );
}

function ListView({ block }: { block: Extract<Block, { kind: "list" }> }) {
  const List = block.ordered ? "ol" : "ul";
  return (
    <List className={clsx("grid gap-1 ps-5", block.ordered ? "list-decimal" : "list-disc")}>
      {block.entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text is read once and never reordered
        <li key={index}>
          <InlineView parts={entry} />
        </li>
      ))}
    </List>
  );
}

function TableView({ block }: { block: Extract<Block, { kind: "table" }> }) {
  const cells = (row: Inline[][], Cell: "th" | "td") =>
    row.map((cell, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the text is read once and never reordered
      <Cell key={index} className="border-b border-line py-1.5 pe-3 text-start align-top">
        <InlineView parts={cell} />
      </Cell>
    ));
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <thead className="text-ink">
          <tr>{cells(block.head, "th")}</tr>
        </thead>
        <tbody>
          {block.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the text is read once and never reordered
            <tr key={index}>{cells(row, "td")}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function InlineView({ parts }: { parts: Inline[] }) {
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the text is read once and never reordered
    <PartView key={index} part={part} />
  ));
}

function PartView({ part }: { part: Inline }) {
  switch (part.kind) {
    case "text":
      return part.text;
    case "code":
      return (
        <code className="rounded bg-ink/8 px-1 py-0.5 font-mono text-[0.92em]">{part.text}</code>
      );
    case "strong":
      return <strong className="font-semibold text-ink">{part.text}</strong>;
    case "em":
      return <em>{part.text}</em>;
    case "link":
      return (
        <a
          href={part.href}
          target="_blank"
          rel="noreferrer"
          className="text-accent underline underline-offset-2"
        >
          {part.text}
        </a>
      );
  }
}
