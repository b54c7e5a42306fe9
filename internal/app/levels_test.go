package app_test

import (
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/find/home"
	"livewell/internal/kit/db"
	"livewell/internal/kit/testkit"
)

// A gray release for new people and for the beta channel is for them and for nobody else.
func TestAGrayReleaseIsForLevelsOfPeople(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		a := newAuthor(t, d)
		a.release("1.0.0")
		a.approve("2.0.0")
		old, eager := a.guest("+8613900000221"), a.guest("+8613900000222")
		clock.Move(home.NewFor + time.Hour)
		fresh := a.guest("+8613900000223")
		eager.asks("PUT", "/api/home/beta", `{"on":true}`, 200)
		spread := func(levels string) {
			t.Helper()
			a.developer().must("POST", "/console/api/apps/"+a.AppID+"/mini/versions/2.0.0/gray", `{"points":10000,"levels":[`+levels+`]}`)
		}
		gets := func(g guest) string {
			return field(g.asks("GET", "/api/mini/"+a.AppID, "", 200), "version")
		}
		spread(`"beta"`)
		if o, e, f := gets(old), gets(eager), gets(fresh); o != "1.0.0" || e != "2.0.0" || f != "1.0.0" {
			t.Error("for the beta channel:", o, e, f)
		}
		spread(`"beta","new"`)
		if o, e, f := gets(old), gets(eager), gets(fresh); o != "1.0.0" || e != "2.0.0" || f != "2.0.0" {
			t.Error("for new people too:", o, e, f)
		}
		if code, got := a.developer().call("POST", "/console/api/apps/"+a.AppID+"/mini/versions/2.0.0/gray", "", `{"points":10000,"levels":["gold"]}`); code != 422 || !strings.Contains(got, "levels") {
			t.Error(code, got)
		}
	})
}
