package sales_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/order"
	"livewell/internal/life/sales"
)

var schema = [][]db.Migration{pay.Migrations, order.Migrations}

// beijing is written out: the report must not be asked where its days begin.
var beijing = time.FixedZone("", 8*3600)

type line struct {
	item, offer         string
	unit, qty, refunded int64
}

type back struct {
	amount int64
	at     time.Time
}

// sale is a trade, and the order that it is of where store is not empty.
type sale struct {
	id, buyer, store, mode, status, app, method string
	total                                       int64
	created, paid, accepted                     time.Time // zero: not
	lines                                       []line
	backs                                       []back
}

func (s sale) channel() string {
	switch {
	case s.store != "":
		return s.mode
	case s.app != "":
		return "open"
	}
	return "coder"
}

func (s sale) refunded() (n int64) {
	for _, b := range s.backs {
		n += b.amount
	}
	return n
}

var monday = time.Date(2026, 11, 2, 0, 0, 0, 0, beijing)

// moment lies at or beside a border of days, or anywhere.
func moment(t *rapid.T, name string, from, to int) time.Time {
	day := monday.AddDate(0, 0, rapid.IntRange(from, to).Draw(t, name+" day"))
	return day.Add(rapid.SampledFrom([]time.Duration{
		0, -time.Microsecond, time.Microsecond, 12 * time.Hour, 16 * time.Hour, 8*time.Hour - time.Microsecond, 23*time.Hour + 59*time.Minute,
	}).Draw(t, name))
}

func someSale(t *rapid.T, id string) sale {
	s := sale{id: id, buyer: fmt.Sprintf("u%d", rapid.IntRange(1, 6).Draw(t, "buyer")), method: "order"}
	s.created = moment(t, "created", -250, 14)
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0:
		s.method = "coder"
	case 1:
		s.app, s.method = "app", rapid.SampledFrom([]string{"code", "qr", "page"}).Draw(t, "method")
	default:
		s.store = rapid.SampledFrom([]string{"a", "b"}).Draw(t, "store")
		s.mode = rapid.SampledFrom([]string{"takeaway", "pickup", "dinein", "voucher"}).Draw(t, "mode")
	}
	paid := rapid.IntRange(0, 4).Draw(t, "paid") > 0
	s.total = rapid.Int64Range(1, 100).Draw(t, "fee")
	for range rapid.IntRange(1, 3).Draw(t, "lines") {
		l := line{
			item: rapid.SampledFrom([]string{"noodles", "egg", "tea"}).Draw(t, "item"), offer: rapid.SampledFrom([]string{"", "", "flash:1", "group:2/x", "group:2/y"}).Draw(t, "offer"),
			unit: rapid.Int64Range(1, 5000).Draw(t, "unit"), qty: rapid.Int64Range(1, 4).Draw(t, "qty"),
		}
		s.total += l.unit * l.qty
		if paid {
			l.refunded = max(0, rapid.Int64Range(-4, l.qty).Draw(t, "pieces back"))
		}
		s.lines = append(s.lines, l)
	}
	if !paid {
		s.status = rapid.SampledFrom([]string{"unpaid", "cancelled"}).Draw(t, "status")
		return s
	}
	s.paid = s.created.Add(rapid.SampledFrom([]time.Duration{0, time.Microsecond, 10 * time.Minute}).Draw(t, "until paid"))
	s.status = rapid.SampledFrom([]string{"paid", "accepted", "ready", "completed", "completed", "cancelled"}).Draw(t, "status")
	if s.status != "paid" && (s.status != "cancelled" || rapid.Bool().Draw(t, "was accepted")) {
		s.accepted = s.paid
	}
	for left := s.total; left > 0 && rapid.IntRange(0, 2).Draw(t, "again") == 0; {
		amount := rapid.SampledFrom([]int64{left, min(left, 100)}).Draw(t, "back")
		left -= amount
		s.backs = append(s.backs, back{amount, s.paid.Add(rapid.SampledFrom([]time.Duration{0, time.Hour, 24 * time.Hour, 80 * 24 * time.Hour}).Draw(t, "back after"))})
	}
	return s
}

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// insert is one script of rows: what the domains write in many steps.
func insert(merchant string, all []sale) string {
	var trades, refunds, heads, lines, backs []string
	row := func(to *[]string, format string, args ...any) {
		*to = append(*to, fmt.Sprintf("("+format+")", args...))
	}
	for _, s := range all {
		status := "TRADE_SUCCESS"
		if s.paid.IsZero() {
			status = "WAIT_BUYER_PAY"
		}
		row(&trades, `'t%s', '%s', '', '%s', '%s', '%s', '', '', %d, 'CNY', %d, '%s', '%s', '', '{}', %d, 0, %d`,
			s.id, s.app, merchant, s.id, s.method, s.total, s.refunded(), s.buyer, status, micro(s.created), micro(s.paid))
		for i, b := range s.backs {
			row(&refunds, `'r%s-%d', 't%s', '%d', '%s', %d, 0, 0, '', '', '', %d`, s.id, i, s.id, i, merchant, b.amount, micro(b.at))
		}
		if s.store == "" {
			continue
		}
		row(&heads, `'%s', '%s', '%s', '%s', '', '%s', '%s', 0, 0, 0, %d, %d, 0, 't%s', %d, %d, %d, %d`,
			s.id, s.buyer, merchant, merchant+s.store, s.mode, s.status, s.total, s.refunded(), s.id, micro(s.created), micro(s.created), micro(s.paid), micro(s.accepted))
		for i, l := range s.lines {
			row(&lines, `'%s', %d, '%s', 'sku', '%s!', '', '', '', '{}', '', %d, %d, %d, '%s'`, s.id, i, l.item, l.item, l.unit, l.qty, l.refunded, l.offer)
		}
		for i, b := range s.backs {
			row(&backs, `'%s', '%d', %d, '[]', '', 'shop', %d`, s.id, i, b.amount, micro(b.at))
		}
	}
	var out strings.Builder
	for _, x := range []struct {
		into string
		rows []string
	}{
		{`pay_trade (id, app, via, merchant, out_trade_no, method, subject, body, total, currency, refunded, buyer, status, terms, extra, created_at, expires_at, paid_at)`, trades},
		{`pay_refund (id, trade, request_no, merchant, amount, fee_back, total, reason, operator, posting, at)`, refunds},
		{`order_head (id, buyer, merchant, store, store_name, mode, status, goods, packing, fee, total, refunded, pieces, trade, created_at, moved_at, paid_at, accepted_at)`, heads},
		{`order_line (head, no, item, sku, name, name_en, variant, variant_en, choices, picture, unit, qty, refunded, offer)`, lines},
		{`order_refund (head, ref, amount, lines, reason, actor, at)`, backs},
	} {
		if len(x.rows) > 0 {
			fmt.Fprintf(&out, "INSERT INTO %s VALUES %s;\n", x.into, strings.Join(x.rows, ", "))
		}
	}
	return out.String()
}

// counts names figures; those of nothing are left out.
type counts map[string]int64

func (c counts) add(n int64, format string, args ...any) {
	if n != 0 {
		c[fmt.Sprintf(format, args...)] += n
	}
}

// oracle folds rows by the rules as they are written for merchants, one at a time.
func oracle(all []sale, store string, from, to time.Time) counts {
	c := counts{}
	date := func(t time.Time) string { return t.In(beijing).Format(time.DateOnly) }
	in := func(t, from, to time.Time) bool { return !t.IsZero() && !t.Before(from) && t.Before(to) }
	before := from.Add(-to.Sub(from))
	bought := map[string][]sale{}
	dayBuyers := map[string]bool{}
	for _, s := range all {
		if store != "" && s.store != store {
			continue
		}
		one := func(at time.Time, what string, n int64) {
			switch {
			case in(at, from, to):
				for _, cut := range []string{"total", "day " + date(at), "channel " + s.channel()} {
					c.add(n, "%s %s", cut, what)
				}
			case in(at, before, from):
				c.add(n, "before %s", what)
			}
		}
		one(s.paid, "orders", 1)
		one(s.paid, "gross", s.total)
		if in(s.paid, from, to) {
			at := s.paid.In(beijing)
			c.add(s.total, "hour %s %d", at.Weekday(), at.Hour())
		}
		for _, b := range s.backs {
			one(b.at, "refunds", 1)
			one(b.at, "back", b.amount)
		}
		if s.store != "" {
			s.goods(c, in(s.paid, from, to))
			s.stage(c, in(s.created, from, to))
		}
		if in(s.paid, from.AddDate(0, 0, -366), to) && s.refunded() < s.total {
			bought[s.buyer] = append(bought[s.buyer], s)
			if in(s.paid, from, to) && !dayBuyers[date(s.paid)+s.buyer] {
				dayBuyers[date(s.paid)+s.buyer] = true
				c.add(1, "day %s buyers", date(s.paid))
			}
		}
	}
	people(c, bought, before, from, to)
	return c
}

func (s sale) goods(c counts, in bool) {
	for _, l := range s.lines {
		if kept := l.qty - l.refunded; in && s.status != "cancelled" {
			kind, _, _ := strings.Cut(l.offer, ":")
			c.add(kept, "item %s pieces", l.item)
			c.add(kept*l.unit, "item %s money", l.item)
			c.add(kept, "offer %s pieces", kind)
			c.add(kept*l.unit, "offer %s money", kind)
		}
	}
}

func (s sale) stage(c counts, in bool) {
	if !in {
		return
	}
	far := "placed"
	c.add(1, "stage placed")
	if !s.paid.IsZero() {
		far = "paid"
		c.add(1, "stage paid")
	}
	if !s.accepted.IsZero() {
		far = "accepted"
		c.add(1, "stage accepted")
	}
	switch s.status {
	case "completed":
		c.add(1, "stage completed")
	case "cancelled":
		c.add(1, "lost at %s", far)
		c.add(s.total, "lost money at %s", far)
	default:
		c.add(1, "waiting at %s", far)
	}
}

func people(c counts, bought map[string][]sale, before, from, to time.Time) {
	weekOf := func(t time.Time) time.Time {
		t = t.In(beijing)
		t = t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, beijing)
	}
	var all int64
	spent := map[string]int64{}
	for who, ss := range bought {
		for _, s := range ss {
			spent[who] += s.total - s.refunded()
		}
		all += spent[who]
	}
	for who, ss := range bought {
		slices.SortFunc(ss, func(a, b sale) int { return a.paid.Compare(b.paid) })
		any := func(from, to time.Time) bool {
			return slices.ContainsFunc(ss, func(s sale) bool { return !s.paid.Before(from) && s.paid.Before(to) })
		}
		if any(from, to) {
			c.add(1, "total buyers")
			if any(time.Time{}, from) {
				c.add(1, "again")
			} else {
				c.add(1, "new")
			}
		}
		if any(before, from) {
			c.add(1, "before buyers")
		}
		segment, latest := "regular", ss[len(ss)-1].paid
		switch {
		case latest.Before(to.AddDate(0, 0, -90)):
			segment = "lost"
		case latest.Before(to.AddDate(0, 0, -30)):
			segment = "slipping"
		case len(ss) == 1:
			segment = "new"
		case len(ss) >= 4 && spent[who] >= all/int64(len(bought)):
			segment = "best"
		}
		c.add(1, "segment %s", segment)
		c.add(int64(len(ss)), "segment %s times", segment)
		c.add(spent[who], "segment %s spent", segment)
		began, last := weekOf(ss[0].paid), weekOf(to.Add(-time.Second))
		if began.Before(last.AddDate(0, 0, -56)) {
			continue
		}
		weeks := map[time.Time]bool{}
		for _, s := range ss {
			if w := weekOf(s.paid); !weeks[w] {
				weeks[w] = true
				c.add(1, "cohort %s after %d", began.Format(time.DateOnly), int(w.Sub(began).Hours())/168)
			}
		}
	}
}

// told names the figures of a report as the oracle does.
func told(r sales.Report) counts {
	c := counts{}
	figures := func(name string, f sales.Figures) {
		c.add(f.Orders, "%s orders", name)
		c.add(f.Refunds, "%s refunds", name)
		c.add(f.Gross.Minor(), "%s gross", name)
		c.add(f.Back.Minor(), "%s back", name)
		c.add(f.Buyers, "%s buyers", name)
	}
	figures("total", r.Total)
	figures("before", r.Before)
	for _, d := range r.Days {
		figures("day "+d.Day, d.Figures)
	}
	for _, ch := range r.Channels {
		figures("channel "+ch.Name, ch.Figures)
	}
	for _, h := range r.Hours {
		c.add(h.Gross.Minor(), "hour %s %d", time.Weekday(h.Weekday%7), h.Hour)
	}
	for _, i := range r.Items {
		c.add(i.Pieces, "item %s pieces", i.ID)
		c.add(i.Money.Minor(), "item %s money", i.ID)
	}
	for _, o := range r.Offers {
		c.add(o.Pieces, "offer %s pieces", o.Kind)
		c.add(o.Money.Minor(), "offer %s money", o.Kind)
	}
	for _, s := range r.Funnel {
		c.add(s.Orders, "stage %s", s.Name)
		c.add(s.Lost, "lost at %s", s.Name)
		c.add(s.LostMoney.Minor(), "lost money at %s", s.Name)
		c.add(s.Waiting, "waiting at %s", s.Name)
	}
	c.add(r.New, "new")
	c.add(r.Again, "again")
	for _, s := range r.Segments {
		c.add(s.Buyers, "segment %s", s.Name)
		c.add(s.Times, "segment %s times", s.Name)
		c.add(s.Spent.Minor(), "segment %s spent", s.Name)
	}
	for _, co := range r.Cohorts {
		c.add(co.Buyers, "cohort %s after 0", co.Monday)
		for i, n := range co.Back {
			c.add(n, "cohort %s after %d", co.Monday, i+1)
		}
	}
	return c
}

func report(ctx context.Context, d *db.DB, w pay.Whose, p sales.Period) (sales.Report, error) {
	return sales.New(&order.Service{}, &pay.Service{}).Report(ctx, d, w, p)
}

// Whatever was sold and given back, and whenever: each figure is the one that
// counting row by row gives, for a store and for all, and every cut adds up.
func TestFiguresAgreeWithCountingRowByRow(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		n := 0
		rapid.Check(t, func(t *rapid.T) {
			n++
			merchant := fmt.Sprintf("m%d", n)
			all := make([]sale, rapid.IntRange(0, 40).Draw(t, "sales"))
			for i := range all {
				all[i] = someSale(t, fmt.Sprintf("%s-%d", merchant, i))
			}
			if err := d.Admin(context.Background(), insert(merchant, all)); err != nil {
				t.Fatal(err)
			}
			days := rapid.SampledFrom([]int{1, 7, 30, 90, 366}).Draw(t, "days")
			// A period, or the one before it, that begins or ends with a day on which something happened has more to get wrong.
			from := monday.AddDate(0, 0, rapid.IntRange(-60, 10).Draw(t, "from"))
			for _, s := range all {
				for _, b := range append(s.backs, back{at: s.created}) {
					if rapid.IntRange(0, 3).Draw(t, "from here") == 0 {
						y, m, day := b.at.In(beijing).Date()
						from = time.Date(y, m, day, 0, 0, 0, 0, beijing).AddDate(0, 0, days*rapid.IntRange(-1, 1).Draw(t, "or beside it"))
					}
				}
			}
			p, err := sales.Between(from.Format(time.DateOnly), from.AddDate(0, 0, days-1).Format(time.DateOnly))
			if err != nil {
				t.Fatal(err)
			}
			for _, store := range []string{"", "a", "b"} {
				w := pay.Whose{Merchant: merchant}
				if store != "" {
					w.Store = merchant + store
				}
				r, err := report(context.Background(), d, w, p)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(oracle(all, store, from, from.AddDate(0, 0, days)), told(r)); diff != "" {
					t.Fatalf("%d days from %s of store %q (-want +got):\n%s", days, from, store, diff)
				}
				addsUp(t, r)
			}
		})
	})
}

// addsUp holds the cuts of a report against each other.
func addsUp(t *rapid.T, r sales.Report) {
	var days, channels, hours, net, shares, offers int64
	for _, d := range r.Days {
		days, net = days+d.Gross.Minor(), net+d.Net().Minor()
	}
	for _, c := range r.Channels {
		channels, shares = channels+c.Gross.Minor(), shares+c.Share
	}
	for _, h := range r.Hours {
		hours += h.Gross.Minor()
	}
	for _, o := range r.Offers {
		offers += o.Share
	}
	gross := r.Total.Gross.Minor()
	if days != gross || channels != gross || hours != gross || net != r.Total.Net().Minor() {
		t.Fatalf("gross %d, by day %d, by channel %d, by hour %d; net %v, by day %d", gross, days, channels, hours, r.Total.Net(), net)
	}
	if gross > 0 && shares != sales.Whole || len(r.Offers) > 0 && offers != sales.Whole {
		t.Fatalf("channels have %d of 10000, offers %d", shares, offers)
	}
	for i, s := range r.Funnel[:3] {
		if s.Orders != r.Funnel[i+1].Orders+s.Lost+s.Waiting {
			t.Fatalf("%+v does not lead to %+v", s, r.Funnel[i+1])
		}
	}
}

func TestSharesAddUpToTheWhole(t *testing.T) {
	for _, c := range []struct{ parts, want []int64 }{
		{nil, nil},
		{[]int64{0, 0}, []int64{0, 0}},
		{[]int64{1, 1, 1}, []int64{3334, 3333, 3333}},
		{[]int64{1, 2, 3}, []int64{1667, 3333, 5000}},
		{[]int64{0, 1 << 62}, []int64{0, 10000}},
		{[]int64{99999, 1}, []int64{10000, 0}},
	} {
		if got := sales.Shares(c.parts); !slices.Equal(got, c.want) {
			t.Errorf("%v has shares %v, want %v", c.parts, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.Int64Range(0, 1<<58), 1, 10).Draw(t, "parts")
		var sum, total int64
		for i, s := range sales.Shares(parts) {
			sum, total = sum+s, total+parts[i]
			if parts[i] == 0 && s > 0 {
				t.Fatalf("nothing has a share of %d", s)
			}
		}
		if total > 0 && sum != sales.Whole {
			t.Fatalf("%v add up to %d", parts, sum)
		}
	})
}

func TestAPeriodIsWholeDaysWhereTheShopIs(t *testing.T) {
	// Four in the morning there is still yesterday in UTC.
	p, err := sales.Last(time.Date(2026, 11, 25, 20, 0, 0, 0, time.UTC), 7)
	if err != nil || p.From.Format(time.RFC3339) != "2026-11-20T00:00:00+08:00" || p.To.Format(time.RFC3339) != "2026-11-27T00:00:00+08:00" {
		t.Errorf("got %v, %v", p, err)
	}
	if p, err := sales.Between("2026-02-01", "2026-02-01"); err != nil || p.To.Sub(p.From) != 24*time.Hour {
		t.Errorf("got %v, %v", p, err)
	}
	for _, c := range [][2]string{{"2026-02-02", "2026-02-01"}, {"2026-02-30", "2026-03-01"}, {"2025-01-01", "2026-01-02"}, {"", "2026-01-01"}, {"0001-01-01", "0001-01-02"}} {
		if _, err := sales.Between(c[0], c[1]); !errors.Is(err, sales.ErrPeriod) {
			t.Errorf("%v: got %v", c, err)
		}
	}
}

// till is a way to sell that the report has not heard of.
type till struct{}

func (till) Sold(_ context.Context, _ db.Q, _ pay.Whose, from, _ time.Time) ([]pay.Sold, error) {
	return []pay.Sold{{Hour: (from.AddDate(0, 0, 7).Unix() + 8*3600) / 3600, Channel: "till", Sales: 2, Gross: 300}}, nil
}

func TestAnotherWayToSellIsOneMoreChannel(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		p, _ := sales.Between("2026-11-02", "2026-11-08")
		r, err := sales.New(&order.Service{}, &pay.Service{}, till{}).Report(t.Context(), d, pay.Whose{Merchant: "m", Store: "s"}, p)
		if err != nil || len(r.Channels) != 1 || r.Channels[0].Name != "till" || r.Channels[0].Share != sales.Whole || r.Days[0].Gross.Minor() != 300 || r.Total.Average().Minor() != 150 {
			t.Errorf("got %+v, %v", r, err)
		}
	})
}
