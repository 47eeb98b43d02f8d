// The flow document and everything that can be done with it, without a browser.

export * from "./apply";
export * from "./arrow";
export * from "./check";
export * from "./clipboard";
export * from "./command";
export * from "./describe";
export * from "./document";
export * from "./edit";
export * from "./geometry";
export * from "./history";
export * from "./kind";
export * from "./layout";
export * from "./look-up";
export * from "./names";
export * from "./normal";
export * from "./panel";
export * from "./problem";
export * from "./references";
export * from "./walk";
