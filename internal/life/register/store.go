package register

import "livewell/internal/kit/db"

type tillRow struct {
	ID        string `db:"id"`
	Store     string `db:"store"`
	Merchant  string `db:"merchant"`
	Name      string `db:"name"`
	CreatedAt int64  `db:"created_at"`
}

func (r tillRow) till() Till { return Till{r.ID, r.Store, r.Merchant, r.Name, instant(r.CreatedAt)} }

type shiftRow struct {
	ID         string `db:"id"`
	Till       string `db:"till"`
	Cashier    string `db:"cashier"`
	OpenedAt   int64  `db:"opened_at"`
	ClosedAt   int64  `db:"closed_at"`
	ClosedBy   string `db:"closed_by"`
	Counted    int64  `db:"counted"`
	Expected   int64  `db:"expected"`
	Difference int64  `db:"difference"`
	Note       string `db:"note"`
}

func (r shiftRow) shift() Shift {
	return Shift{r.ID, r.Till, r.Cashier, instant(r.OpenedAt), instant(r.ClosedAt), r.ClosedBy, cny(r.Counted), cny(r.Expected), cny(r.Difference), r.Note}
}

type saleRow struct {
	ID        string `db:"id"`
	Ref       string `db:"ref"`
	Terms     []byte `db:"terms"`
	Merchant  string `db:"merchant"`
	Store     string `db:"store"`
	Till      string `db:"till"`
	Shift     string `db:"shift"`
	Cashier   string `db:"cashier"`
	Channel   string `db:"channel"`
	Status    Status `db:"status"`
	Goods     int64  `db:"goods"`
	Discount  int64  `db:"discount"`
	Buyer     string `db:"buyer"`
	Coupons   int64  `db:"coupons"`
	Points    int64  `db:"points"`
	Total     int64  `db:"total"`
	Notes     string `db:"notes"`
	At        int64  `db:"at"`
	CreatedAt int64  `db:"created_at"`
	EndedAt   int64  `db:"ended_at"`
	EndedBy   string `db:"ended_by"`
	Reason    string `db:"reason"`
}

type lineRow struct {
	Item      string `db:"item"`
	SKU       string `db:"sku"`
	Name      string `db:"name"`
	NameEN    string `db:"name_en"`
	Variant   string `db:"variant"`
	VariantEN string `db:"variant_en"`
	Choices   string `db:"choices"`
	Unit      int64  `db:"unit"`
	Qty       int64  `db:"qty"`
}

type tenderRow struct {
	ID     string     `db:"id"`
	Sale   string     `db:"sale"`
	Ref    string     `db:"ref"`
	Kind   TenderKind `db:"kind"`
	Status Paying     `db:"status"`
	Amount int64      `db:"amount"`
	Given  int64      `db:"given"`
	Trade  string     `db:"trade"`
	At     int64      `db:"at"`
}

func (r tenderRow) tender() Tender {
	return Tender{r.ID, r.Sale, r.Ref, r.Kind, r.Status, cny(r.Amount), cny(r.Given), r.Trade, instant(r.At)}
}

type salesRow struct {
	N        int64 `db:"n"`
	Total    int64 `db:"total"`
	Discount int64 `db:"discount"`
	Code     int64 `db:"code"`
}

type kindRow struct {
	Kind   Kind  `db:"kind"`
	Amount int64 `db:"amount"`
}

type sumRow struct {
	Goods int64 `db:"goods"`
	Paid  int64 `db:"paid"`
	Cash  int64 `db:"cash"`
	Drawn int64 `db:"drawn"`
}

const (
	tillCols   = `id, store, merchant, name, created_at`
	shiftCols  = `id, till, cashier, opened_at, closed_at, closed_by, counted, expected, difference, note`
	saleCols   = `id, ref, terms, merchant, store, till, shift, cashier, channel, status, goods, discount, buyer, coupons, points, total, notes, at, created_at, ended_at, ended_by, reason`
	tenderCols = `id, sale, ref, kind, status, amount, given, trade, at`
)

var (
	qTillAdd   = db.SQL(`INSERT INTO register_till (id, store, merchant, name, created_at) VALUES ($1, $2, $3, $4, $5)`)
	qTillCount = db.SQL(`SELECT COUNT(*) FROM register_till WHERE store = $1`)
	qTill      = db.SQL(`SELECT ` + tillCols + ` FROM register_till WHERE id = $1 AND store = $2`)
	qTills     = db.SQL(`SELECT ` + tillCols + ` FROM register_till WHERE store = $1 ORDER BY created_at, id LIMIT 50`)
	qTillAfter = db.SQL(`SELECT ` + tillCols + ` FROM register_till WHERE id > $1 ORDER BY id LIMIT 500`)

	qShiftOpen  = db.SQL(`INSERT INTO register_shift (id, till, cashier, opened_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`)
	qShift      = db.SQL(`SELECT ` + shiftCols + ` FROM register_shift WHERE id = $1 AND till = $2`)
	qOpenShift  = db.SQL(`SELECT ` + shiftCols + ` FROM register_shift WHERE till = $1 AND closed_at = 0`)
	qShifts     = db.SQL(`SELECT ` + shiftCols + ` FROM register_shift WHERE till = $1 AND (opened_at, id) < ($2, $3) ORDER BY opened_at DESC, id DESC LIMIT $4`)
	qShiftAfter = db.SQL(`SELECT ` + shiftCols + ` FROM register_shift WHERE id > $1 ORDER BY id LIMIT 500`)
	qShiftClose = db.SQL(`
		UPDATE register_shift SET closed_at = $2, closed_by = $3, counted = $4, expected = $5, difference = $6, note = $7
		WHERE id = $1 AND closed_at = 0`)
	// What was sold in a shift, and told after its count.
	qShiftLate  = db.SQL(`UPDATE register_shift SET expected = expected + $2, difference = difference - $2 WHERE id = $1 AND closed_at > 0`)
	qUnended    = db.SQL(`SELECT COUNT(*) FROM register_sale WHERE shift = $1 AND status = 'open'`)
	qShiftSales = db.SQL(`
		SELECT COUNT(*) AS n, CAST(COALESCE(SUM(total), 0) AS BIGINT) AS total, CAST(COALESCE(SUM(discount), 0) AS BIGINT) AS discount,
		  CAST(COALESCE(SUM((SELECT SUM(t.amount) FROM register_tender t WHERE t.sale = s.id AND t.kind = 'code' AND t.status IN ('paid', 'returned'))), 0) AS BIGINT) AS code
		FROM register_sale s WHERE s.shift = $1 AND s.status IN ('finished', 'refunded')`)
	qShiftCash = db.SQL(`SELECT kind, CAST(SUM(amount) AS BIGINT) AS amount FROM register_cash WHERE shift = $1 GROUP BY kind`)
	qTillCash  = db.SQL(`SELECT kind, CAST(SUM(amount) AS BIGINT) AS amount FROM register_cash WHERE till = $1 GROUP BY kind`)
	qCash      = db.SQL(`INSERT INTO register_cash (id, till, shift, kind, amount, sale, note, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)

	qSaleAdd = db.SQL(`
		INSERT INTO register_sale (id, ref, terms, merchant, store, till, shift, cashier, channel, status, goods, discount, buyer, coupons, points, total, notes, at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) ON CONFLICT DO NOTHING`)
	qSale      = db.SQL(`SELECT ` + saleCols + ` FROM register_sale WHERE id = $1 AND store = $2`)
	qSaleByRef = db.SQL(`SELECT ` + saleCols + ` FROM register_sale WHERE store = $1 AND ref = $2`)
	qSaleOf    = db.SQL(`SELECT ` + saleCols + ` FROM register_sale WHERE id = $1`)
	qSales     = db.SQL(`SELECT ` + saleCols + ` FROM register_sale WHERE store = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4`)
	qSaleAfter = db.SQL(`SELECT ` + saleCols + ` FROM register_sale WHERE id > $1 ORDER BY id LIMIT 500`)
	qSaleMove  = db.SQL(`UPDATE register_sale SET status = $3 WHERE id = $1 AND status = $2`)
	qSaleEnd   = db.SQL(`UPDATE register_sale SET ended_at = $2, ended_by = $3, reason = $4 WHERE id = $1`)
	qAbandoned = db.SQL(`
		SELECT ` + saleCols + ` FROM register_sale s WHERE s.status = 'open' AND s.created_at < $1
		  AND NOT EXISTS (SELECT 1 FROM register_tender t WHERE t.sale = s.id AND t.status IN ('paid', 'waiting')) LIMIT 200`)
	qSaleGuest = db.SQL(`UPDATE register_sale SET discount = $2, buyer = $3, coupons = $4, points = $5, total = $6 WHERE id = $1 AND status = 'open'`)
	qRewarded  = db.SQL(`SELECT ` + saleCols + ` FROM register_sale WHERE id > $1 AND buyer <> '' AND status <> 'voided' ORDER BY id LIMIT 500`)
	qLineAdd   = db.SQL(`
		INSERT INTO register_line (sale, no, item, sku, name, name_en, variant, variant_en, choices, unit, qty)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	qLines = db.SQL(`SELECT item, sku, name, name_en, variant, variant_en, choices, unit, qty FROM register_line WHERE sale = $1 ORDER BY no`)

	qTenderAdd   = db.SQL(`INSERT INTO register_tender (id, sale, ref, kind, status, amount, given, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`)
	qTenders     = db.SQL(`SELECT ` + tenderCols + ` FROM register_tender WHERE sale = $1 ORDER BY at, id`)
	qTender      = db.SQL(`SELECT ` + tenderCols + ` FROM register_tender WHERE id = $1`)
	qTenderMove  = db.SQL(`UPDATE register_tender SET status = $3 WHERE id = $1 AND status = $2`)
	qTenderTrade = db.SQL(`UPDATE register_tender SET trade = $2 WHERE id = $1`)

	qSums = db.SQL(`
		SELECT CAST(COALESCE((SELECT SUM(unit * qty) FROM register_line WHERE sale = $1), 0) AS BIGINT) AS goods,
		  CAST(COALESCE((SELECT SUM(amount) FROM register_tender WHERE sale = $1 AND status = 'paid'), 0) AS BIGINT) AS paid,
		  CAST(COALESCE((SELECT SUM(amount) FROM register_tender WHERE sale = $1 AND status = 'paid' AND kind = 'cash'), 0) AS BIGINT) AS cash,
		  CAST(COALESCE((SELECT SUM(amount) FROM register_cash WHERE sale = $1 AND kind IN ('sale', 'back')), 0) AS BIGINT) AS drawn`)
)
