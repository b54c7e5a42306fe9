package db

// memo is what the writer knows to be in the database, by keys of the domains'
// own types. Only the writer writes, so what it wrote it need not read again.
// A function's entries are taken back when it rolls back, and all are when the
// common commit fails.
type memo struct {
	kept map[any]any
	log  []undo
}

type undo struct {
	key, old any
	had      bool
}

// maxMemo bounds the memory; past it the memo starts anew.
const maxMemo = 1 << 18

func (m *memo) begin() {
	m.log = m.log[:0]
	if len(m.kept) > maxMemo {
		m.forget()
	}
}

func (m *memo) undo() { m.undoTo(0) }

// undoTo takes back all but the first n entries.
func (m *memo) undoTo(n int) {
	for i := len(m.log) - 1; i >= n; i-- {
		if u := m.log[i]; u.had {
			m.kept[u.key] = u.old
		} else {
			delete(m.kept, u.key)
		}
	}
	m.log = m.log[:n]
}

func (m *memo) forget() { clear(m.kept); m.log = m.log[:0] }

// Known gives what Know said of key. It knows nothing on engines where others
// write too. The value is shared: it must not be changed.
func (t *Tx) Known(key any) (any, bool) {
	if t.w == nil {
		return nil, false
	}
	v, ok := t.w.memo.kept[key]
	return v, ok
}

// Know says that value is what this transaction has read or written under key;
// nil says that it is not known any more.
func (t *Tx) Know(key, value any) {
	if t.w == nil {
		return
	}
	m := &t.w.memo
	old, had := m.kept[key]
	m.log = append(m.log, undo{key, old, had})
	if value == nil {
		delete(m.kept, key)
		return
	}
	m.kept[key] = value
}
