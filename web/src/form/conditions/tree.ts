// Groups of conditions within groups, and moving conditions between them. A place is
// the way down from the outermost group, by number of group.

import { isObject, type Json, type JsonObject } from "../json";

/** What the parts of a group are called by its schema. */
export interface Names {
  conditions: string;
  /** Left out where groups cannot stand in groups. */
  groups: string | undefined;
}

export type Place = readonly number[];

export function conditionsIn(group: JsonObject, { conditions }: Names): readonly Json[] {
  const list = group[conditions];
  return Array.isArray(list) ? list : [];
}

export function groupsIn(group: JsonObject, { groups }: Names): readonly JsonObject[] {
  const list = groups === undefined ? undefined : group[groups];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** The group at a place; undefined if there is none. */
export function groupAt(root: JsonObject, names: Names, place: Place): JsonObject | undefined {
  return place.reduce<JsonObject | undefined>(
    (group, index) => group && groupsIn(group, names)[index],
    root,
  );
}

/** The whole with the group at a place changed; `undefined` takes it away. */
export function withGroup(
  root: JsonObject,
  names: Names,
  place: Place,
  change: (group: JsonObject) => JsonObject | undefined,
): JsonObject {
  const [first, ...rest] = place;
  if (first === undefined) return change(root) ?? root;
  const groups = groupsIn(root, names).flatMap((group, index) => {
    if (index !== first) return [group];
    const next = rest.length > 0 ? withGroup(group, names, rest, change) : change(group);
    return next === undefined ? [] : [next];
  });
  return withList(root, names.groups ?? "", groups);
}

/** The whole with a condition put elsewhere. A group nothing is left in goes. */
export function withMoved(
  root: JsonObject,
  names: Names,
  from: { place: Place; index: number },
  to: { place: Place; index: number },
): JsonObject {
  const source = groupAt(root, names, from.place);
  const condition = source && conditionsIn(source, names)[from.index];
  if (condition === undefined || !groupAt(root, names, to.place)) return root;
  const taken = withGroup(root, names, from.place, (group) =>
    withList(group, names.conditions, conditionsIn(group, names).toSpliced(from.index, 1)),
  );
  const put = withGroup(taken, names, to.place, (group) =>
    withList(group, names.conditions, conditionsIn(group, names).toSpliced(to.index, 0, condition)),
  );
  return withoutEmpty(put, names);
}

/** Where a condition goes one step up or down, over the borders of groups; undefined at the ends. */
export function stepFrom(
  root: JsonObject,
  names: Names,
  from: { place: Place; index: number },
  by: 1 | -1,
): { place: Place; index: number } | undefined {
  const places = placesIn(root, names);
  const at = places.findIndex((place) => samePlace(place, from.place));
  const here = groupAt(root, names, from.place);
  const last = here ? conditionsIn(here, names).length - 1 : -1;
  const isInside = by === 1 ? from.index < last : from.index > 0;
  if (isInside) return { place: from.place, index: from.index + by };
  const next = places[at + by];
  const group = next && groupAt(root, names, next);
  if (!next || !group) return undefined;
  return { place: next, index: by === 1 ? 0 : conditionsIn(group, names).length };
}

/** All groups, each before those in it. */
export function placesIn(group: JsonObject, names: Names, at: Place = []): Place[] {
  const inner = groupsIn(group, names).flatMap((one, index) =>
    placesIn(one, names, [...at, index]),
  );
  return [at, ...inner];
}

/** A list that is empty is left out. */
export function withList(group: JsonObject, name: string, list: readonly Json[]): JsonObject {
  const { [name]: _, ...rest } = group;
  return list.length > 0 ? { ...rest, [name]: [...list] } : rest;
}

function withoutEmpty(group: JsonObject, names: Names): JsonObject {
  const groups = groupsIn(group, names)
    .map((one) => withoutEmpty(one, names))
    .filter((one) => conditionsIn(one, names).length + groupsIn(one, names).length > 0);
  return names.groups === undefined ? group : withList(group, names.groups, groups);
}

function samePlace(one: Place, other: Place): boolean {
  return one.length === other.length && one.every((index, at) => index === other[at]);
}
