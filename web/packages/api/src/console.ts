import createClient from "openapi-fetch";
import { ApiError, must, OFFLINE } from "./index";
import type { components, paths } from "./console.gen";

export { ApiError, OFFLINE };

type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];
export type Amount = Schemas["Wire"];
export type Session = Schemas["Session"];
export type Person = Schemas["Person"];
export type Ceremony = Schemas["Ceremony"];
export type Overview = Schemas["Overview"];
export type Sums = Schemas["Sums"];
export type Trade = Schemas["Trade"];
export type TradeDetail = Schemas["TradeDetail"];
export type Refund = Schemas["Refund"];
export type SalesReport = Schemas["SalesReport"];
export type Settlement = Schemas["Settlement"];
export type Member = Schemas["Member"];
export type Card = Schemas["Card"];
export type App = Schemas["App"];
export type AppKey = Schemas["Key"];
export type Notification = Schemas["Notification"];
export type Call = Schemas["Call"];
export type Method = Schemas["Doc"];
export type MethodField = Schemas["FieldDoc"];
export type MethodCode = Schemas["CodeDoc"];
export type Merchant = Schemas["Merchant"];
export type OperatorPerson = Schemas["OperatorPerson"];
export type Rule = Schemas["Rule"];
export type Trial = Schemas["Trial"];
export type Decision = Schemas["Decision"];
export type Fee = Schemas["Fee"];
export type Proposal = Schemas["Proposal"];
export type Act = Schemas["Act"];
export type Link = Schemas["Link"];
export type Granted = Schemas["Granted"];
export type HomeCompared = Schemas["Compared"];
export type SupportCard = Schemas["SupportCard"];
export type SupportPolicy = Schemas["SupportPolicy"];
export type SupportRule = Schemas["SupportRule"];
export type PolicyPreview = Schemas["PolicyPreview"];
export type PolicyState = Schemas["PolicyState"];
export type Standing = Schemas["Standing"];
export type Licence = Schemas["Licence"];
export type LicenceStatus = Licence["status"];
export type LicenceCase = Schemas["LicenceCase"];
export type Store = Schemas["Store"];
export type StoreFields = Schemas["StoreFields"];
export type Hours = Schemas["Hours"];
export type Span = Schemas["Span"];
export type Area = Schemas["Area"];
export type Point = Schemas["Point"];
export type Shipping = Schemas["Shipping"];
export type ShippingRule = Schemas["ShippingRule"];
export type Region = Schemas["Region"];
export type RegionCity = Schemas["RegionCity"];
export type Menu = Schemas["Menu"];
export type MenuSection = Schemas["Section"];
export type Item = Schemas["CatalogItem"];
export type ItemFields = Schemas["ItemFields"];
export type Order = Schemas["Order"];
export type OrderHead = Schemas["Head"];
export type OrderLine = Schemas["Line"];
export type Board = Schemas["Board"];
export type StoreTerminal = Schemas["StoreTerminal"];
export type PairingCode = Schemas["PairingCode"];
export type TerminalDraft = NonNullable<
  paths["/console/api/stores/{store}/terminals"]["post"]["requestBody"]
>["content"]["application/json"];
export type ListedWord = Schemas["ListedWord"];
export type Layout = Schemas["HomeLayout"];
export type LayoutVersion = Schemas["LayoutVersion"];
export type HomeBlock = Schemas["HomeBlock"];
export type HomeBanner = Schemas["HomeBanner"];
export type HomeText = Schemas["HomeText"];
export type HomeCity = Schemas["HomeCity"];
export type HomeVertical = Schemas["HomeVertical"];
export type OperatorCity = Schemas["OperatorCity"];
export type CityDraft = Schemas["CityDraft"];
export type Offers = Schemas["Offers"];
export type FlashSale = Schemas["FlashSale"];
export type Claim = Schemas["Claim"];
export type ClaimStatus = Claim["status"];
export type Campaign = Schemas["Campaign"];
export type ListingProvider = Schemas["ListingProvider"];
export type ProviderExposure = Schemas["ProviderExposure"];
export type CouponCampaign = Schemas["CouponCampaign"];
export type TillMember = Schemas["TillMember"];
export type TillSums = Schemas["TillSums"];
export type MemberProgramme = Schemas["MemberProgramme"];
export type MemberRules = Schemas["MemberRules"];
export type MemberRow = Schemas["MemberRow"];
export type MemberEntry = Schemas["MemberEntry"];
export type HostQueue = Schemas["HostQueue"];
export type HostTicket = Schemas["HostTicket"];
export type QueueTerms = Schemas["QueueTerms"];
export type BookingDay = Schemas["BookingDay"];
export type BookingTerms = Schemas["BookingTerms"];
export type TableBooking = Schemas["TableBooking"];
export type GroupDeal = Schemas["GroupDeal"];
export type Voucher = Schemas["Voucher"];
export type VoucherKey = Schemas["VoucherKey"];
export type Tills = Schemas["Tills"];
export type Till = Schemas["Till"];
export type TillShift = Schemas["TillShift"];
export type ShiftSums = Schemas["ShiftSums"];
export type Ware = Schemas["Ware"];
export type WareGroup = Schemas["WareGroup"];
export type WareSku = Schemas["WareSKU"];
export type RegisterSale = Schemas["Sale"];
export type SaleHead = Schemas["SaleHead"];
export type SaleLine = Schemas["SaleLine"];
export type SaleNote = Schemas["SaleNote"];
export type Tender = Schemas["Tender"];
export type MadeSale = Schemas["MadeSale"];
export type PartnerDetail = Schemas["PartnerDetail"];
export type PartnerDraft = Schemas["PartnerDraft"];
export type MiniVersion = Schemas["MiniVersion"];
export type MiniVersionDetail = Schemas["MiniVersionDetail"];
export type MiniWaiting = Schemas["MiniWaiting"];
export type MiniFinding = Schemas["MiniFinding"];
export type MiniReview = Schemas["MiniReview"];
export type MiniState = Schemas["MiniState"];
export type MiniKey = Schemas["MiniKey"];
export type MiniDomains = Schemas["MiniDomains"];
export type MiniEntryDraft = Schemas["MiniEntryDraft"];
export type MiniEntryFields = Schemas["MiniEntryFields"];
export type MiniVitals = Schemas["MiniVitals"];
export type MiniGray = Schemas["MiniGray"];
export type MiniAct = Schemas["MiniActInBody"]["act"];

const http = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  fetch: (request) => globalThis.fetch(request),
});

type Page = { cursor?: string; limit?: number };
type Period = { days?: number; from?: string; to?: string };
const path = <P>(p: P) => ({ params: { path: p } });
const query = <Q>(q: Q) => ({ params: { query: q } });
const keyed = <P>(key: string, p: P) => ({ params: { path: p, header: { "Idempotency-Key": key } } });
const app = (id: string) => path({ id });

/** The console's surface. Sessions of the consumer app open nothing here. */
export const api = {
  session: () => must(http.GET("/console/api/session")),
  startSignIn: (phone: string) => must(http.POST("/console/api/auth/code", { body: { phone } })),
  finishSignIn: (body: Schemas["CodeInBody"]) => must(http.POST("/console/api/auth/verify", { body })),
  startPasskeySignIn: () => must(http.POST("/console/api/auth/passkey")),
  finishPasskeySignIn: (body: Schemas["AnswerInBody"]) => must(http.POST("/console/api/auth/passkey/verify", { body })),
  signOut: () => must(http.POST("/console/api/auth/logout")),
  actAs: (merchant: string) => must(http.PUT("/console/api/session/merchant", { body: { merchant } })),

  myMerchants: () => must(http.GET("/console/api/session/merchants")),
  openMerchant: (key: string, name: string) =>
    must(
      http.POST("/console/api/session/merchants", { params: { header: { "Idempotency-Key": key } }, body: { name } }),
    ),
  maturity: () => must(http.GET("/console/api/merchant/maturity")),
  support: () => must(http.GET("/console/api/merchant/support")),
  tickSupport: (policy: string) => must(http.PUT("/console/api/merchant/support/{policy}/done", path({ policy }))),
  policies: () => must(http.GET("/console/api/policies")),
  policyVersions: (q: Page) => must(http.GET("/console/api/policies/versions", query(q))),
  policyVersion: (version: string) => must(http.GET("/console/api/policies/versions/{version}", path({ version }))),
  previewPolicies: (policies: SupportPolicy[]) =>
    must(http.POST("/console/api/policies/preview", { body: { policies } })),
  savePolicies: (key: string, body: Schemas["PolicySaveInBody"]) =>
    must(http.POST("/console/api/policies", { params: { header: { "Idempotency-Key": key } }, body })),
  standing: () => must(http.GET("/console/api/merchant/licence")),
  sendLicence: (key: string, body: Schemas["LicenceInBody"]) =>
    must(http.POST("/console/api/merchant/licence", { params: { header: { "Idempotency-Key": key } }, body })),
  licences: (q: Page & { status?: LicenceStatus }) => must(http.GET("/console/api/licences", query(q))),
  licenceQueue: () => must(http.GET("/console/api/licences/queue")),
  licence: (id: string) => must(http.GET("/console/api/licences/{id}", path({ id }))),
  decideLicence: (id: string, tier: number, reason: string) =>
    must(
      http.POST("/console/api/licences/{id}/decide", {
        ...path({ id }),
        body: { tier, ...(reason ? { reason } : {}) },
      }),
    ),
  addPicture: (picture: string) => must(http.POST("/console/api/pictures", { body: { picture } })),
  merchant: () => must(http.GET("/console/api/merchant")),
  trades: (q: Page & { status?: Trade["status"] | ""; text?: string; from?: string; to?: string }) =>
    must(http.GET("/console/api/merchant/trades", query(q))),
  trade: (id: string) => must(http.GET("/console/api/merchant/trades/{id}", path({ id }))),
  refund: (key: string, id: string, body: Schemas["RefundInBody"]) =>
    must(
      http.POST("/console/api/merchant/trades/{id}/refunds", {
        params: { path: { id }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  salesReport: (q: Period) => must(http.GET("/console/api/merchant/sales", query(q))),
  storeSalesReport: (store: string, q: Period) =>
    must(http.GET("/console/api/stores/{store}/sales", { params: { path: { store }, query: q } })),
  settlements: (q: Page) => must(http.GET("/console/api/merchant/settlements", query(q))),
  cards: () => must(http.GET("/console/api/merchant/cards")),
  bindCard: (number: string) => must(http.POST("/console/api/merchant/cards", { body: { number } })),
  unbindCard: (id: string) => must(http.DELETE("/console/api/merchant/cards/{id}", path({ id }))),
  staff: () => must(http.GET("/console/api/merchant/staff")),
  addStaff: (body: Schemas["StaffInBody"]) => must(http.POST("/console/api/merchant/staff", { body })),
  removeStaff: (id: string) => must(http.DELETE("/console/api/merchant/staff/{id}", path({ id }))),

  stores: () => must(http.GET("/console/api/stores")),
  addStore: (key: string, body: StoreFields) =>
    must(http.POST("/console/api/stores", { params: { header: { "Idempotency-Key": key } }, body })),
  store: (store: string) => must(http.GET("/console/api/stores/{store}", path({ store }))),
  editStore: (store: string, body: StoreFields) =>
    must(http.PUT("/console/api/stores/{store}", { ...path({ store }), body })),
  pauseStore: (store: string, body: Schemas["PauseInBody"]) =>
    must(http.POST("/console/api/stores/{store}/pause", { ...path({ store }), body })),
  resumeStore: (store: string) => must(http.POST("/console/api/stores/{store}/resume", path({ store }))),
  chain: (store: string) => must(http.GET("/console/api/stores/{store}/chain", path({ store }))),
  setChain: (store: string, lead: string) =>
    must(http.PUT("/console/api/stores/{store}/chain", { ...path({ store }), body: { lead } })),
  takeChainPrice: (store: string, item: string) =>
    must(http.POST("/console/api/stores/{store}/items/{item}/chainprice", path({ store, item }))),
  areas: (store: string) => must(http.GET("/console/api/stores/{store}/areas", path({ store }))),
  setAreas: (store: string, items: Area[]) =>
    must(http.PUT("/console/api/stores/{store}/areas", { ...path({ store }), body: { items } })),
  regions: () => must(http.GET("/console/api/regions")),
  carriers: () => must(http.GET("/console/api/carriers")),
  shipping: (store: string) => must(http.GET("/console/api/stores/{store}/shipping", path({ store }))),
  setShipping: (store: string, body: Shipping) =>
    must(http.PUT("/console/api/stores/{store}/shipping", { ...path({ store }), body })),
  tryShipping: (store: string, body: Schemas["ShippingExample"]) =>
    must(http.POST("/console/api/stores/{store}/shipping/try", { ...path({ store }), body })),
  menu: (store: string) => must(http.GET("/console/api/stores/{store}/menu", path({ store }))),
  setSections: (store: string, items: MenuSection[]) =>
    must(http.PUT("/console/api/stores/{store}/sections", { ...path({ store }), body: { items } })),
  importItems: (store: string, rows: Schemas["ImportRow"][]) =>
    must(http.POST("/console/api/stores/{store}/import", { params: { path: { store } }, body: { rows } })),
  addItem: (key: string, store: string, body: ItemFields) =>
    must(
      http.POST("/console/api/stores/{store}/items", {
        params: { path: { store }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  editItem: (store: string, item: string, body: ItemFields) =>
    must(http.PUT("/console/api/stores/{store}/items/{item}", { ...path({ store, item }), body })),
  setSoldOut: (store: string, item: string, out: boolean) =>
    must(http.POST("/console/api/stores/{store}/items/{item}/soldout", { ...path({ store, item }), body: { out } })),
  board: (store: string) => must(http.GET("/console/api/stores/{store}/board", path({ store }))),
  orders: (store: string, q: Page) =>
    must(http.GET("/console/api/stores/{store}/orders", { params: { path: { store }, query: q } })),
  order: (id: string) => must(http.GET("/console/api/orders/{id}", path({ id }))),
  moveOrder: (id: string, body: Schemas["MoveInBody"]) =>
    must(http.POST("/console/api/orders/{id}/move", { ...path({ id }), body })),
  sendOrder: (id: string, body: Schemas["SendInBody"]) =>
    must(http.POST("/console/api/orders/{id}/send", { ...path({ id }), body })),
  rejectOrder: (id: string, reason: string) =>
    must(http.POST("/console/api/orders/{id}/cancel", { ...path({ id }), body: { reason } })),
  refundOrder: (key: string, id: string, body: Schemas["RefundInBody2"]) =>
    must(
      http.POST("/console/api/orders/{id}/refund", {
        params: { path: { id }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  claims: (store: string, q: Page & { status?: "open" | "answered" }) =>
    must(http.GET("/console/api/stores/{store}/claims", { params: { path: { store }, query: q } })),
  answerClaim: (id: string, to: "settled" | "resent" | "refused", words: string) =>
    must(http.POST("/console/api/claims/{id}/answer", { ...path({ id }), body: { to, ...(words ? { words } : {}) } })),
  claimPicture: (id: string) => must(http.GET("/console/api/claims/{id}/picture", path({ id }))),
  appealedClaims: (q: Page & { status?: "appealed" | "decided" }) => must(http.GET("/console/api/claims", query(q))),
  decideClaim: (id: string, to: "settled" | "closed", reason: string) =>
    must(http.POST("/console/api/claims/{id}/decide", { ...path({ id }), body: { to, reason } })),
  offers: (store: string) => must(http.GET("/console/api/stores/{store}/offers", path({ store }))),
  openFlashSale: (key: string, store: string, body: Schemas["FlashInBody"]) =>
    must(
      http.POST("/console/api/stores/{store}/flash", {
        params: { path: { store }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  openGroupDeal: (key: string, store: string, body: Schemas["GroupInBody"]) =>
    must(
      http.POST("/console/api/stores/{store}/groups", {
        params: { path: { store }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  coupons: (store: string, q: Page) =>
    must(http.GET("/console/api/stores/{store}/coupons", { params: { path: { store }, query: q } })),
  openCoupons: (key: string, store: string, body: Schemas["CampaignInBody"]) =>
    must(http.POST("/console/api/stores/{store}/coupons", { ...keyed(key, { store }), body })),
  endCoupons: (store: string, id: string) =>
    must(http.POST("/console/api/stores/{store}/coupons/{id}/end", path({ store, id }))),
  campaigns: (q: Page) => must(http.GET("/console/api/campaigns", query(q))),
  findAudience: (q: { within: number; quiet: number; least?: number; most?: number }) =>
    must(http.GET("/console/api/campaigns/audience", query(q))),
  campaign: (id: string) => must(http.GET("/console/api/campaigns/{id}", path({ id }))),
  openCampaign: (key: string, body: Schemas["NewCampaign"]) =>
    must(http.POST("/console/api/campaigns", { params: { header: { "Idempotency-Key": key } }, body })),
  endCampaign: (id: string) => must(http.POST("/console/api/campaigns/{id}/end", path({ id }))),
  payouts: () => must(http.GET("/console/api/merchant/payouts")),
  payOut: (key: string) =>
    must(http.POST("/console/api/merchant/payouts", { params: { header: { "Idempotency-Key": key } } })),
  myProvider: () => must(http.GET("/console/api/merchant/provider")),
  joinAsProvider: (body: { name: string; nameEn: string; base: string }) =>
    must(http.PUT("/console/api/merchant/provider", { body })),
  providers: (q: Page) => must(http.GET("/console/api/providers", query(q))),
  exposures: (q: { day?: string }) => must(http.GET("/console/api/providers/exposure", query(q))),
  suspendProvider: (id: string, reason: string) =>
    must(http.POST("/console/api/providers/{id}/suspend", { ...path({ id }), body: { reason } })),
  hostQueue: (store: string) => must(http.GET("/console/api/stores/{store}/queue", path({ store }))),
  setQueue: (store: string, body: QueueTerms) =>
    must(http.PUT("/console/api/stores/{store}/queue", { ...path({ store }), body })),
  openQueue: (store: string, body: { open: boolean; end?: boolean }) =>
    must(http.POST("/console/api/stores/{store}/queue/open", { ...path({ store }), body })),
  callNext: (key: string, store: string, letter: string) =>
    must(http.POST("/console/api/stores/{store}/queue/next", { ...keyed(key, { store }), body: { letter } })),
  addWalkIn: (key: string, store: string, body: { party: number; name?: string }) =>
    must(http.POST("/console/api/stores/{store}/queue/tickets", { ...keyed(key, { store }), body })),
  moveTicket: (store: string, id: string, to: "waiting" | "called" | "seated" | "passed") =>
    must(http.POST("/console/api/stores/{store}/queue/tickets/{id}/move", { ...path({ store, id }), body: { to } })),
  bookingDay: (store: string, day?: string) =>
    must(
      http.GET("/console/api/stores/{store}/bookings", {
        params: { path: { store }, query: day ? { day } : {} },
      }),
    ),
  setBookings: (store: string, body: BookingTerms) =>
    must(http.PUT("/console/api/stores/{store}/bookings", { ...path({ store }), body })),
  arriveBooking: (store: string, id: string) =>
    must(http.POST("/console/api/stores/{store}/bookings/{id}/arrive", path({ store, id }))),
  cancelBooking: (store: string, id: string, reason: string) =>
    must(http.POST("/console/api/stores/{store}/bookings/{id}/cancel", { ...path({ store, id }), body: { reason } })),
  voucherKey: () => must(http.GET("/console/api/voucher-key")),
  redeemVoucher: (store: string, code: string, at: string) =>
    must(http.POST("/console/api/stores/{store}/vouchers", { ...path({ store }), body: { code, at } })),
  syncVouchers: (store: string, uses: Schemas["Use"][]) =>
    must(http.POST("/console/api/stores/{store}/vouchers/sync", { ...path({ store }), body: { uses } })),

  terminals: (store: string) => must(http.GET("/console/api/stores/{store}/terminals", path({ store }))),
  addTerminal: (key: string, store: string, body: TerminalDraft) =>
    must(http.POST("/console/api/stores/{store}/terminals", { ...keyed(key, { store }), body })),
  terminalCode: (store: string, id: string) =>
    must(http.POST("/console/api/stores/{store}/terminals/{id}/code", path({ store, id }))),
  editTerminal: (store: string, id: string, body: { name?: string; on?: boolean }) =>
    must(http.PATCH("/console/api/stores/{store}/terminals/{id}", { ...path({ store, id }), body })),
  removeTerminal: (store: string, id: string) =>
    must(http.DELETE("/console/api/stores/{store}/terminals/{id}", path({ store, id }))),
  register: (store: string) => must(http.GET("/console/api/stores/{store}/register", path({ store }))),
  prices: (store: string, cursor: string) =>
    must(
      http.GET("/console/api/stores/{store}/register/prices", {
        params: { path: { store }, ...(cursor ? { query: { cursor } } : {}) },
      }),
    ),
  addTill: (key: string, store: string, name: string) =>
    must(
      http.POST("/console/api/stores/{store}/register/tills", {
        params: { path: { store }, header: { "Idempotency-Key": key } },
        body: { name },
      }),
    ),
  openTill: (key: string, store: string, till: string, float: Amount) =>
    must(
      http.POST("/console/api/stores/{store}/register/tills/{till}/open", {
        ...keyed(key, { store, till }),
        body: { float },
      }),
    ),
  putCash: (key: string, store: string, till: string, body: Schemas["CashInBody"]) =>
    must(http.POST("/console/api/stores/{store}/register/tills/{till}/cash", { ...keyed(key, { store, till }), body })),
  closeTill: (key: string, store: string, till: string, body: Schemas["CloseInBody"]) =>
    must(
      http.POST("/console/api/stores/{store}/register/tills/{till}/close", { ...keyed(key, { store, till }), body }),
    ),
  shifts: (store: string, till: string, q: Page) =>
    must(
      http.GET("/console/api/stores/{store}/register/tills/{till}/shifts", {
        params: { path: { store, till }, query: q },
      }),
    ),
  beginSale: (store: string, body: Schemas["BeginInBody"]) =>
    must(http.POST("/console/api/stores/{store}/register/sales", { ...path({ store }), body })),
  sales: (store: string, q: Page) =>
    must(http.GET("/console/api/stores/{store}/register/sales", { params: { path: { store }, query: q } })),
  sale: (store: string, sale: string) =>
    must(http.GET("/console/api/stores/{store}/register/sales/{sale}", path({ store, sale }))),
  addTender: (store: string, sale: string, body: Schemas["TenderInBody"]) =>
    must(http.POST("/console/api/stores/{store}/register/sales/{sale}/tenders", { ...path({ store, sale }), body })),
  cancelTender: (store: string, sale: string, tender: string) =>
    must(
      http.POST(
        "/console/api/stores/{store}/register/sales/{sale}/tenders/{tender}/cancel",
        path({ store, sale, tender }),
      ),
    ),
  voidSale: (store: string, sale: string) =>
    must(http.POST("/console/api/stores/{store}/register/sales/{sale}/void", path({ store, sale }))),
  refundSale: (store: string, sale: string, till: string, reason: string) =>
    must(
      http.POST("/console/api/stores/{store}/register/sales/{sale}/refund", {
        ...path({ store, sale }),
        body: { till, reason },
      }),
    ),
  meetMember: (store: string, code: string) =>
    must(http.POST("/console/api/stores/{store}/register/member", { ...path({ store }), body: { code } })),
  sumSale: (store: string, body: Schemas["SumsInBody"]) =>
    must(http.POST("/console/api/stores/{store}/register/sums", { ...path({ store }), body })),
  memberProgramme: () => must(http.GET("/console/api/merchant/members/programme")),
  setMemberProgramme: (body: MemberRules & { on: boolean }) =>
    must(http.PUT("/console/api/merchant/members/programme", { body })),
  members: (query: Page & { card?: string }) => must(http.GET("/console/api/merchant/members", { params: { query } })),
  memberEntries: (id: string, query: Page) =>
    must(http.GET("/console/api/merchant/members/{id}/entries", { params: { path: { id }, query } })),
  syncSales: (store: string, sales: MadeSale[]) =>
    must(http.POST("/console/api/stores/{store}/register/sync", { ...path({ store }), body: { sales } })),

  apps: () => must(http.GET("/console/api/apps")),
  app: (id: string) => must(http.GET("/console/api/apps/{id}", app(id))),
  createApp: (body: Schemas["CreateInBody"]) => must(http.POST("/console/api/apps", { body })),
  editApp: (id: string, body: Schemas["Draft"]) => must(http.PUT("/console/api/apps/{id}", { ...app(id), body })),
  moveApp: (id: string, state: App["state"]) =>
    must(http.POST("/console/api/apps/{id}/state", { ...app(id), body: { state } })),
  addKey: (id: string, body: Schemas["KeyInBody"]) =>
    must(http.POST("/console/api/apps/{id}/keys", { ...app(id), body })),
  certifyKey: (id: string, body: Schemas["KeyInBody"]) =>
    must(http.POST("/console/api/apps/{id}/certificates", { ...app(id), body })),
  stopKey: (id: string, version: number) =>
    must(http.DELETE("/console/api/apps/{id}/keys/{version}", path({ id, version }))),
  newContentKey: (id: string) => must(http.POST("/console/api/apps/{id}/content-key", app(id))),
  takePlatformKey: (id: string) => must(http.POST("/console/api/apps/{id}/platform-key", app(id))),
  notifications: (id: string, q: Page & { state?: Notification["state"]; object?: string }) =>
    must(http.GET("/console/api/apps/{id}/notifications", { params: { path: { id }, query: q } })),
  notification: (id: string, note: string) =>
    must(http.GET("/console/api/apps/{id}/notifications/{note}", path({ id, note }))),
  sendAgain: (id: string, note: string) =>
    must(http.POST("/console/api/apps/{id}/notifications/{note}/again", path({ id, note }))),
  sendDeadAgain: (id: string) =>
    must(http.POST("/console/api/apps/{id}/notifications/again", { ...app(id), body: {} })),
  hosts: () => must(http.GET("/console/api/hosts")),
  allHosts: (after?: string) => must(http.GET("/console/api/hosts/all", query(after ? { after } : {}))),
  registerHost: (body: PartnerDraft & { id: string }) => must(http.POST("/console/api/hosts", { body })),
  editHost: (host: string, body: PartnerDraft) =>
    must(http.PUT("/console/api/hosts/{host}", { ...path({ host }), body })),
  decideHost: (host: string, body: { state: PartnerDetail["state"]; share: number; reason: string }) =>
    must(http.POST("/console/api/hosts/{host}/state", { ...path({ host }), body })),
  hostStatement: (host: string, q: Page & { month: string }) =>
    must(http.GET("/console/api/hosts/{host}/statement", { params: { path: { host }, query: q } })),
  usage: (id: string, month: string) =>
    must(http.GET("/console/api/apps/{id}/usage", { params: { path: { id }, query: { month } } })),
  requests: (id: string, q: Page & { failed?: boolean }) =>
    must(http.GET("/console/api/apps/{id}/requests", { params: { path: { id }, query: q } })),
  request: (id: string, trace: string) =>
    must(http.GET("/console/api/apps/{id}/requests/{trace}", path({ id, trace }))),
  reference: () => must(http.GET("/console/api/reference")),

  mini: (app: string) => must(http.GET("/console/api/apps/{app}/mini", path({ app }))),
  miniVersions: (app: string, q: Page) =>
    must(http.GET("/console/api/apps/{app}/mini/versions", { params: { path: { app }, query: q } })),
  miniVersion: (app: string, version: string) =>
    must(http.GET("/console/api/apps/{app}/mini/versions/{version}", path({ app, version }))),
  submitMini: (app: string, version: string, body: Schemas["MiniSubmitInBody"]) =>
    must(http.POST("/console/api/apps/{app}/mini/versions/{version}/submit", { ...path({ app, version }), body })),
  moveMini: (app: string, version: string, act: MiniAct) =>
    must(
      http.POST("/console/api/apps/{app}/mini/versions/{version}/act", { ...path({ app, version }), body: { act } }),
    ),
  spreadMini: (app: string, version: string, body: MiniGray) =>
    must(http.POST("/console/api/apps/{app}/mini/versions/{version}/gray", { ...path({ app, version }), body })),
  tryMini: (app: string, version: string, on: boolean) =>
    must(
      http.POST("/console/api/apps/{app}/mini/versions/{version}/trial", { ...path({ app, version }), body: { on } }),
    ),
  deleteMini: (app: string, version: string) =>
    must(http.DELETE("/console/api/apps/{app}/mini/versions/{version}", path({ app, version }))),
  miniKeys: (app: string) => must(http.GET("/console/api/apps/{app}/mini/keys", path({ app }))),
  addMiniKey: (app: string, publicKey: string) =>
    must(http.POST("/console/api/apps/{app}/mini/keys", { ...path({ app }), body: { publicKey } })),
  endMiniKey: (app: string, publicKey: string) =>
    must(http.POST("/console/api/apps/{app}/mini/keys/end", { ...path({ app }), body: { publicKey } })),
  miniDomains: (app: string) => must(http.GET("/console/api/apps/{app}/mini/domains", path({ app }))),
  setMiniDomains: (app: string, body: MiniDomains) =>
    must(http.PUT("/console/api/apps/{app}/mini/domains", { ...path({ app }), body })),
  miniEntry: (app: string) => must(http.GET("/console/api/apps/{app}/mini/entry", path({ app }))),
  saveMiniEntry: (app: string, body: MiniEntryFields) =>
    must(http.PUT("/console/api/apps/{app}/mini/entry", { ...path({ app }), body })),
  addMiniIcon: (app: string, picture: string) =>
    must(http.POST("/console/api/apps/{app}/mini/icon", { ...path({ app }), body: { picture } })),
  miniVitals: (app: string, version: string, days: number) =>
    must(http.GET("/console/api/apps/{app}/mini/vitals", { params: { path: { app }, query: { version, days } } })),

  miniReviews: (q: Page) => must(http.GET("/console/api/mini/reviews", query(q))),
  miniReview: (id: string) => must(http.GET("/console/api/mini/reviews/{id}", path({ id }))),
  decideMini: (id: string, body: Schemas["MiniDecideInBody"]) =>
    must(http.POST("/console/api/mini/reviews/{id}", { ...path({ id }), body })),
  programs: (q: Page) => must(http.GET("/console/api/mini/programs", query(q))),
  program: (app: string) => must(http.GET("/console/api/mini/programs/{app}", path({ app }))),
  served: (app: string, q: { person: string; city?: string; host?: string }) =>
    must(http.GET("/console/api/mini/programs/{app}/served", { params: { path: { app }, query: q } })),
  listedWords: (q: Page & { kind?: ListedWord["kind"]; part?: string }) =>
    must(http.GET("/console/api/words", query(q))),
  addWords: (key: string, body: { kind: ListedWord["kind"]; lines: string }) =>
    must(http.POST("/console/api/words", { params: { header: { "Idempotency-Key": key } }, body })),
  removeWord: (id: string) => must(http.DELETE("/console/api/words/{id}", path({ id }))),
  tryWords: (text: string) => must(http.POST("/console/api/words/try", { body: { text } })),
  allTerminals: (q: Page) => must(http.GET("/console/api/terminals", { params: { query: q } })),
  barTerminal: (id: string, off: boolean, reason: string) =>
    must(http.POST("/console/api/terminals/{id}/bar", { ...path({ id }), body: { off, reason } })),
  programVersions: (app: string, q: Page) =>
    must(http.GET("/console/api/mini/programs/{app}/versions", { params: { path: { app }, query: q } })),
  programVitals: (app: string, version: string, days: number) =>
    must(http.GET("/console/api/mini/programs/{app}/vitals", { params: { path: { app }, query: { version, days } } })),
  spreadProgram: (id: string, body: MiniGray) =>
    must(http.POST("/console/api/mini/versions/{id}/gray", { ...path({ id }), body })),
  rollBackProgram: (id: string) => must(http.POST("/console/api/mini/versions/{id}/rollback", path({ id }))),
  stopProgram: (app: string, stopped: boolean, reason: string) =>
    must(http.POST("/console/api/mini/programs/{app}/stop", { ...path({ app }), body: { stopped, reason } })),

  authorization: (q: Link) => must(http.GET("/console/api/authorization", query(q))),
  approve: (body: Link) => must(http.POST("/console/api/authorization/approve", { body })),
  authorizations: () => must(http.GET("/console/api/authorizations")),
  endAuthorization: (id: string) => must(http.DELETE("/console/api/authorizations/{app}", path({ app: id }))),

  people: (q: Page & { phone?: string }) => must(http.GET("/console/api/people", query(q))),
  setPersonState: (id: string, state: "active" | "frozen", reason: string) =>
    must(http.POST("/console/api/people/{id}/state", { ...path({ id }), body: { state, reason } })),
  merchants: (q: Page & { text?: string }) => must(http.GET("/console/api/merchants", query(q))),
  setMerchantStatus: (id: string, status: Merchant["status"], reason: string) =>
    must(http.POST("/console/api/merchants/{id}/status", { ...path({ id }), body: { status, reason } })),
  rules: () => must(http.GET("/console/api/rules")),
  draftRule: (body: Schemas["DraftInBody"]) => must(http.POST("/console/api/rules", { body })),
  tryRule: (body: Schemas["TryInBody"]) => must(http.POST("/console/api/rules/try", { body })),
  releaseRule: (id: string, live: boolean) =>
    must(http.POST("/console/api/rules/{id}/release", { ...path({ id }), body: { live } })),
  decisions: (q: Page & { action?: "" | "ALLOW" | "STEP_UP" | "DENY" }) =>
    must(http.GET("/console/api/decisions", query(q))),
  fees: () => must(http.GET("/console/api/fees")),
  proposals: (q: Page & { status?: "" | Proposal["status"] }) => must(http.GET("/console/api/proposals", query(q))),
  propose: (body: Schemas["ProposeInBody"]) => must(http.POST("/console/api/proposals", { body })),
  decide: (id: string, body: Schemas["DecideInBody"]) =>
    must(http.POST("/console/api/proposals/{id}/decide", { ...path({ id }), body })),
  audit: (q: Page & { object?: string }) => must(http.GET("/console/api/audit", query(q))),
  verifyAudit: () => must(http.POST("/console/api/audit/verify")),

  layouts: () => must(http.GET("/console/api/home/layouts")),
  createLayout: (key: string, body: Schemas["NewLayoutInBody"]) =>
    must(http.POST("/console/api/home/layouts", { params: { header: { "Idempotency-Key": key } }, body })),
  layout: (id: string) => must(http.GET("/console/api/home/layouts/{id}", path({ id }))),
  layoutVersion: (id: string, number: number) =>
    must(http.GET("/console/api/home/layouts/{id}/versions/{number}", path({ id, number }))),
  saveLayout: (key: string, id: string, blocks: HomeBlock[], note: string) =>
    must(
      http.POST("/console/api/home/layouts/{id}/versions", {
        params: { path: { id }, header: { "Idempotency-Key": key } },
        body: { blocks, note },
      }),
    ),
  publishLayout: (id: string, version: number) =>
    must(http.PUT("/console/api/home/layouts/{id}/live", { ...path({ id }), body: { version } })),
  withdrawLayout: (id: string) => must(http.DELETE("/console/api/home/layouts/{id}/live", path({ id }))),
  tryLayout: (id: string, version: number, share: number) =>
    must(http.PUT("/console/api/home/layouts/{id}/trial", { ...path({ id }), body: { version, share } })),
  planLayout: (id: string, version: number, at: string) =>
    must(http.PUT("/console/api/home/layouts/{id}/plan", { ...path({ id }), body: { version, at } })),
  unplanLayout: (id: string) => must(http.DELETE("/console/api/home/layouts/{id}/plan", path({ id }))),
  homeCities: () => must(http.GET("/console/api/home/cities")),
  setCityButtons: (city: string, buttons: string[]) =>
    must(http.PUT("/console/api/home/cities/{city}/buttons", { ...path({ city }), body: { buttons } })),
  setCityCrisis: (city: string, body: Schemas["CrisisInBody"]) =>
    must(http.PUT("/console/api/home/cities/{city}/crisis", { ...path({ city }), body })),
  cities: () => must(http.GET("/console/api/cities")),
  addCity: (key: string, body: CityDraft) =>
    must(http.POST("/console/api/cities", { params: { header: { "Idempotency-Key": key } }, body })),
  editCity: (code: string, body: CityDraft) =>
    must(http.PUT("/console/api/cities/{code}", { ...path({ code }), body })),
  setDefaultCity: (code: string) => must(http.PUT("/console/api/default-city", { body: { code } })),
};
