package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"livewell/internal/app"
	"livewell/internal/kit/db"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/mini/dev"
)

// printed is what fn writes to standard output.
func printed(t *testing.T, fn func() error) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	old := os.Stdout
	os.Stdout = w
	err = fn()
	os.Stdout = old
	w.Close()
	b, _ := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What the developer's guide says, line by line: a newcomer has their program at a
// link, changes it, sees the change at the next one, and asks for a review.
func TestANewcomerBringsAProgramToAPhone(t *testing.T) {
	ctx := context.Background()
	home, src := t.TempDir(), filepath.Join(t.TempDir(), "breakfast")
	d, err := db.Open(ctx, filepath.Join(testkit.Dir(t), "livewell.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx, app.Migrations()); err != nil {
		t.Fatal(err)
	}
	var handler http.Handler
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	defer srv.Close()
	a, err := app.New(d, slog.New(slog.DiscardHandler), app.Config{Keys: secret.InMemory(), Origin: strings.Replace(srv.URL, "127.0.0.1", "localhost", 1), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(ctx); err != nil {
		t.Fatal(err)
	}
	handler = a.Handler()

	id := strings.TrimSpace(printed(t, func() error { return sandboxNew{Server: srv.URL, Out: home}.Run(ctx) }))
	if err := dev.Init(src); err != nil {
		t.Fatal(err)
	}
	of := openApp{Env: filepath.Join(home, "env")}
	for range 2 { // registered again, it is as it was
		if got := printed(t, func() error { return miniKey{of}.Run(ctx) }); !strings.Contains(got, "is registered for "+id) {
			t.Fatal(got)
		}
	}
	send := miniSend{miniSource: miniSource{Src: src}, openApp: of}
	program := func(link string) string {
		t.Helper()
		link = strings.TrimSpace(link)
		_, token, ok := strings.Cut(link, "/mini/"+id+"?trial=")
		if !ok {
			t.Fatal(link)
		}
		res, err := http.Get(srv.URL + "/mini/t/" + token + "/app.js")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		if res.StatusCode != http.StatusOK {
			t.Fatal(res.Status, string(b))
		}
		return string(b)
	}
	preview := func() string { return printed(t, func() error { return miniPreview{miniSend: send}.Run(ctx) }) }
	program(preview())
	if err := os.WriteFile(filepath.Join(src, "app.js"), []byte(`App({ onLaunch() { console.log("second helping") } })`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := program(preview()); !strings.Contains(got, "second helping") {
		t.Error("the second link opens the first program")
	}
	upload := miniUpload{miniSend: send, Version: "1.0.0"}
	if got := printed(t, func() error { return upload.Run(ctx) }); !strings.Contains(got, "alipay.open.mini.version.online") {
		t.Error(got)
	}
	upload.Submit, upload.Description = true, "short"
	if err := upload.Run(ctx); err == nil || !strings.Contains(err.Error(), "30 to 500") {
		t.Error(err)
	}
	upload.Description = "Noodles at the door: choose, pay and follow the rider."
	printed(t, func() error { return upload.Run(ctx) })
	var list struct {
		Infos []struct {
			Version string `json:"app_version"`
			Status  string `json:"version_status"`
		} `json:"app_version_infos"`
	}
	settled, err := of.settled()
	if err != nil {
		t.Fatal(err)
	}
	if err := settled.call(ctx, "alipay.open.mini.version.list.query", map[string]string{"biz_content": "{}"}, nil, nil, &list); err != nil {
		t.Fatal(err)
	}
	// The first preview went when the second came.
	if len(list.Infos) != 2 || list.Infos[0].Version != "1.0.0" || list.Infos[0].Status != "AUDITING" || list.Infos[1].Version != "0.0.2" {
		t.Errorf("%+v", list.Infos)
	}
	upload.Version = "0.9.0"
	if err := upload.Run(ctx); err == nil || !strings.Contains(err.Error(), "VERSION_HAS_EXISTED") {
		t.Error(err)
	}
}

func TestTheNextVersionIsAboveAll(t *testing.T) {
	for want, all := range map[string][]string{
		"0.0.1": {""}, "1.2.4": {"1.2.3", "0.9.9"}, "1.3.0": {"1.2.999"}, "2.0.0": {"1.999.999", "1.0.0"},
	} {
		if got := nextVersion(all); got != want {
			t.Errorf("after %v: %s, want %s", all, got, want)
		}
	}
}
