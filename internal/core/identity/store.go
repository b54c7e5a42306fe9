package identity

import "livewell/internal/kit/db"

type userRow struct {
	ID        string `db:"id"`
	State     State  `db:"state"`
	PhoneBox  []byte `db:"phone_box"`
	DataKey   []byte `db:"data_key"`
	NameBox   []byte `db:"name_box"`
	Avatar    string `db:"avatar"`
	Language  string `db:"language"`
	Theme     string `db:"theme"`
	TextSize  string `db:"text_size"`
	CreatedAt int64  `db:"created_at"`
}

const userColumns = `id, state, phone_box, data_key, name_box, avatar, language, theme, text_size, created_at`

var (
	qNewUser = db.SQL(`
		INSERT INTO identity_user (id, state, phone, phone_box, data_key, name_box, avatar, language, theme, text_size, created_at)
		VALUES ($1, 'active', $2, $3, $4, $5, $6, $7, 'auto', 'normal', $8)`)
	qUser        = db.SQL(`SELECT ` + userColumns + ` FROM identity_user WHERE id = $1`)
	qUserByPhone = db.SQL(`SELECT ` + userColumns + ` FROM identity_user WHERE phone = $1`)
	qUserList    = db.SQL(`SELECT ` + userColumns + ` FROM identity_user WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3`)
	qUsersAfter  = db.SQL(`SELECT id FROM identity_user WHERE id > $1 ORDER BY id LIMIT $2`)
	qUserSet     = db.SQL(`UPDATE identity_user SET name_box = $2, language = $3, theme = $4, text_size = $5, avatar = $6 WHERE id = $1 AND state <> 'erased'`)
	qUserRewrap  = db.SQL(`UPDATE identity_user SET data_key = $3 WHERE id = $1 AND data_key = $2`)
	qUserState   = db.SQL(`UPDATE identity_user SET state = $3 WHERE id = $1 AND state = $2`)
	qUserErase   = db.SQL(`
		UPDATE identity_user SET state = 'erased', phone = NULL, phone_box = $2, data_key = $2, name_box = $2, avatar = ''
		WHERE id = $1 AND state <> 'erased'`)
)

type codeRow struct {
	Version int    `db:"version"`
	MAC     []byte `db:"mac"`
	Phone   string `db:"phone"`
}

var (
	// A lock that has passed gives its tries back; otherwise a new code gives none.
	qCodePut = db.SQL(`
		INSERT INTO identity_code (phone, version, mac, expires_at, wrong, locked_until) VALUES ($1, $2, $3, $4, 0, 0)
		ON CONFLICT (phone) DO UPDATE SET version = $2, mac = $3, expires_at = $4,
			wrong = CASE WHEN identity_code.locked_until > 0 THEN 0 ELSE identity_code.wrong END, locked_until = 0
		WHERE identity_code.locked_until <= $5`)
	qCodeTry = db.SQL(`
		UPDATE identity_code SET wrong = wrong + 1, locked_until = CASE WHEN wrong + 1 >= $4 THEN CAST($3 AS BIGINT) ELSE 0 END
		WHERE phone = $1 AND locked_until = 0 AND expires_at > $2
		RETURNING version, mac, phone`)
	qCodeLock = db.SQL(`SELECT locked_until FROM identity_code WHERE phone = $1`)
	qCodeDone = db.SQL(`DELETE FROM identity_code WHERE phone = $1`)
)

type deviceRow struct {
	ID        string `db:"id"`
	Name      string `db:"name"`
	CreatedAt int64  `db:"created_at"`
	SeenAt    int64  `db:"seen_at"`
}

type sessionRow struct {
	ID        string `db:"id"`
	Owner     string `db:"owner"`
	Device    string `db:"device"`
	Method    string `db:"method"`
	Merchant  string `db:"merchant"`
	Kind      Kind   `db:"kind"`
	CreatedAt int64  `db:"created_at"`
	SeenAt    int64  `db:"seen_at"`
}

type roleRow struct {
	Role     string `db:"role"`
	Merchant string `db:"merchant"`
	Stores   string `db:"stores"`
}

var (
	qDeviceNew  = db.SQL(`INSERT INTO identity_device (id, owner, hash, name, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $5)`)
	qDeviceFind = db.SQL(`SELECT id, name, created_at, seen_at FROM identity_device WHERE hash = $1 AND owner = $2`)
	qDeviceSeen = db.SQL(`UPDATE identity_device SET seen_at = $2, name = $3 WHERE id = $1`)
	qDevices    = db.SQL(`SELECT id, name, created_at, seen_at FROM identity_device WHERE owner = $1 ORDER BY seen_at DESC, id DESC LIMIT 100`)
	qDevice     = db.SQL(`SELECT id, name, created_at, seen_at FROM identity_device WHERE id = $1 AND owner = $2`)
	qDeviceMove = db.SQL(`UPDATE identity_device SET hash = $3 WHERE id = $1 AND owner = $2`)

	qSessionNew = db.SQL(`
		INSERT INTO identity_session (id, owner, device, hash, method, kind, merchant, created_at, seen_at, ended_at)
		VALUES ($1, $2, $3, $4, $5, $6, '', $7, $7, 0)`)
	qSession = db.SQL(`
		SELECT s.id, s.owner, s.device, s.method, s.kind, s.merchant, s.created_at, s.seen_at
		FROM identity_session s JOIN identity_user u ON u.id = s.owner
		WHERE s.hash = $1 AND s.ended_at = 0 AND u.state = 'active'`)
	qSessionSeen = db.SQL(`UPDATE identity_session SET seen_at = $2 WHERE id = $1 AND ended_at = 0 AND seen_at < $2`)
	qSessions    = db.SQL(`
		SELECT id, owner, device, method, kind, merchant, created_at, seen_at FROM identity_session
		WHERE owner = $1 AND ended_at = 0 AND seen_at > $2 AND created_at > $3 ORDER BY seen_at DESC, id DESC LIMIT 100`)
	qSessionEnd    = db.SQL(`UPDATE identity_session SET ended_at = $3 WHERE id = $1 AND owner = $2 AND ended_at = 0`)
	qSessionEndAll = db.SQL(`UPDATE identity_session SET ended_at = $2 WHERE owner = $1 AND ended_at = 0 AND id <> $3`)
	qSessionEndDev = db.SQL(`UPDATE identity_session SET ended_at = $3 WHERE device = $1 AND owner = $2 AND ended_at = 0`)
	qSessionActAs  = db.SQL(`UPDATE identity_session SET merchant = $3 WHERE id = $1 AND owner = $2 AND ended_at = 0`)

	qRoles  = db.SQL(`SELECT role, merchant, stores FROM identity_role WHERE owner = $1 ORDER BY role, merchant`)
	qGrant  = db.SQL(`INSERT INTO identity_role (owner, role, merchant, at, stores) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`)
	qRevoke = db.SQL(`DELETE FROM identity_role WHERE owner = $1 AND role = $2 AND merchant = $3`)
)

type pinRow struct {
	Version     int    `db:"version"`
	Salt        []byte `db:"salt"`
	Hash        []byte `db:"hash"`
	Wrong       int64  `db:"wrong"`
	LockedUntil int64  `db:"locked_until"`
}

var (
	qPIN    = db.SQL(`SELECT version, salt, hash, wrong, locked_until FROM identity_pin WHERE owner = $1`)
	qPINNew = db.SQL(`
		INSERT INTO identity_pin (owner, version, salt, hash, wrong, locked_until, changed_at)
		VALUES ($1, $2, $3, $4, 0, 0, $5) ON CONFLICT DO NOTHING`)
	qPINSet = db.SQL(`
		UPDATE identity_pin SET version = $2, salt = $3, hash = $4, wrong = 0, locked_until = 0, changed_at = $5 WHERE owner = $1`)
	// Counts a try before it is known to be wrong. The last one locks; a lock that has passed starts again at one.
	qPINTry = db.SQL(`
		UPDATE identity_pin SET
			wrong = CASE WHEN locked_until > 0 THEN 1 ELSE wrong + 1 END,
			locked_until = CASE WHEN locked_until = 0 AND wrong + 1 >= $4 THEN CAST($3 AS BIGINT) ELSE 0 END
		WHERE owner = $1 AND locked_until <= $2
		RETURNING version, salt, hash, wrong, locked_until`)
	// Only of the PIN that was right: it may have been changed meanwhile.
	qPINRight = db.SQL(`UPDATE identity_pin SET wrong = 0, locked_until = 0 WHERE owner = $1 AND hash = $2`)
	qPINDrop  = db.SQL(`DELETE FROM identity_pin WHERE owner = $1`)

	qProofNew   = db.SQL(`INSERT INTO identity_proof (hash, owner, method, want, expires_at, spent_at) VALUES ($1, $2, $3, $4, $5, 0)`)
	qProofSpend = db.SQL(`
		UPDATE identity_proof SET spent_at = $4
		WHERE hash = $1 AND owner = $2 AND (want = '' OR want = $3) AND spent_at = 0 AND expires_at > $4`)
	qProofSweep = db.SQL(`DELETE FROM identity_proof WHERE hash IN (SELECT hash FROM identity_proof WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)`)
)

type passkeyRow struct {
	ID         string `db:"id"`
	Owner      string `db:"owner"`
	Name       string `db:"name"`
	Credential string `db:"credential"`
	CreatedAt  int64  `db:"created_at"`
	UsedAt     int64  `db:"used_at"`
}

type ceremonyRow struct {
	Owner string `db:"owner"`
	Want  string `db:"want"`
	Data  string `db:"data"`
}

var (
	qPasskeyNew  = db.SQL(`INSERT INTO identity_passkey (id, owner, name, credential, created_at, used_at) VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT DO NOTHING`)
	qPasskeys    = db.SQL(`SELECT id, owner, name, credential, created_at, used_at FROM identity_passkey WHERE owner = $1 ORDER BY created_at, id`)
	qPasskey     = db.SQL(`SELECT id, owner, name, credential, created_at, used_at FROM identity_passkey WHERE id = $1`)
	qPasskeyUsed = db.SQL(`UPDATE identity_passkey SET credential = $3, used_at = $4 WHERE id = $1 AND credential = $2`)
	qPasskeyDrop = db.SQL(`DELETE FROM identity_passkey WHERE id = $1 AND owner = $2 RETURNING name`)
	qPasskeyAll  = db.SQL(`DELETE FROM identity_passkey WHERE owner = $1`)

	qCeremonyNew   = db.SQL(`INSERT INTO identity_ceremony (id, kind, owner, want, data, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`)
	qCeremonyTake  = db.SQL(`DELETE FROM identity_ceremony WHERE id = $1 AND kind = $2 AND expires_at > $3 RETURNING owner, want, data`)
	qCeremonySweep = db.SQL(`DELETE FROM identity_ceremony WHERE id IN (SELECT id FROM identity_ceremony WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)`)

	qOutPut   = db.SQL(`INSERT INTO identity_outbox (id, phone, code, at) VALUES ($1, $2, $3, $4)`)
	qOutList  = db.SQL(`SELECT phone, code, at FROM identity_outbox ORDER BY at DESC, id DESC LIMIT 50`)
	qOutSweep = db.SQL(`DELETE FROM identity_outbox WHERE at < $1`)
)
