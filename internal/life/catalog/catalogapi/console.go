package catalogapi

import (
	"context"
	"errors"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/catalog"
	"livewell/internal/life/stock"
	"livewell/internal/trade/store"
)

var (
	staffOf   = web.For(scope.Owner, scope.Manager, scope.Cashier)
	managerOf = web.For(scope.Owner, scope.Manager)
)

type Stores struct {
	Items      []Store  `json:"items" nullable:"false"`
	Categories []string `json:"categories" nullable:"false"`
}

type Band struct {
	Upto int          `json:"upto" minimum:"1" maximum:"100000" doc:"Metres."`
	Fee  money.Amount `json:"fee"`
}

type Area struct {
	Name    string       `json:"name,omitempty" maxLength:"30"`
	Border  geo.Polygon  `json:"border"`
	Minimum money.Amount `json:"minimum" doc:"Of the goods."`
	Bands   []Band       `json:"bands" nullable:"false" minItems:"1" maxItems:"10"`
}

type Areas struct {
	Items []Area `json:"items" nullable:"false" maxItems:"20"`
}

type Menu struct {
	Sections  []Section `json:"sections" nullable:"false"`
	Items     []Item    `json:"items" nullable:"false"`
	Allergens []string  `json:"allergens" nullable:"false" doc:"Those that an item can name."`
	More      bool      `json:"more" doc:"There are more than 500 items."`
}

type Sections struct {
	Items []Section `json:"items" nullable:"false" maxItems:"200"`
}

type addStoreIn struct {
	web.Keyed
	Body StoreFields
}

type editStoreIn struct {
	StorePath
	Body StoreFields
}

type pauseIn struct {
	StorePath
	Body struct {
		Minutes int  `json:"minutes,omitempty" minimum:"0" maximum:"10080" doc:"0: until somebody resumes."`
		Closed  bool `json:"closed,omitempty" doc:"Take the store out of sight, until it is resumed."`
	}
}

type areasIn struct {
	StorePath
	Body Areas
}

type sectionsIn struct {
	StorePath
	Body Sections
}

type addItemIn struct {
	StorePath
	web.Keyed
	Body ItemFields
}

type editItemIn struct {
	StorePath
	Item string `path:"item" maxLength:"40"`
	Body ItemFields
}

type soldOutIn struct {
	StorePath
	Item string `path:"item" maxLength:"40"`
	Body struct {
		Out bool `json:"out"`
	}
}

func wireArea(a store.Area) Area {
	out := Area{a.Name, a.Border, a.Minimum, []Band{}}
	for _, b := range a.Bands {
		out.Bands = append(out.Bands, Band(b))
	}
	return out
}

// Console adds what a store's people do.
func (h Surface) Console(a *web.API) {
	web.Op(a, "GET", "/console/api/stores", "listMyStores", staffOf, func(ctx context.Context, _ *struct{}) (Stores, error) {
		sc := scope.From(ctx)
		list, err := h.Stores.Of(ctx, h.DB, sc.Merchant)
		out := Stores{[]Store{}, store.Categories()}
		for _, s := range list {
			if sc.At(s.Merchant, s.ID) {
				out.Items = append(out.Items, wireStore(s))
			}
		}
		return out, err
	})
	web.Op(a, "POST", "/console/api/stores", "addStore", managerOf, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *addStoreIn) (Store, error) {
		sc := scope.From(ctx)
		if len(sc.Stores) > 0 {
			return Store{}, store.ErrSome
		}
		s, err := h.Stores.Add(ctx, tx, sc.Merchant, in.Body.info())
		return wireStore(s), err
	}))
	web.Op(a, "GET", "/console/api/stores/{store}", "getMyStore", staffOf, func(ctx context.Context, in *storeIn) (Store, error) {
		s, err := h.Stores.Mine(ctx, h.DB, in.Store)
		return wireStore(s), err
	})
	web.Op(a, "PUT", "/console/api/stores/{store}", "editStore", managerOf, inStore(h, func(ctx context.Context, tx *db.Tx, in *editStoreIn) (Store, error) {
		if err := h.Stores.Edit(ctx, tx, in.Store, in.Body.info()); err != nil {
			return Store{}, err
		}
		h.Catalog.Changed(tx, in.Store)
		s, err := h.Stores.Get(ctx, tx, in.Store)
		return wireStore(s), err
	}))
	web.Op(a, "POST", "/console/api/stores/{store}/pause", "pauseStore", staffOf, inStore(h, h.pause))
	web.Op(a, "POST", "/console/api/stores/{store}/resume", "resumeStore", staffOf, inStore(h, func(ctx context.Context, tx *db.Tx, in *storeIn) (web.Done, error) {
		h.Catalog.Changed(tx, in.Store)
		return web.Done{}, h.Stores.Resume(ctx, tx, in.Store)
	}))
	h.areas(a)
	h.menu(a)
	h.chain(a)
}

func (p StorePath) of() string { return p.Store }

// inStore makes a request on a store of the session's merchant one transaction.
func inStore[In any, Out any](h Surface, fn func(context.Context, *db.Tx, *In) (Out, error)) func(context.Context, *In) (Out, error) {
	return web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *In) (Out, error) {
		if _, err := h.Stores.Mine(ctx, tx, any(in).(interface{ of() string }).of()); err != nil {
			var none Out
			return none, err
		}
		return fn(ctx, tx, in)
	})
}

func (h Surface) pause(ctx context.Context, tx *db.Tx, in *pauseIn) (web.Done, error) {
	h.Catalog.Changed(tx, in.Store)
	if in.Body.Closed {
		return web.Done{}, h.Stores.Close(ctx, tx, in.Store)
	}
	var until time.Time
	if in.Body.Minutes > 0 {
		until = tx.Now().Add(time.Duration(in.Body.Minutes) * time.Minute)
	}
	return web.Done{}, h.Stores.Pause(ctx, tx, in.Store, until)
}

func (h Surface) areas(a *web.API) {
	list := func(ctx context.Context, q db.Q, id string) (Areas, error) {
		areas, err := h.Stores.Areas(ctx, q, id)
		out := Areas{[]Area{}}
		for _, x := range areas {
			out.Items = append(out.Items, wireArea(x))
		}
		return out, err
	}
	web.Op(a, "GET", "/console/api/stores/{store}/areas", "listAreas", staffOf, func(ctx context.Context, in *storeIn) (Areas, error) {
		if _, err := h.Stores.Mine(ctx, h.DB, in.Store); err != nil {
			return Areas{}, err
		}
		return list(ctx, h.DB, in.Store)
	})
	web.Op(a, "PUT", "/console/api/stores/{store}/areas", "setAreas", managerOf, inStore(h, func(ctx context.Context, tx *db.Tx, in *areasIn) (Areas, error) {
		areas := make([]store.Area, len(in.Body.Items))
		for i, x := range in.Body.Items {
			areas[i] = store.Area{Name: x.Name, Border: x.Border, Minimum: x.Minimum}
			for _, b := range x.Bands {
				areas[i].Bands = append(areas[i].Bands, store.Band(b))
			}
		}
		if err := h.Stores.SetAreas(ctx, tx, in.Store, areas); err != nil {
			return Areas{}, err
		}
		return list(ctx, tx, in.Store)
	}))
}

func (h Surface) menu(a *web.API) {
	web.Op(a, "GET", "/console/api/stores/{store}/menu", "getMenu", staffOf, func(ctx context.Context, in *storeIn) (Menu, error) {
		out := Menu{Sections: []Section{}, Allergens: catalog.Allergens()}
		if _, err := h.Stores.Mine(ctx, h.DB, in.Store); err != nil {
			return out, err
		}
		secs, err := h.Catalog.Sections(ctx, h.DB, in.Store)
		if err != nil {
			return out, err
		}
		for _, s := range secs {
			out.Sections = append(out.Sections, Section{s.ID, s.Name, s.NameEN})
		}
		items, err := h.Catalog.Menu(ctx, h.DB, in.Store, true)
		if err != nil {
			return out, err
		}
		out.More = len(items) == catalog.MenuSize
		if out.Items, err = h.items(ctx, items); err != nil {
			return out, err
		}
		copies, err := h.Chains.Copies(ctx, h.DB, in.Store)
		for i := range out.Items {
			it := &out.Items[i]
			it.OwnPrice, it.Chain = copies[it.ID]
		}
		return out, err
	})
	web.Op(a, "PUT", "/console/api/stores/{store}/sections", "setSections", managerOf, inStore(h, func(ctx context.Context, tx *db.Tx, in *sectionsIn) (Sections, error) {
		secs := make([]catalog.Section, len(in.Body.Items))
		for i, s := range in.Body.Items {
			secs[i] = catalog.Section{ID: s.ID, Name: s.Name, NameEN: s.NameEN}
		}
		got, err := h.Catalog.SetSections(ctx, tx, in.Store, secs)
		out := Sections{[]Section{}}
		for _, s := range got {
			out.Items = append(out.Items, Section{s.ID, s.Name, s.NameEN})
		}
		return out, err
	}))
	web.Op(a, "POST", "/console/api/stores/{store}/items", "addItem", managerOf, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *addItemIn) (Item, error) {
		if _, err := h.Stores.Mine(ctx, tx, in.Store); err != nil {
			return Item{}, err
		}
		return h.save(ctx, tx, in.Store, "", in.Body)
	}))
	web.Op(a, "POST", "/console/api/stores/{store}/import", "importItems", managerOf, inStore(h, h.imports))
	web.Op(a, "PUT", "/console/api/stores/{store}/items/{item}", "editItem", managerOf, inStore(h, func(ctx context.Context, tx *db.Tx, in *editItemIn) (Item, error) {
		return h.save(ctx, tx, in.Store, in.Item, in.Body)
	}))
	web.Op(a, "POST", "/console/api/stores/{store}/items/{item}/soldout", "setSoldOut", staffOf, inStore(h, func(ctx context.Context, tx *db.Tx, in *soldOutIn) (web.Done, error) {
		return web.Done{}, h.Catalog.SoldOut(ctx, tx, in.Store, in.Item, in.Body.Out)
	}))
}

// ImportRow is a line of a merchant's file.
type ImportRow struct {
	Line    int    `json:"line" minimum:"1" doc:"In the file."`
	Code    string `json:"code,omitempty" maxLength:"60" doc:"The merchant's own: with it a file can be given again."`
	Section string `json:"section" maxLength:"200" doc:"By name; made where it is new."`
	Name    string `json:"name" maxLength:"300"`
	NameEN  string `json:"nameEn,omitempty" maxLength:"300"`
	About   string `json:"about,omitempty" maxLength:"600"`
	Price   string `json:"price" maxLength:"20" example:"26.00"`
	Barcode string `json:"barcode,omitempty" maxLength:"60"`
	Picture string `json:"picture,omitempty" maxLength:"200"`
	Stock   *int64 `json:"stock,omitempty" doc:"Absent: not counted."`
}

// ImportFault is why a line was left out.
type ImportFault struct {
	Line  int    `json:"line"`
	Code  string `json:"code" doc:"Of a fault."`
	Field string `json:"field"`
}

// Imported is what became of a part of a file.
type Imported struct {
	Done   int           `json:"done"`
	Faults []ImportFault `json:"faults" nullable:"false" doc:"Lines that were left out; the others are in."`
}

type importIn struct {
	StorePath
	Body struct {
		Rows []ImportRow `json:"rows" minItems:"1" maxItems:"500" doc:"A part of the file. Parts may be sent again."`
	}
}

func (h Surface) imports(ctx context.Context, tx *db.Tx, in *importIn) (Imported, error) {
	out := Imported{Faults: []ImportFault{}}
	rows := make([]catalog.Row, len(in.Body.Rows))
	for i, r := range in.Body.Rows {
		rows[i] = catalog.Row{Line: r.Line, Code: r.Code, Section: r.Section, Name: r.Name, NameEN: r.NameEN, About: r.About, Price: r.Price, Barcode: r.Barcode, Picture: r.Picture}
	}
	ids, faults, err := h.Catalog.Import(ctx, tx, in.Store, rows)
	if err != nil {
		return out, err
	}
	for _, f := range faults {
		out.Faults = append(out.Faults, ImportFault(f))
	}
	for i, id := range ids {
		if id == "" {
			continue
		}
		out.Done++
		if n := in.Body.Rows[i].Stock; n != nil {
			switch err := h.count(ctx, tx, id, *n); {
			case errors.Is(err, stock.ErrCount):
				out.Faults = append(out.Faults, ImportFault{in.Body.Rows[i].Line, stock.ErrCount.Code, "stock"})
			case err != nil:
				return out, err
			}
		}
	}
	return out, nil
}

// count sets how many can be sold; what is held for buyers is theirs already.
func (h Surface) count(ctx context.Context, tx *db.Tx, sku string, n int64) error {
	levels, err := h.Stock.Levels(ctx, tx, sku)
	if err != nil {
		return err
	}
	return h.Stock.Count(ctx, tx, sku, n+levels[sku].Held, "console:"+scope.From(ctx).User)
}

// save writes an item, and counts the variants whose number it tells.
func (h Surface) save(ctx context.Context, tx *db.Tx, storeID, id string, f ItemFields) (Item, error) {
	it, err := h.Catalog.Save(ctx, tx, f.item(storeID, id))
	if err != nil {
		return Item{}, err
	}
	left := map[string]int64{}
	for i, k := range it.SKUs {
		n := f.SKUs[i].Left
		if n == nil {
			continue
		}
		if err := h.count(ctx, tx, k.ID, *n); err != nil {
			return Item{}, err
		}
		left[k.ID] = *n
	}
	return wireItem(it, left, it.Available(tx.Now())), nil
}
