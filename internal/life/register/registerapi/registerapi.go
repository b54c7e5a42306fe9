package registerapi

import (
	"context"
	"errors"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/catalog"
	"livewell/internal/life/register"
)

var (
	staffOf   = web.For(scope.Owner, scope.Manager, scope.Cashier)
	managerOf = web.For(scope.Owner, scope.Manager)
)

type listIn struct {
	StorePath
	page.Ask
}

type shiftsIn struct {
	TillPath
	page.Ask
}

const base = "/console/api/stores/{store}/register"

// Console adds what a store's people do at its tills.
func (h Surface) Console(a *web.API) {
	web.Op(a, "GET", base, "getRegister", staffOf, h.tills)
	web.Op(a, "POST", base+"/tills", "addTill", managerOf, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *addTillIn) (Till, error) {
		st, err := h.Stores.Mine(ctx, tx, in.Store)
		if err != nil {
			return Till{}, err
		}
		t, err := h.Register.AddTill(ctx, tx, st, in.Body.Name)
		return Till{ID: t.ID, Name: t.Name}, err
	}))
	web.Op(a, "GET", base+"/prices", "listPrices", staffOf, h.prices)
	h.drawers(a)
	h.members(a)
	h.sales(a)
}

// of lets fn work at a store that the session may see.
func of[In, Out any](h Surface, fn func(context.Context, db.Q, *In) (Out, error)) func(context.Context, *In) (Out, error) {
	return func(ctx context.Context, in *In) (Out, error) {
		if _, err := h.Stores.Mine(ctx, h.DB, storeOf(in)); err != nil {
			var none Out
			return none, err
		}
		return fn(ctx, h.DB, in)
	}
}

// at is of for what writes.
func at[In, Out any](h Surface, fn func(context.Context, *db.Tx, *In) (Out, error)) func(context.Context, *db.Tx, *In) (Out, error) {
	return func(ctx context.Context, tx *db.Tx, in *In) (Out, error) {
		if _, err := h.Stores.Mine(ctx, tx, storeOf(in)); err != nil {
			var none Out
			return none, err
		}
		return fn(ctx, tx, in)
	}
}

func storeOf(in any) string { return in.(interface{ of() string }).of() }

func by(ctx context.Context) register.By {
	s := scope.From(ctx)
	return register.By{User: s.User, Manager: s.Has(scope.Owner, scope.Manager)}
}

func (h Surface) tills(ctx context.Context, in *StorePath) (Tills, error) {
	out := Tills{Items: []Till{}, MostOff: register.MostOff, Now: h.DB.Now()}
	if _, err := h.Stores.Mine(ctx, h.DB, in.Store); err != nil {
		return out, err
	}
	if by(ctx).Manager {
		out.MostOff = 100
	}
	list, err := h.Register.Tills(ctx, h.DB, in.Store)
	if err != nil {
		return out, err
	}
	for _, t := range list {
		w := Till{ID: t.ID, Name: t.Name}
		switch sh, err := h.Register.OpenShift(ctx, h.DB, t.ID); {
		case err == nil:
			s, err := h.shift(ctx, h.DB, sh)
			if err != nil {
				return out, err
			}
			w.Shift = &s
		case !errors.Is(err, register.ErrClosed):
			return out, err
		}
		out.Items = append(out.Items, w)
	}
	out.Version, err = h.Catalog.Version(ctx, h.DB, in.Store)
	return out, err
}

func (h Surface) shift(ctx context.Context, q db.Q, sh register.Shift) (TillShift, error) {
	name, err := h.name(ctx, q, sh.Cashier)
	return wireShift(sh, name), err
}

func (h Surface) prices(ctx context.Context, in *pricesIn) (page.Of[Ware], error) {
	out := page.Of[Ware]{Items: []Ware{}}
	if _, err := h.Stores.Mine(ctx, h.DB, in.Store); err != nil {
		return out, err
	}
	items, err := h.Catalog.Shelf(ctx, h.DB, in.Store, in.Cursor)
	for _, it := range items {
		out.Items = append(out.Items, wireWare(it))
	}
	if n := len(items); n == catalog.ShelfSize {
		out.Next = items[n-1].ID
	}
	return out, err
}

func (h Surface) drawers(a *web.API) {
	web.Op(a, "POST", base+"/tills/{till}/open", "openTill", staffOf, web.Once(h.DB, at(h, func(ctx context.Context, tx *db.Tx, in *openIn) (TillShift, error) {
		sh, err := h.Register.Open(ctx, tx, in.Store, in.Till, in.Body.Float, by(ctx))
		if err != nil {
			return TillShift{}, err
		}
		return h.shift(ctx, tx, sh)
	})))
	web.Op(a, "POST", base+"/tills/{till}/cash", "putCash", staffOf, web.Once(h.DB, at(h, func(ctx context.Context, tx *db.Tx, in *cashIn) (ShiftSums, error) {
		sh, err := h.Register.PutCash(ctx, tx, in.Store, in.Till, in.Body.Amount, in.Body.Note, by(ctx))
		if err != nil {
			return ShiftSums{}, err
		}
		return h.sums(ctx, tx, in.Till, sh.ID)
	})))
	web.Op(a, "POST", base+"/tills/{till}/close", "closeTill", staffOf, web.Once(h.DB, at(h, func(ctx context.Context, tx *db.Tx, in *closeIn) (ShiftSums, error) {
		sh, err := h.Register.Close(ctx, tx, in.Store, in.Till, in.Body.Counted, in.Body.Note, by(ctx))
		if err != nil {
			return ShiftSums{}, err
		}
		return h.sums(ctx, tx, in.Till, sh.ID)
	})))
	web.Op(a, "GET", base+"/tills/{till}/shifts", "listShifts", staffOf, of(h, func(ctx context.Context, q db.Q, in *shiftsIn) (page.Of[TillShift], error) {
		none := page.Of[TillShift]{Items: []TillShift{}}
		if _, err := h.Register.Till(ctx, q, in.Store, in.Till); err != nil {
			return none, err
		}
		p, err := h.Register.Shifts(ctx, q, in.Till, in.Ask)
		if err != nil {
			return none, err
		}
		out := page.Of[TillShift]{Items: make([]TillShift, len(p.Items)), Next: p.Next}
		for i, sh := range p.Items {
			if out.Items[i], err = h.shift(ctx, q, sh); err != nil {
				return none, err
			}
		}
		return out, nil
	}))
	web.Op(a, "GET", base+"/tills/{till}/shifts/{shift}", "getShift", staffOf, of(h, func(ctx context.Context, q db.Q, in *shiftIn) (ShiftSums, error) {
		if _, err := h.Register.Till(ctx, q, in.Store, in.Till); err != nil {
			return ShiftSums{}, err
		}
		return h.sums(ctx, q, in.Till, in.Shift)
	}))
}

func (h Surface) sums(ctx context.Context, q db.Q, till, shift string) (ShiftSums, error) {
	s, err := h.Register.Summary(ctx, q, till, shift)
	if err != nil {
		return ShiftSums{}, err
	}
	sh, err := h.shift(ctx, q, s.Shift)
	kind := func(k register.Kind) money.Amount { return money.New(s.By[k].Minor(), money.CNY) }
	return ShiftSums{
		TillShift: sh, Sales: s.Sales, Total: s.Total, Discount: s.Discount, Code: s.Code, Cash: kind(register.Sold), Back: kind(register.Back),
		Float: kind(register.Float), In: kind(register.CashIn), Out: kind(register.CashOut), Drawer: s.Drawer(),
	}, err
}

func (h Surface) sales(a *web.API) {
	web.Op(a, "POST", base+"/sales", "beginSale", staffOf, web.InTx(h.DB, at(h, h.begin)))
	web.Op(a, "GET", base+"/sales", "listSales", staffOf, of(h, func(ctx context.Context, q db.Q, in *listIn) (page.Of[SaleHead], error) {
		p, err := h.Register.Sales(ctx, q, in.Store, in.Ask)
		out := page.Of[SaleHead]{Items: make([]SaleHead, len(p.Items)), Next: p.Next}
		for i, o := range p.Items {
			if err == nil {
				out.Items[i], err = h.head(ctx, q, o)
			}
		}
		return out, err
	}))
	web.Op(a, "GET", base+"/sales/{sale}", "getSale", staffOf, of(h, func(ctx context.Context, q db.Q, in *SalePath) (Sale, error) {
		o, err := h.Register.Get(ctx, q, in.Store, in.Sale)
		if err != nil {
			return Sale{}, err
		}
		return h.sale(ctx, q, o)
	}))
	web.Op(a, "POST", base+"/sales/{sale}/tenders", "addTender", staffOf, web.InTx(h.DB, at(h, h.tender)))
	web.Op(a, "POST", base+"/sales/{sale}/tenders/{tender}/cancel", "cancelTender", staffOf, web.InTx(h.DB, at(h, func(ctx context.Context, tx *db.Tx, in *cancelIn) (Sale, error) {
		return h.told(ctx, tx)(h.Register.Cancel(ctx, tx, in.Store, in.Sale, in.Tender))
	})))
	web.Op(a, "POST", base+"/sales/{sale}/void", "voidSale", staffOf, web.InTx(h.DB, at(h, func(ctx context.Context, tx *db.Tx, in *SalePath) (Sale, error) {
		return h.told(ctx, tx)(h.Register.Void(ctx, tx, in.Store, in.Sale, by(ctx)))
	})))
	web.Op(a, "POST", base+"/sales/{sale}/refund", "refundSale", staffOf, web.InTx(h.DB, at(h, func(ctx context.Context, tx *db.Tx, in *refundIn) (Sale, error) {
		return h.told(ctx, tx)(h.Register.Refund(ctx, tx, in.Store, in.Sale, in.Body.Till, in.Body.Reason, by(ctx)))
	})))
	web.Op(a, "POST", base+"/sync", "syncSales", staffOf, h.sync)
}

// told makes the answer of what was done to a sale.
func (h Surface) told(ctx context.Context, tx *db.Tx) func(register.Sale, error) (Sale, error) {
	return func(o register.Sale, err error) (Sale, error) {
		if err != nil {
			return Sale{}, err
		}
		return h.sale(ctx, tx, o)
	}
}

func (h Surface) begin(ctx context.Context, tx *db.Tx, in *beginIn) (Sale, error) {
	b := in.Body
	g, err := h.Guest(ctx, tx, in.Store, b.GuestFields)
	if err != nil {
		return Sale{}, err
	}
	sale := b.sale(in.Store)
	sale.Ref, sale.Till, sale.Seen, sale.Guest = b.Ref, b.Till, b.Total, g
	return h.told(ctx, tx)(h.Register.Begin(ctx, tx, sale, by(ctx)))
}

func (h Surface) tender(ctx context.Context, tx *db.Tx, in *tenderIn) (Sale, error) {
	b := in.Body
	t := register.NewTender{Ref: b.Ref, Kind: register.TenderKind(b.Kind), Code: string(b.Code)}
	if b.Amount != nil {
		t.Amount = *b.Amount
	}
	return h.told(ctx, tx)(h.Register.Tender(ctx, tx, in.Store, in.Sale, t, by(ctx)))
}

func (h Surface) sync(ctx context.Context, in *syncIn) (MadeResults, error) {
	if _, err := h.Stores.Mine(ctx, h.DB, in.Store); err != nil {
		return MadeResults{[]MadeResult{}}, err
	}
	return h.Take(ctx, in.Store, in.Body.Sales, func(context.Context, db.Q, MadeSale) (register.By, error) { return by(ctx), nil })
}

// Take takes what a till sold without a network, each by itself: one that cannot
// be taken is told, and stops none of the others. who tells who sold it.
func (h Surface) Take(ctx context.Context, storeID string, sales []MadeSale, who func(context.Context, db.Q, MadeSale) (register.By, error)) (MadeResults, error) {
	out := MadeResults{[]MadeResult{}}
	for _, m := range sales {
		list, names := wants(m.Wants)
		made := register.Made{
			Ref: m.Ref, Store: storeID, Till: m.Till, Shift: m.Shift, At: m.At.UTC(), Wants: list, Names: names, Off: m.Off, Total: m.Total, Given: m.Given, Instead: m.Instead,
		}
		w := MadeResult{Ref: m.Ref}
		o, err := db.Get(ctx, h.DB, func(tx *db.Tx) (Sale, error) {
			by, err := who(ctx, tx, m)
			if err != nil {
				return Sale{}, err
			}
			return h.told(ctx, tx)(h.Register.TakeMade(ctx, tx, made, by))
		})
		f, refused := fault.Of(err)
		switch {
		case err == nil:
			w.Sale = &o
		case refused && f.Kind != fault.Unavailable:
			w.Fault = f.Code
		default:
			return out, err
		}
		out.Items = append(out.Items, w)
	}
	return out, nil
}
