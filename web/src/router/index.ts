// From page to page: a router for what this app needs of one.

export {
  Guard,
  Outlet,
  RouterProvider,
  useLocation,
  useNavigate,
  useParams,
  useRouter,
  useSearch,
} from "./context";
export { memoryHistory } from "./history";
export { Link, type LinkProps } from "./link";
export { type Addresses, type PageEntry, type Path, Router, type Target } from "./router";
