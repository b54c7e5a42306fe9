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
import { Home } from "../features/home/home";
import { sessionQuery } from "../shared/session";
import { Broken, NotFound } from "./errors";
import { Root, Signed, Tabs } from "./shell";

type Context = { queries: QueryClient };

const root = createRootRouteWithContext<Context>()({
  component: Root,
  notFoundComponent: NotFound,
  errorComponent: Broken,
});

/** Where to go after the sign-in: only a path of this app. */
const inside = (v: unknown) => (typeof v === "string" && /^\/(?![/\\])/.test(v) ? v : "/");
/** A parameter as it was written: the router takes some texts for numbers and booleans. */
const text = (v: unknown) => (["string", "number", "boolean"].includes(typeof v) ? String(v) : "");
const onward = (s: Record<string, unknown>) => ({ to: inside(s.to) });

const signin = createRoute({
  getParentRoute: () => root,
  path: "/signin",
  validateSearch: onward,
  beforeLoad: async ({ context, search }) => {
    if (await context.queries.ensureQueryData(sessionQuery)) throw redirect({ href: search.to, replace: true });
  },
  component: lazyRouteComponent(() => import("./pages/open"), "SignInPage"),
});

// Strangers choose a city too.
const city = createRoute({
  getParentRoute: () => root,
  path: "/city",
  component: lazyRouteComponent(() => import("../features/city/city"), "CityPage"),
});

// Strangers arrange their apps too.
const editApps = createRoute({
  getParentRoute: () => root,
  path: "/apps/edit",
  component: lazyRouteComponent(() => import("../features/apps/edit"), "EditApps"),
});

// Strangers look for mini programs too.
const programs = createRoute({
  getParentRoute: () => root,
  path: "/mini",
  component: lazyRouteComponent(() => import("../features/programs/find"), "FindPrograms"),
});

const signed = createRoute({
  getParentRoute: () => root,
  id: "signed",
  component: Signed,
  beforeLoad: async ({ context, location }) => {
    if (!(await context.queries.ensureQueryData(sessionQuery)))
      throw redirect({ to: "/signin", search: { to: location.href }, replace: true });
  },
});

const tabs = createRoute({ getParentRoute: () => signed, id: "tabs", component: Tabs });
const home = createRoute({ getParentRoute: () => tabs, path: "/", component: Home });
const bills = createRoute({
  getParentRoute: () => tabs,
  path: "/bills",
  component: lazyRouteComponent(() => import("../features/bills/bills"), "Bills"),
});
const messages = createRoute({
  getParentRoute: () => tabs,
  path: "/messages",
  component: lazyRouteComponent(() => import("../features/messages/messages"), "Messages"),
});
const me = createRoute({
  getParentRoute: () => tabs,
  path: "/me",
  component: lazyRouteComponent(() => import("../features/me/me"), "Me"),
});

const welcome = createRoute({
  getParentRoute: () => signed,
  path: "/welcome",
  validateSearch: onward,
  component: lazyRouteComponent(() => import("./pages/open"), "WelcomePage"),
});
const paycode = createRoute({
  getParentRoute: () => signed,
  path: "/paycode",
  component: lazyRouteComponent(() => import("../features/paycode/paycode"), "PayCode"),
});
const receive = createRoute({
  getParentRoute: () => signed,
  path: "/receive",
  component: lazyRouteComponent(() => import("../features/receive/receive"), "Receive"),
});
const transfer = createRoute({
  getParentRoute: () => signed,
  path: "/transfer",
  validateSearch: (s: Record<string, unknown>): { payee?: string; name?: string; amount?: string } => ({
    payee: text(s.payee),
    name: text(s.name),
    amount: text(s.amount),
  }),
  component: lazyRouteComponent(() => import("./pages/pay"), "TransferPage"),
});
const cashier = createRoute({
  getParentRoute: () => signed,
  path: "/cashier/$id",
  validateSearch: (s: Record<string, unknown>): { next?: string } =>
    inside(s.next) === "/" ? {} : { next: inside(s.next) },
  component: lazyRouteComponent(() => import("./pages/pay"), "CashierPage"),
});
const trade = createRoute({
  getParentRoute: () => signed,
  path: "/trades/$id",
  component: lazyRouteComponent(() => import("./pages/pay"), "TradePage"),
});
const freeze = createRoute({
  getParentRoute: () => signed,
  path: "/cashier/auth/$id",
  component: lazyRouteComponent(() => import("./pages/pay"), "FreezePage"),
});
const sign = createRoute({
  getParentRoute: () => signed,
  path: "/cashier/agreement/$id",
  component: lazyRouteComponent(() => import("./pages/pay"), "AgreementPage"),
});
const bill = createRoute({
  getParentRoute: () => signed,
  path: "/bills/$id",
  component: lazyRouteComponent(() => import("./pages/pay"), "BillDetailPage"),
});
const preferences = createRoute({
  getParentRoute: () => signed,
  path: "/messages/preferences",
  component: lazyRouteComponent(() => import("../features/messages/preferences"), "Preferences"),
});
const profile = createRoute({
  getParentRoute: () => signed,
  path: "/me/profile",
  component: lazyRouteComponent(() => import("../features/me/profile"), "ProfilePage"),
});
const settings = createRoute({
  getParentRoute: () => signed,
  path: "/me/settings",
  component: lazyRouteComponent(() => import("../features/me/settings"), "Settings"),
});
const security = createRoute({
  getParentRoute: () => signed,
  path: "/me/security",
  component: lazyRouteComponent(() => import("../features/me/security"), "Security"),
});
const pin = createRoute({
  getParentRoute: () => signed,
  path: "/me/pin",
  component: lazyRouteComponent(() => import("../features/me/pin"), "PinPage"),
});
const devices = createRoute({
  getParentRoute: () => signed,
  path: "/me/devices",
  component: lazyRouteComponent(() => import("../features/me/devices"), "Devices"),
});
const consents = createRoute({
  getParentRoute: () => signed,
  path: "/me/consents",
  component: lazyRouteComponent(() => import("../features/me/consents"), "Consents"),
});
const agreements = createRoute({
  getParentRoute: () => signed,
  path: "/me/agreements",
  component: lazyRouteComponent(() => import("../features/me/agreements"), "AgreementList"),
});

const storeSearch = (s: Record<string, unknown>): { mode?: string; table?: string } => ({
  ...(text(s.mode) ? { mode: text(s.mode) } : {}),
  ...(text(s.table) ? { table: text(s.table) } : {}),
});
const stores = createRoute({
  getParentRoute: () => signed,
  path: "/stores",
  validateSearch: (s: Record<string, unknown>): { mode?: string; kind?: string; text?: string } => ({
    mode: text(s.mode) || "takeaway",
    kind: text(s.kind),
    ...(text(s.text) ? { text: text(s.text) } : {}),
  }),
  component: lazyRouteComponent(() => import("./pages/life"), "StoresPage"),
});
const store = createRoute({
  getParentRoute: () => signed,
  path: "/stores/$id",
  validateSearch: storeSearch,
  component: lazyRouteComponent(() => import("./pages/life"), "StorePage"),
});
const checkout = createRoute({
  getParentRoute: () => signed,
  path: "/stores/$id/checkout",
  validateSearch: storeSearch,
  component: lazyRouteComponent(() => import("./pages/life"), "CheckoutPage"),
});
const reviews = createRoute({
  getParentRoute: () => signed,
  path: "/stores/$id/reviews",
  component: lazyRouteComponent(() => import("./pages/life"), "ReviewsPage"),
});
const book = createRoute({
  getParentRoute: () => signed,
  path: "/stores/$id/book",
  component: lazyRouteComponent(() => import("./pages/tables"), "BookPage"),
});
const ticket = createRoute({
  getParentRoute: () => signed,
  path: "/queue/$id",
  component: lazyRouteComponent(() => import("./pages/tables"), "TicketPage"),
});
const booking = createRoute({
  getParentRoute: () => signed,
  path: "/bookings/$id",
  component: lazyRouteComponent(() => import("./pages/tables"), "BookingPage"),
});
// Strangers follow links, too.
const short = createRoute({
  getParentRoute: () => root,
  path: "/s/$code",
  component: lazyRouteComponent(() => import("./pages/open"), "ShortLinkPage"),
});
const ranking = createRoute({
  getParentRoute: () => signed,
  path: "/ranking",
  component: lazyRouteComponent(() => import("../features/stores/ranking"), "RankingPage"),
});
const favourites = createRoute({
  getParentRoute: () => signed,
  path: "/favourites",
  component: lazyRouteComponent(() => import("../features/stores/favourites"), "Favourites"),
});
const coupons = createRoute({
  getParentRoute: () => signed,
  path: "/coupons",
  component: lazyRouteComponent(() => import("./pages/life"), "CouponsPage"),
});
const members = createRoute({
  getParentRoute: () => signed,
  path: "/members",
  component: lazyRouteComponent(() => import("./pages/life"), "MembersPage"),
});
const member = createRoute({
  getParentRoute: () => signed,
  path: "/members/$id",
  component: lazyRouteComponent(() => import("./pages/life"), "MemberPage"),
});
const addresses = createRoute({
  getParentRoute: () => signed,
  path: "/addresses",
  component: lazyRouteComponent(() => import("./pages/life"), "AddressesPage"),
});
const orders = createRoute({
  getParentRoute: () => signed,
  path: "/orders",
  component: lazyRouteComponent(() => import("./pages/life"), "OrdersPage"),
});
const rider = createRoute({
  getParentRoute: () => signed,
  path: "/rider",
  component: lazyRouteComponent(() => import("./pages/life"), "RiderPage"),
});
const order = createRoute({
  getParentRoute: () => signed,
  path: "/orders/$id",
  component: lazyRouteComponent(() => import("./pages/life"), "TheOrder"),
});

const scan = createRoute({
  getParentRoute: () => signed,
  path: "/scan",
  component: lazyRouteComponent(() => import("../features/scan/scan"), "Scan"),
});
const open = createRoute({
  getParentRoute: () => signed,
  path: "/open",
  validateSearch: (s: Record<string, unknown>) => ({ text: text(s.text) }),
  component: lazyRouteComponent(() => import("./pages/scan"), "OpenPage"),
});
const q = createRoute({
  getParentRoute: () => signed,
  path: "/q/$",
  component: lazyRouteComponent(() => import("./pages/scan"), "QPage"),
});
const collect = createRoute({
  getParentRoute: () => signed,
  path: "/collect",
  component: lazyRouteComponent(() => import("./pages/collect"), "CollectPage"),
});
const shop = createRoute({
  getParentRoute: () => signed,
  path: "/collect/$shop",
  component: lazyRouteComponent(() => import("./pages/collect"), "TheShop"),
});
const code = createRoute({
  getParentRoute: () => signed,
  path: "/collect/$shop/codes/$code",
  component: lazyRouteComponent(() => import("./pages/collect"), "TheCode"),
});
const live = createRoute({
  getParentRoute: () => signed,
  path: "/collect/$shop/live",
  component: lazyRouteComponent(() => import("./pages/collect"), "TheLine"),
});
const days = createRoute({
  getParentRoute: () => signed,
  path: "/collect/$shop/days",
  component: lazyRouteComponent(() => import("./pages/collect"), "TheDays"),
});
const support = createRoute({
  getParentRoute: () => signed,
  path: "/collect/$shop/support",
  component: lazyRouteComponent(() => import("./pages/collect"), "TheSupport"),
});
const staff = createRoute({
  getParentRoute: () => signed,
  path: "/collect/$shop/staff",
  component: lazyRouteComponent(() => import("./pages/collect"), "TheStaff"),
});
const authorize = createRoute({
  getParentRoute: () => signed,
  path: "/authorize",
  validateSearch: (s: Record<string, unknown>) => ({
    app_id: text(s.app_id),
    scope: text(s.scope),
    redirect_uri: text(s.redirect_uri),
    state: text(s.state),
    nonce: text(s.nonce),
    code_challenge: text(s.code_challenge),
  }),
  component: lazyRouteComponent(() => import("./pages/authorize"), "AuthorizePage"),
});

const mini = createRoute({
  getParentRoute: () => signed,
  path: "/mini/$app",
  validateSearch: (s: Record<string, unknown>): { page?: string; trial?: string } => ({
    ...(text(s.page) ? { page: text(s.page) } : {}),
    ...(text(s.trial) ? { trial: text(s.trial) } : {}),
  }),
  component: lazyRouteComponent(() => import("./pages/mini"), "ProgramPage"),
});

// Within a partner's page: who is signed in here is nobody there, until they say so.
const embed = createRoute({
  getParentRoute: () => root,
  path: "/embed/$host/$app",
  validateSearch: (s: Record<string, unknown>): { page?: string } => (text(s.page) ? { page: text(s.page) } : {}),
  component: lazyRouteComponent(() => import("./pages/mini"), "EmbedPage"),
});
const connect = createRoute({
  getParentRoute: () => signed,
  path: "/connect/$host/$app",
  validateSearch: (s: Record<string, unknown>): { scopes?: string } =>
    text(s.scopes) ? { scopes: text(s.scopes) } : {},
  component: lazyRouteComponent(() => import("./pages/mini"), "ConnectPage"),
});
// A speaker's page sends a person here, and hears at its origin that they agree.
const talk = createRoute({
  getParentRoute: () => signed,
  path: "/talk/$host",
  validateSearch: (s: Record<string, unknown>): { to?: string } => (text(s.to) ? { to: text(s.to) } : {}),
  component: lazyRouteComponent(() => import("./pages/mini"), "TalkPage"),
});

const cards = createRoute({
  getParentRoute: () => signed,
  path: "/me/cards",
  component: lazyRouteComponent(() => import("./pages/cards"), "CardsPage"),
});
const topup = createRoute({
  getParentRoute: () => signed,
  path: "/cards/topup",
  component: lazyRouteComponent(() => import("./pages/cards"), "TopUpPage"),
});
const withdraw = createRoute({
  getParentRoute: () => signed,
  path: "/cards/withdraw",
  component: lazyRouteComponent(() => import("./pages/cards"), "WithdrawPage"),
});
const bankOrder = createRoute({
  getParentRoute: () => signed,
  path: "/cards/orders/$id",
  component: lazyRouteComponent(() => import("./pages/cards"), "OrderPage"),
});

const tree = root.addChildren([
  signin,
  city,
  editApps,
  programs,
  short,
  embed,
  signed.addChildren([
    tabs.addChildren([home, bills, messages, me]),
    ...[welcome, paycode, receive, transfer, cashier, trade, freeze, sign, bill],
    ...[preferences, profile, settings, security, pin, devices, consents, agreements],
    ...[
      stores,
      store,
      checkout,
      reviews,
      favourites,
      ranking,
      coupons,
      members,
      member,
      addresses,
      orders,
      order,
      rider,
    ],
    ...[book, ticket, booking, mini, connect, talk],
    ...[scan, open, q, collect, shop, code, live, days, support, staff, authorize, cards, topup, withdraw, bankOrder],
  ]),
]);

export const makeRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: tree,
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
