// The router among React's components: what is shown now, and the page in its place.
import {
  Component,
  type ComponentType,
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  use,
  useDeferredValue,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import type { Params } from "./address";
import type { Addresses, Location, PageEntry, Path, Router, Target } from "./router";

/** A page that is not there after so long gives way to the picture of a page. */
const PENDING_AFTER_MS = 600;

type Shown = { router: Router; location: Location };

const RouterContext = createContext<Shown | undefined>(undefined);

export function RouterProvider({ router, children }: { router: Router; children: ReactNode }) {
  const current = useSyncExternalStore(router.subscribe, () => router.location);
  const location = useUnhurried(current);
  const shown = useMemo(() => ({ router, location }), [router, location]);
  return <RouterContext value={shown}>{children}</RouterContext>;
}

/** The old page stays until the next one is there, unless that takes long. */
function useUnhurried(current: Location): Location {
  const settled = useDeferredValue(current);
  const [late, setLate] = useState<Location>();
  const isOnTheWay = current.page !== settled.page;
  useEffect(() => {
    if (!isOnTheWay) return;
    const timer = setTimeout(() => setLate(current), PENDING_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isOnTheWay, current]);
  return isOnTheWay && late !== current ? settled : current;
}

function useShown(): Shown {
  const shown = use(RouterContext);
  if (!shown) throw new Error("a part of a page is drawn outside of the router");
  return shown;
}

export function useRouter(): Router {
  return useShown().router;
}

/** Where the page that is shown is. */
export function useLocation(): Location {
  return useShown().location;
}

/** The parameters of the page's address; `from` says which page asks. */
export function useParams<From extends Path>(_: { from: From }): Params<From> {
  return useShown().location.params as Params<From>;
}

/** What stands behind the `?` of the page's address; `from` says which page asks. */
export function useSearch<From extends Path>(_: { from: From }): Addresses[From] {
  return useShown().location.search as Addresses[From];
}

/** The way to other addresses; `from` says which page asks and thereby the type of its search. */
export function useNavigate<From extends Path = Path>(_?: { from: From }) {
  const router = useRouter();
  return useMemo(
    () =>
      <To extends Path = From>(target: Target<To, From>): void =>
        router.go(router.hrefOf(target), target.replace),
    [router],
  );
}

type OutletProps = {
  /** While the code of the page is on the way. */
  Pending: ComponentType;
  /** When it broke. */
  Broken: ComponentType<{ error: unknown; reset(): void }>;
  /** The page of addresses nothing is at. */
  nowhere: PageEntry;
};

/** The page itself. */
export function Outlet({ Pending, Broken, nowhere }: OutletProps) {
  const { pathname, page = nowhere } = useLocation();
  // Neither has a key: a boundary that is new shows its fallback at once.
  return (
    <Guard at={pathname} Broken={Broken} onReset={() => contents.delete(page)}>
      <Suspense fallback={<Pending />}>
        <LoadedPage page={page} />
      </Suspense>
    </Guard>
  );
}

function LoadedPage({ page }: { page: PageEntry }) {
  const PageContent = contentOf(page, useRouter());
  return <PageContent />;
}

const contents = new WeakMap<PageEntry, ComponentType>();

/** The same component each time it is drawn, until somebody wants its code to be fetched again. */
function contentOf(page: PageEntry, router: Router): ComponentType {
  const known = contents.get(page);
  if (known) return known;
  // Even code that is there makes a lazy page wait, and React then waits 300 ms more.
  const content =
    router.ready(page) ?? lazy(async () => ({ default: await router.component(page) }));
  contents.set(page, content);
  return content;
}

type GuardProps = {
  /** What broke is forgotten when this changes. */
  at: string;
  Broken: OutletProps["Broken"];
  /** Told before it is tried again. */
  onReset?(): void;
  children: ReactNode;
};

/** Keeps what breaks in a page from taking the frame around it along. */
export class Guard extends Component<GuardProps, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error("unknown") };
  }

  override componentDidUpdate(before: GuardProps) {
    if (before.at !== this.props.at) this.setState({ error: undefined });
  }

  override render() {
    const { Broken, children, onReset } = this.props;
    if (this.state.error === undefined) return children;
    const reset = () => {
      onReset?.();
      this.setState({ error: undefined });
    };
    return <Broken error={this.state.error} reset={reset} />;
  }
}
