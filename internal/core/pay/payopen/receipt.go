package payopen

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

// ReceiptPath is where receipts are downloaded.
const ReceiptPath = "/bills/receipt"

type receiptIn struct {
	Type protocol.Text `json:"type" required:"true" enum:"FUND_DETAIL" example:"FUND_DETAIL" doc:"The receipt of one movement of money."`
	Key  protocol.Text `json:"key" required:"true" max:"64" example:"20260102220014000" doc:"trade_no, or order_id of a transfer."`
	User protocol.Text `json:"bill_user_id" max:"32" doc:"The merchant itself; may be left out."`
}

type receiptOut struct {
	FileID string `json:"file_id" doc:"Names the receipt in the query."`
}

type receiptQueryIn struct {
	FileID protocol.Text `json:"file_id" required:"true" max:"512" example:"MjAyNjAxMDIyMjAwMTQwMDA" doc:"As apply gave it."`
}

type receiptQueryOut struct {
	Status string `json:"status" doc:"SUCCESS."`
	URL    string `json:"download_url" doc:"A PDF; works for 30 seconds."`
}

func (h *Surface) receipts(g *gateway.Gateway) {
	spec := func(name, title, text, verb string) gateway.Spec {
		return gateway.Spec{
			Name: name, Group: "Bills", Title: title, Text: text, Product: client.Bill, Merchant: true, Codes: []string{"ORDER_NOT_EXIST"},
			V3: []gateway.Route{{Method: verb, Path: gateway.V3Path(name)}},
		}
	}
	gateway.Query(g, spec("alipay.data.bill.ereceipt.apply", "Ask for the receipt of a payment or transfer", "The receipt is there at once; ask for its address with the query.", "POST"), h.receiptApply)
	gateway.Query(g, spec("alipay.data.bill.ereceipt.query", "Get the address of a receipt", "A PDF with the parties, the amount and the numbers.", "GET"), h.receiptQuery)
}

// receipt is what a receipt says, line by line.
func (h *Surface) receipt(ctx context.Context, q db.Q, app, key string) ([][2]string, error) {
	t, err := h.Pay.Find(ctx, q, app, pay.Ref{TradeNo: key})
	if err == nil && !t.PaidAt.IsZero() {
		return h.tradeReceipt(ctx, q, t)
	}
	if err != nil && !is(err, pay.ErrNoTrade) {
		return nil, err
	}
	x, err := h.Wallet.TransferByID(ctx, q, "app:"+app, key)
	if is(err, wallet.ErrNoTransfer) {
		return nil, protocol.Business("ORDER_NOT_EXIST", "")
	}
	if err != nil {
		return nil, err
	}
	payee, err := h.logon(ctx, q, x.Payee)
	return [][2]string{
		{"Receipt", "Transfer"},
		{"Number", x.ID},
		{"The payer's number", x.OutBizNo},
		{"Time (UTC+8)", protocol.Time(x.At)},
		{"To", payee},
		{"For", x.Title},
		{"Amount (CNY)", x.Amount.Decimal()},
		{"Taken back (CNY)", x.Refunded.Decimal()},
		{"Movement of money", x.Posting},
	}, err
}

func (h *Surface) tradeReceipt(ctx context.Context, q db.Q, t pay.Trade) ([][2]string, error) {
	seller, err := h.Sellers.Seller(ctx, q, t.Merchant)
	if err != nil {
		return nil, err
	}
	buyer, err := h.logon(ctx, q, t.Buyer)
	return [][2]string{
		{"Receipt", "Payment"},
		{"Number", t.ID},
		{"The seller's number", t.OutTradeNo},
		{"Time (UTC+8)", protocol.Time(t.PaidAt)},
		{"Seller", seller.Name},
		{"Buyer", buyer},
		{"For", t.Subject},
		{"Amount (CNY)", t.Total.Decimal()},
		{"Refunded (CNY)", t.Refunded.Decimal()},
		{"Movement of money", t.Posting},
	}, err
}

func (h *Surface) receiptApply(ctx context.Context, q db.Q, c *gateway.Call, in *receiptIn) (receiptOut, error) {
	if _, err := h.receipt(ctx, q, c.AuthAppID, string(in.Key)); err != nil {
		return receiptOut{}, err
	}
	return receiptOut{base64.RawURLEncoding.EncodeToString([]byte(in.Key))}, nil
}

func (h *Surface) receiptQuery(ctx context.Context, q db.Q, c *gateway.Call, in *receiptQueryIn) (receiptQueryOut, error) {
	key, err := base64.RawURLEncoding.DecodeString(string(in.FileID))
	// What receiptApply never made may be no text at all, which PostgreSQL refuses to look for.
	if err != nil || !utf8.Valid(key) || bytes.ContainsRune(key, 0) {
		return receiptQueryOut{}, protocol.Business("ORDER_NOT_EXIST", "")
	}
	if _, err := h.receipt(ctx, q, c.AuthAppID, string(key)); err != nil {
		return receiptQueryOut{}, err
	}
	until := strconv.FormatInt(c.At.Add(urlLife).Unix(), 10)
	v := url.Values{"a": {c.AuthAppID}, "k": {string(key)}, "e": {until}, "s": {h.receiptSign(c.AuthAppID, string(key), until)}}
	return receiptQueryOut{"SUCCESS", h.Links.Origin + ReceiptPath + "?" + v.Encode()}, nil
}

func (h *Surface) receiptSign(app, key, until string) string {
	return h.MAC("receipt|" + app + "|" + strings.ReplaceAll(key, "|", "") + "|" + until)
}

// ServeReceipt answers the address that receiptQuery gave, until it ends.
func (h *Surface) ServeReceipt(w http.ResponseWriter, r *http.Request) {
	v := r.URL.Query()
	app, key, until := v.Get("a"), v.Get("k"), v.Get("e")
	good := subtle.ConstantTimeCompare([]byte(v.Get("s")), []byte(h.receiptSign(app, key, until))) == 1
	end, err := strconv.ParseInt(until, 10, 64)
	if !good || err != nil || h.DB.Now().Unix() > end || strings.Contains(key, "|") {
		http.Error(w, "This address has ended. Ask for a new one.", http.StatusForbidden)
		return
	}
	lines, err := h.receipt(r.Context(), h.DB, app, key)
	if err != nil {
		http.Error(w, "The receipt could not be made. Try again.", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="receipt.pdf"`)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Write(receiptPDF(lines))
}
