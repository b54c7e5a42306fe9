package order

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/secret"
	"livewell/internal/life/catalog"
)

// Place makes an order that waits for its payment, and holds its stock for as
// long. An order without a buyer becomes theirs who pays it by payment code.
// Faults: those of Quote; ErrChanged with the problems under "problems";
// stock.ErrShort; those of pay.Create.
func (s *Service) Place(ctx context.Context, tx *db.Tx, b Basket) (Order, error) {
	d, err := s.Quote(ctx, tx, b, tx.Now())
	if err != nil {
		return Order{}, err
	}
	if len(d.Problems) > 0 {
		return Order{}, ErrChanged.With(map[string]any{"problems": wire(d.Problems)})
	}
	o := Order{
		ID: tx.NewIDFor(cmp.Or(b.Buyer, d.From.Merchant)), Buyer: b.Buyer, Merchant: d.From.Merchant, Store: b.Store, StoreName: d.From.Name, Mode: b.Mode, Status: Unpaid,
		Goods: d.Goods, Packing: d.Packing, Fee: d.Fee, Discount: d.Discount(), PointsOff: d.Credit.Off, Total: d.Total(), Pieces: d.Pieces, Table: b.Table, Note: b.Note, To: b.To,
		DueAt: tx.Now().Add(d.Takes), CreatedAt: tx.Now(), MovedAt: tx.Now(),
	}
	o.Refunded, o.Held = money.New(0, money.CNY), money.New(0, money.CNY)
	if o.Code, err = code(); err != nil {
		return o, err
	}
	if err := s.stock.Hold(ctx, tx, stockRef(o.ID), d.items(), tx.Now().Add(payWithin+time.Minute)); err != nil {
		return o, err
	}
	if err := s.claim(ctx, tx, o, d.Lines); err != nil {
		return o, err
	}
	for _, off := range s.off {
		if err := off.Hold(ctx, tx, o.ID, d); err != nil {
			return o, err
		}
	}
	method := pay.ByOrder
	if o.Buyer == "" {
		method = pay.ByCode
	}
	t, err := s.pay.Create(ctx, tx, pay.NewTrade{
		Merchant: o.Merchant, OutTradeNo: tradePrefix + o.ID, Method: method, Subject: subject(d), Total: o.Total,
		Buyer: o.Buyer, Life: payWithin, Extra: pay.Extra{Store: o.Store, Note: b.Note},
	})
	if err != nil {
		return o, err
	}
	o.Trade = t.ID
	return o, s.insert(ctx, tx, o, d)
}

// tradePrefix marks the trades of orders among those of the platform's own.
const tradePrefix = "order/"

func stockRef(id string) string { return "order:" + id }
func holdRef(id string) string  { return "order:" + id }

// subject names an order on bills: "牛肉面 and 2 more" is for the reader's
// language to say, so it is the first dish and the store.
func subject(d Draft) string {
	name := []rune(d.From.Name + " · " + d.Lines[0].Name)
	return string(name[:min(len(name), 100)])
}

// code gives four digits to show at the counter.
func code() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(10_000))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%04d", n), nil
}

func wire(ps []Problem) []map[string]any {
	out := make([]map[string]any, len(ps))
	for i, p := range ps {
		out[i] = map[string]any{"code": p.Code, "line": p.Line, "field": p.Field()}
	}
	return out
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, o Order, d Draft) error {
	var sealed, wrapped []byte
	if o.To != nil {
		body, err := json.Marshal(o.To)
		if err != nil {
			return err
		}
		key, w, err := secret.NewKey(s.keys)
		if err != nil {
			return err
		}
		sealed, wrapped = key.Seal(addressPlace(o.ID), body), w
	}
	if _, err := db.Exec(ctx, tx, qInsert, o.ID, o.Buyer, o.Merchant, o.Store, o.StoreName, o.Mode, o.Status, o.Goods.Minor(), o.Packing.Minor(), o.Fee.Minor(), o.Discount.Minor(), o.PointsOff.Minor(), o.Total.Minor(),
		o.Pieces, o.Trade, o.Code, o.Table, o.Note, sealed, wrapped, o.DueAt.UnixMicro(), tx.Now().UnixMicro()); err != nil {
		return err
	}
	offs := d.shares()
	for i, l := range d.Lines {
		choices, err := json.Marshal(chosen{l.Choices, l.Chosen, l.ChosenEN})
		if err != nil {
			return err
		}
		if _, err := db.Exec(ctx, tx, qLine, o.ID, i, l.Item, l.SKU, l.Name, l.NameEN, l.Variant, l.VariantEN, string(choices), l.Picture, l.Unit.Minor(), l.Qty, l.Offer, offs[i].Minor()); err != nil {
			return err
		}
	}
	return step(ctx, tx, o.ID, Unpaid, Buyer, o.Buyer, "")
}

// shares splits what is off the goods over the lines by what they cost; the
// earliest lines get the odd units. A line's share is at most what it costs.
func (d Draft) shares() []money.Amount {
	weights := make([]int64, len(d.Lines))
	for i, l := range d.Lines {
		weights[i] = l.Total.Minor()
	}
	off := d.Off.Add(d.Credit.Off)
	if off.IsZero() { // where all is free there is nothing to split by
		weights[0] = 1
	}
	return off.Split(weights...)
}

func addressPlace(id string) []byte { return secret.Place("order_head", "address", id) }

// step adds a row to the timeline.
func step(ctx context.Context, tx *db.Tx, id string, to Status, by Actor, who, note string) error {
	_, err := db.Exec(ctx, tx, qStep, id, to, by, who, note, tx.Now().UnixMicro())
	return err
}

// tradePaid moves the order of a trade with the trade, in its transaction.
func (s *Service) tradePaid(ctx context.Context, tx *db.Tx, e pay.PaidEvent) error {
	id, ours := strings.CutPrefix(e.Trade.OutTradeNo, tradePrefix)
	if !ours || e.Trade.App != "" {
		return nil
	}
	o, err := s.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := s.stock.Take(ctx, tx, stockRef(id)); err != nil {
		return err
	}
	// What the merchant earned stays in its account and cannot leave before the order ends.
	o.Held = e.Trade.Total.Add(e.Trade.Fee.Neg())
	if _, err := s.ledger.Hold(ctx, tx, ledger.Hold{Ref: holdRef(id), Account: wallet.MerchantCash(o.Merchant), Amount: o.Held}); err != nil {
		return err
	}
	if o.Number, err = s.NextNumber(ctx, tx, o.Store, numberLetter(o)); err != nil {
		return err
	}
	o.Buyer = e.Trade.Buyer
	// The promise counts from the payment on: it may have come minutes later.
	o.DueAt = tx.Now().Add(o.DueAt.Sub(o.CreatedAt))
	if _, err := db.Exec(ctx, tx, qPaid, id, o.Held.Minor(), o.Number, o.DueAt.UnixMicro(), tx.Now().UnixMicro(), o.Buyer); err != nil {
		return err
	}
	o.PaidAt = tx.Now()
	if o, err = s.moved(ctx, tx, o, Paid, By{Actor: System}); err != nil {
		return err
	}
	return s.toStore(ctx, tx, o)
}

// NextNumber gives the next that a store calls out today: the letter, and one
// more than the last whatever its letter.
func (*Service) NextNumber(ctx context.Context, tx *db.Tx, store string, letter byte) (string, error) {
	n, _, err := db.One[int64](ctx, tx, qNumber, store, day(tx.Now()))
	return fmt.Sprintf("%c%d", letter, n), err
}

// claim takes the buyer's place in the offers of the lines.
func (s *Service) claim(ctx context.Context, tx *db.Tx, o Order, lines []catalog.Line) error {
	return s.offersOf(lines, func(of Offer, l catalog.Line, id string) error { return of.Claim(ctx, tx, o, l, id) })
}

func (s *Service) offersOf(lines []catalog.Line, fn func(of Offer, l catalog.Line, id string) error) error {
	for _, l := range lines {
		kind, id, _ := strings.Cut(l.Offer, ":")
		if of, ok := s.offers[kind]; ok {
			if err := fn(of, l, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// toStore gives a paid order to its store, unless an offer keeps it.
func (s *Service) toStore(ctx context.Context, tx *db.Tx, o Order) error {
	lines, err := s.catalogLines(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	waits := false
	err = s.offersOf(lines, func(of Offer, _ catalog.Line, id string) error {
		w, err := of.Paid(ctx, tx, o, id)
		waits = waits || w
		return err
	})
	if err != nil || waits {
		return err
	}
	return s.offer(ctx, tx, o)
}

// Release gives an order to its store that an offer has kept. Fault: ErrNotFound.
func (s *Service) Release(ctx context.Context, tx *db.Tx, id string) error {
	o, err := s.Get(ctx, tx, id)
	if err != nil || o.Status != Paid {
		return err
	}
	return s.offer(ctx, tx, o)
}

// dropOffers gives back the places that a cancelled order had.
func (s *Service) dropOffers(ctx context.Context, tx *db.Tx, o Order) error {
	lines, err := s.catalogLines(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	return s.offersOf(lines, func(of Offer, l catalog.Line, id string) error { return of.Dropped(ctx, tx, o, l, id) })
}

func (s *Service) catalogLines(ctx context.Context, q db.Q, id string) ([]catalog.Line, error) {
	lines, err := s.Lines(ctx, q, id)
	out := make([]catalog.Line, len(lines))
	for i, l := range lines {
		out[i] = l.Line
	}
	return out, err
}

// numberLetter tells by ear how an order leaves: Takeaway, Pick-up, Dine-in.
func numberLetter(o Order) byte { return strings.ToUpper(string(o.Mode))[0] }

// offer gives a paid order to the store: it is accepted at once where the store
// says so, and cancelled where nobody accepts it in time.
func (s *Service) offer(ctx context.Context, tx *db.Tx, o Order) error {
	st, err := s.stores.Get(ctx, tx, o.Store)
	if err != nil {
		return err
	}
	if m, ok := s.modes[o.Mode].(Instant); st.Terms.AutoAccept || ok && m.Instant() {
		_, err := s.moved(ctx, tx, o, Accepted, By{Actor: System})
		return err
	}
	return s.jobs.Add(ctx, tx, acceptJob{o.ID}, tx.Now().Add(time.Duration(st.Terms.Within)*time.Minute))
}

type acceptJob struct {
	Order string `json:"order"`
}

func (acceptJob) Kind() string { return "order.accept" }

// acceptLate cancels an order that the store has not answered.
func (s *Service) acceptLate(ctx context.Context, tx *db.Tx, j acceptJob) error {
	o, err := s.Get(ctx, tx, j.Order)
	if err != nil || o.Status != Paid {
		return err
	}
	_, err = s.Cancel(ctx, tx, o.ID, By{Actor: System}, ReasonNoAnswer)
	return err
}

// The reasons that the engine itself gives; others are words of people.
const (
	ReasonNoAnswer = "no_answer" // the store did not accept in time
	ReasonUnpaid   = "unpaid"
)

// tradeClosed ends an order whose trade nobody paid.
func (s *Service) tradeClosed(ctx context.Context, tx *db.Tx, e pay.ClosedEvent) error {
	id, ours := strings.CutPrefix(e.Trade.OutTradeNo, tradePrefix)
	if !ours || e.Trade.App != "" {
		return nil
	}
	o, err := s.Get(ctx, tx, id)
	if err != nil || o.Status != Unpaid {
		return err
	}
	return s.dropped(ctx, tx, o, By{Actor: System}, ReasonUnpaid)
}
