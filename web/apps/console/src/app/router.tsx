import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from "@tanstack/react-router";
import { hatsOf } from "../shared/roles";
import { startOf } from "../shared/menu";
import { sessionQuery } from "../shared/session";
import { Broken, NotFound } from "./errors";
import { Root } from "./shell";

type Context = { queries: QueryClient };

const root = createRootRouteWithContext<Context>()({
  component: Root,
  notFoundComponent: NotFound,
  errorComponent: Broken,
});

/** Where to go after the sign-in: only a path of this app. */
const inside = (v: unknown) => (typeof v === "string" && /^\/(?![/\\])/.test(v) ? v : "/");
const text = (v: unknown) => (typeof v === "string" || typeof v === "number" ? String(v) : "");

const signin = createRoute({
  getParentRoute: () => root,
  path: "/signin",
  validateSearch: (s: Record<string, unknown>): { to?: string } => ({ to: inside(s.to) }),
  beforeLoad: async ({ context, search }) => {
    if (await context.queries.ensureQueryData(sessionQuery)) throw redirect({ to: search.to ?? "/", replace: true });
  },
  component: lazyRouteComponent(() => import("./pages"), "SignInPage"),
});

const signed = createRoute({
  getParentRoute: () => root,
  id: "signed",
  beforeLoad: async ({ context, location }) => {
    if (!(await context.queries.ensureQueryData(sessionQuery)))
      throw redirect({ to: "/signin", search: { to: location.href }, replace: true });
  },
});

const home = createRoute({
  getParentRoute: () => signed,
  path: "/",
  beforeLoad: async ({ context }) => {
    const s = await context.queries.ensureQueryData(sessionQuery);
    throw redirect({ to: (s && startOf(hatsOf(s))) ?? "/act", replace: true });
  },
});

const authorize = createRoute({
  getParentRoute: () => signed,
  path: "/authorize",
  validateSearch: (s: Record<string, unknown>) => ({
    app_id: text(s.app_id),
    scope: text(s.scope),
    redirect_uri: text(s.redirect_uri),
    state: text(s.state),
  }),
  component: lazyRouteComponent(() => import("./pages"), "AuthorizePage"),
});

const open = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component });
const page = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => signed, path, component });

const enter = [
  page(
    "/act",
    lazyRouteComponent(() => import("../features/enter/act"), "Act"),
  ),
  authorize,
] as const;

const merchant = [
  page(
    "/overview",
    lazyRouteComponent(() => import("../features/merchant/overview"), "OverviewPage"),
  ),
  page(
    "/trades",
    lazyRouteComponent(() => import("../features/merchant/trades"), "Trades"),
  ),
  page(
    "/trades/$id",
    lazyRouteComponent(() => import("../features/merchant/trade"), "TradePage"),
  ),
  page(
    "/settlements",
    lazyRouteComponent(() => import("../features/merchant/settlements"), "Settlements"),
  ),
  page(
    "/card",
    lazyRouteComponent(() => import("../features/merchant/card"), "CardPage"),
  ),
  page(
    "/staff",
    lazyRouteComponent(() => import("../features/merchant/staff"), "Staff"),
  ),
  page(
    "/licence",
    lazyRouteComponent(() => import("../features/merchant/licence"), "LicencePage"),
  ),
  page(
    "/support",
    lazyRouteComponent(() => import("../features/merchant/support"), "SupportPage"),
  ),
  page(
    "/authorizations",
    lazyRouteComponent(() => import("../features/authorize/granted"), "GrantedPage"),
  ),
] as const;

const stores = [
  page(
    "/stores",
    lazyRouteComponent(() => import("../features/store/stores"), "StoresPage"),
  ),
  page(
    "/stores/new",
    lazyRouteComponent(() => import("../features/store/open"), "OpenPage"),
  ),
  page(
    "/stores/$store",
    lazyRouteComponent(() => import("../features/store/board"), "BoardPage"),
  ),
  page(
    "/stores/$store/menu",
    lazyRouteComponent(() => import("../features/store/menu"), "MenuPage"),
  ),
  page(
    "/stores/$store/menu/$item",
    lazyRouteComponent(() => import("../features/store/item"), "ItemPage"),
  ),
  page(
    "/stores/$store/orders",
    lazyRouteComponent(() => import("../features/store/history"), "HistoryPage"),
  ),
  page(
    "/stores/$store/orders/$id",
    lazyRouteComponent(() => import("../features/store/order"), "OrderPage"),
  ),
  page(
    "/sales",
    lazyRouteComponent(() => import("../features/store/sales"), "SalesPage"),
  ),
  page(
    "/provider",
    lazyRouteComponent(() => import("../features/merchant/provider"), "ProviderPage"),
  ),
  page(
    "/providers",
    lazyRouteComponent(() => import("../features/operator/providers"), "ProvidersPage"),
  ),
  page(
    "/members",
    lazyRouteComponent(() => import("../features/merchant/members"), "MembersPage"),
  ),
  page(
    "/campaigns",
    lazyRouteComponent(() => import("../features/store/campaigns"), "CampaignsPage"),
  ),
  page(
    "/campaigns/$id",
    lazyRouteComponent(() => import("../features/store/campaigns"), "CampaignPage"),
  ),
  page(
    "/stores/$store/sales",
    lazyRouteComponent(() => import("../features/store/sales"), "StoreSalesPage"),
  ),
  page(
    "/stores/$store/claims",
    lazyRouteComponent(() => import("../features/store/claims"), "ClaimsPage"),
  ),
  page(
    "/stores/$store/vouchers",
    lazyRouteComponent(() => import("../features/store/vouchers"), "VouchersPage"),
  ),
  page(
    "/stores/$store/register",
    lazyRouteComponent(() => import("../features/store/register"), "RegisterPage"),
  ),
  page(
    "/stores/$store/offers",
    lazyRouteComponent(() => import("../features/store/offers"), "OffersPage"),
  ),
  page(
    "/stores/$store/coupons",
    lazyRouteComponent(() => import("../features/store/coupons"), "CouponsPage"),
  ),
  page(
    "/stores/$store/areas",
    lazyRouteComponent(() => import("../features/store/areas"), "AreasPage"),
  ),
  page(
    "/stores/$store/post",
    lazyRouteComponent(() => import("../features/store/shipping"), "ShippingPage"),
  ),
  page(
    "/stores/$store/terminals",
    lazyRouteComponent(() => import("../features/store/terminals"), "TerminalsPage"),
  ),
  page(
    "/stores/$store/tables",
    lazyRouteComponent(() => import("../features/store/tables"), "TablesPage"),
  ),
  page(
    "/stores/$store/queue",
    lazyRouteComponent(() => import("../features/store/queue"), "QueuePage"),
  ),
  page(
    "/stores/$store/bookings",
    lazyRouteComponent(() => import("../features/store/bookings"), "BookingsPage"),
  ),
  page(
    "/stores/$store/settings",
    lazyRouteComponent(() => import("../features/store/settings"), "SettingsPage"),
  ),
  page(
    "/kitchen/$store",
    lazyRouteComponent(() => import("../features/store/kitchen"), "KitchenPage"),
  ),
] as const;

const developer = [
  page(
    "/apps",
    lazyRouteComponent(() => import("../features/developer/apps"), "Apps"),
  ),
  page(
    "/apps/new",
    lazyRouteComponent(() => import("../features/developer/create"), "CreateApp"),
  ),
  page(
    "/apps/$id",
    lazyRouteComponent(() => import("../features/developer/settings"), "AppSettings"),
  ),
  page(
    "/apps/$id/keys",
    lazyRouteComponent(() => import("../features/developer/keys"), "Keys"),
  ),
  page(
    "/apps/$id/mini",
    lazyRouteComponent(() => import("../features/developer/mini"), "MiniPage"),
  ),
  page(
    "/apps/$id/mini/numbers",
    lazyRouteComponent(() => import("../features/developer/mini"), "MiniNumbersPage"),
  ),
  page(
    "/apps/$id/mini/versions/$version",
    lazyRouteComponent(() => import("../features/developer/miniversion"), "MiniVersionPage"),
  ),
  page(
    "/apps/$id/mini/entry",
    lazyRouteComponent(() => import("../features/developer/minientry"), "MiniEntryPage"),
  ),
  page(
    "/apps/$id/mini/access",
    lazyRouteComponent(() => import("../features/developer/miniaccess"), "MiniAccessPage"),
  ),
  page(
    "/apps/$id/notifications",
    lazyRouteComponent(() => import("../features/developer/notes"), "Notes"),
  ),
  page(
    "/apps/$id/notifications/$note",
    lazyRouteComponent(() => import("../features/developer/note"), "NotePage"),
  ),
  page(
    "/apps/$id/usage",
    lazyRouteComponent(() => import("../features/developer/usage"), "Usage"),
  ),
  page(
    "/apps/$id/requests",
    lazyRouteComponent(() => import("../features/developer/requests"), "Requests"),
  ),
  page(
    "/apps/$id/requests/$trace",
    lazyRouteComponent(() => import("../features/developer/request"), "RequestPage"),
  ),
] as const;

const operator = [
  page(
    "/home",
    lazyRouteComponent(() => import("../features/home/layouts"), "Layouts"),
  ),
  page(
    "/home/$id",
    lazyRouteComponent(() => import("../features/home/layout"), "LayoutPage"),
  ),
  page(
    "/services",
    lazyRouteComponent(() => import("../features/home/services"), "Services"),
  ),
  page(
    "/cities",
    lazyRouteComponent(() => import("../features/cities/cities"), "Cities"),
  ),
  page(
    "/people",
    lazyRouteComponent(() => import("../features/operator/people"), "People"),
  ),
  page(
    "/claims",
    lazyRouteComponent(() => import("../features/operator/claims"), "ClaimsPage"),
  ),
  page(
    "/licences",
    lazyRouteComponent(() => import("../features/operator/licences"), "LicencesPage"),
  ),
  page(
    "/merchants",
    lazyRouteComponent(() => import("../features/operator/merchants"), "Merchants"),
  ),
  page(
    "/rules",
    lazyRouteComponent(() => import("../features/operator/rules"), "Rules"),
  ),
  page(
    "/rules/new",
    lazyRouteComponent(() => import("../features/operator/draft"), "DraftRule"),
  ),
  page(
    "/decisions",
    lazyRouteComponent(() => import("../features/operator/decisions"), "Decisions"),
  ),
  page(
    "/fees",
    lazyRouteComponent(() => import("../features/operator/fees"), "Fees"),
  ),
  page(
    "/minireviews",
    lazyRouteComponent(() => import("../features/operator/minireviews"), "MiniReviewsPage"),
  ),
  page(
    "/minireviews/$id",
    lazyRouteComponent(() => import("../features/operator/minireview"), "MiniReviewPage"),
  ),
  page(
    "/hosts",
    lazyRouteComponent(() => import("../features/hosts/hosts"), "HostsPage"),
  ),
  page(
    "/hosts/$id",
    lazyRouteComponent(() => import("../features/hosts/statement"), "StatementPage"),
  ),
  page(
    "/partners",
    lazyRouteComponent(() => import("../features/hosts/hosts"), "PartnersPage"),
  ),
  page(
    "/words",
    lazyRouteComponent(() => import("../features/operator/listed"), "ListedWords"),
  ),
  page(
    "/terminals",
    lazyRouteComponent(() => import("../features/operator/terminals"), "AllTerminals"),
  ),
  page(
    "/programs",
    lazyRouteComponent(() => import("../features/operator/programs"), "ProgramsPage"),
  ),
  page(
    "/programs/$app",
    lazyRouteComponent(() => import("../features/operator/programs"), "ProgramPage"),
  ),
  page(
    "/policies",
    lazyRouteComponent(() => import("../features/operator/policies"), "Policies"),
  ),
  page(
    "/policies/edit",
    lazyRouteComponent(() => import("../features/operator/policyedit"), "EditPolicies"),
  ),
  page(
    "/proposals",
    lazyRouteComponent(() => import("../features/operator/proposals"), "Proposals"),
  ),
  page(
    "/audit",
    lazyRouteComponent(() => import("../features/operator/audit"), "Audit"),
  ),
] as const;

const docs = [
  open(
    "/docs",
    lazyRouteComponent(() => import("../features/docs/docs"), "Docs"),
  ),
  open(
    "/docs/$method",
    lazyRouteComponent(() => import("../features/docs/method"), "MethodPage"),
  ),
  open(
    "/sandbox",
    lazyRouteComponent(() => import("../features/docs/sandbox"), "Sandbox"),
  ),
] as const;

const tree = root.addChildren([
  signin,
  ...docs,
  signed.addChildren([home, ...enter, ...merchant, ...stores, ...developer, ...operator]),
]);

export const makeRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: tree,
    basepath: "/console",
    // Numbers in addresses are ids: read as JSON they would lose digits.
    parseSearch: parseSearchWith((v) => v),
    stringifySearch: stringifySearchWith(String),
    context: { queries },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
