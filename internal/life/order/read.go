package order

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"livewell/internal/core/address"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/secret"
	"livewell/internal/life/catalog"
	"livewell/internal/trade/store"
)

type row struct {
	ID         string     `db:"id"`
	Buyer      string     `db:"buyer"`
	Merchant   string     `db:"merchant"`
	Store      string     `db:"store"`
	StoreName  string     `db:"store_name"`
	Mode       store.Mode `db:"mode"`
	Status     Status     `db:"status"`
	Goods      int64      `db:"goods"`
	Packing    int64      `db:"packing"`
	Fee        int64      `db:"fee"`
	Discount   int64      `db:"discount"`
	Points     int64      `db:"points"`
	Total      int64      `db:"total"`
	Refunded   int64      `db:"refunded"`
	Held       int64      `db:"held"`
	Pieces     int64      `db:"pieces"`
	Trade      string     `db:"trade"`
	Number     string     `db:"number"`
	Code       string     `db:"code"`
	Place      string     `db:"place"`
	Note       string     `db:"note"`
	Address    []byte     `db:"address"`
	DataKey    []byte     `db:"data_key"`
	Rider      string     `db:"rider"`
	Reason     string     `db:"reason"`
	DueAt      int64      `db:"due_at"`
	CreatedAt  int64      `db:"created_at"`
	MovedAt    int64      `db:"moved_at"`
	PaidAt     int64      `db:"paid_at"`
	AcceptedAt int64      `db:"accepted_at"`
	ReadyAt    int64      `db:"ready_at"`
	EndedAt    int64      `db:"ended_at"`
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

func (r row) order() Order {
	cny := func(n int64) money.Amount { return money.New(n, money.CNY) }
	return Order{
		ID: r.ID, Buyer: r.Buyer, Merchant: r.Merchant, Store: r.Store, StoreName: r.StoreName, Mode: r.Mode, Status: r.Status,
		Goods: cny(r.Goods), Packing: cny(r.Packing), Fee: cny(r.Fee), Discount: cny(r.Discount), PointsOff: cny(r.Points), Total: cny(r.Total), Refunded: cny(r.Refunded), Held: cny(r.Held),
		Pieces: r.Pieces, Trade: r.Trade, Number: r.Number, Code: r.Code, Table: r.Place, Note: r.Note, Rider: r.Rider, Reason: r.Reason,
		DueAt: instant(r.DueAt), CreatedAt: instant(r.CreatedAt), MovedAt: instant(r.MovedAt), PaidAt: instant(r.PaidAt),
		AcceptedAt: instant(r.AcceptedAt), ReadyAt: instant(r.ReadyAt), EndedAt: instant(r.EndedAt),
	}
}

// Get gives an order without its address. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, id string) (Order, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.order(), err
}

// WithDoor is Get with the address, for those who bring it. Fault: ErrNotFound.
func (s *Service) WithDoor(ctx context.Context, q db.Q, id string) (Order, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	if err != nil || len(r.Address) == 0 {
		return r.order(), err
	}
	key, err := secret.OpenKey(s.keys, r.DataKey)
	if err != nil {
		return Order{}, err
	}
	body, err := key.Open(addressPlace(id), r.Address)
	if err != nil {
		return Order{}, err
	}
	o := r.order()
	o.To = &address.Address{}
	return o, json.Unmarshal(body, o.To)
}

type lineRow struct {
	No        int64  `db:"no"`
	Item      string `db:"item"`
	SKU       string `db:"sku"`
	Name      string `db:"name"`
	NameEN    string `db:"name_en"`
	Variant   string `db:"variant"`
	VariantEN string `db:"variant_en"`
	Choices   string `db:"choices"`
	Picture   string `db:"picture"`
	Unit      int64  `db:"unit"`
	Qty       int64  `db:"qty"`
	Refunded  int64  `db:"refunded"`
	Offer     string `db:"offer"`
	Off       int64  `db:"off"`
}

// chosen is how a line's choices are stored.
type chosen struct {
	IDs     []string `json:"ids"`
	Names   []string `json:"names"`
	NamesEN []string `json:"namesEn"`
}

// Lines gives what an order is of.
func (s *Service) Lines(ctx context.Context, q db.Q, id string) (out []Line, err error) {
	rows, err := db.List[lineRow](ctx, q, qLines, id)
	for _, r := range rows {
		var c chosen
		if err := json.Unmarshal([]byte(r.Choices), &c); err != nil {
			return nil, fmt.Errorf("read line %d of order %s: %w", r.No, id, err)
		}
		unit := money.New(r.Unit, money.CNY)
		out = append(out, Line{No: r.No, Refunded: r.Refunded, Off: money.New(r.Off, money.CNY), Line: catalog.Line{
			Want: catalog.Want{SKU: r.SKU, Choices: c.IDs, Qty: r.Qty, Offer: r.Offer}, Item: r.Item, Name: r.Name, NameEN: r.NameEN, Variant: r.Variant, VariantEN: r.VariantEN,
			Chosen: c.Names, ChosenEN: c.NamesEN, Picture: r.Picture, Unit: unit, Total: unit.MulDiv(r.Qty, 1),
		}})
	}
	return out, err
}

type stepRow struct {
	Status Status `db:"status"`
	Actor  Actor  `db:"actor"`
	Who    string `db:"who"`
	Note   string `db:"note"`
	At     int64  `db:"at"`
}

// Timeline gives what happened to an order, oldest first.
func (s *Service) Timeline(ctx context.Context, q db.Q, id string) (out []Event, err error) {
	rows, err := db.List[stepRow](ctx, q, qSteps, id)
	for _, r := range rows {
		out = append(out, Event{r.Status, r.Actor, r.Who, r.Note, instant(r.At)})
	}
	return out, err
}

// Of lists a buyer's orders, newest first.
func (s *Service) Of(ctx context.Context, q db.Q, buyer string, ask page.Ask) (page.Of[Order], error) {
	return s.page(ctx, q, qOf, buyer, ask)
}

// At lists a store's orders that were paid, newest first.
func (s *Service) At(ctx context.Context, q db.Q, store string, ask page.Ask) (page.Of[Order], error) {
	return s.page(ctx, q, qAt, store, ask)
}

func (s *Service) page(ctx context.Context, q db.Q, list *db.Stmt, of string, ask page.Ask) (page.Of[Order], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Order]{}, err
	}
	rows, err := db.List[row](ctx, q, list, of, at, id, ask.Limit+1)
	if err != nil {
		return page.Of[Order]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.CreatedAt, r.ID }), row.order), nil
}

// Board gives a store's orders that are paid and not over, oldest first, 500 at most.
func (s *Service) Board(ctx context.Context, q db.Q, store string) (out []Order, err error) {
	rows, err := db.List[row](ctx, q, qBoard, store)
	for _, r := range rows {
		out = append(out, r.order())
	}
	return out, err
}

// Bought is a line of a paid order.
type Bought struct {
	Store  string `db:"store"`
	Item   string `db:"item"`
	PaidAt int64  `db:"paid_at"` // Unix microseconds
}

// Had lists what somebody bought since a time and kept, the newest first, 100 lines at most.
func (s *Service) Had(ctx context.Context, q db.Q, buyer string, since time.Time) ([]Bought, error) {
	return db.List[Bought](ctx, q, qHad, buyer, since.UnixMicro())
}
