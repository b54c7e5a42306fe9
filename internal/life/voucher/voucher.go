// Package voucher sells what is used later in the store: an order becomes one
// voucher a piece, each with a signed code that a cashier can check without a
// network. Each is used once; a second use that was made offline is found when
// the cashier is online again.
//
//	paid --at once--> accepted (valid) --all used--> completed
//	                      +--never used, given back or expired--> cancelled
package voucher

import (
	"context"
	"crypto/ed25519"
	"embed"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/secret"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("voucher", files)

var (
	ErrCode    = fault.New(fault.Invalid, "voucher.code", "This is not a voucher of ours, or it was changed.")
	ErrStore   = fault.New(fault.Refused, "voucher.store", "This voucher is for another store.")
	ErrUsed    = fault.New(fault.Refused, "voucher.used", "This voucher was used before.")
	ErrVoid    = fault.New(fault.Refused, "voucher.void", "This voucher was given back.")
	ErrExpired = fault.New(fault.Refused, "voucher.expired", "This voucher has expired.")
	ErrSome    = fault.New(fault.Refused, "voucher.some_used", "Some of these vouchers are used. They cannot be given back as one.")
)

// Life is how long a voucher can be used.
const Life = 90 * 24 * time.Hour

// Status of a voucher.
type Status string

const (
	Valid Status = "valid"
	Used  Status = "used"
	Void  Status = "void"
)

// Voucher is one piece of an order.
type Voucher struct {
	ID           string
	Order        string
	Store        string
	Name, NameEN string
	Status       Status
	Expires      time.Time
	UsedAt       time.Time
	UsedBy       string // user id of the cashier
}

type row struct {
	ID      string `db:"id"`
	Head    string `db:"head"`
	Store   string `db:"store"`
	Name    string `db:"name"`
	NameEN  string `db:"name_en"`
	Status  Status `db:"status"`
	Expires int64  `db:"expires"`
	UsedAt  int64  `db:"used_at"`
	UsedBy  string `db:"used_by"`
}

func (r row) voucher() Voucher {
	v := Voucher{r.ID, r.Head, r.Store, r.Name, r.NameEN, r.Status, time.UnixMicro(r.Expires).UTC(), time.Time{}, r.UsedBy}
	if r.UsedAt > 0 {
		v.UsedAt = time.UnixMicro(r.UsedAt).UTC()
	}
	return v
}

// Mode is buying now and using later. It needs the lines of orders.
type Mode struct {
	Lines func(ctx context.Context, q db.Q, id string) ([]order.Line, error)
}

func (*Mode) Name() store.Mode { return store.Voucher }

// Instant implements order.Instant: the store has nothing to decide.
func (*Mode) Instant() bool { return true }

func (*Mode) Steps() []order.Step {
	return []order.Step{
		{From: order.Accepted, To: order.Completed, Actor: order.Shop},
		{From: order.Accepted, To: order.Cancelled, Actor: order.Buyer},
		{From: order.Accepted, To: order.Cancelled, Actor: order.System},
	}
}

// Quote adds nothing: it is used when the store is open.
func (*Mode) Quote(_ context.Context, _ db.Q, d *order.Draft) error {
	d.Allow(order.StoreClosed)
	d.Takes = 0
	return nil
}

// Moved issues the vouchers of an order, and voids them when it is cancelled.
// Fault: ErrSome.
func (m *Mode) Moved(ctx context.Context, tx *db.Tx, o order.Order, from order.Status) error {
	switch {
	case o.Status == order.Accepted:
		lines, err := m.Lines(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		for _, l := range lines {
			for range l.Qty {
				if _, err := db.Exec(ctx, tx, qIssue, tx.NewIDFor(o.Store), o.ID, o.Store, l.No, l.Name, l.NameEN, tx.Now().Add(Life).UnixMicro()); err != nil {
					return err
				}
			}
		}
	case o.Status == order.Cancelled && from == order.Accepted:
		if n, _, err := db.One[int64](ctx, tx, qUsedOf, o.ID); err != nil || n > 0 {
			if err == nil {
				err = ErrSome
			}
			return err
		}
		_, err := db.Exec(ctx, tx, qVoid, o.ID)
		return err
	}
	return nil
}

// Service redeems vouchers.
type Service struct {
	keys   secret.KMS
	orders *order.Service
}

func New(keys secret.KMS, o *order.Service) *Service { return &Service{keys, o} }

const macName = "voucher.sign"

// key gives the signing key of a version of the keyring: it is made of the
// keyring's own secret, so nothing more has to be kept.
func (s *Service) key(version int) (ed25519.PrivateKey, error) {
	seed, err := s.keys.MACAt(macName, version, []byte("ed25519"))
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed[:ed25519.SeedSize]), nil
}

// Key is what checks codes without a network.
type Key struct {
	Version int
	Public  ed25519.PublicKey
}

// PublicKey gives the key that new codes are signed with.
func (s *Service) PublicKey() (Key, error) {
	version, _ := s.keys.MAC(macName, nil)
	k, err := s.key(version)
	if err != nil {
		return Key{}, err
	}
	return Key{version, k.Public().(ed25519.PublicKey)}, nil
}

// Code gives the text of a voucher's QR: "LV1.key.id.store.expires.signature",
// the signature over all before it, expiry in Unix seconds.
func (s *Service) Code(v Voucher) (string, error) {
	version, _ := s.keys.MAC(macName, nil)
	k, err := s.key(version)
	if err != nil {
		return "", err
	}
	body := fmt.Sprintf("LV1.%d.%s.%s.%d", version, v.ID, v.Store, v.Expires.Unix())
	return body + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(k, []byte(body))), nil
}

// Check reads a code with nothing but a public key, as a cashier's page does
// without a network. Faults: ErrCode, ErrExpired.
func Check(code string, key ed25519.PublicKey, now time.Time) (id, store string, err error) {
	i := strings.LastIndexByte(code, '.')
	parts := strings.Split(code, ".")
	if len(parts) != 6 || parts[0] != "LV1" {
		return "", "", ErrCode
	}
	sig, err := base64.RawURLEncoding.DecodeString(parts[5])
	if err != nil || !ed25519.Verify(key, []byte(code[:i]), sig) {
		return "", "", ErrCode
	}
	expires, err := strconv.ParseInt(parts[4], 10, 64)
	if err != nil {
		return "", "", ErrCode
	}
	if now.Unix() >= expires {
		return parts[2], parts[3], ErrExpired
	}
	return parts[2], parts[3], nil
}

// Redeem uses a voucher at a store. at is when the cashier took it; zero: now.
// With a time the same use told again changes nothing. Faults: ErrCode, ErrStore, ErrUsed with "at", ErrVoid, ErrExpired.
func (s *Service) Redeem(ctx context.Context, tx *db.Tx, storeID, code, cashier string, at time.Time) (Voucher, error) {
	told := !at.IsZero()
	if !told || at.After(tx.Now()) {
		at = tx.Now()
	}
	v, err := s.read(ctx, tx, storeID, code, at)
	if err != nil {
		return v, err
	}
	n, err := db.Exec(ctx, tx, qUse, v.ID, at.UnixMicro(), cashier)
	if err != nil {
		return v, err
	}
	if n == 0 {
		switch {
		case v.Status == Void:
			return v, ErrVoid
		case told && v.UsedAt.Equal(at.Truncate(time.Microsecond)) && v.UsedBy == cashier:
			return v, nil
		}
		return v, ErrUsed.With(map[string]any{"at": v.UsedAt.Format(time.RFC3339)})
	}
	v.Status, v.UsedAt = Used, at
	if left, _, err := db.One[int64](ctx, tx, qValidOf, v.Order); err != nil || left > 0 {
		return v, err
	}
	_, err = s.orders.Move(ctx, tx, v.Order, order.Completed, order.By{Actor: order.Shop, Who: cashier})
	return v, err
}

func (s *Service) read(ctx context.Context, q db.Q, storeID, code string, at time.Time) (Voucher, error) {
	parts := strings.Split(code, ".")
	if len(parts) != 6 {
		return Voucher{}, ErrCode
	}
	version, err := strconv.Atoi(parts[1])
	if err != nil {
		return Voucher{}, ErrCode
	}
	key, err := s.key(version)
	if err != nil {
		return Voucher{}, ErrCode.Because(err)
	}
	id, of, err := Check(code, key.Public().(ed25519.PublicKey), at)
	if err != nil {
		return Voucher{}, err
	}
	if of != storeID {
		return Voucher{}, ErrStore
	}
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrCode
	}
	return r.voucher(), err
}

// Clash notes that a voucher was taken offline by somebody after it was used.
func (s *Service) Clash(ctx context.Context, tx *db.Tx, storeID, code, cashier string, at time.Time) error {
	if at.IsZero() || at.After(tx.Now()) {
		at = tx.Now()
	}
	v, err := s.read(ctx, tx, storeID, code, at)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qClash, tx.NewIDFor(storeID), v.ID, at.UnixMicro(), cashier, tx.Now().UnixMicro())
	return err
}

// Of lists the vouchers of an order.
func (*Service) Of(ctx context.Context, q db.Q, head string) (out []Voucher, err error) {
	rows, err := db.List[row](ctx, q, qOf, head)
	for _, r := range rows {
		out = append(out, r.voucher())
	}
	return out, err
}

// Expire gives back what was paid for vouchers that nobody used in time, 100
// orders at most. Where some were used the rest is lost, as the terms say.
func (s *Service) Expire(ctx context.Context, tx *db.Tx) error {
	heads, err := db.List[string](ctx, tx, qOver, tx.Now().UnixMicro())
	for _, head := range heads {
		if err != nil {
			return err
		}
		used, _, e := db.One[int64](ctx, tx, qUsedOf, head)
		switch {
		case e != nil:
			return e
		case used > 0:
			if _, err = db.Exec(ctx, tx, qVoid, head); err == nil {
				_, err = s.orders.Move(ctx, tx, head, order.Completed, order.By{Actor: order.Shop})
			}
		default:
			_, err = s.orders.Cancel(ctx, tx, head, order.By{Actor: order.System}, "expired")
		}
	}
	return err
}
