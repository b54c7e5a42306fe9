// Package pack is the form in which a mini program travels: one ZIP archive, the
// same bytes for the same program, and nothing in it that nobody signed.
//
//	manifest.json          what the program is (W3C MiniApp Manifest)
//	app/…                  the files that the compiler made, app/manifest.json among them
//	files.json             the path, size and SHA-256 of each file above, sorted
//	META-INF/developer.sig Ed25519 over the bytes of files.json, base64
//	META-INF/platform.sig  the same, once the platform has reviewed it
//
// The hash of a package is the SHA-256 of files.json: it names what is in it and
// stays when a signature is added.
//
// Entries are stored and not compressed, so that no entry can grow, and Open
// accepts only the archive that Write makes of the same files: there is no second
// way to write a package, and no place in one for bytes that no signature covers.
package pack

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"livewell/internal/kit/fault"
	"livewell/internal/mini/compiler"
)

// Limits of a package: those of the public platform, and what bounds a server's
// memory and rows.
const (
	MaxPart  = 2 << 20  // of the main part, of each subpackage, and so of a file
	MaxSize  = 20 << 20 // of the archive
	MaxFiles = 2000
	maxName  = 200
	maxPages = 500
)

// Why a package is refused. Args: entry, the name of the entry where there is one,
// and reason.
var (
	ErrSize       = fault.New(fault.Invalid, "pack.size", "The package, or a part of it, is too large.")
	ErrCount      = fault.New(fault.Invalid, "pack.count", "The package has too many files.")
	ErrZip        = fault.New(fault.Invalid, "pack.zip", "This is not a package.")
	ErrName       = fault.New(fault.Invalid, "pack.name", "The package holds a name that it may not hold.")
	ErrSameName   = fault.New(fault.Invalid, "pack.same_name", "The package holds two names that are one on some machines.")
	ErrKind       = fault.New(fault.Invalid, "pack.kind", "The package holds something that is no plain file.")
	ErrEncrypted  = fault.New(fault.Invalid, "pack.encrypted", "The package holds an encrypted file.")
	ErrCompressed = fault.New(fault.Invalid, "pack.compressed", "The package holds a compressed file. Files are stored as they are.")
	ErrList       = fault.New(fault.Invalid, "pack.list", "The list of the package's files is not as it must be.")
	ErrMissing    = fault.New(fault.Invalid, "pack.missing", "A file of the package is not there.")
	ErrUnlisted   = fault.New(fault.Invalid, "pack.unlisted", "The package holds a file that is not on its list.")
	ErrHash       = fault.New(fault.Invalid, "pack.hash", "A file of the package was changed after it was listed.")
	ErrManifest   = fault.New(fault.Invalid, "pack.manifest", "The manifest is not as it must be.")
	ErrUnsigned   = fault.New(fault.Invalid, "pack.unsigned", "The package lacks a signature.")
	ErrSignature  = fault.New(fault.Invalid, "pack.signature", "A signature of the package does not hold.")
	ErrBytes      = fault.New(fault.Invalid, "pack.bytes", "The archive holds bytes that no file of it accounts for.")
)

// refuse is a fault that says in its text, too, where and why: developers read it
// in answers of the open API.
func refuse(f *fault.Fault, entry, reason string) *fault.Fault {
	c := f.With(map[string]any{"entry": entry, "reason": reason})
	if entry != "" {
		c.Text += " Entry: " + entry + "."
	}
	if reason != "" {
		c.Text += " " + reason
	}
	return c
}

// Role is who signs.
type Role string

const (
	Developer Role = "developer"
	Platform  Role = "platform"
)

var roles = []Role{Developer, Platform}

func (r Role) entry() string { return "META-INF/" + string(r) + ".sig" }

// Names of the entries that are not the program's.
const (
	manifestEntry = "manifest.json"
	listEntry     = "files.json"
	programDir    = "app/"
)

// File is a line of the list.
type File struct {
	Path string `json:"path"`
	Size int64  `json:"size"`
	Hash string `json:"sha256"`
}

type list struct {
	Format int    `json:"format"`
	Files  []File `json:"files"`
}

// List writes the list of files, which is what is signed. They must be in the
// order of their paths.
func List(files []File) []byte {
	b, err := json.Marshal(list{1, files})
	if err != nil {
		panic(err) // strings and numbers can always be written
	}
	return b
}

// HashOf is the hash of a package with these files.
func HashOf(files []File) string { return sum(List(files)) }

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// Package is a program with what says what it is and who vouches for it.
type Package struct {
	Manifest Manifest
	Program  compiler.Manifest
	Files    []File
	data     map[string][]byte
	signed   map[Role][]byte
}

// Make packs a built program. Faults: ErrSize, ErrCount, ErrName, ErrSameName,
// ErrManifest.
func Make(p *compiler.Program, info Info) (*Package, error) {
	k := &Package{Manifest: info.manifest(p.Manifest), Program: p.Manifest, data: map[string][]byte{}, signed: map[Role][]byte{}}
	k.data[manifestEntry] = k.Manifest.bytes()
	for name, b := range p.Files {
		k.data[programDir+name] = b
	}
	for name, b := range k.data {
		k.Files = append(k.Files, File{name, int64(len(b)), sum(b)})
	}
	slices.SortFunc(k.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	if err := k.check(); err != nil {
		return nil, err
	}
	return k, nil
}

// check holds the package's files against the limits and the manifests.
func (p *Package) check() error {
	if len(p.Files) > MaxFiles {
		return refuse(ErrCount, "", fmt.Sprintf("%d, and at most %d may be there.", len(p.Files), MaxFiles))
	}
	names := make([]string, len(p.Files))
	for i, f := range p.Files {
		names[i] = f.Path
	}
	if err := checkNames(names); err != nil {
		return err
	}
	if err := p.checkManifests(); err != nil {
		return err
	}
	return p.checkSizes()
}

// checkSizes counts each part by itself: a subpackage has its own root.
func (p *Package) checkSizes() error {
	parts := map[string]int64{}
	whole := int64(0)
	for _, f := range p.Files {
		root := ""
		for _, sub := range p.Program.Packages {
			if strings.HasPrefix(f.Path, programDir+sub.Root+"/") && len(sub.Root) > len(root) {
				root = sub.Root
			}
		}
		parts[root] += f.Size
		if parts[root] > MaxPart {
			return refuse(ErrSize, f.Path, fmt.Sprintf("With it the part %q has more than %d bytes.", root, MaxPart))
		}
		whole += f.Size
	}
	if whole > MaxSize {
		return refuse(ErrSize, "", fmt.Sprintf("%d bytes, and at most %d may be there.", whole, MaxSize))
	}
	return nil
}

// Hash names what is in the package: hex SHA-256 of its list.
func (p *Package) Hash() string { return sum(List(p.Files)) }

// Size is the sum of its files, in bytes.
func (p *Package) Size() (n int64) {
	for _, f := range p.Files {
		n += f.Size
	}
	return n
}

// Data gives a file by its path in the list; nil: there is none. The bytes are shared.
func (p *Package) Data(path string) []byte { return p.data[path] }

// Sign adds the signature of a role, in place of the one before.
func (p *Package) Sign(role Role, key ed25519.PrivateKey) {
	p.signed[role] = ed25519.Sign(key, List(p.Files))
}

// Signature gives what a role signed; nil: nothing.
func (p *Package) Signature(role Role) []byte { return p.signed[role] }

// Keys are those whose signatures are believed. A role that has keys must have
// signed; a role that has none must not.
type Keys map[Role][]ed25519.PublicKey

func (p *Package) checkSignatures(keys Keys) error {
	text := List(p.Files)
	for _, r := range roles {
		sig := p.signed[r]
		switch {
		case sig == nil && len(keys[r]) == 0:
		case sig == nil:
			return refuse(ErrUnsigned, r.entry(), "")
		case !slices.ContainsFunc(keys[r], func(k ed25519.PublicKey) bool { return ed25519.Verify(k, text, sig) }):
			return refuse(ErrSignature, r.entry(), "No key that is believed made it.")
		}
	}
	return nil
}

// Write writes the archive. The same files and signatures give the same bytes.
func (p *Package) Write(w io.Writer) error { return writeZip(w, p.entries()) }

type entry struct {
	name string
	data []byte
}

// entries are those of the archive, in its order.
func (p *Package) entries() []entry {
	out := []entry{{listEntry, List(p.Files)}}
	for name, b := range p.data {
		out = append(out, entry{name, b})
	}
	for r, sig := range p.signed {
		out = append(out, entry{r.entry(), []byte(base64.StdEncoding.EncodeToString(sig))})
	}
	slices.SortFunc(out, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return out
}

// Open reads an archive of size bytes and believes nothing of it: the limits, the
// names, the list, the hashes, the manifests, the signatures and at last that
// these are the bytes that Write makes. Faults: all of this package.
func Open(r io.ReaderAt, size int64, keys Keys) (*Package, error) {
	if size > MaxSize {
		return nil, refuse(ErrSize, "", fmt.Sprintf("%d bytes, and at most %d may be there.", size, MaxSize))
	}
	raw := make([]byte, max(size, 0))
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), raw); err != nil {
		return nil, refuse(ErrZip, "", "It is cut short.").Because(err)
	}
	all, err := readZip(raw)
	if err != nil {
		return nil, err
	}
	p := &Package{data: map[string][]byte{}, signed: map[Role][]byte{}}
	if err := p.take(all); err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	if err := p.checkSignatures(keys); err != nil {
		return nil, err
	}
	var again bytes.Buffer
	again.Grow(len(raw))
	if err := p.Write(&again); err != nil {
		return nil, err
	}
	if !bytes.Equal(again.Bytes(), raw) {
		return nil, refuse(ErrBytes, "", fmt.Sprintf("It has %d bytes; its files make %d, and they differ.", len(raw), again.Len()))
	}
	return p, nil
}

// take sorts entries into the list, signatures and files, and holds one against
// the other.
func (p *Package) take(all map[string][]byte) error {
	text, ok := all[listEntry]
	if !ok {
		return refuse(ErrMissing, listEntry, "")
	}
	var l list
	if err := json.Unmarshal(text, &l); err != nil {
		return refuse(ErrList, listEntry, "It cannot be read.")
	}
	if p.Files = l.Files; !bytes.Equal(List(l.Files), text) {
		return refuse(ErrList, listEntry, "It is not in its one form: sorted, without space, format 1.")
	}
	for i, f := range p.Files {
		if i > 0 && f.Path <= p.Files[i-1].Path {
			return refuse(ErrList, f.Path, "Paths must be sorted, each once.")
		}
		if f.Path != manifestEntry && !strings.HasPrefix(f.Path, programDir) {
			return refuse(ErrList, f.Path, "Files of the program are in the folder app.")
		}
		b, ok := all[f.Path]
		if !ok {
			return refuse(ErrMissing, f.Path, "")
		}
		if int64(len(b)) != f.Size || sum(b) != f.Hash {
			return refuse(ErrHash, f.Path, "")
		}
		p.data[f.Path] = b
	}
	for _, r := range roles {
		b, ok := all[r.entry()]
		if !ok {
			continue
		}
		sig, err := base64.StdEncoding.Strict().DecodeString(string(b))
		if err != nil || len(sig) != ed25519.SignatureSize {
			return refuse(ErrSignature, r.entry(), "It is not the base64 of 64 bytes.")
		}
		p.signed[r] = sig
	}
	if len(all) != 1+len(p.data)+len(p.signed) {
		return p.unlisted(all)
	}
	return nil
}

// unlisted names the first entry that has no business in the archive.
func (p *Package) unlisted(all map[string][]byte) error {
	var extra []string
	for name := range all {
		_, listed := p.data[name]
		signature := slices.ContainsFunc(roles, func(r Role) bool { return r.entry() == name })
		if !listed && !signature && name != listEntry {
			extra = append(extra, name)
		}
	}
	return refuse(ErrUnlisted, slices.Min(extra), "")
}

// ProgramPath is where a file of the program is in the list.
func ProgramPath(name string) string { return programDir + name }
