package app_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/qr"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/mini/compiler"
	"livewell/internal/mini/look"
	"livewell/internal/mini/pack"
	"livewell/internal/open/protocol"
)

// author is a sandbox whose app has a program, with the desks of who reviews.
type author struct {
	tenant
	srv      *httptest.Server
	key      ed25519.PrivateKey
	operator desk
	desk     desk // the developer's own
}

func newAuthor(t *testing.T, d *db.DB) author {
	t.Helper()
	s := newTenant(t, d)
	srv := httptest.NewServer(s.web)
	t.Cleanup(srv.Close)
	a := author{s, srv, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, 32)), desk{t, srv.URL, sessionOf(t, s.app, "+8613900000101", scope.Operator, identity.Console).Token}, desk{t, srv.URL, ""}}
	mine, err := s.app.Clients.Lookup(t.Context(), s.AppID)
	if err != nil {
		t.Fatal(err)
	}
	in, err := db.Get(t.Context(), d, func(tx *db.Tx) (identity.SignIn, error) {
		if err := s.app.Identity.Grant(t.Context(), tx, mine.Owner, scope.Developer, ""); err != nil {
			return identity.SignIn{}, err
		}
		return s.app.Identity.Open(t.Context(), tx, mine.Owner, identity.Device{Name: "test", Kind: identity.Console})
	})
	if err != nil {
		t.Fatal(err)
	}
	public := base64.StdEncoding.EncodeToString(a.key.Public().(ed25519.PublicKey))
	a.desk.token = in.Token
	a.desk.must("POST", "/console/api/apps/"+s.AppID+"/mini/keys", `{"publicKey":"`+public+`"}`)
	return a
}

// packed is a package of the app's program, signed.
func (a author) packed(version string) []byte {
	a.t.Helper()
	p, err := compiler.Build(fstest.MapFS{
		"app.json": {Data: []byte(`{"pages":["index"]}`)}, "index.axml": {Data: []byte("<view>" + version + "</view>")}, "index.js": {Data: []byte(`Page({})`)},
	}, compiler.Options{})
	if err != nil {
		a.t.Fatal(err)
	}
	k, err := pack.Make(p, pack.Info{AppID: a.AppID, Name: "Noodles", Version: version})
	if err != nil {
		a.t.Fatal(err)
	}
	k.Sign(pack.Developer, a.key)
	var b bytes.Buffer
	if err := k.Write(&b); err != nil {
		a.t.Fatal(err)
	}
	return b.Bytes()
}

// upload sends raw as a developer's program does, and gives the answer's text.
func (a author) upload(raw []byte) string {
	a.t.Helper()
	sum := sha256.Sum256(raw)
	p := protocol.Params{
		"app_id": a.AppID, "method": "livewell.mini.package.upload", "charset": "utf-8", "sign_type": "RSA2", "version": "1.0",
		"timestamp": protocol.Time(a.app.DB.Now()), "package_hash": hex.EncodeToString(sum[:]),
	}
	if err := protocol.SignRequest(p, a.tenant); err != nil {
		a.t.Fatal(err)
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, v := range p {
		w.WriteField(k, v)
	}
	f, _ := w.CreateFormFile("package_content", "noodles.zip")
	f.Write(raw)
	w.Close()
	r := httptest.NewRequest("POST", "/gateway.do", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	rec := httptest.NewRecorder()
	a.web.ServeHTTP(rec, r)
	return rec.Body.String()
}

const described = "Noodles at the door: choose, pay and follow the rider."

// says calls a method about a version and wants a code: 10000 or a sub code.
func (a author) says(want, method, version string, more ...string) map[string]string {
	a.t.Helper()
	biz := fmt.Sprintf(`{"app_version":%q`, version)
	for i := 0; i+1 < len(more); i += 2 {
		biz += fmt.Sprintf(`,%q:%q`, more[i], more[i+1])
	}
	got := a.call("alipay.open.mini."+method, biz+"}")
	if got["code"] != want && got["sub_code"] != want {
		a.t.Errorf("%s %s: %v, want %s", method, version, got, want)
	}
	return got
}

// apply asks for a review; its fields are parameters of their own.
func (a author) apply(want, version, description string) {
	a.t.Helper()
	got := a.call("alipay.open.mini.version.audit.apply", "", "app_version", version, "version_desc", description)
	if got["code"] != want && got["sub_code"] != want {
		a.t.Errorf("apply %s: %v, want %s", version, got, want)
	}
}

// decide is what the operator says of the version in review.
func (a author) decide(version, verdict string) {
	a.t.Helper()
	hash := a.says("10000", "version.detail.query", version)["content_hash"]
	list := a.operator.must("GET", "/console/api/mini/reviews", "")
	_, id, _ := strings.Cut(list, `"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	_, base, _ := strings.Cut(a.operator.must("GET", "/console/api/mini/reviews/"+id, ""), `"base":"`)
	base, _, _ = strings.Cut(base, `"`)
	if code, body, _ := a.get(base + "app.js"); code != 200 {
		a.t.Errorf("who reviews reads the program: %d %s", code, body)
	}
	a.operator.must("POST", "/console/api/mini/reviews/"+id, fmt.Sprintf(`{"hash":%q,"verdict":%q,"reason":"as it should be"}`, hash, verdict))
	if code, _, _ := a.get(base + "app.js"); code != 403 {
		a.t.Errorf("after the review: %d", code)
	}
}

// program is what a host is told.
type program struct {
	State, Version, Base, List, PlatformSignature string

	Seq int64
}

// served is what nobody in particular gets.
func (a author) served() (out program) {
	a.t.Helper()
	_, body, _ := a.get("/api/mini/" + a.AppID)
	if err := json.Unmarshal([]byte(body), &out); err != nil {
		a.t.Fatal(body, err)
	}
	return out
}

func (a author) get(path string) (int, string, http.Header) {
	a.t.Helper()
	res, err := http.Get(a.srv.URL + path)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b), res.Header
}

// A developer brings two versions to people, and goes back to the first.
func TestAProgramGoesFromTheDeveloperToThePeople(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		a := newAuthor(t, d)
		if got := a.upload(a.packed("1.0.0")); !strings.Contains(got, `"app_version":"1.0.0"`) {
			t.Fatal(got)
		}
		a.says("10000", "version.build.query", "1.0.0")
		if got := a.served(); got.State != "none" {
			t.Errorf("before a review: %+v", got)
		}
		a.apply("10000", "1.0.0", described)
		a.decide("1.0.0", "approved")
		a.says("10000", "version.gray.online", "1.0.0", "gray_strategy", "p10")
		if got := a.says("10000", "version.detail.query", "1.0.0"); got["status"] != "GRAY" || got["gray_strategy"] != "p10" || got["base_audit"] != "AUDIT_PASS" {
			t.Errorf("%v", got)
		}
		a.says("10000", "version.gray.online", "1.0.0", "gray_strategy", "p50")
		a.says("10000", "version.online", "1.0.0")
		first := a.served()
		if first.State != "online" || first.Version != "1.0.0" || first.PlatformSignature == "" {
			t.Errorf("%+v", first)
		}
		code, body, head := a.get(first.Base + "manifest.json")
		if code != 200 || !strings.Contains(body, `"index"`) || !strings.Contains(head.Get("Cache-Control"), "immutable") || head.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%d %s %v", code, body, head)
		}
		if _, list, _ := a.get(first.List); !strings.HasSuffix(first.List, sha(list)) {
			t.Errorf("the list does not make its own address: %s", list)
		}
		for _, path := range []string{"nothing.js", "../manifest.json", "..%2fmanifest.json"} {
			if code, body, head := a.get(first.Base + path); code == 200 && !strings.Contains(body, "<!doctype") || strings.Contains(head.Get("Cache-Control"), "immutable") && code != 200 {
				t.Errorf("%s: %d %s", path, code, body)
			}
		}

		a.upload(a.packed("2.0.0"))
		a.apply("10000", "2.0.0", described)
		a.decide("2.0.0", "approved")
		a.says("10000", "version.online", "2.0.0")
		if got := a.served(); got.Version != "2.0.0" {
			t.Errorf("%+v", got)
		}
		if got := a.says("10000", "version.detail.query", "1.0.0"); got["status"] != "OFFLINE" {
			t.Errorf("%v", got)
		}
		heard := make(chan string, 4)
		go func() {
			r, _ := http.NewRequestWithContext(t.Context(), "GET", a.srv.URL+"/api/mini/"+a.AppID+"/live", nil)
			if res, err := http.DefaultClient.Do(r); err == nil {
				defer res.Body.Close()
				b := make([]byte, 16<<10)
				for {
					n, err := res.Body.Read(b)
					if n > 0 {
						heard <- string(b[:n])
					}
					if err != nil {
						return
					}
				}
			}
		}()
		wait(t, heard, `"version":"2.0.0"`)
		a.says("10000", "version.rollback", "2.0.0")
		wait(t, heard, `"version":"1.0.0"`)
		if got := a.served(); got.Version != "1.0.0" || got.Base != first.Base || got.Seq <= first.Seq {
			t.Errorf("%+v", got)
		}
		a.operator.must("POST", "/console/api/mini/programs/"+a.AppID+"/stop", `{"stopped":true,"reason":"it steals"}`)
		if got := a.served(); got.State != "stopped" || got.Base != "" {
			t.Errorf("%+v", got)
		}
		if code, _, _ := a.get(first.Base + "manifest.json"); code != 404 {
			t.Errorf("a stopped program's file: %d", code)
		}
		if got := a.operator.must("GET", "/console/api/audit", ""); !strings.Contains(got, "mini.stop") || !strings.Contains(got, "mini.approved") {
			t.Error(got)
		}
		c.Move(time.Second)
		a.whole()
	})
}

func sha(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func wait(t *testing.T, heard <-chan string, want string) {
	t.Helper()
	for {
		select {
		case got := <-heard:
			if strings.Contains(got, want) {
				return
			}
		case <-time.After(10 * time.Second): // what the platform promises
			t.Fatalf("nobody heard %s", want)
		}
	}
}

// Each refusal of the public platform has its code.
func TestMiniProgramsAreRefusedAsOnThePublicPlatform(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a := newAuthor(t, d)
		refused := func(want string, raw []byte) {
			t.Helper()
			if got := a.upload(raw); !strings.Contains(got, `"sub_code":"`+want+`"`) {
				t.Errorf("%s, want %s", got, want)
			}
		}
		a.upload(a.packed("1.0.1"))
		refused("VERSION_HAS_EXISTED", a.packed("1.0.0"))
		changed := bytes.Replace(a.packed("1.0.2"), []byte("1.0.2"), []byte("1.0.3"), 1)
		refused("PACKAGE_FILE_CHANGED", changed)
		refused("PACKAGE_NOT_ZIP", []byte("hello"))
		for i := 2; i < 21; i++ {
			a.upload(a.packed(fmt.Sprintf("1.0.%d", i)))
		}
		refused("DEVELOP_VERSION_EXCEED_LIMIT", a.packed("1.1.0"))
		a.says("10000", "version.delete", "1.0.20")
		a.says("APP_VERSION_NOT_EXIST", "version.delete", "1.0.20")
		refused("VERSION_HAS_EXISTED", a.packed("1.0.20"))

		a.apply("isv.invalid-parameter", "1.0.1", "too short")
		a.apply("APP_VERSION_NOT_EXIST", "9.9.9", described)
		a.apply("10000", "1.0.1", described)
		a.apply("10000", "1.0.1", described)
		a.apply("CAN_NOT_SUBMIT_WITH_AUDIT_GRAY", "1.0.2", described)
		a.says("APP_VERSION_STATUS_INVALID", "version.online", "1.0.1")
		a.says("APP_VERSION_STATUS_INVALID", "version.delete", "1.0.1")
		a.says("10000", "version.audit.cancel", "1.0.1")
		a.apply("10000", "1.0.1", described)
		a.decide("1.0.1", "rejected")
		if got := a.says("10000", "version.detail.query", "1.0.1"); got["status"] != "AUDIT_REJECT" || got["reject_reason"] != "as it should be" {
			t.Errorf("%v", got)
		}
		a.apply("CAN_NOT_SUBMIT_WITH_AUDIT_GRAY", "1.0.2", described)
		a.says("10000", "version.audited.cancel", "1.0.1")
		a.apply("10000", "1.0.2", described)
		a.decide("1.0.2", "approved")
		a.apply("CAN_NOT_SUBMIT_WITH_AUDIT_GRAY", "1.0.1", described)
		for _, s := range []string{"p20", "10", "p100"} {
			a.says("GRAY_STRATEGY_IS_INVALID", "version.gray.online", "1.0.2", "gray_strategy", s)
		}
		a.says("10000", "version.gray.online", "1.0.2", "gray_strategy", "p30")
		a.says("GRAY_STRATEGY_IS_INVALID", "version.gray.online", "1.0.2", "gray_strategy", "p10")
		a.apply("CAN_NOT_SUBMIT_WITH_AUDIT_GRAY", "1.0.1", described)
		a.says("10000", "version.gray.cancel", "1.0.2")
		a.says("APP_VERSION_STATUS_INVALID", "version.gray.cancel", "1.0.2")
		a.says("10000", "version.online", "1.0.2")
		a.says("NO_VERSION_TO_ROLLBACK", "version.rollback", "1.0.2")
		a.says("10000", "version.offline", "1.0.2")
		a.says("10000", "version.offline", "1.0.2")
		a.says("BUNDLE_ID_INVALID", "version.offline", "1.0.2", "bundle_id", "com.example")
		a.says("TEMPLATE_NOT_EXIST", "version.upload", "2.0.0", "template_id", "2021999999999999", "template_version", "1.0.0")
		a.says("TEMPLATE_NOT_EXIST", "version.upload", "2.0.0", "template_id", a.AppID, "template_version", "9.0.0")
		if got := a.says("10000", "version.upload", "2.0.0", "template_id", a.AppID, "template_version", "1.0.2"); got["version_created"] != "Y" {
			t.Errorf("%v", got)
		}
		if got := a.says("10000", "experience.query", "2.0.0"); got["status"] != "notExpVersion" {
			t.Errorf("%v", got)
		}
		a.says("10000", "experience.create", "2.0.0")
		_, token, _ := strings.Cut(a.says("10000", "experience.query", "2.0.0")["exp_schema_url"], "?trial=")
		if code, body, head := a.get("/mini/t/" + token + "/manifest.json"); code != 200 || !strings.Contains(head.Get("Cache-Control"), "no-store") {
			t.Errorf("%d %s", code, body)
		}
		a.says("10000", "experience.cancel", "2.0.0")
		if code, _, _ := a.get("/mini/t/" + token + "/manifest.json"); code != 403 {
			t.Errorf("an ended trial: %d", code)
		}
		a.whole()
	})
}

// Two versions are submitted at the same moment, and one of them is in review.
func TestTwoVersionsSubmittedAtOnce(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a := newAuthor(t, d)
		a.upload(a.packed("1.0.0"))
		a.upload(a.packed("2.0.0"))
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				a.call("alipay.open.mini.version.audit.apply", "", "app_version", fmt.Sprintf("%d.0.0", i%2+1), "version_desc", described)
			})
		}
		wg.Wait()
		in := 0
		for _, v := range []string{"1.0.0", "2.0.0"} {
			if a.says("10000", "version.detail.query", v)["status"] == "AUDITING" {
				in++
			}
		}
		if in != 1 {
			t.Errorf("%d are in review", in)
		}
	})
}

// A code for a table opens the page of the table, and never anything else.
func TestACodeOpensAPageOfTheProgram(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a := newAuthor(t, d)
		made := func(page, query string) map[string]string {
			return a.call("alipay.open.app.qrcode.create", fmt.Sprintf(`{"url_param":%q,"query_param":%q,"describe":"Table 7"}`, page, query))
		}
		got := made("/pages/table/table", "table=7&from=door")
		origin, path, ok := strings.Cut(got["qr_code_url"], "/mini/q/")
		if got["code"] != "10000" || !ok || made("pages/table/table", "table=7&from=door")["qr_code_url"] != got["qr_code_url"] {
			t.Fatalf("%v", got)
		}
		code, picture, head := a.get("/mini/q/" + path)
		want, err := qr.Make(origin + "/mini/" + a.AppID + "?page=pages%2Ftable%2Ftable%3Ftable%3D7%26from%3Ddoor")
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := want.PNG(10)
		if err != nil || code != 200 || head.Get("Content-Type") != "image/png" || picture != string(drawn) {
			t.Errorf("%d %v: not the code of the page, %v", code, head, err)
		}
		for _, page := range []string{"https://elsewhere.example", "//elsewhere.example", "pages/../../t", "", "pages/a?x=1"} {
			if got := made(page, ""); got["code"] == "10000" {
				t.Errorf("%s: %v", page, got)
			}
		}
		for _, path := range []string{"2021999999999999?page=a", a.AppID, a.AppID + "?page=//elsewhere.example", a.AppID + "?page=a" + strings.Repeat("b", 2000)} {
			if code, _, _ := a.get("/mini/q/" + path); code != 404 {
				t.Errorf("%s: %d", path, code)
			}
		}
	})
}

// The pages of the console do all that the methods do, for who the app belongs to.
func TestADeveloperMovesVersionsInTheConsole(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a := newAuthor(t, d)
		at := "/console/api/apps/" + a.AppID + "/mini"
		status := func(want, got string) {
			t.Helper()
			if !strings.Contains(got, `"status":"`+want+`"`) {
				t.Errorf("%s, want %s", got, want)
			}
		}
		act := func(version, act string) string {
			t.Helper()
			return a.desk.must("POST", at+"/versions/"+version+"/act", `{"act":"`+act+`"}`)
		}
		submit := func(version string) {
			t.Helper()
			status("auditing", a.desk.must("POST", at+"/versions/"+version+"/submit", `{"description":"`+described+`","memo":"Table 7"}`))
		}
		for _, v := range []string{"1.0.0", "1.1.0", "1.2.0"} {
			a.upload(a.packed(v))
		}
		submit("1.0.0")
		status("init", act("1.0.0", "cancel"))
		submit("1.0.0")
		a.decide("1.0.0", "approved")
		status("init", act("1.0.0", "withdraw"))
		submit("1.0.0")
		a.decide("1.0.0", "approved")
		status("online", act("1.0.0", "release"))
		if got := a.operator.must("GET", "/console/api/mini/programs/"+a.AppID, ""); !strings.Contains(got, `"online":"1.0.0"`) {
			t.Error(got)
		}
		if got := a.operator.must("GET", "/console/api/mini/programs", ""); !strings.Contains(got, a.AppID) {
			t.Error(got)
		}
		submit("1.1.0")
		a.decide("1.1.0", "approved")
		status("gray", a.desk.must("POST", at+"/versions/1.1.0/gray", `{"points":500,"hosts":["app"]}`))
		status("online", act("1.1.0", "release"))
		status("offline", act("1.1.0", "rollback"))
		status("offline", act("1.0.0", "offline"))

		_, path, _ := strings.Cut(a.desk.must("POST", at+"/versions/1.2.0/trial", `{"on":true}`), `"path":"`)
		_, token, _ := strings.Cut(path, "?trial=")
		token, _, _ = strings.Cut(token, `"`)
		if code, body, _ := a.get("/mini/t/" + token + "/app.js"); code != 200 {
			t.Errorf("who has the link: %d %s", code, body)
		}
		if got := a.desk.must("POST", at+"/versions/1.2.0/trial", `{"on":false}`); strings.Contains(got, "path") {
			t.Error(got)
		}
		if code, _, _ := a.get("/mini/t/" + token + "/app.js"); code != 403 {
			t.Errorf("a link that was ended: %d", code)
		}
		a.desk.must("DELETE", at+"/versions/1.2.0", "")
		a.operator.must("POST", "/console/api/mini/programs/"+a.AppID+"/stop", `{"stopped":true,"reason":"it steals"}`)
		if got := a.desk.must("GET", at, ""); !strings.Contains(got, `"reason":"it steals"`) {
			t.Error(got)
		}
		stranger := desk{t, a.srv.URL, sessionOf(t, a.app, "+8613900000199", scope.Developer, identity.Console).Token}
		for _, ask := range [][3]string{
			{"GET", "", ""},
			{"POST", "/versions/1.1.0/act", `{"act":"release"}`},
			{"POST", "/versions/1.1.0/trial", `{"on":true}`},
			{"POST", "/versions/1.1.0/submit", `{"description":"` + described + `"}`},
			{"DELETE", "/versions/1.1.0", ""},
		} {
			if code, got := stranger.call(ask[0], at+ask[1], ask[1]+ask[2], ask[2]); code != 404 {
				t.Errorf("a stranger, %v: %d %s", ask, code, got)
			}
		}
		a.whole()
	})
}

// Where the pages cannot be opened, who reviews is told so, once.
func TestWhoReviewsHearsWhetherThePagesWereOpened(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a := newAuthor(t, d)
		a.app.Look.Browser = look.Off
		a.upload(a.packed("1.0.0"))
		if more, err := a.app.Look.Once(t.Context()); more || err != nil {
			t.Errorf("nothing waits: %t %v", more, err)
		}
		a.apply("10000", "1.0.0", described)
		for i := range 2 {
			if more, err := a.app.Look.Once(t.Context()); more != (i == 0) || err != nil {
				t.Errorf("look %d: %t %v", i, more, err)
			}
		}
		if got := a.desk.must("GET", "/console/api/apps/"+a.AppID+"/mini/versions/1.0.0", ""); strings.Count(got, "The pages were not opened") != 1 {
			t.Error(got)
		}
		a.says("10000", "version.audit.cancel", "1.0.0")
		a.says("10000", "version.delete", "1.0.0")
		a.whole()
	})
}
