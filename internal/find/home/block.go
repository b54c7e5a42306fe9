package home

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

// Kind of a block: how it is drawn, and which settings it has.
type Kind string

const (
	KindQuick   Kind = "quick"   // scan, pay code, receive, transfer
	KindApps    Kind = "apps"    // the city's service buttons, then the person's own apps
	KindStrip   Kind = "strip"   // one line: the newest message, or a text
	KindBanners Kind = "banners" // pictures with words, each labelled
	KindWealth  Kind = "wealth"  // the balance and ways to money
	KindGroup   Kind = "group"   // what is good to buy together
	KindDaily   Kind = "daily"   // what is bought each day
	KindRecent  Kind = "recent"  // the last bills
	KindFeed    Kind = "feed"    // pictures without end; stands last
	KindNotice  Kind = "notice"  // what everybody must know
)

// Known tells whether this program knows the kind.
func (k Kind) Known() bool { return blank(k) != nil }

// Block is one part of the page.
type Block struct {
	ID       string // unique in its version; stays while the block moves
	Kind     Kind
	Title    Text
	Settings Settings
}

// Settings are one of the types below, by the kind of the block.
type Settings interface{ check() error }

// Quick is the row at the top.
type Quick struct {
	Items []string `json:"items"`
}

// QuickItems lists what a quick row can hold.
func QuickItems() []string { return []string{"scan", "paycode", "receive", "transfer"} }

// Apps is the grid of services.
type Apps struct {
	Most int `json:"most"` // of the person's own that are shown
}

// Strip is one line. Without a text it shows the person's newest unread message.
type Strip struct {
	Text Text   `json:"text"`
	To   string `json:"to,omitempty"`
}

// Banner is one picture with words. Its label tells what is paid for.
type Banner struct {
	Label   string `json:"label"` // ad, notice
	Title   Text   `json:"title"`
	Text    Text   `json:"text"`
	Picture string `json:"picture,omitempty"`
	To      string `json:"to,omitempty"`
}

// Banners are shown one beside the other.
type Banners struct {
	Items []Banner `json:"items"`
}

// Wealth is the balance and where it can go.
type Wealth struct {
	Links []string `json:"links"`
}

// WealthLinks lists where a wealth block can lead.
func WealthLinks() []string { return []string{"collect", "cards", "bills"} }

// Shelf is a row of things from stores of some kinds, of those that the feed
// would show: open and in reach.
type Shelf struct {
	Stores []string `json:"stores"` // kinds of stores; empty: all
	Most   int      `json:"most"`
}

// Recent is the list of the last bills.
type Recent struct {
	Most int `json:"most"`
}

// Feed is narrowed to kinds of stores; empty: all.
type Feed struct {
	Stores []string `json:"stores"`
}

// Notice is a text that stands out.
type Notice struct {
	Text        Text `json:"text"`
	Contactless bool `json:"contactless"` // orders are handed over without meeting
}

// Unknown are the settings of a kind that this program does not know, as they came.
type Unknown json.RawMessage

func blank(k Kind) Settings {
	switch k {
	case KindQuick:
		return &Quick{}
	case KindApps:
		return &Apps{}
	case KindStrip:
		return &Strip{}
	case KindBanners:
		return &Banners{}
	case KindWealth:
		return &Wealth{}
	case KindGroup, KindDaily:
		return &Shelf{}
	case KindRecent:
		return &Recent{}
	case KindFeed:
		return &Feed{}
	case KindNotice:
		return &Notice{}
	}
	return nil
}

// stored is a block as it is written down.
type stored struct {
	ID       string          `json:"id"`
	Kind     Kind            `json:"kind"`
	Title    Text            `json:"title"`
	Settings json.RawMessage `json:"settings"`
}

func (b Block) MarshalJSON() ([]byte, error) {
	raw, known := b.Settings.(Unknown)
	text := json.RawMessage(raw)
	if !known {
		var err error
		if text, err = json.Marshal(b.Settings); err != nil {
			return nil, err
		}
	}
	return json.Marshal(stored{b.ID, b.Kind, b.Title, text})
}

func (b *Block) UnmarshalJSON(text []byte) error {
	var s stored
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	if len(s.Settings) == 0 {
		s.Settings = json.RawMessage("{}")
	}
	*b = Block{s.ID, s.Kind, s.Title, blank(s.Kind)}
	if b.Settings == nil {
		b.Settings = Unknown(s.Settings)
		return nil
	}
	return json.Unmarshal(s.Settings, b.Settings)
}

const (
	maxBlocks  = 30
	maxUnknown = 4096
)

var (
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,30}$`)
	// pathForm is a page of ours: what leads elsewhere would be an open redirect.
	pathForm = regexp.MustCompile(`^/([A-Za-z0-9][A-Za-z0-9/_?&=%.-]{0,190})?$`)
)

// check finds what is wrong with the blocks of a version. Faults: ErrBlock, ErrTooMany.
func check(blocks []Block) error {
	if len(blocks) > maxBlocks {
		return ErrTooMany
	}
	seen := map[string]bool{}
	for _, b := range blocks {
		err := b.check()
		if err == nil && seen[b.ID] {
			err = fmt.Errorf("two blocks have this id")
		}
		if err != nil {
			return ErrBlock.With(map[string]any{"block": b.ID, "why": err.Error()})
		}
		seen[b.ID] = true
	}
	return nil
}

func (b Block) check() error {
	if !nameForm.MatchString(b.ID) || !nameForm.MatchString(string(b.Kind)) {
		return fmt.Errorf("ids and kinds are small letters, digits and dashes")
	}
	if err := b.Title.check(0, 30); err != nil {
		return err
	}
	if b.Settings == nil {
		return fmt.Errorf("it has no settings")
	}
	return b.Settings.check()
}

// check wants both languages or neither, each at least and at most so long.
func (t Text) check(least, most int) error {
	zh, en := utf8.RuneCountInString(t.Zh), utf8.RuneCountInString(t.En)
	switch {
	case least == 0 && zh == 0 && en == 0:
		return nil
	case zh == 0 || en == 0:
		return fmt.Errorf("a text is in Chinese and in English")
	case zh > most || en > 2*most:
		return fmt.Errorf("a text is at most %d characters long in Chinese and %d in English", most, 2*most)
	}
	return nil
}

// oneOf wants at least one of all, and none twice.
func oneOf(items, all []string) error {
	for i, x := range items {
		if !slices.Contains(all, x) || slices.Contains(items[:i], x) {
			return fmt.Errorf("%q is not possible here, or is there twice", x)
		}
	}
	if len(items) == 0 {
		return fmt.Errorf("it holds nothing")
	}
	return nil
}

func within(n, from, to int) error {
	if n < from || n > to {
		return fmt.Errorf("the number is from %d to %d", from, to)
	}
	return nil
}

func storeKinds(l []string) error {
	if len(l) > 10 || slices.ContainsFunc(l, func(k string) bool { return !nameForm.MatchString(k) }) {
		return fmt.Errorf("at most ten kinds of stores")
	}
	return nil
}

func link(to string) error {
	if to != "" && !pathForm.MatchString(to) {
		return fmt.Errorf("links lead to pages of the app, such as /stores")
	}
	return nil
}

func (s *Quick) check() error  { return oneOf(s.Items, QuickItems()) }
func (s *Apps) check() error   { return within(s.Most, 0, 19) }
func (s *Wealth) check() error { return oneOf(s.Links, WealthLinks()) }
func (s *Recent) check() error { return within(s.Most, 1, 10) }
func (s *Feed) check() error   { return storeKinds(s.Stores) }
func (s *Notice) check() error { return s.Text.check(1, 200) }

func (s *Strip) check() error {
	if err := link(s.To); err != nil {
		return err
	}
	return s.Text.check(0, 60)
}

func (s *Shelf) check() error {
	if err := storeKinds(s.Stores); err != nil {
		return err
	}
	return within(s.Most, 2, 12)
}

func (s *Banners) check() error {
	if err := within(len(s.Items), 1, 8); err != nil {
		return err
	}
	for _, b := range s.Items {
		if b.Label != "ad" && b.Label != "notice" {
			return fmt.Errorf("a banner is labelled ad or notice")
		}
		if err := b.Title.check(1, 30); err != nil {
			return err
		}
		if err := b.Text.check(0, 60); err != nil {
			return err
		}
		for _, to := range []string{b.To, b.Picture} {
			if err := link(to); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s Unknown) check() error {
	if len(s) > maxUnknown || !json.Valid(s) {
		return fmt.Errorf("settings of an unknown kind are JSON of at most %d bytes", maxUnknown)
	}
	return nil
}
