// The people of the journeys.

export interface Person {
  name: string;
  email: string;
  password: string;
}

export const ada: Person = { name: "Ada Owner", email: "ada@agency.test", password: "towpaths follow canals" };
export const ben: Person = { name: "Ben Editor", email: "ben@agency.test", password: "locks lift narrow boats" };
export const cleo: Person = { name: "Cleo Viewer", email: "cleo@agency.test", password: "aqueducts carry barges" };

export const organisation = "Bright Agency";
export const workspace = "Main";
