// Package merchantapi is the merchant's side of the console: trades, refunds,
// settlement, cards and staff of the merchant that the session acts for. It
// holds wire types and mapping, and no rule of the business.
package merchantapi

import (
	"context"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/settle"
	"livewell/internal/trade/store"
)

var (
	staffOf   = web.For(scope.Owner, scope.Manager, scope.Cashier)
	managerOf = web.For(scope.Owner, scope.Manager)
	ownerOf   = web.For(scope.Owner)
)

var (
	errNone = fault.New(fault.Forbidden, "merchant.none_chosen", "Choose the merchant that you act for first.")
	// The order keeps count of what went back of it; a refund that it does not hear of would be one too many.
	errOrder = fault.New(fault.Refused, "merchant.of_order", "This was paid for an order. Pay it back there.")
	errDay   = fault.New(fault.Invalid, "merchant.day", "This is not a day.")
)

// Surface is the merchant's part of the console.
type Surface struct {
	DB        *db.DB
	Merchants *merchant.Service
	Identity  *identity.Service
	Pay       *pay.Service
	Wallet    *wallet.Service
	Settle    *settle.Service
	Stores    *store.Service
}

type Overview struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Kind     string       `json:"kind"`
	Status   string       `json:"status" enum:"active,blocked"`
	Reason   string       `json:"reason,omitempty" doc:"Why it is blocked."`
	Balance  money.Amount `json:"balance"`
	Held     money.Amount `json:"held" doc:"Besides the balance: earned with orders that are not over."`
	Today    Sums         `json:"today"`
	Week     []Sums       `json:"week" nullable:"false" doc:"The last seven days, oldest first."`
	CanSell  bool         `json:"canSell"`
	OpenedAt time.Time    `json:"openedAt"`
}

type Sums struct {
	Day      string       `json:"day"`
	Payments int64        `json:"payments"`
	Refunds  int64        `json:"refunds"`
	Paid     money.Amount `json:"paid"`
	Refunded money.Amount `json:"refunded"`
	Fees     money.Amount `json:"fees"`
	Net      money.Amount `json:"net"`
}

type Trade struct {
	ID         string       `json:"id"`
	OutTradeNo string       `json:"outTradeNo"`
	App        string       `json:"app,omitempty"`
	Method     string       `json:"method"`
	Subject    string       `json:"subject"`
	Total      money.Amount `json:"total"`
	Fee        money.Amount `json:"fee"`
	Waived     money.Amount `json:"waived" doc:"What the fee would have been more, had no support policy borne it."`
	Refunded   money.Amount `json:"refunded"`
	Status     string       `json:"status" enum:"WAIT_BUYER_PAY,TRADE_SUCCESS,TRADE_FINISHED,TRADE_CLOSED"`
	Buyer      string       `json:"buyer,omitempty" doc:"Masked."`
	Note       string       `json:"note,omitempty"`
	CreatedAt  time.Time    `json:"createdAt"`
	PaidAt     *time.Time   `json:"paidAt,omitempty"`
}

type Refund struct {
	ID        string       `json:"id"`
	Trade     string       `json:"trade"`
	RequestNo string       `json:"requestNo"`
	Amount    money.Amount `json:"amount"`
	FeeBack   money.Amount `json:"feeBack"`
	Reason    string       `json:"reason,omitempty"`
	At        time.Time    `json:"at"`
}

// Report is what the merchant's own system said of a trade.
type Report struct {
	Kind string    `json:"kind"`
	Body string    `json:"body"`
	At   time.Time `json:"at"`
}

type TradeDetail struct {
	Trade   Trade    `json:"trade"`
	Refunds []Refund `json:"refunds" nullable:"false"`
	Reports []Report `json:"reports" nullable:"false" doc:"Of the merchant's own system, oldest first."`
}

type Settlement struct {
	Day      string       `json:"day"`
	Payments int64        `json:"payments"`
	Refunds  int64        `json:"refunds"`
	Paid     money.Amount `json:"paid"`
	Fees     money.Amount `json:"fees"`
	Refunded money.Amount `json:"refunded"`
	Net      money.Amount `json:"net"`
	Sent     money.Amount `json:"sent" doc:"To the card; the rest stayed in the balance."`
	State    string       `json:"state,omitempty" enum:",INIT,IN_DOUBT,DONE,REFUSED" doc:"Of the order to the bank."`
	Early    money.Amount `json:"early" doc:"To the card before the day was closed."`
	EarlyFee money.Amount `json:"earlyFee" doc:"What that cost."`
}

// EarlyPayout is a payout before the day's end: one that was made, or could be.
type EarlyPayout struct {
	ID     string       `json:"id,omitempty"`
	Amount money.Amount `json:"amount" doc:"To the card."`
	Fee    money.Amount `json:"fee" doc:"Taken when the day is closed; none where the bank did not pay."`
	At     *time.Time   `json:"at,omitempty"`
	State  string       `json:"state,omitempty" enum:",INIT,IN_DOUBT,DONE,REFUSED" doc:"Of the order to the bank."`
}

type EarlyPayouts struct {
	Next  *EarlyPayout  `json:"next,omitempty" doc:"What could be paid out now; absent: nothing."`
	Items []EarlyPayout `json:"items" nullable:"false" doc:"Made today, the first one first."`
}

type Card struct {
	ID   string `json:"id"`
	Bank string `json:"bank"`
	Tail string `json:"tail"`
}

type Cards struct {
	Items []Card `json:"items" nullable:"false"`
}

// Choice is a merchant that the caller works for.
type Choice struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Role string `json:"role"`
}

type Choices struct {
	Items []Choice `json:"items" nullable:"false"`
}

type Member struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Phone  string    `json:"phone" doc:"Masked."`
	Role   string    `json:"role"`
	Stores []string  `json:"stores" nullable:"false" doc:"Names of those where they work; none: in all of them."`
	Since  time.Time `json:"since"`
}

type Members struct {
	Items []Member `json:"items" nullable:"false"`
}

type tradesIn struct {
	page.Ask
	Status string `query:"status" enum:",WAIT_BUYER_PAY,TRADE_SUCCESS,TRADE_FINISHED,TRADE_CLOSED"`
	Text   string `query:"text" maxLength:"64" doc:"A trade number, the app's own number, or a part of the subject."`
	From   string `query:"from" pattern:"^(\\d{4}-\\d{2}-\\d{2})?$"`
	To     string `query:"to" pattern:"^(\\d{4}-\\d{2}-\\d{2})?$" doc:"This day included."`
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type refundIn struct {
	web.Keyed
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Amount money.Amount `json:"amount"`
		Reason string       `json:"reason" minLength:"1" maxLength:"200"`
	}
}

type openIn struct {
	web.Keyed
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"40"`
	}
}

type cardIn struct {
	Body struct {
		Number web.Secret `json:"number" minLength:"12" maxLength:"30"`
	}
}

type staffIn struct {
	Body struct {
		Phone  string   `json:"phone" minLength:"5" maxLength:"20"`
		Role   string   `json:"role" enum:"manager,cashier"`
		Stores []string `json:"stores,omitempty" maxItems:"50" doc:"Where they work; none: in all of them."`
	}
}

// mine gives the merchant that the caller acts for, as a whole.
func mine(ctx context.Context) (string, error) {
	sc := scope.From(ctx)
	switch {
	case sc.Merchant == "":
		return "", errNone
	case len(sc.Stores) > 0:
		return "", store.ErrSome
	}
	return sc.Merchant, nil
}

// Console adds the operations.
func (h Surface) Console(a *web.API) {
	web.Op(a, "GET", "/console/api/session/merchants", "listMyMerchants", web.For(scope.Consumer), h.choices)
	web.Op(a, "POST", "/console/api/session/merchants", "openMerchant", web.For(scope.Consumer), web.Once(h.DB, h.open))
	web.Op(a, "GET", "/console/api/merchant", "getMerchant", staffOf, h.overview)
	web.Op(a, "GET", "/console/api/merchant/trades", "listTrades", staffOf, h.trades)
	web.Op(a, "GET", "/console/api/merchant/trades/{id}", "getTrade", staffOf, h.trade)
	web.Op(a, "POST", "/console/api/merchant/trades/{id}/refunds", "refundTrade", managerOf, web.Once(h.DB, h.refund))
	web.Op(a, "GET", "/console/api/merchant/settlements", "listSettlements", managerOf, h.settlements)
	web.Op(a, "GET", "/console/api/merchant/payouts", "listEarlyPayouts", managerOf, func(ctx context.Context, _ *struct{}) (EarlyPayouts, error) {
		return h.payouts(ctx, h.DB, h.DB.Now())
	})
	web.Op(a, "POST", "/console/api/merchant/payouts", "payOutEarly", ownerOf, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, _ *web.Keyed) (EarlyPayouts, error) {
		id, err := mine(ctx)
		if err != nil {
			return EarlyPayouts{}, err
		}
		if _, err := h.Settle.PayOut(ctx, tx, id); err != nil {
			return EarlyPayouts{}, err
		}
		return h.payouts(ctx, tx, tx.Now())
	}))
	h.cards(a)
	h.staff(a)
}

func (h Surface) choices(ctx context.Context, _ *struct{}) (Choices, error) {
	ms, roles, err := h.Merchants.Of(ctx, h.DB, scope.From(ctx).User)
	out := Choices{[]Choice{}}
	for i, m := range ms {
		out.Items = append(out.Items, Choice{m.ID, m.Name, string(roles[i])})
	}
	return out, err
}

// open lets anybody begin to sell; the session acts for the new merchant.
func (h Surface) open(ctx context.Context, tx *db.Tx, in *openIn) (Choice, error) {
	sc := scope.From(ctx)
	m, err := h.Merchants.Open(ctx, tx, sc.User, in.Body.Name, merchant.Shop)
	if err != nil {
		return Choice{}, err
	}
	return Choice{m.ID, m.Name, string(scope.Owner)}, h.Identity.ActAs(ctx, tx, sc, m.ID)
}

func sums(day string, s pay.Sums) Sums {
	return Sums{day, s.Payments, s.Refunds, s.Paid, s.Refunded, s.Fees.Add(s.FeesBack.Neg()), s.Net()}
}

func (h Surface) overview(ctx context.Context, _ *struct{}) (Overview, error) {
	id, err := mine(ctx)
	if err != nil {
		return Overview{}, err
	}
	m, err := h.Merchants.Get(ctx, h.DB, id)
	if err != nil {
		return Overview{}, err
	}
	b, err := h.Wallet.Balance(ctx, h.DB, wallet.MerchantCash(id))
	if err != nil {
		return Overview{}, err
	}
	out := Overview{ID: m.ID, Name: m.Name, Kind: string(m.Kind), Status: string(m.Status), Reason: m.Reason, Balance: b.Available, Held: b.Held, CanSell: m.Status == merchant.Active, OpenedAt: m.CreatedAt, Week: []Sums{}}
	now := h.DB.Now().In(settle.Zone)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, settle.Zone)
	for back := 6; back >= 0; back-- {
		day := today.AddDate(0, 0, -back)
		s, err := h.Pay.Sum(ctx, h.DB, id, day, day.AddDate(0, 0, 1))
		if err != nil {
			return out, err
		}
		out.Today = sums(day.Format(time.DateOnly), s)
		out.Week = append(out.Week, out.Today)
	}
	return out, nil
}

func (h Surface) wire(ctx context.Context, t pay.Trade) (Trade, error) {
	out := Trade{
		ID: t.ID, OutTradeNo: t.OutTradeNo, App: t.App, Method: string(t.Method), Subject: t.Subject, Total: t.Total, Fee: t.Fee, Waived: t.Waived,
		Refunded: t.Refunded, Status: string(t.Status), Note: t.Extra.Note, CreatedAt: t.CreatedAt,
	}
	if t.App == "" {
		out.OutTradeNo = "" // the platform's own numbering says nothing to a merchant
	}
	if !t.PaidAt.IsZero() {
		out.PaidAt = &t.PaidAt
	}
	if t.Buyer == "" {
		return out, nil
	}
	u, err := h.Identity.User(ctx, h.DB, t.Buyer)
	out.Buyer = u.Masked()
	return out, err
}

func (h Surface) trades(ctx context.Context, in *tradesIn) (page.Of[Trade], error) {
	none := page.Of[Trade]{Items: []Trade{}}
	id, err := mine(ctx)
	if err != nil {
		return none, err
	}
	f := pay.TradeFilter{Status: pay.Status(in.Status), Text: in.Text}
	if f.From, err = day(in.From, 0); err != nil {
		return none, err
	}
	if f.To, err = day(in.To, 1); err != nil {
		return none, err
	}
	p, err := h.Pay.Trades(ctx, h.DB, id, f, in.Ask)
	if err != nil {
		return none, err
	}
	none.Next = p.Next
	for _, t := range p.Items {
		w, err := h.wire(ctx, t)
		if err != nil {
			return none, err
		}
		none.Items = append(none.Items, w)
	}
	return none, nil
}

func day(text string, plus int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	d, err := time.ParseInLocation(time.DateOnly, text, settle.Zone)
	if err != nil {
		return d, errDay
	}
	return d.AddDate(0, 0, plus), nil
}

// own gives one of the merchant's trades; another's is not there.
func (h Surface) own(ctx context.Context, q db.Q, id string) (pay.Trade, error) {
	m, err := mine(ctx)
	if err != nil {
		return pay.Trade{}, err
	}
	t, err := h.Pay.Get(ctx, q, id)
	if err == nil && t.Merchant != m {
		err = pay.ErrNoTrade
	}
	return t, err
}

func refund(r pay.Refund) Refund {
	return Refund{r.ID, r.Trade, r.RequestNo, r.Amount, r.FeeBack, r.Reason, r.At}
}

func (h Surface) trade(ctx context.Context, in *idIn) (TradeDetail, error) {
	out := TradeDetail{Refunds: []Refund{}, Reports: []Report{}}
	t, err := h.own(ctx, h.DB, in.ID)
	if err != nil {
		return out, err
	}
	if out.Trade, err = h.wire(ctx, t); err != nil {
		return out, err
	}
	rs, err := h.Pay.Refunds(ctx, h.DB, t)
	for _, r := range rs {
		out.Refunds = append(out.Refunds, refund(r))
	}
	if err != nil {
		return out, err
	}
	said, err := h.Pay.Reports(ctx, h.DB, t)
	for _, r := range said {
		out.Reports = append(out.Reports, Report{r.Kind, r.Body, r.At})
	}
	return out, err
}

func (h Surface) refund(ctx context.Context, tx *db.Tx, in *refundIn) (Refund, error) {
	t, err := h.own(ctx, tx, in.ID)
	if err != nil {
		return Refund{}, err
	}
	if t.Method == pay.ByOrder {
		return Refund{}, errOrder
	}
	_, r, _, err := h.Pay.Refund(ctx, tx, t.App, pay.Ref{TradeNo: t.ID}, pay.NewRefund{
		RequestNo: "console:" + in.Key, Amount: in.Body.Amount, Reason: in.Body.Reason, Operator: scope.From(ctx).User,
	})
	return refund(r), err
}

func (h Surface) settlements(ctx context.Context, in *page.Ask) (page.Of[Settlement], error) {
	id, err := mine(ctx)
	if err != nil {
		return page.Of[Settlement]{Items: []Settlement{}}, err
	}
	p, err := h.Settle.List(ctx, h.DB, id, *in)
	if err != nil {
		return page.Of[Settlement]{Items: []Settlement{}}, err
	}
	out := page.Map(p, func(d settle.Day) Settlement {
		return Settlement{d.Day, d.Payments, d.Refunds, d.Paid, d.Fees, d.Refunded, d.Net, d.Sent, "", d.Early, d.EarlyFee}
	})
	for i, d := range p.Items {
		if d.BankOrder == "" {
			continue
		}
		o, err := h.Wallet.Order(ctx, h.DB, wallet.MerchantParty(id), d.BankOrder)
		if err != nil {
			return out, err
		}
		out.Items[i].State = string(o.State)
	}
	return out, nil
}

func (h Surface) payouts(ctx context.Context, q db.Q, now time.Time) (EarlyPayouts, error) {
	out := EarlyPayouts{Items: []EarlyPayout{}}
	id, err := mine(ctx)
	if err != nil {
		return out, err
	}
	next, err := h.Settle.Quote(ctx, q, id, now)
	switch _, told := fault.Of(err); {
	case err == nil:
		out.Next = &EarlyPayout{Amount: next.Amount, Fee: next.Fee}
	case !told:
		return out, err
	}
	had, err := h.Settle.Earlier(ctx, q, id, next.Day)
	if err != nil {
		return out, err
	}
	for _, e := range had {
		o, err := h.Wallet.Order(ctx, q, wallet.MerchantParty(id), e.BankOrder)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, EarlyPayout{e.ID, e.Amount, e.Fee, &e.MadeAt, string(o.State)})
	}
	return out, nil
}

func (h Surface) cards(a *web.API) {
	web.Op(a, "GET", "/console/api/merchant/cards", "listMerchantCards", managerOf, func(ctx context.Context, _ *struct{}) (Cards, error) {
		out := Cards{[]Card{}}
		id, err := mine(ctx)
		if err != nil {
			return out, err
		}
		cs, err := h.Wallet.Cards(ctx, h.DB, wallet.MerchantParty(id))
		for _, c := range cs {
			out.Items = append(out.Items, Card{c.ID, c.Bank, c.Tail})
		}
		return out, err
	})
	web.Op(a, "POST", "/console/api/merchant/cards", "bindMerchantCard", ownerOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *cardIn) (Card, error) {
		id, err := mine(ctx)
		if err != nil {
			return Card{}, err
		}
		c, err := h.Wallet.Bind(ctx, tx, wallet.MerchantParty(id), string(in.Body.Number))
		return Card{c.ID, c.Bank, c.Tail}, err
	}))
	web.Op(a, "DELETE", "/console/api/merchant/cards/{id}", "unbindMerchantCard", ownerOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *idIn) (web.Done, error) {
		id, err := mine(ctx)
		if err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.Wallet.Unbind(ctx, tx, wallet.MerchantParty(id), in.ID)
	}))
}

func (h Surface) staff(a *web.API) {
	web.Op(a, "GET", "/console/api/merchant/staff", "listStaff", managerOf, func(ctx context.Context, _ *struct{}) (Members, error) {
		out := Members{[]Member{}}
		id, err := mine(ctx)
		if err != nil {
			return out, err
		}
		ms, err := h.Merchants.Staff(ctx, h.DB, id)
		for _, m := range ms {
			u, err := h.Identity.User(ctx, h.DB, m.User)
			if err != nil {
				return out, err
			}
			names, err := h.storesOf(ctx, m)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, Member{m.User, u.Name, identity.MaskPhone(u.Phone), string(m.Role), names, m.CreatedAt})
		}
		return out, err
	})
	web.Op(a, "POST", "/console/api/merchant/staff", "addStaff", ownerOf, func(ctx context.Context, in *staffIn) (web.Done, error) {
		id, err := mine(ctx)
		if err != nil {
			return web.Done{}, err
		}
		user, _, err := h.Identity.Lookup(ctx, h.DB, scope.From(ctx).User, in.Body.Phone)
		if err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.DB.Do(ctx, func(tx *db.Tx) error {
			for _, s := range in.Body.Stores {
				if _, err := h.Stores.Mine(ctx, tx, s); err != nil {
					return err
				}
			}
			return h.Merchants.AddStaff(ctx, tx, id, user, scope.Role(in.Body.Role), in.Body.Stores...)
		})
	})
	web.Op(a, "DELETE", "/console/api/merchant/staff/{id}", "removeStaff", ownerOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *idIn) (web.Done, error) {
		id, err := mine(ctx)
		if err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.Merchants.RemoveStaff(ctx, tx, id, in.ID)
	}))
}

// storesOf names the stores that somebody is limited to.
func (h Surface) storesOf(ctx context.Context, m merchant.Member) ([]string, error) {
	out := []string{}
	all, err := h.Identity.Memberships(ctx, h.DB, m.User)
	for _, x := range all {
		if x.Merchant != m.Merchant {
			continue
		}
		for _, id := range x.Stores {
			s, err := h.Stores.Get(ctx, h.DB, id)
			if err != nil {
				return out, err
			}
			out = append(out, s.Name)
		}
	}
	return out, err
}
