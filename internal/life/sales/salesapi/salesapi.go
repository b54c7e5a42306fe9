// Package salesapi is the sales dashboard of the console, of a merchant and of a
// store. It holds wire types and mapping, and no rule of the business.
package salesapi

import (
	"context"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/sales"
	"livewell/internal/trade/store"
)

// Surface is the dashboard.
type Surface struct {
	DB     *db.DB
	Sales  *sales.Service
	Stores *store.Service
}

type SalesReport struct {
	From     string         `json:"from"`
	To       string         `json:"to" doc:"This day included."`
	Total    SalesFigures   `json:"total"`
	Before   SalesFigures   `json:"before" doc:"Of as many days before."`
	Days     []SalesDay     `json:"days" nullable:"false" doc:"Each day of the period, oldest first."`
	Channels []SalesChannel `json:"channels" nullable:"false" doc:"That sold something, the biggest first. Shares add up to 10,000."`
	Hours    []SalesHour    `json:"hours" nullable:"false" doc:"Hours of the week in which something was sold."`
	Offers   []SalesOffer   `json:"offers" nullable:"false" doc:"Goods of orders by what decided on their price. Shares add up to 10,000."`
	Items    []SalesItem    `json:"items" nullable:"false" doc:"What brought most, at most 20."`
	New      int64          `json:"new" doc:"Buyers of the period who had bought nothing in the year before it."`
	Again    int64          `json:"again" doc:"Those who had."`
	Segments []BuyerSegment `json:"segments" nullable:"false" doc:"Buyers of the period and of the year before it."`
	Cohorts  []BuyerCohort  `json:"cohorts" nullable:"false" doc:"Of nine weeks, oldest first."`
	Funnel   []SalesStage   `json:"funnel" nullable:"false" doc:"What became of the orders that were placed in the period."`
}

type SalesFigures struct {
	Orders   int64        `json:"orders" doc:"Payments, where they are of no order."`
	Refunds  int64        `json:"refunds"`
	Gross    money.Amount `json:"gross" doc:"Paid on these days."`
	Refunded money.Amount `json:"refunded" doc:"Given back on these days."`
	Net      money.Amount `json:"net"`
	Average  money.Amount `json:"average" doc:"Of an order."`
	Buyers   int64        `json:"buyers" doc:"Who bought and did not get all of it back."`
}

type SalesDay struct {
	Day      string       `json:"day"`
	Orders   int64        `json:"orders"`
	Refunds  int64        `json:"refunds"`
	Gross    money.Amount `json:"gross"`
	Refunded money.Amount `json:"refunded"`
	Net      money.Amount `json:"net"`
	Average  money.Amount `json:"average"`
	Buyers   int64        `json:"buyers"`
}

type SalesChannel struct {
	Channel  string       `json:"channel" doc:"A way to get an order, or register, or coder: static QR codes, or open: the merchant's own apps."`
	Orders   int64        `json:"orders"`
	Refunds  int64        `json:"refunds"`
	Gross    money.Amount `json:"gross"`
	Refunded money.Amount `json:"refunded"`
	Net      money.Amount `json:"net"`
	Share    int64        `json:"share" doc:"Of the gross, in basis points."`
}

type SalesHour struct {
	Weekday int          `json:"weekday" doc:"1 is Monday."`
	Hour    int          `json:"hour"`
	Orders  int64        `json:"orders"`
	Gross   money.Amount `json:"gross"`
}

type SalesOffer struct {
	Kind   string       `json:"kind" doc:"Empty: the menu's price."`
	Pieces int64        `json:"pieces"`
	Money  money.Amount `json:"money"`
	Share  int64        `json:"share"`
}

type SalesItem struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	NameEN  string       `json:"nameEn,omitempty"`
	Picture string       `json:"picture,omitempty"`
	Pieces  int64        `json:"pieces" doc:"Less those that were given back."`
	Money   money.Amount `json:"money" doc:"With what the choices add."`
}

type BuyerSegment struct {
	Segment string       `json:"segment" enum:"best,regular,new,slipping,lost"`
	Buyers  int64        `json:"buyers"`
	Times   int64        `json:"times" doc:"That they bought."`
	Spent   money.Amount `json:"spent" doc:"Less what was given back."`
}

type BuyerCohort struct {
	Monday string  `json:"monday" doc:"First day of the week in which they bought for the first time in a year."`
	Buyers int64   `json:"buyers"`
	Back   []int64 `json:"back" nullable:"false" doc:"Of them, who bought in the first week after it, the second, up to the eighth."`
}

type SalesStage struct {
	Stage     string       `json:"stage" enum:"placed,paid,accepted,completed"`
	Orders    int64        `json:"orders" doc:"That came this far."`
	Money     money.Amount `json:"money"`
	Waiting   int64        `json:"waiting" doc:"That are here now."`
	Lost      int64        `json:"lost" doc:"That were cancelled here."`
	LostMoney money.Amount `json:"lostMoney"`
}

// When is the period that is asked for. Embed it; without anything it is 30 days.
type When struct {
	Days int    `query:"days" minimum:"1" maximum:"366" default:"30" doc:"The last so many days, today included."`
	From string `query:"from" pattern:"^(\\d{4}-\\d{2}-\\d{2})?$" doc:"In place of days: from this day on."`
	To   string `query:"to" pattern:"^(\\d{4}-\\d{2}-\\d{2})?$" doc:"To this day, which is included."`
}

type allIn struct{ When }

type storeIn struct {
	Store string `path:"store" maxLength:"40"`
	When
}

// Console adds the operations.
func (h Surface) Console(a *web.API) {
	managers := web.For(scope.Owner, scope.Manager)
	web.Op(a, "GET", "/console/api/merchant/sales", "getSales", managers, func(ctx context.Context, in *allIn) (SalesReport, error) {
		sc := scope.From(ctx)
		if len(sc.Stores) > 0 {
			return SalesReport{}, store.ErrSome
		}
		return h.report(ctx, pay.Whose{Merchant: sc.Merchant}, in.When)
	})
	web.Op(a, "GET", "/console/api/stores/{store}/sales", "getStoreSales", managers, func(ctx context.Context, in *storeIn) (SalesReport, error) {
		s, err := h.Stores.Mine(ctx, h.DB, in.Store)
		if err != nil {
			return SalesReport{}, err
		}
		return h.report(ctx, pay.Whose{Merchant: s.Merchant, Store: s.ID}, in.When)
	})
}

func (h Surface) report(ctx context.Context, w pay.Whose, in When) (out SalesReport, err error) {
	p, err := sales.Last(h.DB.Now(), in.Days)
	if in.From != "" || in.To != "" {
		p, err = sales.Between(in.From, in.To)
	}
	if err != nil {
		return out, err
	}
	err = h.DB.Snapshot(ctx, func(q db.Q) error {
		r, err := h.Sales.Report(ctx, q, w, p)
		out = wire(r)
		return err
	})
	return out, err
}

func wire(r sales.Report) SalesReport {
	out := SalesReport{
		From: r.From.Format(time.DateOnly), To: r.To.AddDate(0, 0, -1).Format(time.DateOnly), Total: figures(r.Total), Before: figures(r.Before), New: r.New, Again: r.Again,
		Days: []SalesDay{}, Channels: []SalesChannel{}, Hours: []SalesHour{}, Offers: []SalesOffer{}, Items: []SalesItem{},
		Segments: []BuyerSegment{}, Cohorts: []BuyerCohort{}, Funnel: []SalesStage{},
	}
	for _, d := range r.Days {
		out.Days = append(out.Days, SalesDay{d.Day, d.Orders, d.Refunds, d.Gross, d.Back, d.Net(), d.Average(), d.Buyers})
	}
	for _, c := range r.Channels {
		out.Channels = append(out.Channels, SalesChannel{c.Name, c.Orders, c.Refunds, c.Gross, c.Back, c.Net(), c.Share})
	}
	for _, x := range r.Hours {
		out.Hours = append(out.Hours, SalesHour(x))
	}
	for _, o := range r.Offers {
		out.Offers = append(out.Offers, SalesOffer(o))
	}
	for _, i := range r.Items {
		out.Items = append(out.Items, SalesItem(i))
	}
	for _, s := range r.Segments {
		out.Segments = append(out.Segments, BuyerSegment{s.Name, s.Buyers, s.Times, s.Spent})
	}
	for _, c := range r.Cohorts {
		out.Cohorts = append(out.Cohorts, BuyerCohort(c))
	}
	for _, s := range r.Funnel {
		out.Funnel = append(out.Funnel, SalesStage{s.Name, s.Orders, s.Money, s.Waiting, s.Lost, s.LostMoney})
	}
	return out
}

func figures(f sales.Figures) SalesFigures {
	return SalesFigures{f.Orders, f.Refunds, f.Gross, f.Back, f.Net(), f.Average(), f.Buyers}
}
