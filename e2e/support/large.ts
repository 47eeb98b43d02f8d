// A flow too large to take in at a glance, for what is measured.
import type { FlowFile, FlowNode } from "./flows.ts";

const COLUMNS = 40;
/** Nodes of a row, the first of each being a loop around the next three. */
const BOX_EVERY = 8;

/** A flow of rows of nodes, each leading to the next. */
export function large(count: number): FlowFile {
  const nodes: (FlowNode & { parent?: string })[] = [];
  const edges: FlowFile["edges"] = [];
  for (let index = 0; index < count; index += 1) {
    const [column, row] = [index % COLUMNS, Math.floor(index / COLUMNS)];
    const place = column % BOX_EVERY;
    const isBox = place === 0 && column > 0;
    const inBox = place > 0 && place < 4 && column > BOX_EVERY;
    const kind = index === 0 ? "manual_trigger" : isBox ? "for_each" : "no_op";
    const parent = inBox ? `n${index - place}` : undefined;
    nodes.push({
      ...{ id: `n${index}`, kind, name: `Node ${index}`, parameters: {}, ...(parent ? { parent } : {}) },
      position: { x: column * 336, y: row * 320 + (inBox ? 96 : 0) },
    });
    const before = inBox || place !== 4 || column < BOX_EVERY ? index - 1 : index - 4;
    const crosses = isBox ? false : inBox && place === 1;
    if (column > 0 && !crosses) {
      edges.push({ id: `e${index}`, from: { node: `n${before}`, port: "main" }, to: { node: `n${index}`, port: "main" } });
    }
  }
  return { format: "towpath.flow", version: 1, name: `Large ${count}`, nodes, edges };
}
