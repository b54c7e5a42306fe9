package payopen

import (
	"context"
	"encoding/json"
	"errors"

	"livewell/internal/core/consent"
	"livewell/internal/core/identity"
	"livewell/internal/core/ledger"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

// errPayee says that a transfer's receiver is nobody here.
var errPayee = fault.New(fault.NotFound, "payopen.no_payee", "There is no such receiver.")

var transferSubs = []gateway.Sub{
	{Fault: errPayee, Code: "PAYEE_NOT_EXIST"},
	{Fault: consent.ErrNotFound, Code: "PAYEE_NOT_EXIST"},
	{Fault: identity.ErrNotFound, Code: "PAYEE_NOT_EXIST"},
	{Fault: identity.ErrPhone, Code: "PAYEE_NOT_EXIST"},
	{Fault: wallet.ErrNoTransfer, Code: "ORDER_NOT_EXIST"},
	{Fault: wallet.ErrTerms, Code: "CONTEXT_INCONSISTENT"},
	{Fault: wallet.ErrSelf, Code: "PAYER_PAYEE_EQUAL"},
	{Fault: wallet.ErrAmount, Code: "INVALID_PARAMETER"},
	{Fault: wallet.ErrRefundRest, Code: "REFUND_AMOUNT_EXCEED"},
	{Fault: ledger.ErrShort, Code: "PAYER_BALANCE_NOT_ENOUGH"},
	{Fault: ledger.ErrReused, Code: "CONTEXT_INCONSISTENT"},
	{Fault: ledger.ErrNoAccount, Code: "PAYEE_NOT_EXIST"},
}

type payeeInfo struct {
	Identity protocol.Text `json:"identity" required:"true" max:"128" example:"2088102177846880" doc:"Who receives."`
	Type     protocol.Text `json:"identity_type" required:"true" enum:"ALIPAY_USER_ID,ALIPAY_OPEN_ID,ALIPAY_LOGON_ID" example:"ALIPAY_USER_ID" doc:"How the receiver is named: by this app's id, the opaque one, or the phone."`
	Name     protocol.Text `json:"name" max:"64" doc:"Taken, and not compared: names here are not proven."`
}

type transferIn struct {
	OutBizNo protocol.Text                    `json:"out_biz_no" required:"true" max:"64" example:"wages-2026-01-7" doc:"The app's own number. With the same terms again it names the same transfer."`
	Amount   protocol.Money                   `json:"trans_amount" required:"true" example:"100.00" doc:"Yuan."`
	Product  protocol.Text                    `json:"product_code" required:"true" enum:"TRANS_ACCOUNT_NO_PWD,STD_RED_PACKET" example:"TRANS_ACCOUNT_NO_PWD" doc:"Transfer or red packet."`
	Scene    protocol.Text                    `json:"biz_scene" max:"32" example:"DIRECT_TRANSFER" doc:"What it is for."`
	Title    protocol.Text                    `json:"order_title" max:"128" example:"Wages of January" doc:"What the receiver reads."`
	Payee    payeeInfo                        `json:"payee_info" required:"true" doc:"The receiver."`
	Remark   protocol.Text                    `json:"remark" max:"200" doc:"More words for the receiver."`
	Passback protocol.Text                    `json:"passback_params" max:"512" doc:"Comes back unchanged in queries."`
	Business protocol.Object[json.RawMessage] `json:"business_params" doc:"Taken, and not used."`
}

type transferOut struct {
	OutBizNo  string         `json:"out_biz_no" doc:"The app's own number."`
	OrderID   string         `json:"order_id" doc:"The platform's number."`
	FundOrder string         `json:"pay_fund_order_id" doc:"The number of the movement of money."`
	Status    string         `json:"status" doc:"SUCCESS."`
	Date      string         `json:"trans_date" doc:"When, UTC+8."`
	Amount    protocol.Money `json:"amount" doc:"Yuan."`
}

type transferRef struct {
	OutBizNo  protocol.Text `json:"out_biz_no" max:"64" either:"transfer" example:"wages-2026-01-7" doc:"The app's own number."`
	OrderID   protocol.Text `json:"order_id" max:"64" either:"transfer" doc:"The platform's number."`
	FundOrder protocol.Text `json:"pay_fund_order_id" max:"64" doc:"Taken, and not needed beside the others."`
	Product   protocol.Text `json:"product_code" max:"64" doc:"Taken, and not needed."`
	Scene     protocol.Text `json:"biz_scene" max:"32" doc:"Taken, and not needed."`
}

type transferQueryOut struct {
	OutBizNo    string         `json:"out_biz_no" doc:"The app's own number."`
	OrderID     string         `json:"order_id" doc:"The platform's number."`
	FundOrder   string         `json:"pay_fund_order_id" doc:"The number of the movement of money."`
	Status      string         `json:"status" doc:"SUCCESS; REFUND once all came back."`
	PayDate     string         `json:"pay_date" doc:"When, UTC+8."`
	Arrival     string         `json:"arrival_time_end" doc:"When it arrived, UTC+8."`
	Amount      protocol.Money `json:"trans_amount" doc:"Yuan."`
	Fee         protocol.Money `json:"order_fee" doc:"Always 0.00."`
	ReceiverID  string         `json:"receiver_user_id" doc:"The receiver, as this app knows them."`
	ReceiverOID string         `json:"receiver_open_id" doc:"The same receiver, opaque."`
	Passback    string         `json:"passback_params" doc:"As it was given."`
}

type transferRefundIn struct {
	OrderID   protocol.Text  `json:"order_id" required:"true" max:"64" example:"20260102110070001506" doc:"The platform's number of the transfer."`
	RequestNo protocol.Text  `json:"out_request_no" required:"true" max:"64" example:"back-1" doc:"Names this return."`
	Amount    protocol.Money `json:"refund_amount" required:"true" example:"10.00" doc:"Yuan to take back."`
	Remark    protocol.Text  `json:"remark" max:"200" doc:"Why."`
}

type transferRefundOut struct {
	OrderID   string         `json:"order_id" doc:"The transfer."`
	RequestNo string         `json:"out_request_no" doc:"This return."`
	RefundID  string         `json:"refund_order_id" doc:"The number of the movement of money."`
	Amount    protocol.Money `json:"refund_amount" doc:"Yuan."`
	Date      string         `json:"refund_date" doc:"When, UTC+8."`
	Status    string         `json:"status" doc:"SUCCESS."`
}

type accountIn struct {
	UserID protocol.Text `json:"alipay_user_id" max:"32" doc:"The merchant itself, as seller_id names it; may be left out."`
	Type   protocol.Text `json:"account_type" max:"32" example:"ACCTRANS_ACCOUNT" doc:"Taken, and not needed: there is one account."`
}

type accountOut struct {
	Available protocol.Money `json:"available_amount" doc:"Yuan that can be spent."`
	Frozen    protocol.Money `json:"freeze_amount" doc:"Yuan that are frozen."`
	Total     protocol.Money `json:"total_amount" doc:"Both together."`
}

func (h *Surface) transfers(g *gateway.Gateway) {
	spec := func(name, title, text, verb string) gateway.Spec {
		return gateway.Spec{
			Name: name, Group: "Transfers", Title: title, Text: text, Product: client.Transfer, Merchant: true,
			Subs: transferSubs, V3: []gateway.Route{{Method: verb, Path: gateway.V3Path(name)}},
		}
	}
	s := spec("alipay.fund.trans.uni.transfer", "Pay a person from the merchant's balance", "The same out_biz_no with the same terms again gives the same order_id and moves nothing.", "POST")
	s.Keys = []string{"out_biz_no"}
	gateway.Add(g, s, h.transfer)
	gateway.Free(g, spec("alipay.fund.trans.common.query", "Ask what became of a transfer", "Give either number.", "GET"), h.transferQuery)
	gateway.Free(g, spec("alipay.fund.trans.order.query", "Ask what became of a transfer (older form)", "As alipay.fund.trans.common.query.", "GET"), h.transferQuery)
	s = spec("alipay.fund.trans.refund", "Take a part of a transfer back", "Only as much as the receiver still has. The same out_request_no again moves nothing.", "POST")
	s.Keys = []string{"out_request_no"}
	gateway.Add(g, s, h.transferRefund)
	gateway.Query(g, spec("alipay.fund.account.query", "Read the merchant's balance", "What can be spent, and what is frozen.", "GET"), h.account)
}

// scopeOf is whose numbers a transfer of c uses.
func scopeOf(c *gateway.Call) string { return "app:" + c.AuthAppID }

func (h *Surface) payee(ctx context.Context, q db.Q, c *gateway.Call, p payeeInfo) (identity.User, error) {
	var u identity.User
	var err error
	if p.Type == "ALIPAY_LOGON_ID" {
		u, err = h.People.ByPhone(ctx, q, string(p.Identity))
	} else {
		var id string
		if id, err = h.Consent.Resolve(ctx, q, c.App.ID, string(p.Identity)); err == nil {
			u, err = h.People.User(ctx, q, id)
		}
	}
	if err == nil && u.State != identity.Active {
		err = errPayee
	}
	return u, err
}

func (h *Surface) transfer(ctx context.Context, tx *db.Tx, c *gateway.Call, in *transferIn) (transferOut, error) {
	u, err := h.payee(ctx, tx, c, in.Payee)
	if err != nil {
		return transferOut{}, err
	}
	seller, err := h.Sellers.Seller(ctx, tx, c.Merchant)
	if err != nil {
		return transferOut{}, err
	}
	title := string(in.Title)
	if title == "" {
		title = seller.Name
	}
	t, err := h.Wallet.Transfer(ctx, tx, wallet.NewTransfer{
		Scope: scopeOf(c), OutBizNo: string(in.OutBizNo), Payer: wallet.MerchantCash(c.Merchant), PayerName: seller.Name,
		Payee: u.ID, PayeeName: u.Masked(), Amount: in.Amount.Amount(), Title: title, Remark: string(in.Remark),
		Product: string(in.Product), Scene: string(in.Scene), Passback: string(in.Passback),
	})
	return transferOut{t.OutBizNo, t.ID, t.Posting, "SUCCESS", protocol.Time(t.At), protocol.Yuan(t.Amount)}, err
}

func (h *Surface) transferQuery(ctx context.Context, c *gateway.Call, in *transferRef) (transferQueryOut, error) {
	var t wallet.Transfer
	var err error
	if in.OrderID != "" {
		t, err = h.Wallet.TransferByID(ctx, h.DB, scopeOf(c), string(in.OrderID))
	} else {
		t, err = h.Wallet.TransferByKey(ctx, h.DB, scopeOf(c), string(in.OutBizNo))
	}
	if err != nil {
		return transferQueryOut{}, err
	}
	who, err := h.who(ctx, c.App.ID, t.Payee)
	return transferQueryOut{
		OutBizNo: t.OutBizNo, OrderID: t.ID, FundOrder: t.Posting, Status: t.Status, PayDate: protocol.Time(t.At), Arrival: protocol.Time(t.At),
		Amount: protocol.Yuan(t.Amount), Fee: protocol.Yuan(t.Amount.Add(t.Amount.Neg())), ReceiverID: who.user, ReceiverOID: who.open, Passback: t.Passback,
	}, err
}

func (h *Surface) transferRefund(ctx context.Context, tx *db.Tx, c *gateway.Call, in *transferRefundIn) (transferRefundOut, error) {
	t, p, err := h.Wallet.Return(ctx, tx, scopeOf(c), string(in.OrderID), string(in.RequestNo), in.Amount.Amount())
	if errors.Is(err, ledger.ErrShort) {
		return transferRefundOut{}, protocol.Business("PAYEE_BALANCE_NOT_ENOUGH", "The receiver has not enough money.")
	}
	return transferRefundOut{t.ID, string(in.RequestNo), p.ID, in.Amount, protocol.Time(c.At), "SUCCESS"}, err
}

func (h *Surface) account(ctx context.Context, q db.Q, c *gateway.Call, in *accountIn) (accountOut, error) {
	if in.UserID != "" && string(in.UserID) != SellerID(c.Merchant) {
		return accountOut{}, protocol.InvalidParameter.With("alipay_user_id must be the merchant itself.")
	}
	b, err := h.Wallet.Balance(ctx, q, wallet.MerchantCash(c.Merchant))
	return accountOut{protocol.Yuan(b.Available), protocol.Yuan(b.Held), protocol.Yuan(b.Total)}, err
}
