import { getRouteApi } from "@tanstack/react-router";
import { Move } from "../../features/cards/move";
import { Order } from "../../features/cards/order";

const order = getRouteApi("/signed/cards/orders/$id");

export { Cards as CardsPage } from "../../features/cards/cards";
export const TopUpPage = () => <Move kind="topup" />;
export const WithdrawPage = () => <Move kind="withdraw" />;
export const OrderPage = () => <Order id={order.useParams().id} />;
