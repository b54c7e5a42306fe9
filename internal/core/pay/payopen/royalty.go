package payopen

import (
	"context"
	"encoding/json"

	"livewell/internal/core/consent"
	"livewell/internal/core/identity"
	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

var royaltySubs = append([]gateway.Sub{
	{Fault: pay.ErrShareOver, Code: "ACQ.ALLOC_AMOUNT_VALIDATE_ERROR"},
	{Fault: pay.ErrShareReceiver, Code: "ACQ.ROYALTY_RECEIVER_INVALID"},
	{Fault: identity.ErrNotFound, Code: "ACQ.ROYALTY_RECEIVER_INVALID"},
	{Fault: identity.ErrPhone, Code: "ACQ.ROYALTY_RECEIVER_INVALID"},
	{Fault: consent.ErrNotFound, Code: "ACQ.ROYALTY_RECEIVER_INVALID"},
}, tradeSubs...)

type receiver struct {
	Type    protocol.Text `json:"type" required:"true" enum:"userId,openId,loginName" example:"userId" doc:"How the receiver is named."`
	Account protocol.Text `json:"account" required:"true" max:"128" example:"2088102177846880" doc:"The receiver."`
	Name    protocol.Text `json:"name" max:"64" doc:"Kept, not compared."`
	Memo    protocol.Text `json:"memo" max:"128" example:"Landlord" doc:"Why the receiver gets a part."`
}

type bindIn struct {
	Receivers []receiver    `json:"receiver_list" required:"true" doc:"Who may receive a part, 20 at most."`
	RequestNo protocol.Text `json:"out_request_no" required:"true" max:"64" example:"bind-1" doc:"The app's own number of this request."`
}

type bindOut struct {
	Result string `json:"result_code" doc:"SUCCESS."`
}

type bindQueryIn struct {
	RequestNo protocol.Text `json:"out_request_no" required:"true" max:"64" example:"ask-1" doc:"The app's own number of this request."`
	Page      protocol.Int  `json:"page_num" example:"1" doc:"From 1."`
	Size      protocol.Int  `json:"page_size" example:"20" doc:"1 to 100."`
}

type bindQueryOut struct {
	Receivers []receiver `json:"receiver_list" doc:"Who may receive a part."`
	Result    string     `json:"result_code" doc:"SUCCESS."`
	Page      int        `json:"current_page_num" doc:"This page."`
	Size      int        `json:"current_page_size" doc:"Receivers on it."`
	Pages     int        `json:"total_page_num" doc:"How many pages there are."`
	Total     int        `json:"total_record_num" doc:"How many receivers there are."`
}

type rateIn struct {
	RequestNo protocol.Text `json:"out_request_no" required:"true" max:"64" example:"ask-1" doc:"The app's own number of this request."`
}

type rateOut struct {
	UserID string `json:"user_id" doc:"The merchant."`
	Max    int    `json:"max_ratio" doc:"Percent of a trade that can be shared."`
}

type royaltyLine struct {
	InType  protocol.Text  `json:"trans_in_type" max:"32" enum:"userId,openId,loginName" example:"userId" doc:"How the receiver is named; default userId."`
	In      protocol.Text  `json:"trans_in" required:"true" max:"128" example:"2088102177846880" doc:"The receiver; must be bound."`
	Amount  protocol.Money `json:"amount" example:"1.20" doc:"Yuan for the receiver."`
	Percent protocol.Int   `json:"amount_percentage" doc:"Or percent of the trade, 1 to 100."`
	Desc    protocol.Text  `json:"desc" max:"256" doc:"Why."`
	OutType protocol.Text  `json:"trans_out_type" max:"32" doc:"Taken: the merchant pays."`
	Out     protocol.Text  `json:"trans_out" max:"128" doc:"Taken: the merchant pays."`
	Kind    protocol.Text  `json:"royalty_type" max:"32" doc:"Taken: transfer."`
}

type settleIn struct {
	RequestNo protocol.Text                 `json:"out_request_no" required:"true" max:"64" example:"share-1" doc:"Names this sharing. With the same lines again it moves nothing."`
	TradeNo   protocol.Text                 `json:"trade_no" required:"true" max:"64" example:"20260102220014000" doc:"The paid trade."`
	Lines     []royaltyLine                 `json:"royalty_parameters" required:"true" doc:"Who gets how much."`
	Operator  protocol.Text                 `json:"operator_id" max:"64" doc:"Who shares."`
	Mode      protocol.Text                 `json:"royalty_mode" max:"16" doc:"Taken: it is done at once."`
	Extend    protocol.Object[extendFinish] `json:"extend_params" doc:"royalty_finish true ends the trade: nothing can be shared or refunded any more."`
}

type extendFinish struct {
	Finish protocol.Text `json:"royalty_finish" max:"8" doc:"true: the last sharing."`
}

type settleOut struct {
	TradeNo  string `json:"trade_no" doc:"The trade."`
	SettleNo string `json:"settle_no" doc:"The platform's number of the sharing."`
}

type settleQueryIn struct {
	SettleNo  protocol.Text `json:"settle_no" max:"64" either:"settle" doc:"The platform's number of the sharing."`
	TradeNo   protocol.Text `json:"trade_no" max:"64" either:"settle" doc:"The trade; with out_request_no."`
	RequestNo protocol.Text `json:"out_request_no" max:"64" example:"share-1" doc:"The app's own number of the sharing."`
}

type settleQueryOut struct {
	RequestNo string        `json:"out_request_no" doc:"The app's own number of the sharing."`
	At        string        `json:"operation_dt" doc:"When, UTC+8."`
	Details   []settledLine `json:"royalty_detail_list" doc:"Who got how much."`
}

type settledLine struct {
	Kind   string         `json:"operation_type" doc:"transfer."`
	At     string         `json:"execute_dt" doc:"When, UTC+8."`
	Out    string         `json:"trans_out" doc:"Who paid."`
	In     string         `json:"trans_in" doc:"Who got it, as the request named them."`
	Amount protocol.Money `json:"amount" doc:"Yuan."`
	State  string         `json:"state" doc:"SUCCESS."`
}

type confirmIn struct {
	RequestNo protocol.Text                    `json:"out_request_no" required:"true" max:"64" example:"confirm-1" doc:"The app's own number of this request."`
	TradeNo   protocol.Text                    `json:"trade_no" required:"true" max:"64" example:"20260102220014000" doc:"The paid trade."`
	Info      protocol.Object[json.RawMessage] `json:"settle_info" doc:"Taken, and not used."`
	Extend    protocol.Object[json.RawMessage] `json:"extend_params" doc:"Taken, and not used."`
}

type confirmOut struct {
	TradeNo   string         `json:"trade_no" doc:"The trade."`
	RequestNo string         `json:"out_request_no" doc:"The app's own number of this request."`
	Amount    protocol.Money `json:"settle_amount" doc:"Yuan of the trade that are the merchant's."`
}

type unsettledIn struct {
	TradeNo protocol.Text `json:"trade_no" required:"true" max:"64" example:"20260102220014000" doc:"The trade."`
	Source  protocol.Text `json:"royalty_source" max:"32" doc:"Taken, and not used."`
}

type unsettledOut struct {
	Amount protocol.Money `json:"unsettled_amount" doc:"Yuan that can still be shared."`
}

func (h *Surface) royalties(g *gateway.Gateway) {
	spec := func(name, title, text, verb string, keys ...string) gateway.Spec {
		return gateway.Spec{
			Name: name, Group: "Profit sharing", Title: title, Text: text, Product: client.Royalty, Merchant: true, Keys: keys,
			Bad: "ACQ.INVALID_PARAMETER", Subs: royaltySubs, V3: []gateway.Route{{Method: verb, Path: gateway.V3Path(name)}},
		}
	}
	gateway.Add(g, spec("alipay.trade.royalty.relation.bind", "Let somebody receive parts of trades", "Binding again changes the memo alone.", "POST"), h.bind)
	gateway.Add(g, spec("alipay.trade.royalty.relation.unbind", "End that", "Unbinding again changes nothing.", "POST"), h.unbind)
	gateway.Query(g, spec("alipay.trade.royalty.relation.batchquery", "List who may receive parts", "By pages.", "POST"), h.receivers)
	gateway.Query(g, spec("alipay.trade.royalty.rate.query", "Ask how much can be shared", "There is no limit below the whole trade.", "GET"), func(_ context.Context, _ db.Q, c *gateway.Call, _ *rateIn) (rateOut, error) {
		return rateOut{SellerID(c.Merchant), 100}, nil
	})
	gateway.Add(g, spec("alipay.trade.order.settle", "Share a paid trade's money", "From the merchant's balance to receivers that were bound.", "POST", "trade_no", "out_request_no"), h.settle)
	gateway.Query(g, spec("alipay.trade.order.settle.query", "Ask what became of a sharing", "By its number, or by trade and request.", "GET"), h.settleQuery)
	gateway.Query(g, spec("alipay.trade.settle.confirm", "Confirm that a trade may be settled", "Here the money is the merchant's as soon as it is paid: this moves nothing and tells how much it is.", "POST"), h.confirm)
	gateway.Query(g, spec("alipay.trade.order.onsettle.query", "Ask what of a trade can still be shared", "The total less refunds, fees and what was shared.", "GET"), h.unsettled)
}

// account finds a receiver's ledger account.
func (h *Surface) receiverAccount(ctx context.Context, q db.Q, c *gateway.Call, kind, name protocol.Text) (ledger.Account, error) {
	if kind == "loginName" {
		u, err := h.People.ByPhone(ctx, q, string(name))
		return wallet.Cash(u.ID), err
	}
	id, err := h.Consent.Resolve(ctx, q, c.App.ID, string(name))
	return wallet.Cash(id), err
}

func (h *Surface) bind(ctx context.Context, tx *db.Tx, c *gateway.Call, in *bindIn) (bindOut, error) {
	if len(in.Receivers) > 20 {
		return bindOut{}, badValue("receiver_list has more than 20 members.")
	}
	var rs []pay.Receiver
	for _, r := range in.Receivers {
		acc, err := h.receiverAccount(ctx, tx, c, r.Type, r.Account)
		if err != nil {
			return bindOut{}, err
		}
		// The name under which it was bound is what lists give back.
		kept, err := json.Marshal([2]string{string(r.Account), string(r.Name)})
		if err != nil {
			return bindOut{}, err
		}
		rs = append(rs, pay.Receiver{App: c.AuthAppID, Account: acc, Kind: string(r.Type), Name: string(kept), Memo: string(r.Memo)})
	}
	return bindOut{"SUCCESS"}, h.Pay.BindReceivers(ctx, tx, rs...)
}

func (h *Surface) unbind(ctx context.Context, tx *db.Tx, c *gateway.Call, in *bindIn) (bindOut, error) {
	var as []ledger.Account
	for _, r := range in.Receivers {
		acc, err := h.receiverAccount(ctx, tx, c, r.Type, r.Account)
		if err != nil {
			return bindOut{}, err
		}
		as = append(as, acc)
	}
	return bindOut{"SUCCESS"}, h.Pay.UnbindReceivers(ctx, tx, c.AuthAppID, as...)
}

func (h *Surface) receivers(ctx context.Context, q db.Q, c *gateway.Call, in *bindQueryIn) (bindQueryOut, error) {
	all, err := h.Pay.Receivers(ctx, q, c.AuthAppID)
	if err != nil {
		return bindQueryOut{}, err
	}
	num, size := 1, 20
	if in.Page.Given() {
		num = int(in.Page.Int64())
	}
	if in.Size.Given() {
		size = int(in.Size.Int64())
	}
	if num < 1 || num > 1_000_000 || size < 1 || size > 100 {
		return bindQueryOut{}, badValue("page_num must be from 1 on, page_size 1 to 100.")
	}
	out := bindQueryOut{Receivers: []receiver{}, Result: "SUCCESS", Page: num, Pages: (len(all) + size - 1) / size, Total: len(all)}
	for _, r := range all[min((num-1)*size, len(all)):min(num*size, len(all))] {
		var kept [2]string
		_ = json.Unmarshal([]byte(r.Name), &kept) // stored by bind
		out.Receivers = append(out.Receivers, receiver{protocol.Text(r.Kind), protocol.Text(kept[0]), protocol.Text(kept[1]), protocol.Text(r.Memo)})
	}
	out.Size = len(out.Receivers)
	return out, nil
}

func (h *Surface) settle(ctx context.Context, tx *db.Tx, c *gateway.Call, in *settleIn) (settleOut, error) {
	t, err := h.Pay.Find(ctx, tx, c.AuthAppID, pay.Ref{TradeNo: string(in.TradeNo)})
	if err != nil {
		return settleOut{}, err
	}
	if len(in.Lines) > 20 {
		return settleOut{}, badValue("royalty_parameters has more than 20 members.")
	}
	var lines []pay.ShareLine
	for _, l := range in.Lines {
		acc, err := h.receiverAccount(ctx, tx, c, l.InType, l.In)
		if err != nil {
			return settleOut{}, err
		}
		amount := l.Amount.Amount().Minor()
		if !l.Amount.Given() {
			if p := l.Percent.Int64(); p < 1 || p > 100 {
				return settleOut{}, badValue("amount or an amount_percentage of 1 to 100 is required.")
			}
			amount = t.Total.MulDiv(l.Percent.Int64(), 100).Minor() // half away from zero
		}
		lines = append(lines, pay.ShareLine{To: acc, Shown: string(l.In), Amount: amount, Memo: string(l.Desc)})
	}
	s, err := h.Pay.Split(ctx, tx, c.AuthAppID, t.ID, string(in.RequestNo), lines)
	if err == nil && in.Extend.V.Finish == "true" {
		err = h.Pay.Finish(ctx, tx, c.AuthAppID, t.ID)
	}
	return settleOut{t.ID, s.ID}, err
}

func (h *Surface) settleQuery(ctx context.Context, q db.Q, c *gateway.Call, in *settleQueryIn) (settleQueryOut, error) {
	s, err := h.Pay.ShareOf(ctx, q, c.AuthAppID, string(in.SettleNo), string(in.TradeNo), string(in.RequestNo))
	if err != nil {
		return settleQueryOut{}, err
	}
	out := settleQueryOut{RequestNo: s.RequestNo, At: protocol.Time(s.At)}
	for _, l := range s.Lines {
		out.Details = append(out.Details, settledLine{
			"transfer", protocol.Time(s.At), SellerID(c.Merchant), l.Shown, protocol.Yuan(money.New(l.Amount, s.Amount.Currency())), "SUCCESS",
		})
	}
	return out, nil
}

func (h *Surface) confirm(ctx context.Context, q db.Q, c *gateway.Call, in *confirmIn) (confirmOut, error) {
	t, err := h.Pay.Find(ctx, q, c.AuthAppID, pay.Ref{TradeNo: string(in.TradeNo)})
	if err == nil && t.PaidAt.IsZero() {
		err = pay.ErrStatus
	}
	if err != nil {
		return confirmOut{}, err
	}
	return confirmOut{t.ID, string(in.RequestNo), protocol.Yuan(pay.Unshared(t))}, nil
}

func (h *Surface) unsettled(ctx context.Context, q db.Q, c *gateway.Call, in *unsettledIn) (unsettledOut, error) {
	t, err := h.Pay.Find(ctx, q, c.AuthAppID, pay.Ref{TradeNo: string(in.TradeNo)})
	if err != nil {
		return unsettledOut{}, err
	}
	return unsettledOut{protocol.Yuan(pay.Unshared(t))}, nil
}
