package sim

import (
	"time"

	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
)

// What actors read of the answers; the rest is left out.

type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

type storeHead struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	NameEN string    `json:"nameEn"`
	City   string    `json:"city"`
	At     geo.Point `json:"at"`
}

type card struct {
	ID       string        `json:"id"`
	Open     bool          `json:"open"`
	Delivers bool          `json:"delivers"`
	Minimum  *money.Amount `json:"minimum"`
	Modes    []string      `json:"modes"`
}

type choice struct {
	ID   string       `json:"id"`
	Adds money.Amount `json:"adds"`
	Off  bool         `json:"off"`
}

type item struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Available bool   `json:"available"`
	Groups    []struct {
		Min     int      `json:"min"`
		Max     int      `json:"max"`
		Choices []choice `json:"choices"`
	} `json:"groups"`
	SKUs []sku `json:"skus"`
}

type sku struct {
	ID    string       `json:"id"`
	Price money.Amount `json:"price"`
	Left  *int64       `json:"left"`
}

type want struct {
	SKU     string   `json:"sku"`
	Choices []string `json:"choices"`
	Qty     int64    `json:"qty"`
	Offer   string   `json:"offer,omitempty"`
}

type basket struct {
	Mode    string        `json:"mode"`
	Wants   []want        `json:"wants"`
	Address string        `json:"address,omitempty"`
	Table   string        `json:"table,omitempty"`
	Store   string        `json:"store,omitempty"`
	Total   *money.Amount `json:"total,omitempty"`
}

type quote struct {
	Lines    []line       `json:"lines"`
	Total    money.Amount `json:"total"`
	Problems []struct {
		Code string `json:"code"`
	} `json:"problems"`
}

type line struct {
	No       int64        `json:"no"`
	SKU      string       `json:"sku"`
	Unit     money.Amount `json:"unit"`
	Qty      int64        `json:"qty"`
	Refunded int64        `json:"refunded"`
}

type step struct {
	Status string    `json:"status"`
	Actor  string    `json:"actor"`
	At     time.Time `json:"at"`
}

// view is an order as its buyer or its store sees it.
type view struct {
	ID       string       `json:"id"`
	Store    string       `json:"store"`
	Mode     string       `json:"mode"`
	Status   string       `json:"status"`
	Trade    string       `json:"trade"`
	Code     string       `json:"code"`
	Reason   string       `json:"reason"`
	Total    money.Amount `json:"total"`
	Refunded money.Amount `json:"refunded"`
	Fee      money.Amount `json:"fee"`
	PaidAt   *time.Time   `json:"paidAt"`
	DueAt    *time.Time   `json:"dueAt"`
	Lines    []line       `json:"lines"`
	Steps    []step       `json:"steps"`
	Can      []string     `json:"can"`
	Rider    *struct{}    `json:"rider"`
	Vouchers []struct {
		Code   string `json:"code"`
		Status string `json:"status"`
	} `json:"vouchers"`
}

type offers struct {
	Flash []struct {
		ID     string `json:"id"`
		Offer  string `json:"offer"`
		SKU    string `json:"sku"`
		Pieces int64  `json:"pieces"`
		Left   int64  `json:"left"`
	} `json:"flash"`
	Groups []struct {
		Offer     string `json:"offer"`
		SKU       string `json:"sku"`
		Gathering []struct {
			Offer string `json:"offer"`
		} `json:"gathering"`
	} `json:"groups"`
}

type work struct {
	Order  string    `json:"order"`
	From   geo.Point `json:"from"`
	Door   geo.Point `json:"door"`
	Status string    `json:"status"`
	Made   bool      `json:"made"`
}

type riderPage struct {
	On    bool `json:"on"`
	Offer *struct {
		ID   string       `json:"id"`
		Fee  money.Amount `json:"fee"`
		Work []work       `json:"work"`
	} `json:"offer"`
	Work   []work       `json:"work"`
	Earned money.Amount `json:"earned"`
}

type sums struct {
	Payments int64        `json:"payments"`
	Paid     money.Amount `json:"paid"`
	Refunded money.Amount `json:"refunded"`
	Net      money.Amount `json:"net"`
}

type overview struct {
	Balance money.Amount `json:"balance"`
	Week    []sums       `json:"week"`
}
