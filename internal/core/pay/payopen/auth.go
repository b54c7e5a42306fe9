package payopen

import (
	"context"
	"encoding/json"

	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

var authSubs = []gateway.Sub{
	{Fault: pay.ErrNoAuth, Code: "ORDER_NOT_EXIST"},
	{Fault: pay.ErrTerms, Code: "CONTEXT_INCONSISTENT"},
	{Fault: pay.ErrAuthStatus, Code: "ORDER_STATUS_ERROR"},
	{Fault: pay.ErrAuthRest, Code: "REQUEST_AMOUNT_EXCEED"},
	{Fault: pay.ErrAmount, Code: "REQUEST_AMOUNT_EXCEED"},
	{Fault: pay.ErrSelf, Code: "PAYER_PAYEE_EQUAL"},
	{Fault: pay.ErrSeller, Code: "PAYEE_STATUS_ERROR"},
	{Fault: pay.ErrCode, Code: "PAYMENT_AUTH_CODE_INVALID"},
	{Fault: pay.ErrCodeGuessing, Code: "isv.method-call-limited"},
	{Fault: pay.ErrStepUp, Code: "PAYER_CONFIRM_REQUIRED"},
	{Fault: ledger.ErrShort, Code: "PAYER_BALANCE_NOT_ENOUGH"},
	{Fault: ledger.ErrNoAccount, Code: "PAYER_STATUS_ERROR"},
}

type freezeIn struct {
	OutOrderNo protocol.Text                    `json:"out_order_no" required:"true" max:"64" example:"deposit-7" doc:"The app's own number of the pre-authorisation."`
	RequestNo  protocol.Text                    `json:"out_request_no" required:"true" max:"64" example:"deposit-7-1" doc:"The app's own number of this request."`
	Title      protocol.Text                    `json:"order_title" required:"true" max:"100" example:"Power bank deposit" doc:"What the payer reads."`
	Amount     protocol.Money                   `json:"amount" required:"true" example:"99.00" doc:"Yuan to freeze."`
	Product    protocol.Text                    `json:"product_code" max:"64" example:"PREAUTH_PAY" doc:"How it is sold."`
	Payee      protocol.Text                    `json:"payee_user_id" max:"32" doc:"Who may be paid; only the merchant itself."`
	Timeout    protocol.Text                    `json:"pay_timeout" max:"6" doc:"How long the payer may take: 1m to 15d."`
	Express    protocol.Text                    `json:"timeout_express" max:"6" doc:"The same under its newer name."`
	Extra      protocol.Object[json.RawMessage] `json:"extra_param" doc:"Taken, and not used."`
	Business   protocol.Object[json.RawMessage] `json:"business_params" doc:"Taken, and not used."`
}

func (in *freezeIn) auth(c *gateway.Call, qr bool) (pay.NewAuth, error) {
	if in.Payee != "" && string(in.Payee) != SellerID(c.Merchant) {
		return pay.NewAuth{}, protocol.InvalidParameter.With("payee_user_id must be the merchant itself.")
	}
	if in.Express == "" {
		in.Express = in.Timeout
	}
	life, err := span(c.At, string(in.Express))
	return pay.NewAuth{
		App: c.AuthAppID, Via: via(c), Merchant: c.Merchant, OutOrderNo: string(in.OutOrderNo), RequestNo: string(in.RequestNo),
		Title: string(in.Title), Amount: in.Amount.Amount(), Life: life, QR: qr,
		Extra: pay.Extra{NotifyURL: c.NotifyURL, ReturnURL: c.ReturnURL, Product: string(in.Product)},
	}, err
}

type freezeCodeIn struct {
	freezeIn
	Code     protocol.Text `json:"auth_code" required:"true" max:"64" example:"286598432001234567" doc:"The payer's payment code."`
	CodeType protocol.Text `json:"auth_code_type" required:"true" enum:"bar_code,security_code" example:"bar_code" doc:"How the code was read."`
}

type opOut struct {
	AuthNo      string         `json:"auth_no" doc:"The platform's number of the pre-authorisation."`
	OutOrderNo  string         `json:"out_order_no" doc:"The app's own number."`
	OperationID string         `json:"operation_id" doc:"The platform's number of this operation."`
	RequestNo   string         `json:"out_request_no" doc:"The app's own number of it."`
	Amount      protocol.Money `json:"amount" doc:"Yuan of this operation."`
	Fund        protocol.Money `json:"fund_amount" doc:"The same: no part is credit."`
	Status      string         `json:"status" doc:"INIT, SUCCESS or CLOSED."`
	GmtTrans    string         `json:"gmt_trans" doc:"When, UTC+8."`
}

type freezeOut struct {
	opOut
	PayerID     string `json:"payer_user_id" doc:"The payer, as this app knows them."`
	PayerOpenID string `json:"payer_open_id" doc:"The same payer, opaque."`
	PayerLogon  string `json:"payer_logon_id" doc:"The payer's phone, most of it hidden."`
	PreAuth     string `json:"pre_auth_type" doc:"ALIPAYACCOUNT: frozen in the balance."`
}

type voucherOut struct {
	OutOrderNo string `json:"out_order_no" doc:"The app's own number."`
	RequestNo  string `json:"out_request_no" doc:"The app's own number of this request."`
	CodeType   string `json:"code_type" doc:"qrcode."`
	CodeValue  string `json:"code_value" doc:"What the QR holds."`
	CodeURL    string `json:"code_url" doc:"The same, for a browser."`
}

type unfreezeIn struct {
	AuthNo    protocol.Text                    `json:"auth_no" required:"true" max:"64" example:"20260102220014" doc:"The pre-authorisation."`
	RequestNo protocol.Text                    `json:"out_request_no" required:"true" max:"64" example:"deposit-7-2" doc:"The app's own number of this request."`
	Amount    protocol.Money                   `json:"amount" required:"true" example:"50.00" doc:"Yuan to give back."`
	Remark    protocol.Text                    `json:"remark" required:"true" max:"100" example:"Returned in time" doc:"Why."`
	Extra     protocol.Object[json.RawMessage] `json:"extra_param" doc:"Taken, and not used."`
}

type unfreezeOut struct{ opOut }

// V3 has numbers where v1 has strings, in this method alone.
func (o unfreezeOut) V3() any {
	number := func(m protocol.Money) json.Number { return json.Number(m.Amount().Decimal()) }
	return struct {
		opOut
		Amount json.Number `json:"amount"`
		Fund   json.Number `json:"fund_amount"`
	}{o.opOut, number(o.Amount), number(o.Fund)}
}

// AuthRef names an operation of a pre-authorisation.
type AuthRef struct {
	AuthNo      protocol.Text `json:"auth_no" max:"64" either:"order" example:"20260102220014" doc:"The platform's number of the pre-authorisation."`
	OutOrderNo  protocol.Text `json:"out_order_no" max:"64" either:"order" doc:"The app's own number of it."`
	OperationID protocol.Text `json:"operation_id" max:"64" either:"operation" doc:"The platform's number of the operation."`
	RequestNo   protocol.Text `json:"out_request_no" max:"64" either:"operation" example:"deposit-7-1" doc:"The app's own number of it."`
}

type authQueryIn struct {
	AuthRef
	Type    protocol.Text   `json:"operation_type" max:"16" doc:"Taken, and not needed."`
	Options []protocol.Text `json:"query_options" doc:"Taken; all that there is comes back."`
}

type authQueryOut struct {
	freezeOut
	Title       string         `json:"order_title" doc:"What the payer read."`
	Total       protocol.Money `json:"total_freeze_amount" doc:"Frozen in all."`
	Rest        protocol.Money `json:"rest_amount" doc:"Still frozen."`
	Paid        protocol.Money `json:"total_pay_amount" doc:"Captured by alipay.trade.pay."`
	TotalFund   protocol.Money `json:"total_freeze_fund_amount" doc:"Frozen in all, of the payer's own money."`
	RestFund    protocol.Money `json:"rest_fund_amount" doc:"Still frozen, of the payer's own money."`
	PaidFund    protocol.Money `json:"total_pay_fund_amount" doc:"Captured, of the payer's own money."`
	OrderStatus string         `json:"order_status" doc:"INIT, AUTHORIZED, FINISH or CLOSED."`
	Type        string         `json:"operation_type" doc:"FREEZE, UNFREEZE or PAY."`
	Remark      string         `json:"remark" doc:"As it was given."`
	GmtCreate   string         `json:"gmt_create" doc:"When the pre-authorisation was asked for, UTC+8."`
}

type authCancelIn struct {
	AuthRef
	Remark protocol.Text `json:"remark" required:"true" max:"100" example:"Not needed any more" doc:"Why."`
}

type authCancelOut struct {
	AuthNo      string `json:"auth_no" doc:"The platform's number of the pre-authorisation."`
	OutOrderNo  string `json:"out_order_no" doc:"The app's own number."`
	OperationID string `json:"operation_id" doc:"The freeze that was undone."`
	RequestNo   string `json:"out_request_no" doc:"The app's own number of it."`
	Action      string `json:"action" doc:"close: it was not frozen yet. unfreeze: the money went back."`
}

func (h *Surface) auths(g *gateway.Gateway) {
	spec := func(name, title, text string, keys ...string) gateway.Spec {
		return gateway.Spec{
			Name: name, Group: "Pre-authorisation", Title: title, Text: text, Product: client.PreAuth, Merchant: true,
			Subs: authSubs, Keys: keys,
		}
	}
	order := []string{"out_order_no", "out_request_no"}
	gateway.Free(g, spec("alipay.fund.auth.order.freeze", "Freeze money with the payer's code", "The money stays the payer's until alipay.trade.pay takes it with auth_no. What is not taken goes back when it is unfrozen, or after 15 days.", order...), h.freeze)
	app := spec("alipay.fund.auth.order.app.freeze", "Make an order string that freezes money", "The app hands the signed string to the wallet, which asks the payer.", order...)
	app.Kind = gateway.Order
	gateway.Add(g, app, h.appFreeze)
	gateway.Add(g, spec("alipay.fund.auth.order.voucher.create", "Make a QR that freezes money", "Whoever scans it and agrees is the payer.", order...), h.voucher)
	gateway.Add(g, spec("alipay.fund.auth.order.unfreeze", "Give frozen money back", "Parts are allowed.", "out_request_no"), h.unfreeze)
	gateway.Free(g, spec("alipay.fund.auth.operation.detail.query", "Ask about an operation of a pre-authorisation", "Give one number of the pre-authorisation and one of the operation."), h.authQuery)
	gateway.Add(g, spec("alipay.fund.auth.operation.cancel", "Undo a pre-authorisation", "Before anything was captured. Asking again changes nothing."), h.authCancel)
}

func opOf(a pay.Auth, op pay.AuthOp) opOut {
	return opOut{a.No, a.OutOrderNo, op.ID, op.RequestNo, protocol.Yuan(op.Amount), protocol.Yuan(op.Amount), op.Status, protocol.Time(op.At)}
}

func (h *Surface) frozen(ctx context.Context, c *gateway.Call, a pay.Auth, op pay.AuthOp) (freezeOut, error) {
	out := freezeOut{opOut: opOf(a, op), PreAuth: "ALIPAYACCOUNT"}
	who, err := h.who(ctx, c.App.ID, a.Payer)
	if err != nil {
		return out, err
	}
	out.PayerID, out.PayerOpenID = who.user, who.open
	out.PayerLogon, err = h.logon(ctx, h.DB, a.Payer)
	return out, err
}

func (h *Surface) freeze(ctx context.Context, c *gateway.Call, in *freezeCodeIn) (freezeOut, error) {
	n, err := in.auth(c, false)
	if err != nil {
		return freezeOut{}, err
	}
	var a pay.Auth
	var op pay.AuthOp
	if err := h.DB.Do(ctx, func(tx *db.Tx) (err error) {
		a, op, err = h.Pay.FreezeByCode(ctx, tx, n, string(in.Code))
		return err
	}); err != nil {
		return freezeOut{}, err
	}
	return h.frozen(ctx, c, a, op)
}

func (h *Surface) appFreeze(ctx context.Context, tx *db.Tx, c *gateway.Call, in *freezeIn) (gateway.Cashier, error) {
	n, err := in.auth(c, false)
	if err != nil {
		return gateway.Cashier{}, err
	}
	a, _, err := h.Pay.AskAuth(ctx, tx, n)
	return gateway.Cashier{Path: AuthPath(a.No)}, err
}

func (h *Surface) voucher(ctx context.Context, tx *db.Tx, c *gateway.Call, in *freezeIn) (voucherOut, error) {
	n, err := in.auth(c, true)
	if err != nil {
		return voucherOut{}, err
	}
	a, op, err := h.Pay.AskAuth(ctx, tx, n)
	link := h.Links.Auth(a.QR)
	return voucherOut{a.OutOrderNo, op.RequestNo, "qrcode", link, link}, err
}

func (h *Surface) unfreeze(ctx context.Context, tx *db.Tx, c *gateway.Call, in *unfreezeIn) (unfreezeOut, error) {
	a, op, err := h.Pay.Unfreeze(ctx, tx, c.AuthAppID, string(in.AuthNo), string(in.RequestNo), in.Amount.Amount(), string(in.Remark))
	return unfreezeOut{opOf(a, op)}, err
}

// operation finds what ref names.
func (h *Surface) operation(ctx context.Context, q db.Q, c *gateway.Call, ref AuthRef) (pay.Auth, pay.AuthOp, error) {
	a, err := h.Pay.Auth(ctx, q, c.AuthAppID, string(ref.AuthNo), string(ref.OutOrderNo))
	if err != nil {
		return a, pay.AuthOp{}, err
	}
	if ref.OperationID != "" {
		op, err := h.Pay.AuthOpByID(ctx, q, a, string(ref.OperationID))
		return a, op, err
	}
	op, err := h.Pay.AuthOpByRequest(ctx, q, a, string(ref.RequestNo))
	return a, op, err
}

func (h *Surface) authQuery(ctx context.Context, c *gateway.Call, in *authQueryIn) (authQueryOut, error) {
	a, op, err := h.operation(ctx, h.DB, c, in.AuthRef)
	if err != nil {
		return authQueryOut{}, err
	}
	f, err := h.frozen(ctx, c, a, op)
	total := a.Amount
	if a.Status == pay.AuthInit || a.Status == pay.AuthClosed {
		total = money.New(0, total.Currency())
	}
	all, rest, paid := protocol.Yuan(total), protocol.Yuan(a.Rest()), protocol.Yuan(a.Captured)
	return authQueryOut{
		freezeOut: f, Title: a.Title, Total: all, Rest: rest, Paid: paid, TotalFund: all, RestFund: rest, PaidFund: paid,
		OrderStatus: string(a.Status), Type: string(op.Kind), Remark: op.Remark, GmtCreate: protocol.Time(a.CreatedAt),
	}, err
}

func (h *Surface) authCancel(ctx context.Context, tx *db.Tx, c *gateway.Call, in *authCancelIn) (authCancelOut, error) {
	a, op, err := h.operation(ctx, tx, c, in.AuthRef)
	if err != nil {
		return authCancelOut{}, err
	}
	a, action, err := h.Pay.CancelAuth(ctx, tx, c.AuthAppID, a.No, "")
	return authCancelOut{a.No, a.OutOrderNo, op.ID, op.RequestNo, string(action)}, err
}
