package identity

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"fmt"
	"math/big"
	"time"

	"livewell/internal/kit/db"
)

const (
	codeLife  = 5 * time.Minute
	codeTries = 5
	codeLock  = 15 * time.Minute
)

// StartCode sends a one-time code to phone, asked for from an address. The
// answer is the same whether or not the phone belongs to anybody.
// Faults: ErrPhone, ErrTooOften, ErrLocked, ErrSend.
func (s *Service) StartCode(ctx context.Context, phone, address string) error {
	p, err := ParsePhone(phone)
	if err != nil {
		return err
	}
	index := s.phoneIndex(p)
	for _, b := range [][2]string{{BucketCodeAddress, address}, {BucketCodePhone, index}, {BucketCodeDay, index}} {
		if err := s.take(b[0], b[1]); err != nil {
			return err
		}
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return err
	}
	code := fmt.Sprintf("%06d", n)
	version, mac := s.keys.MAC("code", []byte(index+code))
	err = s.db.Do(ctx, func(tx *db.Tx) error {
		put, err := db.Exec(ctx, tx, qCodePut, index, version, mac, micro(tx.Now().Add(codeLife)), micro(tx.Now()))
		if err == nil && put == 0 {
			err = s.codeLocked(ctx, tx, index)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := s.sender.SendCode(ctx, p, code); err != nil {
		return ErrSend.Because(err)
	}
	return nil
}

// codeLocked is ErrLocked with the time left, or ErrCode when there is no lock.
func (*Service) codeLocked(ctx context.Context, tx *db.Tx, index string) error {
	until, ok, err := db.One[int64](ctx, tx, qCodeLock, index)
	if left := time.UnixMicro(until).Sub(tx.Now()); err == nil && ok && left > 0 {
		return wait(ErrLocked, left)
	}
	return first(err, ErrCode)
}

// VerifyCode signs in whoever holds phone, and signs them up the first time. A
// code works once. Faults: ErrPhone, ErrCode, ErrLocked, ErrFrozen, ErrTooOften.
func (s *Service) VerifyCode(ctx context.Context, phone, code, address string, on Device) (SignIn, error) {
	p, err := ParsePhone(phone)
	if err != nil {
		return SignIn{}, err
	}
	if err := s.take(BucketTryAddress, address); err != nil {
		return SignIn{}, err
	}
	index := s.phoneIndex(p)
	// A wrong try must commit, so it is no error inside the transaction.
	var refused error
	in, err := db.Get(ctx, s.db, func(tx *db.Tx) (SignIn, error) {
		refused = nil
		r, ok, err := db.One[codeRow](ctx, tx, qCodeTry, index, micro(tx.Now()), micro(tx.Now().Add(codeLock)), codeTries)
		if err != nil {
			return SignIn{}, err
		}
		if !ok {
			return SignIn{}, s.codeLocked(ctx, tx, index)
		}
		mac, err := s.keys.MACAt("code", r.Version, []byte(index+code))
		if err != nil {
			return SignIn{}, err
		}
		if !hmac.Equal(mac, r.MAC) {
			refused = ErrCode
			return SignIn{}, nil
		}
		if _, err := db.Exec(ctx, tx, qCodeDone, index); err != nil {
			return SignIn{}, err
		}
		u, err := s.Ensure(ctx, tx, p, on.Language)
		if err != nil {
			return SignIn{}, err
		}
		if u.State != Active {
			refused = ErrFrozen
			return SignIn{}, nil
		}
		return s.start(ctx, tx, u, "code", on)
	})
	return in, first(err, refused)
}
