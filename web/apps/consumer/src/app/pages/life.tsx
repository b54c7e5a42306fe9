import "../life.css";
import { getRouteApi } from "@tanstack/react-router";
import { Addresses } from "../../features/address/addresses";
import { Coupons } from "../../features/coupons/coupons";
import { Membership } from "../../features/members/card";
import { MemberCards } from "../../features/members/cards";
import { OrderPage } from "../../features/orders/order";
import { Orders } from "../../features/orders/orders";
import { Rider } from "../../features/rider/rider";
import { Reviews } from "../../features/stores/reviews";
import { Checkout } from "../../features/stores/checkout";
import { Store } from "../../features/stores/store";
import { modes, Stores } from "../../features/stores/stores";

const stores = getRouteApi("/signed/stores");
const store = getRouteApi("/signed/stores/$id");
const checkout = getRouteApi("/signed/stores/$id/checkout");
const reviews = getRouteApi("/signed/stores/$id/reviews");
const order = getRouteApi("/signed/orders/$id");
const member = getRouteApi("/signed/members/$id");

export function StoresPage() {
  const { mode, kind = "", text = "" } = stores.useSearch();
  return <Stores key={text} mode={modes.find((m) => m === mode) ?? "takeaway"} kind={kind} text={text} />;
}
export function StorePage() {
  const { id } = store.useParams();
  const { mode = "takeaway", table = "" } = store.useSearch();
  return <Store key={id} id={id} mode={mode} table={table} />;
}
export function CheckoutPage() {
  const { id } = checkout.useParams();
  const { mode = "takeaway", table = "" } = checkout.useSearch();
  return <Checkout key={id} id={id} mode={mode} table={table} />;
}
export function ReviewsPage() {
  const { id } = reviews.useParams();
  return <Reviews key={id} id={id} />;
}
export const CouponsPage = Coupons;
export const MembersPage = MemberCards;
export function MemberPage() {
  const { id } = member.useParams();
  return <Membership key={id} id={id} />;
}
export const AddressesPage = Addresses;
export const OrdersPage = Orders;
export const RiderPage = Rider;
export function TheOrder() {
  const { id } = order.useParams();
  return <OrderPage key={id} id={id} />;
}
