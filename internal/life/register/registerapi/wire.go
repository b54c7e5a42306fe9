// Package registerapi lets a store's people work its tills. It holds wire types
// and mapping; the rule here is that a register belongs to the staff of its
// store's merchant.
package registerapi

import (
	"context"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/web"
	"livewell/internal/life/catalog"
	"livewell/internal/life/member"
	"livewell/internal/life/register"
	"livewell/internal/trade/store"
)

// Surface is what the operations need.
type Surface struct {
	DB       *db.DB
	Register *register.Service
	Stores   *store.Service
	Catalog  *catalog.Service
	Identity *identity.Service
	Members  *member.Service
}

type Till struct {
	ID    string     `json:"id"`
	Name  string     `json:"name"`
	Shift *TillShift `json:"shift,omitempty" doc:"The one that is open; absent: the till is closed."`
}

// TillShift is a drawer from its float to its count.
type TillShift struct {
	ID         string        `json:"id"`
	Cashier    string        `json:"cashier" doc:"A name."`
	OpenedAt   time.Time     `json:"openedAt"`
	ClosedAt   *time.Time    `json:"closedAt,omitempty"`
	Counted    *money.Amount `json:"counted,omitempty" doc:"Once it is closed."`
	Expected   *money.Amount `json:"expected,omitempty" doc:"Once it is closed: what was to be in the drawer by the ledger."`
	Difference *money.Amount `json:"difference,omitempty" doc:"Counted less expected."`
	Note       string        `json:"note,omitempty"`
}

// ShiftSums is what happened in a shift.
type ShiftSums struct {
	TillShift
	Sales    int64        `json:"sales"`
	Total    money.Amount `json:"total"`
	Discount money.Amount `json:"discount"`
	Code     money.Amount `json:"code" doc:"Paid by payment code."`
	Cash     money.Amount `json:"cash" doc:"Taken for sales."`
	Back     money.Amount `json:"back" doc:"Cash given back, as a number below zero."`
	Float    money.Amount `json:"float"`
	In       money.Amount `json:"in"`
	Out      money.Amount `json:"out" doc:"Below zero."`
	Drawer   money.Amount `json:"drawer" doc:"What lies in the drawer now."`
}

type Tills struct {
	Items   []Till `json:"items" nullable:"false"`
	Version string `json:"version" doc:"Of the price list: another one is read again."`
	MostOff int    `json:"mostOff" doc:"Percent that the caller may take off a sale."`
	// A till's own clock may be wrong; what it sells without a network has a time.
	Now time.Time `json:"now"`
}

type WareChoice struct {
	ID     string       `json:"id"`
	Name   string       `json:"name"`
	NameEN string       `json:"nameEn,omitempty"`
	Adds   money.Amount `json:"adds"`
	Off    bool         `json:"off,omitempty"`
}

type WareGroup struct {
	Name    string       `json:"name"`
	NameEN  string       `json:"nameEn,omitempty"`
	Min     int          `json:"min"`
	Max     int          `json:"max"`
	Choices []WareChoice `json:"choices" nullable:"false"`
}

type WareSKU struct {
	ID      string       `json:"id"`
	Name    string       `json:"name,omitempty"`
	NameEN  string       `json:"nameEn,omitempty"`
	Price   money.Amount `json:"price"`
	Barcode string       `json:"barcode,omitempty"`
}

// Ware is a line of the price list.
type Ware struct {
	ID      string      `json:"id"`
	Code    string      `json:"code,omitempty"`
	Name    string      `json:"name"`
	NameEN  string      `json:"nameEn,omitempty"`
	SoldOut bool        `json:"soldOut,omitempty"`
	Groups  []WareGroup `json:"groups" nullable:"false"`
	SKUs    []WareSKU   `json:"skus" nullable:"false"`
}

// Want is what goes over the counter.
type Want struct {
	SKU     string       `json:"sku" maxLength:"40"`
	Choices []string     `json:"choices,omitempty" nullable:"false" maxItems:"100"`
	Qty     int64        `json:"qty" minimum:"1" maximum:"999"`
	Seen    money.Amount `json:"seen" doc:"What one costs by the till. It is compared; without a network it is what was paid."`
	Name    string       `json:"name,omitempty" maxLength:"200" doc:"As the till knows it, for what is gone by the time that the server hears of it."`
}

type SaleLine struct {
	Name      string       `json:"name"`
	NameEN    string       `json:"nameEn,omitempty"`
	Variant   string       `json:"variant,omitempty"`
	VariantEN string       `json:"variantEn,omitempty"`
	Chosen    []string     `json:"chosen" nullable:"false"`
	ChosenEN  []string     `json:"chosenEn" nullable:"false"`
	Unit      money.Amount `json:"unit"`
	Qty       int64        `json:"qty"`
	Total     money.Amount `json:"total"`
}

type Tender struct {
	ID     string       `json:"id"`
	Kind   string       `json:"kind" enum:"cash,code"`
	Status string       `json:"status" enum:"waiting,paid,failed,returned"`
	Amount money.Amount `json:"amount" doc:"What it covers."`
	Given  money.Amount `json:"given" doc:"Of cash: what was handed over."`
	Change money.Amount `json:"change"`
}

type SaleNote struct {
	Code string        `json:"code" enum:"gone,sold_out,not_now,choices,price,short,discount,counted"`
	Line int           `json:"line" doc:"-1: the whole sale."`
	Qty  int64         `json:"qty,omitempty" doc:"Pieces that nobody had."`
	Now  *money.Amount `json:"now,omitempty" doc:"What one costs by the catalogue."`
}

// SaleHead is a sale in a list.
type SaleHead struct {
	ID       string       `json:"id"`
	Ref      string       `json:"ref"`
	Till     string       `json:"till"`
	Shift    string       `json:"shift"`
	Cashier  string       `json:"cashier" doc:"A name."`
	Channel  string       `json:"channel" enum:"register,offline"`
	Status   string       `json:"status" enum:"open,finished,voided,refunded"`
	Goods    money.Amount `json:"goods"`
	Discount money.Amount `json:"discount" doc:"In all, with what coupons and points took off."`
	Coupons  money.Amount `json:"coupons" doc:"What coupons took off."`
	Points   money.Amount `json:"points" doc:"What points took off."`
	Total    money.Amount `json:"total"`
	Notes    []SaleNote   `json:"notes" nullable:"false"`
	At       time.Time    `json:"at"`
	EndedAt  *time.Time   `json:"endedAt,omitempty"`
	Reason   string       `json:"reason,omitempty"`
}

type Sale struct {
	SaleHead
	Lines   []SaleLine  `json:"lines" nullable:"false"`
	Tenders []Tender    `json:"tenders" nullable:"false"`
	Member  string      `json:"member,omitempty" doc:"Masked name of the member who bought."`
	Counted *SalePoints `json:"counted,omitempty" doc:"The member's points."`
}

// MadeResult is what became of a sale that was made without a network.
type MadeResult struct {
	Ref   string `json:"ref"`
	Sale  *Sale  `json:"sale,omitempty"`
	Fault string `json:"fault,omitempty" doc:"Why it was not taken: the code of a fault."`
}

type MadeResults struct {
	Items []MadeResult `json:"items" nullable:"false" doc:"In the order of the sales."`
}

// StorePath names the store of an operation.
type StorePath struct {
	Store string `path:"store" maxLength:"40"`
}

func (p StorePath) of() string { return p.Store }

type addTillIn struct {
	StorePath
	web.Keyed
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"20"`
	}
}

// TillPath names a till.
type TillPath struct {
	StorePath
	Till string `path:"till" maxLength:"40"`
}

type openIn struct {
	TillPath
	web.Keyed
	Body struct {
		Float money.Amount `json:"float"`
	}
}

type cashIn struct {
	TillPath
	web.Keyed
	Body struct {
		Amount money.Amount `json:"amount" doc:"Below zero: taken out."`
		Note   string       `json:"note,omitempty" maxLength:"100"`
	}
}

type closeIn struct {
	TillPath
	web.Keyed
	Body struct {
		Counted money.Amount `json:"counted"`
		Note    string       `json:"note,omitempty" maxLength:"100"`
	}
}

type shiftIn struct {
	TillPath
	Shift string `path:"shift" maxLength:"40"`
}

type pricesIn struct {
	StorePath
	Cursor string `query:"cursor" maxLength:"40" doc:"Cursor from the page before; leave out for the first page."`
}

// SaleFields are what goes over the counter, and what the cashier takes off.
type SaleFields struct {
	Wants   []Want        `json:"wants" nullable:"false" minItems:"1" maxItems:"200"`
	Percent int64         `json:"percent,omitempty" minimum:"0" maximum:"100" doc:"Taken off."`
	Off     *money.Amount `json:"off,omitempty" doc:"Taken off, in place of a percentage."`
}

type beginIn struct {
	StorePath
	Body struct {
		SaleFields
		GuestFields
		Ref   string       `json:"ref" minLength:"8" maxLength:"40" doc:"Made by the till before its first try; the same for each repeat."`
		Till  string       `json:"till" maxLength:"40"`
		Total money.Amount `json:"total" doc:"What the till makes of it. It is compared."`
	}
}

func (f SaleFields) sale(storeID string) register.NewSale {
	list, _ := wants(f.Wants)
	off := register.Discount{Percent: f.Percent}
	if f.Off != nil {
		off.Amount = *f.Off
	}
	return register.NewSale{Store: storeID, Wants: list, Off: off}
}

// SalePath names a sale.
type SalePath struct {
	StorePath
	Sale string `path:"sale" maxLength:"40"`
}

type tenderIn struct {
	SalePath
	Body struct {
		Ref    string        `json:"ref" minLength:"8" maxLength:"40" doc:"Made by the till before its first try; the same for each repeat."`
		Kind   string        `json:"kind" enum:"cash,code"`
		Amount *money.Amount `json:"amount,omitempty" doc:"Cash: what is handed over. By code: a part of the rest; absent: all of it."`
		Code   web.Secret    `json:"code,omitempty" maxLength:"40" doc:"The buyer's payment code."`
	}
}

type cancelIn struct {
	SalePath
	Tender string `path:"tender" maxLength:"40"`
}

type refundIn struct {
	SalePath
	Body struct {
		Till   string `json:"till" maxLength:"40" doc:"Whose drawer the cash comes out of."`
		Reason string `json:"reason" minLength:"1" maxLength:"100"`
	}
}

// MadeSale is a sale for cash that was made without a network.
type MadeSale struct {
	Ref   string       `json:"ref" minLength:"8" maxLength:"40" doc:"Made by the till. Sent again it changes nothing."`
	Till  string       `json:"till" maxLength:"40"`
	Shift string       `json:"shift" maxLength:"40"`
	At    time.Time    `json:"at" doc:"At most 24 hours ago."`
	Wants []Want       `json:"wants" nullable:"false" minItems:"1" maxItems:"200"`
	Off   money.Amount `json:"off"`
	Total money.Amount `json:"total"`
	Given money.Amount `json:"given"`
	// The answers of a sale with a network may be lost, and it goes on without.
	Instead string `json:"instead,omitempty" maxLength:"40" doc:"Ref of a sale that was begun and whose answers were lost: it is voided, unless it was paid after all."`
}

type syncIn struct {
	StorePath
	Body struct {
		Sales []MadeSale `json:"sales" nullable:"false" minItems:"1" maxItems:"100"`
	}
}

func wireShift(sh register.Shift, name string) TillShift {
	out := TillShift{ID: sh.ID, Cashier: name, OpenedAt: sh.OpenedAt, Note: sh.Note}
	if !sh.ClosedAt.IsZero() {
		out.ClosedAt, out.Counted, out.Expected, out.Difference = &sh.ClosedAt, &sh.Counted, &sh.Expected, &sh.Difference
	}
	return out
}

func wireWare(it catalog.Item) Ware {
	out := Ware{it.ID, it.Code, it.Name, it.NameEN, it.SoldOut, []WareGroup{}, []WareSKU{}}
	for _, g := range it.Groups {
		w := WareGroup{g.Name, g.NameEN, g.Min, g.Max, []WareChoice{}}
		for _, c := range g.Choices {
			w.Choices = append(w.Choices, WareChoice(c))
		}
		out.Groups = append(out.Groups, w)
	}
	for _, k := range it.SKUs {
		out.SKUs = append(out.SKUs, WareSKU{k.ID, k.Name, k.NameEN, k.Price, k.Barcode})
	}
	return out
}

func wants(in []Want) (out []catalog.Want, names []string) {
	for _, w := range in {
		out = append(out, catalog.Want{SKU: w.SKU, Choices: w.Choices, Qty: w.Qty, Seen: w.Seen})
		names = append(names, w.Name)
	}
	return out, names
}

func (h Surface) head(ctx context.Context, q db.Q, o register.Sale) (SaleHead, error) {
	name, err := h.name(ctx, q, o.Cashier)
	out := SaleHead{
		ID: o.ID, Ref: o.Ref, Till: o.Till, Shift: o.Shift, Cashier: name, Channel: o.Channel, Status: string(o.Status),
		Goods: o.Goods, Discount: o.Discount, Coupons: o.Coupons, Points: o.Points, Total: o.Total, Notes: []SaleNote{}, At: o.At, Reason: o.Reason,
	}
	for _, n := range o.Notes {
		w := SaleNote{Code: n.Code, Line: n.Line, Qty: n.Qty}
		if n.Now != (money.Amount{}) {
			w.Now = &n.Now
		}
		out.Notes = append(out.Notes, w)
	}
	if !o.EndedAt.IsZero() {
		out.EndedAt = &o.EndedAt
	}
	return out, err
}

func (h Surface) name(ctx context.Context, q db.Q, user string) (string, error) {
	u, err := h.Identity.User(ctx, q, user)
	return u.Name, err
}

func (h Surface) sale(ctx context.Context, q db.Q, o register.Sale) (Sale, error) {
	head, err := h.head(ctx, q, o)
	out := Sale{SaleHead: head, Lines: []SaleLine{}, Tenders: []Tender{}}
	if err != nil {
		return out, err
	}
	if o.Buyer != "" {
		u, err := h.Identity.User(ctx, q, o.Buyer)
		if err != nil {
			return out, err
		}
		sums, err := h.Members.On(ctx, q, o.ID)
		if err != nil {
			return out, err
		}
		out.Member = u.Masked()
		w := SalePoints(sums)
		out.Counted = &w
	}
	lines, err := h.Register.Lines(ctx, q, o.ID)
	if err != nil {
		return out, err
	}
	for _, l := range lines {
		w := SaleLine{l.Name, l.NameEN, l.Variant, l.VariantEN, l.Chosen, l.ChosenEN, l.Unit, l.Qty, l.Total}
		if w.Chosen == nil {
			w.Chosen, w.ChosenEN = []string{}, []string{}
		}
		out.Lines = append(out.Lines, w)
	}
	ts, err := h.Register.Tenders(ctx, q, o.ID)
	for _, t := range ts {
		out.Tenders = append(out.Tenders, Tender{t.ID, string(t.Kind), string(t.Status), t.Amount, t.Given, t.Change()})
	}
	return out, err
}
