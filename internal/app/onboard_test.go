package app_test

import (
	"fmt"
	"strings"
	"testing"

	"livewell/internal/app"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/testkit"
	"livewell/internal/trade/onboard"
)

func TestAFileOfMerchantsIsTakenButForItsBadLines(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a, err := app.New(d, quiet, conf())
		if err != nil {
			t.Fatal(err)
		}
		s := onboard.New(d, a.Identity, a.Merchants, a.Stores)
		var file strings.Builder
		file.WriteString("\ufeffref,phone,name,category,city,address,lat,lng,hours\n")
		for i := range 300 {
			fmt.Fprintf(&file, "R%d,137%08d,Shop %d,noodles,110000,Road %d,39.9%d,116.4%d,10:00-22:00\n", i, i/10, i, i, i%10, i%10)
		}
		file.WriteString("B1,12,Shop,noodles,110000,Road,39.9,116.4,10:00-22:00\n" + // phone
			"B2,13700009999,Shop,spaceport,110000,Road,39.9,116.4,10:00-22:00\n" + // category
			"B3,13700009999,Shop,noodles,110000,Road,north,116.4,10:00-22:00\n" +
			"B4,13700009999,Shop,noodles,110000,Road,39.9,116.4,always\n" +
			"B5,13700009999,,noodles,110000,Road,39.9,116.4,10:00-22:00\n" +
			",13700009999,Shop,noodles,110000,Road,39.9,116.4,10:00-22:00\n" +
			"R1,13700009999,Twice,noodles,110000,Road,39.9,116.4,10:00-22:00\n")
		for round := range 2 {
			r, err := s.File(t.Context(), strings.NewReader(file.String()), func(int) {})
			if err != nil || len(r.Faults) != 6 || round == 0 && (r.In != 300 || r.Skipped != 1) || round == 1 && (r.In != 0 || r.Skipped != 301) {
				t.Fatalf("round %d: %d in, %d skipped, %+v, %v", round, r.In, r.Skipped, r.Faults, err)
			}
			columns := map[string]string{}
			for _, f := range r.Faults {
				columns[f.Ref] = f.Column
			}
			if columns["B1"] != "phone" || columns["B2"] != "category" || columns["B3"] != "lat" || columns["B4"] != "hours" || columns["B5"] != "name" || columns[""] != "ref" {
				t.Errorf("the columns are %v", columns)
			}
		}
		near, err := a.Stores.Near(t.Context(), d, "110000", geo.Box{Min: geo.Point{Lat: 39, Lng: 116}, Max: geo.Point{Lat: 41, Lng: 117}})
		if err != nil || len(near) != 300 {
			t.Errorf("%d stores are there, %v", len(near), err)
		}
		if _, err := s.File(t.Context(), strings.NewReader("phone,name\n"), func(int) {}); err == nil {
			t.Error("a file without its columns is taken")
		}
	})
}
