package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"livewell/internal/kit/archive"
	"livewell/internal/kit/db"
)

// What an archive may hold.
const (
	databaseFile = "livewell.db"
	keyringFile  = "keyring.json"
)

type backupCmd struct {
	Data string   `env:"LIVEWELL_DATA" default:"data" type:"path" help:"Folder of the database; its server may run on."`
	Out  string   `required:"" type:"path" help:"The archive to write; it must not be there yet."`
	To   []string `placeholder:"age1…" help:"Who can open the archive. With a reader the keyring is in it; without, it is not."`
}

func (c backupCmd) Run(ctx context.Context) error {
	d, err := place{Data: c.Data}.open(ctx, db.Options{}, true)
	if err != nil {
		return err
	}
	defer d.Close()
	// Beside the archive, because there is room for it there.
	tmp, err := os.MkdirTemp(filepath.Dir(c.Out), ".backup-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	files := []string{filepath.Join(tmp, databaseFile)}
	if err := d.Copy(ctx, files[0]); err != nil {
		return err
	}
	if len(c.To) > 0 {
		files = append(files, filepath.Join(c.Data, keyringFile))
	}
	if err := c.write(files); err != nil {
		return err
	}
	if len(c.To) == 0 {
		fmt.Println("The keyring is not in this archive, because the archive is not encrypted. Keep it apart, or name a reader with --to.")
	}
	return nil
}

// write makes the archive whole or not at all.
func (c backupCmd) write(files []string) error {
	f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := errors.Join(archive.Pack(f, c.To, files...), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(c.Out))
	}
	return nil
}

type restoreCmd struct {
	Archive  string `arg:"" type:"existingfile" help:"What backup wrote."`
	Data     string `required:"" type:"path" help:"Folder to restore into; it must hold no database."`
	Identity string `type:"existingfile" placeholder:"FILE" help:"The age identity that opens the archive."`
}

// Run restores and then recounts everything, so that nobody serves from books
// that do not hold.
func (c restoreCmd) Run(ctx context.Context) error {
	f, err := os.Open(c.Archive)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	names, err := archive.Unpack(f, c.Identity, c.Data, databaseFile, keyringFile)
	if err == nil && !slices.Contains(names, databaseFile) {
		err = archive.ErrForeign
	}
	if err != nil {
		for _, n := range names { // half an archive is no database
			err = errors.Join(err, os.Remove(filepath.Join(c.Data, n)))
		}
		return err
	}
	if err := (verifyCmd{place{Data: c.Data}}).Run(ctx); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(c.Data, keyringFile)); errors.Is(err, fs.ErrNotExist) {
		fmt.Printf("Put %s back into %s before you serve: sealed fields and signing keys open with it alone.\n", keyringFile, c.Data)
	}
	return nil
}
