package ledgerapi_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/ledger/ledgerapi"
	"livewell/internal/kit/db"
	"livewell/internal/kit/testkit"
)

type world struct {
	t      *testing.T
	db     *db.DB
	clock  *testkit.Clock
	led    *ledger.Service
	url    string
	tokens map[string]string
}

func each(t *testing.T, fn func(w *world)) {
	testkit.Each(t, [][]db.Migration{ledger.Migrations, ledgerapi.Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := &world{t: t, db: d, clock: c, led: ledger.New(), tokens: map[string]string{"": ""}}
		srv := httptest.NewServer(ledgerapi.New(d, w.led, slog.New(slog.DiscardHandler)))
		t.Cleanup(srv.Close)
		w.url = srv.URL
		for _, name := range []string{"acme", "zeta"} {
			if err := d.Do(t.Context(), func(tx *db.Tx) (err error) {
				w.tokens[name], err = ledgerapi.NewToken(t.Context(), tx, name)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		fn(w)
		if r, err := w.led.Verify(t.Context(), d); err != nil || len(r.Breaches) > 0 {
			t.Error(r, err)
		}
	})
}

// ask sends a request as an institution and gives status and body.
func (w *world) ask(as, method, path, body string) string {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.url+"/ledger/api"+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.tokens[as])
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return fmt.Sprintf("%d %s", res.StatusCode, b)
}

// want sends it and looks for parts of the answer.
func (w *world) want(as, method, path, body string, parts ...string) string {
	w.t.Helper()
	got := w.ask(as, method, path, body)
	for _, p := range parts {
		if !strings.Contains(got, p) {
			w.t.Errorf("%s %s %s\n\tgot  %s\n\twant %s", method, path, body, got, p)
		}
	}
	return got
}

func TestAnInstitutionKeepsItsBooks(t *testing.T) {
	each(t, func(w *world) {
		w.want("acme", "POST", "/accounts", `{"id":"cash","currency":"CNY","credit":true}`, "200", `"available":"0.00"`)
		w.want("acme", "POST", "/accounts", `{"id":"till","currency":"CNY"}`, "200")
		w.want("acme", "POST", "/accounts", `{"id":"yen","currency":"JPY"}`, `"total":"0"`)
		began := w.clock.Now()
		pay := `{"ref":"1","debit":"cash","credit":"till","amount":"12.00","currency":"CNY","note":"float"}`
		first := w.want("acme", "POST", "/transfers", pay, "200", `"ref":"1"`)
		if again := w.want("acme", "POST", "/transfers", pay, `"replayed":true`); strings.TrimSuffix(again, `,"replayed":true}`) != strings.TrimSuffix(first, "}") {
			t.Errorf("the repeat was answered %s after %s", again, first)
		}
		w.want("acme", "POST", "/transfers", strings.Replace(pay, "12.00", "13.00", 1), "409", "ledger.ref_reused")
		w.clock.Move(time.Hour)
		w.want("acme", "POST", "/transfers", `{"ref":"2","debit":"till","credit":"cash","amount":"2.50","currency":"CNY"}`, "200")
		w.want("acme", "GET", "/accounts/till", "", `"total":"9.50"`)
		w.want("acme", "GET", "/accounts/till?at="+began.Format(time.RFC3339), "", `"total":"12.00"`)
		w.want("acme", "GET", "/accounts/till/entries?limit=1", "", `"amount":"-2.50","balance":"9.50"`, `"next"`)
		for body, code := range map[string]string{
			`{"ref":"3","debit":"till","credit":"cash","amount":"9.51","currency":"CNY"}`:    "ledger.short",
			`{"ref":"3","debit":"till","credit":"yen","amount":"1.00","currency":"CNY"}`:     "ledger.currency",
			`{"ref":"3","debit":"till","credit":"nobody","amount":"1.00","currency":"CNY"}`:  "ledger.no_account",
			`{"ref":"3","debit":"till","credit":"till","amount":"1.00","currency":"CNY"}`:    "ledger.unbalanced",
			`{"ref":"3","debit":"till","credit":"cash","amount":"1.001","currency":"CNY"}`:   "ledgerapi.amount",
			`{"ref":"3","debit":"till","credit":"cash","amount":"-1.00","currency":"CNY"}`:   "ledgerapi.amount",
			`{"ref":"3","debit":"till","credit":"cash","amount":"1.00","currency":"XXX"}`:    "ledgerapi.amount",
			`{"ref":"3","debit":"../till","credit":"cash","amount":"1.00","currency":"CNY"}`: "ledgerapi.name",
			`{"debit":"till","credit":"cash","amount":"1.00","currency":"CNY"}`:              "ledgerapi.body",
			`{`: "ledgerapi.body",
		} {
			if got := w.ask("acme", "POST", "/transfers", body); !strings.Contains(got, `"`+code+`"`) || got[0] != '4' {
				t.Errorf("%s: got %s, want %s", body, got, code)
			}
		}
	})
}

func TestABulkAnswersForEachTransfer(t *testing.T) {
	each(t, func(w *world) {
		w.want("acme", "POST", "/accounts", `{"id":"cash","currency":"CNY","credit":true}`, "200")
		w.want("acme", "POST", "/accounts", `{"id":"till","currency":"CNY"}`, "200")
		one := `{"ref":"%s","debit":"%s","credit":"%s","amount":"%s","currency":"CNY"}`
		got := w.want("acme", "POST", "/transfers/bulk", `{"transfers":[`+strings.Join([]string{
			fmt.Sprintf(one, "a", "cash", "till", "5.00"), fmt.Sprintf(one, "b", "till", "cash", "6.00"),
			fmt.Sprintf(one, "c", "till", "cash", "x"), fmt.Sprintf(one, "a", "cash", "till", "5.00"),
		}, ",")+`]}`, "200", `"ref":"b","error":{"code":"ledger.short"`, `"ref":"c","error":{"code":"ledgerapi.amount"`)
		if strings.Count(got, `"id":`) != 2 || strings.Count(got, `"replayed":true`) != 1 {
			t.Errorf("got %s", got)
		}
		w.want("acme", "GET", "/accounts/till", "", `"total":"5.00"`)
		w.want("acme", "POST", "/transfers/bulk", `{"transfers":[]}`, "422", "ledgerapi.bulk")
		w.want("acme", "POST", "/transfers/bulk", `{"transfers":[`+strings.Repeat(fmt.Sprintf(one, "z", "cash", "till", "1.00")+",", 1000)+fmt.Sprintf(one, "y", "cash", "till", "1.00")+`]}`, "422", "ledgerapi.bulk")
	})
}

func TestAHoldIsCapturedReleasedAndExpires(t *testing.T) {
	each(t, func(w *world) {
		w.want("acme", "POST", "/accounts", `{"id":"cash","currency":"CNY","credit":true}`, "200")
		w.want("acme", "POST", "/accounts", `{"id":"till","currency":"CNY"}`, "200")
		w.want("acme", "POST", "/transfers", `{"ref":"f","debit":"cash","credit":"till","amount":"10.00","currency":"CNY"}`, "200")
		w.want("acme", "POST", "/holds", `{"ref":"h","account":"till","amount":"8.00","currency":"CNY"}`, "200", `"rest":"8.00"`)
		w.want("acme", "POST", "/transfers", `{"ref":"s","debit":"till","credit":"cash","amount":"3.00","currency":"CNY"}`, "ledger.short")
		w.want("acme", "POST", "/holds/h/capture", `{"ref":"c","credit":"cash","amount":"5.00"}`, "200")
		w.want("acme", "POST", "/holds/h/capture", `{"ref":"c","credit":"cash","amount":"5.00"}`, `"replayed":true`)
		w.want("acme", "GET", "/holds/h", "", `"rest":"3.00"`)
		w.want("acme", "POST", "/holds/h/release", "", `"rest":"0.00"`)
		w.want("acme", "POST", "/holds/h/release", "", `"rest":"0.00"`)
		w.want("acme", "GET", "/accounts/till", "", `"total":"5.00","held":"0.00"`)
		w.want("acme", "POST", "/holds", fmt.Sprintf(`{"ref":"e","account":"till","amount":"1.00","currency":"CNY","expires":%q}`, w.clock.Now().Add(time.Minute).Format(time.RFC3339)), "200")
		w.clock.Move(time.Hour)
		if err := w.db.Do(t.Context(), func(tx *db.Tx) error { return ledgerapi.ReleaseExpired(t.Context(), tx, w.led) }); err != nil {
			t.Fatal(err)
		}
		w.want("acme", "GET", "/accounts/till", "", `"held":"0.00"`)
	})
}

func TestInstitutionsDoNotSeeEachOther(t *testing.T) {
	each(t, func(w *world) {
		w.want("acme", "POST", "/accounts", `{"id":"till","currency":"CNY"}`, "200")
		w.want("zeta", "GET", "/accounts/till", "", "404", "ledger.no_account")
		w.want("zeta", "GET", "/accounts/acme:till", "", "404")
		w.want("", "GET", "/accounts/till", "", "401", "ledgerapi.token")
		w.want("acme", "GET", "/nothing", "", "404")
		if err := w.db.Do(t.Context(), func(tx *db.Tx) error { return ledgerapi.EndTokens(t.Context(), tx, "acme") }); err != nil {
			t.Fatal(err)
		}
		w.clock.Move(2 * time.Minute)
		w.want("acme", "GET", "/accounts/till", "", "401")
	})
}
