package payopen

import (
	"context"
	"encoding/json"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

const tradeGroup = "Trades"

// Order is what every request for a trade says. Fields that a request may carry
// and that change nothing here are taken and left alone.
type Order struct {
	OutTradeNo  protocol.Text                    `json:"out_trade_no" required:"true" max:"64" example:"20260102-0001" doc:"The app's own number: letters, digits, _ and -. With the same terms again it names the same trade."`
	Total       protocol.Money                   `json:"total_amount" required:"true" example:"8.80" doc:"Yuan, 0.01 to 100000000."`
	Subject     protocol.Text                    `json:"subject" required:"true" max:"256" example:"Soy milk and two fried dough sticks" doc:"What is bought."`
	Body        protocol.Text                    `json:"body" max:"400" doc:"More words."`
	ProductCode protocol.Text                    `json:"product_code" max:"64" example:"FACE_TO_FACE_PAYMENT" doc:"How it is sold; told back in statements."`
	SellerID    protocol.Text                    `json:"seller_id" max:"32" doc:"Who is paid; only the merchant itself."`
	Goods       protocol.Object[json.RawMessage] `json:"goods_detail" doc:"List of goods, kept with the trade."`
	Extend      protocol.Object[json.RawMessage] `json:"extend_params" doc:"Taken, and not used."`
	Business    protocol.Object[json.RawMessage] `json:"business_params" doc:"Taken, and not used."`
	Passback    protocol.Text                    `json:"passback_params" max:"512" doc:"Comes back unchanged in the notification."`
	Store       protocol.Text                    `json:"store_id" max:"32" doc:"The merchant's number of the store."`
	Operator    protocol.Text                    `json:"operator_id" max:"28" doc:"The merchant's number of the cashier."`
	Terminal    protocol.Text                    `json:"terminal_id" max:"32" doc:"The merchant's number of the till."`
	Expire      protocol.Text                    `json:"time_expire" max:"32" doc:"When it closes unpaid: yyyy-MM-dd HH:mm:ss, UTC+8."`
	Express     protocol.Text                    `json:"timeout_express" max:"6" example:"90m" doc:"How long until it closes unpaid: 1m to 15d, 1c for the end of the day."`
}

// trade is the pay side of an order.
func (o Order) trade(c *gateway.Call, m pay.Method) (pay.NewTrade, error) {
	if o.SellerID != "" && string(o.SellerID) != SellerID(c.Merchant) {
		return pay.NewTrade{}, badValue("seller_id must be the merchant itself.")
	}
	for _, r := range o.OutTradeNo {
		if r <= ' ' || r > '~' || r == '/' || r == '"' {
			return pay.NewTrade{}, badValue("out_trade_no may have letters, digits, _ and - only.")
		}
	}
	life, err := life(c.At, o.Expire, o.Express)
	return pay.NewTrade{
		App: c.AuthAppID, Via: via(c), Merchant: c.Merchant, OutTradeNo: string(o.OutTradeNo), Method: m,
		Subject: string(o.Subject), Body: string(o.Body), Total: o.Total.Amount(), Life: life,
		Extra: pay.Extra{
			NotifyURL: c.NotifyURL, ReturnURL: c.ReturnURL, Passback: string(o.Passback), Store: string(o.Store),
			Operator: string(o.Operator), Terminal: string(o.Terminal), Product: string(o.ProductCode), Goods: string(o.Goods.V),
		},
	}, err
}

// Ref names a trade; trade_no wins.
type Ref struct {
	TradeNo    protocol.Text `json:"trade_no" max:"64" either:"trade" example:"20260102220014000" doc:"The platform's number; wins over out_trade_no."`
	OutTradeNo protocol.Text `json:"out_trade_no" max:"64" either:"trade" doc:"The app's own number."`
}

func (r Ref) ref() pay.Ref {
	return pay.Ref{TradeNo: string(r.TradeNo), OutTradeNo: string(r.OutTradeNo)}
}

type precreateOut struct {
	OutTradeNo string `json:"out_trade_no" doc:"The app's own number."`
	QRCode     string `json:"qr_code" doc:"What the QR holds; can be scanned for two hours."`
}

type createIn struct {
	Order
	Buyer
}

type createOut struct {
	OutTradeNo string `json:"out_trade_no" doc:"The app's own number."`
	TradeNo    string `json:"trade_no" doc:"The platform's number."`
}

type payIn struct {
	Order
	Buyer
	Scene     protocol.Text `json:"scene" enum:"bar_code,wave_code,security_code" example:"bar_code" doc:"How the code was read."`
	AuthCode  protocol.Text `json:"auth_code" max:"64" example:"286598432001234567" doc:"The buyer's payment code, 18 digits."`
	AuthNo    protocol.Text `json:"auth_no" max:"64" doc:"Pay from money that is frozen under this number."`
	Confirm   protocol.Text `json:"auth_confirm_mode" enum:"COMPLETE,NOT_COMPLETE" doc:"COMPLETE releases what is left of the frozen money."`
	Agreement protocol.Object[struct {
		No protocol.Text `json:"agreement_no" max:"64" doc:"The agreement."`
	}] `json:"agreement_params" doc:"Pay on the strength of an agreement that the buyer signed."`
}

type fundBill struct {
	Channel string         `json:"fund_channel" doc:"ALIPAYACCOUNT for the balance, BANKCARD for a card."`
	Amount  protocol.Money `json:"amount" doc:"Yuan from there."`
}

// Paid is what is told of a trade's money.
type Paid struct {
	TradeNo      string         `json:"trade_no" doc:"The platform's number."`
	OutTradeNo   string         `json:"out_trade_no" doc:"The app's own number."`
	Total        protocol.Money `json:"total_amount" doc:"What the trade is for."`
	Receipt      protocol.Money `json:"receipt_amount" doc:"What the merchant gets before fees."`
	BuyerPay     protocol.Money `json:"buyer_pay_amount" doc:"What the buyer pays."`
	Invoice      protocol.Money `json:"invoice_amount" doc:"What an invoice can be made for."`
	Point        protocol.Money `json:"point_amount" doc:"Paid in points: always 0.00."`
	BuyerID      string         `json:"buyer_user_id" doc:"The buyer, as this app knows them."`
	BuyerOpenID  string         `json:"buyer_open_id" doc:"The same buyer, opaque."`
	BuyerLogonID string         `json:"buyer_logon_id" doc:"The buyer's phone, most of it hidden."`
	Funds        []fundBill     `json:"fund_bill_list,omitempty" doc:"Where the money came from."`
}

type payOut struct {
	Paid
	GmtPayment string `json:"gmt_payment" doc:"When it was paid, UTC+8."`
	StoreName  string `json:"store_name,omitempty" doc:"The store, where it was given."`
	waits      bool
}

// Head is 10003 while the buyer still has to confirm.
func (o payOut) Head() protocol.Head {
	if o.waits {
		return protocol.Paying
	}
	return protocol.OK
}

type queryIn struct {
	Ref
	Options []protocol.Text `json:"query_options" doc:"Taken; all that there is comes back."`
}

type queryOut struct {
	Paid
	Status   string `json:"trade_status" doc:"WAIT_BUYER_PAY, TRADE_SUCCESS, TRADE_FINISHED or TRADE_CLOSED."`
	SendPay  string `json:"send_pay_date" doc:"When it was paid, UTC+8."`
	Subject  string `json:"subject" doc:"What is bought."`
	Body     string `json:"body" doc:"More words."`
	Store    string `json:"store_id" doc:"The merchant's number of the store."`
	Terminal string `json:"terminal_id" doc:"The merchant's number of the till."`
	Passback string `json:"passback_params" doc:"As it was given."`
}

type cancelOut struct {
	TradeNo    string `json:"trade_no" doc:"The platform's number."`
	OutTradeNo string `json:"out_trade_no" doc:"The app's own number."`
	Retry      string `json:"retry_flag" doc:"Y: ask again. Always N: it is done."`
	Action     string `json:"action" doc:"close or refund."`
}

type closeIn struct {
	Ref
	Operator protocol.Text `json:"operator_id" max:"28" doc:"Who closes it."`
}

func (h *Surface) trades(g *gateway.Gateway) {
	spec := func(name, title, text string) gateway.Spec {
		return gateway.Spec{
			Name: name, Group: tradeGroup, Title: title, Text: text, Product: client.Trade, Merchant: true,
			Bad: "ACQ.INVALID_PARAMETER", Subs: tradeSubs, Keys: []string{"out_trade_no"},
		}
	}
	gateway.Add(g, spec("alipay.trade.precreate", "Make a QR for the buyer to scan", "The trade waits two hours at most. The same out_trade_no with the same terms gives the same QR."), h.precreate)
	gateway.Add(g, spec("alipay.trade.create", "Make a trade for a known buyer", "The buyer confirms it in the app, for example from a mini program with trade_no."), h.create)
	gateway.Free(g, spec("alipay.trade.pay", "Take a payment at once", "With the buyer's payment code, from frozen money, or by agreement. 10003 says that the buyer must confirm: ask alipay.trade.query until it is paid or closed."), h.pay)
	gateway.Free(g, spec("alipay.trade.query", "Ask what became of a trade", "Give either number."), h.query)
	gateway.Add(g, spec("alipay.trade.cancel", "Undo a trade whatever became of it", "Unpaid it is closed, paid it is refunded whole. Asking again changes nothing."), h.cancel)
	gateway.Add(g, spec("alipay.trade.close", "Close a trade that nobody has paid", "Asking again changes nothing."), h.close)
}

func (h *Surface) precreate(ctx context.Context, tx *db.Tx, c *gateway.Call, in *Order) (precreateOut, error) {
	n, err := in.trade(c, pay.ByQR)
	if err != nil {
		return precreateOut{}, err
	}
	t, err := h.Pay.Create(ctx, tx, n)
	return precreateOut{t.OutTradeNo, h.Links.Trade(t.QR)}, err
}

func (h *Surface) create(ctx context.Context, tx *db.Tx, c *gateway.Call, in *createIn) (createOut, error) {
	n, err := in.trade(c, pay.ByCreate)
	if err != nil {
		return createOut{}, err
	}
	if n.Buyer, err = h.person(ctx, tx, c, in.BuyerID, in.BuyerOpenID); err != nil {
		return createOut{}, err
	}
	t, err := h.Pay.Create(ctx, tx, n)
	return createOut{t.OutTradeNo, t.ID}, err
}

func (h *Surface) pay(ctx context.Context, c *gateway.Call, in *payIn) (payOut, error) {
	n, err := in.trade(c, pay.ByCode)
	if err != nil {
		return payOut{}, err
	}
	o, err := db.Get(ctx, h.DB, func(tx *db.Tx) (pay.Outcome, error) {
		switch {
		case in.AuthNo != "":
			t, err := h.Pay.PayByAuth(ctx, tx, n, string(in.AuthNo), in.Confirm == "COMPLETE")
			return pay.Outcome{Trade: t}, err
		case in.Agreement.V.No != "":
			t, err := h.Pay.PayByAgreement(ctx, tx, n, string(in.Agreement.V.No))
			return pay.Outcome{Trade: t}, err
		case in.AuthCode != "":
			return h.Pay.PayByCode(ctx, tx, n, string(in.AuthCode))
		}
		return pay.Outcome{}, badValue("One of auth_code, auth_no and agreement_params is required.")
	})
	if err != nil {
		return payOut{}, err
	}
	p, err := h.paid(ctx, c, o.Trade)
	return payOut{p, protocol.Time(o.PaidAt), o.Extra.Store, o.Waits}, err
}

// paid tells of a trade's money.
func (h *Surface) paid(ctx context.Context, c *gateway.Call, t pay.Trade) (Paid, error) {
	out := Paid{TradeNo: t.ID, OutTradeNo: t.OutTradeNo, Total: protocol.Yuan(t.Total)}
	who, err := h.who(ctx, c.App.ID, t.Buyer)
	if err != nil {
		return out, err
	}
	out.BuyerID, out.BuyerOpenID = who.user, who.open
	if out.BuyerLogonID, err = h.logon(ctx, h.DB, t.Buyer); err != nil {
		return out, err
	}
	if !t.PaidAt.IsZero() {
		total := protocol.Yuan(t.Total)
		out.Receipt, out.BuyerPay, out.Invoice = total, total, total
		out.Point = protocol.Yuan(money.New(0, t.Total.Currency()))
		out.Funds = []fundBill{{channel(t), total}}
	}
	return out, nil
}

func channel(t pay.Trade) string {
	if t.Channel == pay.BalanceChannel {
		return "ALIPAYACCOUNT"
	}
	return "BANKCARD"
}

func (h *Surface) query(ctx context.Context, c *gateway.Call, in *queryIn) (queryOut, error) {
	t, err := h.Pay.Find(ctx, h.DB, c.AuthAppID, in.ref())
	if err != nil {
		return queryOut{}, err
	}
	p, err := h.paid(ctx, c, t)
	return queryOut{
		Paid: p, Status: string(t.Status), SendPay: protocol.Time(t.PaidAt), Subject: t.Subject, Body: t.Body,
		Store: t.Extra.Store, Terminal: t.Extra.Terminal, Passback: t.Extra.Passback,
	}, err
}

func (h *Surface) cancel(ctx context.Context, tx *db.Tx, c *gateway.Call, in *Ref) (cancelOut, error) {
	t, action, err := h.Pay.Cancel(ctx, tx, c.AuthAppID, in.ref())
	return cancelOut{t.ID, t.OutTradeNo, "N", string(action)}, err
}

func (h *Surface) close(ctx context.Context, tx *db.Tx, c *gateway.Call, in *closeIn) (createOut, error) {
	t, err := h.Pay.Close(ctx, tx, c.AuthAppID, in.ref())
	if is(err, pay.ErrPaid) {
		return createOut{}, protocol.Business("ACQ.TRADE_STATUS_ERROR", "")
	}
	return createOut{t.OutTradeNo, t.ID}, err
}
