// Package homeapi shows the home page to whoever opens it, and lets operators
// arrange it. It holds wire types and mapping; the rules here are that every act
// of an operator is in the audit log, and that cities exist.
package homeapi

import (
	"encoding/json"
	"fmt"

	"livewell/internal/find/home"
)

type HomeText struct {
	Zh string `json:"zh" maxLength:"200"`
	En string `json:"en" maxLength:"400"`
}

type QuickBlock struct {
	Items []string `json:"items" nullable:"false" maxItems:"4" doc:"scan, paycode, receive, transfer."`
}

type AppsBlock struct {
	Most int `json:"most" minimum:"0" maximum:"19" doc:"Of the person's own apps that are shown."`
}

type StripBlock struct {
	Text HomeText `json:"text" doc:"Empty: the newest unread message of who looks."`
	To   string   `json:"to,omitempty" maxLength:"200"`
}

type HomeBanner struct {
	Label   string   `json:"label" enum:"ad,notice" doc:"ad: somebody pays for it, and it says so."`
	Title   HomeText `json:"title"`
	Text    HomeText `json:"text"`
	Picture string   `json:"picture,omitempty" maxLength:"200"`
	To      string   `json:"to,omitempty" maxLength:"200" doc:"A page of the app."`
}

type BannersBlock struct {
	Items []HomeBanner `json:"items" nullable:"false" maxItems:"8"`
}

type WealthBlock struct {
	Links []string `json:"links" nullable:"false" maxItems:"3" doc:"collect, cards, bills."`
}

type ShelfBlock struct {
	Stores []string `json:"stores" nullable:"false" maxItems:"10" doc:"Kinds of stores that its things are from; empty: all."`
	Most   int      `json:"most" minimum:"2" maximum:"12"`
}

type RecentBlock struct {
	Most int `json:"most" minimum:"1" maximum:"10"`
}

type FeedBlock struct {
	Stores []string `json:"stores" nullable:"false" maxItems:"10" doc:"Kinds of stores; empty: all."`
}

type NoticeBlock struct {
	Text        HomeText `json:"text"`
	Contactless bool     `json:"contactless" doc:"Orders are handed over without meeting."`
}

// HomeBlock has the one member that its kind is named after. Skip a block of a
// kind that you do not know.
type HomeBlock struct {
	ID      string         `json:"id" maxLength:"31"`
	Kind    string         `json:"kind" maxLength:"31" doc:"quick, apps, strip, banners, wealth, group, daily, recent, feed, notice, and others to come."`
	Title   HomeText       `json:"title" doc:"Empty: the usual one."`
	Quick   *QuickBlock    `json:"quick,omitempty"`
	Apps    *AppsBlock     `json:"apps,omitempty"`
	Strip   *StripBlock    `json:"strip,omitempty"`
	Banners *BannersBlock  `json:"banners,omitempty"`
	Wealth  *WealthBlock   `json:"wealth,omitempty"`
	Shelf   *ShelfBlock    `json:"shelf,omitempty" doc:"Of group and daily."`
	Recent  *RecentBlock   `json:"recent,omitempty"`
	Feed    *FeedBlock     `json:"feed,omitempty"`
	Notice  *NoticeBlock   `json:"notice,omitempty"`
	Other   map[string]any `json:"other,omitempty" doc:"Settings of a kind that this version does not know, as they were saved."`
}

func wireBlock(b home.Block) (HomeBlock, error) {
	out := HomeBlock{ID: b.ID, Kind: string(b.Kind), Title: HomeText(b.Title)}
	switch s := b.Settings.(type) {
	case *home.Quick:
		out.Quick = &QuickBlock{s.Items}
	case *home.Apps:
		out.Apps = &AppsBlock{s.Most}
	case *home.Strip:
		out.Strip = &StripBlock{HomeText(s.Text), s.To}
	case *home.Banners:
		out.Banners = &BannersBlock{[]HomeBanner{}}
		for _, x := range s.Items {
			out.Banners.Items = append(out.Banners.Items, HomeBanner{x.Label, HomeText(x.Title), HomeText(x.Text), x.Picture, x.To})
		}
	case *home.Wealth:
		out.Wealth = &WealthBlock{s.Links}
	case *home.Shelf:
		out.Shelf = &ShelfBlock{s.Stores, s.Most}
	case *home.Recent:
		out.Recent = &RecentBlock{s.Most}
	case *home.Feed:
		out.Feed = &FeedBlock{s.Stores}
	case *home.Notice:
		out.Notice = &NoticeBlock{HomeText(s.Text), s.Contactless}
	case home.Unknown:
		if err := json.Unmarshal(s, &out.Other); err != nil {
			return out, fmt.Errorf("read block %s: %w", b.ID, err)
		}
	}
	return out, nil
}

func wireBlocks(bs []home.Block) ([]HomeBlock, error) {
	out := make([]HomeBlock, len(bs))
	for i, b := range bs {
		var err error
		if out[i], err = wireBlock(b); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// block reads what an operator sends. A kind without its member has no
// settings, which the domain refuses.
func (w HomeBlock) block() (home.Block, error) {
	b := home.Block{ID: w.ID, Kind: home.Kind(w.Kind), Title: home.Text(w.Title)}
	switch {
	case w.Quick != nil && b.Kind == home.KindQuick:
		b.Settings = &home.Quick{Items: w.Quick.Items}
	case w.Apps != nil && b.Kind == home.KindApps:
		b.Settings = &home.Apps{Most: w.Apps.Most}
	case w.Strip != nil && b.Kind == home.KindStrip:
		b.Settings = &home.Strip{Text: home.Text(w.Strip.Text), To: w.Strip.To}
	case w.Banners != nil && b.Kind == home.KindBanners:
		s := &home.Banners{}
		for _, x := range w.Banners.Items {
			s.Items = append(s.Items, home.Banner{Label: x.Label, Title: home.Text(x.Title), Text: home.Text(x.Text), Picture: x.Picture, To: x.To})
		}
		b.Settings = s
	case w.Wealth != nil && b.Kind == home.KindWealth:
		b.Settings = &home.Wealth{Links: w.Wealth.Links}
	case w.Shelf != nil && (b.Kind == home.KindGroup || b.Kind == home.KindDaily):
		b.Settings = &home.Shelf{Stores: w.Shelf.Stores, Most: w.Shelf.Most}
	case w.Recent != nil && b.Kind == home.KindRecent:
		b.Settings = &home.Recent{Most: w.Recent.Most}
	case w.Feed != nil && b.Kind == home.KindFeed:
		b.Settings = &home.Feed{Stores: w.Feed.Stores}
	case w.Notice != nil && b.Kind == home.KindNotice:
		b.Settings = &home.Notice{Text: home.Text(w.Notice.Text), Contactless: w.Notice.Contactless}
	case !b.Kind.Known():
		text, err := json.Marshal(w.Other)
		if err != nil {
			return b, err
		}
		if w.Other == nil {
			text = []byte("{}")
		}
		b.Settings = home.Unknown(text)
	}
	return b, nil
}
