package payopen

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/money"
	"livewell/internal/open/protocol"
)

// BillPath is where bill files are downloaded.
const BillPath = "/bills/download"

// urlLife is how long a bill's address works.
const urlLife = 30 * time.Second

func (h *Surface) fileSign(merchant, kind, date, until string) string {
	return h.MAC("bill|" + merchant + "|" + kind + "|" + date + "|" + until)
}

func (h *Surface) fileURL(merchant, kind, date string, now time.Time) string {
	until := strconv.FormatInt(now.Add(urlLife).Unix(), 10)
	v := url.Values{"m": {merchant}, "t": {kind}, "d": {date}, "e": {until}, "s": {h.fileSign(merchant, kind, date, until)}}
	return h.Links.Origin + BillPath + "?" + v.Encode()
}

// ServeBill answers the address that billURL gave, until it ends.
func (h *Surface) ServeBill(w http.ResponseWriter, r *http.Request) {
	v := r.URL.Query()
	merchant, kind, date, until := v.Get("m"), v.Get("t"), v.Get("d"), v.Get("e")
	good := subtle.ConstantTimeCompare([]byte(v.Get("s")), []byte(h.fileSign(merchant, kind, date, until))) == 1
	end, err := strconv.ParseInt(until, 10, 64)
	if !good || err != nil || h.DB.Now().Unix() > end {
		http.Error(w, "This address has ended. Ask for a new one.", http.StatusForbidden)
		return
	}
	file, err := h.Bill(r.Context(), merchant, kind, date)
	if err != nil {
		http.Error(w, "The bill could not be made. Try again.", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s_%s_%s.csv.zip"`, merchant, kind, date))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Write(file) //nolint:gosec // a zip, sent as an attachment with nosniff
}

// Bill makes the zip of a merchant's bill: the lines, and their sums. date is a
// day or a month. It is made from the ledger's own lines, so it equals them.
func (h *Surface) Bill(ctx context.Context, merchant, kind, date string) ([]byte, error) {
	from, to, err := billSpan(date)
	if err != nil {
		return nil, err
	}
	b := newBill(kind)
	err = h.between(ctx, h.DB, wallet.MerchantCash(merchant), from, to, func(l ledger.Line) error {
		if kind == "signcustomer" {
			return b.movement(l)
		}
		return h.tradeLine(ctx, b, l)
	})
	if err != nil {
		return nil, err
	}
	return b.zip(fmt.Sprintf("%s_%s_%s", merchant, kind, date))
}

// bill collects lines and sums.
type bill struct {
	text  bytes.Buffer
	lines *csv.Writer
	sums  map[string]*sum
	order []string
}

type sum struct {
	n           int
	amount, fee money.Amount
	net         money.Amount
}

var billHeads = map[string][]string{
	"trade": {
		"trade_no", "out_trade_no", "type", "subject", "created", "finished", "method", "store", "operator", "terminal",
		"refund_request_no", "total", "amount", "fee", "net",
	},
	"signcustomer": {"time", "movement_no", "type", "object", "amount", "balance", "note"},
}

func newBill(kind string) *bill {
	b := &bill{sums: map[string]*sum{}}
	b.text.WriteString("\ufeff") // spreadsheets read UTF-8 with it
	b.lines = csv.NewWriter(&b.text)
	_ = b.lines.Write(billHeads[kind]) // into memory
	return b
}

func (b *bill) count(kind string, amount, fee, net money.Amount) {
	s := b.sums[kind]
	if s == nil {
		zero := money.New(0, money.CNY)
		s = &sum{0, zero, zero, zero}
		b.sums[kind] = s
		b.order = append(b.order, kind)
	}
	s.n++
	s.amount, s.fee, s.net = s.amount.Add(amount), s.fee.Add(fee), s.net.Add(net)
}

func (b *bill) movement(l ledger.Line) error {
	kind, object, _ := movement(l.Ref)
	b.count(kind, l.Amount, money.New(0, money.CNY), l.Amount)
	return b.lines.Write([]string{protocol.Time(l.At), l.Posting, kind, object, l.Amount.Decimal(), l.Balance.Decimal(), cell(l.Note)})
}

// tradeLine writes a payment or a refund; the fee is the difference between
// what the buyer paid and what the ledger shows.
func (h *Surface) tradeLine(ctx context.Context, b *bill, l ledger.Line) error {
	kind, id, request := movement(l.Ref)
	if kind != "PAY" && kind != "REFUND" {
		return nil
	}
	t, err := h.Pay.Get(ctx, h.DB, id)
	if err != nil {
		return err
	}
	amount := t.Total
	if kind == "REFUND" {
		r, err := h.Pay.RefundOf(ctx, h.DB, t, request)
		if err != nil {
			return err
		}
		amount = r.Amount.Neg()
	}
	fee := amount.Add(l.Amount.Neg())
	b.count(kind, amount, fee, l.Amount)
	return b.lines.Write(tradeCells(t, kind, request, amount, fee, l))
}

func tradeCells(t pay.Trade, kind, request string, amount, fee money.Amount, l ledger.Line) []string {
	return []string{
		t.ID, cell(t.OutTradeNo), kind, cell(t.Subject), protocol.Time(t.CreatedAt), protocol.Time(l.At), string(t.Method),
		cell(t.Extra.Store), cell(t.Extra.Operator), cell(t.Extra.Terminal), cell(request),
		t.Total.Decimal(), amount.Decimal(), fee.Decimal(), l.Amount.Decimal(),
	}
}

// cell keeps a spreadsheet from taking a stranger's text for a formula.
func cell(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@' || s[0] == '\t' || s[0] == '\r') {
		return "'" + s
	}
	return s
}

func (b *bill) zip(name string) ([]byte, error) {
	b.lines.Flush()
	var sums bytes.Buffer
	sums.WriteString("\ufeff")
	w := csv.NewWriter(&sums)
	_ = w.Write([]string{"type", "count", "amount", "fee", "net"}) // into memory
	for _, kind := range b.order {
		s := b.sums[kind]
		_ = w.Write([]string{kind, strconv.Itoa(s.n), s.amount.Decimal(), s.fee.Decimal(), s.net.Decimal()})
	}
	w.Flush()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range []struct {
		suffix string
		data   []byte
	}{{"_details.csv", b.text.Bytes()}, {"_summary.csv", sums.Bytes()}} {
		part, err := z.Create(name + f.suffix)
		if err != nil {
			return nil, err
		}
		if _, err := part.Write(f.data); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}
