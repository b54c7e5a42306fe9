package catalog

import (
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

type itemRow struct {
	ID        string `db:"id"`
	Store     string `db:"store"`
	Section   string `db:"section"`
	Code      string `db:"code"`
	Name      string `db:"name"`
	NameEN    string `db:"name_en"`
	About     string `db:"about"`
	Picture   string `db:"picture"`
	Allergens string `db:"allergens"`
	Groups    string `db:"groups"`
	Hours     string `db:"hours"`
	Listed    int64  `db:"listed"`
	SoldOut   int64  `db:"sold_out"`
	Pos       int64  `db:"pos"`
	Sold      int64  `db:"sold"`
}

type skuRow struct {
	ID      string `db:"id"`
	Item    string `db:"item"`
	Name    string `db:"name"`
	NameEN  string `db:"name_en"`
	Price   int64  `db:"price"`
	Barcode string `db:"barcode"`
	Weight  int64  `db:"weight"`
}

func (r skuRow) sku() SKU {
	return SKU{r.ID, r.Name, r.NameEN, money.New(r.Price, money.CNY), r.Barcode, r.Weight}
}

const (
	columns = `id, store, section, code, name, name_en, about, picture, allergens, groups, hours, listed, sold_out, pos, sold`
	skuCols = `id, item, name, name_en, price, barcode, weight`
	ofMenu  = `FROM catalog_item WHERE store = $1 AND listed >= $2 ORDER BY pos, id LIMIT $3`
	onShelf = `FROM catalog_item WHERE store = $1 AND listed = 1 AND id > $2 ORDER BY id LIMIT $3`
	found   = `FROM catalog_item i WHERE i.store = $1 AND i.listed = 1 AND (LOWER(i.name) LIKE '%' || LOWER($2) || '%' OR LOWER(i.name_en) LIKE '%' || LOWER($2) || '%'
	  OR i.code = $2 OR EXISTS (SELECT 1 FROM catalog_sku b WHERE b.item = i.id AND b.barcode = $2 AND b.gone = 0)) ORDER BY i.pos, i.id LIMIT 50`
)

var (
	qSections  = db.SQL(`SELECT id, name, name_en, pos FROM catalog_section WHERE store = $1 ORDER BY pos, id LIMIT 200`)
	qSectionOf = db.SQL(`SELECT id FROM catalog_section WHERE id = $1 AND store = $2`)
	qSection   = db.SQL(`
		INSERT INTO catalog_section (id, store, name, name_en, pos) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, pos = excluded.pos`)
	qSectionDel = db.SQL(`DELETE FROM catalog_section WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM catalog_item WHERE section = $1)`)

	qSave = db.SQL(`
		INSERT INTO catalog_item (id, store, section, code, name, name_en, about, picture, allergens, groups, hours, listed, pos, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (id) DO UPDATE SET section = excluded.section, code = excluded.code, name = excluded.name, name_en = excluded.name_en,
		  about = excluded.about, picture = excluded.picture, allergens = excluded.allergens, groups = excluded.groups, hours = excluded.hours,
		  listed = excluded.listed, pos = excluded.pos, updated_at = excluded.updated_at`)
	qSaveSKU = db.SQL(`
		INSERT INTO catalog_sku (id, item, store, name, name_en, price, barcode, weight, pos) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, price = excluded.price, barcode = excluded.barcode, weight = excluded.weight, pos = excluded.pos`)
	qSKUGone = db.SQL(`UPDATE catalog_sku SET gone = 1 WHERE id = $1`)
	qSoldOut = db.SQL(`UPDATE catalog_item SET sold_out = $3, updated_at = $4 WHERE id = $1 AND store = $2`)
	qSold    = db.SQL(`UPDATE catalog_item SET sold = sold + $2 WHERE id = $1`)

	qGet       = db.SQL(`SELECT ` + columns + ` FROM catalog_item WHERE id = $1`)
	qByCode    = db.SQL(`SELECT id FROM catalog_item WHERE store = $1 AND code = $2`)
	qCount     = db.SQL(`SELECT COUNT(*) FROM catalog_item WHERE store = $1`)
	qVersion   = db.SQL(`SELECT CAST(COUNT(*) AS TEXT) || '.' || CAST(COALESCE(MAX(updated_at), 0) AS TEXT) FROM catalog_item WHERE store = $1`)
	qSKUs      = db.SQL(`SELECT ` + skuCols + ` FROM catalog_sku WHERE item = $1 AND gone = 0 ORDER BY pos, id`)
	qSKU       = db.SQL(`SELECT ` + skuCols + ` FROM catalog_sku WHERE id = $1 AND store = $2 AND gone = 0`)
	qMenu      = db.SQL(`SELECT ` + columns + ` ` + ofMenu)
	qMenuSKUs  = db.SQL(`SELECT ` + skuCols + ` FROM catalog_sku WHERE store = $1 AND gone = 0 AND item IN (SELECT id ` + ofMenu + `) ORDER BY item, pos, id`)
	qShelf     = db.SQL(`SELECT ` + columns + ` ` + onShelf)
	qShelfSKUs = db.SQL(`SELECT ` + skuCols + ` FROM catalog_sku WHERE store = $1 AND gone = 0 AND item IN (SELECT id ` + onShelf + `) ORDER BY item, pos, id`)
	qFind      = db.SQL(`SELECT ` + columns + ` ` + found)
	qFindSKUs  = db.SQL(`SELECT ` + skuCols + ` FROM catalog_sku WHERE gone = 0 AND item IN (SELECT id ` + found + `) ORDER BY item, pos, id`)
)
