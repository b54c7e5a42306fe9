package payopen

import (
	"context"
	"encoding/json"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/open/notify"
	"livewell/internal/open/protocol"
)

func (h *Surface) onPaid(ctx context.Context, tx *db.Tx, e pay.PaidEvent) error {
	return h.tellTrade(ctx, tx, e.Trade, nil)
}

func (h *Surface) onRefunded(ctx context.Context, tx *db.Tx, e pay.RefundedEvent) error {
	p := protocol.Params{
		"gmt_refund": protocol.Time(e.Refund.At), "refund_fee": e.Trade.Refunded.Decimal(), "out_biz_no": e.Refund.RequestNo,
	}
	if e.Trade.Status == pay.Closed {
		p["gmt_close"] = protocol.Time(e.Trade.ClosedAt)
	}
	return h.tellTrade(ctx, tx, e.Trade, p)
}

// tellTrade puts the notification of a paid trade into tx. Amounts and times are
// frozen here.
func (h *Surface) tellTrade(ctx context.Context, tx *db.Tx, t pay.Trade, more protocol.Params) error {
	if t.Extra.NotifyURL == "" || t.App == "" {
		return nil
	}
	app := caller(t.App, t.Via)
	user, open, err := h.Consent.Pairwise(ctx, tx, app, t.Buyer)
	if err != nil {
		return err
	}
	logon, err := h.logon(ctx, tx, t.Buyer)
	if err != nil {
		return err
	}
	total := t.Total.Decimal()
	// Here, unlike in replies, the channel's name is spelled fundChannel.
	funds, err := json.Marshal([]struct {
		Amount  string `json:"amount"`
		Channel string `json:"fundChannel"`
	}{{total, channel(t)}})
	if err != nil {
		return err
	}
	p := protocol.Params{
		"auth_app_id": t.App, "trade_no": t.ID, "out_trade_no": t.OutTradeNo, "trade_status": string(t.Status),
		"total_amount": total, "receipt_amount": total, "buyer_pay_amount": total, "invoice_amount": total, "point_amount": "0.00",
		"buyer_id": user, "buyer_open_id": open, "buyer_logon_id": logon, "seller_id": SellerID(t.Merchant),
		"gmt_create": protocol.Time(t.CreatedAt), "gmt_payment": protocol.Time(t.PaidAt), "subject": t.Subject, "body": t.Body,
		"passback_params": t.Extra.Passback, "fund_bill_list": string(funds),
	}
	for k, v := range more {
		p[k] = v
	}
	_, err = h.Notify.Send(ctx, tx, notify.Message{App: app, Kind: "trade_status_sync", Object: t.ID, URL: t.Extra.NotifyURL, Fields: p})
	return err
}

var authKinds = map[pay.OpKind]string{pay.OpFreeze: "fund_auth_freeze", pay.OpUnfreeze: "fund_auth_unfreeze"}

func (h *Surface) onAuth(ctx context.Context, tx *db.Tx, e pay.AuthEvent) error {
	kind := authKinds[e.Op.Kind]
	if kind == "" || e.Auth.Extra.NotifyURL == "" || e.Auth.App == "" {
		return nil
	}
	a, app := e.Auth, caller(e.Auth.App, e.Auth.Via)
	user, open, err := h.Consent.Pairwise(ctx, tx, app, a.Payer)
	if err != nil {
		return err
	}
	logon, err := h.logon(ctx, tx, a.Payer)
	if err != nil {
		return err
	}
	_, err = h.Notify.Send(ctx, tx, notify.Message{App: app, Kind: kind, Object: a.No, URL: a.Extra.NotifyURL, Fields: protocol.Params{
		"auth_app_id": a.App, "auth_no": a.No, "out_order_no": a.OutOrderNo, "operation_id": e.Op.ID, "out_request_no": e.Op.RequestNo,
		"operation_type": string(e.Op.Kind), "amount": e.Op.Amount.Decimal(), "status": "SUCCESS",
		"gmt_create": protocol.Time(a.CreatedAt), "gmt_trans": protocol.Time(e.Op.At), "payer_user_id": user, "payer_open_id": open,
		"payer_logon_id": logon, "payee_user_id": SellerID(a.Merchant), "total_freeze_amount": a.Amount.Decimal(),
		"total_unfreeze_amount": a.Released.Decimal(), "total_pay_amount": a.Captured.Decimal(), "rest_amount": a.Rest().Decimal(),
	}})
	return err
}

func (h *Surface) onAgreement(ctx context.Context, tx *db.Tx, e pay.AgreementEvent) error {
	a := e.Agreement
	if a.Extra.NotifyURL == "" || a.User == "" {
		return nil
	}
	app := caller(a.App, a.Via)
	user, open, err := h.Consent.Pairwise(ctx, tx, app, a.User)
	if err != nil {
		return err
	}
	kind, status := "dut_user_sign", "NORMAL"
	if a.Status == pay.AgreementStop {
		kind, status = "dut_user_unsign", "UNSIGN"
	}
	_, err = h.Notify.Send(ctx, tx, notify.Message{App: app, Kind: kind, Object: a.No, URL: a.Extra.NotifyURL, Fields: protocol.Params{
		"auth_app_id": a.App, "agreement_no": a.No, "external_agreement_no": a.ExternalNo, "status": status,
		"alipay_user_id": user, "alipay_open_id": open, "personal_product_code": a.Product, "sign_scene": a.Scene,
		"sign_time": protocol.Time(a.SignedAt), "valid_time": protocol.Time(a.SignedAt), "invalid_time": protocol.Time(a.EndsAt),
		"unsign_time": protocol.Time(a.StoppedAt), "external_logon_id": a.Extra.Logon,
	}})
	return err
}
