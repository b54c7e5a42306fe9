package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
)

// ErrChain is for chains of chains: a store follows one that follows nobody.
var ErrChain = fault.New(fault.Refused, "catalog.chain", "A store has the menu of one that has its own, and is not one that others have the menu of.")

var (
	qLead     = db.SQL(`SELECT lead FROM catalog_chain WHERE store = $1`)
	qFollow   = db.SQL(`INSERT INTO catalog_chain (store, lead, since) VALUES ($1, $2, $3) ON CONFLICT (store) DO UPDATE SET lead = excluded.lead, since = excluded.since`)
	qLeave    = db.SQL(`DELETE FROM catalog_chain WHERE store = $1`)
	qFree     = db.SQL(`DELETE FROM catalog_copy WHERE store = $1`)
	qLeads    = db.SQL(`SELECT COUNT(*) FROM catalog_chain WHERE lead = $1`)
	qFollows  = db.SQL(`SELECT store FROM catalog_chain WHERE lead = $1 AND store > $2 ORDER BY store LIMIT $3`)
	qCopy     = db.SQL(`SELECT item, source, own_price, skus FROM catalog_copy WHERE item = $1`)
	qCopies   = db.SQL(`SELECT item, source, own_price, skus FROM catalog_copy WHERE store = $1 ORDER BY item LIMIT 50000`)
	qCopyOf   = db.SQL(`SELECT item, source, own_price, skus FROM catalog_copy WHERE source = $1 AND store = $2`)
	qCopySave = db.SQL(`
		INSERT INTO catalog_copy (item, store, source, own_price, skus) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (item) DO UPDATE SET source = excluded.source, own_price = excluded.own_price, skus = excluded.skus`)
	qAfter    = db.SQL(`SELECT ` + columns + ` FROM catalog_item WHERE store = $1 AND id > $2 ORDER BY id LIMIT $3`)
	qAfterSKU = db.SQL(`SELECT ` + skuCols + ` FROM catalog_sku WHERE store = $1 AND gone = 0 AND item IN (SELECT id FROM catalog_item WHERE store = $1 AND id > $2 ORDER BY id LIMIT $3) ORDER BY item, pos, id`)
)

type copyRow struct {
	Item     string `db:"item"`
	Source   string `db:"source"`
	OwnPrice int64  `db:"own_price"`
	SKUs     string `db:"skus"`
}

// twins maps the variants of a copy's source to its own.
func (r copyRow) twins() (out map[string]string, err error) {
	err = json.Unmarshal([]byte(r.SKUs), &out)
	return out, err
}

// Chains let the stores of a merchant have one menu: what the lead changes all
// others change, but for prices that a store has of its own, and what is sold
// out or counted, which is always a store's own.
type Chains struct {
	catalog *Service
	jobs    *job.Queue
}

// NewChains makes a catalogue keep chains. Call it once, at start.
func NewChains(c *Service, jobs *job.Queue) *Chains {
	s := &Chains{c, jobs}
	c.saved = s.saved
	job.Handle(jobs, s.follow)
	job.Handle(jobs, s.spread)
	return s
}

// Lead gives the store whose menu a store has; "": its own.
func (s *Chains) Lead(ctx context.Context, q db.Q, store string) (string, error) {
	lead, _, err := db.One[string](ctx, q, qLead, store)
	return lead, err
}

// Follow lets a store have the menu of another, which comes soon after; with no
// lead its items are its own from now on. Items with the same code become the
// lead's. Again changes nothing. Fault: ErrChain.
func (s *Chains) Follow(ctx context.Context, tx *db.Tx, store, lead string) error {
	had, err := s.Lead(ctx, tx, store)
	if err != nil || had == lead {
		return err
	}
	if had != "" {
		if _, err := db.Exec(ctx, tx, qFree, store); err != nil {
			return err
		}
	}
	if lead == "" {
		_, err := db.Exec(ctx, tx, qLeave, store)
		return err
	}
	above, err := s.Lead(ctx, tx, lead)
	if err != nil {
		return err
	}
	below, _, err := db.One[int64](ctx, tx, qLeads, store)
	if err != nil || above != "" || below > 0 || store == lead {
		return fault.Or(err, ErrChain)
	}
	if _, err := db.Exec(ctx, tx, qFollow, store, lead, tx.Now().UnixMicro()); err != nil {
		return err
	}
	return s.jobs.Add(ctx, tx, followJob{store, lead, ""}, time.Time{})
}

// Copies tells of the items of a store that are kept as the lead's: true for
// those with prices of their own.
func (s *Chains) Copies(ctx context.Context, q db.Q, store string) (map[string]bool, error) {
	rows, err := db.List[copyRow](ctx, q, qCopies, store)
	out := make(map[string]bool, len(rows))
	for _, r := range rows {
		out[r.Item] = r.OwnPrice == 1
	}
	return out, err
}

// ChainPrice gives an item the prices of the lead again. Fault: ErrNotFound.
func (s *Chains) ChainPrice(ctx context.Context, tx *db.Tx, store, item string) error {
	r, ok, err := db.One[copyRow](ctx, tx, qCopy, item)
	if err != nil || !ok {
		return fault.Or(err, ErrNotFound)
	}
	if it, err := s.catalog.Get(ctx, tx, item); err != nil || it.Store != store {
		return fault.Or(err, ErrNotFound)
	}
	source, err := s.catalog.Get(ctx, tx, r.Source)
	if err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qCopySave, item, store, r.Source, 0, r.SKUs); err != nil {
		return err
	}
	return s.catalog.mirror(ctx, tx, source, store)
}

// A part of the work: so many items or stores in one transaction.
const batch = 50

type followJob struct {
	Store string `json:"store"`
	Lead  string `json:"lead"`
	After string `json:"after"` // items up to this one are done
}

func (followJob) Kind() string { return "catalog.follow" }

// follow copies the menu of a lead, a part at a time.
func (s *Chains) follow(ctx context.Context, tx *db.Tx, j followJob) error {
	if lead, err := s.Lead(ctx, tx, j.Store); err != nil || lead != j.Lead {
		return err // it follows another by now
	}
	part, err := items(ctx, tx, qAfter, qAfterSKU, j.Lead, j.After, batch)
	if err != nil {
		return err
	}
	for _, it := range part {
		if err := s.catalog.mirror(ctx, tx, it, j.Store); err != nil {
			return err
		}
		j.After = it.ID
	}
	if len(part) < batch {
		return nil
	}
	return s.jobs.Add(ctx, tx, j, time.Time{})
}

type spreadJob struct {
	Item  string `json:"item"`
	After string `json:"after"` // stores up to this one are done
}

func (spreadJob) Kind() string { return "catalog.spread" }

// saved tells the others of a chain what its lead has changed.
func (s *Chains) saved(ctx context.Context, tx *db.Tx, it Item) error {
	n, _, err := db.One[int64](ctx, tx, qLeads, it.Store)
	if err != nil || n == 0 {
		return err
	}
	return s.jobs.Add(ctx, tx, spreadJob{it.ID, ""}, time.Time{})
}

func (s *Chains) spread(ctx context.Context, tx *db.Tx, j spreadJob) error {
	it, err := s.catalog.Get(ctx, tx, j.Item)
	if err != nil {
		return err
	}
	stores, err := db.List[string](ctx, tx, qFollows, it.Store, j.After, batch)
	if err != nil {
		return err
	}
	for _, st := range stores {
		if err := s.catalog.mirror(ctx, tx, it, st); err != nil {
			return err
		}
		j.After = st
	}
	if len(stores) < batch {
		return nil
	}
	return s.jobs.Add(ctx, tx, j, time.Time{})
}

// mirror makes a store's copy of an item as the item is, but for prices of its own.
func (s *Service) mirror(ctx context.Context, tx *db.Tx, source Item, store string) error {
	r, had, err := db.One[copyRow](ctx, tx, qCopyOf, source.ID, store)
	if err != nil {
		return err
	}
	id := r.Item
	if !had && source.Code != "" { // an item of its own that is the same thing
		if id, _, err = db.One[string](ctx, tx, qByCode, store, source.Code); err != nil {
			return err
		}
	}
	var old Item
	if id != "" {
		if old, err = s.Get(ctx, tx, id); err != nil {
			return err
		}
	}
	twins := map[string]string{}
	if had {
		if twins, err = r.twins(); err != nil {
			return err
		}
	} else {
		for i, k := range source.SKUs[:min(len(source.SKUs), len(old.SKUs))] {
			twins[k.ID] = old.SKUs[i].ID
		}
	}
	made := source
	made.ID, made.Store, made.Groups = id, store, slices.Clone(source.Groups)
	made.SKUs = slices.Clone(source.SKUs)
	for i := range made.SKUs {
		k := &made.SKUs[i]
		k.ID = twins[k.ID]
		j := slices.IndexFunc(old.SKUs, func(o SKU) bool { return o.ID == k.ID })
		if j >= 0 && r.OwnPrice == 1 {
			k.Price = old.SKUs[j].Price
		}
	}
	if made.Section, err = s.sectionLike(ctx, tx, source, store); err != nil {
		return err
	}
	if made, err = s.save(ctx, tx, made); err != nil {
		// A code that another item of the store has: that one stays, and this goes without.
		if !errors.Is(err, ErrCodeTaken) {
			return err
		}
		made.ID, made.Code = id, ""
		if made, err = s.save(ctx, tx, made); err != nil {
			return err
		}
	}
	twins = map[string]string{}
	for i, k := range source.SKUs {
		twins[k.ID] = made.SKUs[i].ID
	}
	b, err := json.Marshal(twins)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qCopySave, made.ID, store, source.ID, r.OwnPrice, string(b))
	return err
}

// sectionLike gives the section of a store that is called as the item's is, and
// makes it where there is none.
func (s *Service) sectionLike(ctx context.Context, tx *db.Tx, it Item, store string) (string, error) {
	theirs, err := s.Sections(ctx, tx, it.Store)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(theirs, func(x Section) bool { return x.ID == it.Section })
	if i < 0 {
		return "", nil
	}
	ours, err := s.Sections(ctx, tx, store)
	if err != nil {
		return "", err
	}
	same := func(x Section) bool { return x.Name == theirs[i].Name }
	if !slices.ContainsFunc(ours, same) {
		if ours, err = s.SetSections(ctx, tx, store, append(ours, Section{Name: theirs[i].Name, NameEN: theirs[i].NameEN})); err != nil {
			return "", err
		}
	}
	return ours[slices.IndexFunc(ours, same)].ID, nil
}

// chained lets people change nothing of a copy but its prices.
func (s *Service) chained(ctx context.Context, tx *db.Tx, it Item) (Item, error) {
	if it.ID == "" {
		return it, nil
	}
	r, ok, err := db.One[copyRow](ctx, tx, qCopy, it.ID)
	if err != nil || !ok {
		return it, err
	}
	out, err := s.Get(ctx, tx, it.ID)
	if err != nil || out.Store != it.Store {
		return it, fault.Or(err, ErrNotFound)
	}
	source, err := s.Get(ctx, tx, r.Source)
	if err != nil {
		return it, err
	}
	twins, err := r.twins()
	if err != nil {
		return it, err
	}
	own := int64(0)
	for i := range out.SKUs {
		k := &out.SKUs[i]
		if j := slices.IndexFunc(it.SKUs, func(x SKU) bool { return x.ID == k.ID }); j >= 0 {
			k.Price = it.SKUs[j].Price
		}
		if slices.ContainsFunc(source.SKUs, func(x SKU) bool { return twins[x.ID] == k.ID && x.Price != k.Price }) {
			own = 1
		}
	}
	_, err = db.Exec(ctx, tx, qCopySave, it.ID, it.Store, r.Source, own, r.SKUs)
	return out, err
}
