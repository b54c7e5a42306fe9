package address_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"livewell/internal/core/address"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
)

func home() address.Address {
	return address.Address{Name: "林晓", Phone: "138 0000 0001", Place: "三里屯路 19 号", Door: "2 单元 301", Label: "home", At: geo.Point{Lat: 39.93, Lng: 116.45}}
}

func TestAnAddressIsItsOwnersAndSealed(t *testing.T) {
	testkit.Each(t, [][]db.Migration{address.Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s, ctx := address.New(secret.InMemory()), t.Context()
		save := func(user string, a address.Address) (address.Address, error) {
			return db.Get(ctx, d, func(tx *db.Tx) (address.Address, error) { return s.Save(ctx, tx, user, a) })
		}
		a, err := save("u1", home())
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(ctx, d, "u1", a.ID)
		if err != nil || got != a || got.Phone != "13800000001" {
			t.Errorf("got %+v, %v", got, err)
		}
		if _, err := s.Get(ctx, d, "u2", a.ID); !errors.Is(err, address.ErrNotFound) {
			t.Errorf("another reads it: %v", err)
		}
		if _, err := save("u2", a); !errors.Is(err, address.ErrNotFound) {
			t.Errorf("another changes it: %v", err)
		}
		a.Door = "302"
		if _, err := save("u1", a); err != nil {
			t.Fatal(err)
		}
		if l, err := s.List(ctx, d, "u1"); err != nil || len(l) != 1 || l[0].Door != "302" {
			t.Errorf("got %+v, %v", l, err)
		}
		for range 2 {
			if err := d.Do(ctx, func(tx *db.Tx) error { return s.Remove(ctx, tx, "u1", a.ID) }); err != nil {
				t.Error(err)
			}
		}
		if l, _ := s.List(ctx, d, "u1"); len(l) != 0 {
			t.Error("it is still there")
		}
		for name, c := range map[string]struct {
			change func(*address.Address)
			want   error
		}{
			"nobody":   {func(a *address.Address) { a.Name = " " }, address.ErrName},
			"phone":    {func(a *address.Address) { a.Phone = "12a45" }, address.ErrPhone},
			"nowhere":  {func(a *address.Address) { a.Place = "" }, address.ErrPlace},
			"no place": {func(a *address.Address) { a.At.Lng = 200 }, geo.ErrPoint},
		} {
			a := home()
			c.change(&a)
			if _, err := save("u1", a); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestNoAddressLiesOpenInTheFile(t *testing.T) {
	file := filepath.Join(testkit.Dir(t), "address.db")
	d, err := db.Open(t.Context(), file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(t.Context(), address.Migrations); err != nil {
		t.Fatal(err)
	}
	if err := d.Do(t.Context(), func(tx *db.Tx) error {
		_, err := address.New(secret.InMemory()).Save(t.Context(), tx, "u1", home())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	d.Close()
	raw, err := os.ReadFile(file)
	if err != nil || bytes.Contains(raw, []byte("林晓")) || bytes.Contains(raw, []byte("13800000001")) || bytes.Contains(raw, []byte("三里屯")) {
		t.Error("an address can be read in the file", err)
	}
}
