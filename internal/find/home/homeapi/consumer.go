package homeapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"livewell/internal/core/identity"
	"livewell/internal/find/city"
	"livewell/internal/find/home"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

// Surface is the home page for people and operators.
type Surface struct {
	DB     *db.DB
	Home   *home.Service
	Cities *city.Service
	People *identity.Service
}

// HomeButton stands for a service of the city.
type HomeButton struct {
	Vertical   string `json:"vertical" enum:"takeaway,food,hotels,movies,civic"`
	Disclosure bool   `json:"disclosure" doc:"Its pages say that others sell there."`
}

type Home struct {
	Version string       `json:"version" doc:"Another one: something of the page is different. It is the ETag too."`
	City    string       `json:"city" doc:"Code."`
	Segment string       `json:"segment" enum:"everyone,new,beta" doc:"That the layout is for."`
	Daypart string       `json:"daypart" enum:"morning,noon,afternoon,evening,night" doc:"By the clock in the city."`
	Holiday *HomeText    `json:"holiday,omitempty" doc:"The statutory holiday that it is there."`
	Blocks  []HomeBlock  `json:"blocks" nullable:"false" doc:"In their order."`
	Buttons []HomeButton `json:"buttons" nullable:"false" doc:"Of the city, in their order: those with something behind them."`
	Apps    *[]string    `json:"apps,omitempty" nullable:"false" doc:"That the person chose for My Apps; mini: and an app for a mini program, of which /api/mini-programs tells name and icon while it is there. Absent: nothing chosen."`
	Beta    bool         `json:"beta" doc:"The person is in the beta channel."`
}

// HomeVertical is a service, whether or not a city has a button for it.
type HomeVertical struct {
	Vertical   string `json:"vertical" enum:"takeaway,food,hotels,movies,civic"`
	Exists     bool   `json:"exists" doc:"There is something behind it."`
	Disclosure bool   `json:"disclosure" doc:"Its pages say that others sell there."`
}

type HomeVerticals struct {
	Items []HomeVertical `json:"items" nullable:"false"`
}

type homeIn struct {
	City string  `query:"city" maxLength:"40" doc:"Code; left out: where the person is or wants to be."`
	Lat  float64 `query:"lat" minimum:"-90" maximum:"90" doc:"Of the position, WGS-84; leave both out where it is not known."`
	Lng  float64 `query:"lng" minimum:"-180" maximum:"180"`
}

type appsIn struct {
	Body struct {
		Items []string `json:"items" nullable:"false" maxItems:"24"`
	}
}

type betaIn struct {
	Body struct {
		On bool `json:"on"`
	}
}

// Consumer adds the operations of the app.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/home", "getHome", web.Public, h.get)
	web.Op(a, "GET", "/api/verticals", "listVerticals", web.Public, func(context.Context, *struct{}) (HomeVerticals, error) {
		return h.verticals(), nil
	})
	web.Stream(a, "/api/home/live", "watchHome", web.Public, func(ctx context.Context, _ *struct{}, _ string, send func(web.Event) error) error {
		last := ""
		return h.Home.Watch(ctx, func() error {
			now, err := h.Home.Mark(ctx, scope.From(ctx).User)
			if err != nil || now == last {
				return err
			}
			last = now
			return send(web.Event{Name: "changed", Data: struct{}{}})
		})
	})
	mine := web.For(scope.Consumer)
	web.Op(a, "PUT", "/api/home/apps", "setMyApps", mine, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *appsIn) (web.Done, error) {
		return web.Done{}, h.Home.SetApps(ctx, tx, scope.From(ctx).User, in.Body.Items)
	}))
	web.Op(a, "DELETE", "/api/home/apps", "resetMyApps", mine, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, _ *struct{}) (web.Done, error) {
		return web.Done{}, h.Home.ResetApps(ctx, tx, scope.From(ctx).User)
	}))
	web.Op(a, "PUT", "/api/home/beta", "setBeta", mine, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *betaIn) (web.Done, error) {
		return web.Done{}, h.Home.SetBeta(ctx, tx, scope.From(ctx).User, in.Body.On)
	}))
}

func (h Surface) verticals() HomeVerticals {
	out := HomeVerticals{[]HomeVertical{}}
	for _, v := range home.Verticals() {
		out.Items = append(out.Items, HomeVertical{string(v), h.Home.Exists(v), v.Disclosed()})
	}
	return out
}

// where gives the city that the caller means.
func (h Surface) where(ctx context.Context, in *homeIn) (city.City, error) {
	c, err := h.Cities.Catalogue(ctx)
	if err != nil {
		return city.City{}, err
	}
	if in.City != "" {
		return c.Find(in.City)
	}
	p := geo.Point{Lat: in.Lat, Lng: in.Lng}
	if err := p.Check(); err != nil {
		return city.City{}, err
	}
	var choice city.Choice
	if user := scope.From(ctx).User; user != "" {
		if choice, err = h.Cities.Choice(ctx, h.DB, user); err != nil {
			return city.City{}, err
		}
	}
	return c.Where(choice, &p).City, nil
}

func (h Surface) get(ctx context.Context, in *homeIn) (Home, error) {
	at, err := h.where(ctx, in)
	if err != nil {
		return Home{}, err
	}
	who := home.Who{User: scope.From(ctx).User}
	own, err := h.Home.Own(ctx, h.DB, who.User)
	if err != nil {
		return Home{}, err
	}
	if who.Beta = own.Beta; who.User != "" {
		u, err := h.People.User(ctx, h.DB, who.User)
		if err != nil {
			return Home{}, err
		}
		who.New = h.DB.Now().Sub(u.CreatedAt) < home.NewFor
	}
	page, err := h.Home.Resolve(ctx, who, at.Code)
	if err != nil {
		return Home{}, err
	}
	if err := h.Home.Seen(ctx, page, who.User); err != nil {
		return Home{}, err
	}
	now := h.DB.Now().In(calendar.Zone)
	out := Home{City: at.Code, Segment: string(page.Segment), Daypart: string(home.Daypart(now)), Buttons: []HomeButton{}, Beta: own.Beta}
	if day := home.Holiday(now); day != (home.Text{}) {
		out.Holiday = &HomeText{day.Zh, day.En}
	}
	if out.Blocks, err = wireBlocks(page.Blocks); err != nil {
		return Home{}, err
	}
	for _, b := range page.Buttons {
		out.Buttons = append(out.Buttons, HomeButton{string(b.Vertical), b.Disclosure})
	}
	if own.Chosen {
		out.Apps = &own.Apps
	}
	// What is shown is named by its own hash: it changes when anything does, and
	// with nothing else.
	text, err := json.Marshal(out)
	if err != nil {
		return Home{}, err
	}
	sum := sha256.Sum256(text)
	out.Version = hex.EncodeToString(sum[:8])
	return out, web.Fresh(ctx, out.Version)
}
