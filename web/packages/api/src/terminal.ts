import createClient from "openapi-fetch";
import { ApiError, must, OFFLINE } from "./index";
import type { components, paths } from "./terminal.gen";

export { ApiError, OFFLINE };

type Schemas = components["schemas"];
export type Amount = Schemas["Wire"];
export type Self = Schemas["Self"];
export type MiniProgram = Schemas["MiniProgram"];
export type TerminalOrder = Schemas["TerminalOrder"];
export type Numbers = Schemas["Numbers"];
export type Menu = Schemas["StorePage"];
export type MadeSale = Schemas["MadeSale"];
export type TillMember = Schemas["TillMember"];
export type TillSums = Schemas["TillSums"];
type Place = NonNullable<paths["/terminal/api/orders"]["post"]["requestBody"]>["content"]["application/json"];
type Pay = NonNullable<paths["/terminal/api/orders/{id}/pay"]["post"]["requestBody"]>["content"]["application/json"];
export type Mode = Place["mode"];

const http = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  fetch: (request) => globalThis.fetch(request),
});

const of = (id: string) => ({ params: { path: { id } } });

/** What a device of a store may ask. */
export const api = {
  self: () => must(http.GET("/terminal/api/self")),
  pair: (code: string) => must(http.POST("/terminal/api/pair", { body: { code } })),
  program: () => must(http.GET("/terminal/api/program")),
  request: (body: Schemas["MiniRequest"]) => must(http.POST("/terminal/api/request", { body })),
  menu: () => must(http.GET("/terminal/api/menu")),
  place: (key: string, body: Place) =>
    must(http.POST("/terminal/api/orders", { params: { header: { "Idempotency-Key": key } }, body })),
  order: (id: string) => must(http.GET("/terminal/api/orders/{id}", of(id))),
  pay: (id: string, body: Pay) => must(http.POST("/terminal/api/orders/{id}/pay", { ...of(id), body })),
  meet: (code: string) => must(http.POST("/terminal/api/member", { body: { code } })),
  know: (id: string, body: Schemas["GuestFields"]) =>
    must(http.POST("/terminal/api/orders/{id}/member", { ...of(id), body })),
  sync: (sales: MadeSale[]) => must(http.POST("/terminal/api/sync", { body: { sales } })),
  drop: (id: string) => must(http.POST("/terminal/api/orders/{id}/drop", of(id))),
};
