package pack_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"livewell/internal/kit/fault"
	"livewell/internal/mini/compiler"
	"livewell/internal/mini/pack"
)

func key(seed string) ed25519.PrivateKey {
	s := sha256.Sum256([]byte(seed))
	return ed25519.NewKeyFromSeed(s[:])
}

func public(seed string) ed25519.PublicKey { return key(seed).Public().(ed25519.PublicKey) }

var keys = pack.Keys{pack.Developer: {public("developer")}, pack.Platform: {public("platform")}}

var info = pack.Info{AppID: "2021000000000001", Name: "Noodles", Version: "1.2.3", Domains: []string{"api.noodles.example"}}

func program(t testing.TB) *compiler.Program {
	p, err := compiler.Build(fstest.MapFS{
		"app.json":               {Data: []byte(`{"pages":["pages/index/index"],"subPackages":[{"root":"more","pages":["far"]}]}`)},
		"app.js":                 {Data: []byte(`App({})`)},
		"pages/index/index.axml": {Data: []byte(`<view>hello</view>`)},
		"pages/index/index.js":   {Data: []byte(`Page({})`)},
		"more/far.axml":          {Data: []byte(`<view>far</view>`)},
		"pages/面.png":            {Data: []byte("picture")},
	}, compiler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func made(t testing.TB) *pack.Package {
	k, err := pack.Make(program(t), info)
	if err != nil {
		t.Fatal(err)
	}
	k.Sign(pack.Developer, key("developer"))
	k.Sign(pack.Platform, key("platform"))
	return k
}

func written(t testing.TB, k *pack.Package) []byte {
	var b bytes.Buffer
	if err := k.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(b []byte) (*pack.Package, error) {
	return pack.Open(bytes.NewReader(b), int64(len(b)), keys)
}

func TestAPackageIsReadAsItWasWritten(t *testing.T) {
	k := made(t)
	raw := written(t, k)
	got, err := open(raw)
	if err != nil {
		t.Fatal(err)
	}
	if got.Hash() != k.Hash() || got.Manifest.AppID != info.AppID || got.Manifest.Version.Code != 1_002_003 || len(got.Manifest.Pages) != 2 {
		t.Errorf("read %+v, %s", got.Manifest, got.Hash())
	}
	if !bytes.Equal(raw, written(t, made(t))) {
		t.Error("the same program gave other bytes")
	}
}

// Packages that were made long ago must stay readable: the form is for ever.
func TestTheFormStaysAsItIs(t *testing.T) {
	k, err := pack.Make(&compiler.Program{
		Manifest: compiler.Manifest{Pages: []compiler.Page{{Path: "a"}}},
		Files:    map[string][]byte{"manifest.json": []byte(`{"pages":[{"path":"a"}]}`), "面.txt": []byte("面")},
	}, info)
	if err != nil {
		t.Fatal(err)
	}
	k.Sign(pack.Developer, key("developer"))
	k.Sign(pack.Platform, key("platform"))
	raw := written(t, k)
	if _, err := open(raw); err != nil {
		t.Error(err)
	}
	if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != "9667abda6895bb7c69a8171058e5cc5570b4e3b27e5e9113005df73baf37ccd6" {
		t.Errorf("it is now %x", sum)
	}
}

// archive is a ZIP that is not careful about anything.
type archive struct {
	entries []*zip.FileHeader
	data    map[string][]byte
	comment string
}

func taken(t *testing.T, raw []byte) *archive {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	a := &archive{data: map[string][]byte{}}
	for _, f := range z.File {
		h := f.FileHeader
		a.entries = append(a.entries, &h)
		if a.data[f.Name], err = fs.ReadFile(z, f.Name); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// add puts a file in, without a word in the list.
func (a *archive) add(name string, data []byte) *zip.FileHeader {
	h := *a.entries[0]
	h.Name = name
	a.entries, a.data[name] = append(a.entries, &h), data
	return &h
}

// listed puts a file in, lists it and signs anew: what a developer could do.
func (a *archive) listed(name string, data []byte) *zip.FileHeader {
	h := a.add(name, data)
	a.relist(func(files []pack.File) []pack.File {
		sum := sha256.Sum256(data)
		return append(files, pack.File{Path: name, Size: int64(len(data)), Hash: hex.EncodeToString(sum[:])})
	})
	return h
}

func (a *archive) relist(change func([]pack.File) []pack.File) {
	var l struct{ Files []pack.File }
	if err := json.Unmarshal(a.data["files.json"], &l); err != nil {
		panic(err)
	}
	files := change(l.Files)
	for i := range files { // sorted, as Open wants it
		for j := i; j > 0 && files[j].Path < files[j-1].Path; j-- {
			files[j], files[j-1] = files[j-1], files[j]
		}
	}
	a.put("files.json", pack.List(files))
}

func (a *archive) put(name string, b []byte) {
	a.data[name] = b
	for _, r := range []string{"developer", "platform"} {
		a.data["META-INF/"+r+".sig"] = []byte(base64.StdEncoding.EncodeToString(ed25519.Sign(key(r), a.data["files.json"])))
	}
}

func (a *archive) without(name string) {
	for i, h := range a.entries {
		if h.Name == name {
			a.entries = append(a.entries[:i], a.entries[i+1:]...)
			return
		}
	}
	panic("no " + name)
}

func (a *archive) entry(name string) *zip.FileHeader {
	for _, h := range a.entries {
		if h.Name == name {
			return h
		}
	}
	panic("no " + name)
}

func (a *archive) bytes(t *testing.T) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, h := range a.entries {
		data := a.data[h.Name]
		if h.Method == zip.Deflate {
			w, err := z.CreateHeader(&zip.FileHeader{Name: h.Name, Method: zip.Deflate})
			if err != nil {
				t.Fatal(err)
			}
			w.Write(data)
			continue
		}
		if h.Comment == "lies" {
			h.UncompressedSize64++
		} else {
			h.CRC32, h.CompressedSize64, h.UncompressedSize64 = crc32.ChecksumIEEE(data), uint64(len(data)), uint64(len(data))
		}
		w, err := z.CreateRaw(h)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(data)
	}
	z.SetComment(a.comment)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const index = "app/manifest.json"

// One hostile archive for each way to cheat. Where a developer could have signed
// it, it is signed.
func TestAHostileArchiveIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		want   *fault.Fault
		entry  string
		change func(a *archive)
		bytes  func(b []byte) []byte
	}{
		"no archive":           {pack.ErrZip, "", nil, func([]byte) []byte { return []byte("hello") }},
		"empty":                {pack.ErrZip, "", nil, func([]byte) []byte { return nil }},
		"cut short":            {pack.ErrZip, "", nil, func(b []byte) []byte { return b[:len(b)-9] }},
		"too large as a whole": {pack.ErrSize, "", nil, func([]byte) []byte { return make([]byte, pack.MaxSize+1) }},
		"a file too large":     {pack.ErrSize, "app/big.bin", func(a *archive) { a.listed("app/big.bin", make([]byte, pack.MaxPart+1)) }, nil},
		"the main part": {pack.ErrSize, "app/b.bin", func(a *archive) {
			a.listed("app/a.bin", make([]byte, 1<<20))
			a.listed("app/b.bin", make([]byte, 1<<20))
		}, nil},
		"a subpackage": {pack.ErrSize, "app/more/b", func(a *archive) {
			a.listed("app/more/a", make([]byte, 1<<20))
			a.listed("app/more/b", make([]byte, 1<<20))
		}, nil},
		"too many files":         {pack.ErrCount, "", func(a *archive) { many(a, pack.MaxFiles+5) }, nil},
		"a bomb":                 {pack.ErrCompressed, "app/bomb", func(a *archive) { a.listed("app/bomb", make([]byte, 1<<20)).Method = zip.Deflate }, nil},
		"a size that is none":    {pack.ErrSize, "app/x", func(a *archive) { a.listed("app/x", []byte("x")).Comment = "lies" }, nil},
		"shared bytes":           {pack.ErrHash, "", nil, func(b []byte) []byte { return patch(b, "app/app.js", 42, 0) }},
		"out of the folder":      {pack.ErrName, `"app/../../x"`, func(a *archive) { a.listed("app/../../x", nil) }, nil},
		"a dot in the way":       {pack.ErrName, `"app/./x"`, func(a *archive) { a.listed("app/./x", nil) }, nil},
		"an absolute name":       {pack.ErrName, `"/etc/passwd"`, func(a *archive) { a.listed("/etc/passwd", nil) }, nil},
		"a drive":                {pack.ErrName, `"C:/x"`, func(a *archive) { a.listed("C:/x", nil) }, nil},
		"a backslash":            {pack.ErrName, `"app\\x"`, func(a *archive) { a.listed(`app\x`, nil) }, nil},
		"a NUL":                  {pack.ErrName, `"app/x\x00.js"`, func(a *archive) { a.listed("app/x\x00.js", nil) }, nil},
		"a control character":    {pack.ErrName, `"app/x\n"`, func(a *archive) { a.listed("app/x\n", nil) }, nil},
		"written backwards":      {pack.ErrName, `"app/gnp\u202esj.exe"`, func(a *archive) { a.listed("app/gnp\u202esj.exe", nil) }, nil},
		"no text":                {pack.ErrName, `"app/\xff"`, func(a *archive) { a.listed("app/\xff", nil) }, nil},
		"a long name":            {pack.ErrName, "", func(a *archive) { a.listed("app/"+strings.Repeat("x", 200), nil) }, nil},
		"a folder":               {pack.ErrName, `"app/x/"`, func(a *archive) { a.listed("app/x/", nil) }, nil},
		"parts taken apart":      {pack.ErrName, "", func(a *archive) { a.listed("app/e\u0301", nil) }, nil},
		"a dot at the end":       {pack.ErrName, `"app/x.js."`, func(a *archive) { a.listed("app/x.js.", nil) }, nil},
		"a link":                 {pack.ErrKind, "app/x", func(a *archive) { a.listed("app/x", []byte("/etc/passwd")).SetMode(fs.ModeSymlink | 0o777) }, nil},
		"a device":               {pack.ErrKind, "app/x", func(a *archive) { a.listed("app/x", nil).SetMode(fs.ModeDevice | 0o644) }, nil},
		"a program of root":      {pack.ErrKind, "app/x", func(a *archive) { a.listed("app/x", nil).SetMode(fs.ModeSetuid | 0o755) }, nil},
		"one that may run":       {pack.ErrBytes, "", func(a *archive) { a.entry(index).SetMode(0o755) }, nil},
		"another case":           {pack.ErrSameName, "app/MANIFEST.json", func(a *archive) { a.listed("app/MANIFEST.json", nil) }, nil},
		"another case of folder": {pack.ErrSameName, "app/Pages/x", func(a *archive) { a.listed("app/Pages/x", nil) }, nil},
		"another form":           {pack.ErrSameName, "app/ﬁ", func(a *archive) { a.listed("app/fi", nil); a.listed("app/ﬁ", nil) }, nil},
		"twice":                  {pack.ErrSameName, index, func(a *archive) { a.add(index, a.data[index]) }, nil},
		"a file and a folder":    {pack.ErrSameName, "app/x", func(a *archive) { a.listed("app/x", nil); a.listed("app/x/y", nil) }, nil},
		"not listed":             {pack.ErrUnlisted, "app/x", func(a *archive) { a.add("app/x", nil) }, nil},
		"a third signature":      {pack.ErrUnlisted, "META-INF/friend.sig", func(a *archive) { a.add("META-INF/friend.sig", nil) }, nil},
		"beside the program":     {pack.ErrList, "x", func(a *archive) { a.listed("x", nil) }, nil},
		"listed and missing":     {pack.ErrMissing, "app/app.js", func(a *archive) { a.without("app/app.js") }, nil},
		"no list":                {pack.ErrMissing, "files.json", func(a *archive) { a.without("files.json") }, nil},
		"a list with space":      {pack.ErrList, "files.json", func(a *archive) { a.put("files.json", append(a.data["files.json"], '\n')) }, nil},
		"a list that is none":    {pack.ErrList, "files.json", func(a *archive) { a.put("files.json", []byte("[]")) }, nil},
		"a list of nothing":      {pack.ErrUnlisted, "", func(a *archive) { a.put("files.json", pack.List([]pack.File{})) }, nil},
		"a wrong hash": {pack.ErrHash, index, func(a *archive) {
			a.relist(func(f []pack.File) []pack.File { f[indexOf(f)].Hash = strings.Repeat("0", 64); return f })
		}, nil},
		"a changed file":      {pack.ErrHash, "app/app.js", func(a *archive) { a.data["app/app.js"] = append(a.data["app/app.js"], ';') }, nil},
		"no developer":        {pack.ErrUnsigned, "META-INF/developer.sig", func(a *archive) { a.without("META-INF/developer.sig") }, nil},
		"no platform":         {pack.ErrUnsigned, "META-INF/platform.sig", func(a *archive) { a.without("META-INF/platform.sig") }, nil},
		"signed by the other": {pack.ErrSignature, "META-INF/developer.sig", func(a *archive) { a.data["META-INF/developer.sig"] = a.data["META-INF/platform.sig"] }, nil},
		"a signature of text": {pack.ErrSignature, "META-INF/developer.sig", func(a *archive) { a.data["META-INF/developer.sig"] = []byte("yes") }, nil},
		"another list signed": {pack.ErrSignature, "META-INF/developer.sig", func(a *archive) {
			old := a.data["META-INF/developer.sig"]
			a.listed("app/x", nil)
			a.data["META-INF/developer.sig"] = old
		}, nil},
		"encrypted":           {pack.ErrEncrypted, "app/app.js", func(a *archive) { a.entry("app/app.js").Flags |= 1 }, nil},
		"a comment":           {pack.ErrBytes, "", func(a *archive) { a.comment = "hello" }, nil},
		"a comment of a file": {pack.ErrBytes, "", func(a *archive) { a.entry(index).Comment = "hello" }, nil},
		"a field of a file":   {pack.ErrBytes, "", func(a *archive) { a.entry(index).Extra = []byte{1, 2, 1, 0, 7} }, nil},
		"another order":       {pack.ErrBytes, "", func(a *archive) { a.entries[0], a.entries[1] = a.entries[1], a.entries[0] }, nil},
		"bytes before":        {pack.ErrBytes, "", nil, func(b []byte) []byte { return append([]byte("#!/bin/sh\n"), b...) }},
		"bytes behind":        {pack.ErrBytes, "", nil, func(b []byte) []byte { return behind(b) }},
		"no pages":            {pack.ErrManifest, "manifest.json", func(a *archive) { a.manifest(`"pages": [`, `"pages": [], "x": [`) }, nil},
		"other pages":         {pack.ErrManifest, "manifest.json", func(a *archive) { a.manifest(`"more/far"`, `"more/away"`) }, nil},
		"a code of its own":   {pack.ErrManifest, "manifest.json", func(a *archive) { a.manifest(`1002003`, `1002004`) }, nil},
		"no domain":           {pack.ErrManifest, "manifest.json", func(a *archive) { a.manifest(`api.noodles.example`, `*`) }, nil},
		"no manifest": {pack.ErrMissing, index, func(a *archive) {
			a.without(index)
			a.relist(func(f []pack.File) []pack.File { i := indexOf(f); return append(f[:i], f[i+1:]...) })
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			raw := written(t, made(t))
			if c.change != nil {
				a := taken(t, raw)
				c.change(a)
				raw = a.bytes(t)
			}
			if c.bytes != nil {
				raw = c.bytes(raw)
			}
			_, err := open(raw)
			f, ok := fault.Of(err)
			if !ok || !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if at, _ := f.Args["entry"].(string); c.entry != "" && at != c.entry {
				t.Errorf("it names %s, want %s", at, c.entry)
			}
		})
	}
}

func TestAFlippedBitAnywhereIsSeen(t *testing.T) {
	raw := written(t, made(t))
	for i := range raw {
		b := bytes.Clone(raw)
		b[i] ^= 1 << (i % 8)
		if _, err := open(b); err == nil {
			t.Fatalf("byte %d was changed, and nobody saw it", i)
		}
	}
}

func TestWhoHasNoKeysMayNotHaveSigned(t *testing.T) {
	raw := written(t, made(t))
	_, err := pack.Open(bytes.NewReader(raw), int64(len(raw)), pack.Keys{pack.Developer: keys[pack.Developer]})
	if !errors.Is(err, pack.ErrSignature) {
		t.Error(err)
	}
}

func TestVersionsRiseWithTheirNames(t *testing.T) {
	last := int64(0)
	for _, name := range []string{"0.0.1", "0.0.999", "0.1.0", "1.0.0", "1.0.10", "1.10.0", "999.999.999"} {
		code, ok := pack.VersionCode(name)
		if !ok || code <= last {
			t.Errorf("%s is %d, %v", name, code, ok)
		}
		last = code
	}
	for _, name := range []string{"", "1", "1.2", "1.2.3.4", "0.0.0", "1.2.1000", "01.2.3", "1.-2.3", "1.2.x", "1.2.3 ", "+1.2.3"} {
		if code, ok := pack.VersionCode(name); ok {
			t.Errorf("%q is %d", name, code)
		}
	}
}

// Whatever opens is what was signed: its list is one that a key here signed, its
// files are those of the list, and no byte is left over.
func FuzzOpen(f *testing.F) {
	raw := written(f, made(f))
	f.Add(raw)
	f.Add(raw[:100])
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	want := made(f).Hash()
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := open(b)
		if err != nil {
			if _, ok := fault.Of(err); !ok {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		if k.Hash() != want || !bytes.Equal(b, raw) {
			t.Fatal("opened what nobody signed")
		}
	})
}

func many(a *archive, n int) {
	for i := range n {
		a.add(fmt.Sprintf("app/%04d", i), nil)
	}
}

func indexOf(files []pack.File) int {
	for i, f := range files {
		if f.Path == index {
			return i
		}
	}
	panic("no " + index)
}

func (a *archive) manifest(from, to string) {
	b := bytes.Replace(a.data["manifest.json"], []byte(from), []byte(to), 1)
	a.data["manifest.json"] = b
	a.relist(func(files []pack.File) []pack.File {
		for i := range files {
			if files[i].Path == "manifest.json" {
				sum := sha256.Sum256(b)
				files[i].Size, files[i].Hash = int64(len(b)), hex.EncodeToString(sum[:])
			}
		}
		return files
	})
}

// patch sets bytes of an entry's header in the directory at the archive's end.
func patch(b []byte, name string, at int, value uint32) []byte {
	b = bytes.Clone(b)
	i := bytes.LastIndex(b, []byte(name)) - 46
	binary.LittleEndian.PutUint32(b[i+at:], value)
	return b
}

// behind adds bytes and lets the archive's end call them its comment.
func behind(b []byte) []byte {
	b = bytes.Clone(b)
	binary.LittleEndian.PutUint16(b[len(b)-2:], 4)
	return append(b, "more"...)
}
