// Which iteration of a loop is looked at: "3 of 120", and the ways to the others.
import { ChevronLeft, ChevronRight, TriangleAlert } from "lucide-react";
import { useCanvasActions } from "./actions";
import { BoxButton } from "./BoxCard";
import { useCanvas } from "./store";

export function BoxPager({ box }: { box: string }) {
  const page = useCanvas(({ pages }) => pages[box]);
  const { onPage } = useCanvasActions();
  if (!page || page.total < 2) return null;
  return (
    <span className="nodrag box-pager">
      {page.nextFailed !== undefined && (
        <BoxButton
          label="Show the next iteration that failed"
          onPress={() => onPage(box, page.nextFailed ?? 0)}
        >
          <TriangleAlert size={14} aria-hidden="true" className="text-bad" />
        </BoxButton>
      )}
      <BoxButton
        label="Previous iteration"
        disabled={page.previous === undefined}
        onPress={() => onPage(box, page.previous ?? 0)}
      >
        <ChevronLeft size={14} aria-hidden="true" />
      </BoxButton>
      <span className="tabular-nums">
        {(page.shown + 1).toLocaleString("en")} of {page.total.toLocaleString("en")}
      </span>
      <BoxButton
        label="Next iteration"
        disabled={page.next === undefined}
        onPress={() => onPage(box, page.next ?? 0)}
      >
        <ChevronRight size={14} aria-hidden="true" />
      </BoxButton>
    </span>
  );
}
