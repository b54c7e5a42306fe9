package app_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/kit/web"
)

// surfaces are all that know callers by a session.
func surfaces(a *app.App) map[string]*web.API {
	return map[string]*web.API{"consumer": a.Consumer, "console": a.Console, "terminal": a.Terminal}
}

// The permission matrix is a file, so that a change of who may do what is seen
// by a reviewer.
func TestPermissionMatrix(t *testing.T) {
	a, err := app.New(nil, quiet, conf())
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	for name, api := range surfaces(a) {
		for _, op := range api.Ops() {
			fmt.Fprintf(&got, "%s %-6s %-40s %-24s", name, op.Method, op.Path, op.Name)
			for _, r := range op.Roles {
				fmt.Fprintf(&got, " %s", r)
			}
			got.WriteString("\n")
		}
	}
	lines := strings.SplitAfter(got.String(), "\n")
	slices.Sort(lines)
	text := strings.Join(lines, "")
	const file = "testdata/golden/permissions.txt"
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || string(want) != text {
		t.Errorf("%s is out of date: run go test ./internal/app -update, and look at the diff (%v)", file, err)
	}
}

var parameter = regexp.MustCompile(`\{[^}]+\}`)

// Every operation is tried by nobody and by each role, with a real session.
func TestEveryRoleOnEveryOperation(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a, err := app.New(d, quiet, conf())
		if err != nil {
			t.Fatal(err)
		}
		srv := httptest.NewServer(a.Handler())
		defer srv.Close()
		screen := identity.SignIn{Token: paired(t, a), Kind: "terminal"}
		for i, role := range scope.Roles() {
			for name, api := range surfaces(a) {
				for _, op := range api.Ops() {
					var in identity.SignIn
					if name == "terminal" && role == scope.Terminal {
						in = screen
					} else if role != scope.Public {
						in = sessionOf(t, a, fmt.Sprintf("+86139000001%02d", i), role, kinds[name])
					}
					code, body := call(t, srv.URL, op, in)
					denied := strings.Contains(body, `"request.no_session"`) || strings.Contains(body, `"request.not_allowed"`)
					// Everybody who signed in is a consumer too.
					may := slices.Contains(op.Roles, scope.Public) || slices.Contains(op.Roles, role) ||
						role != scope.Public && slices.Contains(op.Roles, scope.Consumer)
					if may == denied || !may && code != 401 && code != 403 || code >= 500 && code != 503 {
						t.Errorf("%s on %s: %d %s, may call: %v", role, op.Name, code, body, may)
					}
				}
			}
		}
	})
}

// kinds are the sessions that the surfaces take.
var kinds = map[string]identity.Kind{"consumer": identity.App, "console": identity.Console}

func sessionOf(t *testing.T, a *app.App, phone string, role scope.Role, kind identity.Kind) identity.SignIn {
	in, err := db.Get(t.Context(), a.DB, func(tx *db.Tx) (identity.SignIn, error) {
		u, err := a.Identity.Ensure(t.Context(), tx, phone, "en")
		if err != nil {
			return identity.SignIn{}, err
		}
		if role != scope.Consumer {
			if err := a.Identity.Grant(t.Context(), tx, u.ID, role, ""); err != nil {
				return identity.SignIn{}, err
			}
		}
		return a.Identity.Open(t.Context(), tx, u.ID, identity.Device{Name: "test", Kind: kind})
	})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// call sends an empty request, and of a stream reads no more than its head.
func call(t *testing.T, url string, op web.OpInfo, in identity.SignIn) (int, string) {
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	r, err := http.NewRequestWithContext(ctx, op.Method, url+parameter.ReplaceAllString(op.Path, "1"), nil)
	if err != nil {
		t.Fatal(err)
	}
	name := "livewell"
	if in.Kind != "" && in.Kind != identity.App {
		name += "_" + string(in.Kind)
	}
	r.AddCookie(&http.Cookie{Name: name, Value: in.Token})
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.Header.Get("Content-Type") == "text/event-stream" {
		return res.StatusCode, ""
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, b.String()
}
