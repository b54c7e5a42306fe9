package payopen

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

type syncIn struct {
	TradeNo   protocol.Text `json:"trade_no" required:"true" max:"64" example:"17953452051320000004694" doc:"The platform's number of a paid trade."`
	RequestNo protocol.Text `json:"out_request_no" required:"true" max:"64" example:"20260102-0001-s1" doc:"Names this report."`
	Kind      protocol.Text `json:"biz_type" required:"true" max:"64" example:"DELIVERY" doc:"What the report is of: CREDIT_AUTH, DELIVERY and what the merchant calls its own."`
	Info      protocol.Text `json:"order_biz_info" max:"4000" example:"{\"status\":\"COMPLETE\"}" doc:"The report, JSON in a string; shown beside the trade."`
	Orig      protocol.Text `json:"orig_request_no" max:"64" doc:"Taken; each report stands alone."`
}

type syncOut struct {
	TradeNo     string `json:"trade_no" doc:"The platform's number."`
	OutTradeNo  string `json:"out_trade_no" doc:"The app's own number."`
	BuyerID     string `json:"buyer_user_id" doc:"The buyer, as this app knows them."`
	BuyerOpenID string `json:"buyer_open_id" doc:"The same buyer, opaque."`
}

func (h *Surface) sync(g *gateway.Gateway) {
	gateway.Free(g, gateway.Spec{
		Name: "alipay.trade.orderinfo.sync", Group: tradeGroup, Title: "Tell what became of the goods",
		Text:    "Keeps a report beside a paid trade, where the merchant's staff see it. The same out_request_no with the same words again changes nothing.",
		Product: client.Trade, Merchant: true, Bad: "ACQ.INVALID_PARAMETER", Subs: tradeSubs, Keys: []string{"out_request_no"},
	}, func(ctx context.Context, c *gateway.Call, in *syncIn) (syncOut, error) {
		var out syncOut
		var buyer string
		if err := h.DB.Do(ctx, func(tx *db.Tx) error {
			t, err := h.Pay.Sync(ctx, tx, c.AuthAppID, string(in.TradeNo), string(in.RequestNo), string(in.Kind), string(in.Info))
			out, buyer = syncOut{TradeNo: t.ID, OutTradeNo: t.OutTradeNo}, t.Buyer
			return err
		}); err != nil {
			return out, err
		}
		who, err := h.who(ctx, c.App.ID, buyer)
		out.BuyerID, out.BuyerOpenID = who.user, who.open
		return out, err
	})
}
