package catalog

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
)

// Row is a line of a merchant's file: one item with one variant.
type Row struct {
	Line    int // in the file, for messages
	Code    string
	Section string // by name; made where it is new
	Name    string
	NameEN  string
	About   string
	Price   string
	Barcode string
	Picture string
}

// RowFault is why a line was left out.
type RowFault struct {
	Line  int
	Code  string // of the fault
	Field string
}

// Import writes rows into a store's menu: one with a code that is there already
// replaces the name, the text and the price of that item, others are new. Rows
// that cannot be are told and left out; they stop none of the others. Given
// again it changes nothing, where every row has a code. ids are the variants of
// the rows, "" for those left out.
func (s *Service) Import(ctx context.Context, tx *db.Tx, store string, rows []Row) (ids []string, faults []RowFault, err error) {
	secs, err := s.Sections(ctx, tx, store)
	if err != nil {
		return nil, nil, err
	}
	ids = make([]string, len(rows))
	for i, r := range rows {
		it, field, err := s.row(ctx, tx, store, r, &secs)
		if err == nil {
			it, err = s.Save(ctx, tx, it)
		}
		f, known := fault.Of(err)
		switch {
		case err == nil:
			ids[i] = it.SKUs[0].ID
		case known:
			faults = append(faults, RowFault{r.Line, f.Code, cmp.Or(field, fieldOf(f.Code))})
		default:
			return nil, nil, err
		}
	}
	return ids, faults, nil
}

// fieldOf names the column that a fault is about.
func fieldOf(code string) string {
	return strings.TrimPrefix(code, "catalog.")
}

// row makes an item of a row, over the one with its code.
func (s *Service) row(ctx context.Context, tx *db.Tx, store string, r Row, secs *[]Section) (it Item, field string, err error) {
	price, err := money.Parse(strings.TrimSpace(r.Price), money.CNY)
	if err != nil || price.Sign() < 0 {
		return it, "price", ErrPrice
	}
	it = Item{Store: store, Listed: true, Code: strings.TrimSpace(r.Code)}
	if it.Code != "" {
		id, ok, err := db.One[string](ctx, tx, qByCode, store, it.Code)
		if err != nil {
			return it, "", err
		}
		if ok {
			if it, err = s.Get(ctx, tx, id); err != nil {
				return it, "", err
			}
		}
	}
	it.Name, it.NameEN, it.About = r.Name, strings.TrimSpace(r.NameEN), strings.TrimSpace(r.About)
	if r.Picture != "" {
		it.Picture = r.Picture
	}
	if len(it.SKUs) != 1 {
		it.SKUs = []SKU{{}}
	}
	it.SKUs[0].Price, it.SKUs[0].Barcode = price, strings.TrimSpace(r.Barcode)
	name := strings.Join(strings.Fields(r.Section), " ")
	i := slices.IndexFunc(*secs, func(x Section) bool { return x.Name == name })
	if i < 0 {
		all, err := s.SetSections(ctx, tx, store, append(slices.Clone(*secs), Section{Name: name}))
		if err != nil {
			return it, "section", err
		}
		*secs, i = all, len(all)-1
	}
	it.Section = (*secs)[i].ID
	return it, "", nil
}
