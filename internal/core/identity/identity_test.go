package identity_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"livewell/internal/core/audit"
	"livewell/internal/core/identity"
	"livewell/internal/edge/limit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
)

// phones stands for the SMS channel: it remembers the last code per phone.
type phones struct {
	mu   sync.Mutex
	last map[string]string
	down bool
}

func (p *phones) SendCode(_ context.Context, phone, code string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down {
		return errors.New("no line")
	}
	p.last[phone] = code
	return nil
}

type world struct {
	*testing.T
	d     *db.DB
	clock *testkit.Clock
	s     *identity.Service
	keys  *secret.Ring
	sms   *phones
}

const annPhone = "+8613900000001"

func each(t *testing.T, fn func(w *world)) {
	testkit.Each(t, [][]db.Migration{job.Migrations, audit.Migrations, identity.Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := &world{t, d, c, nil, secret.InMemory(), &phones{last: map[string]string{}}}
		var err error
		w.s, err = identity.New(d, event.NewBus(job.New(d, slog.New(slog.DiscardHandler))), identity.Options{
			Name: "livewell", Origin: "https://pay.example", Host: "pay.example",
			Keys: w.keys, Sender: w.sms, Limits: limit.New(c.Now, limit.Default()),
		})
		if err != nil {
			t.Fatal(err)
		}
		fn(w)
	})
}

func (w *world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) signIn(phone string, on identity.Device) identity.SignIn {
	w.Helper()
	w.ok(w.s.StartCode(w.Context(), phone, "10.0.0.1"))
	full, err := identity.ParsePhone(phone)
	w.ok(err)
	in, err := w.s.VerifyCode(w.Context(), phone, w.sms.last[full], "10.0.0.1", on)
	w.ok(err)
	w.clock.Move(time.Minute)
	return in
}

func (w *world) want(got error, want *fault.Fault) {
	w.Helper()
	if !errors.Is(got, want) {
		w.Errorf("got %v, want %v", got, want)
	}
}

func (w *world) tx(fn func(tx *db.Tx) error) error { return w.d.Do(w.Context(), fn) }

func other(code string) string {
	if code == "111112" {
		return "111113"
	}
	return "111112"
}

func TestTheFirstSignInSignsUp(t *testing.T) {
	each(t, func(w *world) {
		a := w.signIn("139 0000 0001", identity.Device{Name: "Chrome · Android", Language: "zh"})
		b := w.signIn(annPhone, identity.Device{Token: a.DeviceToken})
		if a.User.ID != b.User.ID || a.User.Phone != annPhone {
			t.Errorf("two people: %+v, %+v", a.User, b.User)
		}
		if !a.NewDevice || b.NewDevice || a.DeviceToken != b.DeviceToken {
			t.Errorf("new device: %v, %v", a.NewDevice, b.NewDevice)
		}
		sc, err := w.s.Scope(w.Context(), identity.App, b.Token)
		w.ok(err)
		if sc.User != a.User.ID || !sc.Has(scope.Consumer) || sc.Has(scope.Operator) {
			t.Errorf("scope %+v", sc)
		}
		if sc, err := w.s.Scope(w.Context(), identity.App, a.Token+"x"); err != nil || sc.User != "" {
			t.Errorf("a made-up token is %+v, %v", sc, err)
		}
	})
}

func TestWrongCodesLock(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		w.ok(w.s.StartCode(ctx, annPhone, "a"))
		right := w.sms.last[annPhone]
		try := func(code string) error {
			_, err := w.s.VerifyCode(ctx, annPhone, code, "a", identity.Device{})
			return err
		}
		for range 3 {
			w.want(try(other(right)), identity.ErrCode)
		}
		w.clock.Move(2 * time.Minute)
		w.ok(w.s.StartCode(ctx, annPhone, "a")) // a new code gives no new tries
		right = w.sms.last[annPhone]
		w.want(try(other(right)), identity.ErrCode)
		w.want(try(other(right)), identity.ErrCode)
		w.want(try(right), identity.ErrLocked)
		w.want(w.s.StartCode(ctx, annPhone, "a"), identity.ErrLocked)
		w.clock.Move(16 * time.Minute)
		w.ok(w.s.StartCode(ctx, annPhone, "a"))
		right = w.sms.last[annPhone]
		w.clock.Move(5*time.Minute + time.Second)
		w.want(try(right), identity.ErrCode) // too old
		w.ok(w.s.StartCode(ctx, annPhone, "a"))
		right = w.sms.last[annPhone]
		w.ok(try(right))
		w.want(try(right), identity.ErrCode) // works once
		w.want(try("000000"), identity.ErrCode)
	})
}

func TestCodesAreSlow(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		w.ok(w.s.StartCode(ctx, annPhone, "a"))
		w.ok(w.s.StartCode(ctx, annPhone, "a"))
		err := w.s.StartCode(ctx, annPhone, "a")
		w.want(err, identity.ErrTooOften)
		if f, _ := fault.Of(err); f.Args["retryAfter"] != 60 {
			t.Errorf("args %v", f.Args)
		}
		w.want(w.s.StartCode(ctx, "12345", "a"), identity.ErrPhone)
		w.sms.down = true
		w.want(w.s.StartCode(ctx, "+4915100000000", "a"), identity.ErrSend)
	})
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		alive := func(token string) bool {
			sc, err := w.s.Scope(ctx, identity.App, token)
			w.ok(err)
			return sc.User != ""
		}
		a, b, c := w.signIn(annPhone, identity.Device{}), w.signIn(annPhone, identity.Device{}), w.signIn(annPhone, identity.Device{})
		bob := w.signIn("+8613900000002", identity.Device{})
		if !alive(a.Token) || !alive(b.Token) || !alive(c.Token) {
			t.Fatal("a new session is dead")
		}
		w.want(w.tx(func(tx *db.Tx) error { return w.s.End(ctx, tx, bob.User.ID, a.Session) }), identity.ErrSession)
		w.ok(w.tx(func(tx *db.Tx) error { return w.s.End(ctx, tx, a.User.ID, a.Session) }))
		if alive(a.Token) {
			t.Error("ended, and alive")
		}
		ds, err := w.s.Devices(ctx, w.d, b.User.ID)
		w.ok(err)
		scB, _ := w.s.Scope(ctx, identity.App, b.Token)
		if len(ds) != 3 {
			t.Errorf("%d devices", len(ds))
		}
		w.ok(w.tx(func(tx *db.Tx) error { return w.s.EndDevice(ctx, tx, b.User.ID, scB.Device) }))
		if alive(b.Token) || !alive(c.Token) {
			t.Error("ending a device ended the wrong sessions")
		}
		if again := w.signIn(annPhone, identity.Device{Token: b.DeviceToken}); !again.NewDevice {
			t.Error("an ended device is still known")
		}
		w.clock.Move(29 * 24 * time.Hour)
		if !alive(c.Token) {
			t.Error("died before its time")
		}
		w.clock.Move(29 * 24 * time.Hour)
		if !alive(c.Token) || alive(bob.Token) {
			t.Error("use must lengthen a session, and only use")
		}
		w.clock.Move(29 * 24 * time.Hour)
		alive(c.Token)
		w.clock.Move(5 * 24 * time.Hour)
		if alive(c.Token) {
			t.Error("alive after 90 days")
		}
	})
}

func TestAConsoleSessionIsShortAndOpensNoOtherDoor(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		in := w.signIn(annPhone, identity.Device{Kind: identity.Console})
		alive := func(k identity.Kind) bool {
			sc, err := w.s.Scope(ctx, k, in.Token)
			w.ok(err)
			return sc.User != ""
		}
		if !alive(identity.Console) || alive(identity.App) {
			t.Error("a console session opens the console, and only that")
		}
		for range 6 { // use keeps it open
			w.clock.Move(14 * time.Minute)
			if !alive(identity.Console) {
				t.Fatal("died in use")
			}
		}
		w.clock.Move(15 * time.Minute)
		if alive(identity.Console) {
			t.Error("alive after 15 idle minutes")
		}
		if ls, err := w.s.Sessions(ctx, w.d, in.User.ID); err != nil || len(ls) != 0 {
			t.Errorf("listed %+v, %v", ls, err)
		}
	})
}

func TestRolesHoldAtOnce(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		in := w.signIn(annPhone, identity.Device{})
		id := in.User.ID
		roles := func() scope.Scope {
			sc, err := w.s.Scope(ctx, identity.App, in.Token)
			w.ok(err)
			return sc
		}
		roles()
		w.ok(w.tx(func(tx *db.Tx) error { return w.s.Grant(ctx, tx, id, scope.Owner, "m1") }))
		if sc := roles(); !sc.Has(scope.Owner) || sc.Merchant != "m1" {
			t.Errorf("sole merchant: %+v", sc)
		}
		w.ok(w.tx(func(tx *db.Tx) error { return w.s.Grant(ctx, tx, id, scope.Cashier, "m2") }))
		if sc := roles(); sc.Has(scope.Owner, scope.Cashier) {
			t.Errorf("two merchants, none chosen: %+v", sc)
		}
		w.ok(w.tx(func(tx *db.Tx) error { return w.s.ActAs(ctx, tx, roles(), "m2") }))
		if sc := roles(); sc.Has(scope.Owner) || !sc.Has(scope.Cashier) || sc.Merchant != "m2" {
			t.Errorf("chose m2: %+v", sc)
		}
		w.want(w.tx(func(tx *db.Tx) error { return w.s.ActAs(ctx, tx, roles(), "m3") }), identity.ErrRole)
		w.ok(w.tx(func(tx *db.Tx) error { return w.s.Ungrant(ctx, tx, id, scope.Cashier, "m2") }))
		if sc := roles(); sc.Has(scope.Cashier) || sc.Merchant == "m2" {
			t.Errorf("revoked: %+v", sc)
		}
		w.want(w.tx(func(tx *db.Tx) error { return w.s.Grant(ctx, tx, id, "king", "") }), identity.ErrRole)
		w.ok(w.tx(func(tx *db.Tx) error { return w.s.Freeze(ctx, tx, id, "test") }))
		if sc := roles(); sc.User != "" {
			t.Errorf("frozen: %+v", sc)
		}
	})
}

func TestPersonalDataIsSealedAndCanBeErased(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		in := w.signIn(annPhone, identity.Device{})
		id := in.User.ID
		name := " Ann\u00a0 Lee "
		w.ok(w.tx(func(tx *db.Tx) error {
			_, err := w.s.Update(ctx, tx, id, identity.Profile{Name: &name})
			return err
		}))
		if _, err := w.keys.Rotate(); err != nil {
			t.Fatal(err)
		}
		w.ok(w.tx(func(tx *db.Tx) error {
			last, err := w.s.RewrapSome(ctx, tx, "", 10)
			if err == nil && last != id {
				err = fmt.Errorf("rewrapped up to %q", last)
			}
			return err
		}))
		u, err := w.s.ByPhone(ctx, w.d, "13900000001")
		w.ok(err)
		if u.Name != "Ann Lee" || u.Phone != annPhone || u.Masked() != "A***" {
			t.Errorf("after rotation: %+v, %q", u, u.Masked())
		}
		bad := "Ann\u202eeeL"
		if err := w.tx(func(tx *db.Tx) error {
			_, err := w.s.Update(ctx, tx, id, identity.Profile{Name: &bad})
			return err
		}); err == nil {
			t.Error("a name that turns text around was taken")
		}
		w.ok(w.tx(func(tx *db.Tx) error { return w.s.Erase(ctx, tx, id, "asked") }))
		_, err = w.s.ByPhone(ctx, w.d, annPhone)
		w.want(err, identity.ErrNotFound)
		if u, err := w.s.User(ctx, w.d, id); err != nil || u.Phone != "" || u.Name != "" || u.State != identity.Erased {
			t.Errorf("erased: %+v, %v", u, err)
		}
		if sc, _ := w.s.Scope(ctx, identity.App, in.Token); sc.User != "" {
			t.Error("an erased person is signed in")
		}
		if again := w.signIn(annPhone, identity.Device{}); again.User.ID == id {
			t.Error("came back from the dead")
		}
		l, err := audit.List(ctx, w.d, "user:"+id, page.Ask{Limit: 10})
		w.ok(err)
		if len(l.Items) != 1 || l.Items[0].Act != "identity.erased" || l.Items[0].Reason != "asked" {
			t.Errorf("audit %+v", l.Items)
		}
	})
}

func TestNamesAreMasked(t *testing.T) {
	for name, want := range map[string]string{"": "+86****0001", "Ann": "A***", "李明": "*明", "欧阳小明": "*阳小明", "李": "*", "Émile": "É***"} {
		if got := (identity.User{Name: name, Phone: annPhone}).Masked(); got != want {
			t.Errorf("%q is shown as %q, want %q", name, got, want)
		}
	}
}

func TestStrangersAreFoundSlowlyAndMasked(t *testing.T) {
	each(t, func(w *world) {
		w.signIn(annPhone, identity.Device{})
		id, name, err := w.s.Lookup(w.Context(), w.d, "bob", "13900000001")
		if err != nil || id == "" || name != "+86****0001" {
			t.Errorf("got %q %q %v", id, name, err)
		}
		for i := range 40 {
			_, _, err = w.s.Lookup(w.Context(), w.d, "bob", fmt.Sprintf("1390000%04d", i+100))
		}
		w.want(err, identity.ErrTooOften)
	})
}

func TestAtMostFiveParallelGuessesCount(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.signIn(annPhone, identity.Device{}).User.ID
		w.ok(w.s.SetPIN(ctx, id, "407213"))
		var mu sync.Mutex
		counted, locked := 0, 0
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				var err error
				for { // a node that cannot count does not compare either
					_, err = w.s.VerifyPIN(ctx, id, fmt.Sprintf("%06d", 500000+i))
					if _, ok := fault.Of(err); ok {
						break
					}
				}
				mu.Lock()
				defer mu.Unlock()
				f, _ := fault.Of(err)
				switch {
				case errors.Is(err, identity.ErrPINWrong):
					counted++
				case errors.Is(err, identity.ErrPINLocked) && f.Args["retryAfter"] == 3*3600:
					locked++ // the fifth try says so too, with the whole time
				default:
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		if counted != 4 || locked != 196 {
			t.Errorf("%d wrong and %d locked, want 4 and 196", counted, locked)
		}
		_, err := w.s.VerifyPIN(ctx, id, "407213")
		w.want(err, identity.ErrPINLocked)
		if st, _ := w.s.PIN(ctx, w.d, id); st.Left != 0 || st.LockedUntil.IsZero() {
			t.Errorf("state %+v", st)
		}
		w.clock.Move(3*time.Hour + time.Second)
		if st, _ := w.s.PIN(ctx, w.d, id); st.Left != 5 {
			t.Errorf("state after the lock %+v", st)
		}
		_, err = w.s.VerifyPIN(ctx, id, "500000")
		if f, _ := fault.Of(err); !errors.Is(err, identity.ErrPINWrong) || f.Args["left"] != 4 {
			t.Errorf("got %v", err)
		}
		_, err = w.s.VerifyPIN(ctx, id, "407213")
		w.ok(err)
		if st, _ := w.s.PIN(ctx, w.d, id); st.Left != 5 {
			t.Errorf("a right PIN gives the tries back, got %+v", st)
		}
	})
}

func TestPINRules(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.signIn("+8613974026195", identity.Device{}).User.ID
		_, err := w.s.VerifyPIN(ctx, id, "407213")
		w.want(err, identity.ErrNoPIN)
		for pin, want := range map[string]*fault.Fault{
			"12345": identity.ErrPINShape, "12345a": identity.ErrPINShape, "": identity.ErrPINShape, "１２３４５６": identity.ErrPINShape,
			"123456": identity.ErrPINWeak, "890123": identity.ErrPINWeak, "654321": identity.ErrPINWeak, "777777": identity.ErrPINWeak,
			"121212": identity.ErrPINWeak, "123123": identity.ErrPINWeak, "112233": identity.ErrPINWeak, "111222": identity.ErrPINWeak,
			"123321": identity.ErrPINWeak, "520131": identity.ErrPINWeak, "026195": identity.ErrPINWeak,
		} {
			w.want(w.s.SetPIN(ctx, id, pin), want)
		}
		w.ok(w.s.SetPIN(ctx, id, "407213"))
		w.want(w.s.SetPIN(ctx, id, "913846"), identity.ErrHasPIN)
		w.want(w.s.ChangePIN(ctx, id, identity.Proof{Token: "guess"}, "913846"), identity.ErrProof)
		if _, err := w.keys.Rotate(); err != nil { // the pepper's old version still verifies
			t.Fatal(err)
		}
		p, err := w.s.VerifyPIN(ctx, id, "407213")
		w.ok(err)
		w.ok(w.s.ChangePIN(ctx, id, p, "913846"))
		w.want(w.s.ChangePIN(ctx, id, p, "407213"), identity.ErrProof)
		_, err = w.s.VerifyPIN(ctx, id, "407213")
		w.want(err, identity.ErrPINWrong)
		_, err = w.s.VerifyPIN(ctx, id, "913846")
		w.ok(err)
	})
}

func TestAProofIsSpentOnce(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		ann, bob := w.signIn(annPhone, identity.Device{}).User.ID, w.signIn("+8613900000002", identity.Device{}).User.ID
		w.ok(w.s.SetPIN(ctx, ann, "407213"))
		pay := identity.Want{Payee: "bob", Amount: money.New(100, money.CNY), Nonce: "1"}
		spend := func(p identity.Proof, rollBack error) error {
			return w.tx(func(tx *db.Tx) error {
				if err := identity.Spend(ctx, tx, p, pay); err != nil {
					return err
				}
				return rollBack
			})
		}
		p, err := w.s.VerifyPIN(ctx, ann, "407213")
		w.ok(err)
		w.want(spend(identity.Proof{Token: p.Token, User: bob}, nil), identity.ErrProof)
		w.want(spend(p, identity.ErrBusy), identity.ErrBusy)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() { errs[i] = spend(p, nil) })
		}
		wg.Wait()
		good := 0
		for _, err := range errs {
			if err == nil {
				good++
			} else {
				w.want(err, identity.ErrProof)
			}
		}
		if good != 1 {
			t.Errorf("spent %d times", good)
		}
		p, err = w.s.VerifyPIN(ctx, ann, "407213")
		w.ok(err)
		w.clock.Move(2 * time.Minute)
		w.want(spend(p, nil), identity.ErrProof)
	})
}
