package pack

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// writeZip writes stored entries with fixed attributes: 1 January 1980, mode 0644,
// names in UTF-8.
func writeZip(w io.Writer, entries []entry) error {
	z := zip.NewWriter(w)
	for _, e := range entries {
		h := &zip.FileHeader{
			Name: e.name, Method: zip.Store, Flags: 0x800, CRC32: crc32.ChecksumIEEE(e.data), ReaderVersion: 20,
			CompressedSize64: uint64(len(e.data)), UncompressedSize64: uint64(len(e.data)),
			ModifiedDate: 1<<5 | 1, //nolint:staticcheck // Modified would add a field beside the header's own
		}
		h.SetMode(0o644)
		f, err := z.CreateRaw(h)
		if err != nil {
			return err
		}
		if _, err := f.Write(e.data); err != nil {
			return err
		}
	}
	return z.Close()
}

// readZip gives the archive's entries by name. What it lets through is bounded,
// has decent names that differ, and is stored.
func readZip(raw []byte) (map[string][]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, refuse(ErrZip, "", "It cannot be read as a ZIP archive.").Because(err)
	}
	if len(z.File) > MaxFiles+1+len(roles) {
		return nil, refuse(ErrCount, "", fmt.Sprintf("%d, and at most %d may be there.", len(z.File), MaxFiles))
	}
	names := make([]string, len(z.File))
	for i, f := range z.File {
		names[i] = f.Name
	}
	if err := checkNames(names); err != nil {
		return nil, err
	}
	out := make(map[string][]byte, len(z.File))
	whole := int64(0)
	for _, f := range z.File {
		if err := checkHeader(f); err != nil {
			return nil, err
		}
		// Entries that share bytes could give more than the archive has.
		if whole += int64(f.UncompressedSize64); whole > int64(len(raw)) {
			return nil, refuse(ErrSize, f.Name, "The entries are said to be larger than the archive.")
		}
		b, err := readEntry(f)
		if err != nil {
			return nil, err
		}
		out[f.Name] = b
	}
	return out, nil
}

// checkHeader looks at what an entry says of itself, before a byte of it is read.
func checkHeader(f *zip.File) error {
	switch {
	case f.Flags&0x2041 != 0: // encrypted, strongly encrypted, masked: APPNOTE.TXT, 4.4.4
		return refuse(ErrEncrypted, f.Name, "")
	case !f.Mode().IsRegular() || f.Mode()&(fs.ModeSetuid|fs.ModeSetgid|fs.ModeSticky) != 0:
		return refuse(ErrKind, f.Name, "")
	case f.Method != zip.Store:
		return refuse(ErrCompressed, f.Name, "")
	case f.UncompressedSize64 > MaxPart:
		return refuse(ErrSize, f.Name, fmt.Sprintf("%d bytes, and at most %d may be there.", f.UncompressedSize64, MaxPart))
	case f.UncompressedSize64 != f.CompressedSize64:
		return refuse(ErrSize, f.Name, "It is said to have two sizes.")
	}
	return nil
}

// readEntry reads what was declared and no more.
func readEntry(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, refuse(ErrZip, f.Name, "It cannot be found.").Because(err)
	}
	b, err := io.ReadAll(io.LimitReader(r, int64(f.UncompressedSize64)+1))
	if err == nil {
		err = r.Close()
	}
	if err != nil || uint64(len(b)) != f.UncompressedSize64 {
		return nil, refuse(ErrHash, f.Name, "").Because(err)
	}
	return b, nil
}

// checkNames lets plain relative paths through that are different files on every
// machine: also where case does not count, or Unicode is normalized.
func checkNames(names []string) error {
	seen := make(map[string]bool, len(names))
	folders := map[string]string{}
	for _, n := range names {
		if why := badName(n); why != "" {
			return refuse(ErrName, fmt.Sprintf("%.80q", n), why)
		}
		key := fold(n)
		if seen[key] {
			return refuse(ErrSameName, n, "")
		}
		seen[key] = true
		for i, c := range n {
			if c != '/' {
				continue
			}
			if as, ok := folders[fold(n[:i])]; ok && as != n[:i] {
				return refuse(ErrSameName, n, "")
			}
			folders[fold(n[:i])] = n[:i]
		}
	}
	for key, name := range folders {
		if seen[key] { // a file where others need a folder
			return refuse(ErrSameName, name, "")
		}
	}
	return nil
}

// fold is the same for names that some file system takes for one.
func fold(n string) string {
	return norm.NFKC.String(strings.ToLower(strings.ToUpper(norm.NFKC.String(n))))
}

func badName(n string) string {
	switch {
	case n == "" || len(n) > maxName:
		return fmt.Sprintf("A name has 1 to %d bytes.", maxName)
	case !utf8.ValidString(n):
		return "It is not UTF-8."
	case strings.ContainsFunc(n, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "It holds a character that cannot be seen."
	case strings.ContainsAny(n, `\:*?"<>|`):
		return "It holds a character that is no part of names everywhere."
	case strings.HasPrefix(n, "/"):
		return "It is absolute."
	case !fs.ValidPath(n) || n == ".":
		return "It leads out of its folder, or is no path in its one form."
	case !norm.NFC.IsNormalString(n):
		return "It is not in Unicode's normal form C."
	}
	for part := range strings.SplitSeq(n, "/") {
		if strings.HasSuffix(part, ".") || strings.TrimSpace(part) != part {
			return "A part of it begins or ends with what some machines drop."
		}
	}
	return ""
}
