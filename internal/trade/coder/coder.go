// Package coder gives a merchant QR codes to be paid by: a breakfast cart's
// whole shop is one of them.
//
// A code's payload is signed, so a swapped or edited sticker is refused, and
// names the merchant, so what the buyer sees is the verified name and not what
// the sticker says. It is also written in the EMVCo merchant-presented form.
package coder

import (
	"context"
	"crypto/hmac"
	"embed"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/live"
	"livewell/internal/kit/money"
	"livewell/internal/kit/secret"
	"livewell/internal/trade/merchant"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("coder", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "coder.not_found", "There is no such code.")
	ErrPayload  = fault.New(fault.Invalid, "coder.payload", "This code is not one of ours, or it was changed. Do not pay to it.")
	ErrEnded    = fault.New(fault.Refused, "coder.ended", "This code is no longer in use. Ask the seller for the new one.")
	ErrLabel    = fault.New(fault.Invalid, "coder.label", "A label has at most 20 characters.")
	ErrAmount   = fault.New(fault.Invalid, "coder.amount", "A fixed amount is between 0.01 and 50000.")
	ErrFixed    = fault.New(fault.Refused, "coder.fixed", "This code is for one amount only.")
	ErrTooMany  = fault.New(fault.Refused, "coder.too_many", "A merchant has at most 200 codes. End some first.")
)

// Code is one QR code.
type Code struct {
	ID        string
	Merchant  string
	Label     string
	Amount    money.Amount // zero: the buyer types it
	CreatedAt time.Time
	Ended     bool
}

// Service makes and reads codes.
type Service struct {
	db        *db.DB
	merchants *merchant.Service
	pay       *pay.Service
	keys      secret.KMS
	origin    string
	live      *live.Hub
}

func New(d *db.DB, m *merchant.Service, p *pay.Service, keys secret.KMS, origin string) *Service {
	return &Service{d, m, p, keys, origin, live.NewHub()}
}

const maxCodes = 200

// Start makes a merchant whose shop is a code: the way from nothing to the first sale.
func (s *Service) Start(ctx context.Context, tx *db.Tx, owner, name string) (merchant.Merchant, Code, error) {
	m, err := s.merchants.Open(ctx, tx, owner, name, merchant.Coder)
	if err != nil {
		return m, Code{}, err
	}
	c, err := s.Add(ctx, tx, m.ID, "", money.New(0, money.CNY))
	return m, c, err
}

// Add makes a code. Faults: ErrLabel, ErrAmount, ErrTooMany.
func (s *Service) Add(ctx context.Context, tx *db.Tx, merchantID, label string, amount money.Amount) (Code, error) {
	label = strings.Join(strings.Fields(label), " ")
	if utf8.RuneCountInString(label) > 20 {
		return Code{}, ErrLabel
	}
	if amount.Minor() < 0 || amount.Minor() > 50_000_00 {
		return Code{}, ErrAmount
	}
	if n, _, err := db.One[int64](ctx, tx, qCount, merchantID); err != nil || n >= maxCodes {
		if err == nil {
			err = ErrTooMany
		}
		return Code{}, err
	}
	c := Code{ID: tx.NewIDFor(merchantID), Merchant: merchantID, Label: label, Amount: amount, CreatedAt: tx.Now()}
	_, err := db.Exec(ctx, tx, qInsert, c.ID, merchantID, label, amount.Minor(), tx.Now().UnixMicro())
	return c, err
}

// End takes a code out of use; again changes nothing. Fault: ErrNotFound.
func (s *Service) End(ctx context.Context, tx *db.Tx, merchantID, id string) error {
	if _, err := s.Get(ctx, tx, merchantID, id); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, qEnd, id, tx.Now().UnixMicro())
	return err
}

// List gives a merchant's codes in use, oldest first.
func (s *Service) List(ctx context.Context, q db.Q, merchantID string) (out []Code, err error) {
	for r, err := range db.Each[row](ctx, q, qList, merchantID) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.code())
	}
	return out, nil
}

// Get gives one of a merchant's codes. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, merchantID, id string) (Code, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && (!ok || r.Merchant != merchantID) {
		err = ErrNotFound
	}
	return r.code(), err
}

const macName = "coder.qr"

func (s *Service) mac(version int, body string) (string, error) {
	sum, err := s.keys.MACAt(macName, version, []byte(body))
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(sum[:16]), nil
}

// Payload is what a code's QR carries: "<key>.<merchant>.<code>.<mac>".
func (s *Service) Payload(c Code) (string, error) {
	version, _ := s.keys.MAC(macName, nil)
	body := strconv.Itoa(version) + "." + c.Merchant + "." + c.ID
	mac, err := s.mac(version, body)
	return body + "." + mac, err
}

// Content is the address in a code's QR.
func (s *Service) Content(c Code) (string, error) {
	p, err := s.Payload(c)
	return s.origin + "/q/" + p, err
}

// Read gives the code behind a payload. Faults: ErrPayload, ErrEnded.
func (s *Service) Read(ctx context.Context, q db.Q, payload string) (Code, merchant.Merchant, error) {
	i := strings.LastIndexByte(payload, '.')
	parts := strings.Split(payload, ".")
	if i < 0 || len(parts) != 4 {
		return Code{}, merchant.Merchant{}, ErrPayload
	}
	version, err := strconv.Atoi(parts[0])
	if err != nil {
		return Code{}, merchant.Merchant{}, ErrPayload
	}
	want, err := s.mac(version, payload[:i])
	if err != nil || !hmac.Equal([]byte(want), []byte(parts[3])) {
		return Code{}, merchant.Merchant{}, ErrPayload
	}
	c, err := s.Get(ctx, q, parts[1], parts[2])
	if err != nil {
		return c, merchant.Merchant{}, err
	}
	if c.Ended {
		return c, merchant.Merchant{}, ErrEnded
	}
	m, err := s.merchants.Get(ctx, q, c.Merchant)
	return c, m, err
}

// Pay pays to a code what the buyer agreed to. Key makes a repeat safe.
// Faults: those of Read and of pay.PayStatic, ErrFixed.
func (s *Service) Pay(ctx context.Context, tx *db.Tx, payload, key, note string, amount money.Amount, by pay.Paying) (pay.Trade, error) {
	c, m, err := s.Read(ctx, tx, payload)
	if err != nil {
		return pay.Trade{}, err
	}
	if !c.Amount.IsZero() && c.Amount != amount {
		return pay.Trade{}, ErrFixed
	}
	subject := m.Name
	if c.Label != "" {
		subject = c.Label
	}
	return s.pay.PayStatic(ctx, tx, pay.Static{Key: key, Merchant: m.ID, Store: c.ID, Subject: subject, Amount: amount, Note: note}, by)
}
