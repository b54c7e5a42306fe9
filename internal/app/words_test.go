package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
)

// An operator lists words, and programs hear which of them a text holds.
func TestProgramsHearOfWordsThatAnOperatorListed(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a := newAuthor(t, d)
		g := a.guest("+8613900000221")
		at := "/api/mini/" + a.AppID + "/risks"
		g.asks("POST", at, `{"text":"加微信领红包"}`, 200, `"hits":[]`)

		const list = "/console/api/words"
		a.operator.must("POST", list, `{"kind":"ad","lines":"加微信领红包\n免费领取\nFree gift card"}`)
		if got := a.operator.must("POST", list, `{"kind":"ad","lines":"免费 领取\n刷单"}`); !strings.Contains(got, `"added":1,"known":1`) {
			t.Error(got)
		}
		g.asks("POST", at, `{"text":"加 微信，领 红包"}`, 200, `{"kind":"ad","text":"加微信领红包"}`)
		if got := a.operator.must("POST", list+"/try", `{"text":"FREE  GIFT CARD"}`); !strings.Contains(got, `"text":"Free gift card"`) {
			t.Error(got)
		}
		g.asks("POST", at, `{"text":"`+strings.Repeat("长", 2001)+`"}`, 422)
		g.asks("POST", "/api/mini/2099999999999999/risks", `{"text":"a"}`, 404, "bridge.app")
		if code, got := a.operator.call("POST", list, "k-1", `{"kind":"ad","lines":"好的词\n!"}`); code != 422 || !strings.Contains(got, `"words.word"`) || !strings.Contains(got, `"line":2`) {
			t.Error(code, got)
		}

		var page struct {
			Items []struct{ ID, Text, By string }
			Next  string
		}
		if err := json.Unmarshal([]byte(a.operator.must("GET", list+"?kind=ad&part=微信&limit=1", "")), &page); err != nil || len(page.Items) != 1 || page.Next != "" {
			t.Fatal(page, err)
		}
		auditor := desk{t, a.srv.URL, sessionOf(t, a.app, "+8613900000222", scope.Auditor, identity.Console).Token}
		auditor.must("GET", list, "")
		auditor.must("POST", list+"/try", `{"text":"a"}`)
		if code, got := auditor.call("DELETE", list+"/"+page.Items[0].ID, "", ""); code != 403 {
			t.Error("an auditor changes something:", code, got)
		}
		if code, got := a.desk.call("GET", list, "", ""); code != 403 {
			t.Error("a developer reads the list:", code, got)
		}
		a.operator.must("DELETE", list+"/"+page.Items[0].ID, "")
		if code, got := a.operator.call("DELETE", list+"/"+page.Items[0].ID, "", ""); code != 404 {
			t.Error(code, got)
		}
		g.asks("POST", at, `{"text":"加微信领红包"}`, 200, `"hits":[]`)
		if got := a.operator.must("GET", "/console/api/audit", ""); !strings.Contains(got, "words.added") || !strings.Contains(got, "word:加微信领红包") {
			t.Error("the audit log does not know of it")
		}
		code := 0
		for range 70 {
			if code, _ = g.try("POST", at, `{"text":"a"}`); code == 429 {
				break
			}
		}
		if code != 429 {
			t.Error("nobody stops it:", code)
		}
	})
}
