// Package coderapi shows QR codes, live receipts and day summaries to sellers,
// and what a scanned code means to buyers. It holds wire types and mapping; the
// one rule here is that a seller's staff alone see a seller's money.
package coderapi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/coder"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/store"
)

var me = web.For(scope.Consumer)

var (
	errDay   = fault.New(fault.Invalid, "coder.day", "This is not a day.")
	errMonth = fault.New(fault.Invalid, "coder.month", "This is not a month.")
)

// Surface is what sellers and their buyers do with codes.
type Surface struct {
	DB        *db.DB
	Coder     *coder.Service
	Merchants *merchant.Service
	Identity  *identity.Service
	Pay       *pay.Service
	Wallet    *wallet.Service
	Stores    *store.Service
	Links     pay.Links
	Brand     coder.Brand // of the posters
}

type Shop struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Kind    string       `json:"kind" enum:"coder,shop,developer"`
	Role    string       `json:"role" enum:"owner,manager,cashier"`
	Balance money.Amount `json:"balance"`
}

type Shops struct {
	Items []Shop `json:"items" nullable:"false"`
}

type Code struct {
	ID      string        `json:"id"`
	Label   string        `json:"label"`
	Amount  *money.Amount `json:"amount,omitempty" doc:"Absent: the buyer types it."`
	Content string        `json:"content" doc:"What the QR holds."`
	EMV     string        `json:"emv" doc:"The same code in the EMVCo merchant-presented form."`
	Short   string        `json:"short" doc:"Digits to compare with the printed code."`
}

type Codes struct {
	Items []Code `json:"items" nullable:"false"`
}

type Started struct {
	Shop Shop `json:"shop"`
	Code Code `json:"code"`
}

type Receipt struct {
	ID      string       `json:"id"`
	Amount  money.Amount `json:"amount"`
	At      time.Time    `json:"at"`
	Payer   string       `json:"payer" doc:"Masked."`
	Subject string       `json:"subject"`
	Code    string       `json:"code" doc:"Id of the code that was scanned; empty for other ways to pay."`
	Note    string       `json:"note,omitempty"`
}

type Day struct {
	Day      string       `json:"day" example:"2026-11-22"`
	Payments int64        `json:"payments"`
	Refunds  int64        `json:"refunds"`
	Paid     money.Amount `json:"paid" doc:"Before fees and refunds."`
	Fees     money.Amount `json:"fees" doc:"Less what came back with refunds."`
	Refunded money.Amount `json:"refunded"`
	Net      money.Amount `json:"net"`
}

type Days struct {
	Items []Day `json:"items" nullable:"false" doc:"Days of the month up to today, newest first."`
}

type Member struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Phone string `json:"phone" doc:"Masked."`
	Role  string `json:"role"`
}

type Members struct {
	Items []Member `json:"items" nullable:"false"`
}

type startIn struct {
	web.Keyed
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"40"`
	}
}

type shopIn struct {
	Shop string `path:"shop" maxLength:"40"`
}

type renameIn struct {
	ShopPath
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"40"`
	}
}

// ShopPath is embedded by operations on one shop; huma reads exported structs only.
type ShopPath struct {
	Shop string `path:"shop" maxLength:"40"`
}

type addIn struct {
	ShopPath
	Body struct {
		Label  string `json:"label" maxLength:"20"`
		Amount string `json:"amount,omitempty" pattern:"^\\d{1,5}(\\.\\d{1,2})?$" doc:"Fixed amount; leave out where the buyer types it."`
	}
}

type codeIn struct {
	ShopPath
	Code string `path:"code" maxLength:"40"`
}

type monthIn struct {
	ShopPath
	Month string `query:"month" pattern:"^\\d{4}-\\d{2}$" required:"true"`
}

type staffIn struct {
	ShopPath
	Body struct {
		Phone string `json:"phone" minLength:"5" maxLength:"20"`
		Role  string `json:"role" enum:"manager,cashier"`
	}
}

type memberIn struct {
	ShopPath
	User string `path:"user" maxLength:"40"`
}

// Consumer adds the operations.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/coder", "listShops", me, h.shops)
	web.Op(a, "POST", "/api/coder", "startCoder", me, web.Once(h.DB, h.start))
	web.Op(a, "PATCH", "/api/coder/{shop}", "renameShop", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *renameIn) (web.Done, error) {
		if err := h.member(ctx, tx, in.Shop, scope.Owner, scope.Manager); err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.Merchants.Rename(ctx, tx, in.Shop, in.Body.Name)
	}))
	h.codes(a)
	h.money(a)
	h.staff(a)
	h.scan(a)
}

// member lets the staff of a shop in, those with one of the roles, or all.
// Others learn nothing: to them the shop is not there.
func (h Surface) member(ctx context.Context, q db.Q, shop string, roles ...scope.Role) error {
	role, err := h.Merchants.RoleOfAll(ctx, q, shop, scope.From(ctx).User)
	if err == nil && len(roles) > 0 && !slices.Contains(roles, role) {
		err = web.ErrNotAllowed
	}
	return err
}

func (h Surface) shop(ctx context.Context, q db.Q, m merchant.Merchant, role scope.Role) (Shop, error) {
	b, err := h.Wallet.Balance(ctx, q, wallet.MerchantCash(m.ID))
	return Shop{m.ID, m.Name, string(m.Kind), string(role), b.Available}, err
}

func (h Surface) shops(ctx context.Context, _ *struct{}) (Shops, error) {
	ms, roles, err := h.Merchants.Of(ctx, h.DB, scope.From(ctx).User)
	out := Shops{[]Shop{}}
	for i, m := range ms {
		if err := h.member(ctx, h.DB, m.ID); errors.Is(err, merchant.ErrNotFound) {
			continue // works in some of its stores
		} else if err != nil {
			return out, err
		}
		s, err := h.shop(ctx, h.DB, m, roles[i])
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, s)
	}
	return out, err
}

func (h Surface) start(ctx context.Context, tx *db.Tx, in *startIn) (Started, error) {
	m, c, err := h.Coder.Start(ctx, tx, scope.From(ctx).User, in.Body.Name)
	if err != nil {
		return Started{}, err
	}
	s, err := h.shop(ctx, tx, m, scope.Owner)
	if err != nil {
		return Started{}, err
	}
	code, err := h.code(c, m.Name)
	return Started{s, code}, err
}

func (h Surface) code(c coder.Code, shop string) (Code, error) {
	payload, err := h.Coder.Payload(c)
	if err != nil {
		return Code{}, err
	}
	content, err := h.Coder.Content(c)
	if err != nil {
		return Code{}, err
	}
	emv, err := coder.EMV{Payload: payload, Fixed: c.Amount, Name: shop, City: "-", Label: c.Label}.Encode()
	out := Code{ID: c.ID, Label: c.Label, Content: content, EMV: emv, Short: coder.ShortCode(c.ID)}
	if !c.Amount.IsZero() {
		out.Amount = &c.Amount
	}
	return out, err
}

func (h Surface) codes(a *web.API) {
	web.Op(a, "GET", "/api/coder/{shop}/codes", "listCodes", me, func(ctx context.Context, in *shopIn) (Codes, error) {
		out := Codes{[]Code{}}
		if err := h.member(ctx, h.DB, in.Shop); err != nil {
			return out, err
		}
		m, err := h.Merchants.Get(ctx, h.DB, in.Shop)
		if err != nil {
			return out, err
		}
		cs, err := h.Coder.List(ctx, h.DB, in.Shop)
		for _, c := range cs {
			w, err := h.code(c, m.Name)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, w)
		}
		return out, err
	})
	web.Op(a, "POST", "/api/coder/{shop}/codes", "addCode", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *addIn) (Code, error) {
		if err := h.member(ctx, tx, in.Shop, scope.Owner, scope.Manager); err != nil {
			return Code{}, err
		}
		amount := money.New(0, money.CNY)
		if in.Body.Amount != "" {
			var err error
			if amount, err = money.Parse(in.Body.Amount, money.CNY); err != nil || amount.IsZero() {
				return Code{}, coder.ErrAmount
			}
		}
		m, err := h.Merchants.Get(ctx, tx, in.Shop)
		if err != nil {
			return Code{}, err
		}
		c, err := h.Coder.Add(ctx, tx, in.Shop, in.Body.Label, amount)
		if err != nil {
			return Code{}, err
		}
		return h.code(c, m.Name)
	}))
	web.Op(a, "DELETE", "/api/coder/{shop}/codes/{code}", "endCode", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *codeIn) (web.Done, error) {
		if err := h.member(ctx, tx, in.Shop, scope.Owner, scope.Manager); err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.Coder.End(ctx, tx, in.Shop, in.Code)
	}))
}

var business = time.FixedZone("UTC+8", 8*3600)

func (h Surface) money(a *web.API) {
	web.Stream(a, "/api/coder/{shop}/live", "watchShop", me, func(ctx context.Context, in *shopIn, last string, send func(web.Event) error) error {
		if err := h.member(ctx, h.DB, in.Shop); err != nil {
			return err
		}
		return h.Coder.Watch(ctx, in.Shop, markOf(last), func(t pay.Trade) error {
			r, err := h.receipt(ctx, t)
			if err != nil {
				return err
			}
			return send(web.Event{ID: fmt.Sprintf("%d.%s", t.PaidAt.UnixMicro(), t.ID), Name: "received", Data: r})
		})
	})
	web.Op(a, "GET", "/api/coder/{shop}/days", "listDays", me, h.days)
}

// markOf reads the id of the last event that a watcher saw.
func markOf(last string) *pay.Mark {
	var micro int64
	at, id, ok := strings.Cut(last, ".")
	if _, err := fmt.Sscan(at, &micro); !ok || err != nil {
		return nil
	}
	return &pay.Mark{At: time.UnixMicro(micro).UTC(), ID: id}
}

func (h Surface) receipt(ctx context.Context, t pay.Trade) (Receipt, error) {
	u, err := h.Identity.User(ctx, h.DB, t.Buyer)
	code := ""
	if t.Method == pay.ByCoder {
		code = t.Extra.Store
	}
	return Receipt{t.ID, t.Total, t.PaidAt, u.Masked(), t.Subject, code, t.Extra.Note}, err
}

func (h Surface) days(ctx context.Context, in *monthIn) (Days, error) {
	out := Days{[]Day{}}
	if err := h.member(ctx, h.DB, in.Shop); err != nil {
		return out, err
	}
	first, err := time.ParseInLocation("2006-01", in.Month, business)
	if err != nil {
		return out, errMonth
	}
	now := h.DB.Now().In(business)
	for day := first.AddDate(0, 1, -1); !day.Before(first); day = day.AddDate(0, 0, -1) {
		if day.After(now) {
			continue
		}
		s, err := h.Pay.Sum(ctx, h.DB, in.Shop, day, day.AddDate(0, 0, 1))
		if err != nil {
			return out, err
		}
		if s.Payments+s.Refunds > 0 || day.Format(time.DateOnly) == now.Format(time.DateOnly) {
			out.Items = append(out.Items, Day{day.Format(time.DateOnly), s.Payments, s.Refunds, s.Paid, s.Fees.Add(s.FeesBack.Neg()), s.Refunded, s.Net()})
		}
	}
	return out, nil
}

func (h Surface) staff(a *web.API) {
	web.Op(a, "GET", "/api/coder/{shop}/staff", "listStaff", me, func(ctx context.Context, in *shopIn) (Members, error) {
		out := Members{[]Member{}}
		if err := h.member(ctx, h.DB, in.Shop, scope.Owner, scope.Manager); err != nil {
			return out, err
		}
		ms, err := h.Merchants.Staff(ctx, h.DB, in.Shop)
		for _, m := range ms {
			u, err := h.Identity.User(ctx, h.DB, m.User)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, Member{m.User, u.Name, identity.MaskPhone(u.Phone), string(m.Role)})
		}
		return out, err
	})
	web.Op(a, "POST", "/api/coder/{shop}/staff", "addStaff", me, func(ctx context.Context, in *staffIn) (web.Done, error) {
		if err := h.member(ctx, h.DB, in.Shop, scope.Owner); err != nil {
			return web.Done{}, err
		}
		user, _, err := h.Identity.Lookup(ctx, h.DB, scope.From(ctx).User, in.Body.Phone)
		if err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.DB.Do(ctx, func(tx *db.Tx) error {
			return h.Merchants.AddStaff(ctx, tx, in.Shop, user, scope.Role(in.Body.Role))
		})
	})
	web.Op(a, "DELETE", "/api/coder/{shop}/staff/{user}", "removeStaff", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *memberIn) (web.Done, error) {
		if err := h.member(ctx, tx, in.Shop, scope.Owner); err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.Merchants.RemoveStaff(ctx, tx, in.Shop, in.User)
	}))
}
