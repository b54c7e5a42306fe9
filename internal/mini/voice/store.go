package voice

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/secret"
)

type talkRow struct {
	ID      string `db:"id"`
	Lang    string `db:"lang"`
	State   State  `db:"state"`
	Memory  string `db:"memory"`
	Turn    int64  `db:"turn"`
	DataKey []byte `db:"data_key"`
	Ends    int64  `db:"ends"`
}

var (
	qBegin = db.SQL(`
		INSERT INTO voice_talk (owner, host, id, lang, state, memory, turn, data_key, ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (owner, host) DO UPDATE SET id = excluded.id, lang = excluded.lang, state = excluded.state, memory = excluded.memory, turn = excluded.turn,
		  data_key = excluded.data_key, ends = excluded.ends`)
	// The turn is in the WHERE: of two answers to one question one counts.
	qSave = db.SQL(`
		UPDATE voice_talk SET state = $5, memory = $6, turn = turn + 1, ends = $7 WHERE owner = $1 AND host = $2 AND id = $3 AND turn = $4`)
	qTalk = db.SQL(`SELECT id, lang, state, memory, turn, data_key, ends FROM voice_talk WHERE owner = $1 AND host = $2 AND id = $3`)
	qSaid = db.SQL(`
		SELECT t.lang, t.data_key, s.said FROM voice_talk t JOIN voice_said s ON s.talk = t.id WHERE s.talk = $1 AND s.turn = $2`)
	qSay = db.SQL(`INSERT INTO voice_said (talk, turn, said, ends) VALUES ($1, $2, $3, $4)`)

	qForget     = db.SQL(`DELETE FROM voice_talk WHERE owner = $1`)
	qForgetSaid = db.SQL(`DELETE FROM voice_said WHERE talk IN (SELECT id FROM voice_talk WHERE owner = $1)`)
	qSweep      = db.SQL(`DELETE FROM voice_talk WHERE ends < $1`)
	qSweepSaid  = db.SQL(`DELETE FROM voice_said WHERE ends < $1`)
)

// talk is a conversation in hand.
type talk struct {
	who    Who
	id     string
	lang   string
	state  State
	turn   int64 // the last that was said
	key    secret.Key
	sealed []byte // key, as it is stored
	ends   time.Time
	memory
}

// memory is what a conversation is about.
type memory struct {
	Choices []choice `json:"choices,omitempty"` // one from confirming on
	Total   int64    `json:"total,omitempty"`   // minor units, that were read back
	Ordered string   `json:"ordered,omitempty"`
}

func (s *Service) talk(ctx context.Context, q db.Q, who Who, id string) (*talk, error) {
	r, ok, err := db.One[talkRow](ctx, q, qTalk, who.User, who.Host, id)
	if err != nil || !ok {
		return nil, fault.Or(err, ErrNotFound)
	}
	t := &talk{who: who, id: r.ID, lang: r.Lang, state: r.State, turn: r.Turn, sealed: r.DataKey, ends: time.UnixMicro(r.Ends).UTC()}
	t.key, err = secret.OpenKey(s.Keys, r.DataKey)
	return t, errors.Join(err, json.Unmarshal([]byte(r.Memory), &t.memory))
}

// save keeps t after a turn, and what was said in it.
func (t *talk) save(ctx context.Context, tx *db.Tx, said string) error {
	b, err := json.Marshal(t.memory)
	if err != nil {
		return err
	}
	t.ends = tx.Now().Add(Patience)
	ends := t.ends.UnixMicro()
	if t.turn == 0 {
		_, err = db.Exec(ctx, tx, qBegin, t.who.User, t.who.Host, t.id, t.lang, t.state, string(b), 1, t.sealed, ends)
	} else {
		var n int64
		if n, err = db.Exec(ctx, tx, qSave, t.who.User, t.who.Host, t.id, t.turn, t.state, string(b), ends); err == nil && n == 0 {
			err = ErrTurn
		}
	}
	if err != nil {
		return err
	}
	t.turn++
	_, err = db.Exec(ctx, tx, qSay, t.id, t.turn, t.key.Seal(secret.Place("voice_said", "said", t.id), []byte(said)), ends)
	return err
}

type saidRow struct {
	Lang    string `db:"lang"`
	DataKey []byte `db:"data_key"`
	Said    []byte `db:"said"`
}

// Said gives what was said in a turn, and in which language. Fault: ErrNotFound.
func (s *Service) Said(ctx context.Context, q db.Q, id string, turn int64) (lang, text string, err error) {
	r, ok, err := db.One[saidRow](ctx, q, qSaid, id, turn)
	if err != nil || !ok {
		return "", "", fault.Or(err, ErrNotFound)
	}
	key, err := secret.OpenKey(s.Keys, r.DataKey)
	if err != nil {
		return "", "", err
	}
	b, err := key.Open(secret.Place("voice_said", "said", id), r.Said)
	return r.Lang, string(b), err
}

// Forget drops everything of a person.
func (*Service) Forget(ctx context.Context, tx *db.Tx, user string) error {
	if _, err := db.Exec(ctx, tx, qForgetSaid, user); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, qForget, user)
	return err
}

// Sweep drops what is over.
func (*Service) Sweep(ctx context.Context, tx *db.Tx) error {
	for _, q := range []*db.Stmt{qSweepSaid, qSweep} {
		if _, err := db.Exec(ctx, tx, q, tx.Now().UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}
