package payopen

import (
	"context"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

type orderPayIn struct {
	TradeNo   protocol.Text  `json:"trade_no" required:"true" max:"64" example:"20260102220014000" doc:"A trade that alipay.trade.create made for the buyer."`
	Total     protocol.Money `json:"total_amount" required:"true" example:"8.80" doc:"What the trade is for, to be sure."`
	RequestNo protocol.Text  `json:"out_request_no" max:"64" example:"take-1" doc:"The app's own number of this request."`
	Product   protocol.Text  `json:"product_code" max:"64" doc:"Narrows the buyer's agreements."`
	Buyer
}

type orderPayOut struct {
	TradeNo    string         `json:"trade_no" doc:"The platform's number."`
	OutTradeNo string         `json:"out_trade_no" doc:"The app's own number."`
	RequestNo  string         `json:"out_request_no" doc:"As it was given."`
	Total      protocol.Money `json:"total_amount" doc:"What was paid."`
	GmtPayment string         `json:"gmt_payment" doc:"When, UTC+8."`
}

func (h *Surface) orderPay(g *gateway.Gateway) {
	gateway.Add(g, gateway.Spec{
		Name: "alipay.trade.order.pay", Group: tradeGroup, Title: "Take the payment of a trade that waits",
		Text:    "On the strength of an agreement that the trade's buyer signed with the merchant. Asking again changes nothing.",
		Product: client.Trade, Merchant: true, Bad: "ACQ.INVALID_PARAMETER", Subs: tradeSubs, Keys: []string{"trade_no"},
	}, func(ctx context.Context, tx *db.Tx, c *gateway.Call, in *orderPayIn) (orderPayOut, error) {
		t, err := h.Pay.Find(ctx, tx, c.AuthAppID, pay.Ref{TradeNo: string(in.TradeNo)})
		if err != nil {
			return orderPayOut{}, err
		}
		if in.Total.Amount() != t.Total {
			return orderPayOut{}, pay.ErrTerms
		}
		if t.Status == pay.Waiting {
			if t, err = h.take(ctx, tx, c, in, t); err != nil {
				return orderPayOut{}, err
			}
		}
		if t.PaidAt.IsZero() {
			return orderPayOut{}, pay.ErrClosed
		}
		return orderPayOut{t.ID, t.OutTradeNo, string(in.RequestNo), protocol.Yuan(t.Total), protocol.Time(t.PaidAt)}, nil
	})
}

// take pays a waiting trade where its buyer signed for that.
func (h *Surface) take(ctx context.Context, tx *db.Tx, c *gateway.Call, in *orderPayIn, t pay.Trade) (pay.Trade, error) {
	buyer, err := h.person(ctx, tx, c, in.BuyerID, in.BuyerOpenID)
	if err != nil {
		return t, err
	}
	if buyer == "" {
		buyer = t.Buyer
	}
	if buyer == "" || t.Buyer != "" && t.Buyer != buyer {
		return t, pay.ErrNotYours
	}
	a, err := h.Pay.Agreement(ctx, tx, c.AuthAppID, pay.AgreementRef{User: buyer, Product: string(in.Product)})
	if err != nil {
		return t, err
	}
	if a.Status != pay.AgreementNormal || a.Merchant != t.Merchant || !tx.Now().Before(a.EndsAt) ||
		!a.SingleLimit.IsZero() && t.Total.Minor() > a.SingleLimit.Minor() {
		return t, pay.ErrAgreement
	}
	return h.Pay.Pay(ctx, tx, t.ID, pay.Paying{Buyer: buyer, Proven: true}) // signing was the proof
}
