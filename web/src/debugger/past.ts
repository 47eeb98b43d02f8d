// What a watched expression was at each place the run stood, the last one at the end.

export type Past = readonly { readonly place: string; readonly text: string }[];

const PAST_MOST = 50;

/** With another value; the same list if it was that there already. */
export function withValue(past: Past, value: Past[number]): Past {
  const last = past.at(-1);
  if (last?.text === value.text && last.place === value.place) return past;
  return [...past, value].slice(-PAST_MOST);
}
