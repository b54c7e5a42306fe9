// Package payopen puts payments on the open API: wire types, mapping, and the
// notifications of what happened. Rules of the business are in pay and wallet.
//
// An app knows people by ids of its own (consent.Pairwise); numbers such as
// out_trade_no belong to the app that stands for the merchant, also when
// another app acts for it. Replies are made outside of transactions.
package payopen

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"livewell/internal/core/consent"
	"livewell/internal/core/identity"
	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/open/gateway"
	"livewell/internal/open/notify"
	"livewell/internal/open/protocol"
)

// Deps are the parts that the methods work with.
type Deps struct {
	DB      *db.DB
	Pay     *pay.Service
	Sellers pay.Sellers
	Wallet  *wallet.Service
	Ledger  *ledger.Service
	Consent *consent.Service
	People  *identity.Service
	Notify  *notify.Service
	Links   pay.Links
	MAC     pay.MAC // signs the addresses of bill files
}

// Surface is the payments of the open API.
type Surface struct {
	Deps
	ids    ids
	logons logons
}

// Register adds the methods to g and the notifications to bus.
func Register(g *gateway.Gateway, bus *event.Bus, d Deps) *Surface {
	h := &Surface{Deps: d, ids: ids{known: map[[2]string]pair{}}, logons: logons{known: map[string]masked{}}}
	h.trades(g)
	h.orderPay(g)
	h.refunds(g)
	h.sync(g)
	h.pages(g)
	h.royalties(g)
	h.auths(g)
	h.transfers(g)
	h.agreements(g)
	h.bills(g)
	h.receipts(g)
	event.Inside(bus, h.onPaid)
	event.Inside(bus, h.onRefunded)
	event.Inside(bus, h.onAuth)
	event.Inside(bus, h.onAgreement)
	return h
}

// The pages of the consumer app where a payer goes on.
func TradePath(id string) string     { return "/cashier/" + id }
func AuthPath(no string) string      { return "/cashier/auth/" + no }
func AgreementPath(no string) string { return "/cashier/agreement/" + no }

// SellerID is how the open API names a merchant as the receiver of money.
func SellerID(merchant string) string { return merchant }

// ids remembers by which ids apps know people. They never change.
type ids struct {
	mu    sync.RWMutex
	known map[[2]string]pair
}

type pair struct{ user, open string }

// who gives the two ids by which app knows user, and the masked phone.
func (h *Surface) who(ctx context.Context, app, user string) (pair, error) {
	if user == "" {
		return pair{}, nil
	}
	key := [2]string{app, user}
	h.ids.mu.RLock()
	p, ok := h.ids.known[key]
	h.ids.mu.RUnlock()
	if ok {
		return p, nil
	}
	err := h.DB.Do(ctx, func(tx *db.Tx) (err error) {
		p.user, p.open, err = h.Consent.Pairwise(ctx, tx, app, user)
		return err
	})
	if err != nil {
		return p, err
	}
	h.ids.mu.Lock()
	defer h.ids.mu.Unlock()
	if len(h.ids.known) > 200_000 {
		clear(h.ids.known)
	}
	h.ids.known[key] = p
	return p, nil
}

// logons remembers masked phones for a minute: opening a sealed phone for every
// reply would cost more than all else in it.
type logons struct {
	mu    sync.RWMutex
	known map[string]masked
}

type masked struct {
	text  string
	until time.Time
}

// logon is a person's phone with most of it hidden; empty for nobody.
func (h *Surface) logon(ctx context.Context, q db.Q, user string) (string, error) {
	if user == "" {
		return "", nil
	}
	now := h.DB.Now()
	h.logons.mu.RLock()
	m, ok := h.logons.known[user]
	h.logons.mu.RUnlock()
	if ok && now.Before(m.until) {
		return m.text, nil
	}
	text, err := h.maskedPhone(ctx, q, user)
	if err != nil {
		return "", err
	}
	h.logons.mu.Lock()
	defer h.logons.mu.Unlock()
	if len(h.logons.known) > 100_000 {
		clear(h.logons.known)
	}
	h.logons.known[user] = masked{text, now.Add(time.Minute)}
	return text, nil
}

func (h *Surface) maskedPhone(ctx context.Context, q db.Q, user string) (string, error) {
	u, err := h.People.User(ctx, q, user)
	if errors.Is(err, identity.ErrNotFound) {
		return "", nil
	}
	if err != nil || u.Phone == "" {
		return "", err
	}
	return identity.MaskPhone(u.Phone), nil
}

// Buyer names a person as an app knows them. Embedded by requests.
type Buyer struct {
	BuyerID     protocol.Text `json:"buyer_id" max:"32" example:"2088102177846880" doc:"The buyer, as this app knows them."`
	BuyerOpenID protocol.Text `json:"buyer_open_id" max:"128" doc:"The same buyer, opaque."`
}

// person resolves an app's id of a person; "" gives "".
func (h *Surface) person(ctx context.Context, q db.Q, c *gateway.Call, ids ...protocol.Text) (string, error) {
	for _, id := range ids {
		if id != "" {
			return h.Consent.Resolve(ctx, q, c.App.ID, string(id))
		}
	}
	return "", nil
}

// via is the calling app where it acts for another.
func via(c *gateway.Call) string {
	if c.App.ID == c.AuthAppID {
		return ""
	}
	return c.App.ID
}

// tradeSubs maps the faults of payments to the codes that clients test for.
var tradeSubs = []gateway.Sub{
	{Fault: pay.ErrNoTrade, Code: "ACQ.TRADE_NOT_EXIST"},
	{Fault: pay.ErrTerms, Code: "ACQ.CONTEXT_INCONSISTENT"},
	{Fault: pay.ErrPaid, Code: "ACQ.TRADE_HAS_SUCCESS"},
	{Fault: pay.ErrClosed, Code: "ACQ.TRADE_HAS_CLOSE"},
	{Fault: pay.ErrFinished, Code: "ACQ.TRADE_HAS_FINISHED"},
	{Fault: pay.ErrStatus, Code: "ACQ.TRADE_STATUS_ERROR"},
	{Fault: pay.ErrAmount, Code: "ACQ.TOTAL_FEE_EXCEED"},
	{Fault: pay.ErrSelf, Code: "ACQ.BUYER_SELLER_EQUAL"},
	{Fault: pay.ErrNotYours, Code: "ACQ.ACCESS_FORBIDDEN"},
	{Fault: pay.ErrSeller, Code: "ACQ.SELLER_BEEN_BLOCKED"},
	{Fault: pay.ErrCode, Code: "ACQ.PAYMENT_AUTH_CODE_INVALID"},
	{Fault: pay.ErrCodeGuessing, Code: "isv.method-call-limited"},
	{Fault: ledger.ErrShort, Code: "ACQ.BUYER_BALANCE_NOT_ENOUGH"},
	{Fault: pay.ErrSellerLimit, Code: "ACQ.BEYOND_PAY_RESTRICTION"},
	{Fault: pay.ErrSellerShort, Code: "ACQ.SELLER_BALANCE_NOT_ENOUGH"},
	{Fault: pay.ErrStepUp, Code: "ACQ.PAYMENT_REQUEST_HAS_RISK"},
	{Fault: pay.ErrNoAgreement, Code: "ACQ.AGREEMENT_NOT_EXIST"},
	{Fault: pay.ErrAgreement, Code: "ACQ.AGREEMENT_INVALID"},
	{Fault: pay.ErrNoAuth, Code: "ACQ.TRADE_NOT_EXIST"},
	{Fault: pay.ErrAuthStatus, Code: "ACQ.TRADE_STATUS_ERROR"},
	{Fault: pay.ErrAuthRest, Code: "ACQ.TOTAL_FEE_EXCEED"},
	{Fault: consent.ErrNotFound, Code: "ACQ.INVALID_PARAMETER"},
	{Fault: ledger.ErrNoAccount, Code: "ACQ.BUYER_ENABLE_STATUS_FORBID"},
}

// refundSubs differ where the words of refunds do.
var refundSubs = append([]gateway.Sub{
	{Fault: pay.ErrRefundOver, Code: "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"},
	{Fault: pay.ErrRefundTerms, Code: "ACQ.DISCORDANT_REPEAT_REQUEST"},
	{Fault: pay.ErrNoRefund, Code: "ACQ.TRADE_NOT_EXIST"},
}, tradeSubs...)

// badValue is a refusal of one field's value.
func badValue(text string) error {
	return protocol.Business("ACQ.INVALID_PARAMETER", text).With(text)
}

// life reads how long something waits: a time of day or a span such as 90m, 2h, 1d, 1c.
func life(now time.Time, expire, express protocol.Text) (time.Duration, error) {
	if expire != "" {
		for _, form := range []string{time.DateTime, "2006-01-02 15:04"} {
			if t, err := time.ParseInLocation(form, string(expire), protocol.Zone()); err == nil && t.After(now) {
				return t.Sub(now), nil
			}
		}
		return 0, badValue("time_expire must be a later time as yyyy-MM-dd HH:mm:ss.")
	}
	return span(now, string(express))
}

var units = map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}

const maxLife = 15 * 24 * time.Hour

// span reads 1m to 15d; c is the end of the day, UTC+8.
func span(now time.Time, s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	s = strings.ToLower(s)
	n, err := strconv.ParseInt(s[:len(s)-1], 10, 32)
	unit, known := units[s[len(s)-1:]]
	if strings.HasSuffix(s, "c") && err == nil && n == 1 {
		y, m, d := now.In(protocol.Zone()).Date()
		return time.Date(y, m, d+1, 0, 0, 0, 0, protocol.Zone()).Sub(now), nil
	}
	if err != nil || !known || n < 1 || time.Duration(n) > maxLife/unit {
		return 0, badValue("timeout_express must be 1m to 15d, or 1c for the end of the day.")
	}
	return time.Duration(n) * unit, nil
}

// is tells whether err is the fault f.
func is(err error, f *fault.Fault) bool { return errors.Is(err, f) }
