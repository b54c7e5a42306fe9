package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/mini/directory"
)

// Catalog is a catalogue of mini programs that nobody wrote. The same seed and
// number make the same ones: names of words that are used as words are, a few very
// often and most seldom (Zipf), and opens likewise.
type Catalog struct {
	Seed    uint64
	Entries int
}

// Parts of words: what is frequent in names of shops and services.
const (
	hanzi = "美食生活城市小店出行购物健康家学习优惠点餐茶咖啡花园书房电影车票公交地铁医院药店洗衣快递超市水果烘焙火锅面馆社区物业政务社保" +
		"旅游酒店民宿宠物母婴美容健身运动球馆课堂英语钢琴绘画银行保险天气日历记账菜谱停车充电加油租房装修搬家维修家政摄影婚礼鲜" +
		"东西南北春夏秋冬山海江河云星月日红绿蓝白金木土火大中新老好乐福安康宁明华丰盛达通顺和美佳味香甜"
	consonants = "bcdfghjklmnprstvwz"
	vowels     = "aeiou"
)

var english = strings.Fields("city coffee noodle tea health market travel ticket bus metro school book music film pet flower fruit bakery fit sport home clean car park news weather note bill food shop")

var places = strings.Fields("110000 310000 440100 510100 330100 500000 420100 320100 610100 330600")

const vocabulary = 30_000

func chinese(i int) string {
	r := []rune(hanzi)
	return string(r[i%len(r)]) + string(r[(i*7+i/len(r)*13+1)%len(r)])
}

func latin(i int) string {
	if i < len(english) {
		return english[i]
	}
	var b strings.Builder
	for n := i; n > 0 || b.Len() < 4; n /= len(consonants) * len(vowels) {
		b.WriteByte(consonants[n%len(consonants)])
		b.WriteByte(vowels[n/len(consonants)%len(vowels)])
	}
	return b.String()
}

// Entry makes the ith.
func (c Catalog) Entry(i int) directory.Entry {
	r := rand.New(rand.NewPCG(c.Seed, uint64(i))) // the same each time
	word := rand.NewZipf(r, 1.1, 4, vocabulary-1)
	opens := rand.NewZipf(r, 1.3, 50, 5_000_000)
	categories := directory.Categories()
	e := directory.Entry{App: c.App(i), Version: "1.0.0", Opens: int64(opens.Uint64()), Updated: time.Unix(1_700_000_000, 0)}
	e.Text = directory.Text{
		Zh: chinese(int(word.Uint64())) + chinese(int(word.Uint64())), En: latin(int(word.Uint64())) + " " + latin(int(word.Uint64())),
		Slogan: "每天都在你身边", Description: strings.Repeat("方便、快捷、可靠。", 8), Category: categories[r.IntN(len(categories))],
		Keywords: []string{chinese(int(word.Uint64())), latin(int(word.Uint64()))}, Developer: fmt.Sprintf("Developer %d", i/20),
	}
	if r.IntN(3) == 0 {
		e.Cities = []string{places[r.IntN(len(places))]}
	}
	return e
}

// App is the id of the ith.
func (Catalog) App(i int) string { return fmt.Sprintf("2021%012d", i) }

// Fill puts all into an empty directory.
func (c Catalog) Fill(ctx context.Context, d *db.DB) error {
	return directory.Fill(ctx, d, c.Entries, c.Entry)
}

// Reads are what people ask of the catalogue, by name: addresses that differ from
// one request to the next.
func (c Catalog) Reads() map[string]func(n int) string {
	categories := directory.Categories()
	find := func(words string) string { return "/api/mini-programs?q=" + url.QueryEscape(words) }
	name := func(n int) directory.Entry { return c.Entry(n * 7919 % c.Entries) }
	return map[string]func(int) string{
		"list, all": func(n int) string { return "/api/mini-programs?limit=20" },
		"list, category+city": func(n int) string {
			return "/api/mini-programs?category=" + string(categories[n%len(categories)]) + "&city=" + places[n%len(places)]
		},
		"lookup, one": func(n int) string { return "/api/mini-programs/" + c.App(n*7919%c.Entries) },
		"lookup, 50": func(n int) string {
			apps := make([]string, directory.Most)
			for i := range apps {
				apps[i] = c.App((n*7919 + i*104729) % c.Entries)
			}
			return "/api/mini-programs?apps=" + strings.Join(apps, ",")
		},
		"search, rare word":     func(n int) string { return find(latin(vocabulary - 1 - n%5000)) },
		"search, frequent word": func(n int) string { return find(english[n%len(english)]) },
		"search, two frequent":  func(n int) string { return find(english[n%len(english)] + " " + english[(n*3+1)%len(english)]) },
		"search, two of a name": func(n int) string { return find(name(n).En) },
		"search, Chinese word":  func(n int) string { return find(chinese(n % 200)) },
		"search, Chinese name":  func(n int) string { return find(name(n).Zh) },
		"search, character":     func(n int) string { return find(string([]rune(hanzi)[n%100])) },
		"search, beginning":     func(n int) string { return find(latin(n % 3000)[:3]) },
		"search, word+category": func(n int) string {
			return find(english[n%len(english)]) + "&category=" + string(categories[n%len(categories)])
		},
		"search, word+city":       func(n int) string { return find(chinese(n%200)) + "&city=" + places[n%len(places)] },
		"search, nothing like it": func(n int) string { return find("qqxx " + english[n%len(english)]) },
	}
}

// Update changes what is said of one after the other, n times.
func (c Catalog) Update(ctx context.Context, d *db.DB, n int) (Result, error) {
	s := directory.New(directory.Deps{
		Online: func(context.Context, db.Q, string) (string, error) { return "1.0.0", nil },
		City:   func(context.Context, string) (bool, error) { return true, nil },
	})
	res := Result{Name: "update, name and words"}
	var all []time.Duration
	began := time.Now()
	for i := range n {
		e := c.Entry((i*7919 + 13) % c.Entries)
		e.Zh, e.En = chinese(i)+"新", latin(i)+" new"
		at := time.Now()
		if err := d.Do(ctx, func(tx *db.Tx) error {
			_, err := s.Save(ctx, tx, scope.Scope{User: "bench"}, e.App, e.Text)
			return err
		}); err != nil {
			return res, err
		}
		all = append(all, time.Since(at))
	}
	res.Ops, res.Requests, res.Rate = int64(n), int64(n), float64(n)/time.Since(began).Seconds()
	slices.Sort(all)
	res.P50, res.P95, res.P99 = all[n/2], all[n*95/100], all[n*99/100]
	return res, nil
}
