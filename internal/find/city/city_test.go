package city

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/testkit"
)

func names(cs []City) (out []string) {
	for _, c := range cs {
		out = append(out, c.Zh)
	}
	return out
}

func TestTheListIsWhole(t *testing.T) {
	c := newCatalogue(nil, "110000")
	if n := len(c.List()); n < 342 {
		t.Errorf("%d cities, want 342 at least", n)
	}
	if len(packed)+len(cityLines)+len(provinceLines) > 1_500_000 {
		t.Error("the data is over 1.5 MB")
	}
	for _, x := range c.List() {
		if x.Zh == "" || x.En == "" || x.keys.initials == "" || c.Province(x) == (Province{}) {
			t.Errorf("%+v is not whole", x)
		}
		// A centre is in its own city, but where a town of its own lies in the middle, or islands around.
		at, _, ok := c.At(x.Centre)
		if !ok && x.Zh != "三沙" || ok && at.Code != x.Code && x.Code[:2] != at.Code[:2] {
			t.Errorf("the centre of %s is in %s", x.Zh, at.Zh)
		}
	}
	want := []string{"北京", "上海", "广州", "深圳", "成都", "杭州", "武汉", "西安", "重庆", "南京", "天津", "苏州"}
	if got := names(c.Hot()); !slices.Equal(got, want) {
		t.Errorf("hot: %v, want %v", got, want)
	}
}

func TestSearch(t *testing.T) {
	c := newCatalogue([]City{{Code: "110000", Zh: "北京", En: "Beijing", Pinyin: "bei jing", Hot: true}, {Code: "360800", Zh: "吉安", En: "Ji'an", Pinyin: "ji an", Hidden: true}}, "110000")
	for q, want := range map[string]string{
		"bj": "北京", "BJ": "北京", "beijing": "北京", "bei jing": "北京", "北": "北京", "北京市": "北京", "Beijing": "北京", "beij": "北京",
		"cd": "成都", "chengdu": "成都", "xian": "西安", "Xi'an": "西安", "xi’an": "西安", "urumqi": "乌鲁木齐", "Ürümqi": "乌鲁木齐",
		"wlmq": "乌鲁木齐", "hohhot": "呼和浩特", "huhehaote": "呼和浩特", "lvliang": "吕梁", "lüliang": "吕梁", "luliang": "吕梁",
		"cq": "重庆", "sz": "深圳", "suzhou": "苏州", "hong kong": "香港", "xianggang": "香港", "家界": "张家界", "市": "",
		"haote": "呼和浩特", "heishan": "", "zzz": "", "": "", " ": "", "吉安": "", "Sichuan": "成都", "四川": "成都", "吉林": "吉林", "ks": "喀什",
	} {
		got := names(c.Search(q))
		if first := strings.Join(got[:min(1, len(got))], ""); first != want {
			t.Errorf("%q finds %v, want %q first", q, got, want)
		}
	}
	if got := names(c.Search("yichun")); len(got) != 2 || !slices.Contains(got, "宜春") || !slices.Contains(got, "伊春") {
		t.Errorf("yichun finds %v, want both", got)
	}
}

// Every city is found by all that it is called, and no query panics.
func TestEveryCityIsFoundByItsNames(t *testing.T) {
	c := newCatalogue(nil, "110000")
	for _, x := range c.List() {
		for _, q := range []string{x.Zh, x.En, x.Pinyin, x.keys.initials, x.Zh[:3]} {
			if !slices.ContainsFunc(c.Search(q), func(y City) bool { return y.Code == x.Code }) {
				t.Errorf("%q does not find %s", q, x.Zh)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) { c.Search(rapid.String().Draw(t, "q")) })
}

var square = geo.Polygon{Outer: geo.Ring{{Lat: 39.9, Lng: 116.3}, {Lat: 39.9, Lng: 116.5}, {Lat: 40, Lng: 116.5}, {Lat: 40, Lng: 116.3}}}

func TestAnOperatorsCitiesComeFirst(t *testing.T) {
	centre := geo.Point{Lat: 39.95, Lng: 116.4} // in Beijing
	sea := geo.Point{Lat: 30, Lng: 125.5}
	c := newCatalogue([]City{
		{Code: "7", Zh: "新城", En: "New Town", Pinyin: "xin cheng", Centre: centre, Area: square},
		{Code: "8", Zh: "海城", En: "Sea City", Pinyin: "hai cheng", Centre: sea},
		{Code: "310000", Zh: "申城", En: "Shanghai", Pinyin: "shen cheng", Centre: geo.Point{Lat: 31.23, Lng: 121.47}},
		{Code: "131000", Zh: "廊坊", En: "Langfang", Pinyin: "lang fang", Hidden: true},
	}, "7")
	for name, k := range map[string]struct {
		p     geo.Point
		want  string
		exact bool
	}{
		"in its area":                  {centre, "新城", true},
		"beside its area":              {geo.Point{Lat: 40.05, Lng: 116.4}, "北京", true},
		"near one without a border":    {geo.Point{Lat: 30.1, Lng: 125.5}, "海城", false},
		"renamed with its old border":  {geo.Point{Lat: 31.1434, Lng: 121.8052}, "申城", true},
		"in a hidden one, near others": {geo.Point{Lat: 39.9480, Lng: 116.8030}, "北京", false},
	} {
		if got, exact, _ := c.At(k.p); got.Zh != k.want || exact != k.exact {
			t.Errorf("%s: %s, exact %v; want %s, %v", name, got.Zh, exact, k.want, k.exact)
		}
	}
	if c.Default().Zh != "新城" {
		t.Errorf("the default is %s", c.Default().Zh)
	}
	if _, err := c.Find("131000"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a hidden city is found: %v", err)
	}
}

func TestEveryCityIsUnderItsProvince(t *testing.T) {
	c := newCatalogue([]City{{Code: "7", Zh: "新城", En: "New Town", Pinyin: "xin cheng"}, {Code: "131000", Zh: "廊坊", En: "Langfang", Pinyin: "lang fang", Hidden: true}}, "110000")
	n, lands := 0, c.Lands()
	for i, l := range lands {
		n += len(l.Cities)
		if last := i == len(lands)-1; last != (l.Code == "") || last == c.HasProvince(l.Code) || !last && l.Zh == "" {
			t.Errorf("%+v is number %d of %d", l.Province, i, len(lands))
		}
	}
	if n != len(c.List()) || lands[0].Zh != "北京" || c.HasProvince("99") {
		t.Errorf("%d cities of %d are under a province, the first %s", n, len(c.List()), lands[0].Zh)
	}
}

func TestWhere(t *testing.T) {
	c := newCatalogue([]City{{Code: "131000", Zh: "廊坊", En: "Langfang", Pinyin: "lang fang", Hidden: true}}, "510100")
	beijing, london := &geo.Point{Lat: 39.92, Lng: 116.44}, &geo.Point{Lat: 51.5}
	for name, k := range map[string]struct {
		choice Choice
		p      *geo.Point
		city   string
		by     By
		ask    bool
	}{
		"nothing known":              {nil, nil, "成都", Fallback, false},
		"far from every city":        {nil, london, "成都", Fallback, false},
		"position alone":             {nil, beijing, "北京", Position, false},
		"choice alone":               {Choice{"440100"}, nil, "广州", Chosen, false},
		"choice and position agree":  {Choice{"110000"}, beijing, "北京", Chosen, false},
		"choice and position differ": {Choice{"440100", "110000"}, beijing, "广州", Chosen, true},
		"chosen, then far away":      {Choice{"440100"}, london, "广州", Chosen, false},
		"chosen and since hidden":    {Choice{"131000", "440100"}, nil, "成都", Fallback, false},
		"hidden, with a position":    {Choice{"131000", "440100"}, beijing, "北京", Position, false},
		"no such code":               {Choice{"x"}, nil, "成都", Fallback, false},
	} {
		if w := c.Where(k.choice, k.p); w.City.Zh != k.city || w.By != k.by || w.Ask != k.ask {
			t.Errorf("%s: %s by %s, ask %v; want %s by %s, %v", name, w.City.Zh, w.By, w.Ask, k.city, k.by, k.ask)
		}
	}
	if got := names(c.Where(Choice{"440100", "131000", "110000"}, nil).Recent); !slices.Equal(got, []string{"广州", "北京"}) {
		t.Errorf("recent: %v", got)
	}
}

func TestService(t *testing.T) {
	testkit.Each(t, [][]db.Migration{Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s, other := New(d), New(d) // two nodes
		now := func(s *Service) *Catalogue {
			c, err := s.Catalogue(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		do := func(fn func(tx *db.Tx) error) error {
			return d.Do(t.Context(), fn)
		}
		now(other)
		x := City{Zh: " 新城 ", En: "New Town", Pinyin: "xin cheng", Centre: geo.Point{Lat: 39.95, Lng: 116.4}, Area: square, Hot: true}
		if err := do(func(tx *db.Tx) (err error) { x, err = s.Add(t.Context(), tx, x); return err }); err != nil {
			t.Fatal(err)
		}
		got, err := now(other).Find(x.Code)
		if err != nil || got.Zh != "新城" || !got.Own || !got.Hot || !slices.Equal(got.Area.Outer, square.Outer) || got.Centre != x.Centre {
			t.Errorf("the other node sees %+v, %v", got, err)
		}
		edit := func(x City) error {
			return do(func(tx *db.Tx) error { _, err := s.Edit(t.Context(), tx, x); return err })
		}
		for name, k := range map[string]struct {
			x    City
			want error
		}{
			"no such city":   {City{Code: "nothing", Zh: "新", En: "New", Pinyin: "xin"}, ErrNotFound},
			"no name":        {City{Code: x.Code, Zh: " ", En: "New", Pinyin: "xin"}, ErrName},
			"no pinyin":      {City{Code: x.Code, Zh: "新", En: "New", Pinyin: "Xīn"}, ErrName},
			"no place":       {City{Code: x.Code, Zh: "新", En: "New", Pinyin: "xin", Centre: geo.Point{Lat: 91}}, geo.ErrPoint},
			"a line":         {City{Code: x.Code, Zh: "新", En: "New", Pinyin: "xin", Area: geo.Polygon{Outer: square.Outer[:2]}}, geo.ErrFewPoints},
			"hole, no shore": {City{Code: x.Code, Zh: "新", En: "New", Pinyin: "xin", Area: geo.Polygon{Holes: []geo.Ring{square.Outer}}}, geo.ErrFewPoints},
			"the default":    {City{Code: "110000", Zh: "北京", En: "Beijing", Pinyin: "bei jing", Hidden: true}, ErrDefault},
		} {
			if err := edit(k.x); !errors.Is(err, k.want) {
				t.Errorf("%s: %v, want %v", name, err, k.want)
			}
		}
		x.Hidden = true
		if err := errors.Join(edit(x), edit(x)); err != nil {
			t.Fatal(err)
		}
		if _, err := now(other).Find(x.Code); !errors.Is(err, ErrNotFound) {
			t.Errorf("hidden, the other node finds it: %v", err)
		}
		setDefault := func(code string) error {
			return do(func(tx *db.Tx) error { return s.SetDefault(t.Context(), tx, code) })
		}
		if err := setDefault(x.Code); !errors.Is(err, ErrNotFound) {
			t.Errorf("a hidden default: %v", err)
		}
		if err := setDefault("510100"); err != nil || now(other).Default().Zh != "成都" {
			t.Errorf("the default is %s, %v", now(other).Default().Zh, err)
		}
		// A change that is rolled back is nowhere.
		if err := do(func(tx *db.Tx) error { s.SetDefault(t.Context(), tx, "310000"); return errors.New("no") }); err == nil || now(s).Default().Zh != "成都" {
			t.Errorf("rolled back: the default is %s", now(s).Default().Zh)
		}
		choose(t, d, s)
	})
}

func choose(t *testing.T, d *db.DB, s *Service) {
	c, err := s.Catalogue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pick := func(user, code string) (got Choice, err error) {
		err = d.Do(t.Context(), func(tx *db.Tx) error { got, err = s.Choose(t.Context(), tx, c, user, code); return err })
		return got, err
	}
	if got, err := s.Choice(t.Context(), d, "ann"); err != nil || len(got) != 0 {
		t.Errorf("before any choice: %v, %v", got, err)
	}
	for _, code := range []string{"110000", "510100", "510100", "440100", "110000"} {
		if _, err := pick("ann", code); err != nil {
			t.Fatal(err)
		}
	}
	want := Choice{"110000", "440100", "510100"}
	if got, err := s.Choice(t.Context(), d, "ann"); err != nil || !slices.Equal(got, want) {
		t.Errorf("chose %v, %v; want %v", got, err, want)
	}
	if _, err := pick("ann", "nothing"); !errors.Is(err, ErrNotFound) {
		t.Errorf("no such city: %v", err)
	}
	for _, code := range []string{"310000", "320100", "320200", "320300", "320400", "320500", "320600"} {
		if got, err := pick("bob", code); err != nil || got[0] != code || len(got) > recent {
			t.Errorf("%v, %v", got, err)
		}
	}
	if err := d.Do(t.Context(), func(tx *db.Tx) error { return s.Forget(t.Context(), tx, "ann") }); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Choice(t.Context(), d, "ann"); err != nil || len(got) != 0 {
		t.Errorf("forgotten: %v, %v", got, err)
	}
}
