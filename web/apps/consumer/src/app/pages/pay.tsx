import { getRouteApi } from "@tanstack/react-router";
import { BillPage } from "../../features/bills/bill";
import { SignAgreement } from "../../features/cashier/agreement";
import { Cashier } from "../../features/cashier/cashier";
import { Freeze } from "../../features/cashier/freeze";
import { Transfer } from "../../features/transfer/transfer";

const transfer = getRouteApi("/signed/transfer");
const cashier = getRouteApi("/signed/cashier/$id");
const trade = getRouteApi("/signed/trades/$id");
const freeze = getRouteApi("/signed/cashier/auth/$id");
const agreement = getRouteApi("/signed/cashier/agreement/$id");
const bill = getRouteApi("/signed/bills/$id");

// A key per object: what was typed for one must not show up for the next.
export function TransferPage() {
  const { payee = "", name = "", amount = "" } = transfer.useSearch();
  return <Transfer key={payee + amount} to={payee} name={name} amount={amount} />;
}
export function CashierPage() {
  const { id } = cashier.useParams();
  const { next = "" } = cashier.useSearch();
  return <Cashier key={id} id={id} next={next} />;
}
export function TradePage() {
  const { id } = trade.useParams();
  return <Cashier key={id} id={id} />;
}
export function FreezePage() {
  const { id } = freeze.useParams();
  return <Freeze key={id} id={id} />;
}
export function AgreementPage() {
  const { id } = agreement.useParams();
  return <SignAgreement key={id} id={id} />;
}
export function BillDetailPage() {
  const { id } = bill.useParams();
  return <BillPage key={id} id={id} />;
}
