// Completing a field while an expression is typed, and taking fields that are
// pressed elsewhere.

import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from "react";
import { useForm } from "../context";
import { insideExpression } from "./segment";
import { type Completion, complete, suggestionsOf } from "./suggest";
import { typeInto, typePath } from "./typing";

type AreaRef = RefObject<HTMLTextAreaElement | null>;

/** Fields pressed elsewhere go into the area that had the keyboard last. */
export function useInsertTarget(area: AreaRef) {
  const { target } = useForm().context;
  useEffect(() => {
    const element = area.current;
    if (!element || !target) return;
    const insert = (path: string) => typePath(element, path);
    const onFocus = () => target.enter(insert);
    element.addEventListener("focus", onFocus);
    return () => {
      element.removeEventListener("focus", onFocus);
      target.leave(insert);
    };
  }, [area, target]);
}

export function useCompletion(area: AreaRef, value: string) {
  const listId = useId();
  const { sources = [] } = useForm().context;
  const [completion, setCompletion] = useState<Completion>();
  const [active, setActive] = useState(0);

  const show = (next: Completion | undefined) => {
    setCompletion(next);
    setActive(0);
  };
  const update = () => {
    const element = area.current;
    if (!element || sources.length === 0 || element.selectionStart !== element.selectionEnd)
      return show(undefined);
    show(complete(element.value, element.selectionStart, suggestionsOf(sources)));
  };
  const choose = (index: number) => {
    const suggestion = completion?.suggestions[index];
    const element = area.current;
    if (!completion || !suggestion || !element) return;
    const end = element.selectionStart;
    const closed = insideExpression(value, end) && value.indexOf("}}", end) !== -1;
    typeInto(element, suggestion.path + (closed ? "" : " }}"), completion.start, end);
    show(undefined);
  };
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!completion) return false;
    const count = completion.suggestions.length;
    if (event.key === "ArrowDown") setActive((active + 1) % count);
    else if (event.key === "ArrowUp") setActive((active + count - 1) % count);
    else if (event.key === "Enter" || event.key === "Tab") choose(active);
    else if (event.key === "Escape") show(undefined);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const activeId = completion ? `${listId}-${active}` : undefined;
  return {
    completion,
    active,
    activeId,
    listId,
    update,
    choose,
    onKeyDown,
    close: () => show(undefined),
  };
}
