package homeapi

import (
	"context"
	"time"

	"livewell/internal/core/audit"
	"livewell/internal/find/home"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/trial"
	"livewell/internal/kit/web"
)

// HomeLayout is what operators see of a layout.
type HomeLayout struct {
	ID        string    `json:"id"`
	City      string    `json:"city" doc:"Code; empty: all cities."`
	Segment   string    `json:"segment" enum:"everyone,new,beta"`
	Latest    int64     `json:"latest" doc:"The number of the newest version."`
	Live      int64     `json:"live" doc:"The version that people see; 0: none."`
	Trial     int64     `json:"trial" doc:"The version that a share of them sees in its place; 0: none."`
	Share     int64     `json:"share" doc:"Of them, in basis points."`
	Planned   int64     `json:"planned" doc:"The version that is published by itself; 0: none."`
	PlannedAt time.Time `json:"plannedAt,omitzero"`
	UpdatedAt time.Time `json:"updatedAt"`
}

type HomeLayouts struct {
	Items   []HomeLayout `json:"items" nullable:"false"`
	BuiltIn []HomeBlock  `json:"builtIn" nullable:"false" doc:"What people see where nothing is published."`
}

type LayoutVersion struct {
	Number    int64     `json:"number"`
	Note      string    `json:"note"`
	By        string    `json:"by" doc:"Id of who saved it."`
	CreatedAt time.Time `json:"createdAt"`
	LiveAt    time.Time `json:"liveAt,omitzero" doc:"When it was last published; absent: never."`
}

type LayoutDetail struct {
	Layout   HomeLayout      `json:"layout"`
	Versions []LayoutVersion `json:"versions" nullable:"false" doc:"The newest first."`
	Compared *Compared       `json:"compared,omitempty" doc:"What the trial that is on tells so far."`
}

// Arm is one side of a trial.
type Arm struct {
	People  int64   `json:"people" doc:"Who saw it."`
	Ordered int64   `json:"ordered" doc:"Of them, who ordered within a day."`
	Share   float64 `json:"share" doc:"0 to 1."`
}

// Compared is the old page beside the new one.
type Compared struct {
	Old   Arm     `json:"old"`
	New   Arm     `json:"new"`
	Low   float64 `json:"low" doc:"Of the new share less the old one, with 95 % confidence."`
	High  float64 `json:"high"`
	Clear bool    `json:"clear" doc:"The difference is one."`
}

type LayoutBlocks struct {
	Version LayoutVersion `json:"version"`
	Blocks  []HomeBlock   `json:"blocks" nullable:"false"`
}

// HomeCity is how the page of a city differs.
type HomeCity struct {
	City    string         `json:"city"`
	Buttons []HomeVertical `json:"buttons" nullable:"false" doc:"As configured; those that do not exist wait for their vertical, and nobody sees them."`
	Own     bool           `json:"own" doc:"An operator configured them."`
	Crisis  *HomeCrisis    `json:"crisis,omitempty"`
}

type HomeCrisis struct {
	Text        HomeText `json:"text"`
	Contactless bool     `json:"contactless"`
}

type HomeCities struct {
	Items     []HomeCity     `json:"items" nullable:"false" doc:"Those with buttons or a crisis; the others have neither."`
	Verticals []HomeVertical `json:"verticals" nullable:"false"`
}

// LayoutPath is embedded by operations on one layout; huma reads exported structs only.
type LayoutPath struct {
	ID string `path:"id" maxLength:"40"`
}

type layoutIn struct{ LayoutPath }

type newLayoutIn struct {
	web.Keyed
	Body struct {
		City    string `json:"city" maxLength:"40" doc:"Code; empty: all cities."`
		Segment string `json:"segment" enum:"everyone,new,beta"`
	}
}

type versionIn struct {
	LayoutPath
	Number int64 `path:"number" minimum:"1"`
}

type saveIn struct {
	web.Keyed
	LayoutPath
	Body struct {
		Blocks []HomeBlock `json:"blocks" nullable:"false" maxItems:"30"`
		Note   string      `json:"note,omitempty" maxLength:"200"`
	}
}

type publishIn struct {
	LayoutPath
	Body struct {
		Version int64 `json:"version" minimum:"1"`
	}
}

type tryIn struct {
	LayoutPath
	Body struct {
		Version int64 `json:"version" minimum:"0" doc:"Of no use where the share is 0."`
		Share   int64 `json:"share" minimum:"0" maximum:"10000" doc:"Basis points; 0 ends the trial."`
	}
}

type planIn struct {
	LayoutPath
	Body struct {
		Version int64     `json:"version" minimum:"1"`
		At      time.Time `json:"at"`
	}
}

type buttonsIn struct {
	City string `path:"city" maxLength:"40"`
	Body struct {
		Buttons []string `json:"buttons" nullable:"false" maxItems:"5"`
	}
}

type crisisIn struct {
	City string `path:"city" maxLength:"40"`
	Body struct {
		On          bool     `json:"on"`
		Text        HomeText `json:"text,omitzero" doc:"Of no use where it is turned off."`
		Contactless bool     `json:"contactless,omitempty"`
	}
}

// Console adds the operations of the operator.
func (h Surface) Console(a *web.API) {
	looks, acts := web.For(scope.Operator, scope.Auditor), web.For(scope.Operator)
	web.Op(a, "GET", "/console/api/home/layouts", "listLayouts", looks, h.layouts)
	web.Op(a, "POST", "/console/api/home/layouts", "createLayout", acts, web.Once(h.DB, h.create))
	web.Op(a, "GET", "/console/api/home/layouts/{id}", "getLayout", looks, func(ctx context.Context, in *layoutIn) (LayoutDetail, error) {
		return h.detail(ctx, h.DB, in.ID)
	})
	web.Op(a, "GET", "/console/api/home/layouts/{id}/versions/{number}", "getLayoutVersion", looks, func(ctx context.Context, in *versionIn) (LayoutBlocks, error) {
		v, err := h.Home.Version(ctx, h.DB, in.ID, in.Number)
		if err != nil {
			return LayoutBlocks{}, err
		}
		return wireVersion(v)
	})
	web.Op(a, "POST", "/console/api/home/layouts/{id}/versions", "saveLayout", acts, web.Once(h.DB, h.save))
	web.Op(a, "PUT", "/console/api/home/layouts/{id}/live", "publishLayout", acts, web.InTx(h.DB, h.publish))
	web.Op(a, "DELETE", "/console/api/home/layouts/{id}/live", "withdrawLayout", acts, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *layoutIn) (LayoutDetail, error) {
		changed, err := h.Home.Withdraw(ctx, tx, in.ID)
		return h.done(ctx, tx, "home.withdraw", in.ID, changed, err, struct{}{})
	}))
	web.Op(a, "PUT", "/console/api/home/layouts/{id}/trial", "tryLayout", acts, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *tryIn) (LayoutDetail, error) {
		changed, err := h.Home.Try(ctx, tx, in.ID, in.Body.Version, in.Body.Share)
		return h.done(ctx, tx, "home.trial", in.ID, changed, err, in.Body)
	}))
	web.Op(a, "PUT", "/console/api/home/layouts/{id}/plan", "planLayout", acts, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *planIn) (LayoutDetail, error) {
		changed, err := h.Home.Plan(ctx, tx, in.ID, in.Body.Version, in.Body.At)
		return h.done(ctx, tx, "home.plan", in.ID, changed, err, in.Body)
	}))
	web.Op(a, "DELETE", "/console/api/home/layouts/{id}/plan", "unplanLayout", acts, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *layoutIn) (LayoutDetail, error) {
		changed, err := h.Home.Unplan(ctx, tx, in.ID)
		return h.done(ctx, tx, "home.unplan", in.ID, changed, err, struct{}{})
	}))
	web.Op(a, "GET", "/console/api/home/cities", "listHomeCities", looks, h.cities)
	web.Op(a, "PUT", "/console/api/home/cities/{city}/buttons", "setCityButtons", acts, h.buttons)
	web.Op(a, "PUT", "/console/api/home/cities/{city}/crisis", "setCityCrisis", acts, h.crisis)
}

func wireLayout(l home.Layout) HomeLayout {
	return HomeLayout{l.ID, l.City, string(l.Segment), l.Latest, l.Live, l.Trial, l.Share, l.Planned, l.PlannedAt, l.UpdatedAt}
}

func head(v home.Version) LayoutVersion {
	return LayoutVersion{v.Number, v.Note, v.By, v.CreatedAt, v.LiveAt}
}

func wireVersion(v home.Version) (LayoutBlocks, error) {
	blocks, err := wireBlocks(v.Blocks)
	return LayoutBlocks{head(v), blocks}, err
}

func (h Surface) layouts(ctx context.Context, _ *struct{}) (HomeLayouts, error) {
	out := HomeLayouts{Items: []HomeLayout{}}
	all, err := h.Home.Layouts(ctx, h.DB)
	if err != nil {
		return out, err
	}
	for _, l := range all {
		out.Items = append(out.Items, wireLayout(l))
	}
	out.BuiltIn, err = wireBlocks(home.BuiltIn())
	return out, err
}

func (h Surface) detail(ctx context.Context, q db.Q, id string) (LayoutDetail, error) {
	l, err := h.Home.Layout(ctx, q, id)
	if err != nil {
		return LayoutDetail{}, err
	}
	out := LayoutDetail{Layout: wireLayout(l), Versions: []LayoutVersion{}}
	all, err := h.Home.Versions(ctx, q, id)
	for _, v := range all {
		out.Versions = append(out.Versions, head(v))
	}
	if err != nil || l.Trial == 0 {
		return out, err
	}
	c, err := h.Home.Compare(ctx, q, id, l.Trial)
	arm := func(a trial.Arm) Arm { return Arm{a.People, a.Did, a.Share()} }
	out.Compared = &Compared{arm(c.Old), arm(c.New), c.Low, c.High, c.Clear()}
	return out, err
}

func (h Surface) create(ctx context.Context, tx *db.Tx, in *newLayoutIn) (HomeLayout, error) {
	if in.Body.City != "" {
		if err := h.exists(ctx, in.Body.City); err != nil {
			return HomeLayout{}, err
		}
	}
	l, err := h.Home.Create(ctx, tx, in.Body.City, home.Segment(in.Body.Segment), scope.From(ctx).User)
	if err != nil {
		return HomeLayout{}, err
	}
	return wireLayout(l), note(ctx, tx, "home.create", "layout:"+l.ID, in.Body)
}

func (h Surface) save(ctx context.Context, tx *db.Tx, in *saveIn) (LayoutBlocks, error) {
	blocks := make([]home.Block, len(in.Body.Blocks))
	for i, w := range in.Body.Blocks {
		var err error
		if blocks[i], err = w.block(); err != nil {
			return LayoutBlocks{}, err
		}
	}
	v, err := h.Home.Save(ctx, tx, in.ID, blocks, in.Body.Note, scope.From(ctx).User)
	if err != nil {
		return LayoutBlocks{}, err
	}
	if err := note(ctx, tx, "home.save", "layout:"+in.ID, in.Body); err != nil {
		return LayoutBlocks{}, err
	}
	return wireVersion(v)
}

func (h Surface) publish(ctx context.Context, tx *db.Tx, in *publishIn) (LayoutDetail, error) {
	before, err := h.Home.Layout(ctx, tx, in.ID)
	if err != nil {
		return LayoutDetail{}, err
	}
	act := "home.publish"
	if in.Body.Version < before.Live {
		act = "home.rollback"
	}
	changed, err := h.Home.Publish(ctx, tx, in.ID, in.Body.Version)
	return h.done(ctx, tx, act, in.ID, changed, err, in.Body)
}

// done notes an act that changed something, and gives the layout as it is then.
func (h Surface) done(ctx context.Context, tx *db.Tx, act, id string, changed bool, err error, details any) (LayoutDetail, error) {
	if err != nil {
		return LayoutDetail{}, err
	}
	if changed {
		if err := note(ctx, tx, act, "layout:"+id, details); err != nil {
			return LayoutDetail{}, err
		}
	}
	return h.detail(ctx, tx, id)
}

func (h Surface) cities(ctx context.Context, _ *struct{}) (HomeCities, error) {
	out := HomeCities{Items: []HomeCity{}, Verticals: h.verticals().Items}
	all, err := h.Home.Cities(ctx)
	if err != nil {
		return out, err
	}
	for _, c := range all {
		w := HomeCity{City: c.Code, Buttons: []HomeVertical{}, Own: c.Own}
		for _, v := range c.Buttons {
			w.Buttons = append(w.Buttons, HomeVertical{string(v), h.Home.Exists(v), v.Disclosed()})
		}
		if c.Crisis != nil {
			w.Crisis = &HomeCrisis{HomeText(c.Crisis.Text), c.Crisis.Contactless}
		}
		out.Items = append(out.Items, w)
	}
	return out, nil
}

// exists gives city.ErrNotFound for a city that is not in service. It reads
// outside of the transaction: cities are never taken away.
func (h Surface) exists(ctx context.Context, code string) error {
	c, err := h.Cities.Catalogue(ctx)
	if err == nil {
		_, err = c.Find(code)
	}
	return err
}

func (h Surface) buttons(ctx context.Context, in *buttonsIn) (web.Done, error) {
	if err := h.exists(ctx, in.City); err != nil {
		return web.Done{}, err
	}
	buttons := []home.Vertical{}
	for _, b := range in.Body.Buttons {
		buttons = append(buttons, home.Vertical(b))
	}
	return web.Done{}, h.DB.Do(ctx, func(tx *db.Tx) error {
		if err := h.Home.SetButtons(ctx, tx, in.City, buttons); err != nil {
			return err
		}
		return note(ctx, tx, "home.buttons", "city:"+in.City, in.Body)
	})
}

func (h Surface) crisis(ctx context.Context, in *crisisIn) (web.Done, error) {
	if err := h.exists(ctx, in.City); err != nil {
		return web.Done{}, err
	}
	act, c := "home.crisis_off", (*home.Crisis)(nil)
	if in.Body.On {
		act, c = "home.crisis_on", &home.Crisis{Text: home.Text(in.Body.Text), Contactless: in.Body.Contactless}
	}
	return web.Done{}, h.DB.Do(ctx, func(tx *db.Tx) error {
		if err := h.Home.SetCrisis(ctx, tx, in.City, c); err != nil {
			return err
		}
		return note(ctx, tx, act, "city:"+in.City, in.Body)
	})
}

func note(ctx context.Context, tx *db.Tx, act, object string, details any) error {
	return audit.Append(ctx, tx, audit.Entry{
		Actor: "user:" + scope.From(ctx).User, Act: act, Object: object, Request: web.TraceID(ctx),
	}, details)
}
