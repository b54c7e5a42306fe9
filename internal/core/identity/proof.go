package identity

import (
	"context"
	"fmt"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

const proofLife = 2 * time.Minute

// Proof says that a person confirmed something a moment ago. Token is a secret
// between the person and us; Method is known only to who made the proof.
type Proof struct {
	Token  string
	User   string
	Method string // pin, passkey
}

// Want is what a proof is asked for. A passkey signs exactly one Want; a PIN's
// proof is for any.
type Want struct {
	Payee  string
	Amount money.Amount
	Nonce  string // names the payment: a trade or request number
}

// The Nonces of proofs that are for no payment.
const (
	WantPIN     = "identity.pin"     // to change a PIN
	WantPasskey = "identity.passkey" // to add a passkey
)

func (w Want) text() string {
	if w == (Want{}) {
		return ""
	}
	return fmt.Sprintf("%q %s %s %q", w.Payee, w.Amount.Decimal(), w.Amount.Currency(), w.Nonce)
}

func newProof(user, method string) Proof {
	t, _ := newToken()
	return Proof{t, user, method}
}

func (p Proof) save(ctx context.Context, tx *db.Tx, want string) error {
	if _, err := db.Exec(ctx, tx, qProofSweep, micro(tx.Now().Add(-time.Hour)), 10); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, qProofNew, hashOf(p.Token), p.User, p.Method, want, micro(tx.Now().Add(proofLife)))
	return err
}

// Spend uses p up for want, as part of tx: if tx rolls back, p can still be
// spent. Of p only Token and User count. Fault: ErrProof, when it is not p.User's,
// spent, too old, or for something else.
func Spend(ctx context.Context, tx *db.Tx, p Proof, want Want) error {
	n, err := db.Exec(ctx, tx, qProofSpend, hashOf(p.Token), p.User, want.text(), micro(tx.Now()))
	if err == nil && n == 0 {
		err = ErrProof
	}
	return err
}
