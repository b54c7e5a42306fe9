package demo

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"livewell/internal/core/identity"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/life/coupon"
	"livewell/internal/life/parcel"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/store"
)

// town is a city with stores in it.
type town struct {
	code   string
	centre geo.Point
	spread float64 // kilometres that stores lie apart from the centre, mostly
	each   int     // stores of a brand
	brands int     // how many of the brands are there
	street []string
}

var towns = []town{
	{"110000", geo.Point{Lat: 39.9289, Lng: 116.4540}, 6, 3, 99, []string{"朝阳北路", "三里屯路", "工体北路", "东直门外大街", "建国路", "团结湖路"}},
	{"310000", geo.Point{Lat: 31.2250, Lng: 121.4650}, 6, 2, 99, []string{"淮海中路", "长乐路", "愚园路", "武康路", "南京西路", "陕西南路"}},
	{"440100", geo.Point{Lat: 23.1250, Lng: 113.3050}, 6, 2, 99, []string{"天河路", "体育东路", "江南大道", "东风东路", "黄埔大道", "农林下路"}},
	{"510100", geo.Point{Lat: 30.6570, Lng: 104.0660}, 6, 2, 99, []string{"春熙路", "红星路", "人民南路", "玉林街", "建设路", "科华路"}},
	{"330600", geo.Point{Lat: 30.0000, Lng: 120.5800}, 2, 1, 12, []string{"仓桥直街", "鲁迅中路"}},
	{"532900", geo.Point{Lat: 25.5900, Lng: 100.2300}, 2, 1, 9, []string{"人民路", "复兴路"}},
	{"410300", geo.Point{Lat: 34.6200, Lng: 112.4400}, 2, 1, 12, []string{"中州中路", "王城大道"}},
	{"350500", geo.Point{Lat: 24.9080, Lng: 118.5860}, 2, 1, 10, []string{"西街", "涂门街"}},
}

func span(from, to float64) calendar.Hours {
	return calendar.Daily(calendar.Span{From: int(from * 60), To: int(to * 60)})
}

// hours by category; the rest are open from ten to half past nine.
var hours = map[string]calendar.Hours{
	"breakfast": span(5.5, 10.5), "noodles": span(9, 22.5), "hotpot": span(11, 26), "barbecue": span(16, 26), "coffee": span(7.5, 21.5),
	"bakery": span(7, 21), "grocery": span(0, 24), "pharmacy": span(0, 24), "hotel": span(0, 24), "fastfood": span(7, 24),
}

// eats are the categories where people also sit down.
var eats = map[string]bool{
	"noodles": true, "breakfast": true, "hotpot": true, "barbecue": true, "sichuan": true, "cantonese": true, "dumplings": true,
	"fastfood": true, "western": true, "japanese": true, "coffee": true, "dessert": true,
}

// perOwner is how many of the brands one demo owner has.
const perOwner = 12

// shops plants the brands with their stores, a brand a transaction, and skips
// those that are there.
func (c City) shops(ctx context.Context) error {
	for i, b := range brands {
		if err := c.DB.Do(ctx, func(tx *db.Tx) error { return c.brand(ctx, tx, i, b) }); err != nil {
			return fmt.Errorf("seed %s: %w", b.zh, err)
		}
	}
	return nil
}

func (c City) brand(ctx context.Context, tx *db.Tx, i int, b brand) error {
	u, err := c.Identity.Ensure(ctx, tx, ownerPhone(i), "")
	if err != nil {
		return err
	}
	name := "店主" + string(rune('甲'+i/perOwner))
	if _, err := c.Identity.Update(ctx, tx, u.ID, identity.Profile{Name: &name}); err != nil {
		return err
	}
	had, _, err := c.Merchants.Of(ctx, tx, u.ID)
	if err != nil {
		return err
	}
	for _, m := range had {
		if m.Name == b.zh {
			return nil
		}
	}
	m, err := c.Merchants.Open(ctx, tx, u.ID, b.zh, merchant.Shop)
	if err != nil {
		return err
	}
	if err := c.Merchants.SetTier(ctx, tx, m.ID, merchant.Trusted); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(uint64(i), 20200310))
	for _, t := range towns {
		if i >= t.brands {
			continue
		}
		for n := range t.each {
			if err := c.store(ctx, tx, m.ID, b, t, n, r); err != nil {
				return err
			}
		}
	}
	if i%4 != 0 {
		return nil
	}
	return c.coupons(ctx, tx, m.ID, "", coupon.Terms{Kind: coupon.Fixed, Value: yuan(5), Least: yuan(25)})
}

func (c City) store(ctx context.Context, tx *db.Tx, owner string, b brand, t town, n int, r *rand.Rand) error {
	street := t.street[r.IntN(len(t.street))]
	turn, far := r.Float64()*2*math.Pi, t.spread*math.Sqrt(r.Float64())/111
	at := geo.Point{Lat: t.centre.Lat + far*math.Sin(turn), Lng: t.centre.Lng + far*math.Cos(turn)/math.Cos(t.centre.Lat*math.Pi/180)}
	zh, en := b.zh, b.en
	if t.each > 1 {
		zh, en = fmt.Sprintf("%s（%s店）", b.zh, strings.TrimSuffix(street, "路")), fmt.Sprintf("%s, no. %d", b.en, n+1)
	}
	return c.open(ctx, tx, owner, store.Info{
		Name: zh, NameEN: en, Category: b.category, City: t.code, Address: fmt.Sprintf("%s %d 号", street, 1+r.IntN(180)), At: at,
		Terms: store.Terms{AutoAccept: true, Within: 5, Making: 8 + r.IntN(15), Packing: money.New(int64(r.IntN(3))*50, money.CNY)},
	}, r)
}

// open plants a store with what its category sells.
func (c City) open(ctx context.Context, tx *db.Tx, owner string, in store.Info, r *rand.Rand) error {
	in.Picture = "/art/" + in.Category + "/" + in.Name + ".svg"
	in.Modes = []store.Mode{store.Takeaway, store.Pickup}
	if eats[in.Category] {
		in.Modes = append(in.Modes, store.DineIn, store.Voucher)
	}
	in.Hours = span(10, 21.5)
	if h, ok := hours[in.Category]; ok {
		in.Hours = h
	}
	s, err := c.Stores.Add(ctx, tx, owner, in)
	if err != nil {
		return err
	}
	reach := 2.5 + 2.5*r.Float64() // kilometres
	if err := c.Stores.SetAreas(ctx, tx, s.ID, []store.Area{{
		Name: "all", Border: geo.Polygon{Outer: around(in.At, reach)}, Minimum: yuan(10 + 5*r.Int64N(3)),
		Bands: []store.Band{{Upto: 1000, Fee: yuan(2)}, {Upto: 3000, Fee: yuan(4)}, {Upto: 6000, Fee: yuan(7)}},
	}}); err != nil {
		return err
	}
	for stars := range int64(6) { // what earlier buyers thought
		if err := c.Stores.Rate(ctx, tx, s.ID, stars, r.Int64N(4)*stars*stars); err != nil {
			return err
		}
	}
	return c.menu(ctx, tx, s, r)
}

// around is a border of eight corners so many kilometres away.
func around(p geo.Point, km float64) geo.Ring {
	out := make(geo.Ring, 8)
	for i := range out {
		a := float64(i) * math.Pi / 4
		out[i] = geo.Point{Lat: p.Lat + km/111*math.Sin(a), Lng: p.Lng + km/111*math.Cos(a)/math.Cos(p.Lat*math.Pi/180)}
	}
	return out
}

func (c City) menu(ctx context.Context, tx *db.Tx, s store.Store, r *rand.Rand) error {
	secs, err := c.Catalog.SetSections(ctx, tx, s.ID, []catalog.Section{{Name: "招牌", NameEN: "Favourites"}, {Name: "全部", NameEN: "All"}})
	if err != nil {
		return err
	}
	sku := func(zh, en string, fen int64) catalog.SKU {
		return catalog.SKU{Name: zh, NameEN: en, Price: money.New(fen, money.CNY), Weight: weights[s.Category]}
	}
	for i, d := range menus[s.Category] {
		name, hot := strings.CutSuffix(d.zh, "*")
		it := catalog.Item{
			Store: s.ID, Section: secs[min(i/3, 1)].ID, Name: name, NameEN: d.en, Picture: "/art/" + s.Category + "/" + name + ".svg", Listed: true, Pos: int64(i),
			SKUs: []catalog.SKU{sku("", "", d.fen)},
		}
		if i == 0 && d.fen < 100_00 {
			it.SKUs = []catalog.SKU{sku("标准", "Regular", d.fen), sku("大份", "Large", d.fen+d.fen/400*100)}
		}
		if hot {
			it.Groups = []catalog.Group{{Name: "辣度", NameEN: "How hot", Min: 1, Max: 1, Choices: []catalog.Choice{
				{Name: "不辣", NameEN: "Mild"}, {Name: "微辣", NameEN: "Medium"}, {Name: "特辣", NameEN: "Very hot"},
			}}}
		}
		if it, err = c.Catalog.Save(ctx, tx, it); err != nil {
			return err
		}
		if err := c.Catalog.Sold(ctx, tx, it.ID, r.Int64N(400)); err != nil {
			return err
		}
		// Things on a shelf are counted, dishes are made.
		if !eats[s.Category] {
			for _, k := range it.SKUs {
				if err := c.Stock.Count(ctx, tx, k.ID, 20+r.Int64N(80), "demo"); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// weights are grams of what a category sells, packed.
var weights = map[string]int64{"bookstore": 400}

// post lets a store send by post: cheap to where it is, dear to far off, and
// nothing to islands that no carrier goes to.
func (c City) post(ctx context.Context, tx *db.Tx, s store.Store) error {
	s.Modes = append(s.Modes, store.Parcel)
	if err := c.Stores.Edit(ctx, tx, s.ID, s.Info); err != nil {
		return err
	}
	kilos := func(fee, more, free int64, regions ...string) parcel.Rule {
		return parcel.Rule{Regions: regions, First: 1000, Fee: yuan(fee), Next: 500, More: yuan(more), Free: yuan(free)}
	}
	return c.Parcels.Set(ctx, tx, s.ID, parcel.Template{Charge: parcel.ByWeight, Rules: []parcel.Rule{
		kilos(8, 2, 99), kilos(6, 1, 68, "11", "12", "13"), kilos(15, 6, 0, "54", "65"), {Regions: []string{"460300"}, Never: true},
	}})
}
