// Which page an address shows, and the way from one to the next. No React.
import type { ComponentType } from "react";
import { type Params, paramsIn, pathWith, readSearch, type Search, writeSearch } from "./address";
import { browserHistory, type History } from "./history";

/**
 * Every path of the app with the type of its search. The app fills it in where it
 * lists its pages, so that a link to nowhere does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled in by the app
export interface Addresses {}

export type Path = keyof Addresses & string;

/** A page as the app lists it. */
export interface PageEntry {
  /** Such as `/flows/$flow`. */
  readonly path: string;
  /** Fetches the code of the page. */
  load(): Promise<ComponentType>;
  /** Keeps what the page understands of a search; left out: nothing. */
  search?(given: Search): Search;
  /** The page fills the window; the sidebar makes room. */
  readonly fullBleed?: boolean;
  /** Where the address leads instead. */
  readonly instead?: string;
}

/** An address, understood. */
export interface Location {
  readonly pathname: string;
  /** Undefined where nothing is. */
  readonly page: PageEntry | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly search: Search;
}

/** Where to go. What is left out stays as it is. */
export type Target<To extends Path = Path, From extends Path = Path> = {
  to?: To;
  search?: Partial<Addresses[To]> | ((old: Addresses[From]) => Partial<Addresses[From]>);
  /** The address one leaves is no step back. */
  replace?: boolean;
} & (unknown extends Params<To> ? { params?: undefined } : { params: Params<To> });

export class Router {
  #location: Location;
  readonly #listeners = new Set<() => void>();
  readonly #loaded = new Map<PageEntry, Promise<ComponentType>>();
  readonly #ready = new Map<PageEntry, ComponentType>();
  readonly #pages: readonly PageEntry[];
  readonly #history: History;

  constructor(pages: readonly PageEntry[], history: History = browserHistory()) {
    this.#pages = pages;
    this.#history = history;
    this.#location = this.#read();
    // Fetched while the app is still asking who is signed in.
    if (this.#location.page) void this.component(this.#location.page).catch(() => {});
    this.#history.onMove(() => this.#moved());
  }

  get location(): Location {
    return this.#location;
  }

  /** Told after each move; answers with the way to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  hrefOf<To extends Path, From extends Path>(target: Target<To, From>): string {
    const { to, params = {}, search } = target as Loose;
    const pathname = to === undefined ? this.#location.pathname : pathWith(to, params);
    const next = typeof search === "function" ? search(this.#location.search) : search;
    return pathname + writeSearch({ ...next });
  }

  go(href: string, isReplaced = false): void {
    if (isReplaced) this.#history.replace(href);
    else this.#history.push(href);
    this.#moved();
  }

  /** Fetches the code of the page at an address before it is asked for. */
  preload(href: string): void {
    const page = this.#pageAt(href.split(/[?#]/)[0] ?? "").page;
    if (page) void this.component(page).catch(() => {});
  }

  /** The code of a page, fetched once; again after it could not be had. */
  component(page: PageEntry): Promise<ComponentType> {
    const known = this.#loaded.get(page);
    if (known) return known;
    const loading = page.load();
    loading.then(
      (component) => this.#ready.set(page, component),
      () => this.#loaded.delete(page),
    );
    this.#loaded.set(page, loading);
    return loading;
  }

  /** The code of a page, if it is there already. */
  ready(page: PageEntry): ComponentType | undefined {
    return this.#ready.get(page);
  }

  #moved(): void {
    this.#location = this.#read();
    for (const listener of this.#listeners) listener();
  }

  #read(): Location {
    const url = new URL(this.#history.href, "http://app");
    const { page, params } = this.#pageAt(url.pathname);
    if (page?.instead !== undefined) {
      this.#history.replace(page.instead);
      return this.#read();
    }
    const search = page?.search?.(readSearch(url.search)) ?? {};
    return { pathname: url.pathname, page, params, search };
  }

  #pageAt(pathname: string): Pick<Location, "page" | "params"> {
    for (const page of this.#pages) {
      const params = paramsIn(page.path, pathname);
      if (params) return { page, params };
    }
    return { page: undefined, params: {} };
  }
}

/** A target whose types have been looked at. */
type Loose = {
  to?: string;
  params?: Readonly<Record<string, string>>;
  search?: object | ((old: Search) => object);
};
