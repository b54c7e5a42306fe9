package store

import (
	"slices"
	"strings"
)

// What people call kinds of stores and ways to sell when they look for them,
// lower case. A word that names a way to sell asks for that way.
var (
	kindWords = map[string][]string{
		"noodles": {"面", "面馆", "面条", "noodles"}, "breakfast": {"早餐", "早点", "breakfast"}, "hotpot": {"火锅", "hotpot"},
		"barbecue": {"烧烤", "烤肉", "barbecue", "bbq"}, "sichuan": {"川菜", "sichuan"}, "cantonese": {"粤菜", "cantonese"},
		"dumplings": {"饺子", "dumplings"}, "fastfood": {"快餐", "fast food"}, "western": {"西餐", "western"}, "japanese": {"日料", "日本料理", "japanese"},
		"coffee": {"咖啡", "coffee"}, "tea": {"茶", "奶茶", "茶饮", "tea"}, "bakery": {"烘焙", "面包", "bakery"}, "dessert": {"甜品", "dessert"},
		"grocery": {"超市", "便利店", "grocery", "groceries"}, "fruit": {"水果", "fruit"}, "pharmacy": {"药店", "药", "pharmacy"},
		"flowers": {"鲜花", "花店", "flowers"}, "bookstore": {"书店", "书", "books", "bookstore"}, "hotel": {"酒店", "宾馆", "hotel"},
		"cinema": {"影院", "电影", "cinema", "movies"}, "salon": {"理发", "美发", "hair", "salon"},
	}
	modeWords = map[Mode][]string{
		Takeaway: {"外卖", "takeaway", "delivery"}, Pickup: {"自提", "自取", "pickup", "pick-up"}, DineIn: {"堂食", "eat-in", "dine-in"}, Voucher: {"团购", "团购券", "voucher", "vouchers"},
		Parcel: {"快递", "邮寄", "网购", "parcel", "mail-order"},
	}
)

// Wish is what somebody typed to find a store.
type Wish struct {
	words []string
	Mode  Mode // the way to sell that was named; "": none
}

// ReadWish takes apart what somebody typed: "早餐 自提" is breakfast to pick up.
func ReadWish(text string) (w Wish) {
	for _, word := range strings.Fields(strings.ToLower(text)) {
		if m, ok := modeOf(word); ok {
			w.Mode = m
			continue
		}
		w.words = append(w.words, word)
	}
	return w
}

func modeOf(word string) (Mode, bool) {
	for _, m := range Modes() {
		if slices.Contains(modeWords[m], word) {
			return m, true
		}
	}
	return "", false
}

// Fits tells whether a store answers every word, with its name or its kind.
func (w Wish) Fits(s Store) bool {
	if w.Mode != "" && !s.Has(w.Mode) {
		return false
	}
	name := strings.ToLower(s.Name + " " + s.NameEN)
	for _, word := range w.words {
		if !strings.Contains(name, word) && !slices.Contains(kindWords[s.Category], word) {
			return false
		}
	}
	return true
}
