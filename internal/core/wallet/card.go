package wallet

import (
	"context"
	"encoding/hex"
	"strings"
	"time"

	"livewell/internal/core/bank"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/secret"
)

var (
	ErrCard     = fault.New(fault.Invalid, "wallet.card", "This card number is not valid.")
	ErrNoCard   = fault.New(fault.NotFound, "wallet.no_card", "There is no such card.")
	ErrManyCard = fault.New(fault.Refused, "wallet.too_many_cards", "You can bind ten cards.")
	ErrCardBusy = fault.New(fault.Conflict, "wallet.card_busy", "An order with this card is still under way.")
)

// Card is a bound bank card. Its number is never shown again.
type Card struct {
	ID        string
	Bank      string
	Tail      string
	CreatedAt time.Time
}

type cardRow struct {
	ID        string `db:"id"`
	Party     string `db:"party"`
	Bank      string `db:"bank"`
	Tail      string `db:"tail"`
	PAN       []byte `db:"pan"`
	DataKey   []byte `db:"data_key"`
	CreatedAt int64  `db:"created_at"`
	EndedAt   int64  `db:"ended_at"`
}

func (r cardRow) card() Card {
	return Card{r.ID, r.Bank, r.Tail, time.UnixMicro(r.CreatedAt).UTC()}
}

// Party names whose cards and orders they are.
func UserParty(user string) string         { return "user:" + user }
func MerchantParty(merchant string) string { return "merchant:" + merchant }

const maxCards = 10

// banks are the fictional issuers of the sandbox, by the first six digits.
var banks = map[string]string{"622001": "Riverbank", "622002": "Harbour Bank", "622003": "Mountain Savings"}

// Bind keeps a card. Binding it again gives the same card. Faults: ErrCard, ErrManyCard.
func (s *Service) Bind(ctx context.Context, tx *db.Tx, party, number string) (Card, error) {
	pan := strings.NewReplacer(" ", "", "-", "").Replace(number)
	if !bank.Luhn(pan) || banks[pan[:6]] == "" {
		return Card{}, ErrCard
	}
	finger := hex.EncodeToString(s.keys.Index("wallet.card", []byte(pan)))
	if r, ok, err := db.One[cardRow](ctx, tx, qCardByFinger, party, finger); err != nil || ok {
		return r.card(), err
	}
	if n, _, err := db.One[int64](ctx, tx, qCardCount, party); err != nil || n >= maxCards {
		if err == nil {
			err = ErrManyCard
		}
		return Card{}, err
	}
	key, wrapped, err := secret.NewKey(s.keys)
	if err != nil {
		return Card{}, err
	}
	c := Card{tx.NewIDFor(party), banks[pan[:6]], pan[len(pan)-4:], tx.Now()}
	_, err = db.Exec(ctx, tx, qCardAdd, c.ID, party, c.Bank, c.Tail,
		key.Seal(secret.Place("wallet_card", "pan", c.ID), []byte(pan)), wrapped, finger, tx.Now().UnixMicro())
	return c, err
}

// Cards lists a party's cards, oldest first.
func (s *Service) Cards(ctx context.Context, q db.Q, party string) (out []Card, err error) {
	for r, err := range db.Each[cardRow](ctx, q, qCards, party) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.card())
	}
	return out, nil
}

// Unbind forgets a card and its number. Faults: ErrNoCard, ErrCardBusy.
func (s *Service) Unbind(ctx context.Context, tx *db.Tx, party, id string) error {
	if err := s.mine(ctx, tx, party, id); err != nil {
		return err
	}
	if n, _, err := db.One[int64](ctx, tx, qCardOpen, id); err != nil || n > 0 {
		if err == nil {
			err = ErrCardBusy
		}
		return err
	}
	_, err := db.Exec(ctx, tx, qCardEnd, id, tx.Now().UnixMicro(), []byte{})
	return err
}

// mine refuses a card that is not the party's, or not any more.
func (s *Service) mine(ctx context.Context, q db.Q, party, id string) error {
	r, ok, err := db.One[cardRow](ctx, q, qCard, id)
	if err == nil && (!ok || r.Party != party || r.EndedAt > 0) {
		err = ErrNoCard
	}
	return err
}

func (s *Service) pan(r cardRow) (string, error) {
	key, err := secret.OpenKey(s.keys, r.DataKey)
	if err != nil {
		return "", err
	}
	b, err := key.Open(secret.Place("wallet_card", "pan", r.ID), r.PAN)
	return string(b), err
}
