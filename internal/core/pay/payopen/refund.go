package payopen

import (
	"context"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

type refundIn struct {
	Ref
	Amount    protocol.Money  `json:"refund_amount" required:"true" example:"3.80" doc:"Yuan to give back."`
	RequestNo protocol.Text   `json:"out_request_no" max:"64" example:"20260102-0001-r1" doc:"Names this refund; needed for parts. Default: out_trade_no."`
	Reason    protocol.Text   `json:"refund_reason" max:"256" example:"One dough stick was sold out" doc:"Shown to the buyer."`
	Operator  protocol.Text   `json:"operator_id" max:"30" doc:"Who refunds."`
	Options   []protocol.Text `json:"query_options" doc:"Taken; all that there is comes back."`
}

type refundOut struct {
	TradeNo      string         `json:"trade_no" doc:"The platform's number."`
	OutTradeNo   string         `json:"out_trade_no" doc:"The app's own number."`
	BuyerLogonID string         `json:"buyer_logon_id" doc:"The buyer's phone, most of it hidden."`
	BuyerID      string         `json:"buyer_user_id" doc:"The buyer, as this app knows them."`
	BuyerOpenID  string         `json:"buyer_open_id" doc:"The same buyer, opaque."`
	FundChange   string         `json:"fund_change" doc:"Y: this call moved money. N: it had moved before."`
	RefundFee    protocol.Money `json:"refund_fee" doc:"Refunded of the trade so far, all requests together."`
	SendBack     protocol.Money `json:"send_back_fee" doc:"What this request gave back."`
	GmtRefund    string         `json:"gmt_refund_pay" doc:"When, UTC+8."`
	Details      []fundBill     `json:"refund_detail_item_list,omitempty" doc:"Where the money went."`
}

type refundQueryIn struct {
	Ref
	RequestNo protocol.Text   `json:"out_request_no" required:"true" max:"64" example:"20260102-0001-r1" doc:"The refund; out_trade_no where it had no number of its own."`
	Options   []protocol.Text `json:"query_options" doc:"Taken; all that there is comes back."`
}

type refundQueryOut struct {
	TradeNo    string         `json:"trade_no" doc:"The platform's number."`
	OutTradeNo string         `json:"out_trade_no" doc:"The app's own number."`
	RequestNo  string         `json:"out_request_no" doc:"The refund. Like all below, absent where there is none."`
	Reason     string         `json:"refund_reason" doc:"As it was given."`
	Total      protocol.Money `json:"total_amount" doc:"What the trade is for."`
	Amount     protocol.Money `json:"refund_amount" doc:"What this refund gave back."`
	Status     string         `json:"refund_status" doc:"REFUND_SUCCESS."`
	GmtRefund  string         `json:"gmt_refund_pay" doc:"When, UTC+8."`
	SendBack   protocol.Money `json:"send_back_fee" doc:"The same as refund_amount."`
	Details    []fundBill     `json:"refund_detail_item_list,omitempty" doc:"Where the money went."`
}

func (h *Surface) refunds(g *gateway.Gateway) {
	spec := gateway.Spec{
		Name: "alipay.trade.refund", Group: tradeGroup, Title: "Give money back",
		Text:    "Parts are allowed, up to what was paid, for 90 days. The same out_request_no with the same amount again moves nothing and answers fund_change N; with another amount it is refused.",
		Product: client.Trade, Merchant: true, Bad: "ACQ.INVALID_PARAMETER", Subs: refundSubs, Keys: []string{"out_trade_no", "out_request_no"},
	}
	gateway.Free(g, spec, h.refund)
	spec.Name, spec.Title, spec.Keys = "alipay.trade.fastpay.refund.query", "Ask what became of a refund", nil
	spec.Text = "A request that never came answers 10000 without refund fields: it is then safe to send it again."
	gateway.Query(g, spec, h.refundQuery)
}

func (h *Surface) refund(ctx context.Context, c *gateway.Call, in *refundIn) (refundOut, error) {
	var t pay.Trade
	var r pay.Refund
	var moved bool
	err := h.DB.Do(ctx, func(tx *db.Tx) (err error) {
		t, r, moved, err = h.Pay.Refund(ctx, tx, c.AuthAppID, in.ref(), pay.NewRefund{
			RequestNo: string(in.RequestNo), Amount: in.Amount.Amount(), Reason: string(in.Reason), Operator: string(in.Operator),
		})
		return err
	})
	if is(err, pay.ErrAmount) {
		return refundOut{}, protocol.Business("ACQ.REASON_TRADE_REFUND_FEE_ERR", "")
	}
	if err != nil {
		return refundOut{}, err
	}
	who, err := h.who(ctx, c.App.ID, t.Buyer)
	if err != nil {
		return refundOut{}, err
	}
	logon, err := h.logon(ctx, h.DB, t.Buyer)
	out := refundOut{
		TradeNo: t.ID, OutTradeNo: t.OutTradeNo, BuyerLogonID: logon, BuyerID: who.user, BuyerOpenID: who.open, FundChange: "N",
		RefundFee: protocol.Yuan(t.Refunded), SendBack: protocol.Yuan(r.Amount), GmtRefund: protocol.Time(r.At),
		Details: []fundBill{{channel(t), protocol.Yuan(r.Amount)}},
	}
	if moved {
		out.FundChange = "Y"
	}
	return out, err
}

func (h *Surface) refundQuery(ctx context.Context, q db.Q, c *gateway.Call, in *refundQueryIn) (refundQueryOut, error) {
	t, err := h.Pay.Find(ctx, q, c.AuthAppID, in.ref())
	if err != nil {
		return refundQueryOut{}, err
	}
	out := refundQueryOut{TradeNo: t.ID, OutTradeNo: t.OutTradeNo}
	r, err := h.Pay.RefundOf(ctx, q, t, string(in.RequestNo))
	if is(err, pay.ErrNoRefund) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	amount := protocol.Yuan(r.Amount)
	out.RequestNo, out.Reason, out.Total, out.Amount = r.RequestNo, r.Reason, protocol.Yuan(t.Total), amount
	out.Status, out.GmtRefund, out.SendBack = "REFUND_SUCCESS", protocol.Time(r.At), amount
	out.Details = []fundBill{{channel(t), amount}}
	return out, nil
}
