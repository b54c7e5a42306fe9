import createClient from "openapi-fetch";
import { ApiError, OFFLINE } from "./index";
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

const http = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  fetch: (request) => globalThis.fetch(request),
});

async function must<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer.catch(() => {
    throw new ApiError({ code: OFFLINE });
  });
  if (response.ok) return data as T;
  const p = error as Partial<Problem> | undefined;
  throw new ApiError({ ...p, code: typeof p?.code === "string" ? p.code : "internal" });
}

type Page = { cursor?: string; limit?: number };
const path = <P>(p: P) => ({ params: { path: p } });
const query = <Q>(q: Q) => ({ params: { query: q } });
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
  settlements: (q: Page) => must(http.GET("/console/api/merchant/settlements", query(q))),
  cards: () => must(http.GET("/console/api/merchant/cards")),
  bindCard: (number: string) => must(http.POST("/console/api/merchant/cards", { body: { number } })),
  unbindCard: (id: string) => must(http.DELETE("/console/api/merchant/cards/{id}", path({ id }))),
  staff: () => must(http.GET("/console/api/merchant/staff")),
  addStaff: (body: Schemas["StaffInBody"]) => must(http.POST("/console/api/merchant/staff", { body })),
  removeStaff: (id: string) => must(http.DELETE("/console/api/merchant/staff/{id}", path({ id }))),

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
  requests: (id: string, q: Page & { failed?: boolean }) =>
    must(http.GET("/console/api/apps/{id}/requests", { params: { path: { id }, query: q } })),
  request: (id: string, trace: string) =>
    must(http.GET("/console/api/apps/{id}/requests/{trace}", path({ id, trace }))),
  reference: () => must(http.GET("/console/api/reference")),

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
};
