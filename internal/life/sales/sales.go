// Package sales tells a merchant what was sold, over all ways to sell: by day,
// channel and hour, what sold best, who came back and where orders were lost.
//
// It keeps nothing. Each domain sums its own rows in SQL; here the sums are put
// together, so that every cut makes the same total: gross less refunds is net,
// days add up to the period, and so do channels. A sale counts on the day that
// it was paid, a refund on the day that it was made; days begin in
// calendar.Zone. Buyers are counted and never named.
package sales

import (
	"cmp"
	"context"
	"slices"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/life/order"
)

var ErrPeriod = fault.New(fault.Invalid, "sales.period", "A period has 1 to 366 days, and ends no earlier than it begins.")

// Source is where sales come from: a way to sell with a table of its own. Each
// sale is of one source only. What a source knows no store of, it leaves out
// where one store is asked for.
type Source interface {
	// Sold sums what was paid and given back with from ≤ at < to, by hour and
	// channel. An hour and a channel may come more than once.
	Sold(ctx context.Context, q db.Q, w pay.Whose, from, to time.Time) ([]pay.Sold, error)
}

// buyers counts people. Trades know all of a merchant's, orders those of a store.
type buyers interface {
	BuyersByDay(ctx context.Context, q db.Q, w pay.Whose, from, to time.Time) ([]pay.BuyersOn, error)
	Segments(ctx context.Context, q db.Q, w pay.Whose, m pay.Marks) ([]pay.Segment, error)
	Cohorts(ctx context.Context, q db.Q, w pay.Whose, since, to time.Time, week int64) ([]pay.Cohort, error)
}

// Service makes reports.
type Service struct {
	orders  *order.Service
	pay     *pay.Service
	sources []Source
}

// New takes, besides orders and payments, any more sources.
func New(o *order.Service, p *pay.Service, more ...Source) *Service {
	return &Service{o, p, append([]Source{o, p}, more...)}
}

// Figures are what was sold and given back.
type Figures struct {
	Orders, Refunds int64
	Gross, Back     money.Amount
	Buyers          int64 // who bought, and did not get all of it back
}

func (f Figures) Net() money.Amount { return f.Gross.Add(f.Back.Neg()) }

// Average is the gross of an order, rounded half away from zero.
func (f Figures) Average() money.Amount { return f.Gross.MulDiv(1, max(f.Orders, 1)) }

func (f *Figures) add(s pay.Sold) {
	f.Orders, f.Refunds = f.Orders+s.Sales, f.Refunds+s.Refunds
	f.Gross, f.Back = f.Gross.Add(cny(s.Gross)), f.Back.Add(cny(s.Back))
}

func cny(n int64) money.Amount { return money.New(n, money.CNY) }
func none() Figures            { return Figures{Gross: cny(0), Back: cny(0)} }

// Day is a business day.
type Day struct {
	Day string
	Figures
}

// Channel is a way to sell, and its share of the gross in basis points.
type Channel struct {
	Name string
	Figures
	Share int64
}

// Hour is an hour of the week: Weekday 1 is Monday, 7 Sunday.
type Hour struct {
	Weekday, Hour int
	Orders        int64
	Gross         money.Amount
}

// Offer is a reason for a price ("": the menu's), and its share of the goods that were kept.
type Offer struct {
	Kind   string
	Pieces int64
	Money  money.Amount
	Share  int64
}

// Item is something of the menu, less what was given back of it.
type Item struct {
	ID, Name, NameEN, Picture string
	Pieces                    int64
	Money                     money.Amount // with what the choices add, before coupons
}

// Report is a period.
type Report struct {
	Period
	Total, Before Figures // of the period, and of as many days before it
	Days          []Day
	Channels      []Channel // that sold something, the biggest first; shares add up to 10,000
	Hours         []Hour    // in which something was sold
	Offers        []Offer   // of orders; shares add up to 10,000
	Items         []Item    // of orders, the best first
	New, Again    int64     // buyers who had not bought in the year before, and who had
	Segments      []Segment
	Cohorts       []Cohort
	Funnel        []Stage
}

const bestItems = 20

// Report puts a period together. Give it a snapshot: it reads more than once.
func (s *Service) Report(ctx context.Context, q db.Q, w pay.Whose, p Period) (Report, error) {
	r := Report{Period: p}
	if err := s.sold(ctx, q, w, &r); err != nil {
		return r, err
	}
	if err := s.goods(ctx, q, w, &r); err != nil {
		return r, err
	}
	if err := s.people(ctx, q, w, &r); err != nil {
		return r, err
	}
	stages, err := s.orders.Stages(ctx, q, w, p.From, p.To)
	r.Funnel = funnel(stages)
	return r, err
}

func (s *Service) sold(ctx context.Context, q db.Q, w pay.Whose, r *Report) error {
	var all []pay.Sold
	for _, of := range s.sources {
		some, err := of.Sold(ctx, q, w, r.before().From, r.To)
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	r.fold(all)
	return nil
}

// fold sorts sums into the cuts of a report.
func (r *Report) fold(all []pay.Sold) {
	first := dayOf(r.From)
	r.Total, r.Before = none(), none()
	for day := r.From; day.Before(r.To); day = day.AddDate(0, 0, 1) {
		r.Days = append(r.Days, Day{day.Format(time.DateOnly), none()})
	}
	channels := map[string]*Figures{}
	var week [7 * 24]Figures
	for i := range week {
		week[i] = none()
	}
	for _, x := range all {
		day := x.Hour / 24
		if day < first {
			r.Before.add(x)
			continue
		}
		f := channels[x.Channel]
		if f == nil {
			z := none()
			f = &z
			channels[x.Channel] = f
		}
		f.add(x)
		r.Total.add(x)
		r.Days[day-first].add(x)
		week[(x.Hour+monday*24)%(7*24)].add(x)
	}
	for i, f := range week {
		if f.Orders > 0 {
			r.Hours = append(r.Hours, Hour{i/24 + 1, i % 24, f.Orders, f.Gross})
		}
	}
	r.share(channels)
}

func (r *Report) share(channels map[string]*Figures) {
	for name, f := range channels {
		r.Channels = append(r.Channels, Channel{Name: name, Figures: *f})
	}
	slices.SortFunc(r.Channels, func(a, b Channel) int {
		return cmp.Or(cmp.Compare(b.Gross.Minor(), a.Gross.Minor()), cmp.Compare(a.Name, b.Name))
	})
	parts := make([]int64, len(r.Channels))
	for i, c := range r.Channels {
		parts[i] = c.Gross.Minor()
	}
	for i, share := range Shares(parts) {
		r.Channels[i].Share = share
	}
}

func (s *Service) goods(ctx context.Context, q db.Q, w pay.Whose, r *Report) error {
	items, offers, err := s.orders.Goods(ctx, q, w, r.From, r.To, bestItems)
	for _, i := range items {
		r.Items = append(r.Items, Item{i.Item, i.Name, i.NameEN, i.Picture, i.Pieces, cny(i.Money)})
	}
	parts := make([]int64, len(offers))
	for i, o := range offers {
		parts[i] = o.Money
	}
	for i, share := range Shares(parts) {
		r.Offers = append(r.Offers, Offer{offers[i].Kind, offers[i].Pieces, cny(offers[i].Money), share})
	}
	return err
}

// monday is how many days a week had gone when 1970 began.
const monday = 3

// dayOf numbers the day of t in calendar.Zone, from 1970 on.
func dayOf(t time.Time) int64 {
	_, ahead := t.In(calendar.Zone).Zone()
	return (t.Unix() + int64(ahead)) / 86400
}
