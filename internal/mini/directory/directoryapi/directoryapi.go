// Package directoryapi shows the catalogue of mini programs to everybody, and lets
// developers say what their programs are. It holds wire types and mapping.
package directoryapi

import (
	"context"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/mini/directory"
	"livewell/internal/open/client"
	"livewell/internal/trade/gallery"
)

// Surface shows the catalogue.
type Surface struct {
	DB        *db.DB
	Directory *directory.Service
	Apps      *client.Service
	Gallery   *gallery.Service
}

// MiniCard is a mini program in a list.
type MiniCard struct {
	App      string `json:"app"`
	Zh       string `json:"zh,omitempty" doc:"Name in Chinese; where it is absent the other one stands."`
	En       string `json:"en,omitempty"`
	Slogan   string `json:"slogan,omitempty"`
	Category string `json:"category" enum:"food,shopping,travel,transport,health,education,finance,government,entertainment,tools,other"`
	Icon     string `json:"icon,omitempty" doc:"Path of a picture."`
}

type MiniEntry struct {
	MiniCard
	Description string    `json:"description,omitempty"`
	Cities      []string  `json:"cities" nullable:"false" doc:"Codes; empty: everywhere."`
	Developer   string    `json:"developer,omitempty"`
	Version     string    `json:"version" doc:"That is online."`
	UpdatedAt   time.Time `json:"updatedAt"`
}

type MiniCategories struct {
	Items []string `json:"items" nullable:"false" doc:"In the order to show them in."`
}

// MiniEntryDraft is an entry as its developer sees it.
type MiniEntryDraft struct {
	MiniEntryFields
	Public bool  `json:"public" doc:"People find it: a version is online and the program was not stopped."`
	Opens  int64 `json:"opens" doc:"In 30 days."`
}

// MiniEntryFields are what a developer says of a program.
type MiniEntryFields struct {
	Zh          string   `json:"zh" maxLength:"200" doc:"Name in Chinese, 2 to 20 characters; empty: none."`
	En          string   `json:"en" maxLength:"200" doc:"Name in English, 2 to 20 characters; empty: none."`
	Slogan      string   `json:"slogan" maxLength:"200"`
	Description string   `json:"description" maxLength:"5000"`
	Category    string   `json:"category" enum:"food,shopping,travel,transport,health,education,finance,government,entertainment,tools,other"`
	Icon        string   `json:"icon" maxLength:"200" doc:"Path of a picture that was sent before; empty: none."`
	Keywords    []string `json:"keywords" nullable:"false" maxItems:"10"`
	Cities      []string `json:"cities" nullable:"false" maxItems:"20" doc:"Codes; empty: everywhere."`
	Developer   string   `json:"developer" maxLength:"200" doc:"Who stands behind it, as people read it."`
}

// MiniIcon is a picture that was sent.
type MiniIcon struct {
	Path string `json:"path" doc:"What an entry's icon is set to."`
}

type findIn struct {
	page.Ask
	Q        string `query:"q" maxLength:"60" doc:"Words: Chinese, English or beginnings of English words."`
	Category string `query:"category" maxLength:"20"`
	City     string `query:"city" maxLength:"40" doc:"Code; left out: wherever they are."`
	Apps     string `query:"apps" maxLength:"850" doc:"Up to 50 apps, with commas between: those alone, in this order. The rest is not looked at."`
}

type appIn struct {
	App string `path:"app" maxLength:"16"`
}

type saveIn struct {
	App  string `path:"app" maxLength:"16"`
	Body MiniEntryFields
}

type iconIn struct {
	App  string `path:"app" maxLength:"16"`
	Body struct {
		Picture []byte `json:"picture" maxLength:"550000" doc:"JPEG of at most 400 kB, base64."`
	}
}

func card(e directory.Entry) MiniCard {
	return MiniCard{App: e.App, Zh: e.Zh, En: e.En, Slogan: e.Slogan, Category: string(e.Category), Icon: e.Icon}
}

func draft(e directory.Entry) MiniEntryDraft {
	return MiniEntryDraft{MiniEntryFields{
		Zh: e.Zh, En: e.En, Slogan: e.Slogan, Description: e.Description, Category: string(e.Category), Icon: e.Icon,
		Keywords: e.Keywords, Cities: e.Cities, Developer: e.Developer,
	}, e.Version != "", e.Opens}
}

// Consumer adds the catalogue.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/mini-programs", "listMiniPrograms", web.Public, func(ctx context.Context, in *findIn) (page.Of[MiniCard], error) {
		if in.Apps != "" {
			list, err := h.Directory.Of(ctx, h.DB, strings.Split(in.Apps, ","))
			return page.Map(page.Of[directory.Entry]{Items: list}, card), err
		}
		p, err := h.Directory.Find(ctx, h.DB, directory.Ask{Words: in.Q, Category: directory.Category(in.Category), City: in.City}, in.Ask)
		return page.Map(p, card), err
	})
	web.Op(a, "GET", "/api/mini-programs/categories", "listMiniCategories", web.Public, func(context.Context, *struct{}) (MiniCategories, error) {
		out := MiniCategories{[]string{}}
		for _, c := range directory.Categories() {
			out.Items = append(out.Items, string(c))
		}
		return out, nil
	})
	web.Op(a, "GET", "/api/mini-programs/{app}", "getMiniEntry", web.Public, func(ctx context.Context, in *appIn) (MiniEntry, error) {
		e, err := h.Directory.Get(ctx, h.DB, in.App)
		if err == nil && e.Version == "" {
			err = directory.ErrNotFound
		}
		return MiniEntry{card(e), e.Description, e.Cities, e.Developer, e.Version, e.Updated}, err
	})
}

// Console adds what developers do.
func (h Surface) Console(a *web.API) {
	dev := web.For(scope.Developer, scope.Owner)
	const path = "/console/api/apps/{app}/mini/"
	web.Op(a, "GET", path+"entry", "getMiniEntryDraft", dev, func(ctx context.Context, in *appIn) (MiniEntryDraft, error) {
		if err := h.mine(ctx, h.DB, in.App); err != nil {
			return MiniEntryDraft{}, err
		}
		e, err := h.Directory.Get(ctx, h.DB, in.App)
		return draft(e), err
	})
	web.Op(a, "PUT", path+"entry", "saveMiniEntry", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *saveIn) (MiniEntryDraft, error) {
		if err := h.mine(ctx, tx, in.App); err != nil {
			return MiniEntryDraft{}, err
		}
		b := in.Body
		e, err := h.Directory.Save(ctx, tx, scope.From(ctx), in.App, directory.Text{
			Zh: b.Zh, En: b.En, Slogan: b.Slogan, Description: b.Description, Category: directory.Category(b.Category), Icon: b.Icon,
			Keywords: b.Keywords, Cities: b.Cities, Developer: b.Developer,
		})
		return draft(e), err
	}))
	web.Op(a, "POST", path+"icon", "addMiniIcon", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *iconIn) (MiniIcon, error) {
		if err := h.mine(ctx, tx, in.App); err != nil {
			return MiniIcon{}, err
		}
		// The gallery counts an app's pictures as it does a merchant's.
		id, err := h.Gallery.Add(ctx, tx, "app:"+in.App, in.Body.Picture)
		return MiniIcon{gallery.Path(id)}, err
	}))
}

// mine makes sure that an app is the caller's. Fault: client.ErrNotFound.
func (h Surface) mine(ctx context.Context, q db.Q, app string) error {
	_, err := h.Apps.Get(ctx, q, scope.From(ctx), app)
	return err
}
