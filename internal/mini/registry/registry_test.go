package registry_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/job"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/mini/compiler"
	"livewell/internal/mini/pack"
	"livewell/internal/mini/registry"
)

const (
	app  = "2021000000000123"
	long = "Noodles at the door: choose, pay and follow the rider."
)

var (
	dev      = scope.Scope{User: "ann", App: app}
	reviewer = scope.Scope{User: "zoe"}
	secretOf = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
)

type world struct {
	t *testing.T
	d *db.DB
	c *testkit.Clock
	s *registry.Service

	app string // that acts are about

	script, template string // of what is uploaded

	mu    sync.Mutex
	moves []registry.MovedEvent
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	testkit.Each(t, [][]db.Migration{job.Migrations, audit.Migrations, registry.Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := &world{t: t, d: d, c: c, app: app, script: plain}
		bus := event.NewBus(job.New(d, slog.New(slog.DiscardHandler)))
		event.Inside(bus, func(_ context.Context, _ *db.Tx, e registry.MovedEvent) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.moves = append(w.moves, e)
			return nil
		})
		w.s = registry.New(registry.Deps{
			Bus: bus, KMS: secret.InMemory(), Inspect: registry.Inspect,
			Owner: func(_ context.Context, app string) (string, error) {
				return map[bool]string{true: "bob", false: "ann"}[app == "other"], nil
			},
		})
		w.register()
		fn(t, w)
	})
}

func (w *world) register() {
	w.t.Helper()
	if err := w.do(func(tx *db.Tx) error {
		_, err := w.s.AddKey(w.t.Context(), tx, dev, w.app, base64.StdEncoding.EncodeToString(secretOf.Public().(ed25519.PublicKey)))
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) do(fn func(tx *db.Tx) error) error { return w.d.Do(w.t.Context(), fn) }

const plain = `Page({onLoad(){ my.request({url: "https://evil.example/x"}); eval("1") }})`

// packed is a signed archive of a program that shows text.
func packed(t testing.TB, id, version, text, script string) []byte {
	p, err := compiler.Build(fstest.MapFS{
		"app.json": {Data: []byte(`{"pages":["index"]}`)}, "index.axml": {Data: []byte("<view>" + text + "</view>")},
		"index.js": {Data: []byte(script)},
		"note.png": {Data: []byte("the same in each")},
	}, compiler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	k, err := pack.Make(p, pack.Info{AppID: id, Name: "Noodles", Version: version})
	if err != nil {
		t.Fatal(err)
	}
	k.Sign(pack.Developer, secretOf)
	var b bytes.Buffer
	if err := k.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (w *world) upload(version string) error {
	raw := packed(w.t, w.app, version, version+w.template, w.script)
	sum := sha256.Sum256(raw)
	p, found, err := w.s.Open(w.t.Context(), w.d, w.app, hex.EncodeToString(sum[:]), raw)
	if err != nil {
		return err
	}
	return w.do(func(tx *db.Tx) error {
		_, err := w.s.Upload(w.t.Context(), tx, dev, w.app, p, found)
		return err
	})
}

// act does one thing that somebody may ask of a version.
func (w *world) act(what, version string) error {
	ctx := w.t.Context()
	return w.do(func(tx *db.Tx) error {
		v, _ := w.s.Get(ctx, tx, w.app, version)
		switch what {
		case "submit", "submit auto":
			return w.s.Submit(ctx, tx, dev, w.app, version, registry.Submission{Description: long, Auto: what == "submit auto"})
		case "cancel review":
			return w.s.CancelReview(ctx, tx, dev, w.app, version)
		case "withdraw":
			return w.s.Withdraw(ctx, tx, dev, w.app, version)
		case "approve":
			_, err := w.s.Decide(ctx, tx, reviewer, v.ID, v.Package, registry.Approved, "looks good")
			return err
		case "reject":
			_, err := w.s.Decide(ctx, tx, reviewer, v.ID, v.Package, registry.Rejected, "too salty")
			return err
		case "gray 10":
			return w.s.Spread(ctx, tx, dev, registry.Author, w.app, version, registry.Part{Points: 1000})
		case "gray 50":
			return w.s.Spread(ctx, tx, reviewer, registry.Operator, w.app, version, registry.Part{Points: 5000})
		case "cancel gray":
			return w.s.CancelSpread(ctx, tx, dev, registry.Author, w.app, version)
		case "cancel gray by operator":
			return w.s.CancelSpread(ctx, tx, reviewer, registry.Operator, w.app, version)
		case "release":
			return w.s.Release(ctx, tx, dev, w.app, version)
		case "take down":
			return w.s.TakeDown(ctx, tx, dev, registry.Author, w.app, version)
		case "roll back":
			return w.s.Rollback(ctx, tx, dev, registry.Author, w.app, version)
		case "delete":
			return w.s.Delete(ctx, tx, dev, w.app, version)
		}
		panic(what)
	})
}

var acts = []string{
	"submit", "submit auto", "cancel review", "withdraw", "approve", "reject", "gray 10", "gray 50", "cancel gray", "cancel gray by operator",
	"release", "take down", "roll back", "delete",
}

// want does what works, one after the other: "submit 1.0.0".
func (w *world) want(script ...string) {
	w.t.Helper()
	for _, line := range script {
		what, version := line[:strings.LastIndex(line, " ")], line[strings.LastIndex(line, " ")+1:]
		var err error
		if what == "upload" {
			err = w.upload(version)
		} else {
			err = w.act(what, version)
		}
		if err != nil {
			w.t.Fatalf("%s: %v", line, err)
		}
		w.c.Move(time.Second)
	}
}

func (w *world) status(version string) registry.Status {
	v, err := w.s.Get(w.t.Context(), w.d, w.app, version)
	if err != nil {
		return registry.Deleted
	}
	return v.Status
}

func (w *world) serve(who string) registry.Decision {
	w.t.Helper()
	d, err := w.s.Serve(w.t.Context(), w.d, w.app, who, registry.Place{})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) whole() {
	w.t.Helper()
	if _, breaches, err := w.s.Verify(w.t.Context(), w.d); err != nil || len(breaches) > 0 {
		w.t.Fatal(breaches, err)
	}
}

// A table of the moves that the brief of this package draws, and no others: each
// act is tried in each state.
func TestAVersionMovesOnlyAsDrawn(t *testing.T) {
	reach := map[registry.Status][]string{
		registry.Init:       {},
		registry.Auditing:   {"submit 2.0.0"},
		registry.Rejected:   {"submit 2.0.0", "reject 2.0.0"},
		registry.Approved:   {"submit 2.0.0", "approve 2.0.0"},
		registry.Gray:       {"submit 2.0.0", "approve 2.0.0", "gray 10 2.0.0"},
		registry.Online:     {"submit 2.0.0", "approve 2.0.0", "release 2.0.0"},
		registry.Superseded: {"submit 2.0.0", "approve 2.0.0", "release 2.0.0", "upload 3.0.0", "submit 3.0.0", "approve 3.0.0", "release 3.0.0"},
		registry.Offline:    {"submit 2.0.0", "approve 2.0.0", "release 2.0.0", "take down 2.0.0"},
	}
	allowed := map[registry.Status]map[string]registry.Status{
		registry.Init:       {"submit": registry.Auditing, "submit auto": registry.Auditing, "delete": registry.Deleted},
		registry.Auditing:   {"submit": registry.Auditing, "submit auto": registry.Auditing, "cancel review": registry.Init, "approve": registry.Approved, "reject": registry.Rejected},
		registry.Rejected:   {"withdraw": registry.Init, "delete": registry.Deleted},
		registry.Approved:   {"withdraw": registry.Init, "gray 10": registry.Gray, "gray 50": registry.Gray, "release": registry.Online},
		registry.Gray:       {"gray 10": registry.Gray, "gray 50": registry.Gray, "cancel gray": registry.Approved, "cancel gray by operator": registry.Approved, "release": registry.Online},
		registry.Online:     {"release": registry.Online, "take down": registry.Offline, "roll back": registry.Offline},
		registry.Superseded: {},
		registry.Offline:    {"take down": registry.Offline},
	}
	each(t, func(t *testing.T, w *world) {
		for status, way := range reach {
			for _, what := range acts {
				w.app = fmt.Sprintf("%s of %s", what, status)
				w.register()
				w.want("upload 1.0.0", "submit 1.0.0", "approve 1.0.0", "release 1.0.0", "upload 2.0.0")
				w.want(way...)
				if got := w.status("2.0.0"); got != status {
					t.Fatalf("%s: it is %s", w.app, got)
				}
				err := w.act(what, "2.0.0")
				to, ok := allowed[status][what]
				if ok != (err == nil) {
					t.Errorf("%s: %v", w.app, err)
				}
				if !ok {
					to = status
				}
				if got := w.status("2.0.0"); got != to {
					t.Errorf("%s: it is %s, want %s", w.app, got, to)
				}
			}
		}
		w.whole()
	})
}

// Whatever is asked in whatever order, versions move along the lines of the
// drawing, one is online at most, one is on its way at most, only what was
// reviewed is served, and the part of the people only rises.
func TestNoOrderOfActsLeadsElsewhere(t *testing.T) {
	drawn := map[string]bool{}
	for _, line := range []string{
		" init", "init auditing", "init deleted", "auditing init", "auditing rejected", "auditing approved", "rejected init", "rejected deleted", "approved init",
		"approved gray", "gray gray", "gray approved", "approved online", "gray online", "online superseded", "online offline", "superseded online",
	} {
		drawn[line] = true
	}
	each(t, func(t *testing.T, w *world) {
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			names := []string{fmt.Sprintf("%d.%d.1", n/999+1, n%999), fmt.Sprintf("%d.%d.2", n/999+1, n%999), fmt.Sprintf("%d.%d.3", n/999+1, n%999)}
			w.moves = nil
			for _, v := range names {
				if err := w.upload(v); err != nil && !errors.Is(err, registry.ErrMany) {
					rt.Fatal(err)
				}
			}
			for range rapid.IntRange(5, 25).Draw(rt, "steps") {
				what, v := rapid.SampledFrom(acts).Draw(rt, "act"), rapid.SampledFrom(names).Draw(rt, "version")
				_ = w.act(what, v) // a refusal is fine
				d := w.serve("zed")
				if d.Package != "" {
					got, err := w.s.ByID(t.Context(), w.d, d.ID)
					if err != nil || got.Status != registry.Online && got.Status != registry.Gray {
						rt.Fatalf("%s served %+v, %v", what, got, err)
					}
					if rs, _ := w.s.Reviews(t.Context(), w.d, d.ID); len(rs) == 0 || rs[0].Verdict != registry.Approved || rs[0].Package != d.Package || rs[0].Round != got.Round {
						rt.Fatalf("%s served what was not reviewed: %+v", what, rs)
					}
				}
			}
			for _, m := range w.moves {
				if !drawn[string(m.From)+" "+string(m.To)] {
					rt.Fatalf("moved from %q to %q", m.From, m.To)
				}
			}
			if _, breaches, err := w.s.Verify(t.Context(), w.d); err != nil || len(breaches) > 0 {
				rt.Fatal(breaches, err)
			}
			for _, v := range names { // the next ones begin with none on its way
				for _, what := range []string{"cancel review", "cancel gray", "withdraw", "delete"} {
					_ = w.act(what, v)
				}
			}
		})
	})
}

func TestNumbersRiseAndDevelopmentIsBounded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.want("upload 1.2.0", "upload 1.2.0")
		for _, v := range []string{"1.1.9", "0.9.0"} {
			if err := w.upload(v); !errors.Is(err, registry.ErrExists) {
				t.Errorf("%s: %v", v, err)
			}
		}
		for i := range 19 {
			w.want(fmt.Sprintf("upload 1.3.%d", i))
		}
		if err := w.upload("1.4.0"); !errors.Is(err, registry.ErrMany) {
			t.Errorf("the 21st: %v", err)
		}
		w.want("delete 1.3.18", "upload 1.4.0", "delete 1.4.0")
		if err := w.upload("1.4.0"); !errors.Is(err, registry.ErrExists) {
			t.Errorf("a number that was deleted: %v", err)
		}
		list, err := w.s.List(t.Context(), w.d, app, page.Ask{Limit: 10})
		if err != nil || len(list.Items) != 10 || list.Items[0].Name != "1.3.17" || list.Next == "" {
			t.Errorf("%d of them, %v", len(list.Items), err)
		}
	})
}

func TestOnlyWhatItsDeveloperSignedIsTaken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		raw := packed(t, app, "1.0.0", "x", plain)
		sum := sha256.Sum256(raw)
		hash := hex.EncodeToString(sum[:])
		for name, c := range map[string]struct {
			app, hash string
			raw       []byte
			want      error
		}{
			"another hash":        {app, strings.Repeat("0", 64), raw, registry.ErrHash},
			"an app without keys": {"other", hash, raw, registry.ErrNoKey},
			"another's package":   {app, "", packed(t, "other", "1.0.0", "x", plain), registry.ErrApp},
		} {
			if c.hash == "" {
				sum := sha256.Sum256(c.raw)
				c.hash = hex.EncodeToString(sum[:])
			}
			if _, _, err := w.s.Open(t.Context(), w.d, c.app, c.hash, c.raw); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		keys, _ := w.s.Keys(t.Context(), w.d, app)
		if err := w.do(func(tx *db.Tx) error { return w.s.EndKey(t.Context(), tx, dev, app, keys[0].Public) }); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.s.Open(t.Context(), w.d, app, hash, raw); !errors.Is(err, registry.ErrNoKey) {
			t.Errorf("after the key ended: %v", err)
		}
	})
}

func TestTwoApproveWhatAsksForMuch(t *testing.T) {
	second := scope.Scope{User: "yan"}
	each(t, func(t *testing.T, w *world) {
		w.script = `Page({ask() { my.getPhoneNumber({}); my.paySignCenter({}) }})`
		w.want("upload 1.0.0", "submit auto 1.0.0")
		v, _ := w.s.Get(t.Context(), w.d, app, "1.0.0")
		if asks, err := w.s.Privileges(t.Context(), w.d, v.Package); err != nil || strings.Join(asks, " ") != "phone agreement" {
			t.Fatal(asks, err)
		}
		decide := func(sc scope.Scope, verdict, want registry.Status) {
			t.Helper()
			var got registry.Status
			if err := w.do(func(tx *db.Tx) (err error) {
				got, err = w.s.Decide(t.Context(), tx, sc, v.ID, v.Package, verdict, "looks good")
				return err
			}); err != nil || got != want {
				t.Fatalf("%s %s: %s %v", sc.User, verdict, got, err)
			}
			if v, _ = w.s.ByID(t.Context(), w.d, v.ID); v.Status != want {
				t.Fatalf("it is %s", v.Status)
			}
		}
		first := func() string {
			t.Helper()
			r, err := w.s.First(t.Context(), w.d, v)
			if err != nil {
				t.Fatal(err)
			}
			return r.By
		}
		decide(reviewer, registry.Approved, registry.Auditing)
		decide(reviewer, registry.Approved, registry.Auditing) // the same person is no second
		if first() != reviewer.User {
			t.Fatal(first())
		}
		if r, _ := w.s.Reviews(t.Context(), w.d, v.ID); len(r) != 0 {
			t.Fatal(r)
		}
		// What was said of one round counts in no other.
		w.want("cancel review 1.0.0", "submit auto 1.0.0")
		if v, _ = w.s.ByID(t.Context(), w.d, v.ID); first() != "" {
			t.Fatal(first())
		}
		decide(second, registry.Approved, registry.Auditing)
		decide(reviewer, registry.Rejected, registry.Rejected) // one is enough to refuse
		w.want("withdraw 1.0.0", "submit auto 1.0.0")
		if v, _ = w.s.ByID(t.Context(), w.d, v.ID); first() != "" {
			t.Fatal(first())
		}
		decide(reviewer, registry.Approved, registry.Auditing)
		decide(second, registry.Approved, registry.Online)
		if first() != "" {
			t.Fatal("nobody waits any more")
		}
		if _, breaches, err := w.s.Verify(t.Context(), w.d); err != nil || len(breaches) > 0 {
			t.Fatal(breaches, err)
		}
		if err := w.do(func(tx *db.Tx) error {
			_, err := db.Exec(t.Context(), tx, db.SQL(`UPDATE registry_first SET by_user = 'yan' WHERE round = 3`))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, breaches, err := w.s.Verify(t.Context(), w.d); err != nil || len(breaches) != 1 {
			t.Error("one person approved twice, and nobody noticed", breaches, err)
		}

		// A plain version of the same program takes one.
		w.script = plain
		w.want("upload 1.1.0", "submit 1.1.0", "approve 1.1.0")
	})
}

func TestWhatTakesTwoIsSeenHoweverItIsAskedFor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i, c := range []struct{ script, want string }{
			{`my.getPhoneNumber({})`, "phone"},
			{`my.getAuthCode({scopes: ["auth_base", "auth_phone"]})`, "phone"},
			{`my.getAuthCode({scopes: 'auth_address,auth_user'})`, "address"},
			{`my.chooseAddress()`, "address"},
			{`my.getRecorderManager().start(); my.paySignCenter({})`, "agreement sound"},
			{`({phoneNumber: 1}).phoneNumber; my.makePhoneCall({})`, ""},
		} {
			version := fmt.Sprintf("1.0.%d", i)
			w.script = "Page({go() { " + c.script + " }})"
			w.want("upload " + version)
			v, _ := w.s.Get(t.Context(), w.d, app, version)
			if got, err := w.s.Privileges(t.Context(), w.d, v.Package); err != nil || strings.Join(got, " ") != c.want {
				t.Errorf("%s: %q, want %q; %v", c.script, got, c.want, err)
			}
		}
		w.template = `<button open-type="getAuthorize" scope="phoneNumber">ask</button>`
		w.script = plain
		w.want("upload 1.1.0")
		v, _ := w.s.Get(t.Context(), w.d, app, "1.1.0")
		if got, err := w.s.Privileges(t.Context(), w.d, v.Package); err != nil || strings.Join(got, " ") != "phone" {
			t.Errorf("a button: %q, %v", got, err)
		}
	})
}

func TestReviewsAreOfOthersPrograms(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.want("upload 1.0.0", "submit 1.0.0")
		v, _ := w.s.Get(t.Context(), w.d, app, "1.0.0")
		decide := func(sc scope.Scope, hash, reason string) error {
			return w.do(func(tx *db.Tx) error {
				_, err := w.s.Decide(t.Context(), tx, sc, v.ID, hash, registry.Approved, reason)
				return err
			})
		}
		for name, c := range map[string]struct{ err, want error }{
			"her own":         {decide(scope.Scope{User: "ann"}, v.Package, "looks good"), registry.ErrOwn},
			"nobody":          {decide(scope.Scope{}, v.Package, "looks good"), registry.ErrOwn},
			"no reason":       {decide(reviewer, v.Package, " "), registry.ErrReason},
			"another content": {decide(reviewer, strings.Repeat("0", 64), "looks good"), registry.ErrUnreviewed},
		} {
			if !errors.Is(c.err, c.want) {
				t.Errorf("%s: %v", name, c.err)
			}
		}
		if q, err := w.s.Queue(t.Context(), w.d, page.Ask{Limit: 5}); err != nil || len(q.Items) != 1 {
			t.Error(q, err)
		}
		found, err := w.s.Findings(t.Context(), w.d, v.Package)
		var kinds []string
		for _, f := range found {
			kinds = append(kinds, f.Kind)
		}
		if slices.Sort(kinds); err != nil || !slices.Equal(kinds, []string{"domain", "eval"}) {
			t.Error(found, err)
		}
		w.want("approve 1.0.0")
		sums, err := w.s.Sums(t.Context(), w.d, v.Package)
		keys, _ := w.s.PlatformKeys()
		sig, _ := base64.StdEncoding.DecodeString(sums.Platform)
		if err != nil || !ed25519.Verify(keys[0], sums.List, sig) {
			t.Errorf("the platform's signature does not hold: %v", err)
		}
		// Going back into development ends the approval.
		w.want("withdraw 1.0.0")
		if _, err := w.s.File(t.Context(), w.d, v.Package, "app.js"); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("served without a review: %v", err)
		}
	})
}

// What was noticed is told in both languages, and too much of it is cut between
// characters.
func TestReviewersReadWhatWasNoticedInTheirLanguage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.want("upload 1.0.0", "submit 1.0.0")
		v, _ := w.s.Get(t.Context(), w.d, app, "1.0.0")
		seen := registry.Finding{Kind: "accessibility", Entry: "pages/a", Detail: "Buttons must have names", DetailZH: strings.Repeat("名", 200)}
		if err := w.do(func(tx *db.Tx) error { return w.s.Looked(t.Context(), tx, v.Package, []registry.Finding{seen}) }); err != nil {
			t.Fatal(err)
		}
		found, err := w.s.Findings(t.Context(), w.d, v.Package)
		if err != nil || len(found) == 0 {
			t.Fatal(found, err)
		}
		seen.DetailZH = strings.Repeat("名", 166) + "…"
		if got := found[len(found)-1]; got != seen {
			t.Errorf("%+v, want %+v", got, seen)
		}
		for _, f := range found[:len(found)-1] {
			if f.DetailZH != "" {
				t.Errorf("%+v", f)
			}
		}
	})
}

func TestDescriptionsHaveALength(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.want("upload 1.0.0")
		for _, c := range []struct {
			text string
			want error
		}{
			{strings.Repeat("面", 29), registry.ErrDescription},
			{"  " + strings.Repeat("面", 29) + "  ", registry.ErrDescription},
			{strings.Repeat("面", 501), registry.ErrDescription},
			{strings.Repeat("面", 30), nil},
			{strings.Repeat("面", 500), nil},
		} {
			err := w.do(func(tx *db.Tx) error {
				if err := w.s.Submit(t.Context(), tx, dev, app, "1.0.0", registry.Submission{Description: c.text}); err != nil {
					return err
				}
				return w.s.CancelReview(t.Context(), tx, dev, app, "1.0.0")
			})
			if !errors.Is(err, c.want) {
				t.Errorf("%d characters: %v", len([]rune(c.text)), err)
			}
		}
	})
}

func TestAPersonKeepsTheNewVersionWhileItsPartRises(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.want("upload 1.0.0", "submit auto 1.0.0", "approve 1.0.0", "upload 2.0.0", "submit 2.0.0", "approve 2.0.0", "gray 10 2.0.0")
		if w.status("1.0.0") != registry.Online {
			t.Fatal("it did not go online by itself")
		}
		got := map[string]bool{}
		part := func() (n int) {
			for i := range 500 {
				who := fmt.Sprint("user:", i)
				d := w.serve(who)
				if d.Why == registry.WhyGray != (d.Version == "2.0.0") || (d.Slot >= 0 && d.Slot < d.Gray) != (d.Version == "2.0.0") {
					t.Fatalf("%+v", d)
				}
				if got[who] && d.Version != "2.0.0" {
					t.Fatalf("%s had it, and lost it", who)
				}
				if got[who] = d.Version == "2.0.0"; got[who] {
					n++
				}
			}
			return n
		}
		if n := part(); n < 20 || n > 90 {
			t.Errorf("a tenth of 500 is %d", n)
		}
		w.want("gray 50 2.0.0")
		if n := part(); n < 200 || n > 300 {
			t.Errorf("half of 500 is %d", n)
		}
		if err := w.act("gray 10", "2.0.0"); !errors.Is(err, registry.ErrGray) {
			t.Errorf("it fell: %v", err)
		}
		if d := w.serve(""); d.Version != "1.0.0" || d.Why != registry.WhyOnline {
			t.Errorf("nobody in particular got %+v", d)
		}
		seq := w.serve("").Seq
		w.want("cancel gray 2.0.0")
		clear(got)
		if n := part(); n != 0 || w.serve("").Seq <= seq {
			t.Errorf("after it was cancelled %d have it", n)
		}
	})
}

func TestARollbackIsThereAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.want("upload 1.0.0", "submit 1.0.0", "approve 1.0.0", "release 1.0.0")
		if err := w.act("roll back", "1.0.0"); !errors.Is(err, registry.ErrNoFormer) {
			t.Errorf("with nothing before it: %v", err)
		}
		w.want("upload 2.0.0", "submit 2.0.0", "approve 2.0.0", "release 2.0.0")
		heard := make(chan registry.Decision, 8)
		ctx, leave := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			done <- w.s.Watch(ctx, app, func() error {
				d, err := w.s.Serve(ctx, w.d, app, "", registry.Place{})
				heard <- d
				return err
			})
		}()
		if d := <-heard; d.Version != "2.0.0" {
			t.Errorf("%+v", d)
		}
		w.want("roll back 2.0.0")
		for d := range heard {
			if d.Version == "1.0.0" {
				break
			}
		}
		leave()
		<-done
		if w.status("2.0.0") != registry.Offline || w.status("1.0.0") != registry.Online {
			t.Error(w.status("2.0.0"), w.status("1.0.0"))
		}
		w.whole()
	})
}

func TestAStoppedProgramGivesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.want("upload 1.0.0", "submit auto 1.0.0", "approve 1.0.0")
		hash := w.serve("").Package
		throw := func(fn func(context.Context, *db.Tx, scope.Scope, string, string) error) {
			if err := w.do(func(tx *db.Tx) error { return fn(t.Context(), tx, reviewer, app, "it steals") }); err != nil {
				t.Fatal(err)
			}
		}
		throw(w.s.Stop)
		if d := w.serve(""); d.Why != registry.WhyStopped || d.Package != "" {
			t.Errorf("%+v", d)
		}
		if _, err := w.s.File(t.Context(), w.d, hash, "app.js"); !errors.Is(err, registry.ErrNotFound) {
			t.Error(err)
		}
		throw(w.s.Start)
		if b, err := w.s.File(t.Context(), w.d, hash, "note.png"); err != nil || string(b) != "the same in each" {
			t.Error(string(b), err)
		}
	})
}

func TestALinkToTryIsShortLived(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.want("upload 1.0.0")
		set := func(fn func(context.Context, *db.Tx, scope.Scope, string, string) error) {
			if err := w.do(func(tx *db.Tx) error { return fn(t.Context(), tx, dev, app, "1.0.0") }); err != nil {
				t.Fatal(err)
			}
		}
		token := func() string {
			tok, _, err := w.s.TrialToken(t.Context(), w.d, w.c.Now(), app, "1.0.0")
			if err != nil {
				t.Fatal(err)
			}
			return tok
		}
		works := func(tok string) bool {
			b, err := w.s.TrialFile(t.Context(), w.d, w.c.Now(), tok, "note.png")
			if err != nil && !errors.Is(err, registry.ErrTrial) {
				t.Fatal(err)
			}
			return len(b) > 0
		}
		if token() != "" {
			t.Error("a link before it was allowed")
		}
		set(w.s.AllowTrial)
		tok := token()
		if !works(tok) || works(tok+"A") || works(strings.Replace(tok, ".1.", ".3.", 1)) || works("") {
			t.Error("the right link works, and no other")
		}
		set(w.s.EndTrial)
		if works(tok) {
			t.Error("it works after its end")
		}
		set(w.s.AllowTrial)
		if works(tok) || !works(token()) {
			t.Error("an old link works again, or the new one does not")
		}
		tok = token()
		w.c.Move(registry.TrialLasts)
		if works(tok) {
			t.Error("it works a day later")
		}
	})
}

// Two versions of a program are submitted at the same moment: one is in review.
func TestTwoSubmissionsAtOnceAreOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.want("upload 1.0.0", "upload 2.0.0")
		errs := make([]error, 16)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				for errs[i] = errors.New("not yet"); errs[i] != nil && !errors.Is(errs[i], registry.ErrPending); {
					errs[i] = w.act("submit", fmt.Sprintf("%d.0.0", i%2+1))
				}
			})
		}
		wg.Wait()
		in := 0
		for _, v := range []string{"1.0.0", "2.0.0"} {
			if w.status(v) == registry.Auditing {
				in++
			}
		}
		if in != 1 {
			t.Errorf("%d are in review", in)
		}
		w.whole()
	})
}

func TestATemplateIsUsedByItsOwner(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.want("upload 1.0.0")
		instance := func(owner, template, version, ext string) error {
			return w.do(func(tx *db.Tx) error {
				_, err := w.s.Instance(t.Context(), tx, dev, "instance", "1.0.0", owner, template, version, ext)
				return err
			})
		}
		for name, c := range map[string]struct{ err, want error }{
			"none behind it": {instance("ann", app, "9.9.9", ""), registry.ErrTemplate},
			"none online":    {instance("ann", app, "", ""), registry.ErrTemplate},
			"another's":      {instance("bob", app, "1.0.0", ""), registry.ErrTemplate},
			"bad ext":        {instance("ann", app, "1.0.0", "[]"), registry.ErrExt},
			"hers":           {instance("ann", app, "1.0.0", `{"shop":1}`), nil},
			"hers again":     {instance("ann", app, "1.0.0", `{"shop":1}`), nil},
			"other settings": {instance("ann", app, "1.0.0", `{"shop":2}`), registry.ErrExists},
		} {
			if !errors.Is(c.err, c.want) {
				t.Errorf("%s: %v", name, c.err)
			}
		}
		w.want("delete 1.0.0") // what is in it stays with the instance
		v, err := w.s.Get(t.Context(), w.d, "instance", "1.0.0")
		if err != nil {
			t.Fatal(err)
		}
		if f, err := w.s.Findings(t.Context(), w.d, v.Package); err != nil || len(f) == 0 {
			t.Error(f, err)
		}
	})
}

func TestVerifySeesWhatWasChangedBehindItsBack(t *testing.T) {
	for name, change := range map[string]string{
		"another package": `UPDATE registry_version SET package = 'x' WHERE name = '1.0.0'`,
		"a changed file":  `UPDATE registry_blob SET data = ` + "CAST('x' AS BYTEA)",
		"a listed file":   `DELETE FROM registry_file WHERE path = 'app/app.js'`,
		"a lost file":     `DELETE FROM registry_blob`,
		"a review undone": `UPDATE registry_review SET verdict = 'rejected'`,
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				w.want("upload 1.0.0", "submit auto 1.0.0", "approve 1.0.0")
				w.whole()
				if err := w.d.Admin(t.Context(), change); err != nil {
					t.Fatal(err)
				}
				if _, breaches, err := w.s.Verify(t.Context(), w.d); err != nil || len(breaches) == 0 {
					t.Errorf("nobody saw it: %v", err)
				}
			})
		})
	}
}

// A gray release is for some cities and hosts: who is there and in its part gets it,
// and whoever had it keeps it while it grows.
func TestAGrayReleaseIsForSomeCitiesAndHosts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.want("upload 1.0.0", "submit 1.0.0", "approve 1.0.0", "release 1.0.0", "upload 2.0.0", "submit 2.0.0", "approve 2.0.0")
		spread := func(points int64, target *registry.Target) error {
			return w.do(func(tx *db.Tx) error {
				return w.s.Spread(t.Context(), tx, dev, registry.Author, app, "2.0.0", registry.Part{Points: points, Target: target})
			})
		}
		gets := func(city, host string) bool {
			t.Helper()
			d, err := w.s.Serve(t.Context(), w.d, app, "somebody", registry.Place{City: city, Host: host})
			if err != nil {
				t.Fatal(err)
			}
			return d.Why == registry.WhyGray
		}
		for _, c := range []struct {
			name                   string
			target                 *registry.Target
			want                   error
			beijing, kiosk, nobody bool // who gets it afterwards
		}{
			{"a city twice", &registry.Target{Cities: []string{"110000", "110000"}}, registry.ErrTarget, false, false, false},
			{"one city and the app", &registry.Target{Cities: []string{"110000"}, Hosts: []string{"app"}}, nil, true, false, false},
			{"as it is", nil, nil, true, false, false},
			{"another city in its place", &registry.Target{Cities: []string{"310000"}, Hosts: []string{"app"}}, registry.ErrTarget, true, false, false},
			{"kiosks too", &registry.Target{Cities: []string{"110000"}, Hosts: []string{"kiosk", "app"}}, nil, true, true, false},
			{"some people only", &registry.Target{Cities: []string{"110000"}, Hosts: []string{"kiosk", "app"}, Levels: []string{"beta"}}, registry.ErrTarget, true, true, false},
			{"all cities and hosts", &registry.Target{}, nil, true, true, true},
			{"fewer again", &registry.Target{Hosts: []string{"app"}}, registry.ErrTarget, true, true, true},
		} {
			if err := spread(10_000, c.target); !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
			if a, b, n := gets("110000", "app"), gets("110000", "kiosk"), gets("", ""); a != c.beijing || b != c.kiosk || n != c.nobody {
				t.Errorf("%s: the app in Beijing %v, a kiosk there %v, one of nowhere %v", c.name, a, b, n)
			}
		}
		// Levels: one of somebody's is enough.
		for i, levels := range [][]string{{"beta"}, {"beta", "new"}} {
			if err := w.do(func(tx *db.Tx) error {
				if i > 0 {
					return nil
				}
				return w.s.CancelSpread(t.Context(), tx, dev, registry.Author, app, "2.0.0")
			}); err != nil {
				t.Fatal(err)
			}
			if err := spread(10_000, &registry.Target{Levels: levels}); err != nil {
				t.Error(err)
			}
			for has, want := range map[string]bool{"": false, "new": i == 1, "beta": true, "new beta": true} {
				d, err := w.s.Serve(t.Context(), w.d, app, "somebody", registry.Place{Levels: func() ([]string, error) { return strings.Fields(has), nil }})
				if err != nil || (d.Why == registry.WhyGray) != want {
					t.Errorf("for %v, who is %q: %v %v", levels, has, d.Why, err)
				}
			}
		}
		// What the platform pauses is said why, and starts with no target again.
		if err := w.do(func(tx *db.Tx) error { return w.s.Pause(t.Context(), tx, app, "2.0.0", "it crashes") }); err != nil {
			t.Fatal(err)
		}
		v, err := w.s.Get(t.Context(), w.d, app, "2.0.0")
		if err != nil || v.Status != registry.Approved || v.Reason != "it crashes" || !v.Spread.IsZero() || gets("110000", "app") {
			t.Errorf("%+v %v", v, err)
		}
		if err := spread(100, &registry.Target{Cities: []string{"310000"}}); err != nil {
			t.Errorf("a new release begins where it likes: %v", err)
		}
	})
}
