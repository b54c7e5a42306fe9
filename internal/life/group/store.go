package group

import "livewell/internal/kit/db"

const (
	dealCols  = `id, store, sku, price, size, within, ends`
	partyCols = `p.id, p.deal, p.size, p.taken, p.paid, p.status, p.deadline`
)

var (
	qOpen      = db.SQL(`INSERT INTO group_deal (` + dealCols + `) VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	qDeal      = db.SQL(`SELECT ` + dealCols + ` FROM group_deal WHERE id = $1`)
	qOf        = db.SQL(`SELECT ` + dealCols + ` FROM group_deal WHERE store = $1 AND ends > $2 ORDER BY ends, id LIMIT 100`)
	qParty     = db.SQL(`SELECT ` + partyCols + ` FROM group_party p WHERE p.id = $1`)
	qGathering = db.SQL(`SELECT ` + partyCols + ` FROM group_party p WHERE p.deal = $1 AND p.status = 'open' AND p.taken < p.size AND p.deadline > $2 ORDER BY p.deadline, p.id LIMIT 20`)
	qPartyOf   = db.SQL(`SELECT ` + partyCols + ` FROM group_party p JOIN group_member m ON m.party = p.id WHERE m.head = $1`)
	qGather    = db.SQL(`INSERT INTO group_party (id, deal, size, taken, status, deadline) VALUES ($1, $2, $3, 1, 'open', $4)`)
	qJoin      = db.SQL(`UPDATE group_party SET taken = taken + 1 WHERE id = $1 AND status = 'open' AND taken < size AND deadline > $2`)
	qIn        = db.SQL(`SELECT COUNT(*) FROM group_member WHERE party = $1 AND buyer = $2`)
	qMember    = db.SQL(`INSERT INTO group_member (head, party, buyer) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`)

	qMemberPaid = db.SQL(`UPDATE group_member SET paid = 1 WHERE head = $1`)
	qPartyPaid  = db.SQL(`UPDATE group_party SET paid = paid + 1, status = $2 WHERE id = $1`)
	qPaidHeads  = db.SQL(`SELECT head FROM group_member WHERE party = $1 AND paid = 1 ORDER BY head`)
	qIsPaid     = db.SQL(`SELECT paid FROM group_member WHERE head = $1`)
	qLeave      = db.SQL(`DELETE FROM group_member WHERE head = $1`)
	qSeatFree   = db.SQL(`UPDATE group_party SET taken = taken - 1, paid = paid - $2 WHERE id = $1`)
	qFailed     = db.SQL(`UPDATE group_party SET status = 'failed' WHERE id = $1 AND status <> 'full'`)
)
