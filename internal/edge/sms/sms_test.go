package sms_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"livewell/internal/edge/sms"
	"livewell/internal/kit/egress"
)

func TestACodeGoesToTheGateway(t *testing.T) {
	var got, auth string
	status := http.StatusAccepted
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got, auth = string(b), r.Header.Get("Authorization")
		w.WriteHeader(status)
	}))
	defer srv.Close()
	g := sms.Gateway{Client: egress.New(time.Now), URL: srv.URL, Token: "t", Loopback: true}
	if err := g.SendCode(t.Context(), "+8613900000001", "123456"); err != nil {
		t.Fatal(err)
	}
	if want := `{"phone":"+8613900000001","kind":"sign_in","code":"123456"}`; got != want || auth != "Bearer t" {
		t.Errorf("sent %s as %s", got, auth)
	}
	status = http.StatusTooManyRequests
	err := g.SendCode(t.Context(), "+8613900000001", "123456")
	if err == nil || strings.Contains(err.Error(), "123456") || strings.Contains(err.Error(), "139") {
		t.Errorf("got %v", err)
	}
	g.Loopback = false
	if err := g.SendCode(t.Context(), "+8613900000001", "123456"); err == nil {
		t.Error("went to loopback though it may not")
	}
}
