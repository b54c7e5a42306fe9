// Package archive packs a few files into one, for safekeeping: a tar stream,
// compressed, and encrypted with age (age-encryption.org/v1) where readers are
// named. An encrypted archive that was cut short or changed does not open.
package archive

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"filippo.io/age"
)

var (
	// ErrSealed says that the archive is encrypted and no identity was given.
	ErrSealed = errors.New("the archive is encrypted: give the file with the identity that opens it")
	// ErrForeign says that the file holds something that Pack did not put there.
	ErrForeign = errors.New("this is not an archive of this program")
)

// sealedMark is how every age file begins, age-encryption.org/v1.
const sealedMark = "age-encryption.org/v1\n"

// Pack writes the named files, each under the last part of its path. readers
// are age recipients ("age1…"); without any the archive is not encrypted.
func Pack(w io.Writer, readers []string, files ...string) error {
	closers := []io.Closer{}
	if len(readers) > 0 {
		to := make([]age.Recipient, 0, len(readers))
		for _, r := range readers {
			one, err := age.ParseX25519Recipient(r)
			if err != nil {
				return fmt.Errorf("the reader %q: %w", r, err)
			}
			to = append(to, one)
		}
		sealed, err := age.Encrypt(w, to...)
		if err != nil {
			return err
		}
		w, closers = sealed, append(closers, sealed)
	}
	zipped, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	t := tar.NewWriter(zipped)
	for _, f := range files {
		if err := pack(t, f); err != nil {
			return fmt.Errorf("pack %s: %w", filepath.Base(f), err)
		}
	}
	for _, c := range append([]io.Closer{t, zipped}, closers...) {
		if err := c.Close(); err != nil {
			return err
		}
	}
	return nil
}

func pack(t *tar.Writer, path string) error {
	f, err := os.Open(path) //nolint:gosec // the caller's own file
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	st, err := f.Stat()
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: filepath.Base(path), Mode: 0o600, Size: st.Size(), ModTime: st.ModTime()}); err != nil {
		return err
	}
	_, err = io.Copy(t, f)
	return err
}

// Unpack writes the archive's files into dir, which they must not be in yet,
// and gives their names. Only names of allowed may be in it. identities is a
// file of age identities; empty where the archive is not encrypted.
// Errors: ErrSealed, ErrForeign, and age's own where no identity fits.
func Unpack(r io.Reader, identities, dir string, allowed ...string) ([]string, error) {
	b := bufio.NewReader(r)
	r = b
	if begin, _ := b.Peek(len(sealedMark)); string(begin) == sealedMark {
		plain, err := unseal(b, identities)
		if err != nil {
			return nil, err
		}
		r = plain
	}
	unzipped, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForeign, err)
	}
	var names []string
	for t := tar.NewReader(unzipped); ; {
		h, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			return names, drained(unzipped)
		case err != nil:
			return names, err
		case h.Typeflag != tar.TypeReg, !slices.Contains(allowed, h.Name), slices.Contains(names, h.Name):
			return names, fmt.Errorf("%w: %q is in it", ErrForeign, h.Name)
		}
		if err := unpack(t, filepath.Join(dir, h.Name)); err != nil { //nolint:gosec // one of the allowed names
			return names, err
		}
		names = append(names, h.Name)
	}
}

func unseal(r io.Reader, identities string) (io.Reader, error) {
	if identities == "" {
		return nil, ErrSealed
	}
	f, err := os.Open(identities) //nolint:gosec // the operator's own file
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	ids, err := age.ParseIdentities(f)
	if err != nil {
		return nil, err
	}
	return age.Decrypt(r, ids...)
}

// drained reads what follows the last file: only at its end is a stream known to be whole.
func drained(r io.Reader) error {
	_, err := io.Copy(io.Discard, io.LimitReader(r, 1<<20))
	return err
}

// unpack returns when the file would survive a power cut.
func unpack(r io.Reader, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // the caller's own folder
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path)) // half a file must not look like a whole one
	}
	return nil
}
