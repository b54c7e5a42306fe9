package payopen

import (
	"context"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

type pageIn struct {
	Order
	QuitURL protocol.Text `json:"quit_url" max:"400" doc:"Where a payer goes who gives up."`
	QRMode  protocol.Text `json:"qr_pay_mode" max:"2" doc:"Taken, and not used: the page is always whole."`
}

func (h *Surface) pages(g *gateway.Gateway) {
	for _, p := range []struct {
		name, title, text string
		kind              gateway.Kind
		method            pay.Method
	}{
		{"alipay.trade.page.pay", "Send a browser to the cashier", "The browser comes with a signed link or form and goes on to the cashier page; after paying it goes back to return_url, signed.", gateway.Page, pay.ByPage},
		{"alipay.trade.wap.pay", "Send a phone's browser to the cashier", "As alipay.trade.page.pay, for phones.", gateway.Page, pay.ByWap},
		{"alipay.trade.app.pay", "Make an order string for the wallet app", "The app hands the signed string to the wallet, which checks it and asks the payer. Nothing is called over HTTP.", gateway.Order, pay.ByApp},
	} {
		gateway.Add(g, gateway.Spec{
			Name: p.name, Group: tradeGroup, Title: p.title, Text: p.text, Kind: p.kind, Product: client.Trade, Merchant: true,
			Bad: "ACQ.INVALID_PARAMETER", Subs: tradeSubs, Keys: []string{"out_trade_no"},
		}, func(ctx context.Context, tx *db.Tx, c *gateway.Call, in *pageIn) (gateway.Cashier, error) {
			n, err := in.trade(c, p.method)
			if err != nil {
				return gateway.Cashier{}, err
			}
			n.Extra.QuitURL = string(in.QuitURL)
			t, err := h.Pay.Create(ctx, tx, n)
			return gateway.Cashier{Path: TradePath(t.ID)}, err
		})
	}
}

// returnMethods are the names under which results come back to a browser.
var returnMethods = map[pay.Method]string{pay.ByPage: "alipay.trade.page.pay.return", pay.ByWap: "alipay.trade.wap.pay.return"}

// ReturnURL is where a browser goes after paying t: the app's address with the
// result, signed. It is empty where the app gave none or t is not paid. It
// signs, so never call it inside a transaction.
func (h *Surface) ReturnURL(ctx context.Context, t pay.Trade) (string, error) {
	if t.Extra.ReturnURL == "" || t.PaidAt.IsZero() {
		return "", nil
	}
	method := returnMethods[t.Method]
	if method == "" {
		method = returnMethods[pay.ByPage]
	}
	return h.Notify.ReturnURL(ctx, caller(t.App, t.Via), t.Extra.ReturnURL, protocol.Params{
		"method": method, "out_trade_no": t.OutTradeNo, "trade_no": t.ID, "total_amount": t.Total.Decimal(),
		"auth_app_id": t.App, "seller_id": SellerID(t.Merchant),
	})
}

// caller is the app that asked, and hears of the result.
func caller(app, via string) string {
	if via != "" {
		return via
	}
	return app
}
