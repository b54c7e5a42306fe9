package delivery

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/live"
	"livewell/internal/kit/money"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

var (
	ErrOffDuty = fault.New(fault.Refused, "delivery.off_duty", "Start your shift first.")
	ErrBusy    = fault.New(fault.Refused, "delivery.busy", "Bring what you have taken first.")
	ErrOffer   = fault.New(fault.Refused, "delivery.offer", "This offer is over.")
	ErrTask    = fault.New(fault.NotFound, "delivery.task", "This delivery is not yours.")
	ErrProof   = fault.New(fault.Refused, "delivery.proof", "Hand it over against the code of the door, or take a picture.")
	ErrShift   = fault.New(fault.Invalid, "delivery.shift", "A shift lasts 15 minutes to 16 hours.")
	ErrPhoto   = fault.New(fault.Invalid, "delivery.photo", "A picture is a JPEG of at most 150 kB.")
)

// Status of a task.
type Status string

const (
	Waiting Status = "waiting" // for a rider
	Offered Status = "offered"
	Taken   Status = "taken"   // its rider is on the way to the store
	Carried Status = "carried" // picked up
	Done    Status = "done"
	Void    Status = "void"
)

// Task is an order that has to be brought.
type Task struct {
	Order  string
	Store  string
	City   string
	Status Status
	Rider  string
	Placed time.Time
	MadeAt time.Time
	Fee    money.Amount
	Ended  time.Time
	Load   int64 // how busy the riders were when it began, see load
}

// Rider is somebody's shift.
type Rider struct {
	Person  string
	City    string
	OnUntil time.Time // zero: off duty
	Offer   string
	At      geo.Point
	SeenAt  time.Time // of At
}

// Offer asks a rider to bring orders.
type Offer struct {
	ID      string
	Rider   string
	Orders  []string // in the sequence of the stops
	Status  string
	Fee     money.Amount
	Metres  int64
	Expires time.Time
}

type riderRow struct {
	Person  string `db:"person"`
	City    string `db:"city"`
	OnUntil int64  `db:"on_until"`
	Offer   string `db:"offer"`
	Lat     int64  `db:"lat"`
	Lng     int64  `db:"lng"`
	SeenAt  int64  `db:"seen_at"`
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

func (r riderRow) rider() Rider {
	return Rider{r.Person, r.City, instant(r.OnUntil), r.Offer, geo.Point{Lat: float64(r.Lat) / 1e6, Lng: float64(r.Lng) / 1e6}, instant(r.SeenAt)}
}

type taskRow struct {
	Head   string `db:"head"`
	Store  string `db:"store"`
	City   string `db:"city"`
	Status Status `db:"status"`
	Rider  string `db:"rider"`
	Placed int64  `db:"placed"`
	MadeAt int64  `db:"made_at"`
	Fee    int64  `db:"fee"`
	Ended  int64  `db:"ended"`
	Load   int64  `db:"load"`
}

func (r taskRow) task() Task {
	return Task{r.Head, r.Store, r.City, r.Status, r.Rider, instant(r.Placed), instant(r.MadeAt), money.New(r.Fee, money.CNY), instant(r.Ended), r.Load}
}

type offerRow struct {
	ID      string `db:"id"`
	Rider   string `db:"rider"`
	Heads   string `db:"heads"`
	Status  string `db:"status"`
	Fee     int64  `db:"fee"`
	Metres  int64  `db:"metres"`
	Expires int64  `db:"expires"`
}

func (r offerRow) offer() (Offer, error) {
	o := Offer{r.ID, r.Rider, nil, r.Status, money.New(r.Fee, money.CNY), r.Metres, instant(r.Expires)}
	return o, json.Unmarshal([]byte(r.Heads), &o.Orders)
}

// MAC makes the digest that the codes of doors come from. kit/secret implements it.
type MAC func(value string) string

// Service is takeaway: its mode for orders, riders and their work.
type Service struct {
	db     *db.DB
	stores *store.Service
	ledger *ledger.Service
	wallet *wallet.Service
	orders *order.Service
	mac    MAC
	live   *live.Hub
}

// Deps are the parts that deliveries work with.
type Deps struct {
	DB     *db.DB
	Stores *store.Service
	Ledger *ledger.Service
	Wallet *wallet.Service
	MAC    MAC
}

func New(d Deps) *Service {
	return &Service{db: d.DB, stores: d.Stores, ledger: d.Ledger, wallet: d.Wallet, mac: d.MAC, live: live.NewHub()}
}

// Serve tells the orders that tasks are of. Call it at start.
func (s *Service) Serve(o *order.Service) { s.orders = o }

// Watch calls look at once and whenever something of a rider's has changed.
func (s *Service) Watch(ctx context.Context, rider string, look func() error) error {
	return s.live.Watch(ctx, rider, look)
}

func (s *Service) poke(tx *db.Tx, rider string) { tx.After(func() { s.live.Poke(rider) }) }

// Get gives somebody's shift; who never rode is off duty.
func (s *Service) Get(ctx context.Context, q db.Q, person string) (Rider, error) {
	r, ok, err := db.One[riderRow](ctx, q, qRider, person)
	if !ok {
		r.Person = person
	}
	return r.rider(), err
}

// On begins a shift, or makes it longer. Faults: ErrShift, geo.ErrPoint.
func (s *Service) On(ctx context.Context, tx *db.Tx, person, city string, long time.Duration, at geo.Point) (Rider, error) {
	if long < 15*time.Minute || long > 16*time.Hour {
		return Rider{}, ErrShift
	}
	if err := at.Check(); err != nil {
		return Rider{}, err
	}
	if _, err := db.Exec(ctx, tx, qOn, person, city, tx.Now().Add(long).UnixMicro(), e6(at.Lat), e6(at.Lng), tx.Now().UnixMicro()); err != nil {
		return Rider{}, err
	}
	s.poke(tx, person)
	return s.Get(ctx, tx, person)
}

func e6(deg float64) int64 { return int64(deg * 1e6) }

// Off ends a shift at once: an offer that lies open is withdrawn. Fault: ErrBusy.
func (s *Service) Off(ctx context.Context, tx *db.Tx, person string) error {
	if n, _, err := db.One[int64](ctx, tx, qOpenOf, person); err != nil || n > 0 {
		if err == nil {
			err = ErrBusy
		}
		return err
	}
	r, err := s.Get(ctx, tx, person)
	if err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qOff, person); err != nil || r.Offer == "" {
		return err
	}
	return s.close(ctx, tx, r.Offer, "withdrawn")
}

// Position says where a rider is; those who wait for them see it.
func (s *Service) Position(ctx context.Context, tx *db.Tx, person string, at geo.Point) error {
	if err := at.Check(); err != nil {
		return err
	}
	n, err := db.Exec(ctx, tx, qPosition, person, e6(at.Lat), e6(at.Lng), tx.Now().UnixMicro())
	if err != nil || n == 0 {
		if err == nil {
			err = ErrOffDuty
		}
		return err
	}
	tasks, err := s.Tasks(ctx, tx, person)
	for _, t := range tasks {
		s.orders.Poke(tx, t.Order)
	}
	return err
}

// Tasks lists what a rider has taken and not brought yet, in the sequence of the stops.
func (s *Service) Tasks(ctx context.Context, q db.Q, person string) ([]Task, error) {
	return tasks(db.List[taskRow](ctx, q, qTasksOf, person))
}

// History lists what a rider has brought, the last first, 100 at most.
func (s *Service) History(ctx context.Context, q db.Q, person string) ([]Task, error) {
	return tasks(db.List[taskRow](ctx, q, qHistory, person))
}

// Earned gives what a rider has earned since a time.
func (s *Service) Earned(ctx context.Context, q db.Q, person string, since time.Time) (money.Amount, error) {
	n, _, err := db.One[int64](ctx, q, qEarned, person, since.UnixMicro())
	return money.New(n, money.CNY), err
}

func tasks(rows []taskRow, err error) (out []Task, _ error) {
	for _, r := range rows {
		out = append(out, r.task())
	}
	return out, err
}

// Task gives an order's. Fault: ErrTask.
func (s *Service) Task(ctx context.Context, q db.Q, head string) (Task, error) {
	r, ok, err := db.One[taskRow](ctx, q, qTask, head)
	if err == nil && !ok {
		err = ErrTask
	}
	return r.task(), err
}

// Offered gives a rider's open offer; false: there is none.
func (s *Service) Offered(ctx context.Context, q db.Q, person string) (Offer, bool, error) {
	r, err := s.Get(ctx, q, person)
	if err != nil || r.Offer == "" {
		return Offer{}, false, err
	}
	o, err := s.offer(ctx, q, r.Offer)
	return o, err == nil && o.Status == "open" && s.db.Now().Before(o.Expires), err
}

func (s *Service) offer(ctx context.Context, q db.Q, id string) (Offer, error) {
	r, ok, err := db.One[offerRow](ctx, q, qOffer, id)
	if err == nil && !ok {
		err = ErrOffer
	}
	if err != nil {
		return Offer{}, err
	}
	return r.offer()
}

// close ends an open offer; what was in it waits again. Closed already changes nothing.
func (s *Service) close(ctx context.Context, tx *db.Tx, id, as string) error {
	o, err := s.offer(ctx, tx, id)
	if err != nil {
		return err
	}
	n, err := db.Exec(ctx, tx, qOfferMove, id, as)
	if err != nil || n == 0 {
		return err
	}
	quiet := tx.Now()
	if as == "declined" || as == "expired" {
		quiet = quiet.Add(quietAfter)
	}
	if _, err := db.Exec(ctx, tx, qOfferGone, o.Rider, id, quiet.UnixMicro()); err != nil {
		return err
	}
	for _, head := range o.Orders {
		if _, err := db.Exec(ctx, tx, qTaskMove, head, Offered, Waiting, "", 0, 0); err != nil {
			return err
		}
	}
	s.poke(tx, o.Rider)
	return nil
}

// Accept takes an offer. Faults: ErrOffer, ErrOffDuty.
func (s *Service) Accept(ctx context.Context, tx *db.Tx, person, id string) error {
	o, err := s.offer(ctx, tx, id)
	if err != nil || o.Rider != person || !tx.Now().Before(o.Expires) {
		return fault.Or(err, ErrOffer)
	}
	r, err := s.Get(ctx, tx, person)
	if err != nil || !tx.Now().Before(r.OnUntil) {
		return fault.Or(err, ErrOffDuty)
	}
	n, err := db.Exec(ctx, tx, qOfferMove, id, "accepted")
	if err != nil || n == 0 {
		return fault.Or(err, ErrOffer)
	}
	if _, err := db.Exec(ctx, tx, qOfferGone, person, id, tx.Now().UnixMicro()); err != nil {
		return err
	}
	for i, head := range o.Orders {
		n, err := db.Exec(ctx, tx, qTaskMove, head, Offered, Taken, person, tx.Now().UnixMicro()+int64(i), 0)
		if err != nil {
			return err
		}
		if n == 0 {
			continue // the order was cancelled meanwhile
		}
		if err := s.orders.SetRider(ctx, tx, head, person); err != nil {
			return err
		}
	}
	s.poke(tx, person)
	return nil
}

// Decline leaves an offer to others. Again changes nothing. Fault: ErrOffer.
func (s *Service) Decline(ctx context.Context, tx *db.Tx, person, id string) error {
	o, err := s.offer(ctx, tx, id)
	if err != nil || o.Rider != person {
		return fault.Or(err, ErrOffer)
	}
	return s.close(ctx, tx, id, "declined")
}

// PickUp takes an order from its store against the code on its ticket.
// Faults: ErrTask, order.ErrCode, order.ErrStatus where it is not made yet.
func (s *Service) PickUp(ctx context.Context, tx *db.Tx, person, head, code string) error {
	t, err := s.Task(ctx, tx, head)
	switch {
	case err != nil:
		return err
	case t.Rider != person || t.Status != Taken && t.Status != Carried:
		return ErrTask
	case t.Status == Carried:
		return nil
	}
	_, err = s.orders.Move(ctx, tx, head, order.Underway, order.By{Actor: order.Rider, Who: person, Code: code})
	return err
}

// Proof is that an order was handed over: the code that the buyer shows, or a picture.
type Proof struct {
	Code  string
	Photo []byte
}

const maxPhoto = 150 << 10

// Bring ends a delivery. Again changes nothing. Faults: ErrTask, ErrProof, ErrPhoto, order.ErrStatus.
func (s *Service) Bring(ctx context.Context, tx *db.Tx, person, head string, p Proof) error {
	t, err := s.Task(ctx, tx, head)
	switch {
	case err != nil:
		return err
	case t.Rider != person:
		return ErrTask
	case t.Status == Done:
		return nil
	}
	kind := "code"
	switch {
	case p.Code != "":
		if p.Code != s.DoorCode(head) {
			return ErrProof
		}
	case len(p.Photo) > maxPhoto || len(p.Photo) < 4 || p.Photo[0] != 0xff || p.Photo[1] != 0xd8:
		if len(p.Photo) == 0 {
			return ErrProof
		}
		return ErrPhoto
	default:
		kind = "photo"
	}
	if p.Photo == nil {
		p.Photo = []byte{}
	}
	if _, err := db.Exec(ctx, tx, qProof, head, kind, p.Photo, tx.Now().UnixMicro()); err != nil {
		return err
	}
	_, err = s.orders.Move(ctx, tx, head, order.Completed, order.By{Actor: order.Rider, Who: person})
	return err
}

// DoorCode is what the buyer shows to whoever brings an order: four digits that
// nobody has to keep.
func (s *Service) DoorCode(head string) string {
	n, err := strconv.ParseUint(s.mac("door:" + head)[:12], 16, 64)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%04d", n%10_000)
}

// Photo gives the picture of a hand-over; nil where there is none.
func (s *Service) Photo(ctx context.Context, q db.Q, head string) ([]byte, error) {
	p, _, err := db.One[[]byte](ctx, q, qPhoto, head)
	return p, err
}

// begin makes the task of an order that its store has accepted.
func (s *Service) begin(ctx context.Context, tx *db.Tx, o order.Order) error {
	st, err := s.stores.Get(ctx, tx, o.Store)
	if err != nil {
		return err
	}
	made := tx.Now().Add(time.Duration(st.Terms.Making) * time.Minute)
	busy, err := load(ctx, tx, st.City, tx.Now())
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qBegin, o.ID, o.Store, st.City, o.PaidAt.UnixMicro(), made.UnixMicro(), o.Fee.Minor(), busy)
	return err
}

// over ends a task with its order: done or void. A rider who brought it is paid.
func (s *Service) over(ctx context.Context, tx *db.Tx, o order.Order) error {
	t, err := s.Task(ctx, tx, o.ID)
	if errors.Is(err, ErrTask) {
		return nil
	}
	if err != nil {
		return err
	}
	to := Done
	if o.Status == order.Cancelled {
		to = Void
	} else if err := learn(ctx, tx, t, o); err != nil {
		return err
	}
	if t.Status == Offered {
		if err := s.withdraw(ctx, tx, o.ID); err != nil {
			return err
		}
		t.Status = Waiting
	}
	if _, err := db.Exec(ctx, tx, qTaskMove, o.ID, t.Status, to, t.Rider, 0, tx.Now().UnixMicro()); err != nil || t.Rider == "" {
		return err
	}
	s.poke(tx, t.Rider)
	if to == Void || o.Fee.IsZero() {
		return nil
	}
	posted, err := s.ledger.Post(ctx, tx, ledger.Posting{Ref: "order:" + o.ID + ":rider", Entries: []ledger.Entry{
		{Account: wallet.MerchantCash(o.Merchant), Amount: o.Fee.Neg()}, {Account: wallet.Cash(t.Rider), Amount: o.Fee},
	}})
	if errors.Is(err, ledger.ErrShort) {
		// So much of the order was given back that nothing is left to pay with: it is
		// noted as unpaid, so that earnings are what the ledger says.
		_, err := db.Exec(ctx, tx, qNoFee, o.ID)
		return err
	}
	if err != nil {
		return err
	}
	return s.wallet.Tell(ctx, tx, wallet.Bill{
		Party: t.Rider, Kind: wallet.BillTransferIn, Subject: o.StoreName + " " + o.Number, Other: o.StoreName, Amount: o.Fee, Object: o.ID, Posting: posted.ID,
	})
}

// withdraw ends the open offer that an order is in.
func (s *Service) withdraw(ctx context.Context, tx *db.Tx, head string) error {
	ids, err := db.List[string](ctx, tx, qOffersWith, "%\""+head+"\"%")
	for _, id := range ids {
		if err == nil {
			err = s.close(ctx, tx, id, "withdrawn")
		}
	}
	return err
}
