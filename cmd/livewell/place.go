package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"livewell/internal/kit/db"
	"livewell/internal/kit/secret"
)

// place is where a deployment keeps what must last. Every command that opens
// one has these flags.
type place struct {
	Data       string `env:"LIVEWELL_DATA" default:"data" type:"path" help:"Folder of the database and the keyring; made at the first start."`
	DB         string `env:"LIVEWELL_DB" placeholder:"DSN" help:"postgres://… for a PostgreSQL-wire engine, in place of a file in the data folder."`
	Passphrase string `env:"LIVEWELL_PASSPHRASE" help:"Seals the keyring."`
}

func (p place) dsn() string {
	if p.DB != "" {
		return p.DB
	}
	return filepath.Join(p.Data, "livewell.db")
}

func (p place) keys() (secret.KMS, error) {
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		return nil, err
	}
	return secret.Open(p.Data, p.Passphrase)
}

// open opens the database; where must exist, it is not made.
func (p place) open(ctx context.Context, o db.Options, exists bool) (*db.DB, error) {
	if file := p.dsn(); exists && !strings.HasPrefix(file, "postgres://") {
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("no database in %s: %w", p.Data, err)
		}
	}
	return db.Open(ctx, p.dsn(), o)
}

// lock keeps a second server off the same SQLite file: its one writer would
// not be the only one. The lock ends with the process.
func (p place) lock() (*os.File, error) {
	if p.DB != "" {
		return nil, nil
	}
	f, err := os.OpenFile(filepath.Join(p.Data, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("another livewell serves %s", p.Data)
		}
		return nil, err
	}
	return f, nil
}
