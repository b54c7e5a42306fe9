package wallet

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"livewell/internal/core/bank"
	"livewell/internal/core/ledger"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
)

// Transit is money on its way to a bank: taken from a balance, not yet paid
// out. It drains to zero as the banks answer.
const Transit ledger.Account = "platform:transit"

var ErrNoOrder = fault.New(fault.NotFound, "wallet.no_order", "There is no such bank order.")

// OrderKind says what an order to a bank is for.
type OrderKind string

const (
	Topup    OrderKind = "topup"
	Withdraw OrderKind = "withdraw"
	Settle   OrderKind = "settle"
)

// State of an order. In doubt is a normal state: the bank has not said yet.
type State string

const (
	Init    State = "INIT"
	InDoubt State = "IN_DOUBT"
	Done    State = "DONE"
	Refused State = "REFUSED"
)

// Order is an order to a bank as it stands.
type Order struct {
	ID        string
	Party     string
	Account   ledger.Account
	Card      string
	Kind      OrderKind
	Amount    money.Amount
	State     State
	Code      string // what the bank said
	Trade     string // a trade that the money is for, once it has come
	CreatedAt time.Time
}

type orderRow struct {
	ID        string         `db:"id"`
	Party     string         `db:"party"`
	Account   ledger.Account `db:"account"`
	Card      string         `db:"card"`
	Kind      OrderKind      `db:"kind"`
	Amount    int64          `db:"amount"`
	Currency  money.Currency `db:"currency"`
	State     State          `db:"state"`
	Code      string         `db:"code"`
	Note      string         `db:"note"`
	Tries     int64          `db:"tries"`
	CreatedAt int64          `db:"created_at"`
}

func (r orderRow) order() Order {
	return Order{r.ID, r.Party, r.Account, r.Card, r.Kind, money.New(r.Amount, r.Currency), r.State, r.Code, r.Note, time.UnixMicro(r.CreatedAt).UTC()}
}

// Ask places an order with a bank. Money that goes out is taken from the
// account at once and is in transit until the bank has answered. The worker
// does the rest. Faults: ErrNoCard, ErrAmount, ledger.ErrShort.
func (s *Service) Ask(ctx context.Context, tx *db.Tx, party string, account ledger.Account, card string, kind OrderKind, amount money.Amount) (Order, error) {
	return s.ask(ctx, tx, party, account, card, kind, amount, "")
}

// AskFor tops a person's balance up from a card to pay a trade when the money
// has come: see OnCome. Faults: ErrNoCard, ErrAmount.
func (s *Service) AskFor(ctx context.Context, tx *db.Tx, user, card, trade string, amount money.Amount) (Order, error) {
	return s.ask(ctx, tx, UserParty(user), Cash(user), card, Topup, amount, trade)
}

// OnCome sets what happens when the money for a trade has come, in the
// transaction that books it. Call it once, at start.
func (s *Service) OnCome(fn func(ctx context.Context, tx *db.Tx, user, trade string) error) {
	s.come = fn
}

func (s *Service) ask(ctx context.Context, tx *db.Tx, party string, account ledger.Account, card string, kind OrderKind, amount money.Amount, trade string) (Order, error) {
	if amount.Sign() <= 0 || amount.Currency() != money.CNY {
		return Order{}, ErrAmount
	}
	if err := s.mine(ctx, tx, party, card); err != nil {
		return Order{}, err
	}
	if trade != "" {
		// One is enough, however often and from however many phones it is asked for.
		if r, ok, err := db.One[orderRow](ctx, tx, qOrderFor, party, trade); err != nil || ok {
			return r.order(), err
		}
	}
	id := tx.NewIDFor(party)
	if kind != Topup {
		if _, err := s.ledger.Post(ctx, tx, ledger.Move("order:"+id+":out", string(kind), account, Transit, amount)); err != nil {
			return Order{}, err
		}
	}
	if _, err := db.Exec(ctx, tx, qOrderAdd, id, party, account, card, kind, amount.Minor(), amount.Currency(), Init, tx.Now().UnixMicro(), trade); err != nil {
		return Order{}, err
	}
	tx.After(s.poke)
	return s.Order(ctx, tx, party, id)
}

// Order gives one of a party's orders. Fault: ErrNoOrder.
func (s *Service) Order(ctx context.Context, q db.Q, party, id string) (Order, error) {
	r, ok, err := db.One[orderRow](ctx, q, qOrder, id)
	if err == nil && (!ok || r.Party != party) {
		err = ErrNoOrder
	}
	return r.order(), err
}

// Orders lists a party's orders, newest first.
func (s *Service) Orders(ctx context.Context, q db.Q, party string, ask page.Ask) (page.Of[Order], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Order]{}, err
	}
	var out []Order
	for r, err := range db.Each[orderRow](ctx, q, qOrders, party, at, id, ask.Limit+1) {
		if err != nil {
			return page.Of[Order]{}, err
		}
		out = append(out, r.order())
	}
	return page.Cut(out, ask.Limit, func(o Order) (int64, string) { return o.CreatedAt.UnixMicro(), o.ID }), nil
}

func (s *Service) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

const (
	lease    = 30 * time.Second
	inFlight = 16
	// Asking again starts at a second and doubles up to ten minutes.
	firstAgain, lastAgain = time.Second, 10 * time.Minute
)

// Run drives orders to their end until ctx ends.
func (s *Service) Run(ctx context.Context, d *db.DB, ch bank.Channel, log *slog.Logger) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if _, err := s.Once(ctx, d, ch); err != nil && ctx.Err() == nil {
			log.WarnContext(ctx, "bank orders", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		}
	}
}

// Once takes the orders that are due one step further, and gives their number.
func (s *Service) Once(ctx context.Context, d *db.DB, ch bank.Channel) (int, error) {
	rows, err := db.Get(ctx, d, func(tx *db.Tx) ([]orderRow, error) {
		return db.List[orderRow](ctx, tx, qOrderTake, tx.Now().Add(lease).UnixMicro(), tx.Now().UnixMicro(), inFlight)
	})
	if err != nil {
		return 0, err
	}
	errs := make([]error, len(rows))
	var all sync.WaitGroup
	for i, r := range rows {
		all.Go(func() { errs[i] = s.step(ctx, d, ch, r) })
	}
	all.Wait()
	return len(rows), errors.Join(errs...)
}

// step talks to the bank about one order, outside any transaction, and books
// what it said. An order that was sent before is asked for and never sent
// again: the bank may have it.
func (s *Service) step(ctx context.Context, d *db.DB, ch bank.Channel, r orderRow) error {
	c, ok, err := db.One[cardRow](ctx, d, qCard, r.Card)
	if err != nil || !ok {
		return errors.Join(err, ErrNoCard)
	}
	pan, err := s.pan(c)
	if err != nil {
		return err
	}
	o := bank.Order{Key: r.ID, Kind: bank.Debit, Card: pan, Amount: money.New(r.Amount, r.Currency)}
	if r.Kind != Topup {
		o.Kind = bank.Credit
	}
	if r.State == Init {
		// Said before it is sent: a crash in between is in doubt, not undone.
		if err := d.Do(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, qOrderDoubt, r.ID, tx.Now().Add(lease).UnixMicro())
			return err
		}); err != nil {
			return err
		}
		a, err := ch.Send(ctx, o)
		return s.said(ctx, d, r, a, err)
	}
	a, err := ch.Query(ctx, o)
	if err == nil && a.Outcome == bank.Unknown {
		// It never came, or comes late: a reversal makes sure that it never counts.
		a, err = ch.Reverse(ctx, o)
	}
	return s.said(ctx, d, r, a, err)
}

// said books the bank's answer, or waits longer where there was none.
func (s *Service) said(ctx context.Context, d *db.DB, r orderRow, a bank.Answer, err error) error {
	if err != nil && !errors.Is(err, bank.ErrSilent) {
		return err
	}
	return d.Do(ctx, func(tx *db.Tx) error {
		state := Refused
		switch {
		case err != nil:
			wait := min(firstAgain<<min(r.Tries, 20), lastAgain)
			_, err := db.Exec(ctx, tx, qOrderAgain, r.ID, tx.Now().Add(wait).UnixMicro())
			return err
		case a.Outcome == bank.Approved:
			state = Done
		}
		n, err := db.Exec(ctx, tx, qOrderEnd, r.ID, state, a.Code, a.Ref, tx.Now().UnixMicro())
		if err != nil || n == 0 {
			return err // another worker has booked it
		}
		return s.settled(ctx, tx, r, state)
	})
}

// settled moves the money that an ended order stands for, and tells its party.
func (s *Service) settled(ctx context.Context, tx *db.Tx, r orderRow, state State) error {
	amount := money.New(r.Amount, r.Currency)
	var p ledger.Posting
	switch {
	case r.Kind == Topup && state == Done:
		p = ledger.Move("order:"+r.ID+":in", "topup", BankClearing, r.Account, amount)
	case r.Kind == Topup:
		return nil
	case state == Done:
		p = ledger.Move("order:"+r.ID+":paid", string(r.Kind), Transit, BankClearing, amount)
	default:
		p = ledger.Move("order:"+r.ID+":back", string(r.Kind), Transit, r.Account, amount)
	}
	posted, err := s.ledger.Post(ctx, tx, p)
	user, isUser := cutUser(r.Party)
	if err != nil || !isUser || state != Done {
		return err
	}
	c, _, err := db.One[cardRow](ctx, tx, qCard, r.Card)
	if err != nil {
		return err
	}
	b := Bill{Party: user, Kind: BillTopup, Subject: c.Bank, Other: "**** " + c.Tail, Amount: amount, Object: r.ID, Posting: posted.ID}
	if r.Kind != Topup {
		b.Kind, b.Amount = BillWithdraw, amount.Neg()
	}
	if err := s.Tell(ctx, tx, b); err != nil || r.Note == "" || r.Kind != Topup || s.come == nil {
		return err
	}
	return s.come(ctx, tx, user, r.Note)
}

func cutUser(party string) (string, bool) {
	const prefix = "user:"
	if len(party) > len(prefix) && party[:len(prefix)] == prefix {
		return party[len(prefix):], true
	}
	return "", false
}

// VerifyTransit reports whether money in transit is what open orders say.
func (s *Service) VerifyTransit(ctx context.Context, q db.Q) ([]string, error) {
	open, _, err := db.One[int64](ctx, q, qTransit)
	if err != nil {
		return nil, err
	}
	b, err := s.ledger.Balance(ctx, q, Transit)
	if errors.Is(err, ledger.ErrNoAccount) && open == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if b.Total.Minor() != open {
		return []string{"in transit are " + b.Total.Decimal() + ", open bank orders say " + money.New(open, money.CNY).Decimal()}, nil
	}
	return nil, nil
}
