// Package terminalapi is the surface of a store's devices, and where its people
// add and switch them. It holds wire types and mapping; the rule here is that a
// device which is off does nothing but ask whether it is on again.
package terminalapi

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/catalog"
	"livewell/internal/life/catalog/catalogapi"
	"livewell/internal/life/counter"
	"livewell/internal/life/order"
	"livewell/internal/life/register"
	"livewell/internal/life/register/registerapi"
	"livewell/internal/mini/bridge/bridgeapi"
	"livewell/internal/mini/registry/registryapi"
	"livewell/internal/trade/store"
	"livewell/internal/trade/terminal"
)

// Surface is what the operations need.
type Surface struct {
	DB        *db.DB
	Terminals *terminal.Service
	Counter   *counter.Service
	Stores    *store.Service
	Identity  *identity.Service
	Shops     catalogapi.Surface
	Tills     registerapi.Surface
	Programs  registryapi.Surface
	Bridge    bridgeapi.Surface
	Origin    string // for the codes on receipts
	Secure    bool   // behind TLS
}

// cookie is what a paired device proves itself by. It goes to nobody else's pages.
func (h Surface) cookie() string {
	if h.Secure {
		return "__Host-livewell_terminal"
	}
	return "livewell_terminal"
}

const pairedFor = 400 * 24 * time.Hour // as long as browsers keep a cookie

func (h Surface) keep(ctx context.Context, token string) {
	web.SetCookie(ctx, &http.Cookie{ //nolint:gosec // Secure is off only where there is no TLS to have
		Name: h.cookie(), Value: token, Path: "/", MaxAge: int(pairedFor / time.Second), HttpOnly: true, Secure: h.Secure, SameSite: http.SameSiteStrictMode,
	})
}

// Auth knows devices by their cookie, also those that are off.
func (h Surface) Auth(r *http.Request) (scope.Scope, error) {
	k, err := r.Cookie(h.cookie())
	if err != nil || k.Value == "" {
		return scope.Scope{}, nil //nolint:nilerr // no cookie is nobody
	}
	d, err := h.Terminals.By(r.Context(), h.DB, k.Value)
	if errors.Is(err, terminal.ErrNotFound) {
		return scope.Scope{}, nil
	}
	return scope.Scope{Terminal: d.ID, Merchant: d.Merchant, Stores: []string{d.Store}, Roles: []scope.Role{scope.Terminal}}, err
}

// TerminalStore is the store of a device, as it is called there.
type TerminalStore struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	NameEN  string `json:"nameEn,omitempty"`
	Picture string `json:"picture,omitempty"`
}

// OpenShift is who answers for a register's drawer.
type OpenShift struct {
	ID       string    `json:"id"`
	Cashier  string    `json:"cashier" doc:"A name."`
	OpenedAt time.Time `json:"openedAt"`
}

// Self is the device that asks.
type Self struct {
	State string         `json:"state" enum:"unpaired,off,on" doc:"Off: the store has switched it off; it may be on again."`
	ID    string         `json:"id,omitempty"`
	Kind  string         `json:"kind,omitempty" enum:"kiosk,register,screen"`
	Name  string         `json:"name,omitempty"`
	App   string         `json:"app,omitempty" doc:"Of its mini program."`
	Till  string         `json:"till,omitempty" doc:"Of a register."`
	Store *TerminalStore `json:"store,omitempty"`
	Shift *OpenShift     `json:"shift,omitempty" doc:"Of a register; absent: its till is closed."`
	Now   *time.Time     `json:"now,omitempty" doc:"A device's own clock may be wrong; what it sells without a network has a time. Not told on the live line."`
}

type pairIn struct {
	Body struct {
		Code web.Secret `json:"code" pattern:"^[0-9]{8}$"`
	}
}

// TerminalWant is a line of a basket.
type TerminalWant struct {
	SKU     string       `json:"sku" maxLength:"40"`
	Choices []string     `json:"choices,omitempty" maxItems:"50"`
	Qty     int64        `json:"qty" minimum:"1" maximum:"999"`
	Seen    money.Amount `json:"seen" doc:"What one cost on the screen; another price is told, and not taken."`
}

type placeIn struct {
	web.Keyed
	Body struct {
		Mode  string         `json:"mode" enum:"dinein,pickup"`
		Wants []TerminalWant `json:"wants" nullable:"false" minItems:"1" maxItems:"100"`
		Table string         `json:"table,omitempty" maxLength:"20"`
		Note  string         `json:"note,omitempty" maxLength:"200"`
	}
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type payIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Ref   string        `json:"ref" minLength:"8" maxLength:"40" doc:"Made by the device before its first try; the same for each repeat."`
		Kind  string        `json:"kind" enum:"cash,code"`
		Code  web.Secret    `json:"code,omitempty" maxLength:"40" doc:"The buyer's payment code."`
		Given *money.Amount `json:"given,omitempty" doc:"Cash that is handed over, at a register."`
	}
}

// TerminalLine is one of an order's.
type TerminalLine struct {
	Name   string       `json:"name"`
	NameEN string       `json:"nameEn,omitempty"`
	Qty    int64        `json:"qty"`
	Total  money.Amount `json:"total"`
}

// TerminalOrder is what was ordered at the device.
type TerminalOrder struct {
	ID     string         `json:"id"`
	Status string         `json:"status" enum:"unpaid,paid,accepted,ready,underway,completed,cancelled"`
	Number string         `json:"number,omitempty" doc:"To be called, once it is paid."`
	Code   string         `json:"code,omitempty" doc:"That is shown to get it."`
	Off    money.Amount   `json:"off" doc:"What came off the lines."`
	Total  money.Amount   `json:"total"`
	Rest   money.Amount   `json:"rest" doc:"To pay."`
	Change money.Amount   `json:"change" doc:"Of cash, to give back."`
	Asked  bool           `json:"asked" doc:"The buyer is to confirm the payment on the phone."`
	Lines  []TerminalLine `json:"lines" nullable:"false"`
	At     time.Time      `json:"at"`

	Counted registerapi.SalePoints `json:"counted" doc:"The points of a member's sale."`
}

// TerminalGuest is a sale of a register to a member.
type TerminalGuest struct {
	Order TerminalOrder        `json:"order"`
	Sums  registerapi.TillSums `json:"sums"`
}

type meetIn struct {
	Body struct {
		Code web.Secret `json:"code" pattern:"^[0-9]{18}$"`
	}
}

type knowIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body registerapi.GuestFields
}

type syncIn struct {
	Body struct {
		Sales []registerapi.MadeSale `json:"sales" nullable:"false" minItems:"1" maxItems:"100" doc:"The till is the device's own; instead is the key of an order whose answers were lost."`
	}
}

// Numbers are those of a store's orders that guests wait for.
type Numbers struct {
	Making []string `json:"making" nullable:"false"`
	Ready  []string `json:"ready" nullable:"false"`
}

type requestIn struct{ Body bridgeapi.MiniRequest }

// Terminal adds what devices do.
func (h Surface) Terminal(a *web.API) {
	me := web.For(scope.Terminal)
	const at = "/terminal/api"
	web.Op(a, "POST", at+"/pair", "pairTerminal", web.Public, h.pair)
	web.Op(a, "GET", at+"/self", "getSelf", web.Public, func(ctx context.Context, _ *struct{}) (Self, error) {
		out, err := h.self(ctx)
		now := h.DB.Now()
		out.Now = &now
		return out, err
	})
	web.Stream(a, at+"/live", "watchSelf", me, func(ctx context.Context, _ *struct{}, _ string, send func(web.Event) error) error {
		return h.Terminals.Watch(ctx, scope.From(ctx).Terminal, web.Changes(send, func() (Self, error) { return h.self(ctx) }))
	})
	web.Op(a, "GET", at+"/program", "getProgram", me, func(ctx context.Context, _ *struct{}) (registryapi.MiniProgram, error) {
		d, err := h.device(ctx, h.DB)
		if err != nil {
			return registryapi.MiniProgram{}, err
		}
		return h.Programs.Program(ctx, d.App)
	})
	web.Op(a, "POST", at+"/request", "sendRequest", me, func(ctx context.Context, in *requestIn) (bridgeapi.MiniAnswer, error) {
		d, err := h.device(ctx, h.DB)
		if err != nil {
			return bridgeapi.MiniAnswer{}, err
		}
		return h.Bridge.Request(ctx, d.App, "terminal:"+d.ID, in.Body)
	})
	web.Op(a, "GET", at+"/menu", "getMenu", me, func(ctx context.Context, _ *struct{}) (catalogapi.StorePage, error) {
		d, err := h.device(ctx, h.DB)
		if err != nil {
			return catalogapi.StorePage{}, err
		}
		return h.Shops.Page(ctx, d.Store)
	})
	web.Op(a, "POST", at+"/orders", "placeOrder", me, web.Once(h.DB, h.place))
	web.Op(a, "GET", at+"/orders/{id}", "getOrder", me, func(ctx context.Context, in *idIn) (TerminalOrder, error) {
		return h.told(h.read(ctx, h.DB, in.ID))
	})
	web.Op(a, "POST", at+"/orders/{id}/pay", "payOrder", me, web.InTx(h.DB, h.pay))
	web.Op(a, "POST", at+"/orders/{id}/drop", "dropOrder", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *idIn) (TerminalOrder, error) {
		d, err := h.device(ctx, tx)
		if err != nil {
			return TerminalOrder{}, err
		}
		return h.told(h.Counter.Drop(ctx, tx, place(d), in.ID))
	}))
	web.Op(a, "POST", at+"/member", "meetMember", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *meetIn) (registerapi.TillMember, error) {
		d, err := h.till(ctx, tx)
		if err != nil {
			return registerapi.TillMember{}, err
		}
		return h.Tills.Meet(ctx, tx, d.Merchant, d.Store, string(in.Body.Code))
	}))
	web.Op(a, "POST", at+"/orders/{id}/member", "knowMember", me, web.InTx(h.DB, h.know))
	web.Op(a, "POST", at+"/sync", "syncSales", me, h.sync)
	web.Op(a, "GET", at+"/numbers", "getNumbers", me, func(ctx context.Context, _ *struct{}) (Numbers, error) { return h.numbers(ctx) })
	web.Stream(a, at+"/numbers/live", "watchNumbers", me, func(ctx context.Context, _ *struct{}, _ string, send func(web.Event) error) error {
		d, err := h.device(ctx, h.DB)
		if _, refused := fault.Of(err); refused {
			return nil
		}
		if err != nil {
			return err
		}
		err = h.Counter.Orders.Watch(ctx, d.Store, web.Changes(send, func() (Numbers, error) { return h.numbers(ctx) }))
		if _, refused := fault.Of(err); refused {
			return nil // off or removed: the line ends, and the device hears why on its own
		}
		return err
	})
}

// device gives the caller. Faults: terminal.ErrNotFound, terminal.ErrOff.
func (h Surface) device(ctx context.Context, q db.Q) (terminal.Device, error) {
	d, err := h.Terminals.Get(ctx, q, scope.From(ctx).Terminal)
	if err == nil && !d.On {
		err = terminal.ErrOff
	}
	return d, err
}

// till is device for a register. Fault: terminal.ErrNotFound.
func (h Surface) till(ctx context.Context, q db.Q) (terminal.Device, error) {
	d, err := h.device(ctx, q)
	if err == nil && d.Till == "" {
		err = terminal.ErrNotFound
	}
	return d, err
}

func (h Surface) know(ctx context.Context, tx *db.Tx, in *knowIn) (TerminalGuest, error) {
	d, err := h.till(ctx, tx)
	if err != nil {
		return TerminalGuest{}, err
	}
	g, err := h.Tills.Guest(ctx, tx, d.Store, in.Body)
	if err != nil {
		return TerminalGuest{}, err
	}
	o, sale, draft, err := h.Counter.Know(ctx, tx, place(d), in.ID, g)
	if err != nil {
		return TerminalGuest{}, err
	}
	w, err := h.told(o, nil)
	return TerminalGuest{w, registerapi.WireSums(sale, draft)}, err
}

// sync takes what a register sold without a network. Its drawer is that of its
// till, and who opened it answers for it.
func (h Surface) sync(ctx context.Context, in *syncIn) (registerapi.MadeResults, error) {
	d, err := h.till(ctx, h.DB)
	if err != nil {
		return registerapi.MadeResults{}, err
	}
	sales := slices.Clone(in.Body.Sales)
	for i := range sales {
		s := &sales[i]
		s.Till = d.Till
		if s.Instead != "" {
			s.Instead = place(d).Ref(s.Instead)
		}
	}
	return h.Tills.Take(ctx, d.Store, sales, func(ctx context.Context, q db.Q, m registerapi.MadeSale) (register.By, error) {
		sh, err := h.Counter.Register.Shift(ctx, q, d.Till, m.Shift)
		return register.By{User: sh.Cashier}, err
	})
}

func place(d terminal.Device) counter.Place {
	return counter.Place{Terminal: d.ID, Store: d.Store, Till: d.Till}
}

func (h Surface) pair(ctx context.Context, in *pairIn) (Self, error) {
	if err := h.Terminals.Try(address(ctx)); err != nil {
		return Self{}, err
	}
	var token string
	d, err := db.Get(ctx, h.DB, func(tx *db.Tx) (d terminal.Device, err error) {
		d, token, err = h.Terminals.Pair(ctx, tx, string(in.Body.Code))
		return d, err
	})
	if err != nil {
		return Self{}, err
	}
	h.keep(ctx, token)
	return h.wireSelf(ctx, d)
}

// address is the network that a request comes from: an IPv6 user has a /64.
func address(ctx context.Context) string {
	r := web.Request(ctx)
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip := ap.Addr().Unmap()
	if ip.Is4() {
		return ip.String()
	}
	p, _ := ip.Prefix(64)
	return p.String()
}

func (h Surface) self(ctx context.Context) (Self, error) {
	id := scope.From(ctx).Terminal
	if id == "" {
		return Self{State: "unpaired"}, nil
	}
	d, err := h.Terminals.Get(ctx, h.DB, id)
	if errors.Is(err, terminal.ErrNotFound) {
		return Self{State: "unpaired"}, nil
	}
	if err != nil {
		return Self{}, err
	}
	if err := h.Terminals.Seen(ctx, h.DB, d); err != nil {
		return Self{}, err
	}
	return h.wireSelf(ctx, d)
}

func (h Surface) wireSelf(ctx context.Context, d terminal.Device) (Self, error) {
	out := Self{State: "on", ID: d.ID, Kind: string(d.Kind), Name: d.Name, App: d.App, Till: d.Till}
	if !d.On {
		out.State = "off"
	}
	st, err := h.Stores.Get(ctx, h.DB, d.Store)
	if err != nil {
		return out, err
	}
	out.Store = &TerminalStore{st.ID, st.Name, st.NameEN, st.Picture}
	if d.Till == "" {
		return out, nil
	}
	sh, err := h.Counter.Register.OpenShift(ctx, h.DB, d.Till)
	if errors.Is(err, register.ErrClosed) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	u, err := h.Identity.User(ctx, h.DB, sh.Cashier)
	out.Shift = &OpenShift{sh.ID, u.Name, sh.OpenedAt}
	return out, err
}

func (h Surface) place(ctx context.Context, tx *db.Tx, in *placeIn) (TerminalOrder, error) {
	d, err := h.device(ctx, tx)
	if err != nil {
		return TerminalOrder{}, err
	}
	b := counter.Basket{Mode: store.Mode(in.Body.Mode), Table: in.Body.Table, Note: in.Body.Note, Key: in.Key}
	for _, w := range in.Body.Wants {
		b.Wants = append(b.Wants, catalog.Want{SKU: w.SKU, Choices: w.Choices, Qty: w.Qty, Seen: w.Seen})
	}
	return h.told(h.Counter.Order(ctx, tx, place(d), b))
}

func (h Surface) pay(ctx context.Context, tx *db.Tx, in *payIn) (TerminalOrder, error) {
	d, err := h.device(ctx, tx)
	if err != nil {
		return TerminalOrder{}, err
	}
	p := counter.Payment{Ref: in.Body.Ref, Kind: register.TenderKind(in.Body.Kind), Code: string(in.Body.Code)}
	if in.Body.Given != nil {
		p.Amount = *in.Body.Given
	}
	return h.told(h.Counter.Pay(ctx, tx, place(d), in.ID, p))
}

func (h Surface) read(ctx context.Context, q db.Q, id string) (counter.Order, error) {
	d, err := h.device(ctx, q)
	if err != nil {
		return counter.Order{}, err
	}
	return h.Counter.Get(ctx, q, place(d), id)
}

func (h Surface) told(o counter.Order, err error) (TerminalOrder, error) {
	if err != nil {
		return TerminalOrder{}, err
	}
	out := TerminalOrder{
		ID: o.ID, Status: string(o.Status), Number: o.Number, Code: o.Code, Off: o.Off, Total: o.Total, Rest: o.Rest, Change: o.Change, Asked: o.Asked, Lines: []TerminalLine{}, At: o.At, Counted: registerapi.SalePoints(o.Points),
	}
	for _, l := range o.Lines {
		out.Lines = append(out.Lines, TerminalLine{l.Name, l.NameEN, l.Qty, l.Total})
	}
	return out, nil
}

// numbers are those of whom the store calls: nobody waits there for a rider or the post.
func (h Surface) numbers(ctx context.Context) (Numbers, error) {
	out := Numbers{[]string{}, []string{}}
	d, err := h.device(ctx, h.DB)
	if err != nil {
		return out, err
	}
	list, err := h.Counter.Orders.Board(ctx, h.DB, d.Store)
	for _, o := range list {
		if o.Mode != store.Pickup && o.Mode != store.DineIn {
			continue
		}
		switch o.Status { //nolint:exhaustive // the others are not waited for
		case order.Accepted:
			out.Making = append(out.Making, o.Number)
		case order.Ready:
			out.Ready = append(out.Ready, o.Number)
		}
	}
	return out, err
}

// Receipt gives what a printer is sent: GET /terminal/api/orders/{id}/receipt.
func (h Surface) Receipt(w http.ResponseWriter, r *http.Request) {
	by, err := h.Auth(r)
	if err == nil && !by.Has(scope.Terminal) {
		err = web.ErrNoSession
	}
	var body []byte
	if err == nil {
		body, err = h.receipt(scope.With(r.Context(), by), r.PathValue("id"))
	}
	if err != nil {
		web.WriteProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="receipt.bin"`)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "private, no-store")
	w.Write(body) //nolint:gosec // who has gone needs no receipt
}

func (h Surface) receipt(ctx context.Context, id string) ([]byte, error) {
	o, err := h.read(ctx, h.DB, id)
	if err != nil {
		return nil, err
	}
	if o.Status == order.Unpaid || o.Status == order.Cancelled {
		return nil, order.ErrStatus
	}
	st, err := h.Stores.Get(ctx, h.DB, o.Store)
	if err != nil {
		return nil, err
	}
	return o.Receipt(st, h.Origin), nil
}
