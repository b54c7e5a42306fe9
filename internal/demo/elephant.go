package demo

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"

	"livewell/internal/core/identity"
	"livewell/internal/find/provider"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/trade/merchant"
)

// Another platform, a rival of this one's stores: it delivers meals in the big
// cities, and people order them on pages of its own.
const (
	elephantPhone = "+8613800000011"
	elephantName  = "小象到家"
	elephantPages = "/elephant/kitchens/"
)

var kitchens = []brand{
	{"noodles", "北巷拉面", "North Alley Noodles"},
	{"sichuan", "椒香小灶", "Pepper Stove"},
	{"cantonese", "南门烧腊", "South Gate Roast"},
	{"dumplings", "大舅饺子", "Uncle's Dumplings"},
	{"fastfood", "快乐鸡排", "Happy Cutlet"},
	{"western", "街角意面", "Corner Pasta"},
	{"japanese", "深夜丼屋", "Midnight Rice Bowls"},
	{"barbecue", "老炭烤串", "Old Charcoal Skewers"},
	{"tea", "半糖茶铺", "Half Sugar Tea"},
	{"breakfast", "六点粥棚", "Six O'Clock Congee"},
	{"hotpot", "小锅一人", "Pot for One"},
	{"dessert", "甜过初恋", "Sweeter than First Love"},
}

// elephant lets the rival join and tell what it has, where its pages can be opened.
func (c City) elephant(ctx context.Context) error {
	err := c.DB.Do(ctx, func(tx *db.Tx) error {
		u, err := c.Identity.Ensure(ctx, tx, elephantPhone, "")
		if err != nil {
			return err
		}
		name := "象小姐"
		if _, err := c.Identity.Update(ctx, tx, u.ID, identity.Profile{Name: &name}); err != nil {
			return err
		}
		if had, _, err := c.Merchants.Of(ctx, tx, u.ID); err != nil || len(had) > 0 {
			return err
		}
		m, err := c.Merchants.Open(ctx, tx, u.ID, elephantName, merchant.Shop)
		if err != nil {
			return err
		}
		if err := c.Merchants.SetTier(ctx, tx, m.ID, merchant.Licensed); err != nil {
			return err
		}
		p, err := c.Providers.Join(ctx, tx, m.ID, provider.Draft{Name: elephantName, NameEN: "Little Elephant", Base: c.Origin})
		if errors.Is(err, provider.ErrBase) {
			return nil // a demo without https on a network: there is nowhere to send people
		}
		if err != nil {
			return err
		}
		_, err = c.Providers.Tell(ctx, tx, p, c.kitchens())
		return err
	})
	if err != nil {
		return fmt.Errorf("seed %s: %w", elephantName, err)
	}
	return nil
}

func (c City) kitchens() (out []provider.Offer) {
	r := rand.New(rand.NewPCG(11, 20200310))
	for _, t := range towns {
		if t.each < 2 {
			continue
		}
		for range 2 {
			for _, k := range kitchens {
				n := len(out)
				open, known := hours[k.category]
				if !known {
					open = span(10, 21.5)
				}
				out = append(out, provider.Offer{
					OutID: strconv.Itoa(n), Mode: "takeaway", Category: k.category, Name: k.zh, NameEN: k.en, Hours: open,
					At:    geo.Point{Lat: t.centre.Lat + (r.Float64()-0.5)*t.spread/60, Lng: t.centre.Lng + (r.Float64()-0.5)*t.spread/50},
					Reach: 6000, Fee: money.New(int64(1+r.IntN(5))*100, money.CNY), Minimum: money.New(20_00, money.CNY), Making: int64(10 + r.IntN(15)),
					URL: c.Origin + elephantPages + strconv.Itoa(n),
				})
			}
		}
	}
	return out
}

var elephantPage = template.Must(template.New("elephant").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Kitchen}} – {{.Name}}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 32rem; margin: 0 auto; padding: 1rem }
</style>
<main>
<p>{{.Name}}</p>
<h1>{{.Kitchen}}</h1>
<p>{{.Text}}</p>
</main></html>
`))

// Elephant is the rival's pages, as far as a demo needs them.
func Elephant() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.PathValue("id"))
		if err != nil || n < 0 {
			http.NotFound(w, r)
			return
		}
		k := kitchens[n%len(kitchens)]
		words := struct{ Lang, Name, Kitchen, Text string }{
			"en", "Little Elephant", k.en, "In this demo another platform is played here: it would show its menu and take the order on this page.",
		}
		if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "zh") {
			words.Lang, words.Name, words.Kitchen, words.Text = "zh", elephantName, k.zh, "演示环境中，这里代表另一个平台：它会在此页展示菜单并接单。"
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
		_ = elephantPage.Execute(w, words) // who left before the page needs none
	})
}
