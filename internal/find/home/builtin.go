package home

// BuiltIn is what stands where no operator has arranged anything, and what a
// new layout begins with.
func BuiltIn() []Block {
	return []Block{
		{ID: "quick", Kind: KindQuick, Settings: &Quick{QuickItems()}},
		{ID: "wealth", Kind: KindWealth, Settings: &Wealth{[]string{"collect", "cards"}}},
		{ID: "apps", Kind: KindApps, Settings: &Apps{9}},
		{ID: "strip", Kind: KindStrip, Settings: &Strip{}},
		{ID: "banners", Kind: KindBanners, Settings: &Banners{[]Banner{{
			Label: "notice", To: "/city",
			Title: Text{"你的城市，你的生活", "Your city, your day"},
			Text:  Text{"看看附近有什么", "See what is around you"},
		}, {
			Label: "notice", To: "/collect",
			Title: Text{"一张码，开张营业", "One code, open for business"},
			Text:  Text{"几分钟就能收款", "Take payments within minutes"},
		}}}},
		{ID: "daily", Kind: KindDaily, Settings: &Shelf{[]string{"grocery", "fruit", "bakery", "breakfast"}, 8}},
		{ID: "group", Kind: KindGroup, Settings: &Shelf{[]string{"hotpot", "barbecue", "sichuan", "western"}, 8}},
		{ID: "recent", Kind: KindRecent, Settings: &Recent{3}},
		{ID: "feed", Kind: KindFeed, Settings: &Feed{[]string{}}},
	}
}
